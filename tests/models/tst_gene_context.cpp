// Context vectors of genes between groups: by hand, and with networks that see only the value, or only the cell's type.
#include "models/tasks/gene_context/gene_context.h"
#include "tests/models/grouped_cells.h"

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

// A token's vector follows its value alone, or the type of its cell alone.
class Contexts : public TokenEncoder {
  public:
    explicit Contexts(bool ofType) : m_ofType(ofType) {}
    std::int64_t width() const override { return 3; }
    Result<std::vector<float>> encodeTokens(const TokenBatch &batch, JobContext &) const override
    {
        std::vector<float> vectors;
        for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
            const std::int64_t type = typeIn(batch, cell);
            for (std::int64_t token = 0; token < batch.tokens; ++token) {
                const float value = batch.values[static_cast<std::size_t>(cell * batch.tokens + token)];
                vectors.insert(vectors.end(),
                               {1.0F, m_ofType ? static_cast<float>(type) : 0.0F, m_ofType ? 0.0F : value / 10.0F});
            }
        }
        return vectors;
    }

  private:
    bool m_ofType;
};

LoadedModel modelOf(bool ofType)
{
    LoadedModel model = CountingModel(numbered("GENE", typeGenes)).loaded;
    model.tokens = std::make_shared<Contexts>(ofType);
    return model;
}

GeneContextOptions options(std::vector<std::string> genes)
{
    GeneContextOptions options;
    options.genes = std::move(genes);
    options.groupby = "type";
    options.fewestCells = 5;
    options.maxCells = 0;
    options.geneMatching = "exact";
    return options;
}

bool near(double a, double b) { return std::abs(a - b) < 1e-9; }

}  // namespace

class TestGeneContext : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    // Group 0 has values 1 1 2, group 1 has 1 2 2; vectors (1, 0) for value 1 and (0, 1) for value 2, plus one that differs.
    void byHand()
    {
        const float x[] = {1, 0}, y[] = {0, 1}, z[] = {1, 1};
        const std::vector<ContextVector> vectors{{0, 1, x}, {0, 1, x}, {0, 2, y}, {1, 1, x}, {1, 2, y}, {1, 2, z}};
        const ContextShift shift = contextShift(vectors, 0, 1, 2, 0, 0);
        QCOMPARE(shift.cellsA, std::int64_t{3});
        QVERIFY(near(shift.valueA, 4.0 / 3.0) && near(shift.valueB, 5.0 / 3.0));
        // means (2/3, 1/3) and (2/3, 2/3)
        QVERIFY(near(shift.distance, 1.0 - 1.0 / std::sqrt(5.0 / 9.0) / std::sqrt(8.0 / 9.0) * (6.0 / 9.0)));
        // the bins' vectors are (1, 0) and (1/4, 1): (9, 4) / 12 and (6, 8) / 12
        QVERIFY(near(shift.distanceOfBins, 1.0 - 86.0 / std::sqrt(97.0 * 100.0)));
        // difference (0, -4) / 12, of the bins (3, -4) / 12: left (-3, 0) / 12
        QVERIFY(near(shift.explained, 1.0 - 9.0 / 16.0));
        // one cell of each value: (1, 0) + (0, 1) against (1, 0) + (1/2, 1)
        QCOMPARE(shift.matchedCells, std::int64_t{2});
        QVERIFY(near(shift.distanceMatched, 1.0 - 2.5 / std::sqrt(2.0 * 3.25)));
        QVERIFY(std::isnan(shift.pValue));
    }

    void binsOfManyValues()
    {
        std::vector<ContextVector> vectors;
        for (int i = 0; i < 200; ++i) vectors.push_back({0, static_cast<float>((i * 77) % 200), nullptr});
        const auto bins = valueBins(vectors);
        std::vector<int> sizes(20);
        for (const std::size_t bin : bins) ++sizes.at(bin);
        QCOMPARE(sizes, std::vector<int>(20, 10));
        QCOMPARE(valueBins({{0, 3, nullptr}, {0, 1, nullptr}, {1, 3, nullptr}}), (std::vector<std::size_t>{1, 0, 1}));
    }

    // Nothing but the value: the bins explain what the groups differ by, and little is left at equal expression.
    void expressionAlone()
    {
        JobContext context;
        const auto shifts = geneContext(cellsOfTypes(800), modelOf(false), options({"GENE1", "GENE20"}), context);
        VERIFY_OK(shifts);
        QCOMPARE(shifts->size(), std::size_t{12});
        int large = 0;
        for (const GeneShift &shift : *shifts) {
            if (shift.shift.distance < 0.01) continue;
            ++large;
            QVERIFY2(shift.shift.explained > 0.95, std::to_string(shift.shift.explained).c_str());
            QVERIFY(std::abs(shift.shift.distanceOfBins / shift.shift.distance - 1.0) < 0.2);
            QVERIFY(shift.shift.distanceMatched < 0.1 * shift.shift.distance);
        }
        QCOMPARE(large, 6);  // each gene's own type against the three others
    }

    // Nothing but the type: it is found at equal expression, and no exchange within bins reaches it.
    void contextAlone()
    {
        JobContext context;
        const auto shifts = geneContext(cellsOfTypes(800), modelOf(true), options({"GENE40"}), context);
        VERIFY_OK(shifts);
        int matched = 0;
        for (const GeneShift &shift : *shifts) {
            QVERIFY(shift.shift.distance > 0.01);
            if (shift.groupB == "type 3") continue;  // expresses the gene at another level
            ++matched;
            QVERIFY(shift.shift.matchedCells > 20);
            QVERIFY2(std::abs(shift.shift.explained) < 0.2, std::to_string(shift.shift.explained).c_str());
            QVERIFY(shift.shift.distanceMatched > 2.0 * shift.shift.nullMean);
            QVERIFY(shift.shift.pValue < 0.02);
        }
        QCOMPARE(matched, 3);
        JobContext again;
        again.threads = 1;
        const auto same = geneContext(cellsOfTypes(800), modelOf(true), options({"GENE40"}), again);
        for (std::size_t i = 0; i < shifts->size(); ++i) QVERIFY((*same)[i].shift.nullMean == (*shifts)[i].shift.nullMean);
    }

    void refusals()
    {
        const data::Dataset dataset = cellsOfTypes();
        const auto classOf = [&](const GeneContextOptions &given, const LoadedModel &model) {
            JobContext context;
            const auto result = geneContext(dataset, model, given, context);
            return result.ok() ? std::string() : result.error().errorClass;
        };
        LoadedModel blind = modelOf(true);
        blind.tokens.reset();
        QCOMPARE(classOf(options({"GENE1"}), blind), std::string("unsupported"));
        QCOMPARE(classOf(options({}), modelOf(true)), std::string("bad_option"));
        QCOMPARE(classOf(options(numbered("GENE", 101)), modelOf(true)), std::string("too_many_genes"));
        QCOMPARE(classOf(options({"NOBODY"}), modelOf(true)), std::string("unknown_gene"));
        auto given = options({"GENE1"});
        given.fewestCells = 21;
        QCOMPARE(classOf(given, modelOf(true)), std::string("too_small"));
        given = options({"GENE1"});
        given.groupby = "none";
        QCOMPARE(classOf(given, modelOf(true)), std::string("missing_column"));
        JobContext context;
        context.cancel();
        QCOMPARE(geneContext(dataset, modelOf(true), options({"GENE1"}), context).error().kind, ErrorKind::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestGeneContext)
#include "tst_gene_context.moc"

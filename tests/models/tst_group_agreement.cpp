// Agreement of cells and genes about groups, with vectors that agree, that do not, and a PCA beside.
#include "models/tasks/group_agreement/group_agreement.h"
#include "tests/models/grouped_cells.h"

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

// The types lie on a line, at 0, 1, 3 and 7; or, for genes that disagree, in another order.
constexpr float places[] = {0, 1, 3, 7}, otherPlaces[] = {3, 0, 7, 1};

class CellsOnALine : public CellEncoder {
  public:
    Result<std::vector<float>> encodeCells(const TokenBatch &batch, JobContext &) const override
    {
        std::vector<float> vectors;
        for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
            const float place = places[typeIn(batch, cell)];
            vectors.insert(vectors.end(), {place, place * place / 10.0F, 1.0F});
        }
        return vectors;
    }
};

class GenesOnALine : public GeneVectors {
  public:
    explicit GenesOnALine(const float *at) : m_places(at) {}
    std::int64_t width() const override { return 2; }
    Result<std::vector<float>> geneVectors(const std::vector<std::int64_t> &ids, JobContext &) const override
    {
        std::vector<float> vectors;
        for (const std::int64_t id : ids) {
            const float place = m_places[id / genesOfType];
            vectors.insert(vectors.end(), {place, place * place / 10.0F});
        }
        return vectors;
    }

  private:
    const float *m_places;
};

LoadedModel modelOf(const float *genes)
{
    LoadedModel model = CountingModel(numbered("GENE", typeGenes)).loaded;
    model.cells = std::make_shared<CellsOnALine>();
    model.genes = std::make_shared<GenesOnALine>(genes);
    return model;
}

GroupAgreementOptions options()
{
    GroupAgreementOptions options;
    options.groupby = "type";
    options.top = 8;
    options.geneMatching = "exact";
    return options;
}

}  // namespace

class TestGroupAgreement : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void similarities()
    {
        // (0,0) (2,0) (1,3) less their mean (1,1): (-1,-1) (1,-1) (0,2)
        const auto similarity = similarityOfGroups({0, 0, 2, 0, 1, 3}, 3);
        QVERIFY(std::abs(similarity[0 * 3 + 1]) < 1e-12);
        QVERIFY(std::abs(similarity[0 * 3 + 2] + std::sqrt(0.5)) < 1e-12);
        QCOMPARE(similarity[0], 1.0);
        QCOMPARE(similarityOfGroups({1, 1, 1}, 3), std::vector<double>(9, 0.0));
    }

    void agreeingAndNot()
    {
        const data::Dataset dataset = cellsOfTypes();
        JobContext context;
        const auto agreeing = groupAgreement(dataset, modelOf(places), options(), context);
        VERIFY_OK(agreeing);
        QCOMPARE(agreeing->groups, numbered("type ", 4));
        QVERIFY(agreeing->model.test.r > 0.99);
        QVERIFY(agreeing->model.test.all && agreeing->model.test.exchanges == 24);
        QVERIFY(agreeing->model.test.pValue <= 2.0 / 24.0);
        for (std::size_t type = 0; type < 4; ++type) {
            QCOMPARE(agreeing->markers[type].size(), std::size_t{8});
            for (const std::string &gene : agreeing->markers[type])
                QCOMPARE(std::stoi(gene.substr(4)) / static_cast<int>(genesOfType), static_cast<int>(type));
        }
        const auto other = groupAgreement(dataset, modelOf(otherPlaces), options(), context);
        VERIFY_OK(other);
        QVERIFY(other->model.test.r < 0.5 && other->model.test.pValue > 0.1);
        // the baseline sees the same cells and genes in both
        QCOMPARE(other->pca.test.r, agreeing->pca.test.r);
        for (const double similarity : agreeing->pca.byCells) QVERIFY(similarity >= -1.0 && similarity <= 1.0);
    }

    // A cell without a gene that the model knows has no vector, so it is in no mean.
    void cellsWithoutTokens()
    {
        const data::Dataset dataset = cellsOfTypes();
        auto block = *dataset.x.all();
        std::vector<std::string> types;
        types.reserve(static_cast<std::size_t>(block.rows) + 12);
        for (std::int64_t cell = 0; cell < block.rows; ++cell) types.push_back("type " + std::to_string(cell % typeCount));
        for (int empty = 0; empty < 12; ++empty) {
            block.indptr.push_back(block.indptr.back());
            ++block.rows;
            types.emplace_back("type 0");
        }
        data::Dataset more = datasetOf(std::move(block), numbered("GENE", typeGenes));
        more.obs.columns.set("type", textColumn(std::move(types)));
        JobContext context;
        const auto without = groupAgreement(dataset, modelOf(places), options(), context);
        const auto with = groupAgreement(more, modelOf(places), options(), context);
        VERIFY_OK(without);
        VERIFY_OK(with);
        QCOMPARE(with->cells.front(), without->cells.front() + 12);
        for (std::size_t i = 0; i < with->model.byCells.size(); ++i)
            QVERIFY(std::abs(with->model.byCells[i] - without->model.byCells[i]) < 1e-12);
    }

    void refusals()
    {
        const data::Dataset dataset = cellsOfTypes();
        const auto classOf = [](const data::Dataset &data, const GroupAgreementOptions &given, const LoadedModel &model) {
            JobContext context;
            const auto result = groupAgreement(data, model, given, context);
            return result.ok() ? std::string() : result.error().errorClass;
        };
        LoadedModel blind = modelOf(places);
        blind.genes.reset();
        QCOMPARE(classOf(dataset, options(), blind), std::string("unsupported"));
        data::Dataset two = dataset;
        std::vector<std::string> halves;
        for (int cell = 0; cell < 80; ++cell) halves.push_back(cell % 2 ? "a" : "b");
        two.obs.columns.set("type", textColumn(halves));
        QCOMPARE(classOf(two, options(), modelOf(places)), std::string("too_small"));
        auto given = options();
        given.exchanges = 5;
        QCOMPARE(classOf(dataset, given, modelOf(places)), std::string("bad_option"));
        given = options();
        given.groupby = "none";
        QCOMPARE(classOf(dataset, given, modelOf(places)), std::string("missing_column"));
    }
};

QTEST_APPLESS_MAIN(TestGroupAgreement)
#include "tst_group_agreement.moc"

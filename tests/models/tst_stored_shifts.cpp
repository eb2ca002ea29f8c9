// The shifts of single cells as elements of a data set, with a network that can be calculated by hand: a cell's vector is the
// number of its tokens, the sum of their ids, and the sum of ids x values.
#include "models/tasks/knock_out/stored_shifts.h"

#include "models/tasks/embed/embedding_key.h"
#include "models/tasks/knock_out/knock_out.h"
#include "tests/models/counting_model.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

constexpr std::int64_t cellCount = 40, geneCount = 30;

bool has(std::int64_t cell, std::int64_t gene) { return (cell * 7 + gene * 3) % 5 != 0; }

data::Dataset cells()
{
    data::CsrBlock block;
    block.rows = cellCount;
    block.columns = geneCount;
    for (std::int64_t cell = 0; cell < cellCount; ++cell) {
        for (std::int64_t gene = 0; gene < geneCount; ++gene) {
            if (!has(cell, gene)) continue;
            block.indices.push_back(static_cast<std::int32_t>(gene));
            block.values.push_back(static_cast<float>(1 + (cell * 31 + gene * 17) % 9));
        }
        block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
    }
    data::Dataset dataset = datasetOf(std::move(block), numbered("GENE", geneCount));
    std::vector<std::string> groups;
    for (std::int64_t cell = 0; cell < cellCount; ++cell) groups.push_back(cell % 2 == 0 ? "even" : "odd");
    dataset.obs.columns.set("group", textColumn(groups));
    return dataset;
}

KnockOutOptions optionsFor(std::vector<std::string> names)
{
    KnockOutOptions options;
    options.geneMatching = "exact";
    options.minCells = 3;
    options.genes = std::move(names);
    options.shifts = true;
    return options;
}

const data::Array &arrayOf(const data::Dict &dict, const std::string &key)
{
    const data::Element *element = dict.find(key);
    if (!element || !element->as<data::Array>()) qFatal("there is no %s", key.c_str());
    return *element->as<data::Array>();
}

}  // namespace

class TestStoredShifts : public QObject {
    Q_OBJECT

    const CountingModel m_model{numbered("GENE", geneCount)};

    std::vector<KnockOut> resultsOf(const data::Dataset &dataset, const KnockOutOptions &options) const
    {
        JobContext context;
        context.threads = 1;
        auto results = knockOutGroups(dataset, m_model.loaded, options, context);
        if (!results.ok()) qFatal("%s", results.error().message.c_str());
        return std::move(*results);
    }
    Result<StoredShifts> store(const data::Dataset &dataset, const KnockOutOptions &options, JobContext &context,
                               const data::Dataset *brought = nullptr) const
    {
        const auto results = resultsOf(dataset, options);
        context.threads = 1;
        return withStoredShifts({.dataset = &dataset, .model = &m_model.loaded, .brought = brought}, options, results, context);
    }

    // Column `rank` of the stored null, over these cells: their number and their mean.
    static std::pair<std::int64_t, double> meanOfNull(const data::Array &null, std::int64_t rank,
                                                      const std::vector<std::int64_t> &cells)
    {
        std::int64_t count = 0;
        double sum = 0.0;
        for (const std::int64_t cell : cells)
            if (const float value = null.as<float>()[cell * null.dim(1) + rank]; !std::isnan(value)) {
                ++count;
                sum += static_cast<double>(value);
            }
        return {count, sum / static_cast<double>(count)};
    }
    static void compareNull(const data::Array &null, const KnockOut &table)
    {
        const auto &genes = table.genes.front().nullGenes;
        QVERIFY(genes.size() >= 20);
        QCOMPARE(null.shape(), (std::vector<std::int64_t>{cellCount, static_cast<std::int64_t>(genes.size())}));
        for (std::size_t rank = 0; rank < genes.size(); ++rank) {
            const KnockOutGene &other = table.genes[genes[rank]];
            QVERIFY(!other.tested);
            const auto [count, mean] = meanOfNull(null, static_cast<std::int64_t>(rank), table.cells);
            QCOMPARE(count, other.cells);
            QVERIFY(std::abs(mean - other.in(ShiftMetric::Shift).effect.value) < 1e-6);
        }
    }

  private Q_SLOTS:
    void differencesOfTheChangedCells()
    {
        JobContext context;
        const data::Dataset dataset = cells();
        KnockOutOptions options = optionsFor({"GENE3", "GENE7", "NOTHING"});
        options.groupby = "group";
        options.from = "even";
        const auto stored = store(dataset, options, context);
        VERIFY_OK(stored);
        QCOMPARE(stored->keys, (std::vector<std::string>{"lexicell_shift_GENE3", "lexicell_shift_GENE7"}));
        QVERIFY(!stored->dataset.obsm.find("lexicell_shift_NOTHING"));
        const data::Array &differences = arrayOf(stored->dataset.obsm, "lexicell_shift_GENE3");
        const data::Array &shifts = arrayOf(stored->dataset.obs.columns, "lexicell_shift_GENE3");
        QCOMPARE(differences.shape(), (std::vector<std::int64_t>{cellCount, 3}));
        const auto id = static_cast<float>(
            std::find(m_model.loaded.tokenizer->vocabulary().begin(), m_model.loaded.tokenizer->vocabulary().end(), "GENE3") -
            m_model.loaded.tokenizer->vocabulary().begin());
        int changed = 0;
        for (std::int64_t cell = 0; cell < cellCount; ++cell) {
            const float *row = differences.as<float>() + 3 * cell;
            const double shift = shifts.as<double>()[cell];
            if (cell % 2 == 1 || !has(cell, 3)) {
                QVERIFY(std::isnan(shift) && std::isnan(row[0]) && std::isnan(row[1]) && std::isnan(row[2]));
                continue;
            }
            ++changed;
            QCOMPARE(row[0], -1.0F);
            QCOMPARE(row[1], -id);
            QVERIFY(row[2] < 0.0F && std::fmod(row[2], id) == 0.0F);  // −id x its bin
            QVERIFY(shift > 0.0 && shift < 1.0);
        }
        QVERIFY(changed > 10);
        QCOMPARE(modelOf(stored->dataset, "lexicell_shift_GENE3"), std::string("feed"));
        QVERIFY(!warned(context, "unknown_genes"));  // the run itself says so
    }

    // Their mean is the effect of the table, for any batch size.
    void theNumbersAreThoseOfTheTable()
    {
        const data::Dataset dataset = cells();
        KnockOutOptions options = optionsFor({"GENE11"});
        JobContext context, other;
        context.threads = 1;
        const auto table = knockOut(dataset, m_model.loaded, options, context);
        VERIFY_OK(table);
        options.batchSize = 3;
        const auto stored = store(dataset, options, other);
        VERIFY_OK(stored);
        const data::Array &shifts = arrayOf(stored->dataset.obs.columns, "lexicell_shift_GENE11");
        double sum = 0.0;
        std::int64_t count = 0;
        for (std::int64_t cell = 0; cell < cellCount; ++cell)
            if (const double shift = shifts.as<double>()[cell]; !std::isnan(shift)) {
                sum += shift;
                ++count;
            }
        QCOMPARE(count, table->genes[0].cells);
        QCOMPARE(sum / static_cast<double>(count), table->genes[0].in(ShiftMetric::Shift).effect.value);
    }

    // Each null gene's cells and mean are those of its own row.
    void theNullIsThatOfTheTable()
    {
        const data::Dataset dataset = cells();
        KnockOutOptions options = optionsFor({"GENE11"});
        JobContext context;
        const auto stored = store(dataset, options, context);
        VERIFY_OK(stored);
        compareNull(arrayOf(stored->dataset.obsm, "lexicell_shiftnull_GENE11"), resultsOf(dataset, options).front());
    }

    // With tables by group every cell has the null of its own table.
    void theNullIsThatOfTheCellsOwnTable()
    {
        const data::Dataset dataset = cells();
        KnockOutOptions options = optionsFor({"GENE11"});
        options.by = "group";
        JobContext context;
        const auto stored = store(dataset, options, context);
        VERIFY_OK(stored);
        const auto tables = resultsOf(dataset, options);
        QCOMPARE(tables.size(), std::size_t{2});
        for (const KnockOut &table : tables) compareNull(arrayOf(stored->dataset.obsm, "lexicell_shiftnull_GENE11"), table);
    }

    // Over-expression to the bin that a cell has already: exactly 0, and the cell counts.
    void aChangeThatChangesNothingIsZero()
    {
        const data::Dataset dataset = cells();
        KnockOutOptions options = optionsFor({"GENE3"});
        options.mode = "over-express";
        JobContext context;
        const auto stored = store(dataset, options, context);
        VERIFY_OK(stored);
        const data::Array &shifts = arrayOf(stored->dataset.obs.columns, "lexicell_shift_GENE3");
        for (std::int64_t cell = 0; cell < cellCount; ++cell) {
            QVERIFY(!std::isnan(shifts.as<double>()[cell]));
            const float *row = arrayOf(stored->dataset.obsm, "lexicell_shift_GENE3").as<float>() + 3 * cell;
            QCOMPARE(row[0], has(cell, 3) ? 0.0F : 1.0F);
        }
    }

    void theFilesOwnElementsStay()
    {
        const data::Dataset dataset = cells();
        JobContext context, again;
        const auto first = store(dataset, optionsFor({"GENE3"}), context);
        VERIFY_OK(first);
        const auto second = store(first->dataset, optionsFor({"GENE3"}), again, &first->dataset);
        VERIFY_OK(second);
        QCOMPARE(second->keys, (std::vector<std::string>{"lexicell_shift_GENE3_2"}));
        QVERIFY(warned(again, "key_taken"));
        JobContext replacing;
        VERIFY_OK(store(first->dataset, optionsFor({"GENE3"}), replacing));
        QVERIFY(warned(replacing, "replaced"));
    }

    void refusals()
    {
        VERIFY_OK(checkStoredShifts(optionsFor(numbered("GENE", 20))));
        const auto many = checkStoredShifts(optionsFor(numbered("GENE", 21)));
        QVERIFY(!many.ok() && many.error().is(errors::badOption));
        QVERIFY2(many.error().message.find("20 genes, but 21") != std::string::npos, many.error().message.c_str());
        KnockOutOptions all = optionsFor({});
        all.allExpressed = true;
        QVERIFY(!checkStoredShifts(all).ok());
    }

    void keys()
    {
        QCOMPARE(shiftKey("CD3E"), std::string("lexicell_shift_CD3E"));
        QCOMPARE(geneOfShiftKey("lexicell_shift_CD3E"), std::string("CD3E"));
        QCOMPARE(geneOfShiftKey("X_scGPT"), std::string());
        QCOMPARE(shiftNullKey("lexicell_shift_CD3E"), std::string("lexicell_shiftnull_CD3E"));
        QCOMPARE(geneOfShiftKey("lexicell_shiftnull_CD3E"), std::string());  // it is offered as no arrows
        QVERIFY(isOfShifts("lexicell_shift_CD3E") && isOfShifts("lexicell_shiftnull_CD3E") && !isOfShifts("X_scGPT"));
    }

    // A movement is nothing to compute neighbors on.
    void shiftsAreNoRepresentation()
    {
        const TaskSpec task{.id = "x", .title = "X", .summary = "", .needs = {Need::Representation}};
        data::Dataset dataset = cells();
        for (const char *key : {"lexicell_shift_GENE3", "lexicell_shiftnull_GENE3"})
            dataset.obsm.set(key, data::makeElement(data::Array(data::DType::Float32, {cellCount, 8})));
        QVERIFY(whyNot(task, {.dataset = &dataset})->is(errors::missingEmbedding));
        dataset.obsm.set("X_scGPT", data::makeElement(data::Array(data::DType::Float32, {cellCount, 8})));
        QVERIFY(!whyNot(task, {.dataset = &dataset}));
    }

    void aCancelStops()
    {
        const data::Dataset dataset = cells();
        JobContext context;
        context.threads = 1;
        KnockOutOptions options = optionsFor({"GENE3"});
        options.batchSize = 2;
        const auto results = resultsOf(dataset, options);
        m_model.encoder->cancelAfterFirst = &context;
        const auto stored = withStoredShifts({.dataset = &dataset, .model = &m_model.loaded}, options, results, context);
        m_model.encoder->cancelAfterFirst = nullptr;
        QVERIFY(!stored.ok());
        QCOMPARE(stored.error().kind, ErrorKind::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestStoredShifts)
#include "tst_stored_shifts.moc"

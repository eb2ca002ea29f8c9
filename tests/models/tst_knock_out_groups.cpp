// Which cells are changed: by a condition, by groups with a table each, beside perturbed cells; with a network that can be
// calculated by hand.
#include "models/tasks/knock_out/joined_tables.h"
#include "models/tasks/knock_out/knock_out_table.h"

#include "tests/models/counting_model.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

constexpr std::int64_t cellCount = 40, geneCount = 40;

// Columns: group (lone, even, odd), site (two values, both in even and odd), perturbation.
data::Dataset fortyCells()
{
    data::CsrBlock block;
    block.rows = cellCount;
    block.columns = geneCount;
    for (std::int64_t cell = 0; cell < cellCount; ++cell) {
        for (std::int64_t gene = 0; gene < geneCount; ++gene) {
            if ((cell * 7 + gene * 3) % 5 == 0) continue;
            block.indices.push_back(static_cast<std::int32_t>(gene));
            block.values.push_back(static_cast<float>(1 + (cell * 31 + gene * 17) % 9));
        }
        block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
    }
    data::Dataset dataset = datasetOf(std::move(block), numbered("GENE", geneCount));
    std::vector<std::string> groups, sites, perturbations;
    for (std::int64_t cell = 0; cell < cellCount; ++cell) {
        groups.push_back(cell == 0 ? "lone" : cell % 2 == 0 ? "even" : "odd");
        sites.push_back(cell % 4 < 2 ? "left" : "right");
        perturbations.push_back(cell < 20 ? "control" : cell < 28 ? "GENE3+ctrl" : cell < 38 ? "GENE4" : "GENE5+ctrl");
    }
    dataset.obs.columns.set("group", textColumn(groups));
    dataset.obs.columns.set("site", textColumn(sites));
    dataset.obs.columns.set("perturbation", textColumn(perturbations));
    return dataset;
}

KnockOutOptions allGenes()
{
    KnockOutOptions options;
    options.geneMatching = "exact";
    options.minCells = 3;
    options.allExpressed = true;
    return options;
}

std::vector<double> zOf(const KnockOut &result)
{
    std::vector<double> z;
    for (const KnockOutGene &gene : result.genes) z.push_back(gene.in(result.leading()).null.z);
    return z;
}

}  // namespace

class TestKnockOutGroups : public QObject {
    Q_OBJECT

    const CountingModel m_model{numbered("GENE", geneCount)};
    const data::Dataset m_cells = fortyCells();

    Result<std::vector<KnockOut>> run(const KnockOutOptions &options, JobContext &context) const
    {
        context.threads = 1;
        return knockOutGroups(m_cells, m_model.loaded, options, context);
    }
    Error refusal(const KnockOutOptions &options) const
    {
        JobContext context;
        const auto result = run(options, context);
        return result.ok() ? Error() : result.error();
    }

  private Q_SLOTS:
    void aConditionChoosesTheCells()
    {
        JobContext context;
        KnockOutOptions options = allGenes();
        options.cells = "group == 'odd'";
        const auto byCondition = run(options, context);
        VERIFY_OK(byCondition);
        options.cells.clear();
        options.groupby = "group";
        options.from = "odd";
        const auto byGroup = run(options, context);
        VERIFY_OK(byGroup);
        QCOMPARE(byCondition->front().cells, byGroup->front().cells);
        QCOMPARE(zOf(byCondition->front()), zOf(byGroup->front()));
        options.cells = "site == 'left'";
        const auto both = run(options, context);
        VERIFY_OK(both);
        QCOMPARE(both->front().cells, (std::vector<std::int64_t>{1, 5, 9, 13, 17, 21, 25, 29, 33, 37}));
        // The goal is not a cell to change.
        options.toward = "even";
        const auto goal = run(options, context);
        VERIFY_OK(goal);
        QCOMPARE(goal->front().goalCells, std::int64_t{19});
    }

    void badConditions()
    {
        KnockOutOptions options = allGenes();
        options.cells = "group = odd";
        QVERIFY(refusal(options).is(errors::badQuery));
        options.cells = "tissue == 'blood'";
        QVERIFY(refusal(options).is(errors::badQuery));
        options.cells = "group == 'odd' and group == 'even'";
        QVERIFY(refusal(options).is(errors::tooFewCells));
        options.cells = "group == 'lone'";
        QVERIFY(refusal(options).message.find("change: 1,") != std::string::npos);
    }

    void aTableForEachGroup()
    {
        JobContext context;
        KnockOutOptions options = allGenes();
        options.by = "group";
        const auto tables = run(options, context);
        VERIFY_OK(tables);
        QCOMPARE(tables->size(), std::size_t{2});
        QVERIFY(warned(context, "left_out"));  // one cell
        options.by.clear();
        options.groupby = "group";
        for (const KnockOut &table : *tables) {
            options.from = table.group;
            const auto alone = run(options, context);
            VERIFY_OK(alone);
            QCOMPARE(table.cells, alone->front().cells);
            QCOMPARE(zOf(table), zOf(alone->front()));
        }
        const Ranking ranking = joinedRanking(*tables);
        QCOMPARE(ranking.items.size(), tables->front().genes.size() + tables->back().genes.size());
        QCOMPARE(ranking.complete.rows(), ranking.items.size());
        QCOMPARE(ranking.columns.front().name, std::string("group"));
        const auto &groups = std::get<std::vector<std::string>>(ranking.complete.columns[3].values);
        const auto &z = std::get<std::vector<double>>(ranking.complete.columns[15].values);
        QCOMPARE(ranking.complete.columns[15].name, std::string("z"));
        for (std::size_t i = 1; i < groups.size(); ++i) QVERIFY(groups[i] != groups[i - 1] || !(z[i] > z[i - 1]));
        const auto summary = joinedSummary(*tables, {knockOutSummary(tables->front()), knockOutSummary(tables->back())});
        QCOMPARE(summary["cells"].get<int>(), 39);
        QCOMPARE(summary["groups"].size(), std::size_t{2});
        QCOMPARE(summary["groups"][0]["group"].get<std::string>(), tables->front().group);
    }

    void everyGroupHasItsOwnGoal()
    {
        JobContext context;
        KnockOutOptions options = allGenes();
        options.groupby = "group";
        options.from = "odd";
        options.toward = "even";
        options.by = "site";
        const auto tables = run(options, context);
        VERIFY_OK(tables);
        QCOMPARE(tables->size(), std::size_t{2});
        for (const KnockOut &table : *tables) {
            QCOMPARE(table.cells.size(), std::size_t{10});
            QCOMPARE(table.goalCells, table.group == "left" ? std::int64_t{9} : std::int64_t{10});
            QVERIFY(!std::isnan(table.genes.front().differential.adjustedP));
            QVERIFY(!std::isnan(table.correlations[1].differential));
        }
        options.by = "group";
        QVERIFY(refusal(options).is(errors::badOption));
        options.by = "tissue";
        QVERIFY(refusal(options).is(errors::missingColumn));
        options.by = "site";
        options.minCells = 1000;
        QVERIFY(refusal(options).is(errors::tooFewCells));
    }

    void anEmptyGroup()
    {
        data::Dataset cells = m_cells;
        data::Categorical column;
        column.codes.assign(cellCount, 0);
        column.categories = textColumn({"full", "unused"});
        cells.obs.columns.set("group", data::makeElement(std::move(column)));
        KnockOutOptions options = allGenes();
        options.groupby = "group";
        options.from = "unused";
        JobContext context;
        const auto result = knockOut(cells, m_model.loaded, options, context);
        QVERIFY(!result.ok() && result.error().is(errors::tooFewCells));
        QVERIFY(result.error().message.find("unused") != std::string::npos);
    }

    void measuredEffectsStandBeside()
    {
        JobContext context;
        KnockOutOptions options = allGenes();
        options.perturbation = "perturbation";
        options.control = "control";
        options.cells = "perturbation == 'control'";
        const auto tables = run(options, context);
        VERIFY_OK(tables);
        const KnockOut &result = tables->front();
        QVERIFY(result.hasMeasured);
        QCOMPARE(result.controlCells, std::int64_t{20});
        std::vector<std::int64_t> cells;
        for (const KnockOutGene &gene : result.genes)
            if (!std::isnan(gene.measured.shift)) cells.push_back(gene.measured.cells);
        QCOMPARE(cells, (std::vector<std::int64_t>{8, 10}));  // GENE5 has two cells
        const Table table = knockOutTable(result);
        QCOMPARE(table.columns[table.columns.size() - 2].name, std::string("measured_shift"));
        QCOMPARE(table.columns.back().name, std::string("measured_logfc"));
        options.perturbation.clear();
        options.control.clear();
        const auto without = run(options, context);
        VERIFY_OK(without);
        QCOMPARE(zOf(result), zOf(without->front()));
        QCOMPARE(knockOutTable(without->front()).columns.back().name, std::string("status"));
    }

    void badPerturbations()
    {
        const auto refused = [&](const char *column, const char *control, std::int64_t minCells) {
            KnockOutOptions options = allGenes();
            options.perturbation = column;
            options.control = control;
            options.minCells = minCells;
            return refusal(options);
        };
        QVERIFY(refused("perturbation", "", 3).is(errors::badOption));
        QVERIFY(refused("", "control", 3).is(errors::badOption));
        QVERIFY(refused("treatment", "control", 3).is(errors::missingColumn));
        const Error control = refused("perturbation", "untreated", 3);
        QVERIFY(control.is(errors::badOption) && control.message.find("GENE3+ctrl") != std::string::npos);
        const Error column = refused("site", "left", 3);
        QVERIFY(column.is(errors::badOption) && column.message.find("right") != std::string::npos);
        QVERIFY(refused("perturbation", "control", 21).is(errors::tooFewCells));
        JobContext context;
        KnockOutOptions options = allGenes();
        options.allExpressed = false;
        options.genes = {"GENE7"};
        options.perturbation = "perturbation";
        options.control = "control";
        const auto result = run(options, context);
        VERIFY_OK(result);
        QVERIFY(warned(context, "no_baseline") && !result->front().hasMeasured);
    }
};

QTEST_APPLESS_MAIN(TestKnockOutGroups)
#include "tst_knock_out_groups.moc"

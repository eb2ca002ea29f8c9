// Activity of modules by group: scanpy's scores averaged, random sets, lists of every kind.
#include "models/tasks/module_activity/module_activity.h"
#include "tests/models/grouped_cells.h"
#include "tests/support/analysis_cases.h"
#include "tests/support/h5ad_cells.h"

#include <QFile>
#include <QTemporaryDir>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;
using namespace lexicell::test;

namespace {

ModuleActivityOptions options()
{
    ModuleActivityOptions options;
    options.modules = {"given by the test"};
    options.groupby = "type";
    options.bins = 4;
    options.controlSize = 10;
    return options;
}

std::vector<GeneList> typeModules()
{
    std::vector<GeneList> modules;
    for (std::int64_t type = 0; type < typeCount; ++type) {
        modules.push_back({"module " + std::to_string(type), {}});
        for (std::int64_t gene = 0; gene < 6; ++gene)
            modules.back().genes.push_back("GENE" + std::to_string(type * genesOfType + gene));
    }
    return modules;
}

}  // namespace

class TestModuleActivity : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

  private Q_SLOTS:
    // The mean of scanpy's scores over the cells of a group, with the control genes that scanpy drew.
    void asScanpy()
    {
        LEXICELL_FIXTURES_OR_SKIP(folder, "differential");
        const Hdf5File file(folder / "expected.h5");
        if (!file.has("/scores/score_genes")) QSKIP("this fixture holds no scores");
        const auto data = realData(file.textAttribute("/scores", "path"));
        if (!data) QSKIP("real data is absent: set LEXICELL_DATA");
        const data::CsrBlock all = readMatrix(Hdf5File(*data), "X");
        data::CsrBlock some;
        some.columns = all.columns;
        analysis::CellGroups groups{{}, {0, 0, 0}};
        for (const std::int64_t row : file.ints("/scores/cells").values) {
            const auto begin = all.indptr[static_cast<std::size_t>(row)], end = all.indptr[static_cast<std::size_t>(row) + 1];
            some.indices.insert(some.indices.end(), all.indices.begin() + begin, all.indices.begin() + end);
            some.values.insert(some.values.end(), all.values.begin() + begin, all.values.begin() + end);
            some.indptr.push_back(static_cast<std::int64_t>(some.values.size()));
            groups.of.push_back(static_cast<std::int32_t>(some.rows++ % 4) - 1);  // every fourth cell is in no group
            if (groups.of.back() >= 0) ++groups.sizes[static_cast<std::size_t>(groups.of.back())];
        }
        const auto means = meansOfGroups(preprocess::LogValues::ofCounts(some), groups);
        const auto expected = file.doubles("/scores/score_genes");
        const auto sets = file.strings("/scores/sets").values;
        QVERIFY(!sets.empty());
        for (std::size_t set = 0; set < sets.size(); ++set) {
            const std::string at = "/scores/" + sets[set];
            const auto activity = activityOf(means, 3, file.ints(at + "/genes").values, file.ints(at + "/control_genes").values);
            std::vector<double> wanted(3);
            for (std::size_t cell = 0; cell < groups.of.size(); ++cell)
                if (groups.of[cell] >= 0)
                    wanted[static_cast<std::size_t>(groups.of[cell])] +=
                        expected.at(static_cast<std::int64_t>(set), static_cast<std::int64_t>(cell)) /
                        static_cast<double>(groups.sizes[static_cast<std::size_t>(groups.of[cell])]);
            VERIFY_SAME(difference(activity, wanted, 0.0, 1e-10));
        }
    }

    void modulesAreActiveInTheirType()
    {
        JobContext context;
        const auto activity = moduleActivity(cellsOfTypes(), typeModules(), options(), context);
        VERIFY_OK(activity);
        QCOMPARE(activity->groups, numbered("type ", 4));
        QCOMPARE(activity->sizes, std::vector<std::int64_t>(4, 6));
        for (std::size_t module = 0; module < 4; ++module) {
            for (std::size_t group = 0; group < 4; ++group) {
                const std::size_t at = module * 4 + group;
                QCOMPARE(activity->score[at] > activity->randomHigh[module], module == group);
                QVERIFY(activity->randomSpread[at] > 0.0);
                if (module == group) QVERIFY(activity->pValue[at] < 0.05);
            }
            QVERIFY(activity->randomLow[module] < activity->randomHigh[module]);
        }
        JobContext again;
        again.threads = 1;
        QVERIFY(moduleActivity(cellsOfTypes(), typeModules(), options(), again)->randomMean == activity->randomMean);
        auto other = options();
        other.seed = 9;
        QVERIFY(moduleActivity(cellsOfTypes(), typeModules(), other, again)->randomMean != activity->randomMean);
    }

    // Genes named twice count once, unknown ones not at all, and small modules are left out.
    void oddModules()
    {
        std::vector<GeneList> modules = typeModules();
        modules[1].genes = {"GENE12", "GENE12", "gene13", "NOBODY"};
        JobContext context;
        auto given = options();
        given.minSize = 2;
        const auto activity = moduleActivity(cellsOfTypes(), modules, given, context);
        VERIFY_OK(activity);
        QCOMPARE(activity->sizes[1], std::int64_t{2});
        given.minSize = 3;
        QCOMPARE(moduleActivity(cellsOfTypes(), modules, given, context)->modules.size(), std::size_t{3});
        QVERIFY(models::warned(context, "left_out"));
        // A module that holds all genes of its level has no control; the others have.
        modules.front() = {"all", numbered("GENE", typeGenes)};
        JobContext another;
        const auto others = moduleActivity(cellsOfTypes(), modules, given, another);
        VERIFY_OK(others);
        QCOMPARE(others->modules, std::vector<std::string>(activity->modules.end() - 2, activity->modules.end()));
        QCOMPARE(others->score.size(), std::size_t{8});
        QVERIFY(models::warned(another, "left_out"));
    }

    void refusals()
    {
        const data::Dataset dataset = cellsOfTypes();
        const auto classOf = [&](const ModuleActivityOptions &given, const std::vector<GeneList> &modules) {
            JobContext context;
            const auto result = moduleActivity(dataset, modules, given, context);
            return result.ok() ? std::string() : result.error().errorClass;
        };
        QCOMPARE(classOf(options(), {{"none", {"NOBODY"}}}), std::string("unknown_gene"));
        QCOMPARE(classOf(options(), {{"all", numbered("GENE", typeGenes)}}), std::string("too_few_genes"));
        auto given = options();
        given.groupby = "none";
        QCOMPARE(classOf(given, typeModules()), std::string("missing_column"));
        given = options();
        given.logNormalized = true;
        QCOMPARE(classOf(given, typeModules()), std::string("log_values_needed"));
        given = options();
        given.randomSets = 3;
        QCOMPARE(classOf(given, typeModules()), std::string("bad_option"));
        JobContext context;
        context.cancel();
        QCOMPARE(moduleActivity(dataset, typeModules(), options(), context).error().kind, ErrorKind::Cancelled);
    }

    void listsOfEveryKind()
    {
        JobContext context;
        QFile gmt(m_folder.filePath("sets.gmt"));
        QVERIFY(gmt.open(QIODevice::WriteOnly));
        gmt.write("one\t\tA\tB\ntwo\tsecond\tC\n");
        gmt.close();
        const auto sets = geneSetLists({gmt.fileName().toStdString()}, context);
        VERIFY_OK(sets);
        QCOMPARE(sets->size(), std::size_t{2});
        QCOMPARE((*sets)[0].name, std::string("one"));
        QCOMPARE((*sets)[0].genes, (std::vector<std::string>{"A", "B"}));
        QCOMPARE(geneSetLists({"A", "B"}, context)->front().genes.size(), std::size_t{2});
        QVERIFY(geneSetLists({"reactome"}, context)->size() > 1000);
        QCOMPARE(geneSetLists({"/nowhere.gmt"}, context).error().errorClass, std::string("not_found"));
    }
};

QTEST_GUILESS_MAIN(TestModuleActivity)
#include "tst_module_activity.moc"

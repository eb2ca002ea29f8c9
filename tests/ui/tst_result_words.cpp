// Groups of cells that a task reads, and what a result's record says as a command and as a methods text.
#include "tests/support/fixtures.h"

#include "models/tasks/registry.h"
#include "ui/workspace/facts/cell_groups.h"
#include "ui/workspace/facts/result_caption.h"
#include "ui/workspace/facts/result_words.h"

using namespace lexicell;
using namespace lexicell::ui;

namespace {

const models::tasks::TaskTable &table() { return models::tasks::TaskTable::builtIn(); }

StoredResult knockOutResult(std::vector<std::pair<std::string, std::string>> options)
{
    return {1,
            "knock-out",
            "scGPT human",
            R"({"mode":"delete","metric":"toward","cells":412,"goal_cells":105,"genes_tested":14,"genes_null":186,"significant":0,
                "spearman":{"toward":{"mean_expression":0.81,"detection":0.7,"pca":null}}})",
            std::make_shared<const models::tasks::TaskResult>(models::tasks::Ranking{}),
            {"knock-out", "", std::move(options), {{"file", "0123456789abcdef"}, {"model", "fedcba9876543210"}}}};
}

}  // namespace

class TestResultWords : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void groupsBecomeAColumn()
    {
        const CellGroup a{"selection of 2 cells", {}, {1, 1, 0, 0, 0}}, b{"selection of 2 cells", {}, {0, 0, 1, 1, 0}};
        const GroupOptions options = groupOptions(a, b);
        QVERIFY(options.made);
        QCOMPARE(options.column, QString(groupsColumn));
        QCOMPARE(options.from, QString("selection A"));
        QCOMPARE(options.toward, QString("selection B"));
        data::Dataset dataset;
        dataset.obs.index.values = {"c1", "c2", "c3", "c4", "c5"};
        const auto groups = withGroups(dataset, a, b).labels(groupsColumn);
        VERIFY_OK(groups);
        QCOMPARE(groups->codes, (std::vector<std::int32_t>{0, 0, 1, 1, -1}));
        QCOMPARE(groups->categoryNames(), (std::vector<std::string>{options.from.toStdString(), options.toward.toStdString()}));
        QVERIFY(!dataset.obs.columns.find(groupsColumn));
        QCOMPARE(sharedCells(a, b), std::int64_t{0});
        QVERIFY(hashOfGroups(a, b) != hashOfGroups(b, a));
    }

    void labelsOfOneColumnNeedNone()
    {
        const CellGroup t{"T", "cell_type", {1, 0, 0}}, b{"B", "cell_type", {0, 1, 0}}, other{"B", "louvain", {0, 1, 0}};
        QVERIFY(!groupOptions(t, b).made);
        QCOMPARE(groupOptions(t, b).toward, QString("B"));
        QCOMPARE(groupOptions(t, std::nullopt).column, QString("cell_type"));
        QVERIFY(groupOptions(t, other).made);
        QCOMPARE(groupOptions(b, other).toward, QString("B (B)"));  // one name in two columns
        QVERIFY(groupOptions({"all cells", {}, {1, 1, 1}}, std::nullopt).column.isEmpty());
    }

    void cellsArePacked()
    {
        std::vector<std::uint8_t> cells(1003, 0);
        for (std::size_t i = 0; i < cells.size(); i += 3) cells[i] = 1;
        QCOMPARE(unpackedCells(packedCells(cells), 1003), cells);
        QVERIFY(unpackedCells(packedCells(cells), 1012).empty());  // of other data
        QVERIFY(unpackedCells("no flags", 1003).empty());
    }

    void aCommandHasWhatIsNotTheDefault()
    {
        const StoredResult result = knockOutResult({{"genes", R"(["CD3E","IL7R"])"},
                                                    {"all-expressed", "false"},
                                                    {"mode", "delete"},
                                                    {"groupby", "cell type"},
                                                    {"from", "it's T"},
                                                    {"min-cells", "10"},
                                                    {"pairs", "true"},
                                                    {"seed", "7"}});
        const QString command = commandOf(result, *table().find("knock-out"), {"/data/my cells.h5ad", "/models/scGPT_human"});
        QVERIFY2(command.startsWith("lexicell-cli knock-out '/data/my cells.h5ad' OUT.csv --model /models/scGPT_human "),
                 qPrintable(command));
        for (const char *part :
             {"--genes CD3E,IL7R", "--mode delete", "--groupby 'cell type'", "--from 'it'\\''s T'", "--pairs", "--seed 7"})
            QVERIFY2(command.contains(part), qPrintable(command));
        for (const char *part : {"--all-expressed", "--min-cells", "--pairs true"}) QVERIFY2(!command.contains(part), part);
    }

    void aFormGetsTheOptionsAsTheyAreTyped()
    {
        const QJsonObject options = optionsOf(knockOutResult({{"genes", R"(["CD3E","IL7R"])"}, {"pairs", "true"}, {"seed", "7"}}),
                                              *table().find("knock-out"));
        QCOMPARE(options["genes"].toString(), QString("CD3E,IL7R"));
        QCOMPARE(options["pairs"].toString(), QString("true"));
        QCOMPARE(options["seed"].toString(), QString("7"));
    }

    void aCommandOnSelectionsSaysWhatItNeeds()
    {
        const StoredResult result =
            knockOutResult({{"genes", R"(["CD3E"])"}, {"groupby", groupsColumn}, {"from", "selection of 9 cells"}});
        const QString command = commandOf(result, *table().find("knock-out"), {"cells.h5ad", {}});
        QVERIFY(command.startsWith("# obs[\"lexicell_groups\"]"));
        QVERIFY(command.contains("\nlexicell-cli knock-out cells.h5ad OUT.csv --model 'scGPT human'"));
    }

    void methodsSayModelDataAndBaseline()
    {
        const StoredResult result = knockOutResult({{"genes", R"(["CD3E","IL7R"])"},
                                                    {"from", "T"},
                                                    {"toward", "B"},
                                                    {"groupby", "cell_type"},
                                                    {"replicate", ""},
                                                    {"seed", "0"}});
        const QString text = methodsOf(result, *table().find("knock-out"), {"/data/cells.h5ad", {}});
        for (const char *part : {"cells.h5ad (SHA-256 0123456789ab…)", "checkpoint scGPT human (SHA-256 fedcba987654…)",
                                 "412 cells (T)", "105 goal cells (B)", "14 tested genes", "0.81 with mean expression",
                                 "Cells were taken as replicates", "0 genes pass 5 % FDR", "genes = CD3E,IL7R", "Seed: 0."})
            QVERIFY2(text.contains(part), qPrintable(QString(part) + " in " + text));
        QVERIFY(!text.contains("PCA"));  // it could not be computed
        // Any other task has a text, too.
        StoredResult other = result;
        other.task = "gene-network";
        other.record.options = {{"seed", "3"}};
        QVERIFY(methodsOf(other, *table().find("gene-network"), {"/data/cells.h5ad", {}}).contains("Seed: 3."));
    }

    // Two networks of one model could not be told apart, and one by co-expression was said to be "with" the model.
    void titlesOfNetworksSayWhatTheyAreOf()
    {
        StoredResult network = knockOutResult({});
        network.task = "gene-network";
        const auto title = [&network](const char *genes, const char *source) {
            network.record.options = {{"genes", genes}, {"source", source}};
            return resultTitle(network, table());
        };
        QCOMPARE(title("[]", "embedding"), QString("Gene network with scGPT human"));
        QCOMPARE(title(R"(["CD3E","LYZ"])", "embedding"), QString("Gene network of CD3E, LYZ with scGPT human"));
        QCOMPARE(title(R"(["A","B","C","D"])", "attention"), QString("Gene network of 4 genes by attention with scGPT human"));
        QCOMPARE(title("[]", "coexpression"), QString("Gene network by co-expression"));
    }

    void titleAndCaptionSayModeAndCells()
    {
        const StoredResult result = knockOutResult({{"from", "T"}, {"toward", "B"}, {"replicate", "donor"}});
        QCOMPARE(resultTitle(result, table()), QString("Knock out genes with scGPT human (delete)"));
        QCOMPARE(resultCaption(result),
                 QString("14 genes tested · delete · T, 412 cells · toward B, 105 cells · null: 186 genes of "
                         "like expression · replicates: donor"));
    }
};

QTEST_GUILESS_MAIN(TestResultWords)
#include "tst_result_words.moc"

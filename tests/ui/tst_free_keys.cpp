// Steps of the window replace nothing that a file brought: every element stays the same object, results get keys of their own,
// and undo takes them back.
#include "tests/core/small_steps.h"
#include "core/steps/free_keys.h"
#include "core/steps/gene_scores.h"
#include "core/steps/markers.h"
#include "models/tasks/embed/embedding_key.h"
#include "ui/commands/run_task.h"

#include <QStandardPaths>

#include <functional>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

using Parts = std::vector<std::pair<const char *, const data::Dict *>>;

Parts partsOf(const data::Dataset &dataset)
{
    return {{"obs", &dataset.obs.columns}, {"var", &dataset.var.columns}, {"obsm", &dataset.obsm}, {"varm", &dataset.varm},
            {"obsp", &dataset.obsp},       {"varp", &dataset.varp},       {"uns", &dataset.uns}};
}

QStringList keysOf(const data::Dataset &dataset)
{
    QStringList keys;
    for (const auto &[part, dict] : partsOf(dataset))
        for (const auto &[key, element] : dict->entries) keys << QString("%1/%2").arg(part, QString::fromStdString(key));
    keys.sort();
    return keys;
}

// What `before` has and `after` has not, or has another object for.
QStringList lost(const data::Dataset &before, const data::Dataset &after)
{
    QStringList keys;
    const Parts old = partsOf(before), now = partsOf(after);
    for (std::size_t i = 0; i < old.size(); ++i)
        for (const auto &[key, element] : old[i].second->entries)
            if (now[i].second->get(key) != element) keys << QString("%1/%2").arg(old[i].first, QString::fromStdString(key));
    return keys;
}

steps::AnalyzeOptions quickly()
{
    steps::AnalyzeOptions options;
    options.nTopGenes = 60;
    options.nPcs = 5;
    return options;
}

steps::PcaOptions quickPca()
{
    steps::PcaOptions options;
    options.nTopGenes = 60;
    options.nPcs = 5;
    return options;
}

using Step = std::function<void(Workbench &, const Then &)>;

}  // namespace

class TestFreeKeys : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase()
    {
        // A file with everything that the steps write, from another program: no record of how it was made.
        JobContext context;
        auto measured = steps::qualityControl(test::sample(), {0, 0, 100.0, {}, {}}, context);
        VERIFY_OK(measured);
        auto whole = steps::analyze(*measured, quickly(), context);
        VERIFY_OK(whole);
        whole->uns.erase("lexicell");
        whole->uns.set("rank_genes_groups", data::makeElement(data::Array::of(std::vector<double>{1, 2})));
        whole->obs.columns.set("score", data::makeElement(data::Array::of(std::vector<double>(150, 0.5))));
        m_file = std::make_shared<const data::Dataset>(*whole);
    }

    void nothingOfTheFileIsReplaced_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<QString>("added");
        const char *added[] = {"obs/total_counts_new", "obsm/X_pca_2",      "uns/neighbors_pca",       "obsm/X_umap_pca",
                               "obs/leiden_pca",       "obsm/X_umap_pca_2", "uns/rank_genes_groups_2", "obs/score_2"};
        const char *names[] = {"quality control", "pca", "neighbors", "umap", "leiden", "map", "marker genes", "gene scores"};
        for (int i = 0; i < 8; ++i) QTest::newRow(names[i]) << i << added[i];
    }
    void nothingOfTheFileIsReplaced()
    {
        QFETCH(int, step);
        QFETCH(QString, added);
        openFile(m_file);
        runNow(allSteps()[static_cast<std::size_t>(step)]);
        const data::Dataset after = *m_session.data().dataset();
        QCOMPARE(lost(*m_file, after), QStringList());
        QVERIFY2(keysOf(after).contains(added), qPrintable(keysOf(after).join(' ')));
        QVERIFY(keysOf(m_session.datasetToSave()).contains(added));
        QCOMPARE(lost(*m_file, m_session.datasetToSave()), QStringList());
        m_session.journal().undoStack()->undo();
        QCOMPARE(keysOf(*m_session.data().dataset()), keysOf(*m_file));
        QCOMPARE(lost(*m_file, *m_session.data().dataset()), QStringList());
        m_session.journal().undoStack()->redo();
        QCOMPARE(lost(after, *m_session.data().dataset()), QStringList());
    }

    void aFileWithoutResultsGetsTheUsualKeys()
    {
        openFile(std::make_shared<const data::Dataset>(test::sample()));
        runNow(allSteps()[5]);
        for (const char *key : {"obsm/X_pca", "varm/PCs", "uns/neighbors", "obsp/connectivities", "obsm/X_umap", "obs/leiden",
                                "var/highly_variable", "uns/hvg"})
            QVERIFY2(keysOf(*m_session.data().dataset()).contains(key), key);
    }

    void whatAnEarlierStepLeftIsReplacedAndComesBack()
    {
        openFile(std::make_shared<const data::Dataset>(test::sample()));
        runNow(allSteps()[5]);
        const DatasetPtr first = m_session.data().dataset();
        steps::UmapOptions options;
        options.seed = 7;
        runNow([options](Workbench &bench, const Then &then) { runTask(bench, "umap", options, then); });
        QVERIFY(m_session.data().dataset()->obsm.get("X_umap") != first->obsm.get("X_umap"));
        QCOMPARE(keysOf(*m_session.data().dataset()), keysOf(*first));
        m_session.journal().undoStack()->undo();
        QCOMPARE(m_session.data().dataset()->obsm.get("X_umap"), first->obsm.get("X_umap"));
        m_session.journal().undoStack()->undo();
        QVERIFY(!m_session.data().dataset()->obsm.find("X_umap"));
    }

    void umapWorksOnTheGraphOfTheWindowBeforeTheFiles()
    {
        openFile(m_file);
        steps::NeighborsOptions wider;
        wider.nNeighbors = 40;
        runNow([wider](Workbench &bench, const Then &then) { runTask(bench, "neighbors", wider, then); });
        const std::string own = steps::graphFor(*m_session.data().dataset(), {}, steps::freeSuffix(*m_file, {}, {}));
        QCOMPARE(own, std::string("neighbors_pca"));
        runNow(allSteps()[3]);
        QVERIFY(m_session.data().dataset()->obsm.find("X_umap_pca"));
    }

    void modelsOfOneFamilyHaveKeysOfTheirOwn_data()
    {
        QTest::addColumn<QString>("inFile");  // key that the file brings
        QTest::addColumn<QString>("made");    // "key model" that an earlier step made
        QTest::addColumn<QString>("wanted");
        QTest::addColumn<QString>("expected");
        QTest::newRow("free") << ""
                              << ""
                              << ""
                              << "X_scGPT";
        QTest::newRow("of this model") << ""
                                       << "X_scGPT this"
                                       << ""
                                       << "X_scGPT";
        QTest::newRow("of another model") << ""
                                          << "X_scGPT other"
                                          << ""
                                          << "X_scGPT_my_model_v2";
        QTest::newRow("of the file") << "X_scGPT"
                                     << ""
                                     << ""
                                     << "X_scGPT_my_model_v2";
        QTest::newRow("its name is taken, too") << "X_scGPT"
                                                << "X_scGPT_my_model_v2 other"
                                                << ""
                                                << "X_scGPT_my_model_v2_2";
        QTest::newRow("its name, of this model") << "X_scGPT"
                                                 << "X_scGPT_my_model_v2 this"
                                                 << ""
                                                 << "X_scGPT_my_model_v2";
        QTest::newRow("a key that was asked for") << ""
                                                  << ""
                                                  << "mine"
                                                  << "mine";
        QTest::newRow("a key that the file has") << "mine"
                                                 << ""
                                                 << "mine"
                                                 << "mine_2";
    }
    void modelsOfOneFamilyHaveKeysOfTheirOwn()
    {
        QFETCH(QString, inFile);
        QFETCH(QString, made);
        QFETCH(QString, wanted);
        QFETCH(QString, expected);
        data::Dataset original = test::sample();
        const auto vectors = data::makeElement(data::Array(data::DType::Float32, {original.cells(), 8}));
        if (!inFile.isEmpty()) original.obsm.set(inFile.toStdString(), vectors);
        data::Dataset current = original;
        if (const QStringList words = made.split(' '); words.size() == 2) {
            current.obsm.set(words[0].toStdString(), vectors);
            const QString record =
                QString(R"({"steps":[{"step":"embed","key":"obsm/%1","inputs":{"model":"%2"}}]})").arg(words[0], words[1]);
            current.uns.set("lexicell", data::makeElement(data::StringArray{{}, {record.toStdString()}, {}, false}));
        }
        models::ModelCard card;
        card.name = "my model-v2";
        card.sha256 = "this";
        card.embeddingKey = "X_scGPT";
        QCOMPARE(QString::fromStdString(models::tasks::freeEmbeddingKey(original, current, card, wanted.toStdString())),
                 expected);
    }

  private:
    static const std::vector<Step> &allSteps()
    {
        static const std::vector<Step> all{
            [](Workbench &bench, const Then &then) {
                runTask(bench, "qc", steps::QcOptions{0, 0, 100.0, {}, {}}, then);
            },
            [](Workbench &bench, const Then &then) { runTask(bench, "pca", quickPca(), then); },
            [](Workbench &bench, const Then &then) { runTask(bench, "neighbors", steps::NeighborsOptions{}, then); },
            [](Workbench &bench, const Then &then) { runTask(bench, "umap", steps::UmapOptions{}, then); },
            [](Workbench &bench, const Then &then) { runTask(bench, "leiden", steps::LeidenOptions{}, then); },
            [](Workbench &bench, const Then &then) { runTask(bench, "analyze", quickly(), then); },
            [](Workbench &bench, const Then &then) {
                steps::MarkersOptions options;
                options.groupby = "leiden";
                runTask(bench, "markers", options, then);
            },
            [](Workbench &bench, const Then &then) {
                steps::GeneScoresOptions options;
                options.genes = {"gene0", "gene1", "gene2"};
                options.controlSize = 10;
                options.bins = 5;
                runTask(bench, "gene-scores", options, then);
            }};
        return all;
    }

    void openFile(const DatasetPtr &dataset)
    {
        DatasetFacts facts;
        facts.values.nonZeros = 1;  // the sample holds counts
        m_session.open(dataset, std::make_shared<const DatasetFacts>(facts), nullptr);
    }

    void runNow(const Step &step)
    {
        Workbench bench{m_session, m_jobs, m_notices, m_results};
        std::optional<Result<void>> outcome;
        step(bench, [&](const Result<void> &done) { outcome = done; });
        QTRY_VERIFY_WITH_TIMEOUT(outcome.has_value(), 120'000);
        VERIFY_OK(*outcome);
    }

    DatasetPtr m_file;
    JobRunner m_jobs;
    Notices m_notices;
    Results m_results;
    Session m_session;
};

QTEST_GUILESS_MAIN(TestFreeKeys)
#include "tst_free_keys.moc"

// Scripts: options inside "options" or beside "do", steps named in errors, unknown words refused.
#include "core/io/h5ad/h5ad_reader.h"
#include "tests/ui/window_fixture.h"
#include "ui/commands/save_files.h"
#include "ui/commands/save_project.h"
#include "ui/views/views_area.h"

#include <QPushButton>

#include <algorithm>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

QJsonObject step(const QString &what, QJsonObject beside = {}, const QJsonObject &options = {})
{
    beside["do"] = what;
    if (!options.isEmpty()) beside["options"] = options;
    return beside;
}

}  // namespace

class TestScriptRunner : public QObject, private WindowFixture {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void optionsStandInsideOrBeside()
    {
        Session &session = m_window->bench().session;
        const QJsonObject small{{"n-top-genes", 200}, {"n-pcs", 7}};
        runScript({step("open", {}, {{"file", m_data}}), step("pca", {{"seed", 3}}, small)});
        QCOMPARE(session.data().dataset()->embedding("X_pca")->dim(1), std::int64_t{7});
        QCOMPARE(session.runs().all().back().options["n-pcs"].toString(), QString("7"));
        QCOMPARE(session.runs().all().back().step, QString("pca"));
        runScript({step("pca", {{"n-pcs", 5}}, {{"n-top-genes", 200}, {"n-pcs", 5}, {"threads", 1}})});
        QCOMPARE(session.data().dataset()->embedding("X_pca")->dim(1), std::int64_t{5});
        runScript(
            {step("neighbors", {{"n-neighbors", 9}}), step("umap", {}, {{"min-dist", 0.3}}), step("leiden", {}, {{"seed", 1}})});
        QVERIFY(session.data().dataset()->obsm.find("X_umap") && session.labels().field("leiden"));
        runScript({step("color-by", {}, {{"view", 0}, {"key", "leiden"}}), step("select", {}, {{"query", "leiden == '0'"}}),
                   step("label", {}, {{"name", "chosen"}, {"field", "mine"}}),
                   step("save-as", {}, {{"file", m_folder.filePath("out.h5ad")}}),
                   step("screenshot", {}, {{"file", m_folder.filePath("out.png")}}), step("show", {}, {{"panel", "jobs"}})});
        QCOMPARE(m_window->views()->active()->colorKey(), QString("leiden"));  // labeling recolors nothing
        QVERIFY(QFile::exists(m_folder.filePath("out.h5ad")) && QFile::exists(m_folder.filePath("out.png")));
    }

    void embedMayNameItsModel()
    {
        if (m_model.isEmpty()) QSKIP("no scGPT checkpoint: set LEXICELL_FIXTURES");
        runScript(
            {step("open", {{"file", m_data}}), step("embed", {}, {{"model", m_model}, {"max-length", 60}, {"batch-size", 256}})});
        const Session &session = m_window->bench().session;
        QVERIFY(session.data().dataset()->obsm.find(session.models().outline()->card.embeddingKey));
        QCOMPARE(session.runs().all().back().options["max-length"].toString(), QString("60"));
    }

    void wrongStepsAreRefusedAndNamed_data()
    {
        QTest::addColumn<QJsonObject>("wrong");
        QTest::addColumn<QString>("errorClass");
        QTest::addColumn<QString>("text");
        QTest::newRow("unknown step") << step("dance") << "unknown_step"
                                      << "step 2 (dance)";
        QTest::newRow("no do") << QJsonObject{{"file", "x"}} << "bad_step"
                               << "step 2: ";
        QTest::newRow("unknown inside") << step("umap", {}, {{"min-dits", 1}}) << "unknown_option"
                                        << "min-dist";
        QTest::newRow("unknown beside") << step("umap", {{"min-dits", 1}}) << "unknown_option"
                                        << "step 2 (umap)";
        QTest::newRow("unknown to a view") << step("color-by", {{"color", "CD3E"}}) << "unknown_option"
                                           << "view, key";
        QTest::newRow("unknown to undo") << step("undo", {{"times", 2}}) << "unknown_option"
                                         << "takes nothing";
        QTest::newRow("unknown to save-as") << step("save-as", {{"file", "x"}, {"gzip", 1}}) << "unknown_option"
                                            << "gzip";
        QTest::newRow("unknown to open") << step("open", {{"file", "x"}, {"genom", "hg38"}}) << "unknown_option"
                                         << "genome";
        QTest::newRow("wrong type") << step("umap", {}, {{"min-dist", "small"}}) << "bad_option"
                                    << "step 2 (umap)";
        QTest::newRow("no text") << step("label", {{"name", 3}}) << "bad_option"
                                 << "name";
        QTest::newRow("no file") << step("open") << "bad_option"
                                 << "step 2 (open)";
        QTest::newRow("twice") << step("umap", {{"min-dist", 1}}, {{"min-dist", 2}}) << "bad_step"
                               << "twice";
        QTest::newRow("options no object") << QJsonObject{{"do", "umap"}, {"options", 3}} << "bad_step"
                                           << "step 2 (umap)";
        QTest::newRow("bad query") << step("select", {{"query", "batch == 'batch1' and total_counts >= 0"}}) << "bad_query"
                                   << "select";
        QTest::newRow("no such gene") << step("gene", {{"name", "nope"}}) << "unknown_gene"
                                      << "step 2 (gene)";
        QTest::newRow("no model") << step("embed") << "no_model"
                                  << "step 2 (embed)";
        QTest::newRow("nothing to undo") << step("undo") << "nothing_to_undo"
                                         << "step 2 (undo)";
    }
    void wrongStepsAreRefusedAndNamed()
    {
        QFETCH(QJsonObject, wrong);
        QFETCH(QString, errorClass);
        QFETCH(QString, text);
        runScript({step("open", {{"file", m_data}}), wrong, step("screenshot", {{"file", m_folder.filePath("never.png")}})},
                  errorClass.toStdString());
        QVERIFY2(m_scriptError.contains(text), qPrintable(m_scriptError));
        QVERIFY(!QFile::exists(m_folder.filePath("never.png")));
    }

    void whatMayFailDoesNotEndTheScript()
    {
        runScript({step("open", {{"file", "/no/such/file.h5ad"}, {"may-fail", true}}), step("open", {{"file", m_data}})});
        QVERIFY(m_window->bench().session.data().hasDataset());
        runScript({step("open", {{"file", "/no/such/file.h5ad"}})}, {}, false);
        QVERIFY2(m_scriptError.startsWith("step 1 (open): "), qPrintable(m_scriptError));
    }

    void changedDataWaitForADecision()
    {
        Session &session = m_window->bench().session;
        const QString data = m_folder.filePath("changing.h5ad"), project = m_folder.filePath("study.lexicell");
        JobContext context;
        auto cells = io::readH5ad(m_data.toStdString(), {}, context);
        VERIFY_OK(cells);
        // Names of their own: those of simulated cells are numbers, which prove nothing.
        for (std::size_t i = 0; i < cells->obs.index.values.size(); ++i) {
            std::string letters;
            for (std::size_t rest = i * 7919 + 1000003; rest > 0; rest /= 4) letters += "ACGT"[rest % 4];
            cells->obs.index.values[i] = letters;
        }
        VERIFY_OK(io::writeH5ad(*cells, data.toStdString(), {.overwrite = true}, context));
        runScript({step("open", {{"file", data}}), step("select", {{"cells", QJsonArray{0, 1, 2}}}),
                   step("label", {{"name", "Tumour"}, {"field", "mine"}})});
        std::optional<Result<void>> kept;
        saveProject(m_window->bench(), project, [&kept](const Result<void> &written) { kept = written; });
        QTRY_VERIFY_WITH_TIMEOUT(kept.has_value(), 60000);
        VERIFY_OK(*kept);
        session.close();
        const std::vector<std::string> before = cells->obs.index.values;
        std::reverse(cells->obs.index.values.begin(), cells->obs.index.values.end());
        VERIFY_OK(io::writeH5ad(*cells, data.toStdString(), {.overwrite = true}, context));

        runScript({step("open", {{"file", project}})});
        QVERIFY2(lastBanner(*m_window).contains("has changed"), qPrintable(lastBanner(*m_window)));
        const auto named = [&](const std::string &label) {
            std::vector<std::string> names;
            const LabelFieldPtr field = session.labels().field("mine");
            for (std::size_t i = 0; i < field->codes.size(); ++i)
                if (field->codes[i] >= 0 && field->labels[static_cast<std::size_t>(field->codes[i])].name.toStdString() == label)
                    names.push_back(session.data().dataset()->obs.index.values[i]);
            return names;
        };
        QCOMPARE(named("Tumour"), (std::vector<std::string>{before[2], before[1], before[0]}));
        runScript({step("select", {{"cells", QJsonArray{5}}}), step("label", {{"name", "more"}, {"field", "mine"}})},
                  "dataset_changed");
        // The banner stays, whatever is told after it, and its button decides.
        for (int i = 0; i < 5; ++i) m_window->bench().notices.post({Tone::Warning, "something else", {}, {}});
        QPushButton *keep = nullptr;
        for (QPushButton *button : m_window->findChildren<QPushButton *>())
            if (button->isVisible() && button->text() == "Keep these labels") keep = button;
        QVERIFY(keep);
        QTest::mouseClick(keep, Qt::LeftButton);
        runScript({step("label", {{"name", "more"}, {"field", "mine"}})});
        QCOMPARE(named("more").size(), std::size_t{1});
        session.close();

        // A script decides by itself.
        std::swap(cells->obs.index.values[0], cells->obs.index.values[9]);
        VERIFY_OK(io::writeH5ad(*cells, data.toStdString(), {.overwrite = true}, context));
        runScript({step("open", {{"file", project}, {"project", "what"}})}, "bad_option");
        runScript({step("open", {{"file", project}, {"project", "keep-labels"}}), step("select", {{"cells", QJsonArray{7}}}),
                   step("label", {{"name", "third"}, {"field", "mine"}})});
        QCOMPARE(named("Tumour").size(), std::size_t{3});
        session.close();
        std::swap(cells->obs.index.values[0], cells->obs.index.values[9]);
        VERIFY_OK(io::writeH5ad(*cells, data.toStdString(), {.overwrite = true}, context));
        runScript({step("open", {{"file", project}, {"project", "begin-anew"}})});
        QVERIFY(!session.labels().field("mine") && !session.journal().readOnly());
        QCOMPARE(QDir(m_folder.path()).entryList({"study.lexicell.earlier*"}).size(), qsizetype{3});
    }

    void labelsAreGivenUndoneAndGivenAgain()
    {
        Session &session = m_window->bench().session;
        runScript({step("open", {{"file", m_data}}), step("select", {{"cells", QJsonArray{0, 2, 5}}}),
                   step("label", {{"name", "chosen"}})});
        QCOMPARE(session.labels().field(session.labels().activeField())->counts(), std::vector<std::int64_t>{3});
        runScript({step("undo")});
        QVERIFY(session.labels().field(session.labels().activeField())->labels.empty());
        runScript({step("redo")});
        QCOMPARE(session.labels().field(session.labels().activeField())->counts(), std::vector<std::int64_t>{3});
    }
};

QTEST_MAIN(TestScriptRunner)
#include "tst_script_runner.moc"

// Parts of a run that are merged in the window, and runs that are compared there: the same tasks as on the command line, by form
// and script, with the page as PDF.
#include "tests/app/cli_process.h"
#include "tests/ui/window_fixture.h"
#include "ui/commands/task_places.h"
#include "ui/forms/option_form.h"
#include "ui/forms/step_dialog.h"

#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QToolButton>

using namespace lexicell;
using namespace lexicell::ui;

class TestSharedRuns : public QObject, private WindowFixture {
    Q_OBJECT

    QString path(const QString &name) const { return m_folder.filePath(name); }

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init()
    {
        openWindow();
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
    }
    void cleanup() { m_window.reset(); }

    void partsAreMerged()
    {
        if (m_model.isEmpty()) QSKIP("no model");
        QJsonArray files{m_data};
        for (const char *share : {"1/2", "2/2"}) {
            const QString part = path(QString("part_%1.h5ad").arg(files.size()));
            VERIFY_DONE(test::cli(
                {"embed", m_data, part, "--model", m_model, "--max-length", "60", "--shard", share, "--device", "cpu"}));
            files.append(part);
        }
        showTaskForm(m_window->bench(), m_window.get(), QString("merge"), {});
        auto *form = m_window->findChild<StepDialog *>();
        QVERIFY(form);
        QVERIFY(form->findChild<QListWidget *>("place.datasets")->toolTip().contains("parts"));
        QVERIFY(form->findChild<QLineEdit *>("place.output")->text().endsWith("_merged.h5ad"));
        delete form;
        runScript({QJsonObject{{"do", "merge"}, {"inputs", files}, {"output", path("merged.h5ad")}}});
        const auto merged = test::cli({"info", path("merged.h5ad")});
        VERIFY_DONE(merged);
        QVERIFY(merged.json["obsm"].toArray().contains("X_scGPT"));
        files.removeLast();
        runScript({QJsonObject{{"do", "merge"}, {"inputs", files}, {"output", path("half.h5ad")}}}, "missing_part");
        QVERIFY(!QFile::exists(path("half.h5ad")));
    }

    void runsAreCompared()
    {
        VERIFY_DONE(test::cli({"pca", m_data, path("mapped.h5ad"), "--n-pcs", "10"}));
        QStringList runs;
        for (const char *seed : {"0", "1"}) {
            runs << path(QString("scores_%1.csv").arg(seed));
            VERIFY_DONE(test::cli({"evaluate", path("mapped.h5ad"), runs.last(), "--embedding", "X_pca", "--label", "cell_type",
                                   "--rounds", "0", "--max-cells", "150", "--seed", seed}));
        }
        showTaskForm(m_window->bench(), m_window.get(), QString("compare"), {});
        auto *form = m_window->findChild<StepDialog *>();
        QVERIFY(form);
        auto *line = qobject_cast<QLineEdit *>(form->findChild<OptionForm *>()->editor("runs"));
        QVERIFY(line && form->findChild<QToolButton *>("addRuns") && form->findChild<QToolButton *>("chooseReport"));
        delete form;
        runScript({QJsonObject{{"do", "compare"}, {"runs", QJsonArray::fromStringList(runs)}, {"report", path("page.pdf")}}});
        QCOMPARE(m_window->bench().results.all().size(), std::size_t{1});
        QVERIFY(test::fileBytes(path("page.pdf")).startsWith("%PDF-"));
        runScript({QJsonObject{{"do", "compare"}, {"runs", QJsonArray::fromStringList(runs)}, {"report", path("page.pdf")}}},
                  "output_exists");
    }
};

QTEST_MAIN(TestSharedRuns)
#include "tst_shared_runs.moc"

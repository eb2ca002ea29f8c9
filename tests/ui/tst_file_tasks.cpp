// Tasks that write a file or a folder of their own: in the menus, with a form for their places, refused in the words of the
// table, and what a person is offered afterwards.
#include "core/io/dataset_hash.h"
#include "core/io/h5ad/h5ad_reader.h"
#include "core/steps/step_output.h"
#include "models/tasks/output_place.h"
#include "tests/ui/window_fixture.h"
#include "ui/commands/run_task.h"
#include "ui/forms/option_form.h"
#include "ui/forms/estimate_text.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QRegularExpression>
#include <QSpinBox>

using namespace lexicell;
using namespace lexicell::ui;

class TestFileTasks : public QObject, private WindowFixture {
    Q_OBJECT

    QString path(const QString &name) const { return m_folder.filePath(name); }
    QString whyNot(const char *action) { return m_window->actions().whyNot(action); }
    void open() { runScript({QJsonObject{{"do", "open"}, {"file", m_data}}}); }
    QDialog *form(const char *action)
    {
        m_window->actions().get(action)->trigger();
        QDialog *found = nullptr;
        for (QDialog *dialog : m_window->findChildren<QDialog *>())
            if (dialog->isVisible()) found = dialog;
        return found;
    }
    static QAbstractButton *runButton(QDialog *dialog) { return dialog->findChild<QAbstractButton *>("runStep"); }
    static std::vector<ProvenanceStep> stepsIn(const QString &file)
    {
        JobContext context;
        const auto dataset = io::readH5ad(file.toStdString(), {}, context);
        return dataset.ok() ? recordedSteps(lexicell::steps::recordOf(*dataset)) : std::vector<ProvenanceStep>();
    }
    QAbstractButton *offer(const QString &text)
    {
        for (Banner *banner : m_window->findChildren<Banner *>())
            for (QAbstractButton *button : banner->findChildren<QAbstractButton *>())
                if (button->text() == text) return button;
        return nullptr;
    }

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void theyAreInTheMenus()
    {
        for (const char *action : {"file.simulate", "file.convert", "model.pretrain", "model.convert-model"})
            QVERIFY2(m_window->actions().get(action), action);
        for (const char *action : {"file.simulate", "model.pretrain", "model.convert-model"}) QCOMPARE(whyNot(action), QString());
        QCOMPARE(whyNot("file.convert"), QString("Open a data set first."));
        open();
        QCOMPARE(whyNot("file.convert"), QString());
    }

    void simulatedCellsOpen()
    {
        QDialog *dialog = form("file.simulate");
        QVERIFY(dialog);
        auto *options = dialog->findChild<OptionForm *>();
        qobject_cast<QSpinBox *>(options->editor("cells"))->setValue(60);
        qobject_cast<QSpinBox *>(options->editor("genes"))->setValue(120);
        auto *output = dialog->findChild<QLineEdit *>("place.output");
        QVERIFY(output->text().endsWith("_simulated.h5ad"));
        output->clear();
        QVERIFY(!runButton(dialog)->isEnabled());
        QCOMPARE(runButton(dialog)->toolTip(), QString("Choose where the result is written."));
        output->setText(path("made.h5ad"));
        QVERIFY(runButton(dialog)->isEnabled());
        QTest::mouseClick(runButton(dialog), Qt::LeftButton);
        waitIdle(*m_window);
        QTRY_VERIFY(m_window->bench().session.data().hasDataset());
        QCOMPARE(m_window->bench().session.data().facts()->identity.path, path("made.h5ad"));
        QCOMPARE(m_window->bench().session.data().cells(), std::int64_t{60});
        const auto steps = stepsIn(path("made.h5ad"));
        QCOMPARE(steps.size(), std::size_t{1});
        QCOMPARE(steps.front().step, std::string("simulate"));
        QCOMPARE(valueOf(steps.front().options, "cells"), std::string("60"));
        QVERIFY(!valueOf(steps.front().options, "seed").empty());
        const auto jobs = m_window->bench().jobs.jobs();
        QVERIFY(std::any_of(jobs.begin(), jobs.end(), [](const JobInfo &job) { return job.kind == "simulate"; }));
    }

    // The open data stay: a message offers the new ones.
    void anOpenDataSetStays()
    {
        open();
        runScript({QJsonObject{{"do", "simulate"}, {"cells", 40}, {"genes", 100}, {"output", path("beside.h5ad")}}});
        QCOMPARE(m_window->bench().session.data().facts()->identity.path, m_data);
        QAbstractButton *button = offer("Open it");
        QVERIFY(button);
        button->click();
        waitIdle(*m_window);
        QTRY_COMPARE(m_window->bench().session.data().facts()->identity.path, path("beside.h5ad"));
    }

    // The window refuses with the sentence of the table's own check, as the command line does.
    void whatIsThereIsKept()
    {
        QFile there(path("there.h5ad"));
        QVERIFY(there.open(QIODevice::WriteOnly) && there.write("precious") > 0);
        there.close();
        const QJsonObject step{{"do", "simulate"}, {"cells", 40}, {"genes", 100}, {"output", path("there.h5ad")}};
        runScript({step}, "output_exists");
        const auto why = models::tasks::checkFilePlace(path("there.h5ad").toStdString(), false);
        QVERIFY(m_scriptError.endsWith(QString::fromStdString(why.error().message)));
        QDialog *dialog = form("file.simulate");
        dialog->findChild<QLineEdit *>("place.output")->setText(path("there.h5ad"));
        QCOMPARE(runButton(dialog)->toolTip(), QString::fromStdString(why.error().message));
        QVERIFY(!runButton(dialog)->isEnabled());
        dialog->findChild<QCheckBox *>("place.replace")->setChecked(true);
        QVERIFY(runButton(dialog)->isEnabled());
        QJsonObject forced = step;
        forced["force"] = true;
        runScript({forced});
        QCOMPARE(stepsIn(path("there.h5ad")).size(), std::size_t{1});
    }

    void aMistakeInAScriptIsNamed()
    {
        runScript({QJsonObject{{"do", "simulate"}, {"cells", 40}}}, "bad_option");
        QVERIFY(m_scriptError.contains("where the result is written"));
        runScript({QJsonObject{{"do", "simulate"}, {"output", 3}}}, "bad_option");
        runScript({QJsonObject{{"do", "simulate"}, {"output", path("x.h5ad")}, {"sells", 3}}}, "unknown_option");
        runScript({QJsonObject{{"do", "convert"}, {"output", path("x.h5ad")}}}, "no_dataset");
        runScript({QJsonObject{{"do", "pretrain"}, {"output", path("x")}}}, "bad_option");
        QVERIFY(m_scriptError.contains("Choose a data set first."));
        runScript({QJsonObject{{"do", "convert-model"}, {"output", path("x")}}}, "bad_option");
        QVERIFY(m_scriptError.contains("Choose a checkpoint first."));
    }

    void theOpenDataAreConverted()
    {
        open();
        runScript({QJsonObject{{"do", "convert"}, {"gzip", 6}, {"output", m_data}, {"force", true}}}, "output_is_input");
        runScript({QJsonObject{{"do", "convert"}, {"gzip", 11}, {"output", path("x.h5ad")}}}, "bad_option");
        runScript({QJsonObject{{"do", "convert"}, {"gzip", 6}, {"output", path("converted.h5ad")}}});
        const auto steps = stepsIn(path("converted.h5ad"));
        QVERIFY(!steps.empty());
        QCOMPARE(steps.back().step, std::string("convert"));
        QCOMPARE(valueOf(steps.back().options, "gzip"), std::string("6"));
        JobContext context;
        const auto hash = io::hashDataset(m_data.toStdString(), context);
        VERIFY_OK(hash);
        QCOMPARE(valueOf(steps.back().inputs, "file"), *hash);
        QDialog *dialog = form("file.convert");
        const auto *gzip = qobject_cast<QComboBox *>(dialog->findChild<OptionForm *>()->editor("gzip"));
        QVERIFY(gzip);
        QCOMPARE(gzip->count(), 10);
    }

    void aConvertedModelIsOffered()
    {
        if (m_model.isEmpty()) QSKIP("no scGPT checkpoint: set LEXICELL_FIXTURES");
        QDialog *dialog = form("model.convert-model");
        QCOMPARE(runButton(dialog)->toolTip(), QString("Choose a checkpoint first."));
        dialog->findChild<QLineEdit *>("place.checkpoint")->setText(m_model);
        dialog->findChild<QLineEdit *>("place.output")->setText(path("copy"));
        QVERIFY2(runButton(dialog)->isEnabled(), qPrintable(runButton(dialog)->toolTip()));
        QTest::mouseClick(runButton(dialog), Qt::LeftButton);
        waitIdle(*m_window);
        QVERIFY(QFileInfo::exists(path("copy/lexicell.json")));
        QAbstractButton *button = offer("Load the model");
        QVERIFY(button);
        button->click();
        waitIdle(*m_window);
        QTRY_VERIFY(m_window->bench().session.models().outline());
        QCOMPARE(
            QFileInfo(QString::fromStdString(m_window->bench().session.models().outline()->card.path.string())).absolutePath(),
            path("copy"));
        dialog = form("model.convert-model");
        QVERIFY(dialog->findChild<QLineEdit *>("place.output")->text().endsWith("/copy_converted"));
        QVERIFY2(runButton(dialog)->isEnabled(), qPrintable(runButton(dialog)->toolTip()));
        runScript({QJsonObject{{"do", "convert-model"}, {"model", m_model}, {"output", m_model}, {"force", true}}},
                  "output_is_input");
    }

    void aFormSaysWhatARunTakes()
    {
        open();
        QDialog *dialog = form("model.pretrain");
        QVERIFY(dialog);
        auto *files = dialog->findChild<QListWidget *>("place.datasets");
        QCOMPARE(files->count(), 1);
        QCOMPARE(files->item(0)->text(), m_data);
        const auto *expected = dialog->findChild<QLabel *>("estimate");
        QVERIFY(expected->isVisible());
        const QString before = expected->text();
        QVERIFY2(before.contains("passes through the network") && before.contains("of memory"), qPrintable(before));
        qobject_cast<QSpinBox *>(dialog->findChild<OptionForm *>()->editor("epochs"))->setValue(60);
        QVERIFY(expected->text() != before);
        files->setCurrentRow(0);
        dialog->findChild<QAbstractButton *>("place.datasets.remove")->click();
        QCOMPARE(runButton(dialog)->toolTip(), QString("Choose a data set first."));
        QVERIFY(!expected->isVisible());
    }

    void estimatesAsText()
    {
        QCOMPARE(estimateText({}), QString());
        QCOMPARE(estimateText({.passes = 1}), QString("Expected: 1 pass through the network."));
        const QString all = estimateText({.passes = 1200, .seconds = 65.0, .resultBytes = 2 << 20, .memoryBytes = 8 << 20});
        for (const char *part : {"about 1:05", "200 passes", "8.0 MB of memory", "a result of 2.0 MB."})
            QVERIFY2(all.contains(part), qPrintable(all));
    }

    void pretrainingGivesAModel()
    {
        if (m_model.isEmpty()) QSKIP("built without LibTorch");
        open();
        runScript({QJsonObject{
            {"do", "pretrain"},
            {"output", path("trained")},
            {"options",
             QJsonObject{
                 {"epochs", 1}, {"layers", 1}, {"heads", 2}, {"embedding-size", 8}, {"feed-forward", 8}, {"max-length", 30}}}}});
        QVERIFY(QFileInfo::exists(path("trained/best_model.pt")));
        QFile record(path("trained/lexicell.json"));
        QVERIFY(record.open(QIODevice::ReadOnly));
        const auto steps = recordedSteps(record.readAll().toStdString());
        QCOMPARE(steps.back().step, std::string("pretrain"));
        QCOMPARE(valueOf(steps.back().options, "max-length"), std::string("30"));
        JobContext context;
        const auto hash = io::hashDataset(m_data.toStdString(), context);
        VERIFY_OK(hash);
        QCOMPARE(valueOf(steps.back().inputs, "file"), *hash);
        QVERIFY(offer("Load the model"));
    }

    void fineTuningTellsItsLoss()
    {
        if (m_model.isEmpty()) QSKIP("built without LibTorch");
        open();
        QCOMPARE(whyNot("model.fine-tune"), QString("Load a model first."));
        runScript({QJsonObject{{"do", "load-model"}, {"path", m_model}}});
        QDialog *dialog = form("model.fine-tune");
        QVERIFY(dialog);
        const auto *label = qobject_cast<QComboBox *>(dialog->findChild<OptionForm *>()->editor("label"));
        QVERIFY(label && label->findText("cell_type") >= 0);
        QVERIFY2(runButton(dialog)->isEnabled(), qPrintable(runButton(dialog)->toolTip()));
        delete dialog;
        QStringList stages;
        JobRunner &jobs = m_window->bench().jobs;
        connect(&jobs, &JobRunner::jobChanged, this, [&](int id) {
            if (const auto job = jobs.job(id)) stages << job->stage;
        });
        runScript({QJsonObject{
            {"do", "fine-tune"},
            {"output", path("tuned")},
            {"options", QJsonObject{{"label", "cell_type"}, {"epochs", 2}, {"batch-size", 16}, {"max-length", 60}}}}});
        disconnect(&jobs, nullptr, this, nullptr);
        QVERIFY(QFileInfo::exists(path("tuned/best_model.pt")));
        QVERIFY2(!stages.filter(QRegularExpression("^Epoch \\d of 2, step \\d+ of \\d+: loss [0-9.]+$")).isEmpty(),
                 qPrintable(stages.join('\n')));
        QVERIFY(offer("Load the model"));
    }
};

QTEST_MAIN(TestFileTasks)
#include "tst_file_tasks.moc"

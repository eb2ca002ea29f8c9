// The run of a form as a script: what it says with the form's options, shares, queues; and the file that is saved.
#include "tests/ui/window_fixture.h"
#include "ui/forms/batch_script_dialog.h"
#include "ui/forms/option_form.h"
#include "ui/forms/step_dialog.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QPlainTextEdit>
#include <QSpinBox>

using namespace lexicell;
using namespace lexicell::ui;

class TestBatchScript : public QObject, private WindowFixture {
    Q_OBJECT

    BatchScriptDialog *scriptOf(const char *task, const QJsonObject &preset = {})
    {
        showTaskForm(m_window->bench(), m_window.get(), QString(task), preset);
        auto *form = m_window->findChild<StepDialog *>();
        auto *button = form ? form->findChild<QAbstractButton *>("batchScriptOfForm") : nullptr;
        if (!button || !button->isEnabled()) return nullptr;
        QTest::mouseClick(button, Qt::LeftButton);
        return form->findChild<BatchScriptDialog *>();
    }

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init()
    {
        openWindow();
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
    }
    void cleanup() { m_window.reset(); }

    void itSaysWhatTheFormRuns()
    {
        BatchScriptDialog *dialog = scriptOf("pca", {{"n-pcs", "7"}});
        QVERIFY(dialog);
        QVERIFY(!dialog->findChild<QSpinBox *>("batchShards"));
        const QString slurm = dialog->script();
        QVERIFY2(slurm.startsWith("#!/bin/bash\n#SBATCH --job-name=lexicell-pca\n"), qPrintable(slurm));
        QVERIFY2(slurm.contains("lexicell-cli pca " + m_data) || slurm.contains("lexicell-cli pca '" + m_data),
                 qPrintable(slurm));
        QVERIFY2(slurm.contains("_pca.h5ad") && slurm.contains(" 7 "), qPrintable(slurm));
        dialog->findChild<QSpinBox *>("batchCores")->setValue(3);
        dialog->findChild<QComboBox *>("batchQueue")->setCurrentIndex(1);
        QVERIFY(!dialog->findChild<QSpinBox *>("batchHours")->isEnabled());
        const QString bash = dialog->script();
        QVERIFY(!bash.contains("SBATCH") && bash.endsWith("--threads 3\n"));
        QTest::mouseClick(dialog->findChild<QAbstractButton *>("copyBatchScript"), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), bash);
        QCOMPARE(dialog->findChild<QPlainTextEdit *>("batchScript")->toPlainText(), bash);
    }

    void anEmbeddingHasShares()
    {
        if (m_model.isEmpty()) QSKIP("no model");
        runScript({QJsonObject{{"do", "load-model"}, {"path", m_model}}});
        BatchScriptDialog *dialog = scriptOf("embed");
        QVERIFY(dialog);
        auto *shards = dialog->findChild<QSpinBox *>("batchShards");
        QVERIFY(shards);
        QVERIFY(!dialog->script().contains("--shard"));
        shards->setValue(4);
        QVERIFY2(dialog->script().contains("--shard \"$SHARD/4\"") && dialog->script().contains("lexicell-cli merge "),
                 qPrintable(dialog->script()));
        QVERIFY(dialog->script().contains("--model"));
    }

    void theFileIsExecutable()
    {
        BatchScriptDialog *dialog = scriptOf("pca");
        QVERIFY(dialog);
        const QString file = m_folder.filePath("run.sh");
        VERIFY_OK(dialog->save(file));
        QVERIFY(QFile::permissions(file) & QFile::ExeOwner);
        QFile saved(file);
        QVERIFY(saved.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(saved.readAll()), dialog->script());
        const auto refused = dialog->save(m_folder.filePath("no folder/run.sh"));
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().errorClass, std::string("not_writable"));
    }

    void theLatestRunIsInTheJobsMenu()
    {
        QCOMPARE(m_window->actions().whyNot("jobs.script"), QString("No task has run on these data yet."));
        runScript({QJsonObject{{"do", "pca"}, {"n-pcs", 6}}});
        QCOMPARE(m_window->actions().whyNot("jobs.script"), QString());
        m_window->actions().get("jobs.script")->trigger();
        auto *dialog = m_window->findChild<BatchScriptDialog *>();
        QVERIFY(dialog);
        QVERIFY2(dialog->script().contains("lexicell-cli pca ") && dialog->script().contains("--n-pcs 6"),
                 qPrintable(dialog->script()));
    }

    // As Run, and for the same reason.
    void itIsDisabledWithTheRun()
    {
        showTaskForm(m_window->bench(), m_window.get(), QString("umap"), {});  // there is no neighbor graph
        auto *form = m_window->findChild<StepDialog *>();
        QVERIFY(form);
        auto *button = form->findChild<QAbstractButton *>("batchScriptOfForm"),
             *run = form->findChild<QAbstractButton *>("runStep");
        QCOMPARE(button->isEnabled(), run->isEnabled());
        QVERIFY(!button->isEnabled());
        QCOMPARE(button->toolTip(), run->toolTip());
    }
};

QTEST_MAIN(TestBatchScript)
#include "tst_batch_script.moc"

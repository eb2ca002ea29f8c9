// The rows of a task's form: those that count with what is chosen, groups as choices, technical rows behind a button.
#include "core/base/option_json.h"
#include "tests/ui/control_check.h"
#include "tests/ui/window_fixture.h"
#include "ui/forms/option_form.h"
#include "ui/forms/step_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QJsonObject>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

using namespace lexicell;
using namespace lexicell::ui;

class TestTaskRows : public QObject, private WindowFixture {
    Q_OBJECT

    std::unique_ptr<QDialog> m_dialog;

    OptionForm *form(const char *task, const QJsonObject &preset = {})
    {
        m_dialog.reset();
        showTaskForm(m_window->bench(), m_window.get(), QLatin1String(task), preset);
        m_dialog.reset(m_window->findChild<QDialog *>(QString(), Qt::FindDirectChildrenOnly));
        return m_dialog ? m_dialog->findChild<OptionForm *>() : nullptr;
    }
    QStringList shown(const OptionForm *form, const QStringList &options)
    {
        QStringList seen;
        for (const QString &option : options)
            if (form->editor(option) && form->editor(option)->isVisible()) seen << option;
        return seen;
    }

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init()
    {
        openWindow();
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
    }
    void cleanup()
    {
        m_dialog.reset();
        m_window.reset();
    }

    void aFormShowsWhatCountsForItsPurpose()
    {
        OptionForm *tuning = form("fine-tune");
        QVERIFY(tuning);
        tuning->setUnfolded(true);
        const QStringList of{"label", "losses", "batch-norm", "rare-labels", "class-weights", "perturbation", "holdout"};
        QCOMPARE(shown(tuning, of), QStringList({"label", "rare-labels", "class-weights"}));
        tuning->setValue("task", "integration");
        QCOMPARE(shown(tuning, of), QStringList({"label", "losses", "batch-norm"}));
        tuning->setValue("task", "perturbation");
        QCOMPARE(shown(tuning, of), QStringList({"perturbation", "holdout"}));
        tuning->setValue("task", "multiomic");
        QCOMPARE(shown(tuning, of), QStringList({"label", "losses"}));
        QCOMPARE(shown(tuning, {"peaks", "inherit", "variable-genes", "split", "random-starts"}),
                 QStringList({"peaks", "inherit", "variable-genes"}));

        OptionForm *evaluation = form("evaluate");
        const QStringList sides{"embedding", "predicted", "truth", "label", "perturbation", "control", "replicates"};
        QCOMPARE(shown(evaluation, sides), QStringList({"embedding", "predicted", "truth", "label"}));
        evaluation->setValue("truth", "/measured.h5ad");
        QCOMPARE(shown(evaluation, sides),
                 QStringList({"embedding", "predicted", "truth", "perturbation", "control", "replicates"}));
        QVERIFY(visibleChild<QAbstractButton>(m_dialog.get(), "chooseFile.truth"));

        OptionForm *knockOut = form("knock-out");
        QCOMPARE(shown(knockOut, {"genes", "dose"}), QStringList({"genes"}));
        knockOut->setValue("mode", "over-express");
        knockOut->setValue("all-expressed", "true");
        QCOMPARE(shown(knockOut, {"genes", "dose"}), QStringList({"dose"}));
    }

    void groupsAreThoseOfTheColumn()
    {
        OptionForm *markers = form("markers");
        for (const char *option : {"group", "reference"}) {
            const auto *box = qobject_cast<QComboBox *>(markers->editor(option));
            QVERIFY2(box && !box->isEnabled() && box->toolTip() == "Choose the column of the groups first.", option);
        }
        markers->setValue("groupby", "batch");
        const auto *group = qobject_cast<QComboBox *>(markers->editor("group"));
        QVERIFY(group->isEnabled() && !group->toolTip().isEmpty());
        const auto field = m_window->bench().session.labels().field("batch");
        QCOMPARE(group->count(), static_cast<int>(field->labels.size()) + 1);
        QCOMPARE(markers->value("group"), QString());
        QCOMPARE(markers->value("reference"), QString("rest"));
        markers->setValue("group", field->labels.front().name);
        QCOMPARE(markers->value("group"), field->labels.front().name);
        // A preset names both, in any order.
        const QString type = m_window->bench().session.labels().field("cell_type")->labels.front().name;
        OptionForm *again = form("knock-out", {{"from", type}, {"groupby", "cell_type"}, {"toward", type}});
        QCOMPARE(again->value("from"), type);
        QCOMPARE(again->value("toward"), type);
    }

    void technicalRowsWaitBehindAButton()
    {
        OptionForm *tuning = form("fine-tune");
        auto *more = m_dialog->findChild<QPushButton *>("moreOptions");
        QVERIFY(more && more->isVisible());
        QCOMPARE(more->text(), QString("More options"));
        QCOMPARE(shown(tuning, {"task", "epochs", "lr", "freeze"}), QStringList({"task", "epochs"}));
        const int before = m_dialog->height();
        more->setFocus();
        QTest::keyClick(more, Qt::Key_Space);
        QCOMPARE(shown(tuning, {"task", "epochs", "lr", "freeze"}), QStringList({"task", "epochs", "lr", "freeze"}));
        QTRY_VERIFY(m_dialog->height() > before);
        QVERIFY(m_dialog->height() <= m_window->height());
        // A run again with another step size shows it.
        QCOMPARE(shown(form("fine-tune", {{"lr", "0.002"}}), {"lr"}), QStringList({"lr"}));
        QCOMPARE(shown(form("fine-tune", {{"task", "integration"}}), {"lr"}), QStringList());
        // A short form has no such button.
        form("enrich");
        QVERIFY(!m_dialog->findChild<QPushButton *>("moreOptions"));
    }

    void numbersWithAMeaningAreWords()
    {
        OptionForm *tuning = form("fine-tune");
        tuning->setUnfolded(true);
        for (const char *option : {"epochs", "batch-size", "lr", "patience"}) {
            const auto *box = qobject_cast<QAbstractSpinBox *>(tuning->editor(option));
            QVERIFY2(box && box->text() == "the model family's own", option);
        }
        qobject_cast<QSpinBox *>(tuning->editor("epochs"))->setValue(3);
        QCOMPARE(tuning->value("epochs"), QString("3"));
    }

    // An untouched form runs with the defaults, all its controls can be used, and it fits into the window.
    void everyFormIsWhole()
    {
        m_window->resize(1280, 800);
        for (const auto &task : m_window->bench().tasks.all()) {
            OptionForm *rows = form(task.id.c_str());
            QVERIFY2(rows, task.id.c_str());
            if (task.id != "analyze") {  // a part of Map cells, which names its rows
                OptionValues read = task.options;
                rows->read(read);
                const auto was = optionsToText(task.options), is = optionsToText(read);
                for (std::size_t i = 0; i < was.size(); ++i)
                    // The default of a column may be none of these data.
                    QVERIFY2(was[i] == is[i] || (is[i].second.empty() && rows->hasChoices(QString::fromStdString(is[i].first))),
                             (task.id + ": " + was[i].first + " " + is[i].second).c_str());
            }
            for (const bool unfolded : {false, true}) {
                if (unfolded && !m_dialog->findChild<QPushButton *>("moreOptions")) continue;
                if (unfolded) rows->setUnfolded(true);
                QTest::qWait(20);
                const QStringList faults = test::faultsOfControls(m_dialog.get());
                QVERIFY2(faults.isEmpty(), qPrintable(QString::fromStdString(task.id) + ": " + faults.join("; ")));
                QVERIFY2(m_dialog->height() <= m_window->height() && m_dialog->width() <= m_window->width(), task.id.c_str());
                for (const QLabel *label : rows->findChildren<QLabel *>())
                    if (label->isVisible() && label->buddy())
                        QVERIFY2(label->width() >= label->sizeHint().width(), qPrintable(label->text()));
            }
        }
    }
};

QTEST_MAIN(TestTaskRows)
#include "tst_task_rows.moc"

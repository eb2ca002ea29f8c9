// Label transfer with clicks: cells are annotated from a reference, the suggestions arrive beside the person's labels, some are
// accepted, undone and accepted again, saved, and there when the file is opened again. A click on a confusion matrix leads to its
// cells.
#include "core/io/h5ad/h5ad_reader.h"
#include "tests/ui/window_fixture.h"
#include "ui/commands/save_files.h"
#include "ui/forms/option_form.h"
#include "ui/panels/suggestions_panel.h"
#include "ui/shell/main_window.h"
#include "ui/views/results/heatmap_canvas.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QDialog>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QLabel>
#include <QSlider>
#include <QTreeWidget>

using namespace lexicell;
using namespace lexicell::ui;

class TestLabelSuggestions : public QObject, private WindowFixture {
    Q_OBJECT

    QString path(const QString &name) const { return m_folder.filePath(name); }
    Session &session() { return m_window->bench().session; }
    SuggestionsPanel *panel() { return m_window->findChild<SuggestionsPanel *>(); }
    QTreeWidget *list() { return panel()->findChild<QTreeWidget *>("suggestionList"); }
    QAbstractButton *button(const char *name) { return panel()->findChild<QAbstractButton *>(name); }
    void click(const char *name)
    {
        QVERIFY2(button(name)->isEnabled(), qPrintable(QString(name) + ": " + button(name)->toolTip()));
        QTest::mouseClick(button(name), Qt::LeftButton);
    }
    void clickRow(int row, Qt::KeyboardModifiers keys = {})
    {
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, keys, list()->visualItemRect(list()->topLevelItem(row)).center());
    }
    static qint64 cellsIn(const QTreeWidgetItem *item) { return QLocale().toLongLong(item->text(1)); }
    qint64 offered()
    {
        qint64 sum = 0;
        for (int row = 0; row < list()->topLevelItemCount(); ++row) sum += cellsIn(list()->topLevelItem(row));
        return sum;
    }
    qint64 labeledIn(const QString &name)
    {
        const LabelFieldPtr field = session().labels().field(name);
        return field ? session().data().cells() - field->unlabeled() : -1;
    }

    // The query lacks labels of its own, so that nothing but the reference can be where they come from.
    void writeFiles()
    {
        JobContext context;
        auto reference = simulate::simulate({.cells = 300, .genes = 600, .batches = 2, .knockouts = 2, .seed = 1}, context);
        VERIFY_OK(reference);
        VERIFY_OK(io::writeH5ad(*reference, path("reference.h5ad").toStdString(), {.overwrite = true}, context));
        auto query = simulate::simulate({.cells = 200, .genes = 600, .batches = 2, .knockouts = 2, .seed = 1}, context);
        VERIFY_OK(query);
        query->obs.columns.set("truth", query->obs.columns.get("cell_type"));
        query->obs.columns.erase("cell_type");
        VERIFY_OK(io::writeH5ad(*query, path("query.h5ad").toStdString(), {.overwrite = true}, context));
    }
    void annotate()
    {
        writeFiles();
        runScript({QJsonObject{{"do", "open"}, {"file", path("query.h5ad")}}});
        m_window->showPanel("suggestions");
        click("suggestionsAnnotate");
        QDialog *form = nullptr;
        for (QDialog *dialog : m_window->findChildren<QDialog *>())
            if (dialog->isVisible()) form = dialog;
        QVERIFY(form);
        auto *options = form->findChild<OptionForm *>();
        options->setValue("reference", path("reference.h5ad"));
        options->setValue("label", "cell_type");
        options->setValue("truth", "truth");
        options->setValue("rounds", "0");
        options->setValue("singler", "false");
        QTest::mouseClick(form->findChild<QAbstractButton *>("runStep"), Qt::LeftButton);
        waitIdle(*m_window);
        QTRY_VERIFY(list()->topLevelItemCount() > 1);
    }

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void withoutDataTheButtonSaysWhy()
    {
        QVERIFY(!button("suggestionsAnnotate")->isEnabled());
        QCOMPARE(button("suggestionsAnnotate")->toolTip(), QString("Open a data set first."));
    }

    void labelTransfer()
    {
        annotate();
        if (QTest::currentTestFailed()) return;
        QVERIFY(panel()->isVisible());          // it came to the front by itself
        QFont bold = list()->header()->font();  // as the style writes titles, with 8 pixels on either side
        bold.setWeight(QFont::DemiBold);
        for (int column = 1; column < list()->columnCount(); ++column) {
            const QString title = list()->headerItem()->text(column);
            QVERIFY2(list()->header()->sectionSize(column) >= QFontMetrics(bold).horizontalAdvance(title) + 17,
                     qPrintable(title));
        }
        QCOMPARE(panel()->findChild<QDoubleSpinBox *>("leastConfidenceValue")->value(), 0.5);
        QVERIFY(!button("acceptSuggestion")->isEnabled());
        QVERIFY(button("acceptSuggestion")->toolTip().contains("Choose labels"));
        QVERIFY(!button("acceptForCells")->isEnabled());
        // A click shows the cells.
        clickRow(0);
        const QString type = list()->topLevelItem(0)->text(0);
        const qint64 ofType = cellsIn(list()->topLevelItem(0));
        QCOMPARE(session().selection().count(), ofType);
        // A label of the person, on one of these cells
        LabelEdit own{LabelEdit::Kind::CreateField, "mine", {}, {}, {}, false, {}, nullptr};
        VERIFY_OK(session().labels().edit(own));
        own = {LabelEdit::Kind::Assign, "mine", "my own", {}, {}, false, {session().selection().cells().front()}, nullptr};
        VERIFY_OK(session().labels().edit(own));
        session().labels().setActiveField("mine");
        QCOMPARE(panel()->targetField(), QString("mine"));
        QUndoStack *stack = session().journal().undoStack();
        const int before = stack->count();
        click("acceptSuggestion");
        QCOMPARE(stack->count(), before + 1);
        const LabelFieldPtr field = session().labels().field("mine");
        QCOMPARE(field->counts()[static_cast<std::size_t>(field->indexOf("my own"))], std::int64_t{1});  // it stayed
        QCOMPARE(field->counts()[static_cast<std::size_t>(field->indexOf(type))], ofType - 1);
        stack->undo();
        QCOMPARE(labeledIn("mine"), qint64{1});
        stack->redo();
        QCOMPARE(labeledIn("mine"), ofType);
        // All others at once, as one edit
        const qint64 all = offered();
        click("acceptAllSuggestions");
        QCOMPARE(stack->count(), before + 2);
        QCOMPARE(labeledIn("mine"), all);
        stack->undo();
        QCOMPARE(labeledIn("mine"), ofType);
        stack->redo();
        // Saved, and there again
        const QString saved = path("annotated.h5ad");
        QFile::remove(saved);
        runScript({QJsonObject{{"do", "save-as"}, {"file", saved}}});
        JobContext context;
        const auto file = io::readH5ad(saved.toStdString(), {}, context);
        VERIFY_OK(file);
        const auto written = file->labels("mine");
        VERIFY_OK(written);
        QCOMPARE(written->codes, session().labels().field("mine")->codes);
        QVERIFY(file->obs.columns.find("lexicell_label_best"));  // the suggestions as well
        runScript({QJsonObject{{"do", "open"}, {"file", saved}}});
        QCOMPARE(labeledIn("mine"), all);
        QTRY_VERIFY(list()->topLevelItemCount() > 1);
    }

    void theThresholdLeavesCellsUnknown()
    {
        annotate();
        if (QTest::currentTestFailed()) return;
        auto *slider = panel()->findChild<QSlider *>("leastConfidence");
        const qint64 before = offered();
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_Home);
        QCOMPARE(offered(), session().data().cells());  // every cell has a most probable label
        slider->setValue(99);
        QVERIFY(offered() < before);
        QVERIFY(panel()->findChild<QLabel *>("suggestionNote")->text().contains("none"));
        slider->setValue(50);
        QCOMPARE(offered(), before);
    }

    void selectedCellsAloneGetTheirs()
    {
        annotate();
        if (QTest::currentTestFailed()) return;
        std::vector<std::uint8_t> flags(static_cast<std::size_t>(session().data().cells()));
        for (std::size_t cell = 0; cell < 20; ++cell) flags[cell] = 1;
        session().selection().set(std::move(flags));
        panel()->findChild<QSlider *>("leastConfidence")->setValue(0);
        click("acceptForCells");
        QCOMPARE(labeledIn(session().labels().activeField()), qint64{20});
    }

    void byKeysAndDismissed()
    {
        annotate();
        if (QTest::currentTestFailed()) return;
        const int rows = list()->topLevelItemCount();
        list()->setFocus();
        QTRY_VERIFY(list()->hasFocus());
        list()->setCurrentItem(list()->topLevelItem(0));
        const QString first = list()->topLevelItem(0)->text(0);
        QTest::keyClick(list(), Qt::Key_Delete);
        QCOMPARE(list()->topLevelItemCount(), rows - 1);
        QVERIFY(list()->findItems(first, Qt::MatchExactly).isEmpty());
        click("acceptAllSuggestions");
        const LabelFieldPtr field = session().labels().field(session().labels().activeField());
        QVERIFY(field && field->indexOf(first) < 0);  // what was dismissed is not accepted
        click("showDismissed");
        QCOMPARE(list()->topLevelItemCount(), rows);
        list()->setFocus();
        list()->setCurrentItem(list()->findItems(first, Qt::MatchExactly).front());
        QTest::keyClick(list(), Qt::Key_Return);
        QVERIFY(session().labels().field(session().labels().activeField())->indexOf(first) >= 0);
        // Labels that cells have are replaced only where the person says so.
        QVERIFY(!panel()->findChild<QCheckBox *>("suggestionReplace")->isChecked());
    }

    void aConfusionLeadsToItsCells()
    {
        annotate();
        if (QTest::currentTestFailed()) return;
        const StoredResult *confusion = nullptr;
        for (const StoredResult &result : m_window->bench().results.all())
            if (std::holds_alternative<models::tasks::Heatmap>(*result.result)) confusion = &result;
        QVERIFY(confusion);
        const auto &map = std::get<models::tasks::Heatmap>(*confusion->result);
        auto *dock = m_window->findChild<QDockWidget *>("dock.result." + QString::number(confusion->id));
        dock->raise();
        auto *canvas = dock->findChild<HeatmapCanvas *>("heatmapCanvas");
        QVERIFY(canvas);
        QTRY_VERIFY(canvas->isVisible());
        const LabelFieldPtr truth = session().labels().field("truth"), best = session().labels().field("lexicell_label_best");
        for (std::size_t row = 0; row < map.rows.size(); ++row)
            for (std::size_t column = 0; column < map.columns.size(); ++column) {
                const auto count = static_cast<std::int64_t>(map.values[row * map.columns.size() + column]);
                if (count == 0 && row != 0) continue;
                Q_EMIT canvas->cellPicked(static_cast<int>(row), static_cast<int>(column));
                QCOMPARE(session().selection().count(), count);
                for (const std::int64_t cell : session().selection().cells()) {
                    const auto at = static_cast<std::size_t>(cell);
                    QCOMPARE(truth->labels[static_cast<std::size_t>(truth->codes[at])].name.toStdString(), map.rows[row]);
                    QCOMPARE(best->labels[static_cast<std::size_t>(best->codes[at])].name.toStdString(), map.columns[column]);
                }
            }
        // With a click
        session().selection().set({});
        QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->cellRect(0, 0).center().toPoint());
        QCOMPARE(session().selection().count(), static_cast<std::int64_t>(map.values[0]));
    }
};

QTEST_MAIN(TestLabelSuggestions)
#include "tst_label_suggestions.moc"

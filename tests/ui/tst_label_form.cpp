// Labeling by keyboard in the whole window: what is typed is what cells are called, digits give the labels one sees, Ctrl+Z
// takes the last one back, and the map stays as it was.
#include "tests/ui/window_fixture.h"
#include "ui/commands/open_dataset.h"
#include "ui/commands/save_files.h"
#include "ui/panels/inspector_panel.h"
#include "ui/views/views_area.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>

using namespace lexicell;
using namespace lexicell::ui;

class TestLabelForm : public QObject, private WindowFixture {
    Q_OBJECT

  private:
    Session &session() { return m_window->bench().session; }
    QComboBox *box(const char *name) { return m_window->findChild<QComboBox *>(name); }
    QLineEdit *label() { return box("labelName")->lineEdit(); }

    void select(std::vector<std::size_t> cells)
    {
        std::vector<std::uint8_t> selection(static_cast<std::size_t>(session().data().cells()));
        for (const auto cell : cells) selection[cell] = 1;
        session().selection().set(std::move(selection));
    }
    void focus(QWidget *widget)
    {
        QApplication::setActiveWindow(m_window.get());
        widget->setFocus();
        QTRY_VERIFY(widget->hasFocus());
    }
    void type(QLineEdit *line, const QString &text)
    {
        focus(line);
        line->selectAll();
        QTest::keyClicks(line, text);
    }
    QString labelOf(std::size_t cell)
    {
        const LabelFieldPtr field = session().labels().field(session().labels().activeField());
        if (!field || field->codes[cell] < 0) return {};
        return field->labels[static_cast<std::size_t>(field->codes[cell])].name;
    }
    void give(std::vector<std::size_t> cells, const QString &name)
    {
        select(std::move(cells));
        type(label(), name);
        QTest::keyClick(label(), Qt::Key_Escape);  // the list of suggestions, when there is one
        if (label()->text() != name) type(label(), name);
        QTest::keyClick(label(), Qt::Key_Return);
    }

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init()
    {
        openWindow();
        openDataset(m_window->bench(), m_data);
        waitIdle(*m_window);
    }
    void cleanup() { m_window.reset(); }

    void whatIsTypedIsTheLabel()
    {
        select({0});
        type(label(), "Test lab");
        QTest::keyClick(label(), Qt::Key_Return);
        QCOMPARE(labelOf(0), QString("Test lab"));
        select({1});
        type(label(), "Te");
        QCOMPARE(label()->text(), QString("Te"));  // nothing is put into the line
        QTest::keyClick(QApplication::activePopupWidget() ? QApplication::activePopupWidget() : label(), Qt::Key_Return);
        QCOMPARE(labelOf(1), QString("Te"));
        select({2});
        type(label(), "te");
        QTest::keyClick(QApplication::activePopupWidget() ? QApplication::activePopupWidget() : label(), Qt::Key_Tab);
        QCOMPARE(label()->text(), QString("te"));  // nor another spelling
    }

    void aSuggestionIsTakenWhenItIsChosen()
    {
        select({0});
        type(label(), "Test lab");
        QTest::keyClick(label(), Qt::Key_Return);
        select({1});
        type(label(), "LAB");
        QAbstractItemView *popup = box("labelName")->completer()->popup();
        QTRY_VERIFY(popup->isVisible());
        QTest::keyClick(popup, Qt::Key_Down);
        QCOMPARE(label()->text(), QString("Test lab"));
        QTest::keyClick(popup, Qt::Key_Return);
        QTRY_COMPARE(labelOf(1), QString("Test lab"));
        QCOMPARE(session().labels().field(session().labels().activeField())->labels.size(), std::size_t{1});
    }

    void everyBoxOneTypesInCompletesOnRequestOnly()
    {
        for (const QComboBox *each : m_window->findChildren<QComboBox *>())
            if (each->isEditable() && each->completer())
                QVERIFY2(each->completer()->completionMode() != QCompleter::InlineCompletion, qPrintable(each->objectName()));
    }

    void theBoxOfColorsTakesWhatWasTypedOrChosen()
    {
        runScript({QJsonObject{{"do", "analyze"}, {"options", QJsonObject{{"n-top-genes", 300}, {"n-pcs", 10}}}}});
        ViewPane *pane = m_window->views()->active();
        pane->colorBy("leiden");
        auto *colors = pane->findChild<QComboBox *>("colorBy");
        QAbstractItemView *popup = colors->completer()->popup();
        type(colors->lineEdit(), "ba");
        QTRY_VERIFY(popup->isVisible());
        QTRY_VERIFY(!popup->currentIndex().isValid());
        QTest::keyClick(popup, Qt::Key_Return);
        QCOMPARE(pane->colorKey(), QString("leiden"));  // nothing is called "ba"
        type(colors->lineEdit(), "ba");
        QTRY_VERIFY(popup->isVisible());
        QTRY_VERIFY(!popup->currentIndex().isValid());
        QTest::keyClick(popup, Qt::Key_Down);
        QTest::keyClick(popup, Qt::Key_Return);
        QTRY_COMPARE(pane->colorKey(), QString("batch"));
    }

    void undoWorksRightAfterLabelingByKeyboard()
    {
        give({0, 1, 2}, "NK");
        QCOMPARE(labelOf(2), QString("NK"));
        focus(label());
        QTest::keyClick(label(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(labelOf(2), QString());
        QTest::keyClick(label(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(labelOf(2), QString("NK"));
        // Typing is taken back first.
        type(label(), "half a na");
        QTest::keyClick(label(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(label()->text() != "half a na");
        QCOMPARE(labelOf(2), QString("NK"));
    }

    void digitsGiveTheLabelsInTheOrderOneSees()
    {
        give({0}, "T cell");
        give({1, 2}, "B cell");
        give({3, 4, 5}, "mono");
        const QString field = session().labels().activeField();
        const auto press = [this](int digit, std::size_t cell) {
            select({cell});
            QTest::keyClick(m_window.get(), static_cast<Qt::Key>(Qt::Key_0 + digit), Qt::ControlModifier);
            return labelOf(cell);
        };
        QCOMPARE(press(1, 10), QString("B cell"));
        QCOMPARE(press(2, 11), QString("mono"));
        QCOMPARE(press(3, 12), QString("T cell"));
        session().labels().setOrder(field, LegendOrder::Size);  // mono 4, B cell 3, T cell 2
        QCOMPARE(press(1, 13), QString("mono"));
        auto *keys = m_window->findChild<QLabel *>("labelKeys");
        QVERIFY2(keys->isVisible() && keys->text().contains("1 mono"), qPrintable(keys->text()));
        QCOMPARE(box("labelName")->itemText(0), QString("mono"));

        const int steps = session().journal().undoStack()->count();
        QCOMPARE(press(7, 14), QString());
        QVERIFY2(lastBanner(*m_window).contains("No cell was labeled"), qPrintable(lastBanner(*m_window)));
        QCOMPARE(session().journal().undoStack()->count(), steps);
    }

    void theMapKeepsItsColors()
    {
        runScript({QJsonObject{{"do", "analyze"}, {"options", QJsonObject{{"n-top-genes", 300}, {"n-pcs", 10}}}},
                   QJsonObject{{"do", "color-by"}, {"view", 0}, {"key", "leiden"}}});
        ViewPane *pane = m_window->views()->active();
        give({0, 1}, "NK");
        QCOMPARE(pane->colorKey(), QString("leiden"));
        const QString gene = QString::fromStdString(session().data().dataset()->var.index.values[3]);
        pane->colorBy(gene);
        waitIdle(*m_window);
        give({2, 3}, "NK");
        QCOMPARE(pane->colorKey(), gene);
        QCOMPARE(pane->colors().numbers.title, gene);
    }

    void aNoteStaysWithTheLabelItWasBegunFor()
    {
        give({0}, "A");
        give({1}, "B");
        auto *note = m_window->findChild<QLineEdit *>("labelNote");
        const auto noteOf = [this](int label) {
            return session().labels().field(session().labels().activeField())->labels[static_cast<std::size_t>(label)].note;
        };
        focus(note);
        QTest::keyClicks(note, "about B");
        QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);  // cell 1 becomes A while the note is being typed
        focus(label());
        QCOMPARE(noteOf(0), QString());
        QCOMPARE(noteOf(1), QString("about B"));

        for (const Qt::Key end : {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Tab}) {
            focus(note);
            note->selectAll();
            const QString text = QString("note %1").arg(int(end));
            QTest::keyClicks(note, text);
            QTest::keyClick(note, end);
            QCOMPARE(noteOf(0), text);
        }
        const QString before = noteOf(0);
        select({4, 5});
        focus(note);
        QTest::keyClicks(note, "never");
        QTest::keyClick(note, Qt::Key_Escape);
        QCOMPARE(note->text(), before);
        QCOMPARE(noteOf(0), before);
        QCOMPARE(session().selection().count(), std::int64_t{2});  // Esc ended the typing, not the selection
        focus(label());
        QCOMPARE(noteOf(0), before);
    }

    void notesStandInTheTableOfLabels()
    {
        give({0}, "A");
        LabelEdit edit;
        edit.kind = LabelEdit::Kind::Note;
        edit.field = session().labels().activeField();
        edit.label = "A";
        edit.to = "high in CD3E, \"sure\"";
        VERIFY_OK(session().labels().edit(edit));
        const QString csv = m_folder.filePath("labels.csv");
        exportLabels(m_window->bench(), csv);
        waitIdle(*m_window);
        QFile file(csv);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().split('\n');
        QVERIFY2(lines[1].contains(edit.field.toUtf8() + "," + edit.field.toUtf8() + "--rationale"), lines[1].constData());
        QVERIFY2(lines[2].endsWith(",A,\"high in CD3E, \"\"sure\"\"\""), lines[2].constData());
        QVERIFY2(lines[3].endsWith(",unassigned,"), lines[3].constData());
    }
};

QTEST_MAIN(TestLabelForm)
#include "tst_label_form.moc"

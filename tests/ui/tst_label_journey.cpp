// Label transfer from the first click to the last: a reference is opened and a model loaded, the model is fine-tuned on the
// reference's types while its curves grow, the query is opened, labeled by the tuned model, and the accepted labels are saved.
#include "core/io/h5ad/h5ad_reader.h"
#include "tests/ui/window_clicks.h"
#include "tests/ui/window_fixture.h"
#include "ui/forms/option_form.h"
#include "ui/panels/suggestions_panel.h"
#include "ui/views/results/live_curves_view.h"

#include <QComboBox>
#include <QDialog>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QSpinBox>
#include <QTimer>
#include <QToolButton>
#include <QTreeWidget>

using namespace lexicell;
using namespace lexicell::ui;

// A step that fails ends the test.
#define DO(step)                                                                                                                 \
    do {                                                                                                                         \
        step;                                                                                                                    \
        if (QTest::currentTestFailed()) return;                                                                                  \
    } while (false)

class TestLabelJourney : public QObject, private WindowFixture {
    Q_OBJECT

    QString path(const QString &name) const { return m_folder.filePath(name); }
    Session &session() { return m_window->bench().session; }

    void click(QWidget *widget, const QPoint &at = {})
    {
        QVERIFY2(widget && widget->isVisible() && widget->isEnabled(),
                 qPrintable(widget ? widget->objectName() + ": " + widget->toolTip() : "no widget"));
        QTest::mouseClick(widget, Qt::LeftButton, {}, at.isNull() ? widget->rect().center() : at);
    }
    // In the menu bar, then in the menu.
    void chooseFromMenu(const QString &name)
    {
        for (QAction *title : m_window->menuBar()->actions())
            for (QAction *action : title->menu()->actions()) {
                if (action->objectName() != name) continue;
                click(m_window->menuBar(), m_window->menuBar()->actionGeometry(title).center());
                QTRY_VERIFY(title->menu()->isVisible());
                QVERIFY2(action->isEnabled(), qPrintable(action->toolTip()));
                click(title->menu(), title->menu()->actionGeometry(action).center());
                return;
            }
        QFAIL(qPrintable("no menu has " + name));
    }
    // `ask` opens a dialog for files, which runs an event loop of its own; the name is typed there.
    void typeFile(const QString &file, const std::function<void()> &ask)
    {
        QTimer poll;
        connect(&poll, &QTimer::timeout, this, [&] {
            auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeModalWidget());
            if (!dialog) return;
            poll.stop();
            dialog->setDirectory(QFileInfo(file).path());
            auto *name = dialog->findChild<QLineEdit *>("fileNameEdit");
            name->setFocus();
            name->selectAll();
            QTest::keyClicks(name, QFileInfo(file).fileName());
            QTest::keyClick(name, Qt::Key_Return);
            if (dialog->isVisible()) dialog->reject();
        });
        poll.start(50);
        ask();
    }
    void openFile(const QString &file)
    {
        typeFile(file, [this] { chooseFromMenu("file.open"); });
        QTRY_VERIFY_WITH_TIMEOUT(session().data().dataset() &&
                                     session().data().dataset()->file == std::filesystem::path(file.toStdString()),
                                 longTime);
        waitIdle(*m_window);
    }
    QDialog *shownDialog()
    {
        for (QDialog *dialog : m_window->findChildren<QDialog *>())
            if (dialog->isVisible()) return dialog;
        return nullptr;
    }
    template <class Widget> Widget *editor(QDialog *form, const char *option)
    {
        return qobject_cast<Widget *>(form->findChild<OptionForm *>()->editor(QLatin1String(option)));
    }
    void type(QLineEdit *line, const QString &text)
    {
        QVERIFY(line && line->isVisible());
        click(line);
        line->selectAll();
        QTest::keyClicks(line, text);
    }
    // Every second of 900 cells of the same simulated tissue.
    void writeCells(const QString &file, int seed, bool typed)
    {
        JobContext context;
        auto cells = simulate::simulate({.cells = 900, .genes = 600, .batches = 2, .knockouts = 2, .seed = 1}, context);
        VERIFY_OK(cells);
        std::vector<std::int64_t> rows;
        for (std::int64_t row = seed; row < cells->cells(); row += 2) rows.push_back(row);
        auto part = data::subset(*cells, &rows, nullptr);
        VERIFY_OK(part);
        if (!typed) {
            part->obs.columns.set("truth", part->obs.columns.get("cell_type"));
            part->obs.columns.erase("cell_type");
        }
        VERIFY_OK(io::writeH5ad(*part, file.toStdString(), {.overwrite = true}, context));
    }

  private Q_SLOTS:
    void initTestCase()
    {
        prepare();
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void fromAReferenceToSavedLabels()
    {
        if (m_model.isEmpty()) QSKIP("built without LibTorch");
        DO(writeCells(path("reference.h5ad"), 0, true));
        DO(writeCells(path("query.h5ad"), 1, false));
        DO(openFile(path("reference.h5ad")));

        DO(chooseFromMenu("model.load"));
        QDialog *form = nullptr;
        QTRY_VERIFY((form = shownDialog()));
        DO(type(form->findChild<QComboBox *>("modelPath")->lineEdit(), m_model));
        DO(click(form->findChild<QWidget *>("loadModel")));
        QTRY_VERIFY_WITH_TIMEOUT(session().models().coverage(), longTime);
        waitIdle(*m_window);
        if (shownDialog()) QTest::keyClick(shownDialog(), Qt::Key_Escape);
        QTRY_VERIFY(!shownDialog());

        DO(chooseFromMenu("model.fine-tune"));
        QTRY_VERIFY((form = shownDialog()));
        auto *label = editor<QComboBox>(form, "label");
        QVERIFY(label);
        label->setFocus();
        QTest::keyClicks(label, "cell_type");
        QCOMPARE(label->currentText(), QString("cell_type"));
        auto *epochs = editor<QSpinBox>(form, "epochs");
        QVERIFY(epochs);
        epochs->setFocus();
        epochs->selectAll();
        QTest::keyClicks(epochs, "2");
        DO(type(form->findChild<QLineEdit *>("place.output"), path("tuned")));
        DO(click(form->findChild<QWidget *>("runStep")));
        LiveCurvesView *curves = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT((curves = m_window->findChild<LiveCurvesView *>()), longTime);
        waitIdle(*m_window);
        QVERIFY2(QFileInfo::exists(path("tuned/best_model.pt")), qPrintable(lastBanner(*m_window)));
        QPushButton *load = nullptr;
        QTRY_VERIFY((load = bannerButton(*m_window, "Load the model")));
        DO(click(load));
        waitIdle(*m_window);
        QTRY_COMPARE(QString::fromStdString(session().models().outline()->card.name), QString("tuned"));

        DO(openFile(path("query.h5ad")));
        QVERIFY(!session().labels().field("cell_type"));
        m_window->showPanel("suggestions");
        auto *panel = m_window->findChild<SuggestionsPanel *>();
        DO(click(panel->findChild<QWidget *>("suggestionsAnnotate")));
        QTRY_VERIFY((form = shownDialog()));
        DO(click(form->findChild<QWidget *>("runStep")));
        waitIdle(*m_window);
        auto *list = panel->findChild<QTreeWidget *>("suggestionList");
        QTRY_VERIFY2(list->topLevelItemCount() > 1, qPrintable(lastBanner(*m_window)));
        QVERIFY(panel->isVisible());
        DO(click(panel->findChild<QWidget *>("acceptAllSuggestions")));
        const LabelFieldPtr labels = session().labels().field(panel->targetField());
        QVERIFY(labels);
        const auto truth = session().data().dataset()->labels("truth");
        VERIFY_OK(truth);
        const std::vector<std::string> types = truth->texts();
        std::int64_t labeled = 0, right = 0;
        for (std::size_t cell = 0; cell < types.size(); ++cell) {
            if (labels->codes[cell] < 0) continue;
            ++labeled;
            right += labels->labels[static_cast<std::size_t>(labels->codes[cell])].name.toStdString() == types[cell] ? 1 : 0;
        }
        QVERIFY2(labeled >= 15 && 2 * right > labeled, qPrintable(QString("%1 of %2").arg(right).arg(labeled)));

        const QString saved = path("labeled.h5ad");
        DO(typeFile(saved, [this] { chooseFromMenu("file.saveCopy"); }));
        waitIdle(*m_window);
        JobContext context;
        const auto file = io::readH5ad(saved.toStdString(), {}, context);
        VERIFY_OK(file);
        const auto written = file->labels(panel->targetField().toStdString());
        VERIFY_OK(written);
        QCOMPARE(written->codes, labels->codes);
    }
};

QTEST_MAIN(TestLabelJourney)
#include "tst_label_journey.moc"

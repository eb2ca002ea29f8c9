// The legend with real clicks and keys: it asks for everything and changes nothing by itself.
#include "tests/support/fixtures.h"

#include "ui/look/theme.h"
#include "ui/widgets/legend.h"
#include "ui/widgets/legend_delegate.h"
#include "ui/widgets/legend_model.h"

#include <QApplication>
#include <QColorDialog>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMimeData>
#include <QSignalSpy>

using namespace lexicell::ui;

class TestLegend : public QObject {
    Q_OBJECT

  private:
    std::unique_ptr<Legend> m_legend;
    QListView *m_list = nullptr;

    static std::vector<LegendEntry> entries()
    {
        return {{0, "cluster 10", QColor("#d62728"), 30, 0, false},
                {1, "cluster 2", QColor("#1f77b4"), 1200, 0, false},
                {2, "B cells", QColor("#279e68"), 7, 0, true},
                {missingCode, "NA", QColor("#d3d3d3"), 5, 0, false}};
    }
    QStringList names() const
    {
        QStringList result;
        for (int row = 0; row < m_list->model()->rowCount(); ++row) result << m_list->model()->index(row, 0).data().toString();
        return result;
    }
    QModelIndex indexOf(const QString &name) const { return m_list->model()->index(int(names().indexOf(name)), 0); }
    QPoint spot(const QString &name, LegendDelegate::Part part) const
    {
        const QModelIndex index = indexOf(name);
        return LegendDelegate::partRect(part, m_list->visualRect(index), m_list->fontMetrics(), LegendDelegate::countOf(index))
            .center();
    }
    void click(const QString &name, LegendDelegate::Part part, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::mouseClick(m_list->viewport(), Qt::LeftButton, modifiers, spot(name, part));
    }
    void chooseInMenu(const QString &text)
    {
        auto *menu = m_legend->findChild<QMenu *>("legendMenu");
        QVERIFY(menu);
        for (QAction *action : menu->actions())
            if (action->text() == text) {
                QVERIFY(action->isEnabled());
                action->trigger();
                menu->close();
                return;
            }
        QFAIL(qPrintable("no menu entry " + text));
    }

  private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeMode::Light); }

    void init()
    {
        m_legend = std::make_unique<Legend>();
        m_legend->resize(260, 320);
        m_legend->setCategories("leiden", entries());
        m_legend->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_legend.get()));
        m_list = m_legend->findChild<QListView *>("legendList");
        QVERIFY(m_list);
    }

    void ordersNaturallyBySizeAndAsInTheFile()
    {
        QCOMPARE(names(), (QStringList{"B cells", "cluster 2", "cluster 10", "NA"}));
        m_legend->setOrder(LegendOrder::Size);
        QCOMPARE(names(), (QStringList{"cluster 2", "cluster 10", "B cells", "NA"}));
        m_legend->setOrder(LegendOrder::File);
        QCOMPARE(names(), (QStringList{"cluster 10", "cluster 2", "B cells", "NA"}));
    }

    void showsSelectedOfTotal()
    {
        QCOMPARE(LegendDelegate::countOf(indexOf("cluster 2")), QString("1,200"));
        m_legend->setSelectedCounts({{1, 412}});
        QCOMPARE(LegendDelegate::countOf(indexOf("cluster 2")), QString("412 / 1,200"));
        QCOMPARE(LegendDelegate::countOf(indexOf("cluster 10")), QString("0 / 30"));
        m_legend->setSelectedCounts({});
        QCOMPARE(LegendDelegate::countOf(indexOf("cluster 2")), QString("1,200"));
    }

    void tickAsksToHideAndToShow()
    {
        QSignalSpy wanted(m_legend.get(), &Legend::visibilityWanted);
        click("cluster 2", LegendDelegate::Part::Tick);
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted.at(0).at(0).value<QList<int>>(), QList<int>{1});
        QCOMPARE(wanted.at(0).at(1).toBool(), false);
        click("B cells", LegendDelegate::Part::Tick);  // is hidden
        QCOMPARE(wanted.at(1).at(1).toBool(), true);
    }

    void swatchOpensTheColorDialog()
    {
        QSignalSpy wanted(m_legend.get(), &Legend::colorChangeWanted);
        click("cluster 10", LegendDelegate::Part::Swatch);
        auto *dialog = m_legend->findChild<QColorDialog *>();
        QVERIFY(dialog);
        QCOMPARE(dialog->currentColor(), QColor("#d62728"));
        dialog->setCurrentColor(QColor("#00ff00"));
        dialog->accept();
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted.at(0).at(0).toInt(), 0);
        QCOMPARE(wanted.at(0).at(1).value<QColor>(), QColor("#00ff00"));
    }

    void doubleClickOnANameRenames()
    {
        QSignalSpy wanted(m_legend.get(), &Legend::renameWanted);
        QTest::mouseDClick(m_list->viewport(), Qt::LeftButton, Qt::NoModifier, spot("cluster 2", LegendDelegate::Part::Name));
        auto *editor = m_list->viewport()->findChild<QLineEdit *>();
        QVERIFY(editor);
        editor->selectAll();
        QTest::keyClicks(editor, "CD4 T");
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(wanted.count(), 1);
        QCOMPARE(wanted.at(0).at(0).toInt(), 1);
        QCOMPARE(wanted.at(0).at(1).toString(), QString("CD4 T"));
        QCOMPARE(names().count("CD4 T"), 0);  // the owner renames
    }

    // As the window does it: whatever the legend asks for renews its rows.
    void aNameIsTakenWhateverEndsTheEditing_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<bool>("taken");
        for (const char *how : {"Return", "Enter", "Tab", "Backtab", "another row", "a count", "a tick", "no focus", "the list"})
            QTest::newRow(how) << QString(how) << true;
        QTest::newRow("Esc") << QString("Esc") << false;
    }
    void aNameIsTakenWhateverEndsTheEditing()
    {
        QFETCH(QString, how);
        QFETCH(bool, taken);
        QWidget elsewhere;  // takes no focus
        elsewhere.setFocusPolicy(Qt::NoFocus);
        elsewhere.resize(50, 50);
        elsewhere.show();
        QApplication::setActiveWindow(m_legend.get());
        QSignalSpy wanted(m_legend.get(), &Legend::renameWanted), select(m_legend.get(), &Legend::selectWanted);
        auto now = entries();
        const auto renew = [this, &now] { m_legend->setCategories("leiden", now); };
        connect(m_legend.get(), &Legend::selectWanted, this, renew);
        connect(m_legend.get(), &Legend::visibilityWanted, this, renew);
        connect(m_legend.get(), &Legend::renameWanted, this, [&](int code, const QString &name) {
            now[static_cast<std::size_t>(code)].name = name;
            renew();
        });
        click("cluster 2", LegendDelegate::Part::Name);
        QTest::keyClick(m_list, Qt::Key_F2);
        auto *editor = m_list->viewport()->findChild<QLineEdit *>();
        QVERIFY(editor && editor->isVisible());
        QTRY_VERIFY(editor->hasFocus());
        editor->selectAll();
        QTest::keyClicks(editor, "CD4 T");
        const QHash<QString, Qt::Key> keys{{"Return", Qt::Key_Return},
                                           {"Enter", Qt::Key_Enter},
                                           {"Tab", Qt::Key_Tab},
                                           {"Backtab", Qt::Key_Backtab},
                                           {"Esc", Qt::Key_Escape}};
        if (keys.contains(how)) QTest::keyClick(QApplication::focusWidget(), keys[how]);
        else if (how == "another row") click("cluster 10", LegendDelegate::Part::Name);
        else if (how == "a count") click("cluster 10", LegendDelegate::Part::Count);
        else if (how == "a tick") click("cluster 10", LegendDelegate::Part::Tick);
        else if (how == "no focus") QTest::mouseClick(&elsewhere, Qt::LeftButton);
        else QTest::mouseClick(m_list->viewport(), Qt::LeftButton, {}, QPoint(5, m_list->viewport()->height() - 3));
        QTRY_VERIFY(!m_list->viewport()->findChild<QLineEdit *>() || !m_list->viewport()->findChild<QLineEdit *>()->isVisible());
        QCOMPARE(wanted.count(), taken ? 1 : 0);
        if (taken) QCOMPARE(wanted.at(0).at(1).toString(), QString("CD4 T"));
        QCOMPARE(names().contains("CD4 T"), taken);
        QCOMPARE(select.count(), 0);
        disconnect(m_legend.get(), nullptr, this, nullptr);
    }

    void aNameBeingTypedOutlivesNewCounts()
    {
        m_legend->startRename(1);
        auto *editor = m_list->viewport()->findChild<QLineEdit *>();
        QVERIFY(editor);
        editor->selectAll();
        QTest::keyClicks(editor, "CD4");
        auto counted = entries();
        counted[1].total = 1201;
        m_legend->setCategories("leiden", counted);
        QLineEdit *again = nullptr;
        for (auto *line : m_list->viewport()->findChildren<QLineEdit *>())
            if (line->isVisible()) again = line;
        QVERIFY(again);
        QCOMPARE(again->text(), QString("CD4"));
        QSignalSpy wanted(m_legend.get(), &Legend::renameWanted);
        QTest::keyClicks(again, " T");
        QTest::keyClick(again, Qt::Key_Return);
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted.at(0).at(0).toInt(), 1);
        QCOMPARE(wanted.at(0).at(1).toString(), QString("CD4 T"));
    }

    void digitsFollowTheOrderShown()
    {
        const auto digits = [this] {
            QStringList result;
            for (const QString &name : names()) result << indexOf(name).data(LegendModel::DigitRole).toString();
            return result;
        };
        QCOMPARE(digits(), (QStringList{"0", "0", "0", "0"}));
        m_legend->setDigits(true);
        QCOMPARE(digits(), (QStringList{"1", "2", "3", "0"}));  // NA has none
        m_legend->setOrder(LegendOrder::Size);
        QCOMPARE(names().first(), QString("cluster 2"));
        QCOMPARE(digits(), (QStringList{"1", "2", "3", "0"}));
        QVERIFY(indexOf("cluster 2").data(Qt::ToolTipRole).toString().contains("Ctrl+1"));
    }

    void repeatedColorsAreSaid()
    {
        auto *note = m_legend->findChild<QLabel *>("legendNote");
        QVERIFY(note && !note->isVisible());
        std::vector<LegendEntry> many;
        for (int i = 0; i < 700; ++i)
            many.push_back({i, QString("clone %1").arg(i), QColor::fromRgb(QRgb(0xff000000U + unsigned(i) % 102U)), 1, 0, false});
        m_legend->setCategories("clone", many);
        QVERIFY(note->isVisible());
        QVERIFY2(note->text().contains("700") && note->text().contains("102"), qPrintable(note->text()));
        m_legend->setCategories("leiden", entries());
        QVERIFY(!note->isVisible());
    }

    void aColumnWithoutValuesSaysSo()
    {
        ContinuousLegend none;
        none.title = "score";
        none.colorMap = "viridis";
        none.minimum = none.maximum = none.low = none.high = 0;
        none.values = 0;
        none.missing = 1500;
        m_legend->setContinuous(none);
        auto *range = m_legend->findChild<QLabel *>("dataRange");
        QVERIFY2(range->text().contains("No values"), qPrintable(range->text()));
        QVERIFY(!range->text().contains("0 to 0"));
        QVERIFY(!m_legend->findChild<QComboBox *>()->isVisible());
        none.values = 10;
        none.minimum = none.maximum = none.low = none.high = 7;
        m_legend->setContinuous(none);
        QVERIFY2(range->text().contains("7") && !range->text().contains("7 to 7"), qPrintable(range->text()));
        QVERIFY(m_legend->findChild<QComboBox *>()->isVisible());
    }

    void doubleClickOnACountSelects()
    {
        QSignalSpy wanted(m_legend.get(), &Legend::selectWanted);
        QTest::mouseDClick(m_list->viewport(), Qt::LeftButton, Qt::NoModifier, spot("cluster 10", LegendDelegate::Part::Count));
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted.at(0).at(0).value<QList<int>>(), QList<int>{0});
    }

    void hoverHighlights()
    {
        QSignalSpy highlighted(m_legend.get(), &Legend::highlighted);
        QTest::mouseMove(m_list->viewport(), spot("cluster 2", LegendDelegate::Part::Name));
        QTRY_COMPARE(highlighted.count(), 1);
        QCOMPARE(highlighted.at(0).at(0).toInt(), 1);
        QCOMPARE(highlighted.at(0).at(1).toBool(), true);
        QTest::mouseMove(m_list->viewport(), spot("cluster 10", LegendDelegate::Part::Name));
        QTRY_COMPARE(highlighted.count(), 3);
        QCOMPARE(highlighted.at(1).at(1).toBool(), false);
        QCOMPARE(highlighted.at(2).at(0).toInt(), 0);
    }

    void draggingOneOntoAnotherAsksToMerge()
    {
        QSignalSpy wanted(m_legend.get(), &Legend::mergeWanted);
        auto *model = m_list->model();
        const std::unique_ptr<QMimeData> data(model->mimeData({indexOf("cluster 2"), indexOf("B cells")}));
        QVERIFY(!model->canDropMimeData(data.get(), Qt::MoveAction, -1, -1, indexOf("NA")));
        QVERIFY(!model->canDropMimeData(data.get(), Qt::MoveAction, -1, -1, indexOf("B cells")));
        QVERIFY(model->canDropMimeData(data.get(), Qt::MoveAction, -1, -1, indexOf("cluster 10")));
        model->dropMimeData(data.get(), Qt::MoveAction, -1, -1, indexOf("cluster 10"));
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted.at(0).at(0).value<QList<int>>(), (QList<int>{1, 2}));
        QCOMPARE(wanted.at(0).at(1).toInt(), 0);
        QCOMPARE(names().size(), 4);
    }

    void menuOffersWhatCanBeDone()
    {
        QSignalSpy only(m_legend.get(), &Legend::onlyWanted), select(m_legend.get(), &Legend::selectWanted);
        click("cluster 2", LegendDelegate::Part::Name);
        click("cluster 10", LegendDelegate::Part::Name, Qt::ControlModifier);
        QCOMPARE(m_legend->selectedCodes(), (QList<int>{1, 0}));
        Q_EMIT m_list->customContextMenuRequested(spot("cluster 10", LegendDelegate::Part::Name));
        chooseInMenu("Select cells");
        QCOMPARE(select.at(0).at(0).value<QList<int>>(), (QList<int>{1, 0}));
        QTRY_VERIFY(!m_legend->findChild<QMenu *>("legendMenu"));
        Q_EMIT m_list->customContextMenuRequested(spot("cluster 10", LegendDelegate::Part::Name));
        chooseInMenu("Hide others");
        QCOMPARE(only.at(0).at(0).value<QList<int>>(), (QList<int>{1, 0}));
    }

    void keysToggleRenameAndSelect()
    {
        QSignalSpy visibility(m_legend.get(), &Legend::visibilityWanted), select(m_legend.get(), &Legend::selectWanted);
        click("cluster 2", LegendDelegate::Part::Name);
        QTest::keyClick(m_list, Qt::Key_Space);
        QCOMPARE(visibility.count(), 1);
        QTest::keyClick(m_list, Qt::Key_Return);
        QCOMPARE(select.count(), 1);
        QTest::keyClick(m_list, Qt::Key_F2);
        QVERIFY(m_list->viewport()->findChild<QLineEdit *>());
    }

    void readOnlyLegendsCannotBeEdited()
    {
        m_legend->setWhyNotEdit("Another window labels these cells.");
        QSignalSpy select(m_legend.get(), &Legend::selectWanted);
        click("cluster 10", LegendDelegate::Part::Swatch);
        QVERIFY(!m_legend->findChild<QColorDialog *>());
        QTest::mouseDClick(m_list->viewport(), Qt::LeftButton, Qt::NoModifier, spot("cluster 2", LegendDelegate::Part::Name));
        QVERIFY(!m_list->viewport()->findChild<QLineEdit *>());
        QCOMPARE(select.count(), 1);
        m_list->customContextMenuRequested(spot("cluster 2", LegendDelegate::Part::Name));
        auto *menu = m_legend->findChild<QMenu *>("legendMenu");
        QVERIFY(menu && menu->toolTipsVisible());
        int disabled = 0;
        for (const QAction *action : menu->actions()) {
            if (action->isSeparator() || action->isEnabled()) continue;
            ++disabled;
            QCOMPARE(action->toolTip(), QString("Another window labels these cells."));
        }
        QCOMPARE(disabled, 2);  // rename, color; something is hidden
        menu->close();
    }

    void searchAppearsAboveFifteenAndFilters()
    {
        auto *search = m_legend->findChild<QLineEdit *>("legendSearch");
        QVERIFY(!search->isVisible());
        std::vector<LegendEntry> many;
        for (int i = 0; i < 40; ++i) many.push_back({i, QString("type %1").arg(i), Qt::red, i, 0, false});
        m_legend->setCategories("cell_type", many);
        QVERIFY(search->isVisible());
        QTest::keyClicks(search, "type 3");
        QCOMPARE(names().size(), 13);  // 3, 13, 23, 30 to 39
        QCOMPARE(names().first(), QString("type 3"));
        m_legend->setCategories("leiden", entries());
        QCOMPARE(names().size(), 4);
    }

    void continuousLegendAsksForMapAndRange()
    {
        ContinuousLegend bar;
        bar.title = "CD3E";
        bar.unit = "log1p CP10k from layers/counts";
        bar.colorMap = "viridis";
        bar.maximum = 6.2;
        bar.high = 4.1;
        m_legend->setContinuous(bar);
        QSignalSpy map(m_legend.get(), &Legend::colorMapWanted), range(m_legend.get(), &Legend::rangeWanted);
        auto *maps = m_legend->findChild<QComboBox *>();
        QVERIFY(maps->isVisible());
        QCOMPARE(maps->currentText(), QString("viridis"));
        maps->setFocus();
        QTest::keyClick(maps, Qt::Key_Down);
        QCOMPARE(map.count(), 1);
        QCOMPARE(map.at(0).at(0).toString(), QString("cividis"));
        m_legend->findChildren<QDoubleSpinBox *>().at(1)->setValue(99);
        QCOMPARE(range.count(), 1);
        QCOMPARE(range.at(0).at(1).toDouble(), 99.0);
    }
};

QTEST_MAIN(TestLegend)
#include "tst_legend.moc"

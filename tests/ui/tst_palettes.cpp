// Colours of categories and continuous maps: scanpy's lists, scanpy's rule, matplotlib's tables.
#include "tests/support/fixtures.h"

#include "ui/views/colour_maps.h"
#include "ui/views/number_text.h"
#include "ui/views/palettes.h"
#include "ui/views/point_style.h"

#include <QGuiApplication>

#include <algorithm>
#include <set>

using namespace lexicell::ui;

class TestPalettes : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void listsAreScanpys()
    {
        QCOMPARE(scanpyPalette20().size(), std::size_t{20});
        QCOMPARE(scanpyPalette28().size(), std::size_t{28});
        QCOMPARE(scanpyPalette102().size(), std::size_t{102});
        QCOMPARE(okabeItoPalette().size(), std::size_t{8});
        QCOMPARE(colourText(scanpyPalette20()[2]), QString("#279e68"));
        QCOMPARE(colourText(scanpyPalette20().back()), QString("#8c6d31"));
        QCOMPARE(colourText(scanpyPalette28().front()), QString("#023fa5"));
        QCOMPARE(colourText(scanpyPalette28().back()), QString("#336600"));
        QCOMPARE(colourText(scanpyPalette102()[5]), QString("#006fa6"));
        for (const auto *palette : {&scanpyPalette20(), &scanpyPalette28(), &scanpyPalette102(), &okabeItoPalette()}) {
            std::set<QString> distinct;
            for (const QColor &colour : *palette) {
                QVERIFY(colour.isValid());
                distinct.insert(colourText(colour));
            }
            QCOMPARE(distinct.size(), palette->size());
        }
    }

    void ruleChoosesByNumber_data()
    {
        QTest::addColumn<int>("categories");
        QTest::addColumn<QString>("first");
        QTest::addColumn<bool>("exhausted");
        QTest::newRow("none") << 0 << QString() << false;
        QTest::newRow("one") << 1 << "#1f77b4" << false;
        QTest::newRow("20") << 20 << "#1f77b4" << false;
        QTest::newRow("21") << 21 << "#023fa5" << false;
        QTest::newRow("28") << 28 << "#023fa5" << false;
        QTest::newRow("29") << 29 << "#ffff00" << false;
        QTest::newRow("102") << 102 << "#ffff00" << false;
        QTest::newRow("103") << 103 << "#808080" << true;
    }
    void ruleChoosesByNumber()
    {
        QFETCH(int, categories);
        QFETCH(QString, first);
        QFETCH(bool, exhausted);
        const CategoryColours chosen = categoryColours(static_cast<std::size_t>(categories));
        QCOMPARE(chosen.colours.size(), static_cast<std::size_t>(categories));
        if (categories > 0) QCOMPARE(colourText(chosen.colours.front()), first);
        QCOMPARE(chosen.exhausted, exhausted);
        QVERIFY(!chosen.fromFile);
    }

    void storedColoursWinWhenLongEnoughAndReadable()
    {
        const CategoryColours used = categoryColours(2, {"#FF0000", "rebeccapurple", "blue"});
        QVERIFY(used.fromFile);
        QCOMPARE(used.colours.size(), std::size_t{2});
        QCOMPARE(colourText(used.colours[0]), QString("#ff0000"));
        QVERIFY(!categoryColours(3, {"#ff0000", "red"}).fromFile);
        QVERIFY(!categoryColours(2, {"#ff0000", "no such colour"}).fromFile);
    }

    void okabeItoOnRequestUpToEight()
    {
        QCOMPARE(colourText(categoryColours(8, {}, PaletteKind::OkabeIto).colours[1]), QString("#56b4e9"));
        QCOMPARE(colourText(categoryColours(9, {}, PaletteKind::OkabeIto).colours[0]), QString("#1f77b4"));
    }

    void coloursAreParsed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("short") << "#f80"
                               << "#ff8800";
        QTest::newRow("long") << "#1F77B4"
                              << "#1f77b4";
        QTest::newRow("with alpha, matplotlib's order") << "#1f77b4ff"
                                                        << "#1f77b4";
        QTest::newRow("CSS name") << "lightgray"
                                  << "#d3d3d3";
        QTest::newRow("spaces") << " red "
                                << "#ff0000";
        QTest::newRow("nothing") << ""
                                 << "";
        QTest::newRow("word") << "batch1"
                              << "";
        QTest::newRow("bad hex") << "#12"
                                 << "";
    }
    void coloursAreParsed()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto colour = parseColour(text);
        QCOMPARE(colour.has_value(), !expected.isEmpty());
        if (colour) QCOMPARE(colourText(*colour), expected);
    }

    void continuousMapsAreMatplotlibs()
    {
        QCOMPARE(colourMapNames().first(), QString("viridis"));
        QCOMPARE(colourMap("viridis").at(0), qRgb(0x44, 0x01, 0x54));
        QCOMPARE(colourMap("viridis").at(1), qRgb(0xfd, 0xe7, 0x25));
        QCOMPARE(colourMap("viridis").at(0.5), qRgb(0x21, 0x91, 0x8c));
        QCOMPARE(colourMap("magma").at(1), qRgb(0xfc, 0xfd, 0xbf));
        QCOMPARE(colourMap("Reds").at(0), qRgb(0xff, 0xf5, 0xf0));
        QCOMPARE(colourMap("RdBu_r").at(0), qRgb(0x05, 0x30, 0x61));
        QVERIFY(colourMap("RdBu_r").diverging);
        QVERIFY(!colourMap("cividis").diverging);
        QCOMPARE(colourMap("no such map").name, QString("viridis"));
        QCOMPARE(colourMap("viridis").at(-3), colourMap("viridis").at(0));
        QCOMPARE(colourMap("viridis").at(7), colourMap("viridis").at(1));
    }

    void orderIsRandomFairAndFixedByItsSeed()
    {
        const auto first = shuffledOrder(1000, 1), again = shuffledOrder(1000, 1), other = shuffledOrder(1000, 2);
        QCOMPARE(first, again);
        QVERIFY(first != other);
        auto sorted = first;
        std::sort(sorted.begin(), sorted.end());
        for (std::uint32_t i = 0; i < 1000; ++i) QCOMPARE(sorted[i], i);
        // Any prefix samples both halves: no batch hides another.
        const auto lowHalf = std::count_if(first.begin(), first.begin() + 200, [](std::uint32_t cell) { return cell < 500; });
        QVERIFY(lowHalf > 60 && lowHalf < 140);
    }

    void pointsShrinkWithNumberAndGrowWithZoom()
    {
        QVERIFY(automaticPointSize(3000, 600, 1) > automaticPointSize(100'000, 600, 1));
        QVERIFY(automaticPointSize(100'000, 600, 16) > automaticPointSize(100'000, 600, 1));
        QVERIFY(automaticPointSize(10'000'000, 600, 1) >= 1);
        QVERIFY(automaticPointSize(1, 600, 1000) <= 16);
    }

    void numbersReadWell()
    {
        QCOMPARE(countText(1234567), QString("1,234,567"));
        QCOMPARE(cellsText(1), QString("1 cell"));
        QCOMPARE(valueText(0.012345), QString("0.0123"));
        QCOMPARE(valueText(13714), QString("13,714"));
        QCOMPARE(valueText(std::nan("")), QString("NA"));
        QCOMPARE(shareText(1, 3), QString("33 %"));
        QCOMPARE(shareText(1, 100000), QString("< 0.1 %"));
        QCOMPARE(shareText(1, 0), QString("–"));
    }
};

QTEST_MAIN(TestPalettes)
#include "tst_palettes.moc"

// Colors of categories and continuous maps: scanpy's lists, scanpy's rule, matplotlib's tables.
#include "tests/support/fixtures.h"

#include "ui/look/theme.h"
#include "ui/look/color_maps.h"
#include "ui/look/number_text.h"
#include "ui/look/palettes.h"
#include "ui/views/scatter/point_style.h"
#include "ui/look/contrast.h"

#include <QGuiApplication>

#include <algorithm>
#include <cmath>
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
        QCOMPARE(colorText(scanpyPalette20()[2]), QString("#279e68"));
        QCOMPARE(colorText(scanpyPalette20().back()), QString("#8c6d31"));
        QCOMPARE(colorText(scanpyPalette28().front()), QString("#023fa5"));
        QCOMPARE(colorText(scanpyPalette28().back()), QString("#336600"));
        QCOMPARE(colorText(scanpyPalette102()[5]), QString("#006fa6"));
        for (const auto *palette : {&scanpyPalette20(), &scanpyPalette28(), &scanpyPalette102(), &okabeItoPalette()}) {
            std::set<QString> distinct;
            for (const QColor &color : *palette) {
                QVERIFY(color.isValid());
                distinct.insert(colorText(color));
            }
            QCOMPARE(distinct.size(), palette->size());
        }
    }

    void ruleChoosesByNumber_data()
    {
        QTest::addColumn<int>("categories");
        QTest::addColumn<QString>("first");
        QTest::addColumn<bool>("repeated");
        QTest::newRow("none") << 0 << QString() << false;
        QTest::newRow("one") << 1 << "#1f77b4" << false;
        QTest::newRow("20") << 20 << "#1f77b4" << false;
        QTest::newRow("21") << 21 << "#023fa5" << false;
        QTest::newRow("28") << 28 << "#023fa5" << false;
        QTest::newRow("29") << 29 << "#ffff00" << false;
        QTest::newRow("102") << 102 << "#ffff00" << false;
        QTest::newRow("103") << 103 << "#ffff00" << true;
    }
    void ruleChoosesByNumber()
    {
        QFETCH(int, categories);
        QFETCH(QString, first);
        QFETCH(bool, repeated);
        const CategoryColors chosen = categoryColors(static_cast<std::size_t>(categories));
        QCOMPARE(chosen.colors.size(), static_cast<std::size_t>(categories));
        if (categories > 0) QCOMPARE(colorText(chosen.colors.front()), first);
        QCOMPARE(chosen.repeated, repeated);
        QVERIFY(!chosen.fromFile);
    }

    void storedColorsWinWhenLongEnoughAndReadable()
    {
        const CategoryColors used = categoryColors(2, {"#FF0000", "rebeccapurple", "blue"});
        QVERIFY(used.fromFile);
        QCOMPARE(used.colors.size(), std::size_t{2});
        QCOMPARE(colorText(used.colors[0]), QString("#ff0000"));
        QVERIFY(!categoryColors(3, {"#ff0000", "red"}).fromFile);
        QVERIFY(!categoryColors(2, {"#ff0000", "no such color"}).fromFile);
    }

    // Also where a point is too small for a rim, and in the legend.
    void unlabeledAndDimmedCellsStandOutThemselves()
    {
        for (const bool dark : {false, true}) {
            const QColor ground = (dark ? darkTheme() : lightTheme()).map;
            QVERIFY(contrastRatio(missingColor(dark), ground) >= leastContrast);
            QVERIFY(contrastRatio(uniformColor(dark), ground) >= leastContrast);
            for (const auto *palette : {&scanpyPalette20(), &scanpyPalette28(), &scanpyPalette102()})
                for (const QColor &color : *palette)
                    for (const double strength : {0.25, 0.65, 0.75, 1.0})
                        QVERIFY2(contrastRatio(dimmed(color, ground, strength), ground) >= leastContrast,
                                 qPrintable(color.name()));
        }
    }

    void everyPointStandsOutFromItsGround_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QList<QColor>>("colors");
        for (const bool dark : {false, true}) {
            const auto row = [dark](const QString &name, const QList<QColor> &colors) {
                QTest::addRow("%s, %s", qPrintable(name), dark ? "dark" : "light") << dark << colors;
            };
            const auto list = [](const std::vector<QColor> &palette) { return QList<QColor>(palette.begin(), palette.end()); };
            row("20", list(scanpyPalette20()));
            row("28", list(scanpyPalette28()));
            row("102", list(scanpyPalette102()));
            row("Okabe-Ito", list(okabeItoPalette()));
            for (const QString &name : colorMapNames()) {
                QList<QColor> colors;
                for (const QRgb color : colorMap(name).colors) colors << QColor::fromRgb(color);
                row(name, colors);
            }
            row("missing and uniform", {missingColor(dark), uniformColor(dark)});
            row("a file's", {Qt::white, Qt::black, "#fffffe", "#000001", "#f4f4f4", "#17191c", "#17191d", "#ffff00", "#00ffff",
                             "#000080", "#ffc0cb", "#808080"});
        }
    }
    void everyPointStandsOutFromItsGround()
    {
        QFETCH(bool, dark);
        QFETCH(QList<QColor>, colors);
        const QColor ground = (dark ? darkTheme() : lightTheme()).map;
        // The cloud as it is drawn: every color a category; plain, then half of the cells selected.
        PointStyle style;
        style.mode = PointStyle::Mode::Categories;
        style.ground = ground;
        style.missing = missingColor(dark);
        style.uniform = uniformColor(dark);
        style.colors = {colors.begin(), colors.end()};
        std::vector<std::int32_t> codes;
        std::vector<float> places;
        for (int code = -1; code < colors.size(); ++code)
            for (int copy = 0; copy < 2; ++copy) {
                codes.push_back(code);
                places.insert(places.end(), {static_cast<float>(places.size()), 0});
            }
        style.codes = std::make_shared<const std::vector<std::int32_t>>(codes);
        std::vector<std::uint8_t> selected(codes.size());
        for (std::size_t i = 0; i < selected.size(); i += 2) selected[i] = 1;
        const auto order = shuffledOrder(codes.size());
        for (const bool selecting : {false, true}) {
            if (selecting) style.selected = std::make_shared<const std::vector<std::uint8_t>>(selected);
            const PointCloud cloud = makePointCloud(places, QRectF(0, 0, 1, 1), order, style);
            QCOMPARE(cloud.vertices.size(), codes.size());
            for (const PointVertex &point : cloud.vertices) {
                const QColor fill(point.red, point.green, point.blue), rim = withRim(fill, point.rim, cloud.whiteRims);
                const auto cell = static_cast<std::size_t>(std::lround((cloud.origin.x() + static_cast<double>(point.x)) / 2));
                QVERIFY2(contrastRatio(rim, ground) >= leastContrast,
                         qPrintable(QString("%1 with rim %2: %3").arg(fill.name(), rim.name()).arg(contrastRatio(rim, ground))));
                // What a file or a color map says is what the point is filled with, unless others are selected.
                const bool dim = selecting && !selected[cell];
                const QColor own = codes[cell] < 0 ? style.missing : style.colors[static_cast<std::size_t>(codes[cell])];
                if (!dim) QCOMPARE(fill.name(), own.name());
                if (selecting && !dim) QVERIFY(contrastRatio(rim, ground) >= selectedContrast);
            }
        }
    }

    void colorsThatAreSeenGetNoRim()
    {
        QCOMPARE(rimStrength("#1f77b4", Qt::white), 0);
        QVERIFY(rimStrength("#ffff00", Qt::white) > 0);
        QCOMPARE(rimColor("#1f77b4", Qt::white), QColor("#1f77b4"));
        // No darker than it takes, and of the same hue.
        const QColor rim = rimColor("#ffff00", Qt::white);
        QVERIFY2(contrastRatio(rim, Qt::white) < 3.1, qPrintable(rim.name()));
        QCOMPARE(rim.hue(), QColor("#ffff00").hue());
    }

    void okabeItoOnRequestUpToEight()
    {
        QCOMPARE(colorText(categoryColors(8, {}, PaletteKind::OkabeIto).colors[1]), QString("#56b4e9"));
        QCOMPARE(colorText(categoryColors(9, {}, PaletteKind::OkabeIto).colors[0]), QString("#1f77b4"));
    }

    void colorsAreParsed_data()
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
    void colorsAreParsed()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto color = parseColor(text);
        QCOMPARE(color.has_value(), !expected.isEmpty());
        if (color) QCOMPARE(colorText(*color), expected);
    }

    void continuousMapsAreMatplotlibs()
    {
        QCOMPARE(colorMapNames().first(), QString("viridis"));
        QCOMPARE(colorMap("viridis").at(0), qRgb(0x44, 0x01, 0x54));
        QCOMPARE(colorMap("viridis").at(1), qRgb(0xfd, 0xe7, 0x25));
        QCOMPARE(colorMap("viridis").at(0.5), qRgb(0x21, 0x91, 0x8c));
        QCOMPARE(colorMap("magma").at(1), qRgb(0xfc, 0xfd, 0xbf));
        QCOMPARE(colorMap("Reds").at(0), qRgb(0xff, 0xf5, 0xf0));
        QCOMPARE(colorMap("RdBu_r").at(0), qRgb(0x05, 0x30, 0x61));
        QVERIFY(colorMap("RdBu_r").diverging);
        QVERIFY(!colorMap("cividis").diverging);
        QCOMPARE(colorMap("no such map").name, QString("viridis"));
        QCOMPARE(colorMap("viridis").at(-3), colorMap("viridis").at(0));
        QCOMPARE(colorMap("viridis").at(7), colorMap("viridis").at(1));
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
        QCOMPARE(genesText(1), QString("1 gene"));
        QCOMPARE(genesText(2638), QString("2,638 genes"));
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

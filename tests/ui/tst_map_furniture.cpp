#include "ui/look/theme.h"
#include "ui/views/scatter/map_furniture.h"

#include <QTest>

using namespace lexicell::ui;

namespace {

Viewport square()
{
    Viewport viewport;
    viewport.size = {400, 400};
    viewport.center = {0.5, 0.5};
    viewport.scale = viewport.fitScale = 400;
    return viewport;
}

MapFurniture namesAt(const std::vector<std::pair<QString, QPointF>> &names)
{
    MapFurniture furniture;
    std::int64_t cells = 100;
    for (const auto &[name, at] : names) {
        furniture.labels.push_back(name);
        furniture.anchors.push_back({at, cells--});
    }
    return furniture;
}

std::vector<QRectF> boxesOf(const std::vector<FigureItem> &items)
{
    std::vector<QRectF> boxes;
    for (const FigureItem &item : items) {
        const auto &text = std::get<FigureText>(item);
        const double width = textWidth(text.text, text.pixelSize, text.bold);
        boxes.emplace_back(text.at.x() - width / 2, text.at.y() - text.pixelSize / 2, width, text.pixelSize);
    }
    return boxes;
}

}  // namespace

class TestMapFurniture : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void namesNeverCoverEachOther()
    {
        std::vector<std::pair<QString, QPointF>> names;
        for (int i = 0; i < 30; ++i)
            names.emplace_back(QString("Plasmacytoid dendritic %1").arg(i), QPointF(0.5, 0.5 + i * 0.002));
        const auto items = labelItems(namesAt(names), square());
        const auto boxes = boxesOf(items);
        QVERIFY2(boxes.size() > 3 && boxes.size() < 30, qPrintable(QString::number(boxes.size())));
        QCOMPARE(std::get<FigureText>(items[0]).text, names[0].first);  // the largest always has its name
        for (std::size_t a = 0; a < boxes.size(); ++a)
            for (std::size_t b = a + 1; b < boxes.size(); ++b) QVERIFY(!boxes[a].intersects(boxes[b]));
    }

    void namesAtTheBorderAreMovedInside()
    {
        const auto boxes = boxesOf(labelItems(namesAt({{"CD14+ Mono", {0.99, 0.5}}, {"CD16+ Mono", {0.01, 0.5}}}), square()));
        QCOMPARE(boxes.size(), std::size_t{2});
        for (const QRectF &box : boxes) QVERIFY(box.left() >= 0 && box.right() <= 400);
    }

    void namesOutOfSightStayThere()
    {
        const auto boxes = boxesOf(labelItems(namesAt({{"B", {1.5, 0.5}}}), square()));
        QCOMPARE(boxes.size(), std::size_t{1});
        QVERIFY(boxes[0].left() > 400);
    }

    // The longest stays within a tenth of the map, and nothing is enlarged more than a hundred times.
    void arrowsAreEnlargedByRoundNumbers()
    {
        const QRectF extent(0, 0, 10, 4);
        const auto factor = [&](double length) { return arrowFactor({{{1, 1}, {length, 0}}, {{2, 2}, {0, 0}}}, extent); };
        QCOMPARE(factor(0.9), 1.0);
        QCOMPARE(factor(3.0), 1.0);  // never made shorter
        QCOMPARE(factor(0.4), 2.0);
        QCOMPARE(factor(0.011), 50.0);
        QCOMPARE(factor(1e-6), 100.0);
        QCOMPARE(factor(0.0), 1.0);
    }

    void arrowsPointAndSmallOnesAreDots()
    {
        const MapArrows arrows{{{{0.5, 0.5}, {0.1, 0}}, {{0.2, 0.2}, {0.0001, 0}}}, 2, "arrows: LYZ"};
        int dots = 0, heads = 0, lines = 0;
        for (const FigureItem &item : arrowItems(arrows, square(), false)) {
            dots += std::holds_alternative<FigureDisc>(item) ? 1 : 0;
            if (const auto *line = std::get_if<FigureLine>(&item)) {
                ++lines;
                QCOMPARE(line->from, QPointF(200, 200));
                QVERIFY(line->to.x() > 260 && line->to.x() < 280);
            }
            if (const auto *head = std::get_if<FigurePolygon>(&item)) {
                ++heads;
                QVERIFY(head->points.boundingRect().right() >= 280);  // 0.1 x 2 x 400 pixels
            }
        }
        QCOMPARE(dots, 2);  // with their outlines
        QCOMPARE(lines, 2);
        QCOMPARE(heads, 2);
    }

    // Dashes and an open head, a ring: not by color alone.
    void arrowsWithinTheNullAreDashed()
    {
        const ThemeColors &theme = lightTheme();
        const auto items = arrowItems({{{{0.2, 0.5}, {0.3, 0}, true}, {{0.2, 0.2}, {0.0001, 0}, true}}, 2, {}}, square(), false);
        std::vector<FigureLine> dashes;
        std::vector<QColor> discs;
        QColor head;
        for (const FigureItem &item : items) {
            if (const auto *line = std::get_if<FigureLine>(&item); line && line->color == theme.textMuted)
                dashes.push_back(*line);
            if (const auto *disc = std::get_if<FigureDisc>(&item)) discs.push_back(disc->fill);
            if (const auto *polygon = std::get_if<FigurePolygon>(&item); polygon && polygon->line.isValid()) head = polygon->fill;
            if (const auto *line = std::get_if<FigureLine>(&item)) QVERIFY(line->color != theme.text);
        }
        QVERIFY2(dashes.size() > 15, qPrintable(QString::number(dashes.size())));  // of 240 pixels
        for (std::size_t i = 1; i < dashes.size(); ++i) QVERIFY(dashes[i].from.x() > dashes[i - 1].to.x() + 2);
        QVERIFY(dashes.front().from.x() == 80 && dashes.back().to.x() < 320);
        QCOMPARE(head, theme.map);
        QCOMPARE(discs, (std::vector<QColor>{theme.map, theme.textMuted, theme.map}));
    }

    // A name never covers where an arrow begins.
    void namesStandAboveArrows()
    {
        MapFurniture furniture = namesAt({{"B", {0.5, 0.5}}});
        const auto name = [&] { return boxesOf({furnitureItems(furniture, square()).front()}).front(); };
        const double before = name().center().y();
        furniture.arrows.arrows = {{{0.5, 0.5}, {0.1, 0.0}}};
        QVERIFY(name().bottom() < before);
    }
};

QTEST_MAIN(TestMapFurniture)
#include "tst_map_furniture.moc"

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
};

QTEST_MAIN(TestMapFurniture)
#include "tst_map_furniture.moc"

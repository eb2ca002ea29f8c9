// The cells of one map and what is derived from them: index, vertices, places of names. Small maps are derived at once,
// large ones in the background; of several requests only the last is carried out, and results of older ones are dropped.
#pragma once

#include "ui/views/scatter/map_furniture.h"
#include "ui/views/scatter/point_index.h"
#include "ui/views/scatter/point_style.h"

#include <QObject>

#include <functional>
#include <memory>

namespace lexicell::ui {

class ScatterModel : public QObject {
    Q_OBJECT

  public:
    // Up to this many cells everything is computed where it is asked for (well under 16 ms).
    static constexpr std::size_t mostAtOnce = 100'000;

    explicit ScatterModel(QObject *parent);

    void setPoints(std::vector<float> coordinates);
    void setCategoryHidden(const std::vector<bool> &hiddenCategories);  // after style().codes
    void setVisibleCells(std::vector<std::uint8_t> visible);
    void setLabelCount(std::size_t count);  // 0: no places of names wanted
    PointStyle &style() { return m_style; }
    const PointStyle &style() const { return m_style; }
    void restyle();  // after a change to style(); several in one go are drawn once

    std::size_t cells() const { return m_coordinates->size() / 2; }
    const std::vector<float> &coordinates() const { return *m_coordinates; }
    QRectF bounds() const { return m_index ? m_index->bounds() : QRectF(); }
    std::shared_ptr<const PointCloud> cloud() const { return m_cloud; }
    const std::vector<LabelAnchor> &anchors() const { return m_anchors; }
    std::int64_t nearest(const QPointF &at, double radius) const;
    // Calls `done` with the visible cells inside the outline, on the GUI thread, now or later.
    void findInside(const QPolygonF &outline, std::function<void(std::vector<std::int64_t>)> done);
    // The same cloud in another style (a light figure of a dark map).
    PointCloud cloudIn(const PointStyle &style) const;
    void settle();

  Q_SIGNALS:
    void pointsReady();  // index and bounds are there
    void cloudReady();

  private:
    struct Ground {  // derived from the coordinates alone
        std::shared_ptr<const PointIndex> index;
        std::shared_ptr<const std::vector<std::uint32_t>> order;
    };
    struct Looks {  // derived from the style as well
        std::shared_ptr<const PointCloud> cloud;
        std::vector<LabelAnchor> anchors;
    };
    static Ground makeGround(const Coordinates &coordinates);
    std::function<Looks()> looksTask() const;
    void takeGround(Ground ground);
    void takeLooks(Looks looks);
    void startLooks();
    void updateHidden();
    void forgetCloud();
    bool large() const { return cells() > mostAtOnce; }

    Coordinates m_coordinates = std::make_shared<std::vector<float>>();
    PointStyle m_style;
    std::vector<bool> m_hiddenCategories;
    CellMask m_visible;
    std::size_t m_labelCount = 0;

    std::shared_ptr<const PointIndex> m_index;
    std::shared_ptr<const std::vector<std::uint32_t>> m_order;
    std::shared_ptr<const PointCloud> m_cloud = std::make_shared<PointCloud>();
    std::vector<LabelAnchor> m_anchors;

    std::uint64_t m_pointsVersion = 0, m_looksVersion = 0;
    bool m_looksWanted = false;  // newer than what is shown or being made
    bool m_looksDue = false;     // a timer of restyle() is running
    bool m_looksRunning = false;
    std::vector<std::function<void()>> m_waitingForIndex;
};

}  // namespace lexicell::ui

#include "ui/views/scatter/scatter_model.h"

#include "ui/look/background.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace lexicell::ui {

ScatterModel::ScatterModel(QObject *parent) : QObject(parent) {}

void ScatterModel::setPoints(std::vector<float> coordinates)
{
    const bool sameCells = coordinates.size() == m_coordinates->size();
    m_coordinates = std::make_shared<const std::vector<float>>(std::move(coordinates));
    m_index.reset();
    m_waitingForIndex.clear();
    forgetCloud();
    if (!sameCells) {  // masks of other cells mean nothing here
        m_order.reset();
        m_visible.reset();
        m_style.selected.reset();
        m_style.highlighted.reset();
        updateHidden();
    }
    const std::uint64_t version = ++m_pointsVersion;
    if (!large()) {
        takeGround(makeGround(m_coordinates));
        return;
    }
    inBackground(
        this, [points = m_coordinates] { return makeGround(points); },
        [this, version](Ground ground) {
            if (version == m_pointsVersion && !m_index) takeGround(std::move(ground));
        });
}

ScatterModel::Ground ScatterModel::makeGround(const Coordinates &coordinates)
{
    return {std::make_shared<const PointIndex>(coordinates),
            std::make_shared<const std::vector<std::uint32_t>>(shuffledOrder(coordinates->size() / 2))};
}

void ScatterModel::takeGround(Ground ground)
{
    m_index = std::move(ground.index);
    m_order = std::move(ground.order);
    Q_EMIT pointsReady();
    restyle();
    for (const auto &task : std::exchange(m_waitingForIndex, {})) task();
}

void ScatterModel::setCategoryHidden(const std::vector<bool> &hiddenCategories)
{
    m_hiddenCategories = hiddenCategories;
    updateHidden();
}

void ScatterModel::setVisibleCells(std::vector<std::uint8_t> visible)
{
    m_visible = visible.empty() ? nullptr : std::make_shared<const std::vector<std::uint8_t>>(std::move(visible));
    updateHidden();
}

void ScatterModel::setLabelCount(std::size_t count) { m_labelCount = count; }

void ScatterModel::updateHidden()
{
    const bool byCategory = m_style.mode == PointStyle::Mode::Categories && m_style.codes &&
                            std::find(m_hiddenCategories.begin(), m_hiddenCategories.end(), true) != m_hiddenCategories.end();
    if (!byCategory && !m_visible) {
        m_style.hidden.reset();
        return;
    }
    std::vector<std::uint8_t> hidden(cells(), 0);
    for (std::size_t i = 0; i < hidden.size(); ++i) {
        if (m_visible && (i >= m_visible->size() || !(*m_visible)[i])) hidden[i] = 1;
        if (!byCategory || i >= m_style.codes->size()) continue;
        const std::int32_t code = (*m_style.codes)[i];
        // The entry after the last color stands for missing cells.
        const std::size_t entry = code >= 0 ? static_cast<std::size_t>(code) : m_style.colors.size();
        if (entry < m_hiddenCategories.size() && m_hiddenCategories[entry]) hidden[i] = 1;
    }
    m_style.hidden = std::make_shared<const std::vector<std::uint8_t>>(std::move(hidden));
}

// The request is kept: takeGround() carries it out if there is no index yet; a running task carries it out when it ends.
void ScatterModel::restyle()
{
    m_looksWanted = true;
    if (std::exchange(m_looksDue, true)) return;
    QTimer::singleShot(0, this, [this] {
        m_looksDue = false;
        if (m_looksWanted && !m_looksRunning) startLooks();
    });
}

// While a large map is derived, the old points must not be shown under the new map's name. A small map is derived at once.
void ScatterModel::forgetCloud()
{
    if (!large()) return;
    m_cloud = std::make_shared<const PointCloud>();
    m_anchors.clear();
    Q_EMIT cloudReady();
}

PointCloud ScatterModel::cloudIn(const PointStyle &style) const
{
    if (!m_index || !m_order) return {};
    return makePointCloud(*m_coordinates, m_index->bounds(), *m_order, style);
}

std::function<ScatterModel::Looks()> ScatterModel::looksTask() const
{
    return [points = m_coordinates, bounds = m_index->bounds(), order = m_order, style = m_style, labels = m_labelCount] {
        Looks looks;
        looks.cloud = std::make_shared<const PointCloud>(makePointCloud(*points, bounds, *order, style));
        if (labels > 0 && style.mode == PointStyle::Mode::Categories)
            looks.anchors = labelAnchors(*points, *style.codes, labels, style.hidden);
        return looks;
    };
}

void ScatterModel::startLooks()
{
    if (!m_index) return;  // takeGround() asks again
    m_looksWanted = false;
    if (!large()) {
        takeLooks(looksTask()());
        return;
    }
    m_looksRunning = true;
    const std::uint64_t version = ++m_looksVersion;
    const std::uint64_t points = m_pointsVersion;
    inBackground(this, looksTask(), [this, version, points](Looks looks) {
        if (version != m_looksVersion) return;  // settle() overtook this one
        m_looksRunning = false;
        if (points == m_pointsVersion) takeLooks(std::move(looks));
        if (m_looksWanted) startLooks();
    });
}

void ScatterModel::takeLooks(Looks looks)
{
    m_cloud = std::move(looks.cloud);
    m_anchors = std::move(looks.anchors);
    Q_EMIT cloudReady();
}

std::int64_t ScatterModel::nearest(const QPointF &at, double radius) const
{
    return m_index ? m_index->nearest(at, radius, m_style.hidden) : -1;
}

void ScatterModel::findInside(const QPolygonF &outline, std::function<void(std::vector<std::int64_t>)> done)
{
    if (!m_index) {
        m_waitingForIndex.push_back([this, outline, done = std::move(done)] { findInside(outline, done); });
        return;
    }
    if (!large()) {
        done(m_index->inside(outline, m_style.hidden));
        return;
    }
    inBackground(
        this, [index = m_index, outline, hidden = m_style.hidden] { return index->inside(outline, hidden); },
        [this, points = m_pointsVersion, done = std::move(done)](std::vector<std::int64_t> cells) {
            // The outline was drawn on other coordinates or other cells if the version has changed.
            if (points == m_pointsVersion) done(std::move(cells));
        });
}

void ScatterModel::settle()
{
    if (!m_index) takeGround(makeGround(m_coordinates));
    if (!m_looksWanted && !m_looksRunning) return;
    ++m_looksVersion;
    m_looksRunning = false;
    m_looksWanted = false;
    takeLooks(looksTask()());
}

}  // namespace lexicell::ui

#include "core/analysis/hnsw_graph.h"

#include "core/base/guarded.h"

#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <functional>
#include <limits>

namespace lexicell::analysis {

namespace {

constexpr std::int64_t cancelEvery = 256;  // points

float squaredDistance(const float *a, const float *b, std::int64_t width)
{
    float sum[8] = {};
    std::int64_t i = 0;
    for (; i + 8 <= width; i += 8)
        for (std::int64_t lane = 0; lane < 8; ++lane) {
            const float difference = a[i + lane] - b[i + lane];
            sum[lane] += difference * difference;
        }
    for (; i < width; ++i) sum[0] += (a[i] - b[i]) * (a[i] - b[i]);
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

using Index = hnswlib::HierarchicalNSW<float>;

void copyLinks(const Index &index, hnswlib::tableint point, int level, std::int32_t *row)
{
    auto *const list = index.get_linklist_at_level(point, level);
    const auto *const links = reinterpret_cast<const hnswlib::tableint *>(list + 1);
    const auto room = static_cast<std::size_t>(level == 0 ? hnswGroundLinks : hnswLinks);
    const std::size_t count = std::min<std::size_t>(index.getListCount(list), room);
    for (std::size_t i = 0; i < count; ++i) row[i] = static_cast<std::int32_t>(links[i]);
}

HnswArrays arraysOf(const Index &index, std::int64_t points)
{
    HnswArrays arrays;
    arrays.levels.assign(index.element_levels_.begin(), index.element_levels_.begin() + points);
    std::int64_t rows = 0;
    for (const std::int32_t level : arrays.levels) rows += level;
    arrays.ground.assign(static_cast<std::size_t>(points * hnswGroundLinks), -1);
    arrays.upper.assign(static_cast<std::size_t>(rows * hnswLinks), -1);
    std::int32_t *upper = arrays.upper.data();
    for (std::int64_t point = 0; point < points; ++point) {
        const auto id = static_cast<hnswlib::tableint>(point);
        copyLinks(index, id, 0, arrays.ground.data() + point * hnswGroundLinks);
        for (int level = 1; level <= arrays.levels[static_cast<std::size_t>(point)]; ++level, upper += hnswLinks)
            copyLinks(index, id, level, upper);
    }
    return arrays;
}

Error damaged() { return {errors::corruptData, "The graph of an index leads to cells that it does not hold. Build it again."}; }

}  // namespace

Result<HnswArrays> buildHnsw(const data::MatrixView &points, JobContext &context)
{
    if (points.rows < 1 || points.columns < 1 || points.rows > std::numeric_limits<std::int32_t>::max())
        return Error{errors::tooSmall, "A search graph of " + std::to_string(points.rows) + " cells in " +
                                           std::to_string(points.columns) +
                                           " dimensions cannot be built. Use a reference with cells."};
    return guarded("build the search graph", [&]() -> Result<HnswArrays> {
        hnswlib::L2Space space(static_cast<std::size_t>(points.columns));
        Index index(&space, static_cast<std::size_t>(points.rows), static_cast<std::size_t>(hnswLinks),
                    static_cast<std::size_t>(hnswBuildCandidates));
        for (std::int64_t point = 0; point < points.rows; ++point) {
            if (point % cancelEvery == 0) {
                if (context.cancelled()) return cancelled();
                context.report(static_cast<double>(point) / static_cast<double>(points.rows), "search graph");
            }
            index.addPoint(points.row(point), static_cast<hnswlib::labeltype>(point));
        }
        return arraysOf(index, points.rows);
    });
}

Result<HnswGraph> HnswGraph::of(const std::int32_t *levels, std::int64_t points, const std::int32_t *ground,
                                const std::int32_t *upper, std::int64_t upperRows)
{
    HnswGraph graph;
    graph.m_levels = levels;
    graph.m_ground = ground;
    graph.m_upper = upper;
    graph.m_points = points;
    if (points < 1 || points > std::numeric_limits<std::int32_t>::max()) return damaged();
    graph.m_offsets.reserve(static_cast<std::size_t>(points));
    std::int64_t rows = 0;
    for (std::int64_t point = 0; point < points; ++point) {
        graph.m_offsets.push_back(rows);
        if (levels[point] < 0 || levels[point] > upperRows - rows) return damaged();
        rows += levels[point];
        if (levels[point] > levels[graph.m_entry]) graph.m_entry = static_cast<std::int32_t>(point);
    }
    LEXICELL_CHECK(graph.check(upperRows - rows));
    return graph;
}

Result<void> HnswGraph::check(std::int64_t rowsLeft) const
{
    if (rowsLeft != 0) return damaged();
    const auto leads = [this](const std::int32_t *links, std::int64_t room, std::int32_t level) {
        return std::all_of(links, links + room, [&](std::int32_t link) {
            return link == -1 || (link >= 0 && link < m_points && m_levels[link] >= level);
        });
    };
    for (std::int32_t point = 0; point < m_points; ++point) {
        if (!leads(ground(point), hnswGroundLinks, 0)) return damaged();
        for (std::int32_t level = 1; level <= m_levels[point]; ++level)
            if (!leads(upper(point, level), hnswLinks, level)) return damaged();
    }
    return {};
}

HnswSearcher::HnswSearcher(const HnswGraph &graph, const data::MatrixView &points)
    : m_graph(graph), m_points(points), m_seen(static_cast<std::size_t>(points.rows), 0)
{
}

HnswSearcher::Found HnswSearcher::measured(const float *query, std::int32_t point) const
{
    return {squaredDistance(query, m_points.row(point), m_points.columns), point};
}

// Algorithm 5 with Algorithm 2 of one candidate: on each level from the top, to the nearest point that links lead to.
HnswSearcher::Found HnswSearcher::descend(const float *query) const
{
    Found nearest = measured(query, m_graph.entry());
    for (std::int32_t level = m_graph.level(m_graph.entry()); level > 0; --level) {
        for (bool moved = true; moved;) {
            moved = false;
            const std::int32_t *const links = m_graph.upper(nearest.point, level);
            for (std::int64_t i = 0; i < hnswLinks && links[i] >= 0; ++i) {
                const Found other = measured(query, links[i]);
                if (!(other < nearest)) continue;
                nearest = other;
                moved = true;
            }
        }
    }
    return nearest;
}

const std::vector<std::int32_t> &HnswSearcher::near(const float *query, std::int64_t candidates)
{
    if (++m_search == 0) {  // the counter has gone round
        std::fill(m_seen.begin(), m_seen.end(), 0U);
        m_search = 1;
    }
    const auto room = static_cast<std::size_t>(std::max<std::int64_t>(1, candidates));
    const Found start = descend(query);
    m_open.assign(1, start);
    m_best.assign(1, start);
    m_seen[static_cast<std::size_t>(start.point)] = m_search;
    while (!m_open.empty()) {
        std::pop_heap(m_open.begin(), m_open.end(), std::greater<>());
        const Found own = m_open.back();
        m_open.pop_back();
        if (m_best.size() >= room && m_best.front() < own) break;
        const std::int32_t *const links = m_graph.ground(own.point);
        for (std::int64_t i = 0; i < hnswGroundLinks && links[i] >= 0; ++i) {
            std::uint32_t &seen = m_seen[static_cast<std::size_t>(links[i])];
            if (seen == m_search) continue;
            seen = m_search;
            const Found other = measured(query, links[i]);
            if (m_best.size() >= room && !(other < m_best.front())) continue;
            m_open.push_back(other);
            std::push_heap(m_open.begin(), m_open.end(), std::greater<>());
            m_best.push_back(other);
            std::push_heap(m_best.begin(), m_best.end());
            if (m_best.size() <= room) continue;
            std::pop_heap(m_best.begin(), m_best.end());
            m_best.pop_back();
        }
    }
    std::sort_heap(m_best.begin(), m_best.end());
    m_result.clear();
    for (const Found &found : m_best) m_result.push_back(found.point);
    return m_result;
}

}  // namespace lexicell::analysis

#include "core/analysis/leiden.h"

#include "core/analysis/igraph_session.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace lexicell::analysis {

namespace {

Error failed(igraph_error_t code)
{
    if (code == IGRAPH_ENOMEM)
        return {errors::outOfMemory, "Not enough memory to cluster this graph. Use fewer cells or neighbors.", {}};
    return {errors::leidenFailed, std::string("Clustering failed: ") + igraph_strerror(code) + ".", {}};
}

class RealVector {
  public:
    explicit RealVector(std::size_t n)
    {
        m_ok = igraph_vector_init(&m_vector, static_cast<igraph_integer_t>(n)) == IGRAPH_SUCCESS;
    }
    ~RealVector()
    {
        if (m_ok) igraph_vector_destroy(&m_vector);
    }
    RealVector(const RealVector &) = delete;
    RealVector &operator=(const RealVector &) = delete;
    bool ok() const { return m_ok; }
    igraph_real_t &operator[](std::size_t i) { return VECTOR(m_vector)[i]; }
    igraph_vector_t *get() { return &m_vector; }

  private:
    igraph_vector_t m_vector;
    bool m_ok = false;
};

class IntVector {
  public:
    explicit IntVector(std::size_t n)
    {
        m_ok = igraph_vector_int_init(&m_vector, static_cast<igraph_integer_t>(n)) == IGRAPH_SUCCESS;
    }
    ~IntVector()
    {
        if (m_ok) igraph_vector_int_destroy(&m_vector);
    }
    IntVector(const IntVector &) = delete;
    IntVector &operator=(const IntVector &) = delete;
    bool ok() const { return m_ok; }
    igraph_integer_t &operator[](std::size_t i) { return VECTOR(m_vector)[i]; }
    igraph_vector_int_t *get() { return &m_vector; }

  private:
    igraph_vector_int_t m_vector;
    bool m_ok = false;
};

class Graph {
  public:
    Graph() = default;
    ~Graph()
    {
        if (m_ok) igraph_destroy(&m_graph);
    }
    Graph(const Graph &) = delete;
    Graph &operator=(const Graph &) = delete;
    igraph_error_t create(IntVector &edges, std::int64_t vertices)
    {
        const auto code = igraph_create(&m_graph, edges.get(), vertices, IGRAPH_UNDIRECTED);
        m_ok = code == IGRAPH_SUCCESS;
        return code;
    }
    igraph_t *get() { return &m_graph; }

  private:
    igraph_t m_graph;
    bool m_ok = false;
};

// Calls visit(row, column, weight) for every edge once (row < column).
template <class Visit> void forEachEdge(const data::SparseMatrix &graph, Visit &&visit)
{
    const float *const weights = graph.values.as<float>();
    for (std::size_t row = 0; row < static_cast<std::size_t>(graph.rows); ++row)
        for (auto k = static_cast<std::size_t>(graph.indptr[row]); k < static_cast<std::size_t>(graph.indptr[row + 1]); ++k)
            if (static_cast<std::size_t>(graph.indices[k]) > row)
                visit(row, static_cast<std::size_t>(graph.indices[k]), static_cast<double>(weights[k]));
}

// Largest community first, communities of equal size by their first cell; cells without edges belong to none.
Communities sortedBySize(const data::SparseMatrix &graph, IntVector &membership)
{
    const auto cells = static_cast<std::size_t>(graph.rows);
    Communities result;
    result.labels.assign(cells, -1);
    std::vector<std::int64_t> size(cells), firstCell(cells, graph.rows);
    for (std::size_t cell = 0; cell < cells; ++cell) {
        if (graph.indptr[cell] == graph.indptr[cell + 1]) continue;
        const auto community = static_cast<std::size_t>(membership[cell]);
        ++size[community];
        firstCell[community] = std::min(firstCell[community], static_cast<std::int64_t>(cell));
    }
    std::vector<std::size_t> order(cells);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return size[a] != size[b] ? size[a] > size[b] : firstCell[a] < firstCell[b]; });
    std::vector<std::int32_t> label(cells, -1);
    for (const auto community : order)
        if (size[community] > 0) label[community] = result.count++;
    for (std::size_t cell = 0; cell < cells; ++cell)
        if (graph.indptr[cell] < graph.indptr[cell + 1]) result.labels[cell] = label[static_cast<std::size_t>(membership[cell])];
    return result;
}

}  // namespace

double communityQuality(const data::SparseMatrix &graph, const std::vector<std::int32_t> &labels, LeidenQuality quality,
                        double resolution)
{
    const auto count = static_cast<std::size_t>(labels.empty() ? 0 : *std::max_element(labels.begin(), labels.end()) + 1);
    std::vector<double> within(count), strength(count), size(count);
    double total = 0.0;
    forEachEdge(graph, [&](std::size_t a, std::size_t b, double weight) {
        total += weight;
        if (labels[a] >= 0) strength[static_cast<std::size_t>(labels[a])] += weight;
        if (labels[b] >= 0) strength[static_cast<std::size_t>(labels[b])] += weight;
        if (labels[a] >= 0 && labels[a] == labels[b]) within[static_cast<std::size_t>(labels[a])] += weight;
    });
    for (const auto label : labels)
        if (label >= 0) size[static_cast<std::size_t>(label)] += 1.0;
    double sum = 0.0;
    for (std::size_t c = 0; c < count; ++c) {
        const double share = total > 0.0 ? strength[c] / (2.0 * total) : 0.0;
        sum += quality == LeidenQuality::Cpm ? within[c] - resolution * size[c] * (size[c] - 1.0) / 2.0
                                             : (total > 0.0 ? within[c] / total : 0.0) - resolution * share * share;
    }
    return sum;
}

Result<Communities> leidenCommunities(const data::SparseMatrix &graph, const CommunityOptions &options, JobContext &context)
{
    if (!(options.resolution >= 0.0)) return Error{errors::badOption, "The resolution must be at least 0.", {}};
    std::size_t edgeCount = 0;
    forEachEdge(graph, [&](std::size_t, std::size_t, double) { ++edgeCount; });
    if (edgeCount == 0) return Error{errors::tooSmall, "The neighbor graph has no edge, so it cannot be clustered.", {}};

    const IgraphSession session(options.seed);
    IntVector edges(2 * edgeCount), membership(static_cast<std::size_t>(graph.rows));
    RealVector weights(edgeCount), strengths(static_cast<std::size_t>(graph.rows));
    if (!edges.ok() || !membership.ok() || !weights.ok() || !strengths.ok()) return failed(IGRAPH_ENOMEM);
    std::size_t next = 0;
    double total = 0.0;
    forEachEdge(graph, [&](std::size_t a, std::size_t b, double weight) {
        edges[2 * next] = static_cast<igraph_integer_t>(a);
        edges[2 * next + 1] = static_cast<igraph_integer_t>(b);
        weights[next++] = weight;
        strengths[a] += weight;
        strengths[b] += weight;
        total += weight;
    });
    Graph vertices;
    if (const auto code = vertices.create(edges, graph.rows); code != IGRAPH_SUCCESS) return failed(code);

    // modularity is the Potts model with node weights K and resolution gamma / 2m
    const bool modularity = options.quality == LeidenQuality::Modularity;
    const double resolution = modularity ? options.resolution / (2.0 * total) : options.resolution;
    constexpr double beta = 0.01;  // randomness of the refinement; igraph's and leidenalg's default
    double quality = 0.0;
    for (int round = 0; options.iterations < 0 || round < std::max(options.iterations, 1); ++round) {
        if (context.cancelled()) return cancelled();
        context.report(1.0 - 1.0 / (1.0 + round), "Leiden");
        double after = 0.0;
        const auto code = igraph_community_leiden(vertices.get(), weights.get(), modularity ? strengths.get() : nullptr,
                                                  resolution, beta, round > 0, 1, membership.get(), nullptr, &after);
        if (code != IGRAPH_SUCCESS) return failed(code);
        if (round > 0 && options.iterations < 0 && after - quality <= 1e-12 * std::abs(quality)) break;
        quality = after;
    }
    Communities result = sortedBySize(graph, membership);
    result.quality = communityQuality(graph, result.labels, options.quality, options.resolution);
    return result;
}

}  // namespace lexicell::analysis

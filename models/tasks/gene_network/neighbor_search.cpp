#include "models/tasks/gene_network/neighbor_search.h"

#include "core/base/parallel.h"
#include "models/tasks/gene_network/row_panels.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <span>

namespace lexicell::models::tasks {

namespace {

constexpr std::int64_t queriesAtOnce = 96;    // of 512 numbers: 192 KB, which stay in the second cache
constexpr std::int64_t queriesOfPanel = 768;  // for which a panel is laid out once: that takes a twentieth of the time

struct Candidate {
    float product;
    std::int32_t row;
};

// The candidates for the k best of one query. They are cut down to those that can still be among the best whenever the list is
// full; if most of them can, there are too many equal genes for this search.
class Candidates {
  public:
    Candidates(std::int64_t k, double rounding) : m_k(static_cast<std::size_t>(k)), m_rounding(rounding), m_list(4 * m_k + 64) {}

    void clear()
    {
        m_count = 0;
        m_least = -std::numeric_limits<float>::infinity();
        m_tooMany = false;
    }

    std::size_t most() const { return m_list.size(); }
    float least() const { return m_least; }
    bool tooMany() const { return m_tooMany; }

    void add(float product, std::int32_t row)
    {
        m_list[m_count++] = {product, row};
        if (m_count == m_list.size()) cut();
    }

    void cut()
    {
        if (m_count < m_k) return;
        const auto begin = m_list.begin(), end = begin + static_cast<std::ptrdiff_t>(m_count);
        const auto last = begin + static_cast<std::ptrdiff_t>(m_k - 1);
        std::nth_element(begin, last, end, [](const Candidate &a, const Candidate &b) { return a.product > b.product; });
        // Rounded down, so that no candidate is lost.
        m_least = std::nextafter(static_cast<float>(static_cast<double>(last->product) - m_rounding),
                                 -std::numeric_limits<float>::infinity());
        m_count = static_cast<std::size_t>(
            std::partition(last, end, [this](const Candidate &c) { return c.product >= m_least; }) - begin);
        if (m_count <= m_list.size() / 2 + m_k) return;
        m_tooMany = true;
        m_count = 0;
        m_least = std::numeric_limits<float>::infinity();
    }

    std::span<const Candidate> all() const { return {m_list.data(), m_count}; }

  private:
    std::size_t m_k;
    double m_rounding;
    std::vector<Candidate> m_list;
    std::size_t m_count = 0;
    float m_least = 0.0F;
    bool m_tooMany = false;
};

// The work of one thread, with all its memory.
class Worker {
  public:
    Worker(const GeneVectorTable &table, std::int64_t k, std::int64_t queries)
        : m_table(table), m_k(k), m_queries(static_cast<std::size_t>(queries * table.width())),
          m_panel(static_cast<std::size_t>(table.width() * panelRows)),
          m_products(static_cast<std::size_t>(queriesAtOnce * panelRows)),
          m_candidates(static_cast<std::size_t>(queries), Candidates(k, roundingOf(table.width()))),
          m_found(m_candidates.front().most())
    {
    }

    // Into neighbors[genes x k]; searched[i] = 0: too many equals. Stops early if cancelled.
    void run(std::span<const std::int64_t> genes, GeneNeighbor *neighbors, std::uint8_t *searched, const JobContext &context)
    {
        const auto count = static_cast<std::int64_t>(genes.size());
        for (std::int64_t q = 0; q < count; ++q) {
            std::copy_n(m_table.row(genes[static_cast<std::size_t>(q)]), m_table.width(),
                        m_queries.begin() + q * m_table.width());
            m_candidates[static_cast<std::size_t>(q)].clear();
        }
        for (std::int64_t row = 0; row < m_table.genes(); row += panelRows) {
            if (context.cancelled()) return;
            const std::int64_t rows = std::min(panelRows, m_table.genes() - row);
            layOut(m_table.rows(row, rows), m_panel.data());
            for (std::int64_t first = 0; first < count; first += queriesAtOnce) {
                const std::int64_t now = std::min(queriesAtOnce, count - first);
                panelProducts({m_queries.data() + first * m_table.width(), now, m_table.width()}, m_panel.data(),
                              m_products.data());
                for (std::int64_t q = 0; q < now; ++q)
                    look(m_products.data() + q * panelRows, rows, row, genes[static_cast<std::size_t>(first + q)],
                         m_candidates[static_cast<std::size_t>(first + q)]);
            }
        }
        for (std::size_t q = 0; q < genes.size(); ++q)
            searched[q] = report(genes[q], m_candidates[q], neighbors + static_cast<std::int64_t>(q) * m_k) ? 1 : 0;
    }

  private:
    static void look(const float *products, std::int64_t rows, std::int64_t first, std::int64_t gene, Candidates &candidates)
    {
        const float least = candidates.least();
        int any = 0;
        for (std::int64_t r = 0; r < panelRows; ++r) any |= products[r] >= least ? 1 : 0;
        if (any == 0) return;
        for (std::int64_t r = 0; r < rows; ++r)
            if (products[r] >= candidates.least() && first + r != gene)
                candidates.add(products[r], static_cast<std::int32_t>(first + r));
    }

    bool report(std::int64_t gene, Candidates &candidates, GeneNeighbor *neighbors)
    {
        candidates.cut();
        if (candidates.tooMany()) return false;
        auto end = m_found.begin();
        for (const Candidate &candidate : candidates.all()) *end++ = {candidate.row, m_table.cosine(gene, candidate.row)};
        std::sort(m_found.begin(), end, [](const GeneNeighbor &a, const GeneNeighbor &b) {
            return a.similarity != b.similarity ? a.similarity > b.similarity : a.row < b.row;
        });
        std::copy_n(m_found.begin(), m_k, neighbors);
        return true;
    }

    const GeneVectorTable &m_table;
    std::int64_t m_k;
    std::vector<float> m_queries, m_panel, m_products;
    std::vector<Candidates> m_candidates;
    std::vector<GeneNeighbor> m_found;
};

// The neighbors of a vector of zeros: its cosine with every gene is 0, so they are the first rows.
void firstRows(std::int64_t gene, std::int64_t k, GeneNeighbor *neighbors)
{
    for (std::int64_t i = 0; i < k; ++i) neighbors[i] = {i < gene ? i : i + 1, 0.0};
}

}  // namespace

double roundingOf(std::int64_t width) { return static_cast<double>(width + 16) * 0x1p-23; }

Result<BlockSearch> searchInBlocks(const GeneVectorTable &table, const std::vector<std::int64_t> *rows, std::int64_t k,
                                   JobContext &context)
{
    BlockSearch search;
    const std::int64_t count = rows ? static_cast<std::int64_t>(rows->size()) : table.genes();
    k = std::clamp<std::int64_t>(k, 0, std::max<std::int64_t>(0, table.genes() - 1));
    search.graph.k = k;
    search.graph.neighbors.resize(static_cast<std::size_t>(count * k));
    if (k == 0) return search;
    std::vector<std::int64_t> genes, places;
    for (std::int64_t place = 0; place < count; ++place) {
        const std::int64_t gene = rows ? (*rows)[static_cast<std::size_t>(place)] : place;
        if (table.isEmpty(gene)) {
            firstRows(gene, k, search.graph.neighbors.data() + place * k);
        } else {
            genes.push_back(gene);
            places.push_back(place);
        }
    }
    const auto asked = static_cast<std::int64_t>(genes.size());
    const auto threads = static_cast<std::int64_t>(threadCount(context.threads));
    const std::int64_t each = std::clamp((asked + threads - 1) / threads, queriesAtOnce, queriesOfPanel);
    const std::int64_t groups = (asked + each - 1) / each, workers = std::clamp<std::int64_t>(groups, 1, threads);
    std::vector<Worker> working(static_cast<std::size_t>(workers), Worker(table, k, each));
    std::vector<GeneNeighbor> found(static_cast<std::size_t>(asked * k));
    std::vector<std::uint8_t> searched(static_cast<std::size_t>(asked));
    std::atomic<std::int64_t> next{0}, done{0};
    parallelFor(workers, static_cast<int>(workers), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t worker = begin; worker < end; ++worker)
            for (std::int64_t group = next++; group < groups && !context.cancelled(); group = next++) {
                const std::int64_t first = group * each, now = std::min(each, asked - first);
                working[static_cast<std::size_t>(worker)].run({genes.data() + first, static_cast<std::size_t>(now)},
                                                              found.data() + first * k, searched.data() + first, context);
                context.report(static_cast<double>(++done) / static_cast<double>(groups + 1), "Comparing genes");
            }
    });
    if (context.cancelled()) return cancelled();
    for (std::size_t i = 0; i < genes.size(); ++i) {
        if (searched[i])
            std::copy_n(found.data() + static_cast<std::int64_t>(i) * k, k, search.graph.neighbors.data() + places[i] * k);
        else search.left.push_back(places[i]);
    }
    return search;
}

}  // namespace lexicell::models::tasks

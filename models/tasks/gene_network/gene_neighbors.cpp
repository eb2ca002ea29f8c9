#include "models/tasks/gene_network/gene_neighbors.h"

#include "core/base/guarded.h"
#include "core/base/parallel.h"
#include "models/tasks/gene_network/neighbor_search.h"
#include "models/tasks/gene_network/row_products.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>

namespace lexicell::models::tasks {

namespace {

constexpr std::int64_t queriesAtOnce = 64;    // 64 x 60,697 products are 16 MB
constexpr std::int64_t enoughForBlocks = 32;  // queries for which laying out the table for blocks saves time
constexpr std::size_t mostEdges = 20'000'000;

// Always among the best: larger than any product of rows of length 1.
constexpr float itself = 2.0F;

// products[q * genes + g] = queries.row(q) · row(g)
void multiply(const GeneVectorTable &table, const data::MatrixView &queries, int threads, float *products)
{
    parallelFor(table.genes(), threads, [&](std::int64_t begin, std::int64_t end) {
        rowProducts(queries, table.rows(begin, end - begin), products + begin, table.genes());
    });
}

// Memory for choosing among `genes` products without allocating: threads must not throw.
struct Scratch {
    explicit Scratch(std::int64_t genes) : values(static_cast<std::size_t>(genes)), found(static_cast<std::size_t>(genes)) {}
    std::vector<float> values;
    std::vector<GeneNeighbor> found;
};

// The k best of `count` genes, `gene` first where its product is `itself`; rowOf(i) and products[i] belong together. The
// result lies in scratch.found.
template <class RowOf> std::int64_t choose(const GeneVectorTable &table, std::int64_t gene, std::int64_t k, std::int64_t count,
                                           const float *products, const RowOf &rowOf, Scratch &scratch)
{
    k = std::min(k, count);
    if (k <= 0) return 0;
    const auto last = scratch.values.begin() + (k - 1);
    std::copy_n(products, count, scratch.values.begin());
    std::nth_element(scratch.values.begin(), last, scratch.values.begin() + count, std::greater<>());
    const double bound = static_cast<double>(*last) - roundingOf(table.width());
    auto end = scratch.found.begin();
    for (std::int64_t i = 0; i < count; ++i)
        if (static_cast<double>(products[i]) >= bound) *end++ = {rowOf(i), table.cosine(gene, rowOf(i))};
    std::sort(scratch.found.begin(), end, [gene](const GeneNeighbor &a, const GeneNeighbor &b) {
        if ((a.row == gene) != (b.row == gene)) return a.row == gene;
        return a.similarity != b.similarity ? a.similarity > b.similarity : a.row < b.row;
    });
    return k;
}

// Memory of one search for the neighbors of many genes.
struct Search {
    Search(const GeneVectorTable &searched, int threads)
        : table(searched), products(static_cast<std::size_t>(queriesAtOnce * searched.genes())),
          scratch(static_cast<std::size_t>(std::min<std::int64_t>(threadCount(threads), queriesAtOnce)),
                  Scratch(searched.genes()))
    {
    }
    const GeneVectorTable &table;
    std::vector<float> products;  // [queries x genes]
    std::vector<Scratch> scratch;
};

// The neighbors of `count` genes whose products are known, into neighbors[count x k]; each worker takes a share.
// geneOf(q): the row of the q-th query.
template <class GeneOf>
void chooseNeighbors(Search &search, std::int64_t count, std::int64_t k, const GeneOf &geneOf, GeneNeighbor *neighbors)
{
    const std::int64_t genes = search.table.genes();
    const auto workers = static_cast<std::int64_t>(search.scratch.size());
    const auto work = [&](std::int64_t worker) {
        Scratch &scratch = search.scratch[static_cast<std::size_t>(worker)];
        for (std::int64_t q = count * worker / workers; q < count * (worker + 1) / workers; ++q) {
            const std::int64_t gene = geneOf(q);
            float *row = search.products.data() + q * genes;
            row[gene] = itself;
            choose(
                search.table, gene, k + 1, genes, row, [](std::int64_t place) { return place; }, scratch);
            std::copy_n(scratch.found.begin() + 1, k, neighbors + q * k);
        }
    };
    parallelFor(workers, static_cast<int>(workers), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t worker = begin; worker < end; ++worker) work(worker);
    });
}

// The k nearest of `count` genes; queriesOf(first, count) returns their rows, geneOf(i) the place of the i-th.
template <class QueriesOf, class GeneOf> Result<NeighborGraph> searchNeighbors(const GeneVectorTable &table, std::int64_t count,
                                                                               std::int64_t k, const QueriesOf &queriesOf,
                                                                               const GeneOf &geneOf, JobContext &context)
{
    NeighborGraph graph;
    graph.k = std::clamp<std::int64_t>(k, 0, std::max<std::int64_t>(0, table.genes() - 1));
    graph.neighbors.resize(static_cast<std::size_t>(count * graph.k));
    Search search(table, context.threads);
    for (std::int64_t first = 0; first < count; first += queriesAtOnce) {
        if (context.cancelled()) return cancelled();
        context.report(static_cast<double>(first) / static_cast<double>(count), "Comparing genes");
        const std::int64_t now = std::min(queriesAtOnce, count - first);
        multiply(table, queriesOf(first, now), context.threads, search.products.data());
        chooseNeighbors(
            search, now, graph.k, [&](std::int64_t q) { return geneOf(first + q); }, graph.neighbors.data() + first * graph.k);
    }
    return graph;
}

// These genes, all products of one in memory: any number of genes may be equal.
Result<NeighborGraph> oneByOne(const GeneVectorTable &table, const std::vector<std::int64_t> &rows, std::int64_t k,
                               JobContext &context)
{
    const auto width = static_cast<std::size_t>(table.width());
    std::vector<float> gathered(static_cast<std::size_t>(queriesAtOnce) * width);
    const auto geneOf = [&rows](std::int64_t i) { return rows[static_cast<std::size_t>(i)]; };
    const auto queriesOf = [&](std::int64_t first, std::int64_t count) {
        for (std::int64_t q = 0; q < count; ++q)
            std::copy_n(table.row(geneOf(first + q)), width, gathered.begin() + q * table.width());
        return data::MatrixView{gathered.data(), count, table.width()};
    };
    return searchNeighbors(table, static_cast<std::int64_t>(rows.size()), k, queriesOf, geneOf, context);
}

// `rows` null: all.
Result<NeighborGraph> inBlocks(const GeneVectorTable &table, const std::vector<std::int64_t> *rows, std::int64_t k,
                               JobContext &context)
{
    LEXICELL_TRY(search, searchInBlocks(table, rows, k, context));
    if (search.left.empty()) return std::move(search.graph);
    std::vector<std::int64_t> genes;
    for (const std::int64_t place : search.left) genes.push_back(rows ? (*rows)[static_cast<std::size_t>(place)] : place);
    LEXICELL_TRY(rest, oneByOne(table, genes, k, context));
    for (std::size_t i = 0; i < search.left.size(); ++i)
        std::copy_n(rest.neighbors.begin() + static_cast<std::int64_t>(i) * rest.k, rest.k,
                    search.graph.neighbors.begin() + search.left[i] * rest.k);
    return std::move(search.graph);
}

constexpr const char *comparing = "compare the genes";
constexpr const char *fewer = "Use fewer genes, or close other programs.";

}  // namespace

GeneVectorTable::GeneVectorTable(std::vector<float> vectors, std::int64_t width, int threads)
    : m_genes(width > 0 ? static_cast<std::int64_t>(vectors.size()) / width : 0), m_width(width), m_rows(std::move(vectors)),
      m_empty(static_cast<std::size_t>(m_genes))
{
    assert(width > 0 && static_cast<std::int64_t>(m_rows.size()) == m_genes * width);
    parallelFor(m_genes, threads, [this](std::int64_t begin, std::int64_t end) {
        for (std::int64_t gene = begin; gene < end; ++gene) {
            float *values = m_rows.data() + gene * m_width;
            double squares = 0.0;
            for (std::int64_t i = 0; i < m_width; ++i) squares += static_cast<double>(values[i]) * static_cast<double>(values[i]);
            const bool usable = squares > 0.0 && std::isfinite(squares);
            m_empty[static_cast<std::size_t>(gene)] = usable ? 0 : 1;
            const double scale = usable ? 1.0 / std::sqrt(squares) : 0.0;
            for (std::int64_t i = 0; i < m_width; ++i)
                values[i] = usable ? static_cast<float>(static_cast<double>(values[i]) * scale) : 0.0F;
        }
    });
}

double GeneVectorTable::cosine(std::int64_t a, std::int64_t b) const
{
    if (m_empty[static_cast<std::size_t>(a)] || m_empty[static_cast<std::size_t>(b)]) return 0.0;
    if (a == b) return 1.0;
    const float *x = row(a);
    const float *y = row(b);
    double sum = 0.0;
    for (std::int64_t i = 0; i < m_width; ++i) sum += static_cast<double>(x[i]) * static_cast<double>(y[i]);
    return std::clamp(sum, -1.0, 1.0);
}

double GeneVectorTable::meanCosine() const
{
    if (m_genes < 2) return 0.0;
    std::vector<double> sum(static_cast<std::size_t>(m_width), 0.0);
    double own = 0.0;
    for (std::int64_t gene = 0; gene < m_genes; ++gene) {
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += static_cast<double>(row(gene)[i]);
        own += cosine(gene, gene);
    }
    double all = 0.0;
    for (const double value : sum) all += value * value;
    const auto genes = static_cast<double>(m_genes);
    return (all - own) / (genes * (genes - 1.0));
}

GeneVectorTable GeneVectorTable::some(const std::vector<std::int64_t> &genes) const
{
    GeneVectorTable chosen;
    chosen.m_genes = static_cast<std::int64_t>(genes.size());
    chosen.m_width = m_width;
    chosen.m_rows.reserve(genes.size() * static_cast<std::size_t>(m_width));
    for (const std::int64_t gene : genes) {
        chosen.m_rows.insert(chosen.m_rows.end(), row(gene), row(gene) + m_width);
        chosen.m_empty.push_back(m_empty[static_cast<std::size_t>(gene)]);
    }
    return chosen;
}

Result<GeneVectorTable> geneVectorTable(const LoadedModel &model, const std::vector<std::int64_t> &ids, JobContext &context)
{
    if (!model.genes)
        return Error{errors::unsupported,
                     "The checkpoint " + model.card.name + " has no gene vectors. Choose one with the ability \"genes\".",
                     {}};
    return guarded(
        comparing,
        [&]() -> Result<GeneVectorTable> {
            LEXICELL_TRY(vectors, model.genes->geneVectors(ids, context));
            return GeneVectorTable(std::move(vectors), model.genes->width(), context.threads);
        },
        fewer);
}

std::vector<GeneNeighbor> nearestGenes(const GeneVectorTable &table, std::int64_t gene, std::int64_t k, int threads,
                                       const std::vector<std::int64_t> *within)
{
    const std::int64_t count = within ? static_cast<std::int64_t>(within->size()) : table.genes();
    const auto rowOf = [within](std::int64_t i) { return within ? (*within)[static_cast<std::size_t>(i)] : i; };
    std::vector<float> products(static_cast<std::size_t>(count));
    if (!within) {
        multiply(table, table.rows(gene, 1), threads, products.data());
        products[static_cast<std::size_t>(gene)] = itself;
    } else {
        for (std::int64_t i = 0; i < count; ++i)
            products[static_cast<std::size_t>(i)] = rowOf(i) == gene ? itself : static_cast<float>(table.cosine(gene, rowOf(i)));
    }
    Scratch scratch(count);
    scratch.found.resize(static_cast<std::size_t>(choose(table, gene, k, count, products.data(), rowOf, scratch)));
    return std::move(scratch.found);
}

Result<NeighborGraph> neighborGraph(const GeneVectorTable &table, std::int64_t k, JobContext &context)
{
    return guarded(
        comparing, [&] { return inBlocks(table, nullptr, k, context); }, fewer);
}

Result<NeighborGraph> neighborsOf(const GeneVectorTable &table, const std::vector<std::int64_t> &rows, std::int64_t k,
                                  JobContext &context)
{
    return guarded(
        comparing,
        [&] {
            const bool many = static_cast<std::int64_t>(rows.size()) >= enoughForBlocks;
            return many ? inBlocks(table, &rows, k, context) : oneByOne(table, rows, k, context);
        },
        fewer);
}

Result<std::vector<GeneEdge>> edgesAbove(const GeneVectorTable &table, double cut, JobContext &context)
{
    using Edges = std::vector<GeneEdge>;
    return guarded(
        comparing,
        [&]() -> Result<Edges> {
            const std::int64_t genes = table.genes();
            const double bound = cut - roundingOf(table.width());
            Edges edges;
            std::vector<float> products(static_cast<std::size_t>(queriesAtOnce * genes));
            for (std::int64_t first = 0; first < genes; first += queriesAtOnce) {
                if (context.cancelled()) return cancelled();
                context.report(static_cast<double>(first) / static_cast<double>(genes), "Comparing genes");
                const std::int64_t count = std::min(queriesAtOnce, genes - first);
                multiply(table, table.rows(first, count), context.threads, products.data());
                for (std::int64_t a = first; a < first + count; ++a) {
                    const float *row = products.data() + (a - first) * genes;
                    for (std::int64_t b = a; b < genes; ++b) {
                        if (static_cast<double>(row[b]) < bound) continue;
                        if (const double similarity = table.cosine(a, b); similarity >= cut) edges.push_back({a, b, similarity});
                    }
                }
                if (edges.size() > mostEdges)
                    return Error{errors::tooManyEdges,
                                 "More than 20 million pairs of genes reach the cut. Choose a larger cut or fewer genes.",
                                 {}};
            }
            return edges;
        },
        fewer);
}

}  // namespace lexicell::models::tasks

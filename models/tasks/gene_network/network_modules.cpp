#include "models/tasks/gene_network/network_modules.h"

#include "core/analysis/leiden.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace lexicell::models::tasks {

namespace {

constexpr int rounds = 2;

// place[gene]: its position when genes are sorted by name; equal names keep their order.
std::vector<std::size_t> placesByName(const std::vector<std::string> &names)
{
    std::vector<std::size_t> order(names.size()), place(names.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return names[a] < names[b]; });
    for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = i;
    return place;
}

data::SparseMatrix symmetricMatrix(const std::vector<NetworkEdge> &edges, const std::vector<std::size_t> &place)
{
    std::vector<std::tuple<std::size_t, std::size_t, float>> entries;
    for (const NetworkEdge &edge : edges) {
        if (!(edge.weight > 0.0)) continue;
        const std::size_t a = place[static_cast<std::size_t>(edge.a)], b = place[static_cast<std::size_t>(edge.b)];
        entries.emplace_back(a, b, static_cast<float>(edge.weight));
        entries.emplace_back(b, a, static_cast<float>(edge.weight));
    }
    std::sort(entries.begin(), entries.end());
    // Of a pair with an edge in each direction the heavier counts.
    const auto samePair = [](const auto &x, const auto &y) {
        return std::get<0>(x) == std::get<0>(y) && std::get<1>(x) == std::get<1>(y);
    };
    for (std::size_t i = 1; i < entries.size(); ++i)
        if (samePair(entries[i - 1], entries[i])) std::get<2>(entries[i - 1]) = std::get<2>(entries[i]);
    entries.erase(std::unique(entries.begin(), entries.end(), samePair), entries.end());
    data::SparseMatrix matrix;
    matrix.rows = matrix.columns = static_cast<std::int64_t>(place.size());
    matrix.values = data::Array(data::DType::Float32, {static_cast<std::int64_t>(entries.size())});
    matrix.indptr.assign(place.size() + 1, 0);
    float *values = matrix.values.as<float>();
    for (const auto &[row, column, weight] : entries) {
        *values++ = weight;
        matrix.indices.push_back(static_cast<std::int32_t>(column));
        ++matrix.indptr[row + 1];
    }
    std::partial_sum(matrix.indptr.begin(), matrix.indptr.end(), matrix.indptr.begin());
    return matrix;
}

}  // namespace

Result<NetworkModules> networkModules(const std::vector<NetworkEdge> &edges, const std::vector<std::string> &names,
                                      double resolution, std::uint64_t seed, JobContext &context)
{
    NetworkModules modules;
    modules.labels.assign(names.size(), -1);
    const std::vector<std::size_t> place = placesByName(names);
    const data::SparseMatrix graph = symmetricMatrix(edges, place);
    if (graph.indices.empty()) return modules;
    analysis::CommunityOptions options;
    options.resolution = resolution;
    options.iterations = rounds;
    options.seed = seed;
    LEXICELL_TRY(communities, analysis::leidenCommunities(graph, options, context));
    for (std::size_t gene = 0; gene < names.size(); ++gene) modules.labels[gene] = communities.labels[place[gene]];
    modules.count = communities.count;
    return modules;
}

}  // namespace lexicell::models::tasks

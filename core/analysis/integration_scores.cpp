#include "core/analysis/integration_scores.h"

#include "core/analysis/leiden.h"
#include "core/analysis/silhouette.h"
#include "core/base/guarded.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace lexicell::analysis {

namespace {

constexpr int sweepSteps = 20;  // resolutions 0.1 to 2.0

std::map<std::string, std::vector<std::size_t>> membersOf(const std::vector<std::string> &labels)
{
    std::map<std::string, std::vector<std::size_t>> members;
    for (std::size_t cell = 0; cell < labels.size(); ++cell) members[labels[cell]].push_back(cell);
    return members;
}

// Adds the cells of one label.
Result<void> addLabel(BatchMixing &mixing, const std::string &label, const std::vector<std::size_t> &members,
                      const data::MatrixView &cells, const std::vector<std::string> &batches, JobContext &context)
{
    std::vector<std::string> own;
    std::vector<float> rows;
    own.reserve(members.size());
    rows.reserve(members.size() * static_cast<std::size_t>(cells.columns));
    for (const std::size_t cell : members) {
        own.push_back(batches[cell]);
        const float *const row = cells.row(static_cast<std::int64_t>(cell));
        rows.insert(rows.end(), row, row + cells.columns);
    }
    const std::size_t count = std::set<std::string>(own.begin(), own.end()).size();
    if (count < 2 || count == members.size()) return {};
    LEXICELL_TRY(widths, silhouettes(data::rowsOf(rows, cells.columns), own, context));
    double sum = 0.0;
    for (std::size_t i = 0; i < members.size(); ++i) sum += mixing.ofCell[members[i]] = 1.0 - std::abs(widths[i]);
    mixing.labels.push_back(label);
    mixing.perLabel.push_back(sum / static_cast<double>(members.size()));
    return {};
}

// Parts of a graph that grow together as edges come in.
class Parts {
  public:
    explicit Parts(std::size_t nodes) : m_parent(nodes) { std::iota(m_parent.begin(), m_parent.end(), std::size_t{0}); }
    std::size_t of(std::size_t node)
    {
        while (m_parent[node] != node) node = m_parent[node] = m_parent[m_parent[node]];
        return node;
    }
    void join(std::size_t a, std::size_t b) { m_parent[of(a)] = of(b); }

  private:
    std::vector<std::size_t> m_parent;
};

}  // namespace

Result<BatchMixing> batchMixing(const data::MatrixView &cells, const std::vector<std::string> &labels,
                                const std::vector<std::string> &batches, JobContext &context)
{
    return guarded(
        "compare the batches",
        [&]() -> Result<BatchMixing> {
            BatchMixing mixing;
            mixing.ofCell.assign(labels.size(), std::numeric_limits<double>::quiet_NaN());
            for (const auto &[label, members] : membersOf(labels))
                LEXICELL_CHECK(addLabel(mixing, label, members, cells, batches, context));
            mixing.mean = std::accumulate(mixing.perLabel.begin(), mixing.perLabel.end(), 0.0) /
                          static_cast<double>(mixing.perLabel.size());
            return mixing;
        },
        "Use fewer cells.");
}

double graphConnectivity(const NearestNeighbors &neighbors, const std::vector<std::string> &labels)
{
    Parts parts(labels.size());
    for (std::size_t cell = 0; cell < labels.size(); ++cell)
        for (int k = 1; k < neighbors.columns; ++k) {
            const auto other = static_cast<std::size_t>(
                neighbors.indices[cell * static_cast<std::size_t>(neighbors.columns) + static_cast<std::size_t>(k)]);
            if (labels[cell] == labels[other]) parts.join(cell, other);
        }
    double sum = 0.0;
    const auto members = membersOf(labels);
    for (const auto &[label, own] : members) {
        std::map<std::size_t, double> sizes;
        double largest = 0.0;
        for (const std::size_t cell : own) largest = std::max(largest, sizes[parts.of(cell)] += 1.0);
        sum += largest / static_cast<double>(own.size());
    }
    return sum / static_cast<double>(members.size());
}

Result<BestClusters> bestClusters(const data::SparseMatrix &graph, const std::vector<std::int32_t> &labels, std::uint64_t seed,
                                  JobContext &context)
{
    BestClusters best;
    for (int step = 1; step <= sweepSteps; ++step) {
        context.report(static_cast<double>(step - 1) / sweepSteps, "clusters");
        CommunityOptions options;
        options.resolution = 0.1 * step;
        options.seed = seed;
        LEXICELL_TRY(found, leidenCommunities(graph, options, context));
        // A cell without edges is a cluster of its own.
        std::int32_t next = found.count;
        for (std::int32_t &cluster : found.labels)
            if (cluster < 0) cluster = next++;
        const ClusterAgreement agreement = clusterAgreement(found.labels, labels);
        if (step > 1 && agreement.nmi <= best.agreement.nmi) continue;
        best = {std::move(found.labels), next, options.resolution, agreement};
    }
    return best;
}

}  // namespace lexicell::analysis

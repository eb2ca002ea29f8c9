#include "models/tasks/evaluate/representation_scores.h"

#include "core/analysis/fuzzy_graph.h"
#include "core/analysis/integration_scores.h"
#include "core/analysis/silhouette.h"
#include "core/base/random.h"
#include "models/baselines/variable_gene_pca.h"

#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

void addIntervals(RepresentationScores &scores, const ScoredLabels &truth, const std::vector<std::int32_t> &clusters,
                  const std::vector<double> &widths, const std::vector<double> &mixing, const ScoringRules &rules)
{
    if (rules.rounds < 1) return;
    std::vector<std::int32_t> drawnClusters(clusters.size()), drawnLabels(clusters.size());
    std::vector<double> perLabel, counts;
    const auto found = analysis::bootstrap(
        clusters.size(), rules.rounds, static_cast<std::uint64_t>(rules.seed), [&](const std::vector<std::size_t> &cells) {
            double width = 0.0;
            perLabel.assign(cells.size(), 0.0);
            counts.assign(cells.size(), 0.0);
            for (std::size_t i = 0; i < cells.size(); ++i) {
                drawnClusters[i] = clusters[cells[i]];
                drawnLabels[i] = truth.labels.numbers[cells[i]];
                width += widths[cells[i]];
                if (mixing.empty() || std::isnan(mixing[cells[i]])) continue;
                perLabel[static_cast<std::size_t>(drawnLabels[i])] += mixing[cells[i]];
                counts[static_cast<std::size_t>(drawnLabels[i])] += 1.0;
            }
            const auto agreement = analysis::clusterAgreement(drawnClusters, drawnLabels);
            double mixed = 0.0, labels = 0.0;
            for (std::size_t label = 0; label < counts.size(); ++label)
                if (counts[label] > 0.0) {
                    mixed += perLabel[label] / counts[label];
                    labels += 1.0;
                }
            return std::vector<double>{agreement.nmi, agreement.ari, (width / static_cast<double>(cells.size()) + 1.0) / 2.0,
                                       labels > 0.0 ? mixed / labels : unknown};
        });
    scores.nmiRange = found[0];
    scores.ariRange = found[1];
    scores.aswLabelRange = found[2];
    scores.aswBatchRange = found[3];
}

struct ClusterScores {
    RepresentationScores scores;
    std::vector<std::int32_t> clusters;
};

Result<ClusterScores> clusterScores(const analysis::NearestNeighbors &neighbors, const ScoredLabels &truth,
                                    const ScoringRules &rules, JobContext &context)
{
    RepresentationScores scores;
    scores.aswLabel = scores.aswBatch = scores.avgBio = scores.avgBatch = unknown;
    scores.graphConnectivity = analysis::graphConnectivity(neighbors, truth.labels.names);
    LEXICELL_TRY(best, analysis::bestClusters(analysis::fuzzyGraph(neighbors, context.threads), truth.labels.numbers,
                                              static_cast<std::uint64_t>(rules.seed), context));
    scores.nmi = best.agreement.nmi;
    scores.ari = best.agreement.ari;
    scores.resolution = best.resolution;
    scores.clusters = best.count;
    return ClusterScores{scores, std::move(best.clusters)};
}

}  // namespace

CellLabels numbered(std::vector<std::string> names)
{
    std::unordered_map<std::string, std::int32_t> numbers;
    CellLabels labels;
    labels.numbers.reserve(names.size());
    for (const std::string &name : names)
        labels.numbers.push_back(numbers.emplace(name, static_cast<std::int32_t>(numbers.size())).first->second);
    labels.names = std::move(names);
    return labels;
}

Result<RepresentationScores> representationScores(const data::MatrixView &cells, const ScoredLabels &truth,
                                                  const ScoringRules &rules, JobContext &context)
{
    context.report(0.0, "neighbors");
    LEXICELL_TRY(neighbors, analysis::nearestNeighbors(cells, fewestScoredCells, analysis::NeighborMethod::Auto, context));
    RepresentationScores scores;
    std::vector<std::int32_t> clusters;
    {
        const JobPart part(context, 0.2, 0.5);
        LEXICELL_TRY(found, clusterScores(neighbors, truth, rules, context));
        scores = found.scores;
        clusters = std::move(found.clusters);
    }
    context.report(0.5, "silhouettes");
    LEXICELL_TRY(widths, analysis::silhouettes(cells, truth.labels.names, context));
    double sum = 0.0;
    for (const double width : widths) sum += width;
    scores.aswLabel = (sum / static_cast<double>(widths.size()) + 1.0) / 2.0;
    scores.avgBio = (scores.nmi + scores.ari + scores.aswLabel) / 3.0;
    std::vector<double> mixing;
    if (!truth.batches.names.empty()) {
        LEXICELL_TRY(mixed, analysis::batchMixing(cells, truth.labels.names, truth.batches.names, context));
        scores.aswBatch = mixed.mean;
        scores.avgBatch = (scores.aswBatch + scores.graphConnectivity) / 2.0;
        mixing = std::move(mixed.ofCell);
    }
    context.report(0.9, "intervals");
    addIntervals(scores, truth, clusters, widths, mixing, rules);
    return scores;
}

Result<RepresentationScores> neighborScores(const analysis::NearestNeighbors &neighbors, const ScoredLabels &truth,
                                            const ScoringRules &rules, JobContext &context)
{
    LEXICELL_TRY(found, clusterScores(neighbors, truth, rules, context));
    return found.scores;
}

data::Embedding randomVectors(std::int64_t cells, std::int64_t seed)
{
    Random random(static_cast<std::uint64_t>(seed), Random::streamOf("random representation"));
    data::Embedding vectors{cells, baselines::componentsOfPca, {}, {}};
    vectors.values.resize(static_cast<std::size_t>(cells * vectors.dimensions));
    for (float &value : vectors.values) value = static_cast<float>(random.normal());
    return vectors;
}

}  // namespace lexicell::models::tasks

#include "models/tasks/gene_network/attention_targets.h"

#include "core/analysis/rank_correlation.h"
#include "models/input/token_batches.h"
#include "models/tasks/gene_network/attention_network.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::models::tasks {

namespace {

constexpr std::int64_t enoughCells = 10;
std::int64_t enoughOf(std::int64_t cells) { return std::clamp<std::int64_t>(cells / 2, 1, enoughCells); }

Result<void> checkModel(const LoadedModel *model, const GeneUniverse &universe)
{
    if (!model) return Error{errors::badOption, "A network from attention needs a model.", {}, {{"source"}}};
    if (!model->attention && model->geneAttention)
        return Error{
            errors::unsupported,
            "The checkpoint " + model->card.name +
                " gives the attention that each gene receives, but no map of which gene attends to which. Choose a scGPT or "
                "scEMB-style checkpoint, or another source.",
            {}};
    if (!model->attention)
        return Error{errors::unsupported,
                     "The checkpoint " + model->card.name +
                         " has no attention maps. Choose one with the ability \"attention\", or another source.",
                     {}};
    if (universe.asked.empty())
        return Error{errors::badOption,
                     "A network from attention shows the targets of genes. Name the genes to ask about.",
                     {},
                     {{"genes"}}};
    return {};
}

Result<InfluenceSums> readCells(const ChosenCells &chosen, const LoadedModel &model, const GeneUniverse &universe,
                                const GeneNetworkOptions &options, JobContext &context)
{
    input::CellOptions reading;
    static_cast<input::MatchOptions &>(reading) = options;
    reading.seed = options.seed;
    reading.batchSize = 1;  // maps are made cell by cell, and no cell of a batch that failed may count
    LEXICELL_TRY(cells, input::prepareCells(chosen.dataset, model.card, model.tokenizer, reading, context));
    InfluenceSums sums(universe.ids, universe.asked);
    LEXICELL_CHECK(input::forEachBatch(
        cells, model, "Reading attention",
        [&](const input::CellBatch &batch) -> Result<void> {
            const TokenBatch &tokens = batch.tokens;
            for (std::int64_t cell = 0; cell < tokens.cells; ++cell) {
                if (context.cancelled()) return cancelled();
                LEXICELL_TRY(logits, model.attention->attentionLogits(tokens, cell, model.attention->layers() - 1, context));
                std::vector<std::int64_t> ids;
                for (std::int64_t token = cell * tokens.tokens; token < (cell + 1) * tokens.tokens; ++token)
                    if (!tokens.padding[static_cast<std::size_t>(token)])
                        ids.push_back(tokens.genes[static_cast<std::size_t>(token)]);
                sums.add(static_cast<std::size_t>(
                             chosen.groups[static_cast<std::size_t>(batch.cells[static_cast<std::size_t>(cell)])]),
                         ids, model.attention->heads(), tokens.tokens, logits);
            }
            return {};
        },
        context));
    return sums;
}

struct Known {
    std::vector<std::vector<std::int64_t>> targets;     // [asked]
    std::vector<std::vector<TargetMeasure>> baselines;  // [asked]
};

Error notExpressed(const std::string &gene, const std::string &group)
{
    return {errors::tooFewCells, "No cell" + (group.empty() ? std::string() : " of the group " + group) + " has " + gene +
                                     " among its tokens. Ask about a gene that these cells express."};
}

// The scores of all genes for one of those asked about.
struct Scores {
    std::vector<double> first, second, ranked;  // [genes] in each group, and what ranks them
    std::vector<double> cells;                  // [genes] that have both, in the smaller group

    // What ranks the genes comes first. The gene itself is no candidate.
    std::vector<TargetMeasure> measures(std::int64_t gene) const
    {
        std::vector<TargetMeasure> all{{second.empty() ? "attention" : "difference", ranked, false}};
        if (!second.empty()) all.insert(all.end(), {{"attention_from", first, false}, {"attention_toward", second, false}});
        all.front().scores[static_cast<std::size_t>(gene)] = std::numeric_limits<double>::quiet_NaN();
        return all;
    }
};

// A target counts if `enoughCells` of each group have it beside the gene, or half of the cells that have the gene: the mean over
// two or three cells would lead every list.
Scores scoresOf(const InfluenceSums &sums, std::size_t factor, std::int64_t gene, bool twoGroups)
{
    Scores scores{sums.mean(0, factor), twoGroups ? sums.mean(1, factor) : std::vector<double>(), {}, {}};
    for (std::size_t target = 0; target < scores.first.size(); ++target) {
        const auto place = static_cast<std::int64_t>(target);
        std::int64_t cells = sums.cells(0, factor, place);
        bool enough = cells >= enoughOf(sums.cells(0, gene));
        if (twoGroups) {
            enough = enough && sums.cells(1, factor, place) >= enoughOf(sums.cells(1, gene));
            cells = std::min(cells, sums.cells(1, factor, place));
        }
        if (!enough) scores.first[target] = std::numeric_limits<double>::quiet_NaN();
        scores.cells.push_back(static_cast<double>(cells));
    }
    scores.ranked = scores.first;
    for (std::size_t target = 0; twoGroups && target < scores.ranked.size(); ++target)
        scores.ranked[target] = scores.second[target] - scores.first[target];
    return scores;
}

// Collects the edges of all genes asked about.
class Stars {
  public:
    Stars(const GeneUniverse &universe, const GeneNetworkOptions &options)
        : m_universe(universe), m_twoGroups(!options.toward.empty())
    {
        m_found.targets.k = options.k;
        m_found.scores = {{"cells", {}}};
        if (m_twoGroups) m_found.scores.insert(m_found.scores.end(), {{"attention_from", {}}, {"attention_toward", {}}});
    }

    void add(std::int64_t gene, const Scores &scores, const InfluenceSums &sums)
    {
        const auto best = topTargets(scores.ranked, static_cast<std::size_t>(m_found.targets.k), {gene});
        for (std::int64_t i = 0; i < m_found.targets.k; ++i)
            m_found.targets.neighbors.push_back(
                static_cast<std::size_t>(i) < best.size()
                    ? GeneNeighbor{best[static_cast<std::size_t>(i)].token, best[static_cast<std::size_t>(i)].score}
                    : GeneNeighbor{gene, 0.0});
        for (std::size_t i = 0; i < best.size(); ++i) {
            const auto target = static_cast<std::size_t>(best[i].token);
            m_edges.push_back({{gene, best[i].token, best[i].score, static_cast<std::int64_t>(i) + 1, 0.0},
                               scores.cells[target],
                               scores.first[target],
                               m_twoGroups ? scores.second[target] : 0.0});
        }
        for (std::size_t target = 0; target < scores.ranked.size(); ++target) {
            if (std::isnan(scores.ranked[target]) || static_cast<std::int64_t>(target) == gene) continue;
            m_found.candidates.push_back(static_cast<std::int64_t>(target));
            m_all.push_back(scores.ranked[target]);
            m_detected.push_back(static_cast<double>(sums.cells(0, static_cast<std::int64_t>(target)) +
                                                     sums.cells(1, static_cast<std::int64_t>(target))));
        }
    }

    // The known targets of one gene asked about; `baselines` has a score for every gene.
    void compare(std::int64_t gene, const Scores &scores, const std::vector<std::int64_t> &known,
                 const std::vector<TargetMeasure> &baselines)
    {
        if (known.empty()) return;
        std::vector<TargetMeasure> measures = scores.measures(gene);
        measures.insert(measures.end(), baselines.begin(), baselines.end());
        m_found.known.push_back(
            foundTargets(m_universe.names[static_cast<std::size_t>(gene)], known, measures, m_found.targets.k));
    }

    AttentionTargets finished()
    {
        m_found.rows = m_universe.asked;
        for (const Edge &edge : m_edges) m_found.rows.push_back(edge.edge.b);
        m_found.candidates.insert(m_found.candidates.end(), m_universe.asked.begin(), m_universe.asked.end());
        for (auto *rows : {&m_found.rows, &m_found.candidates}) {
            std::sort(rows->begin(), rows->end());
            rows->erase(std::unique(rows->begin(), rows->end()), rows->end());
        }
        std::stable_sort(m_edges.begin(), m_edges.end(),
                         [](const Edge &x, const Edge &y) { return x.edge.weight > y.edge.weight; });
        const auto placeOf = [this](std::int64_t row) {
            return std::lower_bound(m_found.rows.begin(), m_found.rows.end(), row) - m_found.rows.begin();
        };
        for (Edge &edge : m_edges) {
            edge.edge.a = placeOf(edge.edge.a);
            edge.edge.b = placeOf(edge.edge.b);
            m_found.edges.push_back(edge.edge);
            m_found.scores[0].values.push_back(edge.cells);
            if (!m_twoGroups) continue;
            m_found.scores[1].values.push_back(edge.first);
            m_found.scores[2].values.push_back(edge.second);
        }
        for (const double score : m_all) m_found.meanScore += score / static_cast<double>(m_all.size());
        if (const double rho = analysis::spearman(m_all, m_detected); !std::isnan(rho)) m_found.byDetection = rho;
        return std::move(m_found);
    }

  private:
    struct Edge {
        NetworkEdge edge;
        double cells, first, second;
    };
    const GeneUniverse &m_universe;
    bool m_twoGroups;
    AttentionTargets m_found;
    std::vector<Edge> m_edges;
    std::vector<double> m_all, m_detected;
};

}  // namespace

Result<AttentionTargets> attentionTargets(const data::Dataset &dataset, const LoadedModel *model, const GeneUniverse &universe,
                                          const GeneNetworkOptions &options, JobContext &context)
{
    LEXICELL_CHECK(checkModel(model, universe));
    LEXICELL_TRY(chosen, cellsOfGroups(dataset, options, options.maxCells, context));
    Known known;
    if (!options.known.empty()) {
        LEXICELL_TRY(targets, knownTargets(universe, options.known, context));
        known.targets = std::move(targets);
        LEXICELL_TRY(matrix, chosen.dataset.matrix(options.layer));
        LEXICELL_TRY(baselines, targetBaselines(matrix, universe, context));
        known.baselines = std::move(baselines);
    }
    LEXICELL_TRY(sums, readCells(chosen, *model, universe, options, context));
    Stars stars(universe, options);
    for (std::size_t factor = 0; factor < universe.asked.size(); ++factor) {
        const std::int64_t gene = universe.asked[factor];
        for (std::size_t group = 0; group < (options.toward.empty() ? 1U : 2U); ++group)
            if (sums.cells(group, gene) == 0)
                return notExpressed(universe.names[static_cast<std::size_t>(gene)], group == 0 ? options.from : options.toward);
        const Scores scores = scoresOf(sums, factor, gene, !options.toward.empty());
        stars.add(gene, scores, sums);
        if (!known.targets.empty()) stars.compare(gene, scores, known.targets[factor], known.baselines[factor]);
    }
    return stars.finished();
}

}  // namespace lexicell::models::tasks

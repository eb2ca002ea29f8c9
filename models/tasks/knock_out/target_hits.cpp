#include "models/tasks/knock_out/target_hits.h"

#include "core/base/random.h"
#include "core/io/text/gene_sets_file.h"
#include "models/tasks/gene_lists.h"
#include "models/tasks/knock_out/warn_once.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <numeric>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t mostNamed = 8;      // names that a message lists
constexpr std::size_t mostStrata = 10;    // of genes of like expression
constexpr std::size_t fewestInOne = 20;   // genes
constexpr std::size_t curvePoints = 100;  // at most

template <class Name, class All> std::string someOf(const All &all, Name &&name)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(all.size(), mostNamed); ++i) text += (i ? ", " : "") + name(all[i]);
    return all.size() > mostNamed ? text + " and " + std::to_string(all.size() - mostNamed) + " more" : text;
}

bool holdsSets(const KnockOutOptions &options)
{
    return options.targets.size() == 1 && (!options.targetSet.empty() || namesGeneSets(options.targets));
}

Result<TargetSet> setOf(const io::GeneSets &sets, const KnockOutOptions &options)
{
    const auto named = [](const io::GeneSet &set) { return set.name; };
    auto found = sets.sets.begin();
    if (!options.targetSet.empty()) {
        found = std::find_if(sets.sets.begin(), sets.sets.end(), [&](const auto &set) { return set.name == options.targetSet; });
        if (found == sets.sets.end())
            return Error{errors::badOption,
                         options.targets.front() + " has no gene set " + options.targetSet + ". It has " +
                             someOf(sets.sets, named) + ".",
                         {},
                         {{"target-set"}}};
    } else if (sets.sets.size() > 1) {
        return Error{errors::choiceNeeded,
                     options.targets.front() + " holds " + std::to_string(sets.sets.size()) +
                         " gene sets: " + someOf(sets.sets, named) + ". Choose the one with the targets.",
                     {},
                     {{"target-set"}}};
    }
    TargetSet targets{found->name, {}};
    for (const std::int32_t gene : found->genes) targets.genes.push_back(sets.genes[static_cast<std::size_t>(gene)]);
    return targets;
}

Result<TargetSet> setIn(const KnockOutOptions &options, JobContext &context)
{
    LEXICELL_TRY(file, io::geneSetsFile(options.targets.front()));
    LEXICELL_TRY(sets, io::readGeneSets(file, context));
    return setOf(sets, options);
}

// Genes of one ranking, with what the permutation needs. Kept in the order of mean expression, so that a stratum is a range.
struct Ranked {
    std::vector<double> score;
    std::vector<bool> target;
};

Ranked rankedBy(const std::vector<const KnockOutGene *> &genes, const std::vector<double> &scores,
                const std::vector<bool> &targets)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < scores.size(); ++i)
        if (!std::isnan(scores[i])) order.push_back(i);
    // Equal ones by their place in the file: the draws must not depend on the order in which genes were asked for.
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::pair(genes[a]->meanExpression, genes[a]->gene.column) <
               std::pair(genes[b]->meanExpression, genes[b]->gene.column);
    });
    Ranked ranked;
    for (const std::size_t i : order) {
        ranked.score.push_back(scores[i]);
        ranked.target.push_back(targets[i]);
    }
    return ranked;
}

// As many genes as targets, drawn from each stratum of like expression; their AUROC.
class LikeGenes {
  public:
    explicit LikeGenes(const Ranked &ranked) : m_ranks(midRanks(ranked.score))
    {
        const std::size_t strata = std::clamp<std::size_t>(m_ranks.size() / fewestInOne, 1, mostStrata);
        for (std::size_t i = 0; i < strata; ++i) {
            const std::size_t begin = i * m_ranks.size() / strata, end = (i + 1) * m_ranks.size() / strata;
            const auto count = std::count(ranked.target.begin() + static_cast<std::ptrdiff_t>(begin),
                                          ranked.target.begin() + static_cast<std::ptrdiff_t>(end), true);
            m_strata.push_back({begin, end, static_cast<std::size_t>(count)});
            m_targets += static_cast<double>(count);
        }
        m_places.resize(m_ranks.size());
        std::iota(m_places.begin(), m_places.end(), std::size_t{0});
    }

    double auroc(double sumOfRanks) const
    {
        const auto all = static_cast<double>(m_ranks.size());
        return (sumOfRanks - m_targets * (m_targets + 1.0) / 2.0) / (m_targets * (all - m_targets));
    }
    // The first places of every stratum are shuffled; what order earlier draws left does not matter.
    double draw(Random &random)
    {
        double sum = 0.0;
        for (const Stratum &stratum : m_strata)
            for (std::size_t i = 0; i < stratum.targets; ++i) {
                const std::size_t at = stratum.begin + i;
                std::swap(m_places[at], m_places[at + random.below(stratum.end - at)]);
                sum += m_ranks[m_places[at]];
            }
        return auroc(sum);
    }

  private:
    struct Stratum {
        std::size_t begin, end, targets;
    };
    std::vector<double> m_ranks;
    std::vector<Stratum> m_strata;
    std::vector<std::size_t> m_places;
    double m_targets = 0.0;
};

void addCurve(TargetRanking &ranking, const Ranked &ranked)
{
    std::vector<std::size_t> order(ranked.score.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return ranked.score[a] > ranked.score[b]; });
    const std::size_t points = std::min(curvePoints, order.size());
    std::int64_t found = 0;
    std::size_t next = 0;
    for (std::size_t point = 1; point <= points; ++point) {
        const std::size_t count = point * order.size() / points;
        for (; next < count; ++next) found += ranked.target[order[next]] ? 1 : 0;
        ranking.counts.push_back(static_cast<std::int64_t>(count));
        ranking.targets.push_back(found);
    }
}

Result<TargetRanking> targetsIn(const Ranked &ranked, std::uint64_t seed, const JobContext &context)
{
    TargetRanking ranking{retrieval(ranked.score, ranked.target), unknown, unknown, {}, {}};
    addCurve(ranking, ranked);
    if (std::isnan(ranking.found.auroc)) return ranking;
    LikeGenes like(ranked);
    Random random(seed, Random::streamOf("targets"));
    int asLarge = 0;
    double sum = 0.0;
    for (int draw = 0; draw < targetDraws; ++draw) {
        if (context.cancelled()) return cancelled();
        const double auroc = like.draw(random);
        sum += auroc;
        // Sums of half ranks are exact, so equal sets give equal bits.
        asLarge += auroc >= ranking.found.auroc ? 1 : 0;
    }
    ranking.expectedAuroc = sum / targetDraws;
    ranking.p = (1.0 + asLarge) / (1.0 + targetDraws);
    return ranking;
}

}  // namespace

Result<TargetSet> readTargets(const KnockOutOptions &options, JobContext &context)
{
    if (!options.targetSet.empty() && options.targets.size() != 1)
        return Error{errors::badOption, "Name one file that holds the gene sets.", {}, {{"targets"}}};
    if (holdsSets(options)) return setIn(options, context);
    LEXICELL_TRY(genes, geneNames(options.targets));
    // Gene sets by another name: names of genes hold no tabs.
    if (genes.front().find('\t') != std::string::npos) return setIn(options, context);
    const bool isFile = options.targets.size() == 1 && genes != options.targets;
    return TargetSet{isFile ? std::filesystem::path(options.targets.front()).stem().string() : "genes", std::move(genes)};
}

Result<std::vector<std::int64_t>> targetColumns(const TargetSet &targets, const GeneFinder &finder, JobContext &context)
{
    std::vector<std::int64_t> columns;
    std::vector<std::string> absent;
    for (const std::string &name : targets.genes) {
        const std::int64_t column = finder.column(name);
        if (column < 0) absent.push_back(name);
        else columns.push_back(column);
    }
    const std::string text = someOf(absent, [](const std::string &name) { return name; });
    if (columns.empty())
        return Error{errors::unknownGene,
                     "None of the targets is in the data set: " + text +
                         ". Check the spelling, or choose another column of genes.",
                     {},
                     {{"targets"}, {"gene-column"}}};
    if (!absent.empty())
        warnOnce(context, warnings::unknownGenes,
                 std::to_string(absent.size()) + " of " + std::to_string(targets.genes.size()) +
                     " targets are not in the data set: " + text + ".",
                 {{"targets"}});
    std::sort(columns.begin(), columns.end());
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    return columns;
}

Result<TargetHits> targetHits(const KnockOut &result, const std::vector<std::int64_t> &targets, std::uint64_t seed,
                              const JobContext &context, const std::vector<double> *degree)
{
    const ShiftMetric metric = result.leading();
    TargetHits hits;
    std::vector<const KnockOutGene *> genes;
    for (const KnockOutGene &gene : result.genes)
        if (gene.tested && !std::isnan(gene.in(metric).effect.value)) genes.push_back(&gene);
    hits.byZ =
        std::any_of(genes.begin(), genes.end(), [metric](const auto *gene) { return !std::isnan(gene->in(metric).null.z); });
    std::vector<double> model, pca, differential, expression;
    std::vector<bool> target;
    for (const KnockOutGene *gene : genes) {
        model.push_back(hits.byZ ? gene->in(metric).null.z : gene->in(metric).effect.value);
        pca.push_back(gene->in(metric).pca);
        differential.push_back(std::abs(gene->differential.score));
        expression.push_back(gene->meanExpression);
        target.push_back(std::binary_search(targets.begin(), targets.end(), gene->gene.column));
        hits.tested += target.back() ? 1 : 0;
    }
    for (std::size_t i = 0; i < genes.size(); ++i) {
        if (!target[i] || std::isnan(model[i])) continue;
        const auto before = std::count_if(model.begin(), model.end(), [&](double other) { return other > model[i]; });
        hits.hits.push_back({genes[i]->gene.name, before + 1, genes[i]->in(metric).null.z, genes[i]->in(metric).adjustedP});
    }
    std::stable_sort(hits.hits.begin(), hits.hits.end(), [](const auto &a, const auto &b) { return a.rank < b.rank; });
    for (const auto &[scores, ranking] :
         {std::pair{&model, &hits.model}, std::pair{&pca, &hits.pca}, std::pair{&differential, &hits.differential},
          std::pair{&expression, &hits.meanExpression}}) {
        LEXICELL_TRY(found, targetsIn(rankedBy(genes, *scores, target), seed, context));
        *ranking = std::move(found);
    }
    if (!degree) return hits;
    std::vector<double> partners;
    partners.reserve(genes.size());
    for (const KnockOutGene *gene : genes)
        partners.push_back(gene->gene.column < 0 ? unknown : (*degree)[static_cast<std::size_t>(gene->gene.column)]);
    LEXICELL_TRY(found, targetsIn(rankedBy(genes, partners, target), seed, context));
    hits.degree = std::move(found);
    return hits;
}

}  // namespace lexicell::models::tasks

#include "models/tasks/gene_network/known_targets.h"

#include "core/analysis/enrichment.h"
#include "core/genes/gene_search.h"
#include "core/preprocess/gene_moments.h"
#include "models/tasks/gene_network/coexpression.h"
#include "models/baselines/log_values.h"
#include "models/tasks/gene_lists.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace lexicell::models::tasks {

namespace {

// "DDIT3" and "DDIT3_K562" are sets of DDIT3, "DDIT3L" is not.
bool isSetOf(const std::string &set, const std::string &gene)
{
    return set.starts_with(gene) && (set.size() == gene.size() || !(std::isalnum(static_cast<unsigned char>(set[gene.size()])) ||
                                                                    set[gene.size()] == '-' || set[gene.size()] == '.'));
}

Result<std::vector<std::vector<std::string>>> namesOfTargets(const GeneUniverse &universe, const std::vector<std::string> &given,
                                                             JobContext &context)
{
    std::vector<std::vector<std::string>> names(universe.asked.size());
    if (!namesGeneSets(given)) {
        if (names.size() != 1)
            return Error{
                errors::badOption,
                "A list of known targets belongs to one gene, and several are asked about. Ask about one gene, or give a "
                "GMT file with a set for each.",
                {},
                {{"known"}, {"genes"}}};
        LEXICELL_TRY(listed, geneNames(given));
        names.front() = std::move(listed);
        return names;
    }
    LEXICELL_TRY(sets, geneSetLists(given, context));
    bool any = false;
    for (std::size_t asked = 0; asked < names.size(); ++asked) {
        const std::string &gene = universe.names[static_cast<std::size_t>(universe.asked[asked])];
        for (const GeneList &set : sets) {
            if (!isSetOf(set.name, gene)) continue;
            any = true;
            names[asked].insert(names[asked].end(), set.genes.begin(), set.genes.end());
        }
    }
    if (any) return names;
    return Error{errors::unknownGene,
                 "No set of " + given.front() +
                     " has the name of a gene asked about. The name of a set must begin with the gene's: " +
                     universe.names[static_cast<std::size_t>(universe.asked.front())] + ".",
                 {},
                 {{"known"}}};
}

}  // namespace

Result<std::vector<std::vector<std::int64_t>>> knownTargets(const GeneUniverse &universe, const std::vector<std::string> &given,
                                                            JobContext &context)
{
    LEXICELL_TRY(names, namesOfTargets(universe, given, context));
    const auto table = genes::GeneTable::nearest(genes::likelySpecies(universe.names));
    const genes::GeneSearch search(universe.names, {}, table.ok() ? *table : nullptr);
    std::vector<std::vector<std::int64_t>> targets(names.size());
    std::size_t found = 0, missing = 0;
    for (std::size_t asked = 0; asked < names.size(); ++asked) {
        for (const std::string &name : names[asked]) {
            const std::int64_t row = search.named(name);
            if (row < 0) ++missing;
            else if (row != universe.asked[asked]) targets[asked].push_back(row);
        }
        std::sort(targets[asked].begin(), targets[asked].end());
        targets[asked].erase(std::unique(targets[asked].begin(), targets[asked].end()), targets[asked].end());
        found += targets[asked].size();
    }
    if (found == 0)
        return Error{errors::unknownGene,
                     "None of the known targets is a gene that the network can hold. Check their names, or use other genes.",
                     {},
                     {{"known"}}};
    if (missing > 0)
        context.warn(warnings::unknownGenes, std::to_string(missing) +
                                                 " known targets are not among the genes that the network can "
                                                 "hold. They are left out.");
    return targets;
}

FoundTargets foundTargets(const std::string &gene, const std::vector<std::int64_t> &known,
                          const std::vector<TargetMeasure> &measures, std::int64_t top)
{
    FoundTargets found;
    found.gene = gene;
    const std::vector<double> &leading = measures.front().scores;
    std::vector<bool> truth(leading.size());
    for (const std::int64_t row : known) truth[static_cast<std::size_t>(row)] = true;
    std::vector<std::size_t> candidates;
    for (std::size_t row = 0; row < leading.size(); ++row) {
        if (std::isnan(leading[row])) continue;
        candidates.push_back(row);
        found.known += truth[row] ? 1 : 0;
    }
    found.candidates = static_cast<std::int64_t>(candidates.size());
    for (const TargetMeasure &measure : measures) {
        std::vector<double> scores(leading.size(), std::nan(""));
        for (const std::size_t row : candidates) scores[row] = measure.scores[row];
        found.measures.push_back({measure.name, measure.baseline, retrieval(scores, truth)});
    }
    std::stable_sort(candidates.begin(), candidates.end(), [&](std::size_t a, std::size_t b) { return leading[a] > leading[b]; });
    candidates.resize(std::min(candidates.size(), static_cast<std::size_t>(top)));
    found.top = static_cast<std::int64_t>(candidates.size());
    for (const std::size_t row : candidates) found.topKnown += truth[row] ? 1 : 0;
    if (found.candidates == 0) return found;
    found.topByChance = static_cast<double>(found.top) * static_cast<double>(found.known) / static_cast<double>(found.candidates);
    found.topPValue = analysis::hypergeometricTail(found.topKnown, found.candidates, found.known, found.top);
    return found;
}

Result<std::vector<std::vector<TargetMeasure>>> targetBaselines(const data::ExpressionMatrix &cells, const GeneUniverse &universe,
                                                                JobContext &context)
{
    const std::size_t genes = universe.columns.size();
    TargetMeasure mean{"mean_expression", {}, true}, variance{"variance", {}, true}, detection{"detection", {}, true};
    {
        LEXICELL_TRY(values, baselines::logValues(cells, context));
        const auto moments = preprocess::geneMoments(values, nullptr, preprocess::ValueScale::AsIs);
        for (const std::int64_t gene : universe.columns) {
            const auto at = static_cast<std::size_t>(gene);
            mean.scores.push_back(moments.mean[at]);
            variance.scores.push_back(moments.variance[at]);
            detection.scores.push_back(static_cast<double>(moments.cells[at]) / static_cast<double>(moments.n));
        }
    }
    LEXICELL_TRY(table, baselines::coexpression(cells, universe.columns, {"spearman", 0, 0}, context));
    std::vector<std::vector<TargetMeasure>> all;
    for (const std::int64_t asked : universe.asked) {
        TargetMeasure coexpression{"coexpression", {}, true};
        for (std::size_t row = 0; row < genes; ++row)
            coexpression.scores.push_back(std::abs(table.cosine(asked, static_cast<std::int64_t>(row))));
        all.push_back({mean, variance, detection, std::move(coexpression)});
    }
    return all;
}

}  // namespace lexicell::models::tasks

#include "models/tasks/module_activity/module_activity.h"

#include "core/analysis/quantile.h"
#include "core/base/guarded.h"
#include "core/base/random.h"
#include "core/genes/gene_names.h"
#include "core/genes/gene_search.h"
#include "core/genes/gene_spelling.h"
#include "core/steps/step_input.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lexicell::models::tasks {

namespace {

using Genes = std::vector<std::int64_t>;

struct Module {
    std::string name;
    Genes genes;  // columns, ascending
};

std::string listed(const std::vector<std::string> &names)
{
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), most); ++i) text += (i ? ", " : "") + names[i];
    return names.size() > most ? text + " and " + std::to_string(names.size() - most) + " more" : text;
}

Result<std::vector<Module>> modulesIn(const data::Dataset &dataset, const std::vector<GeneList> &lists,
                                      const ModuleActivityOptions &options, JobContext &context)
{
    const std::string column = options.geneColumn == "index" ? std::string() : options.geneColumn;
    LEXICELL_TRY(names, genes::geneNames(dataset, column));
    const auto table = genes::GeneTable::nearest(genes::likelySpecies(names));
    const genes::GeneSearch search(names, genes::geneSymbols(dataset.var), table.ok() ? *table : nullptr);
    std::vector<Module> modules;
    std::vector<std::string> small;
    for (const GeneList &list : lists) {
        Module module{list.name, {}};
        for (const std::string &name : list.genes)
            if (const std::int64_t gene = search.named(name); gene >= 0) module.genes.push_back(gene);
        std::sort(module.genes.begin(), module.genes.end());
        module.genes.erase(std::unique(module.genes.begin(), module.genes.end()), module.genes.end());
        if (static_cast<int>(module.genes.size()) < options.minSize) small.push_back(list.name);
        else modules.push_back(std::move(module));
    }
    if (modules.empty())
        return Error{errors::unknownGene,
                     "No module has " + std::to_string(options.minSize) +
                         " genes in the data set. Check the names of the genes, or allow smaller modules.",
                     {},
                     {{"min-size"}, {"gene-column"}}};
    if (!small.empty())
        context.warn(warnings::leftOut,
                     std::to_string(small.size()) + " modules with fewer than " + std::to_string(options.minSize) +
                         " genes in the data set are left out: " + listed(small) + ".",
                     {{"min-size"}});
    return modules;
}

struct Groups {
    analysis::CellGroups cells;
    std::vector<std::string> names;
};

Result<Groups> groupsOf(const data::Dataset &dataset, const std::string &column)
{
    LEXICELL_TRY(labels, dataset.labels(column, "groupby"));
    const auto names = labels.categoryNames();
    std::vector<std::int64_t> sizes(names.size());
    for (const std::int32_t code : labels.codes)
        if (code >= 0) ++sizes[static_cast<std::size_t>(code)];
    Groups groups;
    std::vector<std::int32_t> place(names.size(), -1);
    for (std::size_t code = 0; code < names.size(); ++code) {
        if (sizes[code] == 0) continue;
        place[code] = static_cast<std::int32_t>(groups.names.size());
        groups.names.push_back(names[code]);
        groups.cells.sizes.push_back(sizes[code]);
    }
    if (groups.names.empty())
        return Error{
            errors::tooSmall, "No cell has a group in the obs column " + column + ". Choose another column.", {}, {{"groupby"}}};
    for (const std::int32_t code : labels.codes) groups.cells.of.push_back(code < 0 ? -1 : place[static_cast<std::size_t>(code)]);
    return groups;
}

// Draws sets of the size and expression of a module: for each gene another of its level that is not in the module.
class RandomSets {
  public:
    RandomSets(const std::vector<std::int32_t> &bins, std::int64_t seed) : m_bins(bins), m_seed(seed)
    {
        for (std::size_t gene = 0; gene < bins.size(); ++gene) {
            const auto bin = static_cast<std::size_t>(bins[gene]);
            if (bin >= m_members.size()) m_members.resize(bin + 1);
            m_members[bin].push_back(static_cast<std::int64_t>(gene));
        }
    }

    std::vector<Genes> draw(const Module &module, int count) const
    {
        std::vector<Genes> pools(m_members.size());
        for (const std::int64_t gene : module.genes) {
            Genes &pool = pools[binOf(gene)];
            if (!pool.empty()) continue;
            for (const std::int64_t other : m_members[binOf(gene)])
                if (!std::binary_search(module.genes.begin(), module.genes.end(), other)) pool.push_back(other);
        }
        Random random(static_cast<std::uint64_t>(m_seed), Random::streamOf("random sets of " + module.name));
        std::vector<Genes> sets(static_cast<std::size_t>(count));
        std::vector<std::size_t> used;
        for (Genes &set : sets) {
            used.assign(pools.size(), 0);
            for (const std::int64_t gene : module.genes) {
                Genes &pool = pools[binOf(gene)];
                std::size_t &taken = used[binOf(gene)];
                if (taken == pool.size()) continue;  // the level has no further gene: the set is smaller
                std::swap(pool[taken], pool[taken + random.below(pool.size() - taken)]);
                set.push_back(pool[taken++]);
            }
        }
        return sets;
    }

  private:
    std::size_t binOf(std::int64_t gene) const { return static_cast<std::size_t>(m_bins[static_cast<std::size_t>(gene)]); }

    const std::vector<std::int32_t> &m_bins;
    std::int64_t m_seed;
    std::vector<Genes> m_members;  // [bins]
};

// [groups]
std::vector<double> meanOverGenes(const std::vector<double> &means, std::size_t groups, const Genes &of)
{
    const std::size_t genes = means.size() / groups;
    std::vector<double> mean(groups, 0.0);
    for (std::size_t group = 0; group < groups; ++group) {
        for (const std::int64_t gene : of) mean[group] += means[group * genes + static_cast<std::size_t>(gene)];
        mean[group] /= static_cast<double>(of.size());
    }
    return mean;
}

std::vector<double> less(std::vector<double> values, const std::vector<double> &control)
{
    for (std::size_t group = 0; group < values.size(); ++group) values[group] -= control[group];
    return values;
}

void addModule(ModuleActivity &result, const std::vector<double> &scores, const std::vector<std::vector<double>> &random)
{
    const std::size_t groups = scores.size();
    std::vector<double> all;
    for (std::size_t group = 0; group < groups; ++group) {
        double mean = 0.0, squares = 0.0;
        for (const auto &set : random) mean += set[group] / static_cast<double>(random.size());
        std::int64_t asFar = 0;
        for (const auto &set : random) {
            squares += (set[group] - mean) * (set[group] - mean);
            asFar += std::abs(set[group] - mean) >= std::abs(scores[group] - mean) ? 1 : 0;
            all.push_back(set[group]);
        }
        result.score.push_back(scores[group]);
        result.randomMean.push_back(mean);
        result.randomSpread.push_back(std::sqrt(squares / static_cast<double>(random.size() - 1)));
        result.pValue.push_back(static_cast<double>(asFar + 1) / static_cast<double>(random.size() + 1));
    }
    result.randomLow.push_back(analysis::quantile(all, 0.025));
    result.randomHigh.push_back(analysis::quantile(std::move(all), 0.975));
}

Result<ModuleActivity> build(const data::Dataset &dataset, const std::vector<GeneList> &lists,
                             const ModuleActivityOptions &options, JobContext &context)
{
    LEXICELL_CHECK(checkModuleActivityOptions(options));
    context.report(0.0, "reading the matrix");
    LEXICELL_TRY(groups, groupsOf(dataset, options.groupby));
    LEXICELL_TRY(modules, modulesIn(dataset, lists, options, context));
    LEXICELL_TRY(block, options.logNormalized ? steps::readLogNormalized(dataset, options.layer)
                                              : steps::readCounts(dataset, options.layer, steps::LogValues::Allowed));
    const auto values = options.logNormalized ? preprocess::LogValues::asIs(block) : preprocess::LogValues::ofCounts(block);
    const auto bins = preprocess::expressionBins(preprocess::meanOfGenes(values), options.bins);
    const auto means = meansOfGroups(values, groups.cells);
    const RandomSets drawing(bins, options.seed);
    ModuleActivity result;
    result.groups = groups.names;
    result.cells = groups.cells.sizes;
    std::vector<std::string> alone;
    for (const Module &module : modules) {
        if (context.cancelled()) return cancelled();
        context.report(0.3 +
                           0.7 * static_cast<double>(result.modules.size() + alone.size()) / static_cast<double>(modules.size()),
                       "scoring modules");
        const auto control = preprocess::controlGenes(bins, module.genes, options.controlSize, options.seed);
        const auto sets = drawing.draw(module, options.randomSets);
        if (control.empty() || sets.front().empty()) {
            alone.push_back(module.name);
            continue;
        }
        result.modules.push_back(module.name);
        result.sizes.push_back(static_cast<std::int64_t>(module.genes.size()));
        std::vector<std::vector<double>> random;
        random.reserve(sets.size());
        const auto ofControl = meanOverGenes(means, groups.names.size(), control);  // many genes, the same for all sets
        for (const Genes &set : sets) random.push_back(less(meanOverGenes(means, groups.names.size(), set), ofControl));
        addModule(result, less(meanOverGenes(means, groups.names.size(), module.genes), ofControl), random);
    }
    if (alone.empty()) return result;
    const std::string what = "No other gene has the expression of the genes of " + listed(alone) +
                             ", so there is no control. Use smaller modules, or fewer levels of expression.";
    if (result.modules.empty()) return Error{errors::tooFewGenes, what, {}, {{"n-bins"}}};
    context.warn(warnings::leftOut, what, {{"n-bins"}});
    return result;
}

}  // namespace

std::vector<double> meansOfGroups(const preprocess::LogValues &values, const analysis::CellGroups &groups)
{
    const auto genes = static_cast<std::size_t>(values.block.columns);
    std::vector<double> means(groups.count() * genes);
    for (std::size_t cell = 0; cell < groups.of.size(); ++cell) {
        if (groups.of[cell] < 0) continue;
        double *const row = means.data() + static_cast<std::size_t>(groups.of[cell]) * genes;
        for (auto k = static_cast<std::size_t>(values.block.indptr[cell]);
             k < static_cast<std::size_t>(values.block.indptr[cell + 1]); ++k)
            row[values.block.indices[k]] += values.at(cell, k);
    }
    for (std::size_t i = 0; i < means.size(); ++i) means[i] /= static_cast<double>(groups.sizes[i / genes]);
    return means;
}

std::vector<double> activityOf(const std::vector<double> &means, std::size_t groups, const std::vector<std::int64_t> &set,
                               const std::vector<std::int64_t> &control)
{
    return less(meanOverGenes(means, groups, set), meanOverGenes(means, groups, control));
}

Result<void> checkModuleActivityOptions(const ModuleActivityOptions &options)
{
    if (options.modules.empty())
        return Error{errors::badOption, "Name the gene sets to score, or a file that holds them.", {}, {{"modules"}}};
    if (options.groupby.empty())
        return Error{errors::badOption, "Choose the obs column with the groups of cells.", {}, {{"groupby"}}};
    if (options.minSize < 1) return Error{errors::badOption, "min-size must be at least 1.", {}, {{"min-size"}}};
    if (options.controlSize < 1)
        return Error{errors::badOption, "At least 1 control gene must be drawn from each level.", {}, {{"ctrl-size"}}};
    if (options.bins < 2) return Error{errors::badOption, "There must be at least 2 levels of expression.", {}, {{"n-bins"}}};
    if (options.randomSets < 20) return Error{errors::badOption, "A range needs at least 20 random sets.", {}, {{"random-sets"}}};
    return {};
}

Result<ModuleActivity> moduleActivity(const data::Dataset &dataset, const std::vector<GeneList> &modules,
                                      const ModuleActivityOptions &options, JobContext &context)
{
    return guarded(
        "score the modules", [&] { return build(dataset, modules, options, context); }, "Use fewer cells or genes.");
}

}  // namespace lexicell::models::tasks

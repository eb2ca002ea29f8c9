#include "models/tasks/perturb/perturbation_split.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace lexicell::models::tasks {

namespace {

using Cells = std::vector<std::int64_t>;

constexpr std::uint64_t geneStream = 0x70657274ull;
constexpr std::uint64_t cellStream = 0x63656C6Cull;

template <class T> void shuffle(std::vector<T> &items, Random random)
{
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.below(i)]);
}

std::int64_t nonEmpty(const std::vector<Cells> &parts)
{
    return std::count_if(parts.begin(), parts.end(), [](const Cells &cells) { return !cells.empty(); });
}

bool perturbs(const Condition &condition, const std::set<std::int64_t> &genes)
{
    return std::any_of(condition.genes.begin(), condition.genes.end(), [&](std::int64_t gene) { return genes.contains(gene); });
}

// Genes in random order, as long as the conditions that perturb them stay within the share; at least the rarest one.
std::set<std::int64_t> heldGenes(const std::vector<Condition> &conditions, const PerturbationSplitOptions &options)
{
    std::set<std::int64_t> all;
    std::int64_t usable = 0;
    for (const Condition &condition : conditions) {
        if (!condition.measured()) continue;
        ++usable;
        all.insert(condition.genes.begin(), condition.genes.end());
    }
    const auto touched = [&](const std::set<std::int64_t> &genes) {
        return std::count_if(conditions.begin(), conditions.end(),
                             [&](const Condition &c) { return c.measured() && perturbs(c, genes); });
    };
    const auto wanted = std::max<std::int64_t>(1, std::llround(options.validation * static_cast<double>(usable)));
    std::vector<std::int64_t> order(all.begin(), all.end());
    shuffle(order, Random(static_cast<std::uint64_t>(options.seed), geneStream));
    std::set<std::int64_t> held;
    for (const std::int64_t gene : order) {
        std::set<std::int64_t> more = held;
        more.insert(gene);
        if (touched(more) <= wanted) held = std::move(more);
    }
    if (held.empty())
        held.insert(*std::min_element(order.begin(), order.end(),
                                      [&](std::int64_t a, std::int64_t b) { return touched({a}) < touched({b}); }));
    return held;
}

// Two cells at least, else the condition is learned whole.
void splitWithin(const Cells &cells, std::size_t condition, const PerturbationSplitOptions &options, PerturbationSplit &split)
{
    Cells shuffled = cells;
    shuffle(shuffled, Random(static_cast<std::uint64_t>(options.seed), Random::mix(cellStream + condition)));
    const auto count = static_cast<std::int64_t>(cells.size());
    const std::int64_t held =
        count < 2 ? 0 : std::clamp<std::int64_t>(std::llround(options.validation * static_cast<double>(count)), 1, count - 1);
    split.validation[condition].assign(shuffled.begin(), shuffled.begin() + held);
    split.training[condition].assign(shuffled.begin() + held, shuffled.end());
    std::sort(split.validation[condition].begin(), split.validation[condition].end());
    std::sort(split.training[condition].begin(), split.training[condition].end());
}

void splitListed(const Cells &cells, const Cells &held, Cells &training, Cells &validation)
{
    for (const std::int64_t cell : cells)
        (std::binary_search(held.begin(), held.end(), cell) ? validation : training).push_back(cell);
}

Error tooFew(const std::string &message, std::vector<Choice> choices)
{
    return {errors::tooFewCells, message, {}, std::move(choices)};
}

Result<void> checkParts(const PerturbationSplit &split)
{
    if (split.trainingConditions() == 0)
        return tooFew("All perturbed cells are held out, so nothing is left to learn from. Hold out fewer.",
                      {{"holdout"}, {"validation"}});
    if (split.validationConditions() == 0)
        return tooFew("No perturbed cell is held out, so the model cannot be checked. Hold out other cells, or a larger share.",
                      {{"holdout"}, {"validation"}});
    return {};
}

}  // namespace

std::int64_t PerturbationSplit::trainingConditions() const { return nonEmpty(training); }
std::int64_t PerturbationSplit::validationConditions() const { return nonEmpty(validation); }

Result<PerturbationSplit> splitPerturbations(const PerturbationCells &cells, const PerturbationSplitOptions &options)
{
    using By = PerturbationSplitOptions::By;
    const std::vector<Condition> &conditions = cells.measured.conditions;
    const auto usable =
        std::count_if(conditions.begin(), conditions.end(), [](const Condition &condition) { return condition.measured(); });
    if (usable == 0)
        return tooFew("No condition of obs " + cells.measured.column +
                          " perturbs a gene that is measured and known. Choose another column.",
                      {{"perturbation"}});
    if (options.by == By::Gene && usable < 2)
        return tooFew(
            "obs " + cells.measured.column + " has one condition with a measured gene (" +
                std::find_if(conditions.begin(), conditions.end(), [](const Condition &c) { return c.measured(); })->name +
                "), which cannot be both learned and held out. Hold out a share of its cells.",
            {{"split", {"stratified"}}});
    PerturbationSplit split;
    split.training.resize(conditions.size());
    split.validation.resize(conditions.size());
    const std::set<std::int64_t> held = options.by == By::Gene ? heldGenes(conditions, options) : std::set<std::int64_t>();
    for (std::size_t i = 0; i < conditions.size(); ++i) {
        if (!conditions[i].measured()) continue;
        if (options.by == By::Gene) (perturbs(conditions[i], held) ? split.validation : split.training)[i] = conditions[i].cells;
        else if (options.by == By::WithinCondition) splitWithin(conditions[i].cells, i, options, split);
        else splitListed(conditions[i].cells, options.held, split.training[i], split.validation[i]);
    }
    if (options.by == By::Listed)
        splitListed(cells.measured.control, options.held, split.trainingControl, split.validationControl);
    if (split.trainingControl.empty()) split.trainingControl = cells.measured.control;
    if (split.validationControl.empty()) split.validationControl = cells.measured.control;
    LEXICELL_CHECK(checkParts(split));
    split.cells.training = split.trainingControl;
    for (const Cells &part : split.training) split.cells.training.insert(split.cells.training.end(), part.begin(), part.end());
    for (const Cells &part : split.validation)
        split.cells.validation.insert(split.cells.validation.end(), part.begin(), part.end());
    return split;
}

}  // namespace lexicell::models::tasks

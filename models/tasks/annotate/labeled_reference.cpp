#include "models/tasks/annotate/labeled_reference.h"

#include "core/base/random.h"
#include "core/io/read_dataset.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_set>
#include <utility>

namespace lexicell::models::tasks {

namespace {

// In random order, the same for the same seed and name.
template <class T> void shuffle(std::vector<T> &items, std::int64_t seed, const std::string &name)
{
    Random random(static_cast<std::uint64_t>(seed), Random::streamOf(name));
    for (std::size_t i = items.size(); i > 1; --i)
        std::swap(items[i - 1], items[static_cast<std::size_t>(random.below(static_cast<std::uint64_t>(i)))]);
}

// The sorted names of the categories that have cells, and a number for each category (leftOutCode: no cells, or left out).
std::vector<std::int32_t> numbered(const data::Categorical &labels, const std::string &leaveOut,
                                   std::vector<std::string> &classes)
{
    const auto names = labels.categoryNames();
    std::vector<bool> used(names.size());
    for (const std::int32_t code : labels.codes)
        if (code >= 0) used[static_cast<std::size_t>(code)] = true;
    for (std::size_t code = 0; code < names.size(); ++code)
        if (used[code] && names[code] != leaveOut) classes.push_back(names[code]);
    std::sort(classes.begin(), classes.end());
    std::vector<std::int32_t> numbers;
    numbers.reserve(names.size());
    for (const std::string &name : names) {
        const auto found = std::lower_bound(classes.begin(), classes.end(), name);
        numbers.push_back(found != classes.end() && *found == name ? static_cast<std::int32_t>(found - classes.begin())
                                                                   : leftOutCode);
    }
    return numbers;
}

bool hasCells(const data::Categorical &labels, const std::string &name)
{
    const auto names = labels.categoryNames();
    return std::any_of(labels.codes.begin(), labels.codes.end(),
                       [&](std::int32_t code) { return code >= 0 && names[static_cast<std::size_t>(code)] == name; });
}

Result<std::vector<std::string>> batchesOf(const data::Dataset &dataset, const std::string &column,
                                           const std::vector<std::int64_t> &cells)
{
    std::vector<std::string> batches;
    if (column.empty()) return batches;
    LEXICELL_TRY(labels, dataset.labels(column, "batch"));
    const auto texts = labels.texts();
    batches.reserve(cells.size());
    for (const std::int64_t cell : cells) batches.push_back(texts[static_cast<std::size_t>(cell)]);
    return batches;
}

void holdOutBatches(HeldOut &held, const LabeledReference &reference, double share, std::int64_t seed)
{
    std::map<std::string, std::vector<std::int64_t>> cells;
    for (std::size_t cell = 0; cell < reference.batches.size(); ++cell)
        cells[reference.batches[cell]].push_back(static_cast<std::int64_t>(cell));
    std::vector<std::string> names;
    names.reserve(cells.size());
    for (const auto &[name, own] : cells) names.push_back(name);
    shuffle(names, seed, "held-out batches");
    const double wanted = share * static_cast<double>(reference.codes.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        const bool test = i == 0 || (i + 1 < names.size() && static_cast<double>(held.test.size()) < wanted);
        for (const std::int64_t cell : cells[names[i]]) {
            const bool learned = !test && reference.codes[static_cast<std::size_t>(cell)] != leftOutCode;
            (learned ? held.train : held.test).push_back(cell);
        }
    }
    held.batches = true;
}

void holdOutCells(HeldOut &held, const LabeledReference &reference, double share, std::int64_t seed)
{
    std::vector<std::vector<std::int64_t>> cells(reference.classes.size());
    for (std::size_t cell = 0; cell < reference.codes.size(); ++cell) {
        const std::int32_t code = reference.codes[cell];
        (code == leftOutCode ? held.test : cells[static_cast<std::size_t>(code)]).push_back(static_cast<std::int64_t>(cell));
    }
    for (std::size_t k = 0; k < cells.size(); ++k) {
        shuffle(cells[k], seed, "held-out cells of " + reference.classes[k]);
        const auto most = static_cast<std::int64_t>(cells[k].size()) - 1;  // one cell of each label is learned from
        const std::int64_t wanted = std::llround(share * static_cast<double>(cells[k].size()));
        const auto end = cells[k].begin() + std::clamp<std::int64_t>(wanted, std::min<std::int64_t>(1, most), most);
        held.test.insert(held.test.end(), cells[k].begin(), end);
        held.train.insert(held.train.end(), end, cells[k].end());
    }
}

}  // namespace

Result<LabeledReference> readReference(const ReferenceOptions &options, JobContext &context)
{
    LEXICELL_TRY(whole, io::readDataset(options.file, {}, context));
    return labeledReference(whole, options, context);
}

Result<LabeledReference> labeledReference(const data::Dataset &whole, const ReferenceOptions &options, JobContext &context)
{
    LEXICELL_TRY(labels, whole.labels(options.label, "label"));
    if (!options.leaveOut.empty() && !hasCells(labels, options.leaveOut))
        return Error{errors::badOption,
                     "No cell of the reference has the label \"" + options.leaveOut + "\". Name another label to leave out.",
                     {},
                     {{"leave-out"}}};
    LabeledReference reference;
    const auto numbers = numbered(labels, options.leaveOut, reference.classes);
    std::vector<std::int64_t> cells;
    std::int64_t unlabeled = 0;
    for (std::size_t cell = 0; cell < labels.codes.size(); ++cell) {
        const std::int32_t code = labels.codes[cell];
        if (code < 0) ++unlabeled;
        if (code < 0) continue;
        cells.push_back(static_cast<std::int64_t>(cell));
        reference.codes.push_back(numbers[static_cast<std::size_t>(code)]);
    }
    if (reference.classes.size() < 2)
        return Error{errors::tooSmall,
                     "The reference has fewer than two labels in obs column " + options.label + ". Choose another column.",
                     {},
                     {{"label"}}};
    if (unlabeled > 0)
        context.warn(warnings::cellsLeftOut,
                     std::to_string(unlabeled) + " cells of the reference have no label and are left out.");
    LEXICELL_TRY(batches, batchesOf(whole, options.batch, cells));
    reference.batches = std::move(batches);
    LEXICELL_TRY(kept, data::subset(whole, &cells, nullptr, &context));
    reference.dataset = std::move(kept);
    reference.rows = std::move(cells);
    return reference;
}

HeldOut holdOut(const LabeledReference &reference, double share, std::int64_t seed, JobContext &context)
{
    HeldOut held;
    const std::unordered_set<std::string> batches(reference.batches.begin(), reference.batches.end());
    if (batches.size() > 1) holdOutBatches(held, reference, share, seed);
    else {
        holdOutCells(held, reference, share, seed);
        context.warn(warnings::leakySplit,
                     batches.empty()
                         ? "The scores come from cells held out of the reference at random, so cells of one donor are on both "
                           "sides: they are too good for new donors. Choose the column with donors or batches."
                         : "The reference has one batch only, so the scores come from cells held out at random: they are too "
                           "good for new donors.",
                     {{"batch"}});
    }
    std::sort(held.train.begin(), held.train.end());
    std::sort(held.test.begin(), held.test.end());
    return held;
}

}  // namespace lexicell::models::tasks

#include "models/training/split.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace lexicell::models::training {

namespace {

using Cells = std::vector<std::int64_t>;

constexpr std::uint64_t splitStream = 0x73706C6974ull;

template <class T> void shuffle(std::vector<T> &items, Random &random)
{
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.below(i)]);
}

Error tooFew(const std::string &what)
{
    return {errors::tooFewCells,
            what + "; training needs cells to train on and cells to hold out. Use more cells or hold out another share of them.",
            {},
            {{"validation"}}};
}

void append(Cells &to, const Cells &cells, std::size_t begin, std::size_t end)
{
    to.insert(to.end(), cells.begin() + static_cast<std::ptrdiff_t>(begin), cells.begin() + static_cast<std::ptrdiff_t>(end));
}

std::map<std::string, Cells> cellsByName(std::int64_t cells, const std::vector<std::string> &names)
{
    std::map<std::string, Cells> result;
    for (std::int64_t cell = 0; cell < cells; ++cell) result[names[static_cast<std::size_t>(cell)]].push_back(cell);
    return result;
}

Split randomSplit(std::int64_t count, const SplitOptions &options, Random &random)
{
    Cells cells(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = static_cast<std::int64_t>(i);
    shuffle(cells, random);
    const auto share = [&](double part) { return static_cast<std::size_t>(std::ceil(part * static_cast<double>(cells.size()))); };
    const std::size_t validation = std::min(share(options.validation), cells.size());
    const std::size_t held = std::min(validation + share(options.test), cells.size());
    Split split;
    append(split.validation, cells, 0, validation);
    append(split.test, cells, validation, held);
    append(split.training, cells, held, cells.size());
    return split;
}

Split stratifiedSplit(std::int64_t count, const SplitOptions &options, Random &random)
{
    Split split;
    for (auto &[label, cellsOfLabel] : cellsByName(count, options.labels)) {
        auto &cells = cellsOfLabel;
        shuffle(cells, random);
        std::size_t left = cells.size() - 1;  // one stays to train on
        const auto take = [&](double part) {
            if (part <= 0.0) return std::size_t{0};
            const auto wanted = static_cast<std::size_t>(std::lround(part * static_cast<double>(cells.size())));
            const std::size_t taken = std::min(std::max<std::size_t>(wanted, 1), left);
            left -= taken;
            return taken;
        };
        const std::size_t validation = take(options.validation);
        const std::size_t held = validation + take(options.test);
        append(split.validation, cells, 0, validation);
        append(split.test, cells, validation, held);
        append(split.training, cells, held, cells.size());
    }
    return split;
}

// Chooses whole groups until the cells of every label come as close to a share as one more group can bring them.
class GroupChoice {
  public:
    GroupChoice(std::int64_t cells, const SplitOptions &options, Random &random)
    {
        for (auto &[name, members] : cellsByName(cells, options.groups)) {
            Group group{std::move(members), {}};
            for (const std::int64_t cell : group.cells)
                group.counts[options.labels.empty() ? std::string() : options.labels[static_cast<std::size_t>(cell)]] += 1.0;
            for (const auto &[label, count] : group.counts) m_totals[label] += count;
            m_groups.push_back(std::move(group));
        }
        shuffle(m_groups, random);
    }

    std::size_t groups() const { return m_groups.size(); }
    // At least one group, and `keep` groups stay. Nothing for the share 0.
    Cells take(double share, std::size_t keep)
    {
        Group taken;
        while (share > 0.0 && m_groups.size() > keep) {
            const double before = distance(taken.counts, {}, share);
            auto chosen = std::find_if(m_groups.begin(), m_groups.end(),
                                       [&](const Group &group) { return distance(taken.counts, group.counts, share) < before; });
            if (chosen == m_groups.end() && !taken.cells.empty()) break;
            if (chosen == m_groups.end())
                chosen = std::min_element(m_groups.begin(), m_groups.end(),
                                          [](const Group &a, const Group &b) { return a.cells.size() < b.cells.size(); });
            append(taken.cells, chosen->cells, 0, chosen->cells.size());
            for (const auto &[label, count] : chosen->counts) taken.counts[label] += count;
            m_groups.erase(chosen);
        }
        return taken.cells;
    }
    Cells rest() const
    {
        Cells cells;
        for (const Group &group : m_groups) append(cells, group.cells, 0, group.cells.size());
        return cells;
    }

  private:
    using Counts = std::map<std::string, double>;  // cells by label
    struct Group {
        Cells cells;
        Counts counts;
    };

    // Squared distance of the labels' counts to their shares.
    double distance(const Counts &taken, const Counts &another, double share) const
    {
        const auto of = [](const Counts &counts, const std::string &label) {
            const auto found = counts.find(label);
            return found == counts.end() ? 0.0 : found->second;
        };
        double sum = 0.0;
        for (const auto &[label, total] : m_totals) {
            const double difference = of(taken, label) + of(another, label) - share * total;
            sum += difference * difference;
        }
        return sum;
    }

    std::vector<Group> m_groups;  // not taken yet, in random order
    Counts m_totals;
};

Result<Split> groupSplit(std::int64_t cells, const SplitOptions &options, Random &random)
{
    GroupChoice choice(cells, options, random);
    const std::size_t needed = options.test > 0.0 ? 3 : 2;
    if (choice.groups() < needed)
        return tooFew("There are " + std::to_string(choice.groups()) + " groups of cells, and a split by group needs " +
                      std::to_string(needed));
    Split split;
    split.test = choice.take(options.test, 2);
    split.validation = choice.take(options.validation, 1);
    split.training = choice.rest();
    return split;
}

}  // namespace

Result<Split> splitCells(std::int64_t cells, const SplitOptions &options)
{
    Random random(static_cast<std::uint64_t>(options.seed), splitStream);
    Split split;
    if (!options.groups.empty()) {
        LEXICELL_TRY(byGroup, groupSplit(cells, options, random));
        split = std::move(byGroup);
    } else {
        split = options.labels.empty() ? randomSplit(cells, options, random) : stratifiedSplit(cells, options, random);
    }
    if (split.training.empty() || split.validation.empty() || (options.test > 0.0 && split.test.empty()))
        return tooFew("There are " + std::to_string(cells) + " cells that can be used");
    return split;
}

std::vector<std::string> sharedGroups(const Split &split, const std::vector<std::string> &groups)
{
    std::set<std::string> trained, shared;
    for (const std::int64_t cell : split.training) trained.insert(groups[static_cast<std::size_t>(cell)]);
    for (const auto *part : {&split.validation, &split.test}) {
        for (const std::int64_t cell : *part) {
            const std::string &group = groups[static_cast<std::size_t>(cell)];
            if (trained.count(group) > 0) shared.insert(group);
        }
    }
    return {shared.begin(), shared.end()};
}

}  // namespace lexicell::models::training

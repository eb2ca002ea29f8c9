#include "models/training/minibatches.h"

#include "core/base/random.h"

#include <algorithm>

namespace lexicell::models::training {

namespace {

using Cells = std::vector<std::int64_t>;

constexpr std::size_t batchesPerGroup = 16;
constexpr std::uint64_t shuffleStream = 0x73687566ull;

// `purpose` 0: cells, 1: minibatches.
Random draws(std::int64_t seed, int epoch, std::uint64_t purpose)
{
    const std::uint64_t stream = Random::mix(Random::mix(shuffleStream + static_cast<std::uint64_t>(epoch)) + purpose);
    return Random(static_cast<std::uint64_t>(seed), stream);
}

template <class T> void shuffle(std::vector<T> &items, Random random)
{
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.below(i)]);
}

std::vector<Cells> cut(const Cells &cells, std::size_t size)
{
    std::vector<Cells> batches;
    for (std::size_t begin = 0; begin < cells.size(); begin += size) {
        const std::size_t end = std::min(begin + size, cells.size());
        batches.emplace_back(cells.begin() + static_cast<std::ptrdiff_t>(begin),
                             cells.begin() + static_cast<std::ptrdiff_t>(end));
    }
    return batches;
}

void sortByLength(const CellLength &length, Cells::iterator begin, Cells::iterator end)
{
    std::stable_sort(begin, end, [&](std::int64_t a, std::int64_t b) { return length(a) > length(b); });
}

// Rows [begin, end) of `size` values each; empty stays empty.
template <class T> std::vector<T> part(const std::vector<T> &values, std::int64_t size, std::int64_t begin, std::int64_t end)
{
    if (values.empty()) return {};
    return {values.begin() + static_cast<std::ptrdiff_t>(begin * size), values.begin() + static_cast<std::ptrdiff_t>(end * size)};
}

}  // namespace

Examples rowsOf(const Examples &examples, std::int64_t begin, std::int64_t end)
{
    const TokenBatch &all = examples.tokens;
    Examples rows;
    TokenBatch &batch = rows.tokens;
    batch.cells = end - begin;
    batch.tokens = all.tokens;
    batch.genes = part(all.genes, all.tokens, begin, end);
    batch.values = part(all.values, all.tokens, begin, end);
    batch.padding = part(all.padding, all.tokens, begin, end);
    batch.batches = part(all.batches, 1, begin, end);
    batch.modalities = part(all.modalities, all.tokens, begin, end);
    batch.perturbed = part(all.perturbed, all.tokens, begin, end);
    batch.undetected = part(all.undetected, all.tokens, begin, end);
    batch.absentValues = all.absentValues;
    rows.target = part(examples.target, all.tokens, begin, end);
    rows.scored = part(examples.scored, all.tokens, begin, end);
    rows.weights = part(examples.weights, all.tokens, begin, end);
    rows.labels = part(examples.labels, 1, begin, end);
    return rows;
}

Examples withoutPadding(const Examples &examples)
{
    const TokenBatch &all = examples.tokens;
    if (all.padding.empty()) return examples;
    std::int64_t kept = 1;
    for (std::int64_t cell = 0; cell < all.cells; ++cell)
        for (std::int64_t token = all.tokens; token > kept; --token)
            if (all.padding[static_cast<std::size_t>(cell * all.tokens + token - 1)] == 0) kept = token;
    const auto cut = [&](auto &values) {
        if (values.empty()) return;
        auto shorter = values;
        shorter.clear();
        for (std::int64_t cell = 0; cell < all.cells; ++cell) {
            const auto begin = values.begin() + static_cast<std::ptrdiff_t>(cell * all.tokens);
            shorter.insert(shorter.end(), begin, begin + static_cast<std::ptrdiff_t>(kept));
        }
        values = std::move(shorter);
    };
    Examples result = examples;
    TokenBatch &batch = result.tokens;
    batch.tokens = kept;
    cut(batch.genes);
    cut(batch.values);
    cut(batch.padding);
    cut(batch.modalities);
    cut(batch.perturbed);
    cut(batch.undetected);
    if (!batch.absentValues.empty()) batch.absentValues.resize(static_cast<std::size_t>(kept));
    cut(result.target);
    cut(result.scored);
    cut(result.weights);
    return result;
}

std::vector<Cells> shuffledBatches(Cells cells, const CellLength &length, int size, std::int64_t seed, int epoch)
{
    shuffle(cells, draws(seed, epoch, 0));
    const auto group = static_cast<std::size_t>(size) * batchesPerGroup;
    for (std::size_t begin = 0; begin < cells.size(); begin += group) {
        const std::size_t end = std::min(begin + group, cells.size());
        sortByLength(length, cells.begin() + static_cast<std::ptrdiff_t>(begin),
                     cells.begin() + static_cast<std::ptrdiff_t>(end));
    }
    std::vector<Cells> batches = cut(cells, static_cast<std::size_t>(size));
    shuffle(batches, draws(seed, epoch, 1));
    return batches;
}

std::vector<Cells> sortedBatches(Cells cells, const CellLength &length, int size)
{
    sortByLength(length, cells.begin(), cells.end());
    return cut(cells, static_cast<std::size_t>(size));
}

}  // namespace lexicell::models::training

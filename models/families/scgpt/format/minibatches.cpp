#include "models/families/scgpt/format/minibatches.h"

#include "core/base/random.h"

#include <algorithm>

namespace lexicell::models::scgpt {

namespace {

constexpr std::size_t batchesPerGroup = 16;

// Random streams by purpose: more draws for one purpose do not change the others.
constexpr std::uint64_t shuffleStream = 0x73687566ull;
constexpr std::uint64_t hideStream = 0x68696465ull;

Random draws(const tasks::PretrainOptions &options, std::uint64_t purpose, std::int64_t round, std::int64_t item)
{
    const std::uint64_t stream =
        Random::mix(Random::mix(purpose + static_cast<std::uint64_t>(round)) + static_cast<std::uint64_t>(item));
    return Random(static_cast<std::uint64_t>(options.seed), stream);
}

template <class T> void shuffle(std::vector<T> &items, Random random)
{
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.below(i)]);
}

std::vector<std::vector<std::int64_t>> cut(const std::vector<std::int64_t> &cells, std::size_t size)
{
    std::vector<std::vector<std::int64_t>> batches;
    for (std::size_t begin = 0; begin < cells.size(); begin += size) {
        const std::size_t end = std::min(begin + size, cells.size());
        batches.emplace_back(cells.begin() + static_cast<std::ptrdiff_t>(begin),
                             cells.begin() + static_cast<std::ptrdiff_t>(end));
    }
    return batches;
}

void sortByLength(const Corpus &corpus, std::vector<std::int64_t>::iterator begin, std::vector<std::int64_t>::iterator end)
{
    std::stable_sort(begin, end, [&](std::int64_t a, std::int64_t b) { return corpus.length(a) > corpus.length(b); });
}

}  // namespace

std::vector<std::vector<std::int64_t>> trainingBatches(const Corpus &corpus, const tasks::PretrainOptions &options, int epoch)
{
    std::vector<std::int64_t> cells = corpus.training;
    shuffle(cells, draws(options, shuffleStream, epoch, 0));
    const auto size = static_cast<std::size_t>(options.batchSize);
    for (std::size_t begin = 0; begin < cells.size(); begin += size * batchesPerGroup) {
        const std::size_t end = std::min(begin + size * batchesPerGroup, cells.size());
        sortByLength(corpus, cells.begin() + static_cast<std::ptrdiff_t>(begin),
                     cells.begin() + static_cast<std::ptrdiff_t>(end));
    }
    auto batches = cut(cells, size);
    shuffle(batches, draws(options, shuffleStream, epoch, 1));
    return batches;
}

std::vector<std::vector<std::int64_t>> validationBatches(const Corpus &corpus, int batchSize)
{
    std::vector<std::int64_t> cells = corpus.validation;
    sortByLength(corpus, cells.begin(), cells.end());
    return cut(cells, static_cast<std::size_t>(batchSize));
}

namespace {

// Hidden genes of one cell, as many as maskRatio asks for.
std::size_t hiddenGenes(const Corpus &corpus, std::int64_t cell, const tasks::PretrainOptions &options)
{
    return std::max<std::size_t>(1, static_cast<std::size_t>(options.maskRatio * static_cast<double>(corpus.length(cell) - 1)));
}

// Number of unexpressed genes to add to a cell: at most as many as exist.
std::size_t absentGenes(const Corpus &corpus, std::int64_t cell, const tasks::PretrainOptions &options)
{
    const auto wanted = static_cast<std::size_t>(options.absentGenes * static_cast<double>(hiddenGenes(corpus, cell, options)));
    const std::size_t known = static_cast<std::size_t>(corpus.padId);  // genes come before the special tokens
    return std::min(wanted, known - std::min(known, static_cast<std::size_t>(corpus.length(cell) - 1)));
}

void hideExpressed(HiddenBatch &batch, std::size_t to, std::size_t genes, std::size_t count, Random &random)
{
    std::vector<std::size_t> places(genes);
    for (std::size_t i = 0; i < genes; ++i) places[i] = i + 1;  // after <cls>
    for (std::size_t i = 0; i < count; ++i) {
        std::swap(places[i], places[i + random.below(genes - i)]);
        batch.hidden[to + places[i]] = 1;
    }
}

void addAbsent(HiddenBatch &batch, std::size_t from, std::size_t length, std::size_t count, std::int64_t known, Random &random)
{
    std::vector<bool> taken(static_cast<std::size_t>(known), false);
    for (std::size_t i = from; i < from + length; ++i)
        if (batch.genes[i] < known) taken[static_cast<std::size_t>(batch.genes[i])] = true;
    for (std::size_t i = from + length; i < from + length + count; ++i) {
        std::uint64_t gene = random.below(static_cast<std::uint64_t>(known));
        while (taken[gene]) gene = random.below(static_cast<std::uint64_t>(known));
        taken[gene] = true;
        batch.genes[i] = static_cast<std::int64_t>(gene);
        batch.input[i] = 0.0f;
        batch.hidden[i] = 1;
        batch.padding[i] = 0;
    }
}

}  // namespace

HiddenBatch hideValues(const Corpus &corpus, const std::vector<std::int64_t> &cells, const tasks::PretrainOptions &options,
                       const Config &config, int round)
{
    HiddenBatch batch;
    batch.cells = static_cast<std::int64_t>(cells.size());
    for (const std::int64_t cell : cells)
        batch.tokens =
            std::max(batch.tokens, corpus.length(cell) + static_cast<std::int64_t>(absentGenes(corpus, cell, options)));
    const auto size = static_cast<std::size_t>(batch.cells * batch.tokens);
    batch.genes.assign(size, corpus.padId);
    batch.input.assign(size, static_cast<float>(config.padValue));
    batch.hidden.assign(size, 0);
    batch.padding.assign(size, 1);
    for (std::size_t row = 0; row < cells.size(); ++row) {
        const auto cell = static_cast<std::size_t>(cells[row]);
        const auto length = static_cast<std::size_t>(corpus.length(cells[row]));
        const std::size_t from = corpus.begin[cell];
        const std::size_t to = row * static_cast<std::size_t>(batch.tokens);
        std::copy_n(corpus.genes.begin() + static_cast<std::ptrdiff_t>(from), length,
                    batch.genes.begin() + static_cast<std::ptrdiff_t>(to));
        std::copy_n(corpus.values.begin() + static_cast<std::ptrdiff_t>(from), length,
                    batch.input.begin() + static_cast<std::ptrdiff_t>(to));
        std::fill_n(batch.padding.begin() + static_cast<std::ptrdiff_t>(to), length, std::uint8_t{0});
        Random random = draws(options, hideStream, round, cells[row]);
        hideExpressed(batch, to, length - 1, hiddenGenes(corpus, cells[row], options), random);
        addAbsent(batch, to, length, absentGenes(corpus, cells[row], options), corpus.padId, random);
    }
    batch.target = batch.input;
    for (std::size_t i = 0; i < size; ++i) {
        if (batch.hidden[i] != 0) batch.input[i] = static_cast<float>(config.maskValue);
    }
    return batch;
}

MeanBins::MeanBins(const Corpus &corpus, const tasks::PretrainOptions &options, const Config &config)
    : m_means(corpus.vocabulary.size(), 0.0)
{
    std::vector<double> counts(corpus.vocabulary.size(), 0.0);
    double sum = 0.0;
    double count = 0.0;
    // Five rounds cover two values in three at the default ratio. Each cell is a batch, so there is no padding.
    for (int round = 1; round <= 5; ++round) {
        for (const std::int64_t cell : corpus.training) {
            const HiddenBatch batch = hideValues(corpus, {cell}, options, config, round);
            for (std::size_t i = 0; i < batch.hidden.size(); ++i) {
                if (batch.hidden[i] == 0) continue;
                const auto gene = static_cast<std::size_t>(batch.genes[i]);
                m_means[gene] += batch.target[i];
                counts[gene] += 1.0;
                sum += batch.target[i];
                count += 1.0;
            }
        }
    }
    m_overall = sum / std::max(1.0, count);
    for (std::size_t gene = 0; gene < m_means.size(); ++gene)
        m_means[gene] = counts[gene] > 0.0 ? m_means[gene] / counts[gene] : m_overall;
}

double MeanBins::validationError(const Corpus &corpus, const tasks::PretrainOptions &options, const Config &config) const
{
    double error = 0.0;
    double count = 0.0;
    for (const auto &cells : validationBatches(corpus, options.batchSize)) {
        const HiddenBatch batch = hideValues(corpus, cells, options, config, 0);
        for (std::size_t i = 0; i < batch.hidden.size(); ++i) {
            if (batch.hidden[i] == 0) continue;
            const double difference = batch.target[i] - of(batch.genes[i]);
            error += difference * difference;
            count += 1.0;
        }
    }
    return error / std::max(1.0, count);
}

}  // namespace lexicell::models::scgpt

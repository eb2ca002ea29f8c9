#include "models/families/scgpt/format/minibatches.h"

#include "core/base/random.h"

#include <algorithm>

namespace lexicell::models::scgpt {

namespace {

using training::Examples;

constexpr std::uint64_t hideStream = 0x68696465ull;

Random draws(const training::PretrainingOptions &options, std::int64_t round, std::int64_t cell)
{
    const std::uint64_t stream =
        Random::mix(Random::mix(hideStream + static_cast<std::uint64_t>(round)) + static_cast<std::uint64_t>(cell));
    return Random(static_cast<std::uint64_t>(options.seed), stream);
}

training::CellLength lengthsOf(const Corpus &corpus)
{
    return [&corpus](std::int64_t cell) { return corpus.length(cell); };
}

// Hidden genes of one cell, as many as maskRatio asks for.
std::size_t hiddenGenes(const Corpus &corpus, std::int64_t cell, const training::PretrainingOptions &options)
{
    return std::max<std::size_t>(1, static_cast<std::size_t>(options.maskRatio * static_cast<double>(corpus.length(cell) - 1)));
}

// Number of unexpressed genes to add to a cell: at most as many as exist.
std::size_t absentGenes(const Corpus &corpus, std::int64_t cell, const training::PretrainingOptions &options)
{
    const auto wanted = static_cast<std::size_t>(options.absentGenes * static_cast<double>(hiddenGenes(corpus, cell, options)));
    const std::size_t known = static_cast<std::size_t>(corpus.padId);  // genes come before the special tokens
    return std::min(wanted, known - std::min(known, static_cast<std::size_t>(corpus.length(cell) - 1)));
}

void hideExpressed(Examples &examples, std::size_t to, std::size_t genes, std::size_t count, Random &random)
{
    std::vector<std::size_t> places(genes);
    for (std::size_t i = 0; i < genes; ++i) places[i] = i + 1;  // after <cls>
    for (std::size_t i = 0; i < count; ++i) {
        std::swap(places[i], places[i + random.below(genes - i)]);
        examples.scored[to + places[i]] = 1;
    }
}

void addAbsent(Examples &examples, std::size_t from, std::size_t length, std::size_t count, std::int64_t known, Random &random)
{
    TokenBatch &batch = examples.tokens;
    std::vector<bool> taken(static_cast<std::size_t>(known), false);
    for (std::size_t i = from; i < from + length; ++i)
        if (batch.genes[i] < known) taken[static_cast<std::size_t>(batch.genes[i])] = true;
    for (std::size_t i = from + length; i < from + length + count; ++i) {
        std::uint64_t gene = random.below(static_cast<std::uint64_t>(known));
        while (taken[gene]) gene = random.below(static_cast<std::uint64_t>(known));
        taken[gene] = true;
        batch.genes[i] = static_cast<std::int64_t>(gene);
        batch.values[i] = 0.0f;
        examples.scored[i] = 1;
        batch.padding[i] = 0;
    }
}

}  // namespace

Examples hideValues(const Corpus &corpus, const std::vector<std::int64_t> &cells, const training::PretrainingOptions &options,
                    const Config &config, int round)
{
    Examples examples;
    TokenBatch &batch = examples.tokens;
    batch.cells = static_cast<std::int64_t>(cells.size());
    for (const std::int64_t cell : cells)
        batch.tokens =
            std::max(batch.tokens, corpus.length(cell) + static_cast<std::int64_t>(absentGenes(corpus, cell, options)));
    const auto size = static_cast<std::size_t>(batch.cells * batch.tokens);
    batch.genes.assign(size, corpus.padId);
    batch.values.assign(size, static_cast<float>(config.padValue));
    batch.padding.assign(size, 1);
    examples.scored.assign(size, 0);
    for (std::size_t row = 0; row < cells.size(); ++row) {
        const auto length = static_cast<std::size_t>(corpus.length(cells[row]));
        const std::size_t from = corpus.tokensOf(cells[row]);
        const std::size_t to = row * static_cast<std::size_t>(batch.tokens);
        std::copy_n(corpus.genes.begin() + static_cast<std::ptrdiff_t>(from), length,
                    batch.genes.begin() + static_cast<std::ptrdiff_t>(to));
        std::copy_n(corpus.values.begin() + static_cast<std::ptrdiff_t>(from), length,
                    batch.values.begin() + static_cast<std::ptrdiff_t>(to));
        std::fill_n(batch.padding.begin() + static_cast<std::ptrdiff_t>(to), length, std::uint8_t{0});
        Random random = draws(options, round, cells[row]);
        hideExpressed(examples, to, length - 1, hiddenGenes(corpus, cells[row], options), random);
        addAbsent(examples, to, length, absentGenes(corpus, cells[row], options), corpus.padId, random);
    }
    examples.target = batch.values;
    for (std::size_t i = 0; i < size; ++i) {
        if (examples.scored[i] == 0) continue;
        batch.values[i] = static_cast<float>(config.maskValue);
        if (options.hiddenUnseen) batch.padding[i] = 1;
    }
    return examples;
}

HiddenValues::HiddenValues(const Corpus &corpus, const training::PretrainingOptions &options, const Config &config,
                           CorpusReader *reader)
    : m_corpus(corpus), m_options(options), m_config(config), m_reader(reader),
      m_windows(corpus.training, corpus.validation, lengthsOf(corpus),
                {options.window, options.batchSize, options.batchSize, options.seed})
{
}

Result<void> HiddenValues::hold(const std::vector<std::int64_t> &cells, int epoch) const
{
    if (!m_reader || std::all_of(cells.begin(), cells.end(), [this](std::int64_t cell) { return m_corpus.holds(cell); }))
        return {};
    return m_reader->hold(m_windows.windowOf(cells.front(), epoch));
}

Result<std::vector<Examples>> HiddenValues::views(const std::vector<std::int64_t> &cells, int epoch) const
{
    LEXICELL_CHECK(hold(cells, epoch));
    std::vector<Examples> views{hideValues(m_corpus, cells, m_options, m_config, epoch)};
    if (m_options.contrast > 0.0) views.push_back(hideValues(m_corpus, cells, m_options, m_config, m_options.epochs + epoch));
    return views;
}

Result<Examples> HiddenValues::held(const std::vector<std::int64_t> &cells) const
{
    LEXICELL_CHECK(hold(cells, 0));
    return hideValues(m_corpus, cells, m_options, m_config, 0);
}

double HiddenValues::weight(const Examples &examples) const
{
    return static_cast<double>(std::count(examples.scored.begin(), examples.scored.end(), std::uint8_t{1}));
}

Result<MeanBins> HiddenValues::means() const
{
    MeanBins means(m_corpus.vocabulary.size());
    std::vector<std::int64_t> cells = m_corpus.training;
    if (m_reader) std::sort(cells.begin(), cells.end());
    const auto window = static_cast<std::size_t>(m_options.window);
    for (std::size_t begin = 0; begin < cells.size(); begin += window) {
        const auto first = cells.begin() + static_cast<std::ptrdiff_t>(begin);
        const std::vector<std::int64_t> part(first, first + static_cast<std::ptrdiff_t>(std::min(window, cells.size() - begin)));
        if (m_reader) LEXICELL_CHECK(m_reader->hold(part));
        for (const std::int64_t cell : part) means.add(m_corpus, cell, m_options, m_config);
    }
    means.finish();
    return means;
}

Result<double> HiddenValues::error(const MeanBins &means) const
{
    double error = 0.0;
    double count = 0.0;
    for (const auto &cells : validationBatches()) {
        LEXICELL_TRY(batch, held(cells));
        for (std::size_t i = 0; i < batch.scored.size(); ++i) {
            if (batch.scored[i] == 0) continue;
            const double difference = batch.target[i] - means.of(batch.tokens.genes[i]);
            error += difference * difference;
            count += 1.0;
        }
    }
    return error / std::max(1.0, count);
}

// Five rounds cover two values in three at the default ratio. Each cell is a batch, so there is no padding. Values are whole
// numbers, so that the order of the cells does not matter.
void MeanBins::add(const Corpus &corpus, std::int64_t cell, const training::PretrainingOptions &options, const Config &config)
{
    for (int round = 1; round <= 5; ++round) {
        const Examples batch = hideValues(corpus, {cell}, options, config, round);
        for (std::size_t i = 0; i < batch.scored.size(); ++i) {
            if (batch.scored[i] == 0) continue;
            const auto gene = static_cast<std::size_t>(batch.tokens.genes[i]);
            m_means[gene] += batch.target[i];
            m_counts[gene] += 1.0;
            m_overall += batch.target[i];
            m_count += 1.0;
        }
    }
}

void MeanBins::finish()
{
    m_overall = m_overall / std::max(1.0, m_count);
    for (std::size_t gene = 0; gene < m_means.size(); ++gene)
        m_means[gene] = m_counts[gene] > 0.0 ? m_means[gene] / m_counts[gene] : m_overall;
}

}  // namespace lexicell::models::scgpt

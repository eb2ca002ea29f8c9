#include "models/families/scgpt/format/corpus.h"

#include "core/files/sha256.h"
#include "models/families/scgpt/format/tokenizer.h"
#include "models/training/split.h"

#include <algorithm>
#include <string_view>

namespace lexicell::models::scgpt {

namespace {

constexpr std::int64_t rowsPerRead = 1024;

// The tokens of a row without its padding; none: the cell has no gene.
std::size_t append(Corpus &corpus, const TokenBatch &batch, std::int64_t row)
{
    const std::size_t size = corpus.genes.size();
    for (std::int64_t token = 0; token < batch.tokens; ++token) {
        const auto at = static_cast<std::size_t>(row * batch.tokens + token);
        if (batch.padding[at] != 0) continue;
        corpus.genes.push_back(static_cast<std::int32_t>(batch.genes[at]));
        corpus.values.push_back(static_cast<std::int16_t>(batch.values[at]));
    }
    if (corpus.genes.size() > size) corpus.begin.push_back(corpus.genes.size());
    return corpus.genes.size() - size;
}

void clearTokens(Corpus &corpus)
{
    corpus.begin = {0};
    corpus.genes.clear();
    corpus.values.clear();
}

template <class T> std::string hashOf(const std::vector<T> &values)
{
    return files::sha256(std::string_view(reinterpret_cast<const char *>(values.data()), values.size() * sizeof(T)));
}

}  // namespace

bool Corpus::holds(std::int64_t cell) const { return lengths.empty() || std::binary_search(held.begin(), held.end(), cell); }

std::size_t Corpus::tokensOf(std::int64_t cell) const
{
    if (lengths.empty()) return begin[static_cast<std::size_t>(cell)];
    return begin[static_cast<std::size_t>(std::lower_bound(held.begin(), held.end(), cell) - held.begin())];
}

Result<CorpusReader> CorpusReader::make(const std::vector<data::Dataset> &datasets, GeneColumns genes,
                                        const training::PretrainingOptions &options, const Config &config, JobContext &context)
{
    CorpusReader reader;
    reader.m_datasets = datasets;
    reader.m_columns = std::move(genes.columns);
    Corpus &corpus = reader.m_corpus;
    corpus.vocabulary = std::move(genes.vocabulary);
    corpus.padId = std::find(corpus.vocabulary.begin(), corpus.vocabulary.end(), config.padToken) - corpus.vocabulary.begin();
    reader.m_tokenizer = makeTokenizer(corpus.vocabulary, config);
    reader.m_options = {options.maxLength, "random", "random", options.seed};
    std::int64_t cells = 0;
    for (const data::Dataset &dataset : datasets) cells += dataset.cells();
    LEXICELL_CHECK(reader.readAll(cells <= options.window, context));
    const std::int64_t empty = cells - corpus.cells();
    if (empty > 0) context.warn(warnings::emptyCells, std::to_string(empty) + " cells have no gene at all and were left out.");
    LEXICELL_TRY(split, training::splitCells(corpus.cells(), {options.validation, 0.0, options.seed}));
    corpus.training = std::move(split.training);
    corpus.validation = std::move(split.validation);
    return reader;
}

Result<TokenBatch> CorpusReader::tokenize(std::size_t dataset, std::int64_t begin, std::int64_t end) const
{
    const data::Dataset &data = m_datasets[dataset];
    LEXICELL_TRY(block, data.x.rows(begin, end));
    const auto first = data.obs.index.values.begin();
    return m_tokenizer->tokenize(block, m_columns[dataset], std::vector<std::string>(first + begin, first + end), m_options);
}

Result<void> CorpusReader::readAll(bool keep, JobContext &context)
{
    std::vector<std::int32_t> lengths;
    for (std::size_t dataset = 0; dataset < m_datasets.size(); ++dataset) {
        const std::int64_t cells = m_datasets[dataset].cells();
        for (std::int64_t begin = 0; begin < cells; begin += rowsPerRead) {
            if (context.cancelled()) return cancelled();
            const std::int64_t end = std::min(begin + rowsPerRead, cells);
            LEXICELL_TRY(tokens, tokenize(dataset, begin, end));
            for (std::int64_t row = 0; row < tokens.cells; ++row) {
                const std::size_t length = append(m_corpus, tokens, row);
                if (length == 0) continue;
                lengths.push_back(static_cast<std::int32_t>(length));
                m_places.push_back({dataset, begin + row});
            }
            if (keep) continue;
            m_corpus.hash = files::sha256(m_corpus.hash + hashOf(m_corpus.genes) + hashOf(m_corpus.values));
            clearTokens(m_corpus);
        }
    }
    if (!keep) m_corpus.lengths = std::move(lengths);
    return {};
}

Result<void> CorpusReader::hold(const std::vector<std::int64_t> &cells)
{
    if (m_corpus.lengths.empty()) return {};
    clearTokens(m_corpus);
    m_corpus.held.clear();
    const auto placeOf = [&](std::size_t i) { return m_places[static_cast<std::size_t>(cells[i])]; };
    for (std::size_t begin = 0; begin < cells.size();) {
        const Place first = placeOf(begin);
        std::size_t end = begin + 1;
        while (end < cells.size() && placeOf(end).dataset == first.dataset && placeOf(end).row < first.row + rowsPerRead) ++end;
        LEXICELL_TRY(tokens, tokenize(first.dataset, first.row, placeOf(end - 1).row + 1));
        for (; begin < end; ++begin) append(m_corpus, tokens, placeOf(begin).row - first.row);
    }
    m_corpus.held = cells;
    return {};
}

std::string fingerprint(const Corpus &corpus)
{
    std::string text;
    const auto add = [&](const auto &values) { text += hashOf(values) + '\n'; };
    if (corpus.lengths.empty()) {
        add(corpus.begin);
        add(corpus.genes);
        add(corpus.values);
    } else {
        text += corpus.hash + '\n';
    }
    add(corpus.training);
    add(corpus.validation);
    for (const std::string &gene : corpus.vocabulary) text += gene + '\n';
    return files::sha256(text);
}

}  // namespace lexicell::models::scgpt

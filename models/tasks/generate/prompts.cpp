#include "models/tasks/generate/prompts.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>
#include <utility>

namespace lexicell::models::tasks {

namespace {

void addToken(TokenBatch &row, std::int64_t id, float value)
{
    row.genes.push_back(id);
    row.values.push_back(value);
    row.padding.push_back(0);
    row.tokens += 1;
}

TokenBatch emptyRow()
{
    TokenBatch row;
    row.cells = 1;
    return row;
}

// Rows of one cell each, padded to the longest.
template <class RowOf> TokenBatch padded(std::size_t begin, std::size_t end, RowOf &&rowOf)
{
    TokenBatch batch;
    batch.cells = static_cast<std::int64_t>(end - begin);
    for (std::size_t i = begin; i < end; ++i) batch.tokens = std::max(batch.tokens, rowOf(i).tokens);
    const auto width = static_cast<std::size_t>(batch.tokens);
    batch.genes.assign((end - begin) * width, 0);
    batch.values.assign((end - begin) * width, 0.0F);
    batch.padding.assign((end - begin) * width, 1);
    for (std::size_t i = begin; i < end; ++i) {
        const TokenBatch &row = rowOf(i);
        const auto at = static_cast<std::ptrdiff_t>((i - begin) * width);
        std::copy(row.genes.begin(), row.genes.end(), batch.genes.begin() + at);
        std::copy(row.values.begin(), row.values.end(), batch.values.begin() + at);
        std::fill_n(batch.padding.begin() + at, row.tokens, std::uint8_t{0});
    }
    return batch;
}

std::vector<float> meanOf(const std::vector<std::vector<float>> &vectors, const std::vector<std::size_t> &which)
{
    std::vector<double> sum(vectors[which.front()].size(), 0.0);
    for (const std::size_t one : which)
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += static_cast<double>(vectors[one][i]);
    std::vector<float> mean;
    mean.reserve(sum.size());
    for (const double value : sum) mean.push_back(static_cast<float>(value / static_cast<double>(which.size())));
    return mean;
}

}  // namespace

bool usesVectors(const GenerateOptions &options) { return !options.data.empty() && options.prompt != "genes"; }
bool usesGenes(const GenerateOptions &options)
{
    return !options.data.empty() && (options.prompt == "genes" || options.prompt == "both");
}

// The tokenizer knows the token of a cell and its value: that of a cell with one gene.
Result<TokenBatch> Prompts::cellToken(const GenerateOptions &options) const
{
    TokenBatch row = emptyRow();
    if (m_cells) {
        addToken(row, m_cells->chosen.front().row.genes.front(), m_cells->chosen.front().row.values.front());
        return row;
    }
    data::CsrBlock one;
    one.rows = one.columns = 1;
    one.indptr = {0, 1};
    one.indices = {0};
    one.values = {1.0F};
    const TokenOptions tokens{options.maxLength, options.ties, options.sampling, options.seed};
    LEXICELL_TRY(made, m_tokenizer.tokenize(one, {m_named.front().id}, {"prompt"}, tokens));
    addToken(row, made.genes.front(), made.values.front());
    return row;
}

void Prompts::addGenes(CellPrompt &prompt, const PromptCell *source, const GenerateOptions &options, std::size_t number) const
{
    std::unordered_set<std::int64_t> known;
    for (const PromptGene &gene : m_named) {
        addToken(prompt.known, gene.id, gene.value);
        known.insert(gene.id);
    }
    if (source && usesGenes(options)) {
        const std::size_t all = source->genes.size();
        const auto share = static_cast<std::size_t>(std::llround(options.knownShare * static_cast<double>(all)));
        const std::size_t count = all < 2 ? all : std::clamp<std::size_t>(share, 1, all - 1);
        for (const std::size_t i : chooseHidden(all, count, "prompt " + std::to_string(number), options.seed)) {
            const DetectedGene &gene = source->genes[i];
            const std::int64_t id = source->row.genes[gene.place];
            if (known.insert(id).second) addToken(prompt.known, id, gene.value);
        }
    }
    for (const PromptGene &gene : m_targets)
        if (!known.contains(gene.id)) addToken(prompt.unknown, gene.id, 0.0F);
}

Result<std::vector<CellPrompt>> Prompts::make(const GenerateOptions &options, const LoadedModel &model, JobContext &context) const
{
    LEXICELL_TRY(first, cellToken(options));
    std::vector<std::vector<std::size_t>> sources(static_cast<std::size_t>(options.nCells));
    std::vector<std::vector<float>> vectors;
    if (m_cells) {
        // A prompt of genes has the values of one cell.
        const auto each = static_cast<std::size_t>(usesGenes(options) ? 1 : options.averaged);
        sources = sourcesOf(m_cells->chosen.size(), sources.size(), each, options.seed);
    }
    std::vector<std::vector<std::size_t>> averaged = sources;
    if (usesVectors(options)) {
        LEXICELL_TRY(outputs, cellOutputs(model, m_cells->chosen, context));
        vectors = std::move(outputs);
        if (usesGenes(options))
            averaged =
                sourcesOf(m_cells->chosen.size(), sources.size(), static_cast<std::size_t>(options.averaged), options.seed + 1);
    }
    std::vector<CellPrompt> prompts;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        CellPrompt prompt{first, emptyRow(), {}, sources[i]};
        addGenes(prompt, m_cells && usesGenes(options) ? &m_cells->chosen[sources[i].front()] : nullptr, options, i);
        if (!vectors.empty()) prompt.vector = meanOf(vectors, averaged[i]);
        prompts.push_back(std::move(prompt));
    }
    return prompts;
}

Prompt joinedPrompts(const std::vector<CellPrompt> &prompts, std::size_t begin, std::size_t end)
{
    Prompt all;
    all.known = padded(begin, end, [&](std::size_t i) -> const TokenBatch & { return prompts[i].known; });
    all.unknown = padded(begin, end, [&](std::size_t i) -> const TokenBatch & { return prompts[i].unknown; });
    for (std::size_t i = begin; i < end; ++i)
        all.cellVectors.insert(all.cellVectors.end(), prompts[i].vector.begin(), prompts[i].vector.end());
    return all;
}

std::vector<PromptGene> frequentGenes(const PromptCells &cells, std::int64_t most)
{
    std::vector<std::int64_t> seen(cells.ids.size(), 0);
    for (const PromptCell &cell : cells.chosen)
        for (const DetectedGene &gene : cell.genes) ++seen[static_cast<std::size_t>(gene.column)];
    std::vector<std::size_t> columns;
    for (std::size_t column = 0; column < seen.size(); ++column)
        if (cells.ids[column] >= 0 && seen[column] > 0) columns.push_back(column);
    std::stable_sort(columns.begin(), columns.end(), [&](std::size_t a, std::size_t b) { return seen[a] > seen[b]; });
    if (static_cast<std::int64_t>(columns.size()) > most) columns.resize(static_cast<std::size_t>(most));
    std::sort(columns.begin(), columns.end());
    std::vector<PromptGene> genes;
    genes.reserve(columns.size());
    for (const std::size_t column : columns) genes.push_back({cells.ids[column], cells.columnNames[column], 0.0F});
    return genes;
}

Result<std::vector<PromptGene>> allGenes(const std::vector<std::string> &vocabulary, std::int64_t most)
{
    std::vector<PromptGene> genes;
    for (std::size_t id = 0; id < vocabulary.size(); ++id)
        if (!vocabulary[id].starts_with('<')) genes.push_back({static_cast<std::int64_t>(id), vocabulary[id], 0.0F});
    if (static_cast<std::int64_t>(genes.size()) <= most) return genes;
    return Error{errors::badOption,
                 "The model knows " + std::to_string(genes.size()) + " genes, more than the " + std::to_string(most) +
                     " to generate. Name the genes, or allow more.",
                 {},
                 {{"targets"}, {"n-genes"}}};
}

}  // namespace lexicell::models::tasks

#include "models/families/scgpt/format/corpus.h"

#include "core/files/sha256.h"
#include "core/genes/gene_table.h"
#include "core/genes/gene_spelling.h"
#include "models/families/scgpt/format/tokenizer.h"
#include "models/training/split.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace lexicell::models::scgpt {

namespace {

constexpr std::int64_t rowsPerRead = 1024;

// Uses symbols, so that data sets with different gene identifiers share a vocabulary.
std::vector<std::string> geneNames(const data::Dataset &dataset)
{
    std::vector<std::string> names = genes::geneSymbols(dataset.var);
    const auto unclear = [](const std::string &name) {
        return !genes::ensemblId(name).empty() || name.find('.') != std::string::npos;
    };
    if (std::none_of(names.begin(), names.end(), unclear)) return names;
    if (const auto table = genes::GeneTable::nearest(genes::likelySpecies(dataset.var.index.values)); table.ok())
        for (std::string &name : names)
            if (unclear(name)) name = genes::geneSymbol(name, table->get());
    return names;
}

std::vector<std::int64_t> addGenes(const data::Dataset &dataset, std::vector<std::string> &vocabulary,
                                   std::unordered_map<std::string, std::int64_t> &ids)
{
    std::vector<std::int64_t> columns;
    for (const std::string &name : geneNames(dataset)) {
        const auto [entry, added] = ids.emplace(name, static_cast<std::int64_t>(vocabulary.size()));
        if (added) vocabulary.push_back(name);
        columns.push_back(entry->second);
    }
    return columns;
}

void append(Corpus &corpus, const TokenBatch &batch, std::int64_t &empty)
{
    for (std::int64_t row = 0; row < batch.cells; ++row) {
        const std::size_t size = corpus.genes.size();
        for (std::int64_t token = 0; token < batch.tokens; ++token) {
            const auto at = static_cast<std::size_t>(row * batch.tokens + token);
            if (batch.padding[at] != 0) continue;
            corpus.genes.push_back(static_cast<std::int32_t>(batch.genes[at]));
            corpus.values.push_back(static_cast<std::int16_t>(batch.values[at]));
        }
        if (corpus.genes.size() > size) corpus.begin.push_back(corpus.genes.size());
        else ++empty;
    }
}

Result<void> read(const data::Dataset &dataset, const std::vector<std::int64_t> &geneIds, const Tokenizer &tokenizer,
                  const TokenOptions &options, Corpus &corpus, std::int64_t &empty, JobContext &context)
{
    for (std::int64_t begin = 0; begin < dataset.cells(); begin += rowsPerRead) {
        if (context.cancelled()) return cancelled();
        const std::int64_t end = std::min(begin + rowsPerRead, dataset.cells());
        LEXICELL_TRY(block, dataset.x.rows(begin, end));
        const std::vector<std::string> names(dataset.obs.index.values.begin() + begin, dataset.obs.index.values.begin() + end);
        LEXICELL_TRY(tokens, tokenizer.tokenize(block, geneIds, names, options));
        append(corpus, tokens, empty);
    }
    return {};
}

}  // namespace

Result<Corpus> makeCorpus(const std::vector<data::Dataset> &datasets, const training::PretrainingOptions &options,
                          const Config &config, JobContext &context)
{
    Corpus corpus;
    std::unordered_map<std::string, std::int64_t> ids;
    std::vector<std::vector<std::int64_t>> columns;
    for (const data::Dataset &dataset : datasets) {
        if (!dataset.x || dataset.cells() == 0 || dataset.genes() == 0)
            return Error{errors::emptyData, dataset.file.string() + " has no cells or no matrix X for pretraining.", {}};
        columns.push_back(addGenes(dataset, corpus.vocabulary, ids));
    }
    corpus.vocabulary = completeVocabulary(std::move(corpus.vocabulary), config);
    corpus.padId = std::find(corpus.vocabulary.begin(), corpus.vocabulary.end(), config.padToken) - corpus.vocabulary.begin();
    const auto tokenizer = makeTokenizer(corpus.vocabulary, config);
    const TokenOptions tokenOptions{options.maxLength, "random", "random", options.seed};
    std::int64_t empty = 0;
    for (std::size_t i = 0; i < datasets.size(); ++i)
        LEXICELL_CHECK(read(datasets[i], columns[i], *tokenizer, tokenOptions, corpus, empty, context));
    if (empty > 0) context.warn(warnings::emptyCells, std::to_string(empty) + " cells have no gene at all and were left out.");
    LEXICELL_TRY(split, training::splitCells(corpus.cells(), {options.validation, 0.0, options.seed}));
    corpus.training = std::move(split.training);
    corpus.validation = std::move(split.validation);
    return corpus;
}

std::string fingerprint(const Corpus &corpus)
{
    std::string text;
    const auto add = [&](const auto &values) {
        const std::string_view bytes(reinterpret_cast<const char *>(values.data()), values.size() * sizeof values[0]);
        text += files::sha256(bytes) + '\n';
    };
    add(corpus.begin);
    add(corpus.genes);
    add(corpus.values);
    add(corpus.training);
    add(corpus.validation);
    for (const std::string &gene : corpus.vocabulary) text += gene + '\n';
    return files::sha256(text);
}

}  // namespace lexicell::models::scgpt

#include "models/input/coverage.h"

#include "core/base/guarded.h"
#include "core/data/feature_types.h"
#include "models/input/matched_data.h"
#include "models/input/other_kinds.h"

#include <algorithm>
#include <map>

namespace lexicell::models::input {

namespace {

using Kinds = std::vector<const data::ModalityNames *>;

bool isGene(const data::ModalityNames *kind) { return kind && kind->modality == data::Modality::Rna; }

// By the column of kinds of the genes that `options` name; empty: all are genes, also where the column has another meaning.
Kinds kindsOf(const data::Dataset &dataset, const MatchOptions &options)
{
    const bool raw = options.layer == "raw" && dataset.raw;
    Kinds kinds = data::modalitiesOf(raw ? dataset.raw->var : dataset.var);
    const bool named = std::any_of(kinds.begin(), kinds.end(), [](const auto *kind) { return kind != nullptr; });
    if (!named || std::all_of(kinds.begin(), kinds.end(), isGene)) kinds.clear();
    return kinds;
}

// A protein may have the name of a gene: it gets its mark, as in the vocabulary of a multi-omic model.
void markFeatures(GeneColumn &genes, const Kinds &kinds)
{
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (isGene(kinds[i])) continue;
        const std::string mark = kinds[i] ? kinds[i]->mark : "feature:";
        if (!genes.names[i].starts_with(mark)) genes.names[i] = mark + genes.names[i];
        if (!genes.alternative.empty()) genes.alternative[i].clear();
    }
}

bool hasKind(const std::vector<std::string> &vocabulary, const data::ModalityNames *kind)
{
    return kind && std::any_of(vocabulary.begin(), vocabulary.end(),
                               [&](const std::string &token) { return token.starts_with(kind->mark); });
}

// The search for genes accepts other spellings; a feature of another kind must be in the vocabulary as it is. Of kinds that the
// model does not have, nothing counts: neither for its share of a cell nor for what the values are.
void dropOtherFeatures(Coverage &coverage, const GeneColumn &genes, const Kinds &kinds,
                       const std::vector<std::string> &vocabulary)
{
    std::map<const data::ModalityNames *, bool> known;
    for (const data::ModalityNames *kind : kinds)
        if (!isGene(kind) && !known.contains(kind)) known[kind] = hasKind(vocabulary, kind);
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        std::int64_t &id = coverage.geneIds[i];
        if (isGene(kinds[i])) continue;
        if (id >= 0 && vocabulary[static_cast<std::size_t>(id)] == genes.names[i]) continue;
        if (id >= 0) --coverage.genesMatched;
        id = known[kinds[i]] ? -1 : otherKindOfFeature;
    }
}

}  // namespace

Result<MatchedData> matchData(const data::Dataset &dataset, const Tokenizer &tokenizer, const MatchOptions &options,
                              JobContext &context)
{
    LEXICELL_CHECK(tokenizer.ready());
    LEXICELL_TRY(matrix, dataset.matrix(options.layer));
    if (matrix.cells() == 0 || matrix.genes() == 0)
        return Error{errors::emptyData, "The data set has " + std::to_string(matrix.cells()) + " cells and " +
                                            std::to_string(matrix.genes()) +
                                            " genes: there is nothing to embed. Open another file, or loosen the filter that "
                                            "emptied it."};
    LEXICELL_TRY(genes, chooseGeneColumn(dataset, tokenizer.vocabulary(), options));
    const Kinds kinds = kindsOf(dataset, options);
    if (kinds.size() == genes.names.size()) markFeatures(genes, kinds);
    LEXICELL_TRY(matched, matchColumn(genes, tokenizer.vocabulary(), options, context));
    MatchedData data{matrix, {}, {}};
    Coverage &coverage = data.coverage;
    for (const auto &gene : matched.report.matches) coverage.geneIds.push_back(gene.target);
    coverage.genes = static_cast<std::int64_t>(genes.names.size());
    coverage.genesMatched = matched.report.matched;
    coverage.report = std::move(matched.report);
    coverage.geneColumn = genes.column;
    coverage.species = matched.species.data;
    coverage.modelSpecies = matched.species.model;
    coverage.matchedByCase = matched.species.byCase;
    if (kinds.size() == genes.names.size()) dropOtherFeatures(coverage, genes, kinds, tokenizer.vocabulary());
    LEXICELL_TRY(surveyed, survey(dataset, matrix, coverage.geneIds, context));
    coverage.countsShare = surveyed.countsShare;
    data.survey = std::move(surveyed);
    return data;
}

Result<Coverage> coverage(const data::Dataset &dataset, const Tokenizer &tokenizer, const MatchOptions &options,
                          JobContext &context)
{
    return guarded("match the genes with the model", [&]() -> Result<Coverage> {
        LEXICELL_TRY(data, matchData(dataset, tokenizer, options, context));
        return std::move(data.coverage);
    });
}

}  // namespace lexicell::models::input

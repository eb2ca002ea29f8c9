#include "models/input/coverage.h"

#include "core/base/guarded.h"
#include "models/input/matched_data.h"

namespace lexicell::models::input {

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

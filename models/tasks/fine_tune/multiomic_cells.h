// The cells of several kinds of features (RNA, proteins, peaks) that a model learns to represent together, the tokens that stand
// for the features, and how cells are held out. A feature's kind is that of var "feature_types" (core/data/feature_types.h).
// Source: scGPT's Tutorial_Multiomics at commit cebd6fa: the most variable genes and all proteins are fed, without zeros;
// proteins are tokens with "p_" in front. Different from upstream, on purpose: genes that the checkpoint does not know are left
// out (upstream keeps them as new tokens), genes are chosen as for integration, and there are peaks ("a_" in front), for which
// upstream has no tutorial. A cell that lacks a kind of features (mosaic data) simply has no tokens of it.
#pragma once

#include "core/data/feature_types.h"
#include "models/baselines/multimodal_vectors.h"
#include "models/tasks/fine_tune/integration_cells.h"

#include <string>
#include <vector>

namespace lexicell::models::tasks {

// `values` and `prepared.coverage.geneIds` hold the columns that are fed alone, with ids of the vocabulary that has the new
// tokens; `fedGenes` their tokens; `columns` their places in the data set. Without a column of batches there are none.
struct MultiomicCells : IntegrationCells {
    std::vector<std::string> newTokens;                    // appended to the checkpoint's vocabulary
    std::vector<const data::ModalityNames *> kinds;        // there are, in the order of data::modalityNames
    std::vector<std::vector<std::int64_t>> columnsOfKind;  // [kinds] columns of the data set, also those that are not fed
    std::vector<bool> countsOfKind;                        // [kinds] all values are counts
    std::vector<std::vector<bool>> measured;  // [kinds x cells] whether the cell has a value of this kind that is fed
    std::vector<std::string> patternOf;       // [cells] "rna+prot"

    std::vector<std::int64_t> fedOfKind;  // [kinds] number of features that are fed
};

// Cells without a feature that is fed are left out (warning empty_cells). Error classes: missing_feature_type (features of one
// kind only), no_gene_matches and others of input::prepareCells(), and those of integrationCells().
Result<MultiomicCells> multiomicCells(const data::Dataset &dataset, const LoadedModel &model, const FineTuneOptions &options,
                                      JobContext &context);

// The features of a kind in these cells, those that are not fed too; `cells`: ascending.
Result<baselines::ModalityBlock> modalityBlock(const MultiomicCells &cells, std::size_t kind,
                                               const std::vector<std::int64_t> &rows);

}  // namespace lexicell::models::tasks

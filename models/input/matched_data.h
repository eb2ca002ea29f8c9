// One pass over a matrix with the genes that the model knows, shared by coverage() and prepareCells().
#pragma once

#include "models/input/cell_survey.h"
#include "models/input/coverage.h"
#include "models/input/gene_column.h"

namespace lexicell::models::input {

struct MatchedData {
    data::ExpressionMatrix matrix;
    Coverage coverage;
    Survey survey;
};

// Error classes and warnings: those of prepareCells() that concern genes and values.
Result<MatchedData> matchData(const data::Dataset &dataset, const Tokenizer &tokenizer, const MatchOptions &options,
                              JobContext &context);

}  // namespace lexicell::models::input

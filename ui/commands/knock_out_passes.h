// How often a knock-out will run the network, counted before it starts: a cell is changed once for each tested gene and each gene
// of the null that it has (docs/knock-outs.md §1 and §4).
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/input/coverage.h"
#include "models/tasks/knock_out/knock_out_options.h"
#include "models/tasks/knock_out/null_genes.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::ui {

// What the flagged cells express, read in blocks. Error classes: those of Dataset::matrix() and of reading it, cancelled.
Result<models::tasks::GeneExpression> expressionOfCells(const data::Dataset &dataset, const std::string &layer,
                                                        const std::vector<std::uint8_t> &cells, JobContext &context);

// `genes`: columns of the data set that are tested, ignored where all expressed ones are. An upper bound: cells whose input does
// not change are skipped, and pairs are not counted.
std::int64_t knockOutPasses(const models::tasks::GeneExpression &expression, const models::input::Coverage &coverage,
                            const models::tasks::KnockOutOptions &options, const std::vector<std::int64_t> &genes,
                            std::int64_t goalCells);

}  // namespace lexicell::ui

// From the names that a person gave to columns of the file and ids of the model.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/input/prepared_cells.h"
#include "models/tasks/knock_out/knock_out_options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

enum class GeneStatus { Ok, NotInVocabulary, NotInData, TooFewCells, NotShortlisted };
const char *toString(GeneStatus status);  // ok, not_in_vocabulary, not_in_data, too_few_cells, not_shortlisted

struct RequestedGene {
    std::string name;          // as in the file; as asked for where the file lacks it
    std::int64_t column = -1;  // of the file; -1: not in it
    GeneStatus status = GeneStatus::Ok;
};

// In the file, known to the model, and not left out by a shortlist.
inline bool canBeChanged(const RequestedGene &gene)
{
    return gene.status == GeneStatus::Ok || gene.status == GeneStatus::TooFewCells;
}

struct GeneNames {
    std::vector<std::string> names;  // [genes of the file]
    std::vector<RequestedGene> requested;
};

// Names are found as the matching option says: exactly, or by any of a gene's names. A gene asked for twice is listed once.
// Warning: unknown_genes. Error classes: unknown_gene (none of the genes is in the file and known to the model), missing_column.
Result<GeneNames> requestedGenes(const data::Dataset &dataset, const input::PreparedCells &cells, const KnockOutOptions &options,
                                 JobContext &context);

}  // namespace lexicell::models::tasks

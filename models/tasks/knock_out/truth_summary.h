// What the summary of a run says of genes that are known to matter: markers of simulated cell types, genes that really were
// knocked out, and the targets of a list. Keys: known_genes, measured, targets.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/tasks/knock_out/knock_out.h"
#include "models/tasks/knock_out/protein_partners.h"
#include "models/tasks/knock_out/target_hits.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <vector>

namespace lexicell::models::tasks {

struct ChosenTargets {
    TargetSet set;
    std::vector<std::int64_t> columns;
    std::optional<ProteinPartners> partners = {};  // with the option `ppi`
};

// Found before anything is computed. Empty without the option. Error classes: those of readTargets(), targetColumns(),
// io::readGenePairs() and proteinPartners().
Result<std::optional<ChosenTargets>> chosenTargets(const data::Dataset &dataset, const LoadedModel &model,
                                                   const KnockOutOptions &options, JobContext &context);
// The files alone.
Result<void> checkTargets(const KnockOutOptions &options);

// Only where the groups are cell types of simulated data, or no groups are given.
void addKnownGenes(nlohmann::ordered_json &summary, const data::Dataset &dataset, const KnockOutOptions &options,
                   const KnockOut &result);
// Only with perturbed cells.
void addMeasured(nlohmann::ordered_json &summary, const KnockOut &result);
// Error class: cancelled.
Result<void> addTargets(nlohmann::ordered_json &summary, const ChosenTargets &targets, const KnockOut &result,
                        const KnockOutOptions &options, const JobContext &context);

}  // namespace lexicell::models::tasks

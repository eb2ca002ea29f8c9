#include "models/tasks/simulate/simulate_task.h"

#include "core/simulate/simulate.h"
#include "core/steps/step_output.h"

namespace lexicell::models::tasks {

namespace {

Result<TaskOutcome> run(const TaskInput &, const OptionValues &values, JobContext &context)
{
    LEXICELL_TRY(dataset, simulate::simulate(values.as<simulate::SimulateOptions>(), context));
    LEXICELL_TRY(types, dataset.labels("cell_type"));
    LEXICELL_TRY(perturbations, dataset.labels("perturbation"));
    ProvenanceStep record = recordOf("simulate", values, {});
    record.key = "X";
    steps::record(dataset, record);
    TaskOutcome outcome{NewDataset{},
                        {{"n_obs", dataset.cells()},
                         {"n_vars", dataset.genes()},
                         {"cell_types", types.categoryNames()},
                         {"perturbations", perturbations.categoryNames()}}};
    outcome.result = NewDataset{std::move(dataset)};
    return outcome;
}

}  // namespace

TaskSpec simulateTask()
{
    return {.id = "simulate",
            .title = "Simulate cells",
            .summary = "Simulated counts with known cell types, batches, knock-outs and gene modules (uns lexicell_truth).",
            .group = TaskGroup::Data,
            .reads = Reads::Nothing,
            .writes = Writes::Dataset,
            .ending = "_simulated.h5ad",
            .options = OptionValues(simulate::SimulateOptions{}),
            .run = &run};
}

}  // namespace lexicell::models::tasks

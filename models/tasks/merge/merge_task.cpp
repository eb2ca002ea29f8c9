#include "models/tasks/merge/merge_task.h"

#include "models/tasks/merge/merge.h"

namespace lexicell::models::tasks {

namespace {

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &, JobContext &)
{
    LEXICELL_TRY(merged, merge(input.datasets.front(), input.datasets.subspan(1), input.files));
    nlohmann::ordered_json summary{
        {"key", merged.key}, {"parts", merged.parts}, {"n_obs", merged.dataset.cells()}, {"embedding_size", merged.dimensions}};
    return TaskOutcome{NewDataset{std::move(merged.dataset)}, std::move(summary)};
}

}  // namespace

TaskSpec mergeTask()
{
    return {.id = "merge",
            .title = "Merge parts of a run",
            .summary = "Put the parts of an embedding that several machines shared together: the same bits as one run.",
            .group = TaskGroup::Data,
            .reads = Reads::Datasets,
            .writes = Writes::Dataset,
            .output = "The first is the data set that was embedded, the others are all its parts in any order; the output is an "
                      ".h5ad file.",
            .ending = "_merged.h5ad",
            .run = &run};
}

}  // namespace lexicell::models::tasks

#include "models/tasks/convert_model/convert_model_task.h"

#include "models/tasks/convert_model/convert_model.h"

namespace lexicell::models::tasks {

namespace {

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const ConvertModelJob job{*input.checkpoint, input.folder, values.as<ConvertModelOptions>(), input.replace};
    LEXICELL_TRY(converted, convertModel(job, context));
    return TaskOutcome{CheckpointFolder{input.folder},
                       {{"family", converted.family},
                        {"container", converted.container},
                        {"tensors", converted.tensors},
                        {"bytes", converted.bytes},
                        {"files", converted.files}}};
}

}  // namespace

TaskSpec convertModelTask()
{
    return {.id = "convert-model",
            .title = "Convert a model",
            .summary = "Write a checkpoint in its family's upstream on-disk format, with its sidecar files.",
            .group = TaskGroup::Data,
            .reads = Reads::Checkpoint,
            .writes = Writes::Folder,
            .output = "Folder to write. One that exists is replaced only on request, and only if it holds nothing but files of a "
                      "checkpoint.",
            .ending = "_converted",
            .options = OptionValues(ConvertModelOptions{}),
            .run = &run};
}

}  // namespace lexicell::models::tasks

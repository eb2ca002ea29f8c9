// convert-model: a checkpoint back in its family's upstream on-disk format.
#include "models/tasks/convert_model/convert_model.h"
#include "app/lexicell-cli/model_input.h"
#include "app/lexicell-cli/option_visitor.h"

namespace lexicell::cli {

namespace {

struct Arguments {
    models::ModelSource model = "";
    std::filesystem::path folder;
    models::tasks::ConvertModelOptions options;
};

Result<Json> convertModel(const Arguments &arguments, Run &run)
{
    const models::tasks::ConvertModelJob job{arguments.model, arguments.folder, arguments.options, run.globals.force};
    run.stage(0.0, 1.0);
    LEXICELL_TRY(converted, models::tasks::convertModel(job, run.context));
    return Json{{"output", arguments.folder.string()}, {"family", converted.family}, {"container", converted.container},
                {"tensors", converted.tensors},        {"bytes", converted.bytes},   {"files", converted.files}};
}

}  // namespace

void addConvertModel(CommandLine &line)
{
    const auto arguments = std::make_shared<Arguments>();
    CLI::App &command =
        line.add("convert-model", "Write a checkpoint in its family's upstream on-disk format, with its sidecar files.",
                 [arguments](Run &run) { return convertModel(*arguments, run); });
    command.add_option("model", arguments->model.path, "Checkpoint: its folder or file.")->required()->type_name("MODEL");
    command
        .add_option("output", arguments->folder,
                    "Folder to write. --force replaces one that holds nothing but files of a checkpoint.")
        ->required()
        ->type_name("OUT");
    addSidecars(command, arguments->model);
    describe(arguments->options, OptionVisitor(command));
}

}  // namespace lexicell::cli

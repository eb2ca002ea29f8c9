// export-labels: the labels of a window's project as a table, without the window and without the data.
#include "app/lexicell-cli/command_line.h"
#include "app/lexicell-cli/output.h"
#include "ui/workspace/export_labels.h"

#include <memory>

namespace lexicell::cli {

namespace {

struct ExportArguments {
    std::filesystem::path project, output;
};

Result<Json> exportLabels(const ExportArguments &arguments, Run &run)
{
    LEXICELL_CHECK(checkOutput(arguments.output, run));
    const auto existing = run.globals.force ? files::Existing::Replaced : files::Existing::Refused;
    LEXICELL_TRY(exported, ui::exportProjectLabels(arguments.project, arguments.output, existing));
    return Json{{"output", arguments.output.string()}, {"n_obs", exported.cells}, {"fields", exported.fields}};
}

}  // namespace

void addExportLabels(CommandLine &line)
{
    const auto arguments = std::make_shared<ExportArguments>();
    CLI::App &command = line.add("export-labels", "The labels of a window's project as a table, without its data.",
                                 [arguments](Run &run) { return exportLabels(*arguments, run); });
    command.add_option("project", arguments->project, "Project of the window (.lexicell).")->required()->type_name("PATH");
    command.add_option("output", arguments->output, "CSV: index, and a column for each field that was labeled.")
        ->required()
        ->type_name("OUT.csv");
}

}  // namespace lexicell::cli

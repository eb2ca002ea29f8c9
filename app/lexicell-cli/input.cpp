#include "app/lexicell-cli/input.h"

#include "app/lexicell-cli/option_visitor.h"
#include "core/steps/step_output.h"
#include "core/io/choose_matrix.h"
#include "core/io/dataset_hash.h"
#include "core/genes/gene_names.h"

namespace lexicell::cli {

void addInputPath(CLI::App &command, InputOptions &input)
{
    command
        .add_option("input", input.path,
                    "Data set: .h5ad, .h5mu, 10x .h5, folder with matrix.mtx, .mtx, .loom, .csv or .tsv (also .gz).")
        ->required()
        ->type_name("PATH");
}

void addInputOptions(CLI::App &command, InputOptions &input)
{
    const std::string group = "Input";
    describe(input.read, OptionVisitor(command, group));
    OptionVisitor visit(command, group);
    if (!command.get_option_no_throw("--layer"))
        visit(Option{"layer", "Matrix to read: X, raw or the name of a layer.", "", {}}, input.layer);
    if (!command.get_option_no_throw("--gene-column"))
        visit(Option{"gene-column", "var column that names the genes; empty: the index.", "", {}}, input.geneColumn);
}

Result<data::Dataset> readInput(const InputOptions &input, Run &run)
{
    LEXICELL_TRY(dataset, io::readDataset(input.path, input.read, run.context));
    if (!input.layer.empty()) {
        LEXICELL_CHECK(dataset.matrix(input.layer));
    }
    LEXICELL_CHECK(genes::geneNames(dataset, input.geneColumn));
    return std::move(dataset);
}

Result<void> recordInput(const InputOptions &input, const data::Dataset &before, data::Dataset &after, Run &run)
{
    LEXICELL_TRY(hash, io::hashDataset(input.path, run.context));
    steps::recordInput(before, after, "file", hash);
    return {};
}

}  // namespace lexicell::cli

// convert: any readable input to h5ad. It reads and checks the whole input, so it also validates a file.
#include "app/lexicell-cli/input.h"
#include "app/lexicell-cli/output.h"
#include "core/data/value_summary.h"
#include "core/io/choose_matrix.h"
#include "core/io/dataset_summary.h"

namespace lexicell::cli {

namespace {

struct Arguments {
    InputOptions input;
    std::filesystem::path output;
    bool makeUnique = false;
    int gzip = 0;
};

// raw's matrix has genes of its own. Elements for the genes of the former X are dropped, and a warning names them.
void warnOfLost(const data::Dataset &before, const data::Dataset &after, JobContext &context)
{
    std::string lost;
    const auto add = [&](const std::string &name) { lost.append(lost.empty() ? "" : ", ").append(name); };
    const auto compare = [&](const data::Dict &was, const data::Dict &is, const std::string &slot) {
        for (const auto &[key, element] : was.entries)
            if (!is.find(key)) add(slot + "/" + key);
    };
    for (const auto &[name, layer] : before.layers.entries)
        if (!after.layers.find(name)) add("layers/" + name);
    compare(before.var.columns, after.var.columns, "var");
    compare(before.varm, after.varm, "varm");
    compare(before.varp, after.varp, "varp");
    if (!lost.empty())
        context.warn(warnings::leftOut,
                     "With the chosen matrix come genes of its own, so what belongs to the genes of X is left out: " + lost +
                         ".");
}

void makeNamesUnique(data::Table &table)
{
    auto names = data::makeUnique(table.index.values);
    if (names == table.index.values) return;
    table.index.values = std::move(names);
    table.numericIndex.reset();
}

Result<Json> convert(const Arguments &arguments, Run &run)
{
    LEXICELL_CHECK(checkOutput(arguments.output, run));
    run.stage(0.0, 0.6);
    LEXICELL_TRY(dataset, readInput(arguments.input, run));
    const data::Dataset before = dataset;
    // --layer chooses X and --gene-column chooses the gene names. The former index of var stays as a column.
    LEXICELL_CHECK(io::chooseMatrix(dataset, arguments.input.layer, io::FormerX::Dropped));
    LEXICELL_CHECK(io::chooseGeneNames(dataset, arguments.input.geneColumn));
    warnOfLost(before, dataset, run.context);
    if (arguments.makeUnique) {
        makeNamesUnique(dataset.obs);
        makeNamesUnique(dataset.var);
    }
    LEXICELL_TRY(values, dataset.x ? data::summarize(dataset.x) : Result<data::ValueSummary>(data::ValueSummary{}));
    run.stage(0.6, 1.0);
    LEXICELL_CHECK(writeOutput(dataset, arguments.output, run, arguments.gzip));
    Json results{{"output", arguments.output.string()},
                 {"format", dataset.format},
                 {"n_obs", dataset.cells()},
                 {"n_vars", dataset.genes()},
                 {"nnz", values.nonZeros},
                 {"counts", dataset.x ? Json(values.counts()) : Json()}};
    for (const auto &[type, features] : io::otherFeatureTypes(dataset)) results["other_feature_types"][type] = features;
    return results;
}

}  // namespace

void addConvert(CommandLine &line)
{
    const auto arguments = std::make_shared<Arguments>();
    CLI::App &command =
        line.add("convert", "Any readable input to h5ad. --layer and --gene-column choose what becomes X and the gene names.",
                 [arguments](Run &run) { return convert(*arguments, run); });
    addInputPath(command, arguments->input);
    addOutputPath(command, arguments->output);
    command.add_flag("--make-unique", arguments->makeUnique,
                     "Make cell and gene names unique, as anndata does: A, A-1, A-2. Default: names stay as they are.");
    command
        .add_option("--gzip", arguments->gzip,
                    "Compression of the output: 0 none (as anndata's default), 9 smallest and slowest.")
        ->check(CLI::Range(0, 9));
    addInputOptions(command, arguments->input);
}

}  // namespace lexicell::cli

// gene-network: which genes a model's vectors, or the cells themselves, bring together; edges as CSV.
#include "models/tasks/gene_network.h"
#include "app/lexicell-cli/input.h"
#include "app/lexicell-cli/option_visitor.h"
#include "app/lexicell-cli/output.h"
#include "models/checkpoint/atomic_file.h"
#include "models/model.h"

#include <fstream>
#include <optional>

namespace lexicell::cli {

namespace fs = std::filesystem;

namespace {

struct Arguments {
    InputOptions input;
    fs::path output;
    models::ModelSource model = "";
    models::tasks::GeneNetworkOptions options;
};

// A single name that is a file is a list of names, one a line.
Result<std::vector<std::string>> readGenes(const std::vector<std::string> &genes)
{
    std::error_code error;
    if (genes.size() != 1 || !fs::is_regular_file(genes.front(), error)) return genes;
    std::ifstream file(genes.front());
    std::vector<std::string> names;
    for (std::string line; std::getline(file, line);) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.pop_back();
        if (!line.empty()) names.push_back(line);
    }
    if (file.bad() || names.empty())
        return Error{ErrorKind::BadFile,
                     "empty_file",
                     "There is no gene in " + genes.front() + ". Write one name a line, or name genes separated by commas.",
                     {}};
    return names;
}

Json toJson(const models::tasks::GeneNetwork &network, const models::tasks::GeneNetworkOptions &options)
{
    Json results{{"source", options.source},
                 {"genes", network.genes.size()},
                 {"edges", network.edges.size()},
                 {"mean_weight", network.meanWeight},
                 {"mean_of_all_pairs", network.meanOfAllPairs}};
    if (network.baseline)
        results["baseline"] = {{"source", "coexpression"},
                               {"correlation", options.correlation},
                               {"edges", network.baseline->edges},
                               {"shared", network.baseline->shared},
                               {"shared_by_chance", network.baseline->sharedByChance}};
    return results;
}

Result<Json> geneNetwork(Arguments &arguments, Run &run)
{
    LEXICELL_CHECK(checkOutput(arguments.output, run));
    // Edges hold nothing of the cells: unlike a data set they never take the input's place.
    std::error_code error;
    if (fs::equivalent(arguments.input.path, arguments.output, error) && !error)
        return Error{ErrorKind::Usage,
                     "output_is_input",
                     arguments.output.string() + " is the data set that is read. Choose another name for the output.",
                     {}};
    takeSeed(arguments.options, run.globals);
    LEXICELL_TRY(genes, readGenes(arguments.options.genes));
    arguments.options.genes = std::move(genes);
    run.stage(0.0, 0.1);
    LEXICELL_TRY(dataset, readInput(arguments.input, run));
    std::optional<models::LoadedModel> model;
    // What will be refused must not wait for LibTorch.
    if (!arguments.model.path.empty() && arguments.options.source != "attention") {
        run.stage(0.1, 0.15);
        LEXICELL_TRY(opened, models::openModel(arguments.model, {run.globals.device, "fp32", run.globals.threads}, run.context));
        model = std::move(opened);
    }
    run.stage(0.15, 0.98);
    LEXICELL_TRY(network, models::tasks::geneNetwork(dataset, model ? &*model : nullptr, arguments.options, run.context));
    run.stage(0.98, 1.0);
    LEXICELL_CHECK(models::checkpoint::writeTextFile(arguments.output, models::tasks::networkCsv(network)));
    Json results{{"output", arguments.output.string()}};
    results.update(toJson(network, arguments.options));
    if (model) {
        results["model"] = model->card.name;
        results["sha256"] = model->card.sha256;
        if (!model->card.notice.empty()) results["notice"] = model->card.notice;
    }
    return results;
}

}  // namespace

void addGeneNetwork(CommandLine &line)
{
    const auto arguments = std::make_shared<Arguments>();
    CLI::App &command = line.add("gene-network", "Network of like genes, held against the co-expression of the loaded cells.",
                                 [arguments](Run &run) { return geneNetwork(*arguments, run); });
    addInputPath(command, arguments->input);
    command
        .add_option("output", arguments->output,
                    "CSV with a line for each edge, heaviest first: gene_a, gene_b, weight (cosine or correlation), rank (1: "
                    "nearest; the better of the two directions), coexpression (correlation of the pair in the cells).")
        ->required()
        ->type_name("OUT.csv");
    command
        .add_option("--model", arguments->model.path,
                    "Checkpoint: a folder or the file itself; only genes that it knows take part. Not needed for coexpression.")
        ->type_name("PATH");
    command.add_option("--gene-list", arguments->model.genes, "The model's own genes, where they do not lie beside it.")
        ->type_name("FILE");
    command
        .add_option("--genes", arguments->options.genes,
                    "Only these: names separated by commas, or a file with one name a line; none: all genes of the data set.")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("A,B…|FILE");
    describe(arguments->options, OptionVisitor(command));
    addInputOptions(command, arguments->input);
}

}  // namespace lexicell::cli

// simulate: counts with ground truth, labeled as simulated.
#include "core/simulate/simulate.h"
#include "app/lexicell-cli/option_visitor.h"
#include "app/lexicell-cli/output.h"

namespace lexicell::cli {

namespace {

struct Arguments {
    std::filesystem::path output;
    simulate::SimulateOptions options;
};

Result<Json> simulateTo(Arguments &arguments, Run &run)
{
    LEXICELL_CHECK(checkOutput(arguments.output, run));
    takeSeed(arguments.options, run.globals);
    run.stage(0.0, 0.8, arguments.options.cells, "cells");
    LEXICELL_TRY(dataset, simulate::simulate(arguments.options, run.context));
    run.stage(0.8, 1.0);
    LEXICELL_CHECK(writeOutput(dataset, arguments.output, run));
    LEXICELL_TRY(types, dataset.labels("cell_type"));
    LEXICELL_TRY(perturbations, dataset.labels("perturbation"));
    return Json{{"output", arguments.output.string()},
                {"n_obs", dataset.cells()},
                {"n_vars", dataset.genes()},
                {"cell_types", types.categoryNames()},
                {"perturbations", perturbations.categoryNames()}};
}

}  // namespace

void addSimulate(CommandLine &line)
{
    const auto arguments = std::make_shared<Arguments>();
    CLI::App &command =
        line.add("simulate", "Simulated counts with known cell types, batches, knock-outs and gene modules (uns lexicell_truth).",
                 [arguments](Run &run) { return simulateTo(*arguments, run); });
    addOutputPath(command, arguments->output);
    describe(arguments->options, OptionVisitor(command));
}

}  // namespace lexicell::cli

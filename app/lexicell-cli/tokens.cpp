// tokens: the input of a model for chosen cells. Needs no LibTorch.
#include "app/lexicell-cli/input.h"
#include "app/lexicell-cli/model_input.h"
#include "app/lexicell-cli/option_visitor.h"
#include "models/contracts/model.h"
#include "models/families/open_model.h"
#include "models/input/cell_options.h"
#include "models/input/prepared_cells.h"

namespace lexicell::cli {

namespace {

struct TokensArguments {
    InputOptions input;
    models::ModelSource model = "";
    std::vector<std::int64_t> cells;
    models::input::CellOptions options;
};

Json cellTokens(const models::TokenBatch &batch, std::int64_t row, std::int64_t index, const std::vector<std::string> &vocabulary)
{
    Json genes = Json::array(), ids = Json::array(), values = Json::array(), padding = Json::array();
    for (std::int64_t i = row * batch.tokens; i < (row + 1) * batch.tokens; ++i) {
        const auto at = static_cast<std::size_t>(i);
        genes.push_back(vocabulary[static_cast<std::size_t>(batch.genes[at])]);
        ids.push_back(batch.genes[at]);
        values.push_back(batch.values[at]);
        padding.push_back(batch.padding[at] != 0);
    }
    return {{"index", index}, {"genes", genes}, {"ids", ids}, {"values", values}, {"padding", padding}};
}

Result<Json> tokens(TokensArguments &arguments, Run &run)
{
    takeSeed(arguments.options, run.globals);
    const models::input::CellOptions &options = arguments.options;
    LEXICELL_TRY(model, models::outlineModel(arguments.model, run.context));
    LEXICELL_TRY(dataset, readInput(arguments.input, run));
    for (const std::int64_t cell : arguments.cells)
        if (cell < 0 || cell >= dataset.cells())
            return Error{errors::missingCell,
                         "There is no cell " + std::to_string(cell) + ": " + dataset.file.string() + " has cells 0 to " +
                             std::to_string(dataset.cells() - 1) + ".",
                         {}};
    LEXICELL_TRY(coverage, models::input::coverage(dataset, *model.tokenizer, options, run.context));
    LEXICELL_TRY(tokenizer, models::input::fittedTokenizer(dataset, model.tokenizer, coverage, options, run.context));
    LEXICELL_TRY(matrix, dataset.matrix(options.layer));
    LEXICELL_TRY(rows, matrix.subset(&arguments.cells, nullptr));
    LEXICELL_TRY(block, rows.all());
    std::vector<std::string> names;
    for (const std::int64_t cell : arguments.cells) names.push_back(dataset.obs.index.values[static_cast<std::size_t>(cell)]);
    const models::TokenOptions tokenOptions{options.maxLength, options.ties, options.sampling, options.seed};
    LEXICELL_TRY(batch, tokenizer->tokenize(block, coverage.geneIds, names, tokenOptions));

    Json cells = Json::array();
    for (std::size_t row = 0; row < arguments.cells.size(); ++row)
        cells.push_back(cellTokens(batch, static_cast<std::int64_t>(row), arguments.cells[row], model.tokenizer->vocabulary()));
    return Json{{"cells", std::move(cells)}};
}

}  // namespace

void addTokens(CommandLine &line)
{
    const auto arguments = std::make_shared<TokensArguments>();
    CLI::App &command = line.add("tokens", "Show the input of the model for some cells: gene names, ids, values, padding.",
                                 [arguments](Run &run) { return tokens(*arguments, run); });
    addInputPath(command, arguments->input);
    addModel(command, arguments->model, true);
    command.add_option("--cells", arguments->cells, "Cells by number, the first is 0, separated by commas.")
        ->required()
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("N,N…");
    describe(arguments->options, OptionVisitor(command));
    addInputOptions(command, arguments->input);
}

}  // namespace lexicell::cli

#include "models/tasks/generate/generate_task.h"

#include "core/io/dataset_hash.h"
#include "core/io/read_dataset.h"
#include "core/steps/step_output.h"
#include "models/tasks/generate/generate.h"
#include "models/tasks/masked_expression/error_tables.h"

#include <optional>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr const char *content =
    "X holds values that a model generated, no measurements, in the unit of the model's input. They are not counts and were not "
    "turned "
    "back into counts. A value says how much of a gene there is if there is some. Layer lexicell_prompt: the values that were "
    "known from the prompt.";

data::ElementPtr texts(std::vector<std::string> values)
{
    data::StringArray array;
    array.shape = {static_cast<std::int64_t>(values.size())};
    array.values = std::move(values);
    return data::makeElement(std::move(array));
}

// Values that are 0 are left out. `given`: only those that were known from the prompt.
data::CsrBlock blockOf(const GeneratedCells &cells, bool given)
{
    data::CsrBlock block;
    block.rows = cells.cells();
    block.columns = static_cast<std::int64_t>(cells.genes.size());
    for (std::size_t cell = 0; cell < cells.sources.size(); ++cell) {
        for (std::size_t gene = 0; gene < cells.genes.size(); ++gene) {
            const std::size_t at = cell * cells.genes.size() + gene;
            if (cells.values[at] == 0.0F || (given && !cells.given[at])) continue;
            block.indices.push_back(static_cast<std::int32_t>(gene));
            block.values.push_back(cells.values[at]);
        }
        block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
    }
    return block;
}

std::string rule(const GeneratedCells &cells)
{
    return cells.pretrained ? "the checkpoint's generative pass"
                            : "masked genes, as the checkpoint was not pretrained to generate";
}

data::ElementPtr description(const GeneratedCells &cells, const LoadedModel &model)
{
    std::vector<std::pair<std::string, data::ElementPtr>> entries{
        {"content", steps::textElement(content)},          {"unit", steps::textElement(cells.unit)},
        {"prompt", steps::textElement(cells.prompt)},      {"rule", steps::textElement(rule(cells))},
        {"family", steps::textElement(model.card.family)}, {"model", steps::textElement(model.card.sha256)}};
    if (!cells.errors.empty()) {
        data::Table frame;
        std::vector<double> rmse, pearson, values;
        for (const ExpressionError &error : cells.errors) {
            frame.index.values.push_back(error.method);
            rmse.push_back(error.rmse);
            pearson.push_back(error.pearson);
            values.push_back(static_cast<double>(cells.compared.size()));
        }
        frame.index.shape = {frame.rows()};
        frame.columns.set("rmse", steps::column(rmse));
        frame.columns.set("pearson", steps::column(pearson));
        frame.columns.set("values", steps::column(values));
        entries.emplace_back("errors", data::makeElement(std::move(frame)));
    }
    return steps::dictElement(std::move(entries));
}

// The cell or cells behind a prompt.
std::string sourceText(const std::vector<std::string> &sources)
{
    if (sources.size() == 1) return sources.front();
    return sources.empty() ? "named genes" : std::to_string(sources.size()) + " cells";
}

data::Dataset datasetOf(const GeneratedCells &cells, const LoadedModel &model)
{
    data::Dataset dataset;
    std::vector<std::string> sources;
    for (std::size_t cell = 0; cell < cells.sources.size(); ++cell) {
        dataset.obs.index.values.push_back("generated_" + std::to_string(cell));
        sources.push_back(sourceText(cells.sources[cell]));
    }
    dataset.obs.index.shape = {dataset.obs.rows()};
    dataset.obs.columns.set("lexicell_generated", steps::boolColumn(std::vector<bool>(cells.sources.size(), true)));
    dataset.obs.columns.set("lexicell_prompt_cells", texts(std::move(sources)));
    dataset.var.index.values = data::makeUnique(cells.genes);
    dataset.var.index.shape = {dataset.var.rows()};
    dataset.x = data::ExpressionMatrix::ofCsr(blockOf(cells, false));
    dataset.layers.set("lexicell_prompt", data::ExpressionMatrix::ofCsr(blockOf(cells, true)));
    dataset.uns.set("lexicell_generated", steps::boolElement(true));
    // The window marks data with this flag wherever they are shown, in exported pictures too: they are not measured.
    dataset.uns.set("lexicell_simulated", steps::boolElement(true));
    dataset.uns.set("lexicell_generation", description(cells, model));
    return dataset;
}

nlohmann::ordered_json summaryOf(const GeneratedCells &cells)
{
    nlohmann::ordered_json summary{{"n_obs", cells.cells()},
                                   {"n_vars", cells.genes.size()},
                                   {"unit", cells.unit},
                                   {"prompt", cells.prompt},
                                   {"pretrained", cells.pretrained},
                                   {"rule", rule(cells)},
                                   {"values_compared", cells.compared.size()}};
    std::string caption = content;
    if (!cells.errors.empty()) {
        summary["methods"] = errorsJson(cells.errors);
        caption += " " + errorSentence(cells.errors, cells.unit);
    }
    summary["caption"] = caption;
    return summary;
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto &options = values.as<GenerateOptions>();
    std::optional<data::Dataset> read;
    RecordInputs inputs{{"family", input.model->card.family}, {"model", input.model->card.sha256}};
    if (!input.model->card.notice.empty()) inputs.emplace_back("notice", input.model->card.notice);
    if (!options.data.empty()) {
        LEXICELL_TRY(dataset, io::readDataset(options.data, {}, context));
        read = std::move(dataset);
        LEXICELL_TRY(hash, io::hashDataset(options.data, context));
        inputs.emplace_back("data", hash);
    }
    LEXICELL_TRY(cells, generateCells(read ? &*read : nullptr, *input.model, options, context));
    data::Dataset dataset = datasetOf(cells, *input.model);
    ProvenanceStep record = recordOf("generate", values, std::move(inputs));
    record.key = "X";
    steps::record(dataset, record);
    TaskOutcome outcome{NewDataset{}, summaryOf(cells)};
    outcome.result = NewDataset{std::move(dataset)};
    return outcome;
}

Result<void> check(const OptionValues &values) { return checkGenerate(values.as<GenerateOptions>()); }

}  // namespace

TaskSpec generateTask()
{
    return {.id = "generate",
            .title = "Generate cells",
            .summary = "Cells that a model generates from genes with known values or from the vector of a cell, tagged as "
                       "generated: a prediction of the model, no measurement, beside the means of gene and type.",
            .group = TaskGroup::Genes,
            .needs = {Need::Model, Need::Generation},
            .model = ModelUse::Required,
            .reads = Reads::Nothing,
            .writes = Writes::Dataset,
            .ending = "_generated.h5ad",
            .options = OptionValues(GenerateOptions{}),
            .run = &run,
            .check = &check};
}

}  // namespace lexicell::models::tasks

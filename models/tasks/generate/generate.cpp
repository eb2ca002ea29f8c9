#include "models/tasks/generate/generate.h"

#include "core/base/guarded.h"
#include "models/input/gene_column.h"
#include "models/input/prepared_cells.h"
#include "models/tasks/gene_lists.h"
#include "models/tasks/generate/masked_prompts.h"
#include "models/tasks/generate/prompt_cells.h"
#include "models/tasks/generate/prompt_errors.h"
#include "models/tasks/generate/prompt_genes.h"
#include "models/tasks/generate/prompts.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr double afterPreparing = 0.1;  // of the job's time

Result<void> checkGenerator(const LoadedModel &model)
{
    const auto cannot = [&](const std::string &why) {
        return Error{errors::unsupportedModel, "The model " + model.card.name + " " + why};
    };
    if (!model.generator || !model.expression || !geneChanges(*model.tokenizer))
        return cannot("does not generate cells. Choose a checkpoint of scGPT with a decoder of expression.");
    if (model.card.batches > 0 || model.card.modalities > 0)
        return cannot(
            "was fine-tuned on batches or on several kinds of features, which a generated cell does not have. Choose the "
            "checkpoint that it was fine-tuned from.");
    return {};
}

Result<PromptCells> readCells(const data::Dataset &dataset, const LoadedModel &model, const GenerateOptions &options,
                              JobContext &context)
{
    LEXICELL_TRY(prepared, input::prepareCells(dataset, model.card, model.tokenizer, options, context));
    LEXICELL_TRY(column, input::chooseGeneColumn(dataset, prepared.tokenizer->vocabulary(), options));
    return promptCells(dataset, prepared, column.names, {options.cells, options.groupby, options.from, options.seed}, context);
}

Result<std::vector<PromptGene>> targetsOf(const PromptCells *cells, const LoadedModel &model, const GenerateOptions &options,
                                          JobContext &context)
{
    const std::vector<std::string> &vocabulary = model.tokenizer->vocabulary();
    if (options.targets.empty()) return cells ? frequentGenes(*cells, options.nGenes) : allGenes(vocabulary, options.nGenes);
    LEXICELL_TRY(names, geneNames(options.targets));
    return genesNamed(names, vocabulary, options, context);
}

// Whether every generated cell would have the same prompt.
bool allAlike(const PromptCells *cells, const GenerateOptions &options)
{
    if (!cells) return true;
    const auto chosen = static_cast<std::int64_t>(cells->chosen.size());
    return !usesGenes(options) && (options.averaged == 0 || options.averaged >= chosen);
}

Result<std::vector<std::vector<float>>> generateAll(const std::vector<CellPrompt> &prompts, const LoadedModel &model,
                                                    const GenerateOptions &options, bool &pretrained, JobContext &context)
{
    std::vector<std::vector<float>> generated;
    const auto step = static_cast<std::size_t>(options.batchSize);
    for (std::size_t begin = 0; begin < prompts.size(); begin += step) {
        if (context.cancelled()) return cancelled();
        const std::size_t end = std::min(begin + step, prompts.size());
        context.report(static_cast<double>(begin) / static_cast<double>(prompts.size()),
                       "Generating cells: " + std::to_string(begin) + " of " + std::to_string(prompts.size()));
        const Prompt prompt = joinedPrompts(prompts, begin, end);
        LEXICELL_TRY(values, generatedValues(model, prompt, options.passes, pretrained, context));
        const auto width = static_cast<std::ptrdiff_t>(prompt.unknown.tokens);
        for (std::size_t i = begin; i < end; ++i) {
            const auto row = values.begin() + static_cast<std::ptrdiff_t>(i - begin) * width;
            generated.emplace_back(row, row + prompts[i].unknown.tokens);
        }
    }
    return generated;
}

// The columns of the output: every gene that a cell was given or that was generated, in the order of the vocabulary.
std::vector<std::pair<std::int64_t, std::string>> outputGenes(const std::vector<CellPrompt> &prompts, const PromptCells *cells,
                                                              const std::vector<PromptGene> &named,
                                                              const std::vector<PromptGene> &targets,
                                                              const std::vector<std::string> &vocabulary)
{
    std::unordered_map<std::int64_t, std::string> names;
    for (const auto *list : {&targets, &named})
        for (const PromptGene &gene : *list) names.emplace(gene.id, gene.name);
    if (cells)
        for (std::size_t column = 0; column < cells->ids.size(); ++column)
            if (cells->ids[column] >= 0) names.insert_or_assign(cells->ids[column], cells->columnNames[column]);
    std::vector<std::int64_t> ids;
    for (const CellPrompt &prompt : prompts) {
        ids.insert(ids.end(), prompt.known.genes.begin() + 1, prompt.known.genes.end());  // the first is the cell
        ids.insert(ids.end(), prompt.unknown.genes.begin(), prompt.unknown.genes.end());
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::vector<std::pair<std::int64_t, std::string>> genes;
    genes.reserve(ids.size());
    for (const std::int64_t id : ids) {
        const auto found = names.find(id);
        genes.emplace_back(id, found == names.end() ? vocabulary[static_cast<std::size_t>(id)] : found->second);
    }
    return genes;
}

void place(GeneratedCells &result, const std::vector<CellPrompt> &prompts, const std::vector<std::vector<float>> &generated,
           const std::vector<std::pair<std::int64_t, std::string>> &genes)
{
    std::unordered_map<std::int64_t, std::size_t> column;
    for (const auto &[id, name] : genes) {
        column.emplace(id, result.genes.size());
        result.genes.push_back(name);
    }
    result.values.assign(prompts.size() * genes.size(), 0.0F);
    result.given.assign(result.values.size(), false);
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        const std::size_t row = i * genes.size();
        for (std::size_t token = 1; token < prompts[i].known.genes.size(); ++token) {
            const std::size_t at = row + column.at(prompts[i].known.genes[token]);
            result.values[at] = prompts[i].known.values[token];
            result.given[at] = true;
        }
        for (std::size_t token = 0; token < generated[i].size(); ++token)
            result.values[row + column.at(prompts[i].unknown.genes[token])] = generated[i][token];
    }
}

Result<GeneratedCells> compute(const data::Dataset *dataset, const LoadedModel &model, GenerateOptions options,
                               JobContext &context)
{
    LEXICELL_CHECK(checkGenerate(options));
    LEXICELL_CHECK(checkGenerator(model));
    LEXICELL_CHECK(model.tokenizer->ready());
    const std::vector<std::string> &vocabulary = model.tokenizer->vocabulary();
    std::optional<JobPart> part(std::in_place, context, 0.0, afterPreparing);
    std::optional<PromptCells> cells;
    if (dataset) {
        LEXICELL_TRY(read, readCells(*dataset, model, options, context));
        cells = std::move(read);
    }
    const PromptCells *const of = cells ? &*cells : nullptr;
    std::vector<PromptGene> named;
    if (!options.genes.empty()) {
        LEXICELL_TRY(found, genesWithValues(options.genes, vocabulary, geneChanges(*model.tokenizer)->doses(), options, context));
        named = std::move(found);
    }
    LEXICELL_TRY(targets, targetsOf(of, model, options, context));
    if (options.nCells > 1 && allAlike(of, options)) {
        context.warn(warnings::reduced, "The prompt is the same for every cell, so one cell was generated in place of " +
                                            std::to_string(options.nCells) + ".");
        options.nCells = 1;
    }
    LEXICELL_TRY(prompts, Prompts(*model.tokenizer, named, targets, of).make(options, model, context));
    if (std::all_of(prompts.begin(), prompts.end(), [](const CellPrompt &prompt) { return prompt.unknown.tokens == 0; }))
        return Error{errors::badOption, "All genes to generate are known from the prompt. Name other genes.", {}, {{"targets"}}};
    part.reset();
    const JobPart rest(context, afterPreparing, 1.0);
    GeneratedCells result;
    LEXICELL_TRY(generated, generateAll(prompts, model, options, result.pretrained, context));
    result.unit = model.expression->unit();
    result.prompt = !of ? "named genes" : options.prompt == "default" ? "cell" : options.prompt;
    for (const CellPrompt &prompt : prompts) {
        result.sources.emplace_back();
        for (const std::size_t source : prompt.sources)
            result.sources.back().push_back(dataset->obs.index.values[static_cast<std::size_t>(of->chosen[source].cell)]);
    }
    place(result, prompts, generated, outputGenes(prompts, of, named, targets, vocabulary));
    if (!of) return result;
    result.compared = comparedWithPrompts(prompts, generated, *of);
    if (result.compared.size() > 0)
        result.errors = expressionErrors(result.compared, options.rounds, static_cast<std::uint64_t>(options.seed));
    return result;
}

}  // namespace

Result<void> checkGenerate(const GenerateOptions &options)
{
    const auto bad = [](const std::string &message, std::vector<Choice> choices) {
        return Error{errors::badOption, message, {}, std::move(choices)};
    };
    if (options.data.empty() && options.genes.empty())
        return bad("There is no prompt. Name a data set with cells, or genes with their values.", {{"data"}, {"genes"}});
    if (options.data.empty() && options.prompt != "default") return bad("A prompt of cells needs a data set.", {{"data"}});
    if (!options.from.empty() && options.groupby.empty()) return bad("Name the column that holds the group.", {{"groupby"}});
    if (options.nCells < 1) return bad("The number of cells must be at least 1.", {{"n-cells"}});
    if (options.nGenes < 1) return bad("The number of genes must be at least 1.", {{"n-genes"}});
    if (options.batchSize < 1) return bad("The batch size must be at least 1.", {{"batch-size"}});
    if (!(options.knownShare > 0.0 && options.knownShare < 1.0))
        return bad("The share of known genes must be above 0 and below 1.", {{"known-share"}});
    if (options.averaged < 0) return bad("The number of averaged cells must not be negative.", {{"averaged"}});
    if (options.passes < 1) return bad("The number of rounds must be at least 1.", {{"passes"}});
    if (options.rounds < 0) return bad("The number of draws must not be negative.", {{"rounds"}});
    const auto values = geneValues(options.genes);
    return values.ok() ? Result<void>() : values.error();
}

Result<std::vector<float>> generatedValues(const LoadedModel &model, const Prompt &prompt, int passes, bool &pretrained,
                                           JobContext &context)
{
    LEXICELL_TRY(own, takesGenes(model, prompt, context));
    pretrained = own;
    const DoseRange range = geneChanges(*model.tokenizer)->doses();
    const GenerationOptions options{passes, 0.0F, static_cast<float>(range.highest)};
    const MaskedPrompts masked(model);
    const CellGenerator &generator = own ? *model.generator : masked;
    LEXICELL_TRY(values, generateInRounds(generator, prompt, options, context));
    for (float &value : values) value = std::clamp(value, options.smallestValue, options.largestValue);
    return values;
}

Result<GeneratedCells> generateCells(const data::Dataset *dataset, const LoadedModel &model, const GenerateOptions &options,
                                     JobContext &context)
{
    return guarded("generate cells", [&] { return compute(dataset, model, options, context); },
                   {"Choose fewer cells or genes at a time.", {{"batch-size"}, {"n-genes"}}});
}

}  // namespace lexicell::models::tasks

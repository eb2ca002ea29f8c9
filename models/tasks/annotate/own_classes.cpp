#include "models/tasks/annotate/own_classes.h"

#include "models/input/token_batches.h"

#include <algorithm>

namespace lexicell::models::tasks {

namespace {

Result<void> check(const LoadedModel &model)
{
    if (!model.classifier)
        return Error{
            errors::unsupportedModel,
            "The model " + model.card.name +
                " was not trained to tell classes apart. Name a reference with labels, or choose a fine-tuned checkpoint.",
            {},
            {{"reference"}}};
    if (static_cast<std::int64_t>(model.card.labels.size()) != model.classifier->classes())
        return Error{errors::noLabels,
                     "The names of the classes of " + model.card.name +
                         " are not beside the checkpoint. Copy the file with them from where the checkpoint came from.",
                     {}};
    return {};
}

}  // namespace

Result<OwnClasses> ownClasses(const data::Dataset &dataset, const LoadedModel &model, const input::CellOptions &options,
                              JobContext &context)
{
    LEXICELL_CHECK(check(model));
    LEXICELL_TRY(cells, input::prepareCells(dataset, model.card, model.tokenizer, options, context));
    const std::int64_t classes = model.classifier->classes();
    const auto width = static_cast<std::size_t>(classes);
    OwnClasses result{model.card.labels, {"model-classes", false, {}, {}, {}}};
    std::vector<float> &probabilities = result.labels.probabilities;
    probabilities.assign(static_cast<std::size_t>(cells.cells()) * width, 0.0F);
    LEXICELL_CHECK(input::forEachBatch(
        cells, model, "Labeling cells",
        [&](const input::CellBatch &batch) -> Result<void> {
            LEXICELL_TRY(logits, model.classifier->classify(batch.tokens, context));
            const auto own = softmaxRows(logits, classes);
            for (std::size_t i = 0; i < batch.cells.size(); ++i)
                std::copy_n(own.begin() + static_cast<std::ptrdiff_t>(i * width), width,
                            probabilities.begin() +
                                static_cast<std::ptrdiff_t>(static_cast<std::size_t>(batch.cells[i]) * width));
            return {};
        },
        context));
    if (cells.emptyCells > 0)
        context.warn(warnings::emptyCells, std::to_string(cells.emptyCells) + " of " + std::to_string(cells.cells()) +
                                               " cells have no gene that the model knows: their confidence is 0.");
    for (const LabeledCell &cell : labelCells(probabilities, classes, 0.0)) {
        result.labels.best.push_back(static_cast<std::int32_t>(cell.best));
        result.labels.confidence.push_back(static_cast<double>(cell.confidence));
    }
    return result;
}

}  // namespace lexicell::models::tasks

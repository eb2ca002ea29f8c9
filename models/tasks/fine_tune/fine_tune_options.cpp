#include "models/tasks/fine_tune/fine_tune_options.h"

#include "models/tasks/fine_tune/tuned_tensors.h"
#include "models/tasks/fine_tune/tuning_task.h"

namespace lexicell::models::tasks {

namespace {

Error badOption(const std::string &option, const std::string &message) { return {errors::badOption, message, {}, {{option}}}; }

}  // namespace

Result<void> check(const FineTuneOptions &o)
{
    const TuningKind *kind = tuningKind(o.task);
    if (!kind)
        return Error{errors::unsupported,
                     "Fine-tuning for " + o.task +
                         " is not part of this version yet; annotation, integration, multiomic and perturbation are.",
                     {},
                     {{"task", {"annotation", "integration", "multiomic", "perturbation"}}}};
    LEXICELL_CHECK(kind->check(o));
    if (!(o.validation > 0.0 && o.validation < 1.0)) return badOption("validation", "validation must be between 0 and 1.");
    if (o.split == "batch" && o.batch.empty())
        return badOption("batch", "A split by batch needs the obs column of donors or batches.");
    if (o.epochs < 0) return badOption("epochs", "epochs must not be negative.");
    if (o.batchSize < 0) return badOption("batch-size", "batch-size must not be negative.");
    if (!(o.learningRate >= 0.0)) return badOption("lr", "lr must not be negative.");
    if (o.patience < -1) return badOption("patience", "patience must be at least -1.");
    if (!(o.smoothing >= 0.0 && o.smoothing < 1.0)) return badOption("smoothing", "smoothing must be at least 0 and below 1.");
    if (o.rank < 1 || o.rank > 1024) return badOption("rank", "rank must be between 1 and 1024.");
    if (o.maxLength < 2) return badOption("max-length", "max-length must be at least 2: the cell token and a gene.");
    if (o.randomStarts < 0 || o.randomStarts > 1000)
        return badOption("random-starts", "random-starts must be between 0 and 1000.");
    if (o.randomStarts > 0 && o.task != "annotation")
        return badOption("random-starts", "Random starts are compared for annotation only. Leave them out.");
    LEXICELL_TRY(freeze, readFreeze(o.freeze));
    if (o.adapters == "lora" && freeze.rule != FreezeRule::Auto)
        return badOption("freeze",
                         "With adapters the whole body stays as it is, so nothing else can be frozen. Leave one of them.");
    if (o.save == "adapter" && o.adapters == "none")
        return badOption("adapters", "Without adapters there is no adapter to save.");
    return {};
}

training::Recipe changed(training::Recipe recipe, const FineTuneOptions &options)
{
    if (options.epochs > 0) recipe.epochs = options.epochs;
    if (options.batchSize > 0) recipe.batchSize = options.batchSize;
    if (options.learningRate > 0.0) recipe.learningRate = options.learningRate;
    if (options.patience >= 0) recipe.patience = options.patience;
    if (options.chosenBy != "auto") recipe.chosenBy = options.chosenBy;
    return recipe;
}

}  // namespace lexicell::models::tasks

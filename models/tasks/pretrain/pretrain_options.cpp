#include "models/tasks/pretrain/pretrain_options.h"

#include "models/families/pretraining.h"

namespace lexicell::models::tasks {

namespace {

constexpr const char *firstFamily = "scgpt";

template <class T> void fill(T &value, T own)
{
    if (value == T{}) value = own;
}

Result<void> refuseSizes(const PretrainOptions &o)
{
    if (o.embeddingSize == 0 && o.layers == 0 && o.heads == 0 && o.feedForward == 0 && o.latents == 0 && o.dropout < 0.0 &&
        o.cellGain == training::PretrainingOptions().cellGain)
        return {};
    return Error{errors::badOption,
                 "Sizes, dropout and cell-gain are those of the checkpoint that training goes on from. Leave them out.",
                 {}};
}

}  // namespace

Result<PretrainOptions> completed(const PretrainOptions &options, const std::string &family, bool continued)
{
    LEXICELL_TRY(entry, pretrainingOf(family));
    if (continued) LEXICELL_CHECK(refuseSizes(options));
    const training::PretrainingOptions own = entry.defaults();
    PretrainOptions all = options;
    all.family = family;
    fill(all.epochs, own.epochs);
    fill(all.batchSize, own.batchSize);
    fill(all.learningRate, own.learningRate);
    fill(all.maskRatio, own.maskRatio);
    fill(all.embeddingSize, own.embeddingSize);
    fill(all.layers, own.layers);
    fill(all.heads, own.heads);
    fill(all.feedForward, own.feedForward);
    fill(all.latents, own.latents);
    fill(all.maxLength, own.maxLength);
    if (all.dropout < 0.0) all.dropout = own.dropout;
    LEXICELL_CHECK(training::check(all));
    LEXICELL_CHECK(entry.check(all));
    return all;
}

// Of a checkpoint that is not open yet only what all families refuse shows.
Result<void> check(const PretrainOptions &options)
{
    const bool continued = !options.model.empty();
    if (options.family == "auto" && continued) return refuseSizes(options);
    LEXICELL_CHECK(completed(options, options.family == "auto" ? firstFamily : options.family, continued));
    return {};
}

}  // namespace lexicell::models::tasks

// Options of pretraining, and the values that a family has for those that are left to it.
#pragma once

#include "core/base/options.h"
#include "core/base/result.h"
#include "models/training/pretraining_options.h"

#include <string>

namespace lexicell::models::tasks {

// 0, and for dropout a negative number: the family's own.
struct PretrainOptions : training::PretrainingOptions {
    PretrainOptions()
    {
        epochs = batchSize = embeddingSize = layers = heads = feedForward = latents = maxLength = 0;
        learningRate = maskRatio = 0.0;
        dropout = -1.0;
    }
    std::string family = "auto";
    std::string model;  // a checkpoint, its folder or file
    std::string precision = "fp32";
    bool resume = false;
};
template <class V> void describe(PretrainOptions &o, V &&visit)
{
    visit(Option{"family",
                 "Which network; auto: that of the checkpoint to go on from, else scgpt.",
                 "",
                 {"auto", "scgpt", "scbert", "exceiver", "scemb"}},
          o.family);
    visit(Option{"model",
                 "Folder or file of a checkpoint to go on from with its weights, genes and sizes; empty: a new network with the "
                 "genes of the data.",
                 "",
                 {}},
          o.model);
    describe(static_cast<training::PretrainingOptions &>(o), visit);
    visit(Option{"precision",
                 "Number type of the products in training; fp32 is the reference. bf16 and fp16 need a CUDA device, where auto "
                 "takes bf16.",
                 "",
                 {"fp32", "auto", "bf16", "fp16"}},
          o.precision);
    visit(Option{"resume",
                 "Continues the run to this folder that was interrupted, with the same options and data; the result is that of "
                 "an undisturbed run.",
                 "",
                 {}},
          o.resume);
}

// With the family's values where they were left to it, and what is wrong with them. `family` names one, and `continued` says
// whether sizes come from a checkpoint. Error classes: unsupported_family, bad_option.
Result<PretrainOptions> completed(const PretrainOptions &options, const std::string &family, bool continued);

// As far as it shows without opening a checkpoint. Error classes: unsupported_family, bad_option.
Result<void> check(const PretrainOptions &options);

}  // namespace lexicell::models::tasks

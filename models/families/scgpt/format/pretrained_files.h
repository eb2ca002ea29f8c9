// The settings of a pretrained model, args.json, as upstream's loaders read them (scGPT, commit cebd6fa). No LibTorch.
#pragma once

#include "models/families/scgpt/format/config.h"
#include "models/training/pretraining_options.h"

#include <string>

namespace lexicell::models::scgpt {

// All keys of a released args.json. A key without meaning here gets the value of a run on one machine. No paths.
std::string argsText(const Config &config, const training::PretrainingOptions &options);

}  // namespace lexicell::models::scgpt

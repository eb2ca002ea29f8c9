// Finds the dict of a torch file that holds the model's weights. Training loops save it directly or under any key, beside an
// optimizer's moments, a moving average of the same weights, an epoch.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/pickle/pickle_reader.h"

#include <filesystem>
#include <string>

namespace lexicell::models::checkpoint {

// Whether a value of the pickle is a tensor (a call of torch's rebuild functions).
bool isTensor(const Pickle &pickle, const PickleNode &node);

// Whether a key or the start of a name marks a moving average of a model (ema, swa, shadow, teacher …).
bool isAverage(const std::string &key);

// The dict of tensors under model_state_dict, else under state_dict, else under another word for a model, else the one with the
// most tensors under any key. A moving average (ema, swa, shadow …) is used only where there is nothing else, the state of
// an optimizer or scheduler never. The node belongs to `pickle`.
// Error classes: no_state_dict, ambiguous_model (several of the same size, none under a word for a model).
Result<const PickleNode *> findStateDict(const Pickle &pickle, const std::filesystem::path &file);

}  // namespace lexicell::models::checkpoint

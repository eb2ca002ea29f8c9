// The state of an unfinished training run in one file, so that a run that was cancelled or killed goes on and gives the same
// bits as an undisturbed one.
//
// A safetensors file, written atomically. Tensors: `history` (float64 [steps x 2 terms + scores + 2]: the terms, the learning
// rate, 1 if there is a validation, the validation of the terms and the scores), `best/NAME` (weights of the best epoch so far),
// `state/NAME` (everything that a step changes). Metadata: format, version, the run's options and the SHA-256 of its data, and
// `sha256` over all of it. Numbers and text only: nothing in the file can be executed.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/tensor_map.h"
#include "models/training/history.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace lexicell::models::training {

// What a run must have in common with the one that it continues.
struct RunIdentity {
    std::vector<std::pair<std::string, std::string>> options;  // name and value, as optionsToText() gives them
    std::string data;                                          // SHA-256 of the cells and the split
};

struct RunState {
    History history;
    checkpoint::TensorMap best;   // empty before the first validation
    checkpoint::TensorMap state;  // Trainable::state()
};

// Error classes: not_writable, disk_full, out_of_memory. The former file stays on an error.
Result<void> writeResumeFile(const std::filesystem::path &file, const RunIdentity &identity, const RunState &state);

// `columns`: terms and scores of the run; the file has no rows of other ones.
// Error classes: not_found; truncated, parse_error, corrupt_data and those of safetensors.h for a damaged file; not_a_checkpoint
// (another file); unsupported_format (written by a newer version); bad_option (a run with other options; the error names the
// first one); dataset_changed (other data).
Result<RunState> readResumeFile(const std::filesystem::path &file, const RunIdentity &identity, const History &columns);

// The options of the run that a file holds, for a form that goes on with it; its weights are not read, nor is its hash checked.
// Error classes: as readResumeFile(), without those of options and data.
Result<std::vector<std::pair<std::string, std::string>>> optionsOfRun(const std::filesystem::path &file);

}  // namespace lexicell::models::training

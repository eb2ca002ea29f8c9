// The folder that a training writes, and the file beside it from which an interrupted run goes on: the same rules for every
// training task.
#pragma once

#include "core/base/result.h"
#include "core/files/pending_folder.h"
#include "models/training/trainer.h"

#include <filesystem>

namespace lexicell::models::tasks {

struct TrainingPlace {
    std::filesystem::path folder;
    bool resume = false;
    bool overwrite = false;  // replaces a folder that holds only files of a checkpoint
};

// The state of an unfinished run to this folder: FOLDER.resume beside it. It is written after every epoch and on a cancel, so a
// killed program loses one epoch at most, and removed when the folder is complete.
std::filesystem::path resumeFileOf(const std::filesystem::path &folder);

// Whether a run can start there; removes what a killed run left half-written beside it. Error classes: output_exists,
// not_writable, and not_found (nothing to resume).
Result<void> checkTrainingPlace(const TrainingPlace &place);

// A run that continues may replace the weights that its cancelled part has left.
Result<files::PendingFolder> pendingFolder(const TrainingPlace &place);

// The end of a run whose folder is written: removes the resume file, or says how a cancelled run goes on (class cancelled).
Result<void> finishTraining(const TrainingPlace &place, const training::TrainingOutcome &outcome);

}  // namespace lexicell::models::tasks

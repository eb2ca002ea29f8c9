// The benchmark's row for training: steps of fine-tuning for annotation as `fine-tune` makes them, timed one by one. Nothing is
// validated and nothing written.
#pragma once

#include "app/lexicell-cli/command_line.h"
#include "core/data/dataset.h"
#include "models/families/open_model.h"
#include "models/tasks/fine_tune/fine_tune_options.h"

namespace lexicell::cli {

struct TrainingBench {
    models::tasks::FineTuneOptions options;  // batch size, freezing, adapters, precision, …; the labels are made up
    int epochs = 1;                          // what is kept of the first counts from the second on
};

// Keys: cells (in an epoch), steps, cells_per_second (of the last epoch; with one epoch without its first step, which makes room
// for the moments), processor_seconds_of_cell (of all threads, in the same steps), first_epoch_cells_per_second, losses (by
// step), batches (by step: cells by name, labels), trained_parameters, adapters. A class head of the checkpoint is kept, so that
// another program can start from the same weights. Error classes: those of fine-tuning.
Result<Json> benchTraining(const data::Dataset &dataset, const models::ModelSource &source, const TrainingBench &bench, Run &run);

}  // namespace lexicell::cli

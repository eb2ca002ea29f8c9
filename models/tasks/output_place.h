// Whether a result may be written to a place, checked before the work begins and in the same words in both programs.
// Error classes: output_exists (a file or folder of that name, unless `replace`), not_a_file (a device, a pipe or a socket, never
// replaced), output_is_input, not_writable.
#pragma once

#include "core/base/result.h"
#include "models/tasks/task.h"

#include <filesystem>
#include <vector>

namespace lexicell::models::tasks {

// A link to a regular file stays; the file that it points to is replaced.
Result<void> checkFilePlace(const std::filesystem::path &file, bool replace);
// An absent or empty folder is free.
Result<void> checkFolderPlace(const std::filesystem::path &folder, bool replace);

// By what the task writes; for a CSV file also the place of the record beside it. A run that continues may replace what the
// interrupted one left.
Result<void> checkPlace(const TaskSpec &task, const OptionValues &options, const std::filesystem::path &output, bool replace);

// Refuses an output that is one of the inputs, or a folder that holds one.
Result<void> checkNotRead(const std::filesystem::path &output, const std::vector<std::filesystem::path> &inputs);

}  // namespace lexicell::models::tasks

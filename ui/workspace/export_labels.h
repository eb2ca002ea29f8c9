// The labels of a project without its data and without a window, for scripts. The header includes no Qt, so that the command
// line may include it.
#pragma once

#include "core/base/result.h"
#include "core/files/atomic_file.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::ui {

struct ExportedLabels {
    std::int64_t cells = 0;
    std::vector<std::string> fields;  // names of the fields that were edited in the project
};

// Reads the project alone, never its data: cells by the names that the project keeps, fields as the journal leaves them.
// Error classes: not_found, project_too_new, project_damaged, journal_damaged, no_labels (nothing was labeled, or the project was
// written before it kept the names of its cells), and those of files::AtomicFile.
Result<ExportedLabels> exportProjectLabels(const std::filesystem::path &project, const std::filesystem::path &output,
                                           files::Existing existing);

}  // namespace lexicell::ui

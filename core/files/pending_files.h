// Several files of one result, which appear together or not at all: each is written to the disk beside its name, and only when
// all are complete do they get their names, in their order. A disk that fills up shows while they are written, before any name
// is taken. If a name cannot be taken after all (its folder was removed or protected meanwhile), the new files before it are
// removed again; a file that one of them replaced stays replaced.
// Error classes: those of atomic_file.h.
#pragma once

#include "core/base/result.h"
#include "core/files/atomic_file.h"

#include <filesystem>
#include <string_view>
#include <vector>

namespace lexicell::files {

class PendingFiles {
  public:
    // The file that a reader takes for the result comes last.
    Result<void> add(const std::filesystem::path &path, std::string_view text);
    Result<void> commit();  // without it, no file is left

  private:
    struct Pending {
        AtomicFile file;
        std::filesystem::path added;  // empty: it replaces another file
    };
    std::vector<Pending> m_files;
};

}  // namespace lexicell::files

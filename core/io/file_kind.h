// The kind of a file: decided by its content first, by its name second.
#pragma once

#include <filesystem>
#include <string>

namespace lexicell::io {

enum class FileKind { H5ad, MuData, TenxH5, Loom, MtxFolder, Mtx, Table, Unsupported };

struct Recognized {
    FileKind kind = FileKind::Unsupported;
    std::string whyNot;  // for Unsupported: what the file is, and how to get a file that can be read
};

// `path` must exist.
Recognized recognize(const std::filesystem::path &path);

}  // namespace lexicell::io

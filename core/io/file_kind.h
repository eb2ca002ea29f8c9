// What a file is: by its content first, by its name second.
#pragma once

#include <filesystem>
#include <string>

namespace lexicell::io {

enum class FileKind { H5ad, TenxH5, Loom, MtxFolder, Mtx, Table, Unsupported };

struct Recognised {
    FileKind kind = FileKind::Unsupported;
    std::string whyNot;  // of Unsupported: what it is, and the way to a file that can be read
};

// `path` exists.
Recognised recognise(const std::filesystem::path &path);

}  // namespace lexicell::io

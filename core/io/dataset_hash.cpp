#include "core/io/dataset_hash.h"

#include "core/base/sha256.h"
#include "core/io/failure.h"
#include "core/io/mtx_files.h"

namespace lexicell::io {

Result<std::string> hashDataset(const std::filesystem::path &path, JobContext &context)
{
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) return sha256File(path, context);
    const auto files = guarded(path, [&] { return findMtxFiles(path); });
    if (!files.ok()) return files.error();
    std::string lines;
    for (const auto *file : {&files->matrix, &files->features, &files->barcodes}) {
        LEXICELL_TRY(hash, sha256File(*file, context));
        lines += file->filename().string() + " " + hash + "\n";
    }
    return sha256(lines);
}

}  // namespace lexicell::io

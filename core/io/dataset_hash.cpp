#include "core/io/dataset_hash.h"

#include "core/files/sha256.h"
#include "core/io/failure.h"
#include "core/io/mtx/mtx_files.h"

#include <optional>
#include <vector>

namespace lexicell::io {

Result<std::string> hashDataset(const std::filesystem::path &path, JobContext &context)
{
    std::error_code error;
    const bool folder = std::filesystem::is_directory(path, error);
    const auto found = guarded(path, [&]() -> std::optional<MtxFiles> {
        if (folder) return findMtxFiles(path, context);
        const auto matrix = std::filesystem::exists(path) ? matrixOfList(path, context) : std::nullopt;
        return matrix ? listsBeside(*matrix, context) : std::nullopt;
    });
    if (!found.ok()) return found.error();
    if (!*found) return files::sha256File(path, context);
    const MtxFiles &files = **found;
    std::string lines;
    std::vector<std::filesystem::path> all{files.matrix, files.features, files.barcodes};
    if (files.symbols) all.push_back(*files.symbols);
    for (const auto &file : all) {
        LEXICELL_TRY(hash, files::sha256File(file, context));
        lines += file.filename().string() + " " + hash + "\n";
    }
    return files::sha256(lines);
}

}  // namespace lexicell::io

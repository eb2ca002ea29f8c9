#include "core/io/read_dataset.h"

#include "core/io/failure.h"
#include "core/io/file_kind.h"
#include "core/io/h5ad/h5ad_reader.h"
#include "core/io/hdf5/hdf5_probe.h"
#include "core/io/loom/loom_reader.h"
#include "core/io/mtx/mtx_reader.h"
#include "core/io/mudata/mudata_reader.h"
#include "core/io/tenx/tenx_reader.h"

namespace lexicell::io {

static Result<data::Dataset> readRecognized(const std::filesystem::path &path, const Recognized &recognized,
                                            const ReadOptions &options, JobContext &context)
{
    switch (recognized.kind) {
    case FileKind::H5ad: return readH5ad(path, options, context);
    case FileKind::MuData: return readMuData(path, context);
    case FileKind::TenxH5: return readTenxH5(path, options, context);
    case FileKind::Loom: return readLoom(path, context);
    case FileKind::MtxFolder: return readMtxFolder(path, options, context);
    case FileKind::Mtx: return readMtxFile(path, options, context);
    case FileKind::Table: return readTableOrList(path, options, context);
    case FileKind::Unsupported: break;
    }
    return Error{errors::unsupportedFormat, path.string() + " " + recognized.whyNot, {}};
}

Result<data::Dataset> readDataset(const std::filesystem::path &path, const ReadOptions &options, JobContext &context)
{
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status))
        return Error{errors::notFound, "There is no file or folder " + path.string() + ". Check the path.", error.message()};
    if (!std::filesystem::is_directory(status) && !std::filesystem::is_regular_file(status))
        return Error{errors::unsupportedFormat, path.string() + " is neither a file nor a folder. Choose a file.", {}};
    auto recognized = guarded(path, [&] { return recognize(path); });
    if (!recognized.ok()) return recognized.error();
    auto dataset = readRecognized(path, *recognized, options, context);
    warnIfProbeMissing(context);
    return dataset;
}

}  // namespace lexicell::io

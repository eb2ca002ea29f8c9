// The readers of HDF5 files, the way the product goes: the probe first, then everything that opening, describing, reading in
// windows and saving again ask of the file.
#include "core/io/dataset_summary.h"
#include "core/io/h5ad/h5ad_writer.h"
#include "core/io/read_dataset.h"
#include "tests/fuzz/inputs.h"

#include <algorithm>

namespace lexicell::fuzz {

namespace {

std::string complaintOf(const Error &error)
{
    // What a damaged file needs is for the machine to say; the program must only not fall over it.
    return error.kind == ErrorKind::OutOfMemory ? std::string() : refusal(error);
}

// Reads the ends of a matrix that stays in the file.
void readWindows(const data::ExpressionMatrix &matrix)
{
    if (!matrix || matrix.cells() == 0) return;
    static_cast<void>(matrix.rows(0, std::min<std::int64_t>(3, matrix.cells())));
    static_cast<void>(matrix.rows(matrix.cells() - 1, matrix.cells()));
    if (matrix.genes() > 0) static_cast<void>(matrix.column(matrix.genes() - 1));
}

}  // namespace

std::string h5adInput(Bytes bytes)
{
    const ScratchFile file(bytes, ".h5ad");
    JobContext context;
    if (const auto summary = io::describeDataset(file.path(), {}, context); !summary.ok())
        if (auto complaint = complaintOf(summary.error()); !complaint.empty()) return complaint;
    io::ReadOptions backed;
    backed.backed = true;
    if (const auto dataset = io::readDataset(file.path(), backed, context); dataset.ok()) readWindows(dataset->x);
    const auto dataset = io::readDataset(file.path(), {}, context);
    if (!dataset.ok()) return complaintOf(dataset.error());
    const ScratchFile copy({}, ".copy.h5ad");
    io::WriteOptions options;
    options.overwrite = true;
    const auto written = io::writeH5ad(*dataset, copy.path(), options, context);
    return written.ok() ? std::string() : complaintOf(written.error());
}

}  // namespace lexicell::fuzz

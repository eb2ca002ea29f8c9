#include "core/io/write_dataset.h"

#include "core/io/mudata/mudata_writer.h"

namespace lexicell::io {

Result<void> writeDataset(const data::Dataset &dataset, const std::filesystem::path &path, const WriteOptions &options,
                          JobContext &context)
{
    return path.extension() == ".h5mu" ? writeMuData(dataset, path, options, context)
                                       : writeH5ad(dataset, path, options, context);
}

}  // namespace lexicell::io

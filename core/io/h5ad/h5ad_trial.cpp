#include "core/io/h5ad/h5ad_trial.h"

#include "core/io/h5ad/h5ad_reader.h"
#include "core/io/h5ad/h5ad_summary.h"

#include <cstdint>
#include <system_error>

namespace lexicell::io {

void tryReaders(const std::filesystem::path &file)
{
    constexpr std::uintmax_t smallFile = std::uintmax_t{1} << 20;
    std::error_code error;
    ReadOptions options;
    options.backed = std::filesystem::file_size(file, error) > smallFile && !error;
    JobContext unheard;
    static_cast<void>(describeH5ad(file));
    if (!options.backed) static_cast<void>(readDataset(file, options, unheard));
    else static_cast<void>(readH5ad(file, options, unheard));
}

}  // namespace lexicell::io

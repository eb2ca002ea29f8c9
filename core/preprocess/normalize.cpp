#include "core/preprocess/normalize.h"

#include "core/base/parallel.h"

namespace lexicell::preprocess {

void normalize(data::CsrBlock &block, const std::optional<NormalizeTotal> &total, const std::optional<Log1p> &log1p, int threads)
{
    parallelFor(block.rows, threads, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            const auto start = block.indptr[static_cast<std::size_t>(row)];
            const auto stop = block.indptr[static_cast<std::size_t>(row + 1)];
            transformRow(block.values.data() + start, stop - start, total, log1p);
        }
    });
}

void logNormalize(data::CsrBlock &block, int threads) { normalize(block, NormalizeTotal{}, Log1p{}, threads); }

}  // namespace lexicell::preprocess

#include "core/analysis/mutual_neighbors.h"

#include "core/analysis/batch_codes.h"
#include "core/base/guarded.h"
#include "core/base/parallel.h"

#include <mnncorrect/mnncorrect.hpp>

#include <algorithm>

namespace lexicell::analysis {

Result<data::Embedding> mutualNeighbors(const data::MatrixView &components, const std::vector<std::int32_t> &batches,
                                        JobContext &context)
{
    return guarded(
        "merge the batches by mutual nearest neighbors",
        [&]() -> Result<data::Embedding> {
            LEXICELL_TRY(sorted, cellsByBatch(components, batches));
            if (context.cancelled()) return cancelled();
            const auto width = static_cast<std::size_t>(components.columns);
            data::Embedding result{
                components.rows, components.columns, std::vector<float>(static_cast<std::size_t>(components.rows) * width), {}};
            if (sorted.batches() == 1) {
                std::copy_n(components.values, result.values.size(), result.values.data());
                return result;
            }
            context.report(0.0, "mutual nearest neighbors");
            std::vector<double> input(result.values.size()), output(result.values.size());
            for (std::size_t i = 0; i < sorted.cells.size(); ++i)
                std::copy_n(components.row(sorted.cells[i]), width, input.data() + i * width);
            std::vector<std::int32_t> sizes;
            for (std::int64_t batch = 0; batch < sorted.batches(); ++batch)
                sizes.push_back(static_cast<std::int32_t>(sorted.size(batch)));
            mnncorrect::Options<std::int32_t, double> options;
            options.num_neighbors = mutualNeighborCount;
            options.num_threads = threadCount(context.threads);
            mnncorrect::compute(width, sizes, input.data(), output.data(), options);
            if (context.cancelled()) return cancelled();
            for (std::size_t i = 0; i < sorted.cells.size(); ++i)
                std::transform(output.data() + i * width, output.data() + (i + 1) * width, result.row(sorted.cells[i]),
                               [](double value) { return static_cast<float>(value); });
            return result;
        },
        "Use fewer cells.");
}

}  // namespace lexicell::analysis

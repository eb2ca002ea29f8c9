#include "core/analysis/single_r.h"

#include "core/base/guarded.h"
#include "core/base/parallel.h"

#include <singlepp/singlepp.hpp>
#include <tatami/tatami.hpp>

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

namespace lexicell::analysis {

namespace {

using Matrix = tatami::Matrix<double, std::int32_t>;

// singlepp's matrices are [genes x cells]: a row of ours is a column of theirs, so nothing is copied. `block` must live as long.
std::shared_ptr<Matrix> transposed(const data::CsrBlock &block)
{
    using View = tatami::CompressedSparseColumnMatrix<double, std::int32_t, tatami::ArrayView<float>,
                                                      tatami::ArrayView<std::int32_t>, tatami::ArrayView<std::int64_t>>;
    return std::make_shared<View>(static_cast<std::int32_t>(block.columns), static_cast<std::int32_t>(block.rows),
                                  tatami::ArrayView<float>(block.values.data(), block.values.size()),
                                  tatami::ArrayView<std::int32_t>(block.indices.data(), block.indices.size()),
                                  tatami::ArrayView<std::int64_t>(block.indptr.data(), block.indptr.size()), false);
}

// Mean log values, [genes x labels] column by column.
std::vector<double> labelMeans(const data::CsrBlock &reference, const std::vector<std::int32_t> &codes, std::size_t labels)
{
    const auto genes = static_cast<std::size_t>(reference.columns);
    std::vector<double> means(genes * labels), sizes(labels);
    for (std::size_t cell = 0; cell < codes.size(); ++cell) {
        const auto label = static_cast<std::size_t>(codes[cell]);
        sizes[label] += 1.0;
        for (auto k = static_cast<std::size_t>(reference.indptr[cell]); k < static_cast<std::size_t>(reference.indptr[cell + 1]);
             ++k)
            means[label * genes + static_cast<std::size_t>(reference.indices[k])] += static_cast<double>(reference.values[k]);
    }
    for (std::size_t i = 0; i < means.size(); ++i) means[i] /= sizes[i / genes];
    return means;
}

bool none(const singlepp::Markers<std::int32_t> &markers)
{
    return std::all_of(markers.begin(), markers.end(), [](const auto &of) {
        return std::all_of(of.begin(), of.end(), [](const auto &against) { return against.empty(); });
    });
}

}  // namespace

Result<SingleRLabels> singleR(const data::CsrBlock &query, const data::CsrBlock &reference,
                              const std::vector<std::int32_t> &codes, std::int64_t labels, JobContext &context)
{
    constexpr std::int64_t cellsAtOnce = 512;  // between two looks at whether to go on
    return guarded(
        "run SingleR",
        [&]() -> Result<SingleRLabels> {
            const int threads = threadCount(context.threads);
            std::vector<std::int32_t> each(static_cast<std::size_t>(labels));
            std::iota(each.begin(), each.end(), 0);
            const tatami::DenseColumnMatrix<double, std::int32_t> means(
                static_cast<std::int32_t>(reference.columns), static_cast<std::int32_t>(labels),
                labelMeans(reference, codes, static_cast<std::size_t>(labels)));
            singlepp::ChooseClassicMarkersOptions choosing;
            choosing.num_threads = threads;
            auto markers = singlepp::choose_classic_markers<double, std::int32_t, std::int32_t>(means, each.data(), choosing);
            if (none(markers))
                return Error{errors::tooFewGenes, "No gene differs between the labels of the reference. Choose other labels."};
            singlepp::TrainSingleOptions<std::int32_t, double> training;
            training.num_threads = threads;
            const auto trained = singlepp::train_single(*transposed(reference), codes.data(), std::move(markers), training);
            singlepp::ClassifySingleOptions<double> classifying;
            classifying.num_threads = threads;
            SingleRLabels result;
            const auto cells = transposed(query);
            for (std::int64_t begin = 0; begin < query.rows; begin += cellsAtOnce) {
                if (context.cancelled()) return cancelled();
                context.report(static_cast<double>(begin) / static_cast<double>(query.rows), "SingleR");
                const auto some =
                    tatami::make_DelayedSubsetBlock(std::shared_ptr<const Matrix>(cells), static_cast<std::int32_t>(begin),
                                                    static_cast<std::int32_t>(std::min(cellsAtOnce, query.rows - begin)), false);
                const auto found = singlepp::classify_single<std::int32_t>(*some, trained, classifying);
                result.best.insert(result.best.end(), found.best.begin(), found.best.end());
                result.delta.insert(result.delta.end(), found.delta.begin(), found.delta.end());
            }
            return result;
        },
        "Use fewer cells.");
}

}  // namespace lexicell::analysis

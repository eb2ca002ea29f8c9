#include "core/io/hdf5/sparse_slices.h"

#include <algorithm>
#include <cmath>

namespace lexicell::io {

using data::Array;
using data::SparseMatrix;

bool indicesInRange(std::span<const std::int32_t> indices, std::int64_t size)
{
    std::uint32_t largest = 0;  // a negative index becomes a very large one
    for (const auto index : indices) largest = std::max(largest, static_cast<std::uint32_t>(index));
    return indices.empty() || static_cast<std::int64_t>(largest) < size;
}

static bool isSorted(const SparseMatrix &matrix)
{
    for (std::size_t slice = 0; slice + 1 < matrix.indptr.size(); ++slice)
        for (std::int64_t i = matrix.indptr[slice] + 1; i < matrix.indptr[slice + 1]; ++i)
            if (matrix.indices[static_cast<std::size_t>(i)] <= matrix.indices[static_cast<std::size_t>(i) - 1]) return false;
    return true;
}

template <class T> static void sortTyped(SparseMatrix &matrix)
{
    const T *values = matrix.values.as<T>();
    std::vector<T> sortedValues;
    std::vector<std::int32_t> sortedIndices;
    std::vector<std::int64_t> indptr{0};
    std::vector<std::pair<std::int32_t, T>> entries;
    for (std::size_t slice = 0; slice + 1 < matrix.indptr.size(); ++slice) {
        entries.clear();
        for (std::int64_t i = matrix.indptr[slice]; i < matrix.indptr[slice + 1]; ++i)
            entries.emplace_back(matrix.indices[static_cast<std::size_t>(i)], values[i]);
        std::stable_sort(entries.begin(), entries.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
        for (const auto &[index, value] : entries) {
            const bool repeated =
                static_cast<std::int64_t>(sortedIndices.size()) > indptr.back() && sortedIndices.back() == index;
            if (repeated) {
                sortedValues.back() = static_cast<T>(sortedValues.back() + value);
            } else {
                sortedIndices.push_back(index);
                sortedValues.push_back(value);
            }
        }
        indptr.push_back(static_cast<std::int64_t>(sortedIndices.size()));
    }
    Array stored(matrix.values.dtype(), {static_cast<std::int64_t>(sortedValues.size())});
    std::copy(sortedValues.begin(), sortedValues.end(), stored.as<T>());
    if (matrix.values.half()) stored.markHalf();
    matrix.values = std::move(stored);
    matrix.indices = std::move(sortedIndices);
    matrix.indptr = std::move(indptr);
}

void sortSlices(SparseMatrix &matrix)
{
    if (isSorted(matrix)) return;
    data::visitType(matrix.values.dtype(),
                    [&](auto *tag) { sortTyped<std::remove_cv_t<std::remove_pointer_t<decltype(tag)>>>(matrix); });
}

bool allFinite(const Array &values) { return allFinite(values, 0, values.size()); }

bool allFinite(const Array &values, std::int64_t begin, std::int64_t end)
{
    return data::visitType(values.dtype(), [&](auto *tag) {
        using T = std::remove_cv_t<std::remove_pointer_t<decltype(tag)>>;
        if constexpr (std::is_floating_point_v<T>) {
            const T *first = values.as<T>();
            return std::all_of(first + begin, first + end, [](T value) { return std::isfinite(value); });
        } else {
            return true;
        }
    });
}

}  // namespace lexicell::io

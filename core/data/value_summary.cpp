#include "core/data/value_summary.h"

namespace lexicell::data {

void addTo(ValueSummary &summary, const Element &matrix)
{
    const auto *sparse = matrix.as<SparseMatrix>();
    const Array *const values = sparse ? &sparse->values : matrix.as<Array>();
    if (!values) return;
    const Array &stored = *values;
    visitType(stored.dtype(), [&](auto *tag) {
        using T = std::remove_cv_t<std::remove_pointer_t<decltype(tag)>>;
        const T *const numbers = stored.as<T>();
        const std::int64_t count = stored.size();
        ValueSummary own = summary;  // in registers: what a reference leads to is written for each value
        for (std::int64_t i = 0; i < count; ++i) own.add(static_cast<double>(numbers[i]));
        summary = own;
    });
}

Result<ValueSummary> summarize(const ExpressionMatrix &matrix)
{
    ValueSummary summary;
    if (!matrix) return summary;
    const auto &source = matrix.source();
    if (source.inMemory()) {
        LEXICELL_TRY(element, source.load());
        addTo(summary, *element);
        return summary;
    }
    const std::int64_t slices = source.storage() == Storage::Csc ? source.columns() : source.rows();
    constexpr std::int64_t entriesAtOnce = 1 << 22;  // 32 MB of the widest type
    const std::int64_t each = std::max<std::int64_t>(1, source.stored() / std::max<std::int64_t>(1, slices));
    const std::int64_t step = std::max<std::int64_t>(1, entriesAtOnce / each);
    for (std::int64_t begin = 0; begin < slices; begin += step) {
        LEXICELL_TRY(part, source.loadSlice(begin, std::min(slices, begin + step)));
        addTo(summary, *part);
    }
    return summary;
}

}  // namespace lexicell::data

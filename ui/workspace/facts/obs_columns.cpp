#include "ui/workspace/facts/obs_columns.h"

#include "ui/workspace/labels/label_field.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::ui {

namespace {

constexpr int bins = 24;

}  // namespace

std::vector<float> numbersOf(const data::Dataset &dataset, const QString &name)
{
    const data::Element *column = dataset.obs.columns.find(name.toStdString());
    if (!column) return {};
    if (const auto *array = column->as<data::Array>()) return array->toFloat();
    if (const auto *nullable = column->as<data::NullableArray>()) {
        std::vector<float> values = nullable->values.toFloat();
        for (std::size_t i = 0; i < values.size() && i < nullable->mask.size(); ++i)
            if (nullable->mask[i]) values[i] = std::numeric_limits<float>::quiet_NaN();
        return values;
    }
    return {};
}

ObsColumn describeColumn(const data::Dataset &dataset, const QString &name)
{
    ObsColumn column;
    column.name = name;
    if (const LabelFieldPtr field = fieldOfColumn(dataset, name)) {
        column.kind = ObsColumn::Kind::Labels;
        column.categories = static_cast<std::int64_t>(field->labels.size());
        column.missing = field->unlabeled();
        return column;
    }
    const std::vector<float> values = numbersOf(dataset, name);
    if (values.empty()) {
        const data::Element *element = dataset.obs.columns.find(name.toStdString());
        if (element && element->as<data::StringArray>()) column.kind = ObsColumn::Kind::Names;
        return column;
    }
    column.kind = ObsColumn::Kind::Numbers;
    column.low = std::numeric_limits<double>::infinity();
    column.high = -column.low;
    for (const float value : values) {
        if (!std::isfinite(value)) {
            ++column.missing;
            continue;
        }
        column.low = std::min(column.low, static_cast<double>(value));
        column.high = std::max(column.high, static_cast<double>(value));
    }
    if (column.low > column.high) column.low = column.high = 0.0;
    column.histogram.assign(bins, 0);
    const double width = column.high - column.low;
    for (const float value : values) {
        if (!std::isfinite(value)) continue;
        const int bin = width > 0.0 ? static_cast<int>((value - column.low) / width * bins) : 0;
        ++column.histogram[static_cast<std::size_t>(std::clamp(bin, 0, bins - 1))];
    }
    return column;
}

}  // namespace lexicell::ui

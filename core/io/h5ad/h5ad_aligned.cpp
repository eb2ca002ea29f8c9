#include "core/io/h5ad/h5ad_aligned.h"

#include "core/data/dataset.h"
#include "core/io/h5ad/h5ad_legacy.h"
#include "core/io/h5ad/h5ad_names.h"
#include "core/io/hdf5/hdf5_values.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>

namespace lexicell::io {

using data::Array;
using data::Dict;
using data::Element;
using data::ElementPtr;
using data::makeElement;
using data::StringArray;
using data::Table;

namespace {

using Shape = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;

// The number of rows of an Opaque element; empty when its encoding does not tell.
std::optional<Shape> shapeOf(const Hdf5Node &node)
{
    if (node.isDataset()) return extentOf(node).shape;
    const auto length = node.integersAttribute("length");  // of an awkward array
    return length && length->size() == 1 ? std::optional<Shape>(*length) : std::nullopt;
}

std::optional<Shape> shapeOf(const Element &element)
{
    if (const auto *array = element.as<Array>()) return array->shape();
    if (const auto *sparse = element.as<data::SparseMatrix>()) return Shape{sparse->rows, sparse->columns};
    if (const auto *table = element.as<Table>()) return Shape{table->rows()};
    if (const auto *text = element.as<StringArray>()) return text->shape;
    if (const auto *categorical = element.as<data::Categorical>()) return Shape{std::ssize(categorical->codes)};
    if (const auto *nullable = element.as<data::NullableArray>()) return nullable->values.shape();
    if (const auto *records = element.as<data::RecordArray>()) return records->shape;
    return Shape{};
}

bool fits(const Shape &shape, std::int64_t rows, bool square)
{
    if (shape.empty() || shape[0] != rows) return false;
    return !square || (shape.size() >= 2 && shape[1] == rows);
}

// 0, 1, 2 … or 1, 2, 3 …: plain row numbers, which name nothing.
bool isCount(const Texts &names)
{
    std::int64_t first = -1;
    for (std::size_t i = 0; i < names.size(); ++i) {
        std::int64_t number = -1;
        const char *end = names[i].data() + names[i].size();
        const auto read = std::from_chars(names[i].data(), end, number);
        if (read.ec != std::errc() || read.ptr != end) return false;
        if (i == 0) first = number;
        if (number != first + static_cast<std::int64_t>(i)) return false;
    }
    return first == 0 || first == 1;
}

enum class Match { Same, Permuted, Foreign, Contradicting };

struct RowOrder {
    Match match = Match::Same;
    std::vector<std::int64_t> rows;  // for a permutation: the frame's row of each place on the axis
};

RowOrder compare(const Texts &frame, const Texts &axis)
{
    if (frame == axis || data::makeUnique(frame) == axis || data::makeUnique(axis) == frame) return {};
    std::unordered_map<std::string, std::int64_t> placeInFrame;
    for (std::size_t i = 0; i < frame.size(); ++i) placeInFrame.emplace(frame[i], static_cast<std::int64_t>(i));
    RowOrder order{Match::Foreign, {}};
    std::size_t elsewhere = 0;
    for (std::size_t i = 0; i < axis.size(); ++i) {
        const auto found = placeInFrame.find(axis[i]);
        if (found == placeInFrame.end()) continue;
        order.rows.push_back(found->second);
        elsewhere += found->second != static_cast<std::int64_t>(i) && frame[i] != axis[i];
    }
    auto places = order.rows;
    std::sort(places.begin(), places.end());
    const bool eachOnce = std::adjacent_find(places.begin(), places.end()) == places.end();
    if (order.rows.size() == axis.size() && placeInFrame.size() == frame.size() && eachOnce) order.match = Match::Permuted;
    else if (elsewhere > 0 && !isCount(frame)) order.match = Match::Contradicting;
    return order;
}

class AlignedReader {
  public:
    AlignedReader(const Hdf5Node &group, const Axis &axis, ElementReader &elements, JobContext &context)
        : m_group(group), m_axis(axis), m_elements(elements), m_context(context)
    {
    }

    Dict read()
    {
        if (m_group.isDataset()) {
            Dict fields;
            leavingOut(m_context, m_group.path(), [&] { fields = readCompoundDict(m_group); });
            for (auto &[name, element] : fields.entries) take(name, nullptr, std::move(element));
            return std::move(m_read);
        }
        if (!m_group.isGroup())
            throw m_group.bad(errors::badEncoding, "is not a group of named elements; write the file again from its source");
        for (const auto &name : elementNames(m_group))
            leavingOut(m_context, m_group.path() + "/" + name, [&] {
                const auto node = m_group.child(name);
                take(name, &node, m_elements.read(node));
            });
        return std::move(m_read);
    }

  private:
    std::string where(const std::string &name) const { return m_group.path() + "/" + name + " in " + m_group.file().string(); }

    void take(const std::string &name, const Hdf5Node *node, ElementPtr element)
    {
        const std::int64_t rows = std::ssize(m_axis.names.values);
        const auto shape = element->as<data::Opaque>() && node ? shapeOf(*node) : shapeOf(*element);
        if (shape && !fits(*shape, rows, m_axis.square)) {
            m_context.warn(warnings::shapeMismatch, where(name) + " does not have " + std::to_string(rows) +
                                                        (m_axis.square ? " rows and columns" : " rows") +
                                                        ", one for each of the " + m_axis.things + ". It is left out.");
            return;
        }
        if (const auto *table = element->as<Table>()) element = aligned(name, *table);
        if (element) m_read.entries.emplace_back(name, std::move(element));
    }

    // The frame with the axis' names and its rows in the axis' order; null when the right order is unknown.
    ElementPtr aligned(const std::string &name, const Table &frame)
    {
        const auto order = compare(frame.index.values, m_axis.names.values);
        const std::string first = frame.index.values.empty() ? "" : frame.index.values.front();
        Table result = frame;
        if (order.match == Match::Contradicting) {
            m_context.warn(warnings::rowNames, where(name) + " names its rows like the " + m_axis.things +
                                                   ", but in another order and with names that no " + m_axis.things +
                                                   " have, so the right order is unknown. It is left out.");
            return nullptr;
        }
        if (order.match == Match::Foreign)
            m_context.warn(warnings::rowNames, where(name) + " has row names of its own (\"" + first +
                                                   "\", …), which are not those of the " + m_axis.things +
                                                   "; its rows are taken in the order of the " + m_axis.things +
                                                   " and get their names.");
        if (order.match == Match::Permuted) {
            result.columns = data::takeRows(frame.columns, order.rows);
            m_context.warn(warnings::rowNames,
                           where(name) + " lists the " + m_axis.things + " in another order; its rows were matched by name.");
        }
        result.index = m_axis.names;
        result.numericIndex.reset();
        return makeElement(std::move(result));
    }

    const Hdf5Node &m_group;
    const Axis &m_axis;
    ElementReader &m_elements;
    JobContext &m_context;
    Dict m_read;
};

}  // namespace

Dict readAligned(const Hdf5Node &group, const Axis &axis, ElementReader &elements, JobContext &context)
{
    return AlignedReader(group, axis, elements, context).read();
}

}  // namespace lexicell::io

#include "core/io/h5ad/awkward_rows.h"

#include "core/base/json_text.h"
#include "core/io/hdf5/hdf5_values.h"

#include <algorithm>

namespace lexicell::io {

using data::Array;
using Json = nlohmann::ordered_json;
using Positions = std::vector<std::int64_t>;

namespace {

class Cutter {
  public:
    Cutter(const Hdf5Node &group, AwkwardArray &result) : m_group(group), m_result(result) {}

    // The nodes below `form` at these of its positions.
    void take(const Json &form, const Positions &positions)
    {
        const std::string kind = form.value("class", "");
        if (kind == "NumpyArray") takeNumbers(form, positions);
        else if (kind == "EmptyArray") require(positions.empty(), "points beyond an empty list");
        else if (kind == "RegularArray") takeRegular(form, positions);
        else if (kind == "ListOffsetArray") takeOffsets(form, positions);
        else if (kind == "ListArray") takeLists(form, positions);
        else if (kind == "RecordArray") takeRecords(form, positions);
        else if (kind == "IndexedArray" || kind == "IndexedOptionArray") takeIndexed(form, positions);
        else if (kind == "ByteMaskedArray") takeByteMask(form, positions);
        else if (kind == "BitMaskedArray") takeBitMask(form, positions);
        else if (kind == "UnmaskedArray") take(form.at("content"), positions);
        else if (kind == "UnionArray") takeUnion(form, positions);
        else throw m_group.bad(errors::badEncoding, "has a part of the form \"" + kind + "\", which is not supported");
    }

  private:
    void require(bool condition, const std::string &what) const
    {
        if (!condition) throw m_group.bad(errors::indexOutOfRange, what + "; write the file again from its source");
    }

    static std::string key(const Json &form, const char *part) { return form.at("form_key").get<std::string>() + "-" + part; }
    Array read(const Json &form, const char *part) const { return readNumbers(m_group.child(key(form, part))); }
    void add(const Json &form, const char *part, Array values)
    {
        m_result.buffers.emplace_back(key(form, part), std::move(values));
    }

    std::int64_t entry(const Array &values, std::int64_t position) const
    {
        require(position >= 0 && position < values.size(), "points beyond its own values");
        return values.intAt(position);
    }

    // `like`: the type of the numbers.
    static Array numbers(const Positions &values, const Array &like)
    {
        Array result(like.dtype(), {std::ssize(values)});
        data::visitType(like.dtype(), [&](auto *tag) {
            using T = std::remove_cv_t<std::remove_pointer_t<decltype(tag)>>;
            for (std::size_t i = 0; i < values.size(); ++i) result.as<T>()[i] = static_cast<T>(values[i]);
        });
        return result;
    }

    void takeNumbers(const Json &form, const Positions &positions)
    {
        const Array all = read(form, "data");
        std::int64_t width = 1;
        for (const auto &size : form.value("inner_shape", Json::array())) width *= size.get<std::int64_t>();
        Positions flat;
        for (const auto position : positions)
            for (std::int64_t i = 0; i < width; ++i) flat.push_back(position * width + i);
        const bool inside = std::all_of(flat.begin(), flat.end(), [&](auto at) { return at >= 0 && at < all.size(); });
        require(inside, "points beyond its own values");
        Array oneDimensional(all.dtype(), {all.size()});
        std::copy(all.bytes(), all.bytes() + all.byteSize(), oneDimensional.bytes());
        if (all.half()) oneDimensional.markHalf();
        add(form, "data", oneDimensional.rows(flat));
    }

    void takeRegular(const Json &form, const Positions &positions)
    {
        const auto size = form.at("size").get<std::int64_t>();
        Positions inner;
        for (const auto position : positions)
            for (std::int64_t i = 0; i < size; ++i) inner.push_back(position * size + i);
        take(form.at("content"), inner);
    }

    // Lists [begin, end) one after another: their new offsets, and the positions of their items.
    template <class Bounds> std::pair<Positions, Positions> lists(const Positions &positions, Bounds &&bounds) const
    {
        Positions offsets{0}, items;
        for (const auto position : positions) {
            const auto [begin, end] = bounds(position);
            require(begin >= 0 && begin <= end && end - begin <= mostItems, "holds a list with an end before its start");
            for (auto at = begin; at < end; ++at) items.push_back(at);
            offsets.push_back(std::ssize(items));
        }
        return {std::move(offsets), std::move(items)};
    }

    void takeOffsets(const Json &form, const Positions &positions)
    {
        const Array offsets = read(form, "offsets");
        const auto cut = lists(positions, [&](auto at) { return std::pair(entry(offsets, at), entry(offsets, at + 1)); });
        add(form, "offsets", numbers(cut.first, offsets));
        take(form.at("content"), cut.second);
    }

    void takeLists(const Json &form, const Positions &positions)
    {
        const Array starts = read(form, "starts"), stops = read(form, "stops");
        const auto cut = lists(positions, [&](auto at) { return std::pair(entry(starts, at), entry(stops, at)); });
        add(form, "starts", numbers({cut.first.begin(), cut.first.end() - 1}, starts));
        add(form, "stops", numbers({cut.first.begin() + 1, cut.first.end()}, stops));
        take(form.at("content"), cut.second);
    }

    void takeRecords(const Json &form, const Positions &positions)
    {
        for (const auto &content : form.at("contents")) take(content, positions);
    }

    void takeIndexed(const Json &form, const Positions &positions)
    {
        const Array index = read(form, "index");
        Positions renumbered, items;
        for (const auto position : positions) {
            const auto at = entry(index, position);
            renumbered.push_back(at < 0 ? -1 : std::ssize(items));
            if (at >= 0) items.push_back(at);
        }
        add(form, "index", numbers(renumbered, index));
        take(form.at("content"), items);
    }

    void takeByteMask(const Json &form, const Positions &positions)
    {
        const Array mask = read(form, "mask");
        Positions kept;
        for (const auto position : positions) kept.push_back(entry(mask, position));
        add(form, "mask", numbers(kept, mask));
        take(form.at("content"), positions);
    }

    void takeBitMask(const Json &form, const Positions &positions)
    {
        const Array mask = read(form, "mask");
        const bool lowFirst = form.value("lsb_order", true);
        const auto shift = [&](std::int64_t at) { return lowFirst ? at % 8 : 7 - at % 8; };
        Positions bytes((positions.size() + 7) / 8, 0);
        for (std::size_t i = 0; i < positions.size(); ++i) {
            const auto bit = entry(mask, positions[i] / 8) >> shift(positions[i]) & 1;
            bytes[i / 8] |= bit << shift(static_cast<std::int64_t>(i));
        }
        add(form, "mask", numbers(bytes, mask));
        take(form.at("content"), positions);
    }

    void takeUnion(const Json &form, const Positions &positions)
    {
        const Array tags = read(form, "tags"), index = read(form, "index");
        const auto &contents = form.at("contents");
        std::vector<Positions> items(contents.size());
        Positions newTags, renumbered;
        for (const auto position : positions) {
            const auto tag = entry(tags, position);
            require(tag >= 0 && tag < std::ssize(items), "refers to a part that does not exist");
            auto &own = items[static_cast<std::size_t>(tag)];
            newTags.push_back(tag);
            renumbered.push_back(std::ssize(own));
            own.push_back(entry(index, position));
        }
        add(form, "tags", numbers(newTags, tags));
        add(form, "index", numbers(renumbered, index));
        for (std::size_t i = 0; i < items.size(); ++i) take(contents[i], items[i]);
    }

    static constexpr std::int64_t mostItems = std::int64_t{1} << 31;
    const Hdf5Node &m_group;
    AwkwardArray &m_result;
};

}  // namespace

AwkwardArray awkwardRows(const Hdf5Node &group, const std::vector<std::int64_t> &rows)
{
    AwkwardArray result;
    result.length = std::ssize(rows);
    result.form = group.textAttribute("form").value_or("");
    const auto form = parseOrderedJson(result.form);
    if (!form) throw group.bad(errors::badEncoding, "has a form that is not JSON or nests too deeply");
    try {
        Cutter(group, result).take(*form, rows);
    } catch (const Json::exception &exception) {
        throw group.bad(errors::badEncoding, "has a form that is not valid for an awkward array", exception.what());
    }
    return result;
}

void writeAwkward(const Hdf5Output &output, hid_t parent, const std::string &name, const AwkwardArray &array)
{
    const auto group = output.group(parent, name, "awkward-array", "0.1.0");
    output.attribute(group.id(), "form", array.form);
    output.attribute(group.id(), "length", array.length);
    for (const auto &[key, values] : array.buffers) output.encode(output.numbers(group.id(), key, values).id(), "array", "0.2.0");
}

}  // namespace lexicell::io

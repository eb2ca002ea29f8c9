#include "core/io/hdf5/hdf5_values.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace lexicell::io {

using data::Array;
using data::DType;
using data::RecordArray;
using data::StringArray;

namespace {

Array emptyArray(const Hdf5Type &type, std::vector<std::int64_t> shape)
{
    Array array(type.dtype == DType::Float16 ? DType::Float32 : type.dtype, std::move(shape));
    if (type.dtype == DType::Float16) array.markHalf();
    return array;
}

// A byte other than 0 or 1 read as bool is undefined behavior, so values are set to 0 or 1.
void makeBools(std::byte *bytes, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; ++i) bytes[i] = std::byte{bytes[i] != std::byte{0}};
}

void readInto(const Hdf5Node &dataset, hid_t memoryType, hid_t memorySpace, hid_t fileSpace, void *target)
{
    if (H5Dread(dataset.id(), memoryType, memorySpace, fileSpace, H5P_DEFAULT, target) < 0)
        throw dataset.bad(errors::corruptData, "cannot be read: its data are damaged; copy or download the file again",
                          hdf5Errors());
}

Failure notNumbers(const Hdf5Node &dataset, const Hdf5Type &type)
{
    return unsupported(errors::unsupportedType,
                       dataset.where() + " holds " + type.name + " where numbers are expected; write it again as numbers.");
}

std::string checkedText(std::string text, bool &replaced)
{
    if (isUtf8(text)) return text;
    replaced = true;
    return replaceInvalidUtf8(text);
}

std::vector<std::string> splitFixed(const std::vector<char> &raw, std::size_t width, std::size_t count, bool spacePadded,
                                    bool &replaced)
{
    std::vector<std::string> texts;
    texts.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const char *begin = raw.data() + i * width;
        const char *end = std::find(begin, begin + width, '\0');
        while (spacePadded && end > begin && end[-1] == ' ') --end;
        texts.push_back(checkedText(std::string(begin, end), replaced));
    }
    return texts;
}

// `memoryType` is a variable-length string or a compound with one such member.
std::vector<std::string> readVariable(const Hdf5Node &dataset, hid_t memoryType, std::size_t count, bool &replaced)
{
    std::vector<char *> raw(count, nullptr);
    const Hdf5Handle space(H5Dget_space(dataset.id()));
    const auto reclaim = [&] { H5Dvlen_reclaim(memoryType, space.id(), H5P_DEFAULT, raw.data()); };
    std::vector<std::string> texts;
    if (count == 0) return texts;
    try {
        readInto(dataset, memoryType, H5S_ALL, H5S_ALL, raw.data());
        texts.reserve(count);
        for (const char *text : raw) texts.push_back(checkedText(text ? text : "", replaced));
    } catch (...) {
        reclaim();
        throw;
    }
    reclaim();
    return texts;
}

Hdf5Handle variableTextType(hid_t like)
{
    Hdf5Handle type(H5Tcopy(H5T_C_S1));
    H5Tset_size(type.id(), H5T_VARIABLE);
    H5Tset_cset(type.id(), H5Tget_cset(like));
    return type;
}

Hdf5Handle compoundOf(const std::string &name, hid_t member)
{
    Hdf5Handle type(H5Tcreate(H5T_COMPOUND, H5Tget_size(member)));
    H5Tinsert(type.id(), name.c_str(), 0, member);
    return type;
}

data::ElementPtr readTextField(const Hdf5Node &dataset, const std::string &name, hid_t member, const Hdf5Extent &extent,
                               bool &replaced)
{
    StringArray text;
    text.shape = extent.shape;
    const auto count = static_cast<std::size_t>(extent.size());
    if (H5Tis_variable_str(member) > 0) {
        const auto memory = variableTextType(member);
        text.values = readVariable(dataset, compoundOf(name, memory.id()).id(), count, replaced);
    } else {
        std::vector<char> raw(count * H5Tget_size(member));
        if (count > 0) readInto(dataset, compoundOf(name, member).id(), H5S_ALL, H5S_ALL, raw.data());
        text.values = splitFixed(raw, H5Tget_size(member), count, H5Tget_strpad(member) == H5T_STR_SPACEPAD, replaced);
    }
    return data::makeElement(std::move(text));
}

// A field may itself be a small array (the 0.6 layout keeps obsm that way): its shape is appended to the record's.
data::ElementPtr readNumberField(const Hdf5Node &dataset, const std::string &name, hid_t member, Hdf5Extent extent)
{
    Hdf5Handle base(H5Tcopy(member));
    std::vector<hsize_t> inner;
    if (H5Tget_class(member) == H5T_ARRAY) {
        base = Hdf5Handle(H5Tget_super(member));
        inner.resize(static_cast<std::size_t>(H5Tget_array_ndims(member)));
        H5Tget_array_dims2(member, inner.data());
        for (const auto size : inner) extent.shape.push_back(static_cast<std::int64_t>(size));
    }
    const auto type = classify(base.id());
    if (!type.numeric()) return nullptr;
    Array array = emptyArray(type, extent.shape);
    Hdf5Handle memory(type.kind == Hdf5Type::Kind::Bool ? H5Tget_native_type(base.id(), H5T_DIR_DEFAULT)
                                                        : H5Tcopy(nativeType(type.dtype)));
    if (!inner.empty()) memory = Hdf5Handle(H5Tarray_create2(memory.id(), static_cast<unsigned>(inner.size()), inner.data()));
    if (array.size() > 0) readInto(dataset, compoundOf(name, memory.id()).id(), H5S_ALL, H5S_ALL, array.bytes());
    if (type.kind == Hdf5Type::Kind::Bool) makeBools(array.bytes(), array.size());
    return data::makeElement(std::move(array));
}

}  // namespace

Array readNumbers(const Hdf5Node &dataset)
{
    const auto extent = extentOf(dataset);
    if (extent.null)
        throw dataset.bad(errors::badEncoding,
                          "is empty (null) where numbers are expected; write the file again from its source");
    return readNumbers(dataset, {std::vector<std::int64_t>(extent.shape.size(), 0), extent.shape});
}

Array readNumbers(const Hdf5Node &dataset, const Hdf5Window &window)
{
    const auto type = typeOf(dataset);
    if (!type.numeric()) throw notNumbers(dataset, type);
    checkReadable(dataset);
    Array array = emptyArray(type, window.count);
    readNumbers(dataset, window, array.bytes());
    return array;
}

void readNumbers(const Hdf5Node &dataset, const Hdf5Window &window, std::byte *target)
{
    const Hdf5Scope scope;
    const auto type = typeOf(dataset);
    const Hdf5Extent part{false, window.count};
    if (part.size() == 0) return;
    const std::vector<hsize_t> begin(window.begin.begin(), window.begin.end()), count(window.count.begin(), window.count.end());
    const Hdf5Handle fileSpace(H5Dget_space(dataset.id()));
    Hdf5Handle memorySpace(H5Screate(H5S_SCALAR));
    if (!count.empty()) {
        H5Sselect_hyperslab(fileSpace.id(), H5S_SELECT_SET, begin.data(), nullptr, count.data(), nullptr);
        memorySpace = Hdf5Handle(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr));
    }
    Hdf5Handle memoryType(H5Tcopy(nativeType(type.dtype)));
    if (type.kind == Hdf5Type::Kind::Bool) memoryType = Hdf5Handle(H5Dget_type(dataset.id()));
    readInto(dataset, memoryType.id(), memorySpace.id(), fileSpace.id(), target);
    if (type.kind == Hdf5Type::Kind::Bool) makeBools(target, part.size());
}

std::vector<std::int64_t> readIntegers(const Hdf5Node &dataset)
{
    const Hdf5Scope scope;
    const auto type = typeOf(dataset);
    if (!type.integer()) throw notNumbers(dataset, type);
    checkReadable(dataset);
    std::vector<std::int64_t> values(static_cast<std::size_t>(extentOf(dataset).size()));
    if (!values.empty()) readInto(dataset, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, values.data());
    return values;
}

std::vector<std::int32_t> readIndices(const Hdf5Node &dataset, std::int64_t begin, std::int64_t end)
{
    const auto type = typeOf(dataset);
    if (!type.integer()) throw notNumbers(dataset, type);
    checkReadable(dataset);
    std::vector<std::int32_t> values(static_cast<std::size_t>(end - begin));
    readIndices(dataset, begin, end, values.data());
    return values;
}

void readIndices(const Hdf5Node &dataset, std::int64_t begin, std::int64_t end, std::int32_t *target)
{
    if (begin == end) return;
    const Hdf5Scope scope;
    const hsize_t from = static_cast<hsize_t>(begin), count = static_cast<hsize_t>(end - begin);
    const Hdf5Handle fileSpace(H5Dget_space(dataset.id()));
    H5Sselect_hyperslab(fileSpace.id(), H5S_SELECT_SET, &from, nullptr, &count, nullptr);
    const Hdf5Handle memorySpace(H5Screate_simple(1, &count, nullptr));
    readInto(dataset, H5T_NATIVE_INT32, memorySpace.id(), fileSpace.id(), target);
}

StringArray readText(const Hdf5Node &dataset, bool &replaced)
{
    const Hdf5Scope scope;
    const auto type = typeOf(dataset);
    if (type.kind != Hdf5Type::Kind::Text)
        throw unsupported(errors::unsupportedType,
                          dataset.where() + " holds " + type.name + " where text is expected; write it again as text.");
    checkReadable(dataset);
    const auto extent = extentOf(dataset);
    StringArray text;
    text.shape = extent.null ? std::vector<std::int64_t>{0} : extent.shape;
    const auto count = static_cast<std::size_t>(extent.size());
    const Hdf5Handle fileType(H5Dget_type(dataset.id()));
    if (!type.fixedText) {
        text.values = readVariable(dataset, variableTextType(fileType.id()).id(), count, replaced);
        return text;
    }
    const std::size_t width = H5Tget_size(fileType.id());
    std::vector<char> raw(count * width);
    if (count > 0) readInto(dataset, fileType.id(), H5S_ALL, H5S_ALL, raw.data());
    text.values = splitFixed(raw, width, count, H5Tget_strpad(fileType.id()) == H5T_STR_SPACEPAD, replaced);
    return text;
}

std::vector<std::string> fieldNames(const Hdf5Node &dataset)
{
    const Hdf5Scope scope;
    if (typeOf(dataset).kind != Hdf5Type::Kind::Record)
        throw dataset.bad(errors::badEncoding, "is not a table; write the file again from its source");
    const Hdf5Handle type(H5Dget_type(dataset.id()));
    std::vector<std::string> names;
    for (int i = 0; i < H5Tget_nmembers(type.id()); ++i) {
        char *name = H5Tget_member_name(type.id(), static_cast<unsigned>(i));
        names.emplace_back(name ? name : "");
        H5free_memory(name);
    }
    return names;
}

RecordArray readRecords(const Hdf5Node &dataset, bool &replaced)
{
    const Hdf5Scope scope;
    checkReadable(dataset);
    const auto extent = extentOf(dataset);
    RecordArray records;
    records.shape = extent.shape;
    const Hdf5Handle type(H5Dget_type(dataset.id()));
    const auto names = fieldNames(dataset);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto &name = names[i];
        const Hdf5Handle member(H5Tget_member_type(type.id(), static_cast<unsigned>(i)));
        auto field = H5Tget_class(member.id()) == H5T_STRING ? readTextField(dataset, name, member.id(), extent, replaced)
                                                             : readNumberField(dataset, name, member.id(), extent);
        if (!field)
            throw unsupported(errors::unsupportedType, dataset.where() + " has a field \"" + name +
                                                           "\" of a type that cannot be read; write it again without.");
        records.fields.entries.emplace_back(name, std::move(field));
    }
    return records;
}

}  // namespace lexicell::io

#include "core/io/h5ad/h5ad_element_writer.h"

#include "core/data/matrix_parts.h"
#include "core/io/failure.h"
#include "core/io/h5ad/opaque_copy.h"

#include <algorithm>
#include <limits>
#include <unordered_set>

namespace lexicell::io {

using data::Array;
using data::Categorical;
using data::Dict;
using data::DType;
using data::Element;
using data::MatrixSource;
using data::NullableArray;
using data::Opaque;
using data::SparseMatrix;
using data::Storage;
using data::StringArray;
using data::Table;

namespace {

constexpr std::int64_t entriesAtOnce = std::int64_t{1} << 22;

// pandas' rule for the type of codes: the smallest type that holds the number of categories.
Array codesOf(const Categorical &categorical)
{
    const auto count = categorical.categoryCount();
    const auto narrowed = [&](auto tag) {
        using T = decltype(tag);
        return Array::of(std::vector<T>(categorical.codes.begin(), categorical.codes.end()));
    };
    if (count < std::numeric_limits<std::int8_t>::max()) return narrowed(std::int8_t{});
    if (count < std::numeric_limits<std::int16_t>::max()) return narrowed(std::int16_t{});
    return Array::of(categorical.codes);
}

// HDF5 reads a slash as a path, NUL as the end and "." as the group itself; link names over 64 KB do not fit.
std::string storable(const std::string &name)
{
    constexpr std::size_t longest = 32'000;
    if (name.empty()) return "unnamed";
    if (name == "." || name == "..") return "_";
    std::string result = name;
    std::replace(result.begin(), result.end(), '/', '_');
    std::replace(result.begin(), result.end(), '\0', '_');
    if (result.size() > longest) {
        std::size_t end = longest;
        while (end > 0 && (static_cast<unsigned char>(result[end]) & 0xC0) == 0x80) --end;  // between two characters
        result.resize(end);
    }
    return result;
}

// Numbers with NaN where `mask` is true: anndata has no nullable floats.
Array withNaN(const NullableArray &nullable)
{
    Array values = nullable.values;
    const auto blank = [&](auto *numbers) {
        for (std::size_t i = 0; i < nullable.mask.size(); ++i)
            if (nullable.mask[i]) numbers[i] = std::numeric_limits<std::remove_pointer_t<decltype(numbers)>>::quiet_NaN();
    };
    if (values.dtype() == DType::Float64) blank(values.as<double>());
    else blank(values.as<float>());
    return values;
}

// Elements that anndata accepts as a column but not in obsm or varm.
bool onlyAColumn(const Element &element)
{
    const auto *text = element.as<StringArray>();
    return element.as<Categorical>() || element.as<NullableArray>() || (text && text->nullable && text->shape.size() == 1);
}

}  // namespace

std::vector<std::string> storedNames(const std::vector<std::string> &names, const std::vector<std::string> &reserved)
{
    std::unordered_set<std::string> taken(reserved.begin(), reserved.end());
    std::vector<std::string> stored(names.size());
    for (std::size_t i = 0; i < names.size(); ++i)
        if (storable(names[i]) == names[i] && taken.insert(names[i]).second) stored[i] = names[i];
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!stored[i].empty()) continue;
        const std::string base = storable(names[i]);
        std::string name = base;
        for (int number = 1; !taken.insert(name).second; ++number) name = base + "-" + std::to_string(number);
        stored[i] = std::move(name);
    }
    return stored;
}

void ElementWriter::leftOut(const std::string &what, const std::string &why)
{
    m_context.warn(warnings::leftOut, what + " " + why + "; it is left out of the saved file.");
}

bool ElementWriter::write(hid_t parent, const std::string &name, const Element &element)
{
    if (const auto *array = element.as<Array>()) {
        const auto dataset = m_output.numbers(parent, name, *array);
        m_output.encode(dataset.id(), array->shape().empty() ? "numeric-scalar" : "array", "0.2.0");
    } else if (const auto *text = element.as<StringArray>()) {
        writeText(parent, name, *text);
    } else if (const auto *categorical = element.as<Categorical>()) {
        writeCategorical(parent, name, *categorical);
    } else if (const auto *nullable = element.as<NullableArray>()) {
        writeNullable(parent, name, *nullable);
    } else if (const auto *table = element.as<Table>()) {
        writeTable(parent, name, *table);
    } else if (const auto *dict = element.as<Dict>()) {
        writeDict(parent, name, *dict);
    } else if (element.as<SparseMatrix>()) {
        const auto matrix = data::ExpressionMatrix::inMemory(std::make_shared<const Element>(element));
        writeMatrix(parent, name, matrix.source());
    } else if (const auto *records = element.as<data::RecordArray>()) {
        m_output.encode(m_output.records(parent, name, *records).id(), "rec-array", "0.2.0");
    } else if (const auto *opaque = element.as<Opaque>()) {
        return copy(parent, name, *opaque);
    } else {
        m_output.encode(m_output.null(parent, name).id(), "null", "0.1.0");
    }
    return true;
}

void ElementWriter::writeDict(hid_t parent, const std::string &name, const Dict &dict)
{
    const auto group = m_output.group(parent, name, "dict", "0.1.0");
    const auto stored = names(name, dict);
    for (std::size_t i = 0; i < stored.size(); ++i) write(group.id(), stored[i], *dict.entries[i].second);
}

std::vector<std::string> ElementWriter::names(const std::string &place, const Dict &dict)
{
    std::vector<std::string> keys;
    for (const auto &[key, element] : dict.entries) keys.push_back(key);
    return names(place, keys, {});
}

std::vector<std::string> ElementWriter::names(const std::string &place, const std::vector<std::string> &keys,
                                              const std::vector<std::string> &reserved)
{
    auto stored = storedNames(keys, reserved);
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (stored[i] != keys[i])
            m_context.warn(warnings::renamed, "\"" + keys[i] + "\" of " + place + " is saved as \"" + stored[i] +
                                                  "\", because its name cannot be stored.");
    return stored;
}

void ElementWriter::writeAligned(hid_t parent, const std::string &name, const Dict &dict, const StringArray &axis,
                                 const std::string &slot)
{
    const std::string shown = slot.empty() ? name : slot;
    const auto group = m_output.group(parent, name, "dict", "0.1.0");
    const auto stored = names(shown, dict);
    for (std::size_t i = 0; i < stored.size(); ++i) {
        const auto &[key, element] = dict.entries[i];
        const std::string place = shown + "/" + key;
        if (const auto *table = element->as<Table>()) {
            writeFrame(group.id(), stored[i], place, *table, axis);
        } else if (onlyAColumn(*element)) {
            Table frame;
            frame.columns.set(key, element);
            writeFrame(group.id(), stored[i], place, frame, axis);
            m_context.warn(warnings::reshaped,
                           place + " is saved as a data frame of one column, because anndata accepts no such list there.");
        } else if (element->as<Dict>() || element->as<data::Null>()) {
            leftOut(place, "has no rows");
        } else {
            write(group.id(), stored[i], *element);
        }
    }
}

// anndata refuses a file in which a frame's names differ from the axis' names, or are numbers where those are text.
void ElementWriter::writeFrame(hid_t parent, const std::string &name, const std::string &place, const Table &table,
                               const StringArray &axis)
{
    Table frame;
    frame.indexName = table.indexName;
    frame.index = axis;
    frame.columns = table.columns;
    writeTable(parent, name, frame, place);
}

void ElementWriter::writeText(hid_t parent, const std::string &name, const StringArray &text)
{
    if (text.nullable && text.shape.size() == 1) {  // pandas has nullable text in one dimension only
        const auto group = m_output.group(parent, name, "nullable-string-array", "0.1.0");
        m_output.encode(m_output.text(group.id(), "values", text).id(), "string-array", "0.2.0");
        std::vector<bool> mask = text.missing;
        mask.resize(text.values.size(), false);
        m_output.encode(m_output.numbers(group.id(), "mask", Array::ofBool(mask)).id(), "array", "0.2.0");
        return;
    }
    m_output.encode(m_output.text(parent, name, text).id(), text.shape.empty() ? "string" : "string-array", "0.2.0");
}

void ElementWriter::writeCategorical(hid_t parent, const std::string &name, const Categorical &categorical)
{
    const auto group = m_output.group(parent, name, "categorical", "0.2.0");
    m_output.attribute(group.id(), "ordered", categorical.ordered);
    m_output.encode(m_output.numbers(group.id(), "codes", codesOf(categorical)).id(), "array", "0.2.0");
    const Element none{StringArray{{0}, {}, {}, false}};
    write(group.id(), "categories", categorical.categories ? *categorical.categories : none);
}

void ElementWriter::writeNullable(hid_t parent, const std::string &name, const NullableArray &nullable)
{
    if (data::isFloating(nullable.values.dtype())) {
        m_output.encode(m_output.numbers(parent, name, withNaN(nullable)).id(), "array", "0.2.0");
        return;
    }
    const bool boolean = nullable.values.dtype() == DType::Bool;
    const auto group = m_output.group(parent, name, boolean ? "nullable-boolean" : "nullable-integer", "0.1.0");
    m_output.encode(m_output.numbers(group.id(), "values", nullable.values).id(), "array", "0.2.0");
    m_output.encode(m_output.numbers(group.id(), "mask", Array::ofBool(nullable.mask)).id(), "array", "0.2.0");
}

std::vector<std::string> ElementWriter::writeTable(hid_t parent, const std::string &name, const Table &table,
                                                   const std::string &place)
{
    const auto group = m_output.group(parent, name, "dataframe", "0.2.0");
    // Index and columns share one group, so the index is renamed if a column has its name. pandas and anndata reserve "_index".
    const std::string indexName = table.columns.find(table.indexName) ? "_index" : storedNames({table.indexName}, {}).front();
    if (table.numericIndex) write(group.id(), indexName, *table.numericIndex);
    else writeText(group.id(), indexName, table.index);
    std::vector<std::string> keys, order;
    for (const auto &[column, element] : table.columns.entries) keys.push_back(column);
    const auto stored = names(place.empty() ? name : place, keys, {indexName, "_index", "__categories"});
    for (std::size_t i = 0; i < stored.size(); ++i)
        if (write(group.id(), stored[i], *table.columns.entries[i].second)) order.push_back(stored[i]);
    m_output.attribute(group.id(), "_index", indexName);
    m_output.attribute(group.id(), "column-order", order);
    return stored;
}

void ElementWriter::writeMatrix(hid_t parent, const std::string &name, const MatrixSource &matrix)
{
    if (matrix.storage() == Storage::Dense) writeDense(parent, name, matrix);
    else writeSparse(parent, name, matrix);
}

// Calls use(begin, piece) with slices of about entriesAtOnce entries. A matrix in memory is one piece and is not copied.
template <class F> static void inSlices(const MatrixSource &matrix, F &&use)
{
    const auto unwrap = [](const Result<data::ElementPtr> &result) {
        if (!result.ok()) throw Failure(result.error());
        return *result;
    };
    if (matrix.inMemory()) {
        use(std::int64_t{0}, *unwrap(matrix.load()));
        return;
    }
    const auto slices = matrix.storage() == Storage::Csc ? matrix.columns() : matrix.rows();
    const auto each = std::max<std::int64_t>(1, matrix.stored() / std::max<std::int64_t>(1, slices));
    const auto step = std::max<std::int64_t>(1, entriesAtOnce / each);
    for (std::int64_t begin = 0; begin < slices; begin += step)
        use(begin, *unwrap(matrix.loadSlice(begin, std::min(slices, begin + step))));
}

void ElementWriter::writeDense(hid_t parent, const std::string &name, const MatrixSource &matrix)
{
    const auto dataset = m_output.create(parent, name, {matrix.dtype(), false, {matrix.rows(), matrix.columns()}, false});
    m_output.encode(dataset.id(), "array", "0.2.0");
    inSlices(matrix, [&](std::int64_t begin, const Element &piece) {
        m_output.write(dataset, begin, *piece.as<Array>());
        m_context.report(static_cast<double>(begin) / static_cast<double>(std::max<std::int64_t>(1, matrix.rows())),
                         "Writing " + name);
    });
}

void ElementWriter::writeSparse(hid_t parent, const std::string &name, const MatrixSource &matrix)
{
    const bool csr = matrix.storage() == Storage::Csr;
    const auto group = m_output.group(parent, name, csr ? "csr_matrix" : "csc_matrix", "0.1.0");
    m_output.attribute(group.id(), "shape", std::vector<std::int64_t>{matrix.rows(), matrix.columns()});
    const auto values = m_output.create(group.id(), "data", {matrix.dtype(), false, {matrix.stored()}, true});
    const auto indices = m_output.create(group.id(), "indices", {DType::Int32, false, {matrix.stored()}, true});
    std::vector<std::int64_t> indptr{0};
    inSlices(matrix, [&](std::int64_t, const Element &piece) {
        const auto &sparse = *piece.as<SparseMatrix>();
        const auto at = indptr.back();
        m_output.write(values, at, sparse.values);
        writeIndices(indices, at, sparse.indices);
        for (auto next = sparse.indptr.begin() + 1; next != sparse.indptr.end(); ++next) indptr.push_back(at + *next);
        m_context.report(static_cast<double>(indptr.back()) / static_cast<double>(std::max<std::int64_t>(1, matrix.stored())),
                         "Writing " + name);
    });
    if (indptr.back() < matrix.stored()) {  // repeated entries were merged while writing
        m_output.shrink(values, indptr.back());
        m_output.shrink(indices, indptr.back());
    }
    writeIndptr(group.id(), indptr);
}

void ElementWriter::writeIndices(const Hdf5Handle &dataset, std::int64_t begin, const std::vector<std::int32_t> &indices)
{
    for (std::int64_t at = 0; at < std::ssize(indices); at += entriesAtOnce) {
        const auto end = std::min(std::ssize(indices), at + entriesAtOnce);
        m_output.write(dataset, begin + at, Array::of(std::vector<std::int32_t>(indices.begin() + at, indices.begin() + end)));
    }
}

void ElementWriter::writeIndptr(hid_t group, const std::vector<std::int64_t> &indptr)
{
    if (indptr.back() > std::numeric_limits<std::int32_t>::max()) {
        m_context.warn(warnings::manyValues, "The matrix holds more than 2,147,483,647 values; R cannot open it.");
        m_output.numbers(group, "indptr", Array::of(indptr));
        return;
    }
    m_output.numbers(group, "indptr", Array::of(std::vector<std::int32_t>(indptr.begin(), indptr.end())));
}

bool ElementWriter::copy(hid_t parent, const std::string &name, const Opaque &opaque)
{
    const auto whyNot = copyOpaque(m_output, parent, name, opaque);
    if (whyNot.empty()) return true;
    leftOut(opaque.path + " of " + opaque.file, whyNot);
    return false;
}

}  // namespace lexicell::io

#include "core/io/h5ad_element_writer.h"

#include "core/data/matrix_parts.h"
#include "core/io/failure.h"
#include "core/io/hdf5_node.h"
#include "core/io/hdf5_values.h"

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

// pandas' rule for the type of codes: the smallest that holds the number of categories.
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

// Encodings of datasets and groups that anndata reads though they are not understood here.
bool isReadableElsewhere(const std::string &encoding)
{
    static const std::unordered_set<std::string> known = {"",      "array",     "numeric-scalar", "string", "string-array",
                                                          "bytes", "rec-array", "awkward-array"};
    return known.contains(encoding);
}

bool needsPluginAnywhere(const Hdf5Node &node)
{
    if (node.isDataset()) return needsPlugin(node);
    const auto names = node.names();
    return std::any_of(names.begin(), names.end(), [&](const auto &name) { return needsPluginAnywhere(node.child(name)); });
}

}  // namespace

std::string storableName(const std::string &key, const std::vector<std::string> &taken)
{
    std::string name = key.empty() ? "unnamed" : key == "." || key == ".." ? "_" : key;
    std::replace(name.begin(), name.end(), '/', '_');
    const std::string base = name;
    for (int i = 1; std::find(taken.begin(), taken.end(), name) != taken.end(); ++i) name = base + "-" + std::to_string(i);
    return name;
}

void ElementWriter::leftOut(const std::string &what, const std::string &why)
{
    m_context.warn("left_out", what + " " + why + "; it is left out of the saved file.");
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
        return copyOpaque(parent, name, *opaque);
    } else {
        m_output.encode(m_output.null(parent, name).id(), "null", "0.1.0");
    }
    return true;
}

void ElementWriter::writeDict(hid_t parent, const std::string &name, const Dict &dict)
{
    const auto group = m_output.group(parent, name, "dict", "0.1.0");
    std::vector<std::string> taken;
    for (const auto &[key, element] : dict.entries) {
        const auto stored = storableName(key, taken);
        if (write(group.id(), stored, *element)) taken.push_back(stored);
    }
}

void ElementWriter::writeText(hid_t parent, const std::string &name, const StringArray &text)
{
    if (text.nullable && !text.shape.empty()) {
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
    const bool boolean = nullable.values.dtype() == DType::Bool;
    const auto group = m_output.group(parent, name, boolean ? "nullable-boolean" : "nullable-integer", "0.1.0");
    m_output.encode(m_output.numbers(group.id(), "values", nullable.values).id(), "array", "0.2.0");
    m_output.encode(m_output.numbers(group.id(), "mask", Array::ofBool(nullable.mask)).id(), "array", "0.2.0");
}

void ElementWriter::writeTable(hid_t parent, const std::string &name, const Table &table)
{
    const auto group = m_output.group(parent, name, "dataframe", "0.2.0");
    // Index and columns share one group, so the index gives way to a column of its name.
    const std::string indexName = table.columns.find(table.indexName) ? "_index" : storableName(table.indexName, {});
    if (table.numericIndex) write(group.id(), indexName, *table.numericIndex);
    else writeText(group.id(), indexName, table.index);
    std::vector<std::string> taken{indexName}, order;
    for (const auto &[column, element] : table.columns.entries) {
        const auto stored = storableName(column, taken);
        if (stored != column)
            m_context.warn("renamed", "The column \"" + column + "\" of " + name + " is saved as \"" + stored +
                                          "\", because its name cannot be stored.");
        if (!write(group.id(), stored, *element)) continue;
        taken.push_back(stored);
        order.push_back(stored);
    }
    m_output.attribute(group.id(), "_index", indexName);
    m_output.attribute(group.id(), "column-order", order);
}

void ElementWriter::writeMatrix(hid_t parent, const std::string &name, const MatrixSource &matrix)
{
    if (matrix.storage() == Storage::Dense) writeDense(parent, name, matrix);
    else writeSparse(parent, name, matrix);
}

// Calls use(begin, piece) with slices of about entriesAtOnce entries. What lies in memory comes as one piece, uncopied.
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
    if (indptr.back() < matrix.stored()) {  // repeated entries were added up on the way
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
        m_context.warn("many_values", "The matrix holds more than 2,147,483,647 values; R cannot open it.");
        m_output.numbers(group, "indptr", Array::of(indptr));
        return;
    }
    m_output.numbers(group, "indptr", Array::of(std::vector<std::int32_t>(indptr.begin(), indptr.end())));
}

bool ElementWriter::copyOpaque(hid_t parent, const std::string &name, const Opaque &opaque)
{
    const std::string what = opaque.path + " of " + opaque.file;
    if (!isReadableElsewhere(opaque.encoding)) {
        leftOut(what, "has the encoding \"" + opaque.encoding + "\", which anndata cannot read");
        return false;
    }
    const auto source = guarded(opaque.file, [&] { return Hdf5Node::openFile(opaque.file).child(opaque.path); });
    const auto plugin =
        source.ok() ? guarded(opaque.file, [&] { return needsPluginAnywhere(*source); }) : Result<bool>(source.error());
    if (!plugin.ok() || *plugin) {
        leftOut(what,
                plugin.ok() ? "is compressed with a filter that needs a plug-in" : "cannot be read: " + plugin.error().message);
        return false;
    }
    const Hdf5Scope scope;
    const Hdf5Handle copy(H5Pcreate(H5P_OBJECT_COPY));
    H5Pset_copy_object(copy.id(), H5O_COPY_EXPAND_SOFT_LINK_FLAG);
    if (H5Ocopy(source->id(), ".", parent, name.c_str(), copy.id(), H5P_DEFAULT) < 0) {
        leftOut(what, "cannot be copied: " + hdf5Errors());
        return false;
    }
    if (opaque.encoding.empty()) {
        const Hdf5Handle copied(H5Oopen(parent, name.c_str(), H5P_DEFAULT));
        m_output.encode(copied.id(), "array", "0.2.0");
    }
    return true;
}

}  // namespace lexicell::io

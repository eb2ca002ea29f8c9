#include "core/io/loom/loom_reader.h"

#include "core/io/hdf5/dense_rows.h"
#include "core/io/tenx/features.h"
#include "core/io/h5ad/h5ad_names.h"
#include "core/io/hdf5/hdf5_values.h"
#include "core/io/loom/loom_records.h"
#include "core/io/hdf5/sparse_slices.h"
#include "core/io/hdf5/tolerance.h"

#include <algorithm>
#include <limits>

namespace lexicell::io {

using data::Array;
using data::DType;
using data::SparseMatrix;

namespace {

// Attributes that hold names: first the specification's, then those of scanpy, Seurat, velocyto and others.
const std::vector<std::string> kGeneNames{"Gene", "var_names", "gene_names",  "gene_name", "GeneName",
                                          "gene", "Symbol",    "gene_symbol", "Genes",     "Accession"};
const std::vector<std::string> kCellNames{"CellID",  "obs_names", "cell_names", "cell_id", "cell",
                                          "barcode", "Barcode",   "barcodes",   "Cells"};

class LoomReader {
  public:
    LoomReader(Hdf5Node root, JobContext &context) : m_root(std::move(root)), m_context(context) {}

    data::Dataset read()
    {
        const Hdf5Node matrix = m_root.child("matrix");
        const Hdf5Extent extent = matrix.isDataset() ? extentOf(matrix) : Hdf5Extent();
        constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
        if (extent.shape.size() != 2 || extent.shape[0] > most || extent.shape[1] > most)
            throw matrix.bad(errors::shapeMismatch, "is not a matrix of genes x cells");
        m_genes = extent.shape[0];
        m_cells = extent.shape[1];
        readGlobals();
        readAxis("row_attrs", m_genes, {"gene", kGeneNames}, m_dataset.var, m_dataset.varm);
        readAxis("col_attrs", m_cells, {"cell", kCellNames}, m_dataset.obs, m_dataset.obsm);
        m_dataset.x = readMatrix(matrix);
        if (m_root.has("layers"))
            for (const std::string &name : elementNames(m_root.child("layers")))
                leavingOut(m_context, "layers/" + name,
                           [&] { m_dataset.layers.set(name, readMatrix(m_root.child("layers/" + name))); });
        readGraphs("row_graphs", m_genes, m_dataset.varp);
        readGraphs("col_graphs", m_cells, m_dataset.obsp);
        m_dataset.file = m_root.file();
        m_dataset.format = "loom";
        if (m_replacedText)
            m_context.warn(warnings::badText,
                           m_root.file().string() + " holds text that is not UTF-8; the unreadable characters were replaced.");
        warnAboutNegative(m_dataset.x, m_root.file(), m_context);
        return std::move(m_dataset);
    }

  private:
    struct Naming {
        std::string word;
        const std::vector<std::string> &candidates;
    };

    // In the order of writing, which the author chose. loom stores no order and HDF5 lists by name,
    // but later objects have higher addresses in the file.
    static std::vector<Hdf5Node> inOrderWritten(const Hdf5Node &group)
    {
        std::vector<Hdf5Node> nodes;
        for (const std::string &name : elementNames(group)) nodes.push_back(group.child(name));
        std::stable_sort(nodes.begin(), nodes.end(),
                         [](const Hdf5Node &a, const Hdf5Node &b) { return a.address() < b.address(); });
        return nodes;
    }

    // The name without the group of the axis; a slash in a name created subgroups.
    static std::string nameOf(const Hdf5Node &node) { return node.path().substr(node.path().find('/') + 1); }

    void readAxis(const std::string &groupName, std::int64_t length, const Naming &naming, data::Table &table,
                  data::Dict &matrices)
    {
        std::vector<Hdf5Node> attributes;
        if (m_root.has(groupName)) attributes = inOrderWritten(m_root.child(groupName));
        std::string index;
        for (const std::string &candidate : naming.candidates)
            if (index.empty() && isNameList(attributes, candidate)) index = candidate;
        LoomRecords records;
        for (const Hdf5Node &node : attributes) {
            if (!node.isDataset()) {
                m_context.warn(warnings::leftOut, node.where() + " is not a list of values and was left out.");
                continue;
            }
            const Hdf5Extent extent = extentOf(node);
            if (extent.shape.empty() || extent.shape[0] != length)
                throw node.bad(errors::shapeMismatch, "does not have " + std::to_string(length) + " entries, one for each " +
                                                          naming.word + "; write the file again from its source");
            const data::ElementPtr values = readValues(node);
            if (!values) continue;
            if (nameOf(node) == index) setIndex(table, values->as<data::StringArray>()->values);
            else if (const auto *record = values->as<data::RecordArray>()) records.add(nameOf(node), *record);
            else if (extent.shape.size() == 1) table.columns.set(nameOf(node), values);
            else matrices.set(nameOf(node), values);
        }
        if (index.empty()) {
            setIndex(table, madeUpNames(naming.word, length));
            m_context.warn(warnings::madeUpNames, m_root.file().string() + " names no " + naming.word + "s (" + groupName + "/" +
                                                      naming.candidates.front() + " is missing). They were named by number.");
        }
        records.place(m_metaData, table, matrices);
    }

    static bool isNameList(const std::vector<Hdf5Node> &attributes, const std::string &name)
    {
        return std::any_of(attributes.begin(), attributes.end(), [&](const Hdf5Node &node) {
            return nameOf(node) == name && node.isDataset() && typeOf(node).kind == Hdf5Type::Kind::Text &&
                   extentOf(node).shape.size() == 1;
        });
    }

    // Numbers, text or records; null (and a warning) for anything else.
    data::ElementPtr readValues(const Hdf5Node &node)
    {
        const Hdf5Type type = typeOf(node);
        if (type.numeric()) return data::makeElement(readNumbers(node));
        if (type.kind == Hdf5Type::Kind::Text) {
            bool replaced = false;
            data::StringArray text = readText(node, replaced);
            m_replacedText = m_replacedText || replaced;
            return data::makeElement(std::move(text));
        }
        data::ElementPtr records;
        if (type.kind == Hdf5Type::Kind::Record)
            leavingOut(m_context, node.where(), [&] {
                bool replaced = false;
                records = data::makeElement(readRecords(node, replaced));
                m_replacedText = m_replacedText || replaced;
            });
        else m_context.warn(warnings::unsupportedType, node.where() + " holds " + type.name + " and was left out.");
        return records;
    }

    data::ExpressionMatrix readMatrix(const Hdf5Node &node)
    {
        if (!node.isDataset() || extentOf(node).shape != std::vector<std::int64_t>{m_genes, m_cells})
            throw node.bad(errors::shapeMismatch, "is not of " + std::to_string(m_genes) + " genes x " + std::to_string(m_cells) +
                                                      " cells like the others; write the file again from its source");
        if (!typeOf(node).numeric())
            throw unsupported(errors::unsupportedType,
                              node.where() + " holds " + typeOf(node).name + " where numbers are expected.");
        return data::ExpressionMatrix::inMemory(data::makeElement(transposed(sparseRows(node, m_context))));
    }

    void readGraphs(const std::string &groupName, std::int64_t size, data::Dict &graphs)
    {
        if (!m_root.has(groupName)) return;
        const Hdf5Node group = m_root.child(groupName);
        for (const std::string &name : group.names()) {
            const Hdf5Node graph = group.child(name);
            if (!graph.has("a") || !graph.has("b") || !graph.has("w")) {
                m_context.warn(warnings::leftOut, graph.where() + " is not a graph (a, b, w) and was left out.");
                continue;
            }
            leavingOut(m_context, graph.where(), [&] { graphs.set(name, data::makeElement(readGraph(graph, size))); });
        }
    }

    // Edges a -> b of weight w, as a square csr matrix
    static SparseMatrix readGraph(const Hdf5Node &graph, std::int64_t size)
    {
        const std::vector<std::int64_t> from = readIntegers(graph.child("a")), to = readIntegers(graph.child("b"));
        const Array weights = readNumbers(graph.child("w"));
        const auto edges = static_cast<std::int64_t>(from.size());
        if (static_cast<std::int64_t>(to.size()) != edges || weights.size() != edges)
            throw graph.bad(errors::shapeMismatch, "has lists a, b, w of different lengths");
        const auto outside = [&](std::int64_t end) { return end < 0 || end >= size; };
        if (std::any_of(from.begin(), from.end(), outside) || std::any_of(to.begin(), to.end(), outside))
            throw graph.bad(errors::indexOutOfRange, "points beyond " + std::to_string(size));
        SparseMatrix matrix;
        matrix.rows = matrix.columns = size;
        matrix.indptr.assign(static_cast<std::size_t>(size) + 1, 0);
        for (const std::int64_t a : from) ++matrix.indptr[static_cast<std::size_t>(a) + 1];
        for (std::size_t i = 0; i < static_cast<std::size_t>(size); ++i) matrix.indptr[i + 1] += matrix.indptr[i];
        std::vector<std::int64_t> next(matrix.indptr.begin(), matrix.indptr.end() - 1);
        matrix.indices.resize(from.size());
        matrix.values = Array(DType::Float64, {edges});
        for (std::size_t e = 0; e < from.size(); ++e) {
            const auto place = static_cast<std::size_t>(next[static_cast<std::size_t>(from[e])]++);
            matrix.indices[place] = static_cast<std::int32_t>(to[e]);
            matrix.values.as<double>()[place] = weights.at(static_cast<std::int64_t>(e));
        }
        sortSlices(matrix);
        return matrix;
    }

    static bool ofTheFormat(const std::string &name)
    {
        return name == "LOOM_SPEC_VERSION" || name == "CreationDate" || name == "last_modified";
    }

    // In the group attrs since version 3 of the format, as attributes of the file before.
    void readGlobals()
    {
        for (const std::string &name : m_root.attributeNames())
            if (!ofTheFormat(name))
                leavingOut(m_context, "the attribute \"" + name + "\"", [&] {
                    const auto texts = m_root.textsAttribute(name);
                    const bool single = texts->size() == 1;
                    const auto count = static_cast<std::int64_t>(texts->size());
                    m_dataset.uns.set(name, data::makeElement(data::StringArray{
                                                single ? std::vector<std::int64_t>{} : std::vector{count}, *texts, {}, false}));
                });
        if (m_root.has("attrs")) {
            const Hdf5Node group = m_root.child("attrs");
            for (const std::string &name : elementNames(group)) {
                const Hdf5Node node = group.child(name);
                if (ofTheFormat(name)) continue;
                if (!node.isDataset()) m_context.warn(warnings::leftOut, node.where() + " holds no value and was left out.");
                else if (auto value = readValues(node)) m_dataset.uns.set(name, std::move(value));
            }
        }
        const auto *metaData = m_dataset.uns.find("MetaData");  // SCope's names for layouts and clusterings
        if (const auto *text = metaData ? metaData->as<data::StringArray>() : nullptr; text && text->values.size() == 1)
            m_metaData = text->values.front();
    }

    Hdf5Node m_root;
    JobContext &m_context;
    data::Dataset m_dataset;
    std::int64_t m_genes = 0;
    std::int64_t m_cells = 0;
    bool m_replacedText = false;
    std::string m_metaData;
};

}  // namespace

bool looksLikeLoom(const Hdf5Node &root)
{
    return (root.has("matrix") && root.child("matrix").isDataset()) || (root.has("row_attrs") && root.has("col_attrs"));
}

Result<data::Dataset> readLoom(const std::filesystem::path &path, JobContext &context)
{
    return guarded(path, [&] { return LoomReader(Hdf5Node::openFile(path), context).read(); });
}

}  // namespace lexicell::io

#include "core/io/tenx/tenx_reader.h"

#include "core/io/tenx/features.h"
#include "core/io/hdf5/hdf5_values.h"
#include "core/io/hdf5/sparse_slices.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::io {

using data::Array;
using data::DType;
using data::SparseMatrix;

namespace {

constexpr std::int64_t kEntriesAtOnce = std::int64_t{1} << 22;  // read between two checks for cancelling

bool isMatrixGroup(const Hdf5Node &group)
{
    return group.isGroup() && group.has("indptr") && group.has("indices") && group.has("data");
}

// Groups named after a genome, each with genes, barcodes and a matrix
std::vector<std::string> genomeGroups(const Hdf5Node &root)
{
    std::vector<std::string> genomes;
    for (const std::string &name : root.names()) {
        const Hdf5Node child = root.child(name);
        if (isMatrixGroup(child) && (child.has("genes") || child.has("gene_names") || child.has("barcodes")))
            genomes.push_back(name);
    }
    return genomes;
}

class TenxReader {
  public:
    TenxReader(Hdf5Node root, const ReadOptions &options, JobContext &context)
        : m_root(std::move(root)), m_options(options), m_context(context)
    {
    }

    data::Dataset read()
    {
        data::Dataset dataset = m_root.has("matrix") && m_root.child("matrix").isGroup() ? readFeatureMatrix() : readGeneMatrix();
        dataset.file = m_root.file();
        dataset.format = "10x_h5";
        if (m_replacedText)
            m_context.warn(warnings::badText,
                           m_root.file().string() + " holds names that are not UTF-8; the unreadable characters were replaced.");
        warnAboutNegative(dataset.x, m_root.file(), m_context);
        return dataset;
    }

  private:
    data::Dataset readFeatureMatrix()
    {
        const Hdf5Node matrix = m_root.child("matrix");
        TenxParts parts;
        const auto [features, cells] = readShape(matrix);
        parts.barcodes = readNames(matrix.child("barcodes"), cells, "columns");
        parts.features = readFeatures(matrix.child("features"), features);
        parts.cellColumns = readCellColumns(matrix, cells);
        const ChosenFeatures chosen = chooseFeatures(parts.features, m_options, m_root.file());
        parts.matrix = readMatrix(matrix, cells, features);
        return assemble(std::move(parts), chosen);
    }

    data::Dataset readGeneMatrix()
    {
        const std::vector<std::string> genomes = genomeGroups(m_root);
        if (genomes.empty()) refuse();
        const Hdf5Node group = m_root.child(chooseGenome(genomes));
        TenxParts parts;
        const auto [features, cells] = readShape(group);
        parts.barcodes = readNames(group.child("barcodes"), cells, "columns");
        parts.features.names = readNames(group.child("gene_names"), features, "rows");
        parts.features.columns.set("gene_ids", textColumn(readNames(group.child("genes"), features, "rows")));
        parts.matrix = readMatrix(group, cells, features);
        return assemble(std::move(parts), {});
    }

    std::string chooseGenome(const std::vector<std::string> &genomes) const
    {
        std::string listed;
        for (const std::string &genome : genomes) listed += (listed.empty() ? "" : ", ") + genome;
        if (m_options.genome.empty()) {
            if (genomes.size() == 1) return genomes.front();
            throw Failure({errors::choiceNeeded,
                           m_root.file().string() + " holds one matrix per genome: " + listed + ". Choose one of them.",
                           {},
                           {{"genome", genomes}}});
        }
        if (std::find(genomes.begin(), genomes.end(), m_options.genome) != genomes.end()) return m_options.genome;
        throw Failure({errors::missingGenome,
                       m_root.file().string() + " holds no genome \"" + m_options.genome + "\"; it holds " + listed + ".",
                       {},
                       {{"genome", genomes}}});
    }

    [[noreturn]] void refuse() const
    {
        const std::string file = m_root.file().string();
        const std::string wanted = "open filtered_feature_bc_matrix.h5 from the same folder of Cell Ranger's output";
        if (m_root.has("barcode_idx") || m_root.has("umi"))
            throw badFile(errors::not10xMatrix,
                          file + " is a molecule_info.h5: it lists molecules, not counts per cell; " + wanted + ".");
        throw badFile(errors::not10xMatrix,
                      file + " is an HDF5 file without a 10x matrix; " + wanted + " (or raw_feature_bc_matrix.h5).");
    }

    std::pair<std::int64_t, std::int64_t> readShape(const Hdf5Node &group) const
    {
        const Hdf5Node node = group.child("shape");
        const std::vector<std::int64_t> shape =
            node.isDataset() && typeOf(node).integer() ? readIntegers(node) : std::vector<std::int64_t>();
        constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
        if (shape.size() != 2 || shape[0] < 0 || shape[1] < 0 || shape[0] > most || shape[1] > most)
            throw node.bad(errors::shapeMismatch, "does not match the numbers of features and barcodes; get the file again");
        return {shape[0], shape[1]};
    }

    std::vector<std::string> readNames(const Hdf5Node &node, std::int64_t wanted, const char *axis)
    {
        const Hdf5Extent extent = node.isDataset() ? extentOf(node) : Hdf5Extent();
        if (!node.isDataset() || extent.shape.size() != 1 || typeOf(node).kind != Hdf5Type::Kind::Text)
            throw node.bad(errors::unsupportedType, "is not a list of names");
        if (extent.shape[0] != wanted)
            throw node.bad(errors::shapeMismatch, "has " + std::to_string(extent.shape[0]) + " entries, but the matrix has " +
                                                      std::to_string(wanted) + " " + axis + "; get the file again");
        bool replaced = false;
        data::StringArray names = readText(node, replaced);
        m_replacedText = m_replacedText || replaced;
        return std::move(names.values);
    }

    // A further list of text or numbers beside the standard ones; empty for anything else (target_sets)
    data::ElementPtr readColumn(const Hdf5Node &node, std::int64_t wanted)
    {
        if (!node.isDataset() || extentOf(node).shape != std::vector<std::int64_t>{wanted}) return nullptr;
        const Hdf5Type type = typeOf(node);
        if (type.numeric()) return data::makeElement(readNumbers(node));
        return type.kind == Hdf5Type::Kind::Text ? textColumn(readNames(node, wanted, "rows")) : nullptr;
    }

    // scanpy's names and order. Probe-level files (gene_id beside id) use the probe as id.
    Features readFeatures(const Hdf5Node &group, std::int64_t count)
    {
        if (!group.isGroup()) throw group.bad(errors::missingElement, "is not a group with id, name and feature_type");
        Features features;
        features.names = readNames(group.child("name"), count, "rows");
        const bool probes = group.has("gene_id");
        features.columns.set("gene_ids", textColumn(readNames(group.child(probes ? "gene_id" : "id"), count, "rows")));
        if (probes) features.columns.set("probe_ids", textColumn(readNames(group.child("id"), count, "rows")));
        if (group.has("feature_type"))
            features.columns.set("feature_types", textColumn(readNames(group.child("feature_type"), count, "rows")));
        for (const std::string &name : group.names()) {
            if (name == "name" || name == "id" || name == "gene_id" || name == "feature_type" || name.starts_with("_")) continue;
            if (auto column = readColumn(group.child(name), count)) features.columns.set(name, std::move(column));
        }
        return features;
    }

    data::Dict readCellColumns(const Hdf5Node &group, std::int64_t cells)
    {
        data::Dict columns;
        for (const std::string &name : group.names()) {
            if (name == "barcodes" || name == "data" || name == "indices" || name == "indptr" || name == "shape" ||
                name == "features")
                continue;
            if (auto column = readColumn(group.child(name), cells)) columns.set(name, std::move(column));
        }
        return columns;
    }

    // The file's csc of features x cells is a csr of cells x features.
    SparseMatrix readMatrix(const Hdf5Node &group, std::int64_t cells, std::int64_t features)
    {
        SparseMatrix matrix;
        matrix.rows = cells;
        matrix.columns = features;
        const Hdf5Node values = list(group, "data"), indices = list(group, "indices"), indptr = list(group, "indptr");
        const std::int64_t stored = extentOf(values).shape[0];
        if (extentOf(indices).shape[0] != stored)
            throw indices.bad(errors::indptrInvalid, "has " + std::to_string(extentOf(indices).shape[0]) + " entries for " +
                                                         std::to_string(stored) + " values; get the file again");
        if (extentOf(indptr).shape[0] != cells + 1)
            throw indptr.bad(errors::indptrInvalid, "has " + std::to_string(extentOf(indptr).shape[0]) + " entries for " +
                                                        std::to_string(cells) + " cells; get the file again");
        matrix.indptr = readIntegers(indptr);
        if (matrix.indptr.front() != 0 || !std::is_sorted(matrix.indptr.begin(), matrix.indptr.end()) ||
            matrix.indptr.back() != stored)
            throw indptr.bad(errors::indptrInvalid, "does not rise from 0 to " + std::to_string(stored) + "; get the file again");
        checkReadable(values);
        checkReadable(indices);
        readIndexList(indices, stored, features, matrix.indices);
        matrix.values = readValues(values, stored);
        sortSlices(matrix);
        return matrix;
    }

    Hdf5Node list(const Hdf5Node &group, const char *name) const
    {
        Hdf5Node node = group.child(name);
        if (!node.isDataset() || extentOf(node).shape.size() != 1 || !typeOf(node).numeric())
            throw node.bad(errors::unsupportedType, "is not a list of numbers");
        return node;
    }

    void readIndexList(const Hdf5Node &node, std::int64_t stored, std::int64_t features, std::vector<std::int32_t> &indices) const
    {
        indices.reserve(static_cast<std::size_t>(stored));
        for (std::int64_t begin = 0; begin < stored; begin += kEntriesAtOnce) {
            step(0.5 * static_cast<double>(begin) / static_cast<double>(stored));
            const auto part = readIndices(node, begin, std::min(stored, begin + kEntriesAtOnce));
            if (!indicesInRange(part, features))
                throw node.bad(errors::indexOutOfRange,
                               "points beyond the " + std::to_string(features) + " features; get the file again");
            indices.insert(indices.end(), part.begin(), part.end());
        }
    }

    Array readValues(const Hdf5Node &node, std::int64_t stored) const
    {
        const DType stays = typeOf(node).dtype;
        Array values(DType::Float32, {stored});
        for (std::int64_t begin = 0; begin < stored; begin += kEntriesAtOnce) {
            step(0.5 + 0.5 * static_cast<double>(begin) / static_cast<double>(stored));
            const std::int64_t count = std::min(kEntriesAtOnce, stored - begin);
            const Array part = readNumbers(node, {{begin}, {count}});
            if (!allFinite(part))
                throw node.bad(errors::nonFinite, "holds values that are not finite numbers; get the file again");
            for (std::int64_t i = 0; i < count; ++i) {
                const double value = part.at(i);
                values.as<float>()[begin + i] = static_cast<float>(value);
                // scanpy converts counts to float32; values that do not fit keep their type
                if (static_cast<double>(values.as<float>()[begin + i]) != value && stays != DType::Float32)
                    return readNumbers(node);
            }
        }
        return values;
    }

    void step(double fraction) const
    {
        if (m_context.cancelled()) throw Failure(cancelled());
        m_context.report(fraction, "reading the matrix");
    }

    Hdf5Node m_root;
    const ReadOptions &m_options;
    JobContext &m_context;
    bool m_replacedText = false;
};

}  // namespace

bool looksLikeTenx(const Hdf5Node &root)
{
    if (root.has("matrix")) return root.child("matrix").isGroup();
    return !genomeGroups(root).empty() || root.has("barcode_idx");
}

Result<data::Dataset> readTenxH5(const std::filesystem::path &path, const ReadOptions &options, JobContext &context)
{
    return guarded(path, [&] { return TenxReader(Hdf5Node::openFile(path), options, context).read(); });
}

}  // namespace lexicell::io

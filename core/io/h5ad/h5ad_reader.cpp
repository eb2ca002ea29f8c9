#include "core/io/h5ad/h5ad_reader.h"

#include "core/data/value_summary.h"
#include "core/io/hdf5/file_matrix.h"
#include "core/io/h5ad/anndata_group.h"
#include "core/io/h5ad/h5ad_aligned.h"
#include "core/io/h5ad/h5ad_elements.h"
#include "core/io/h5ad/h5ad_legacy.h"
#include "core/io/h5ad/h5ad_names.h"
#include "core/io/hdf5/hdf5_values.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <unordered_set>

namespace lexicell::io {

using data::Dataset;
using data::Dict;
using data::ExpressionMatrix;
using data::Table;

namespace {

// Counts names that occur before. Most files have none, and sorted hashes show this quickly: a set of millions of names would
// take longer than reading them.
std::size_t repeatedNames(const std::vector<std::string> &names)
{
    std::vector<std::size_t> hashes;
    hashes.reserve(names.size());
    for (const std::string &name : names) hashes.push_back(std::hash<std::string>()(name));
    std::sort(hashes.begin(), hashes.end());
    if (std::adjacent_find(hashes.begin(), hashes.end()) == hashes.end()) return 0;
    return names.size() - std::unordered_set<std::string_view>(names.begin(), names.end()).size();
}

const std::unordered_set<std::string> rootNames = {"X",    "layers", "obs", "var",   "obsm",    "varm",    "obsp",
                                                   "varp", "uns",    "raw", "raw.X", "raw.var", "raw.varm"};

class H5adReader {
  public:
    H5adReader(Hdf5Node root, bool backed, JobContext &context)
        : m_root(std::move(root)), m_backed(backed), m_context(context), m_elements(context)
    {
    }

    Dataset read()
    {
        checkAnnData(m_root);
        m_dataset.file = m_root.file();
        m_dataset.format = "h5ad";
        m_dataset.obs = readAxis("obs");
        m_dataset.var = readAxis("var");
        readMatrices();
        m_dataset.obsm = readPart("obsm", m_dataset.obs, "cells", false);
        m_dataset.varm = readPart("varm", m_dataset.var, "genes", false);
        m_dataset.obsp = readPart("obsp", m_dataset.obs, "cells", true);
        m_dataset.varp = readPart("varp", m_dataset.var, "genes", true);
        if (m_root.has("uns")) m_dataset.uns = m_elements.readDict(m_root.child("uns"), ElementReader::Care::Tolerant);
        readRaw();
        keepUnknown();
        if (m_root.child("obs").isDataset()) restoreCategories(m_dataset);
        moveNeighborGraphs(m_dataset);
        warnOddities();
        return std::move(m_dataset);
    }

  private:
    void readMatrices();
    void readRaw();
    void keepUnknown();
    void warnOddities();
    void warnValues(const std::string &name, const ExpressionMatrix &matrix);
    Table readAxis(const std::string &name);
    Dict readPart(const std::string &name, const Table &table, const char *things, bool square);
    ExpressionMatrix readMatrix(const Hdf5Node &node, std::int64_t genes, bool finite);

    Hdf5Node m_root;
    bool m_backed;
    JobContext &m_context;
    ElementReader m_elements;
    Dataset m_dataset;
};

ExpressionMatrix H5adReader::readMatrix(const Hdf5Node &node, std::int64_t genes, bool finite)
{
    auto matrix = FileMatrix::open(node, {m_dataset.cells(), genes, "cells", "genes", finite});
    if (m_backed) return ExpressionMatrix(matrix);
    return ExpressionMatrix::inMemory(matrix->loadAll(&m_context));
}

void H5adReader::readMatrices()
{
    if (m_root.has("X")) {
        const auto node = m_root.child("X");
        if (node.isGroup() || !extentOf(node).null) {
            m_dataset.x = readMatrix(node, m_dataset.genes(), true);
            warnValues("X", m_dataset.x);
        }
    }
    if (!m_root.has("layers")) return;
    leavingOut(m_context, "layers", [&] {
        const auto layers = m_root.child("layers");
        if (!layers.isGroup())
            throw layers.bad(errors::badEncoding, "is not a group of matrices; write the file again from its source");
        for (const auto &name : elementNames(layers))
            leavingOut(m_context, "layers/" + name, [&] {
                const auto matrix = readMatrix(layers.child(name), m_dataset.genes(), false);
                warnValues("layers/" + name, matrix);
                m_dataset.layers.entries.emplace_back(name, matrix);
            });
    });
}

// Checks only matrices in memory: opening a file-backed data set reads no values.
void H5adReader::warnValues(const std::string &name, const ExpressionMatrix &matrix)
{
    const auto summary = m_backed ? Result<data::ValueSummary>(data::ValueSummary{}) : data::summarize(matrix);
    if (!summary.ok()) throw Failure(summary.error());
    const auto where = name + " in " + (m_root.path().empty() ? m_root.file().string() : m_root.where());
    const bool countsByName = name == "layers/counts" || name == "layers/raw_counts";
    if (summary->finite == false)
        m_context.warn(warnings::nonFinite, where + " holds NaN or infinite values; choose another layer for computing.");
    else if (summary->negative && (countsByName || summary->integers))
        m_context.warn(warnings::negativeCounts, where + " holds negative numbers, so it is not treated as counts.");
    else if (countsByName && !summary->integers)
        m_context.warn(warnings::nonIntegerCounts, where + " holds numbers that are not whole, so it is not treated as counts.");
}

Table H5adReader::readAxis(const std::string &name)
{
    const auto node = m_root.child(name);
    auto table = m_elements.readTable(node);
    if (node.isGroup()) m_elements.warnStrays(node);
    return table;
}

Dict H5adReader::readPart(const std::string &name, const Table &table, const char *things, bool square)
{
    Dict part;
    if (m_root.has(name))
        leavingOut(m_context, name, [&] {
            part = readAligned(m_root.child(name), {table.index, things, square}, m_elements, m_context);
        });
    return part;
}

void H5adReader::readRaw()
{
    const bool modern = m_root.has("raw");
    const auto named = [&](const std::string &part) { return modern ? "raw/" + part : "raw." + part; };
    if (!m_root.has(named("X")) && !m_root.has(named("var"))) {
        if (modern)
            m_context.warn(warnings::leftOut, "raw in " + m_root.file().string() + " holds neither X nor var; it is left out.");
        return;
    }
    leavingOut(m_context, "raw", [&] {
        data::Raw raw;
        raw.var = readAxis(named("var"));
        if (m_root.has(named("X"))) {
            const auto node = m_root.child(named("X"));
            if (node.isGroup() || !extentOf(node).null) {
                raw.x = readMatrix(node, raw.var.rows(), false);
                warnValues("raw/X", raw.x);
            }
        }
        raw.varm = readPart(named("varm"), raw.var, "genes of raw", false);
        m_dataset.raw = std::move(raw);
    });
}

void H5adReader::keepUnknown()
{
    const std::string above = m_root.path().empty() ? std::string() : m_root.path() + "/";
    for (const auto &name : m_root.names())
        if (!rootNames.contains(name))
            m_dataset.unknown.entries.emplace_back(name,
                                                   data::makeElement(data::Opaque{m_root.file().string(), above + name, ""}));
}

void H5adReader::warnOddities()
{
    const auto file = m_root.path().empty() ? m_root.file().string() : m_root.where();
    const auto warnRepeated = [&](const Table &table, const char *what) {
        const auto &names = table.index.values;
        if (const std::size_t repeated = repeatedNames(names); repeated > 0)
            m_context.warn(warnings::duplicateNames, std::to_string(repeated) + " " + what + " in " + file +
                                                         " repeat an earlier name; conversion can make them unique.");
    };
    warnRepeated(m_dataset.obs, "cells");
    warnRepeated(m_dataset.var, "genes");
    if (m_dataset.cells() == 0 || m_dataset.genes() == 0)
        m_context.warn(warnings::emptyDataset, file + " holds " + std::to_string(m_dataset.cells()) + " cells and " +
                                                   std::to_string(m_dataset.genes()) + " genes: there is nothing to compute.");
}

}  // namespace

Dataset readAnnData(const Hdf5Node &group, bool backed, JobContext &context) { return H5adReader(group, backed, context).read(); }

Result<Dataset> readH5ad(const std::filesystem::path &path, const ReadOptions &options, JobContext &context)
{
    return guarded(path, [&] { return readAnnData(Hdf5Node::openFile(path), options.backed, context); });
}

}  // namespace lexicell::io

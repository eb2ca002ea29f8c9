#include "core/io/mudata/mudata_reader.h"

#include "core/data/feature_types.h"
#include "core/io/h5ad/h5ad_elements.h"
#include "core/io/h5ad/h5ad_aligned.h"
#include "core/io/h5ad/anndata_group.h"
#include "core/io/hdf5/hdf5_values.h"
#include "core/io/mudata/joined_columns.h"
#include "core/io/mudata/joined_modalities.h"

#include <algorithm>
#include <unordered_map>

namespace lexicell::io {

using data::Dataset;

namespace {

// In the order of the attribute mod-order; without one by name.
std::vector<std::string> modalityOrder(const Hdf5Node &mod)
{
    const std::vector<std::string> there = mod.names();
    std::vector<std::string> order;
    if (const auto listed = mod.textsAttribute("mod-order"))
        for (const std::string &name : *listed)
            if (std::find(there.begin(), there.end(), name) != there.end()) order.push_back(name);
    for (const std::string &name : there)
        if (std::find(order.begin(), order.end(), name) == order.end()) order.push_back(name);
    return order;
}

// By obsmap: for each cell of the file 1 + its row in the modality, 0 where the modality lacks it.
std::vector<std::int64_t> mappedRows(const Hdf5Node &map, std::int64_t cells, std::int64_t rows)
{
    const auto extent = extentOf(map);
    if (extent.size() != cells)
        throw map.bad(errors::shapeMismatch, "has " + std::to_string(extent.size()) + " values, but there are " +
                                                 std::to_string(cells) + " cells; write the file again from its source");
    const data::Array numbers = readNumbers(map);
    std::vector<std::int64_t> result;
    std::vector<bool> taken(static_cast<std::size_t>(rows), false);
    for (std::int64_t i = 0; i < cells; ++i) {
        const std::int64_t row = numbers.intAt(i) - 1;
        if (row < -1 || row >= rows || (row >= 0 && taken[static_cast<std::size_t>(row)]))
            throw map.bad(errors::indexOutOfRange, "names row " + std::to_string(row + 1) + " of " + std::to_string(rows) +
                                                       " rows, or names it twice; write the file again from its source");
        if (row >= 0) taken[static_cast<std::size_t>(row)] = true;
        result.push_back(row);
    }
    return result;
}

std::vector<std::int64_t> rowsByName(const Hdf5Node &modality, const data::Table &obs, const data::Table &own)
{
    std::unordered_map<std::string, std::int64_t> rows;
    for (std::int64_t row = 0; row < own.rows(); ++row) rows.emplace(own.index.values[static_cast<std::size_t>(row)], row);
    std::vector<std::int64_t> result;
    std::int64_t found = 0;
    for (const std::string &name : obs.index.values) {
        const auto at = rows.find(name);
        result.push_back(at == rows.end() ? -1 : at->second);
        found += at != rows.end();
    }
    if (found < own.rows())
        throw modality.bad(errors::shapeMismatch,
                           "holds cells that obs of the file does not list once each; write the file again from its source");
    return result;
}

class MuDataReader {
  public:
    MuDataReader(Hdf5Node root, JobContext &context) : m_root(std::move(root)), m_context(context), m_elements(context) {}

    Dataset read()
    {
        check();
        m_obs = m_elements.readTable(m_root.child("obs"));
        readModalities();
        Dataset dataset = joinModalities(m_obs, m_modalities, m_context);
        dataset.file = m_root.file();
        dataset.format = "h5mu";
        addShared(dataset);
        return dataset;
    }

  private:
    void check() const
    {
        const std::string file = m_root.file().string();
        if (const auto axis = m_root.integersAttribute("axis"); axis && !axis->empty() && axis->front() != 0)
            throw unsupported(errors::unsupportedFormat,
                              file + " is a MuData file whose parts share genes and not cells. Write each part as h5ad.");
        for (const auto &[name, what] : {std::pair("mod", "there is no modality"), std::pair("obs", "the cells have no names")})
            if (!m_root.has(name))
                throw badFile(errors::missingElement, std::string(name) + " is missing in " + file + ": " + what +
                                                          "; write the file again from its source.");
    }

    void readModalities()
    {
        const Hdf5Node mod = m_root.child("mod");
        if (!mod.isGroup())
            throw mod.bad(errors::badEncoding, "is not a group of modalities; write the file again from its source");
        for (const std::string &name : modalityOrder(mod)) {
            const Hdf5Node node = mod.child(name);
            Dataset read = readAnnData(node, false, m_context);
            auto rows = m_root.has("obsmap") && m_root.child("obsmap").has(name)
                            ? mappedRows(m_root.child("obsmap/" + name), m_obs.rows(), read.cells())
                            : rowsByName(node, m_obs, read.obs);
            m_modalities.push_back({name, std::move(read), std::move(rows)});
        }
        if (m_modalities.empty())
            throw mod.bad(errors::missingElement, "holds no modality; write the file again from its source");
    }

    // obsm, obsp and uns of the whole file. MuData repeats there which cells a modality has; obs "modalities" says it here.
    void addShared(Dataset &dataset)
    {
        const auto part = [&](const char *name, bool square, data::Dict &target) {
            if (!m_root.has(name)) return;
            leavingOut(m_context, name, [&] {
                const Hdf5Node node = m_root.child(name);
                for (auto &[key, element] :
                     readAligned(node, {dataset.obs.index, "cells", square}, m_elements, m_context).entries)
                    if (!isModality(key)) target.set(key, std::move(element));
            });
        };
        part("obsm", false, dataset.obsm);
        part("obsp", true, dataset.obsp);
        if (m_root.has("uns"))
            for (auto &[key, element] : m_elements.readDict(m_root.child("uns"), ElementReader::Care::Tolerant).entries)
                dataset.uns.set(key, std::move(element));
    }

    bool isModality(const std::string &key) const
    {
        return std::any_of(m_modalities.begin(), m_modalities.end(), [&](const ReadModality &m) { return m.name == key; });
    }

    Hdf5Node m_root;
    JobContext &m_context;
    ElementReader m_elements;
    data::Table m_obs;
    std::vector<ReadModality> m_modalities;
};

}  // namespace

Result<Dataset> readMuData(const std::filesystem::path &path, JobContext &context)
{
    return guarded(path, [&] { return MuDataReader(Hdf5Node::openFile(path), context).read(); });
}

}  // namespace lexicell::io

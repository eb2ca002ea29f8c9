// Reads the elements of an h5ad file: every kind that obs, obsm or uns can hold, by its encoding-type or, in files of
// anndata before 0.8, by its structure. https://anndata.readthedocs.io/en/latest/fileformat-prose.html
#pragma once

#include "core/base/job_context.h"
#include "core/data/element.h"
#include "core/io/hdf5/hdf5_node.h"
#include "core/io/hdf5/tolerance.h"

#include <string>
#include <vector>

namespace lexicell::io {

// Encodings that anndata reads and this program does not interpret: saving keeps them.
bool isReadableElsewhere(const std::string &encoding);

class ElementReader {
  public:
    explicit ElementReader(JobContext &context) : m_context(context) {}

    // Throws Failure. An unknown encoding becomes an Opaque, with a warning.
    data::ElementPtr read(const Hdf5Node &node);
    // A data frame: a group, or a compound dataset of anndata 0.6.
    data::Table readTable(const Hdf5Node &node);
    // Warns of members of a data frame's group that are not among the columns that it lists.
    void warnStrays(const Hdf5Node &frame);
    // A group of named elements. Tolerant: an unreadable element is left out or kept as Opaque with a warning, because no
    // computation needs it. Damage is still refused.
    enum class Care { Strict, Tolerant };
    data::Dict readDict(const Hdf5Node &group, Care care);
    data::StringArray readNames(const Hdf5Node &dataset);

  private:
    data::ElementPtr readGroup(const Hdf5Node &node, const std::string &encoding);
    data::ElementPtr readDataset(const Hdf5Node &node, const std::string &encoding);
    data::ElementPtr readCategorical(const Hdf5Node &node);
    data::ElementPtr readNullable(const Hdf5Node &node);
    data::ElementPtr readNullableText(const Hdf5Node &node);
    data::ElementPtr readColumn(const Hdf5Node &node, std::int64_t rows, const Hdf5Node *levels);
    data::ElementPtr readFactor(const Hdf5Node &codes, const Hdf5Node &levels);
    data::ElementPtr readCategories(const Hdf5Node &categories);
    data::ElementPtr categoricalOf(const Hdf5Node &codes, const Hdf5Node &categories, bool ordered, const Hdf5Node &named);
    data::Table readRecordTable(const Hdf5Node &node);
    data::ElementPtr opaque(const Hdf5Node &node, const std::string &encoding, const std::string &why);
    void warnBadText(const Hdf5Node &node, bool replaced);
    void enter(const Hdf5Node &node);

    JobContext &m_context;
    std::vector<std::uint64_t> m_path;  // addresses of the enclosing groups
    std::int64_t m_elements = 0;
    Care m_care = Care::Strict;
};

// Throws not_anndata or missing_element if this is not the root of an AnnData file with obs and var.
void checkAnnData(const Hdf5Node &root);

}  // namespace lexicell::io

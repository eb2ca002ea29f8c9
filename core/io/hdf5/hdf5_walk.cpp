#include "core/io/hdf5/hdf5_walk.h"

#include "core/io/hdf5/hdf5_chunks.h"
#include "core/io/hdf5/hdf5_probe.h"
#include "core/io/hdf5/hdf5_values.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>

namespace lexicell::io {

namespace {

constexpr std::size_t deepest = 128;  // as in the readers
constexpr std::size_t mostObjects = 2'000'000;
constexpr std::int64_t wholeArray = 1 << 20;  // bytes: of longer arrays only both ends are read
constexpr std::int64_t endOfArray = 1 << 16;  // elements

struct Complaint {
    std::string text;
};

class Walk {
  public:
    void go(const Hdf5Node &node);

  private:
    template <class Step> static void attempt(Step &&step);
    void attributes(const Hdf5Node &node);
    void group(const Hdf5Node &node);
    void dataset(const Hdf5Node &node);
    void numbers(const Hdf5Node &node);
    void copy(const Hdf5Node &node) const;

    std::unordered_set<std::uint64_t> m_seen;
    std::size_t m_depth = 0;
    std::int64_t m_chunkBudget = std::int64_t{1} << 18;  // stored bytes to unpack: about 5 ms
    std::int64_t m_readBudget = std::int64_t{8} << 20;   // bytes of numbers to read whole
};

// The readers meet errors that HDF5 reports themselves, so they are ignored here.
template <class Step> void Walk::attempt(Step &&step)
{
    try {
        step();
    } catch (const Complaint &) {
        throw;
    } catch (const std::exception &) {
        hdf5Errors();
    }
}

void Walk::go(const Hdf5Node &node)
{
    if (m_depth >= deepest || m_seen.size() >= mostObjects || !m_seen.insert(node.address()).second) return;
    ++m_depth;
    attempt([&] { attributes(node); });
    if (node.isGroup()) attempt([&] { group(node); });
    if (node.isDataset()) attempt([&] { dataset(node); });
    --m_depth;
}

std::vector<std::string> attributeNames(const Hdf5Node &node)
{
    std::vector<std::string> names;
    const auto append = [](hid_t, const char *name, const H5A_info_t *, void *data) -> herr_t {
        static_cast<std::vector<std::string> *>(data)->emplace_back(name);
        return 0;
    };
    H5Aiterate2(node.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, append, &names);
    return names;
}

void Walk::attributes(const Hdf5Node &node)
{
    for (const std::string &name : attributeNames(node)) {
        attempt([&] { node.textsAttribute(name); });
        attempt([&] { node.integersAttribute(name); });
        attempt([&] {
            if (const auto target = node.referenced(name, name)) go(*target);
        });
    }
    attempt([&] {
        static const std::unordered_set<std::string> plain = {
            "dict",  "dataframe",    "categorical", "csr_matrix", "csc_matrix", "nullable-integer", "nullable-boolean",
            "array", "string-array", "anndata",     "raw",        "string",     "numeric-scalar"};
        const auto encoding = node.textAttribute("encoding-type");
        if (encoding && !plain.contains(*encoding)) copy(node);
    });
}

// Readers also request names that a damaged group does not list: names of the formats, and names given in attributes.
std::vector<std::string> namesToTry(const Hdf5Node &node)
{
    std::vector<std::string> names = {
        "X",      "layers",   "obs",      "var",   "obsm",       "varm",   "obsp", "varp",       "uns",       "raw",
        "data",   "indices",  "indptr",   "shape", "codes",      "values", "mask", "categories", "_index",    "index",
        "matrix", "features", "barcodes", "genes", "gene_names", "name",   "id",   "row_attrs",  "col_attrs", "__categories"};
    for (const char *attribute : {"_index", "column-order"}) try {
            if (const auto given = node.textsAttribute(attribute)) names.insert(names.end(), given->begin(), given->end());
        } catch (const std::exception &) {
            hdf5Errors();
        }
    return names;
}

void Walk::group(const Hdf5Node &node)
{
    std::vector<std::string> names;
    attempt([&] { names = node.names(); });
    const auto more = namesToTry(node);
    const std::unordered_set<std::string> listed(names.begin(), names.end());
    std::copy_if(more.begin(), more.end(), std::back_inserter(names),
                 [&](const std::string &name) { return !listed.contains(name) && node.has(name); });
    for (const std::string &name : names)
        attempt([&] {
            node.has(name);
            go(node.child(name));
        });
}

void Walk::dataset(const Hdf5Node &node)
{
    const auto type = typeOf(node);
    auto everything = std::int64_t{1} << 62;
    const bool text = type.kind == Hdf5Type::Kind::Text || type.kind == Hdf5Type::Kind::Record;
    if (auto complaint = sizeComplaint(node, text ? everything : m_chunkBudget); !complaint.empty())
        throw Complaint{std::move(complaint)};
    bool replaced = false;
    if (type.kind == Hdf5Type::Kind::Text) readText(node, replaced);
    if (type.kind == Hdf5Type::Kind::Record) readRecords(node, replaced);
    if (type.numeric()) numbers(node);
    if (type.kind == Hdf5Type::Kind::Other) copy(node);
}

void Walk::numbers(const Hdf5Node &node)
{
    const auto extent = extentOf(node);
    if (extent.null) return;
    const auto bytes = extent.size() * static_cast<std::int64_t>(data::itemSize(typeOf(node).dtype));
    if (extent.shape.empty() || (bytes <= wholeArray && m_readBudget > 0) || needsPlugin(node)) {
        m_readBudget -= bytes;
        readNumbers(node);
        if (typeOf(node).integer()) readIntegers(node);
        if (typeOf(node).integer() && extent.shape.size() == 1) readIndices(node, 0, extent.shape[0]);
        return;
    }
    Hdf5Window window{std::vector<std::int64_t>(extent.shape.size(), 0), extent.shape};
    const auto rowSize = std::max<std::int64_t>(1, extent.size() / std::max<std::int64_t>(1, extent.shape[0]));
    window.count[0] = std::clamp<std::int64_t>(endOfArray / rowSize, 1, extent.shape[0]);
    readNumbers(node, window);
    window.begin[0] = extent.shape[0] - window.count[0];
    readNumbers(node, window);
}

// On saving, HDF5 itself copies elements that are not interpreted. Here the copy goes to a file in memory.
void Walk::copy(const Hdf5Node &node) const
{
    const Hdf5Scope scope;
    const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS));
    H5Pset_fapl_core(access.id(), std::size_t{1} << 20, false);
    const Hdf5Handle target(H5Fcreate("copy", H5F_ACC_TRUNC, H5P_DEFAULT, access.id()));
    const Hdf5Handle how(H5Pcreate(H5P_OBJECT_COPY));
    H5Pset_copy_object(how.id(), H5O_COPY_EXPAND_SOFT_LINK_FLAG);
    H5Ocopy(node.id(), ".", target.id(), "copy", how.id(), H5P_DEFAULT);
}

}  // namespace

std::string walkHdf5(const std::filesystem::path &file)
{
    trustHdf5(file);  // skips the probe: this process may crash
    const Hdf5Scope scope;
    try {
        Walk().go(Hdf5Node::openFile(file));
    } catch (const Complaint &complaint) {
        return complaint.text;
    } catch (const std::exception &) {
        hdf5Errors();
    }
    return {};
}

}  // namespace lexicell::io

#include "core/io/hdf5/hdf5_node.h"

#include <algorithm>
#include <sstream>

namespace lexicell::io {

namespace {

constexpr int mostSoftLinks = 16;  // on the path to one object; more means a circle

std::string joined(const std::string &parent, const std::string &name) { return parent.empty() ? name : parent + "/" + name; }

Hdf5Handle attributeOf(hid_t object, const std::string &name) { return Hdf5Handle(H5Aopen(object, name.c_str(), H5P_DEFAULT)); }

std::size_t elementsOf(const Hdf5Handle &attribute)
{
    const Hdf5Handle space(H5Aget_space(attribute.id()));
    const hssize_t count = H5Sget_simple_extent_npoints(space.id());
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

std::vector<std::string> variableTexts(const Hdf5Handle &attribute, const Hdf5Handle &type, std::size_t count)
{
    const Hdf5Handle space(H5Aget_space(attribute.id()));
    const Hdf5Handle memory(H5Tcopy(H5T_C_S1));
    H5Tset_size(memory.id(), H5T_VARIABLE);
    H5Tset_cset(memory.id(), H5Tget_cset(type.id()));
    std::vector<char *> raw(count, nullptr);
    std::vector<std::string> texts;
    if (count == 0 || H5Aread(attribute.id(), memory.id(), raw.data()) < 0) return texts;
    for (const char *text : raw) texts.emplace_back(text ? text : "");
    H5Dvlen_reclaim(memory.id(), space.id(), H5P_DEFAULT, raw.data());
    return texts;
}

std::vector<std::string> fixedTexts(const Hdf5Handle &attribute, const Hdf5Handle &type, std::size_t count)
{
    const std::size_t size = H5Tget_size(type.id());
    std::vector<char> raw(count * size);
    std::vector<std::string> texts;
    if (count == 0 || H5Aread(attribute.id(), type.id(), raw.data()) < 0) return texts;
    for (std::size_t i = 0; i < count; ++i) {
        const char *begin = raw.data() + i * size;
        texts.emplace_back(begin, std::find(begin, begin + size, '\0'));
    }
    return texts;
}

// The object of the hard link `name`. A chunked dataset gets a cache that holds a whole chunk, so that reading it in
// windows inflates each chunk once, even a huge one. HDF5 uses the cache size only of the first opening.
Hdf5Handle openObject(hid_t group, const std::string &name)
{
    Hdf5Handle object(H5Oopen(group, name.c_str(), H5P_DEFAULT));
    if (!object || H5Iget_type(object.id()) != H5I_DATASET) return object;
    const Hdf5Handle creation(H5Dget_create_plist(object.id()));
    if (H5Pget_layout(creation.id()) != H5D_CHUNKED) return object;
    hsize_t dims[H5S_MAX_RANK];
    const int rank = H5Pget_chunk(creation.id(), H5S_MAX_RANK, dims);
    std::size_t bytes = H5Tget_size(Hdf5Handle(H5Dget_type(object.id())).id());
    for (int i = 0; i < rank; ++i) bytes *= static_cast<std::size_t>(dims[i]);
    constexpr std::size_t usual = std::size_t{4} << 20;
    constexpr std::size_t slots = 10007;  // prime, as HDF5 recommends
    const Hdf5Handle access(H5Pcreate(H5P_DATASET_ACCESS));
    H5Pset_chunk_cache(access.id(), slots, std::max(usual, bytes), 0.75);
    object = Hdf5Handle();
    return Hdf5Handle(H5Dopen2(group, name.c_str(), access.id()));
}

}  // namespace

Hdf5Node::Hdf5Node(std::shared_ptr<const std::filesystem::path> file, std::shared_ptr<Hdf5Handle> object, std::string path)
    : m_file(std::move(file)), m_object(std::move(object)), m_path(std::move(path))
{
    m_kind = H5Iget_type(m_object->id());
}

Hdf5Node Hdf5Node::openFile(const std::filesystem::path &file)
{
    const Hdf5Handle handle = openHdf5(file);
    const Hdf5Scope scope;
    auto root = std::make_shared<Hdf5Handle>(H5Gopen2(handle.id(), "/", H5P_DEFAULT));
    if (!*root) throw badFile(errors::corruptData, file.string() + " is damaged; copy or download it again.", hdf5Errors());
    return Hdf5Node(std::make_shared<std::filesystem::path>(std::filesystem::absolute(file)), std::move(root), "");
}

std::string Hdf5Node::where() const { return (m_path.empty() ? "/" : m_path) + " in " + m_file->string(); }

std::uint64_t Hdf5Node::address() const
{
    const Hdf5Scope scope;
    H5O_info_t info;
    if (H5Oget_info2(id(), &info, H5O_INFO_BASIC) < 0)
        throw bad(errors::corruptData, "is damaged; copy or download the file again", hdf5Errors());
    return info.addr;
}

std::vector<std::string> Hdf5Node::names() const
{
    const Hdf5Scope scope;
    std::vector<std::string> names;
    const auto append = [](hid_t, const char *name, const H5L_info_t *, void *data) -> herr_t {
        static_cast<std::vector<std::string> *>(data)->emplace_back(name);
        return 0;
    };
    if (H5Literate(id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, append, &names) < 0)
        throw bad(errors::corruptData, "cannot be listed: it is damaged; copy or download the file again", hdf5Errors());
    return names;
}

bool Hdf5Node::has(const std::string &name) const
{
    const Hdf5Scope scope;
    if (!isGroup() || name.empty()) return false;
    std::istringstream parts(name);
    std::string part, path;
    while (std::getline(parts, part, '/')) {  // H5Lexists fails when an earlier component is absent
        path = joined(path, part);
        if (H5Lexists(id(), path.c_str(), H5P_DEFAULT) <= 0) {
            H5Eclear2(H5E_DEFAULT);
            return false;
        }
    }
    return true;
}

Hdf5Node Hdf5Node::child(const std::string &path) const { return open(path, joined(m_path, path), mostSoftLinks); }

Hdf5Node Hdf5Node::open(const std::string &path, const std::string &shown, int linksLeft) const
{
    const Hdf5Scope scope;
    Hdf5Node at = *this;
    std::istringstream parts(path);
    std::string part;
    while (std::getline(parts, part, '/')) {
        if (part.empty() || part == ".") continue;
        H5L_info_t link;
        if (!at.isGroup() || H5Lget_info(at.id(), part.c_str(), &link, H5P_DEFAULT) < 0) {
            H5Eclear2(H5E_DEFAULT);
            if (linksLeft < mostSoftLinks)
                throw badFile(errors::danglingLink,
                              shown + " in " + m_file->string() + " is a broken link; write the file again without it.");
            throw badFile(errors::missingElement,
                          shown + " is missing in " + m_file->string() + "; write the file again from its source.");
        }
        if (link.type == H5L_TYPE_SOFT) {
            if (linksLeft == 0)
                throw badFile(errors::danglingLink,
                              shown + " in " + m_file->string() + " is a circular link; write the file again without it.");
            std::string target(link.u.val_size + 1, '\0');
            H5Lget_val(at.id(), part.c_str(), target.data(), target.size(), H5P_DEFAULT);
            target.resize(std::char_traits<char>::length(target.c_str()));
            Hdf5Node from = at;
            if (target.starts_with('/'))
                from = Hdf5Node(m_file, std::make_shared<Hdf5Handle>(H5Gopen2(id(), "/", H5P_DEFAULT)), "");
            at = from.open(target, shown, linksLeft - 1);
            continue;
        }
        if (link.type != H5L_TYPE_HARD)
            throw badFile(errors::danglingLink, shown + " in " + m_file->string() +
                                                    " is a link to another file, which is never followed; "
                                                    "copy the data into this file.");
        auto object = std::make_shared<Hdf5Handle>(openObject(at.id(), part));
        if (!*object)
            throw badFile(errors::corruptData,
                          shown + " in " + m_file->string() +
                              " cannot be opened: it is damaged; copy or download the file again.",
                          hdf5Errors());
        at = Hdf5Node(m_file, std::move(object), shown);
    }
    at.m_path = shown;
    return at;
}

std::optional<Hdf5Node> Hdf5Node::referenced(const std::string &attribute, const std::string &pathForMessages) const
{
    const Hdf5Scope scope;
    if (!hasAttribute(attribute)) return std::nullopt;
    const auto handle = attributeOf(id(), attribute);
    const Hdf5Handle type(H5Aget_type(handle.id()));
    hobj_ref_t reference{};
    if (H5Tequal(type.id(), H5T_STD_REF_OBJ) <= 0 || elementsOf(handle) != 1 ||
        H5Aread(handle.id(), H5T_STD_REF_OBJ, &reference) < 0)
        throw bad(errors::badEncoding,
                  "has an attribute \"" + attribute + "\" that is not a reference; write the file again from its source",
                  hdf5Errors());
    auto object = std::make_shared<Hdf5Handle>(H5Rdereference2(id(), H5P_DEFAULT, H5R_OBJECT, &reference));
    if (!*object)
        throw bad(errors::missingElement,
                  "refers to " + pathForMessages + ", which is missing; write the file again from its source", hdf5Errors());
    return Hdf5Node(m_file, std::move(object), pathForMessages);
}

bool Hdf5Node::hasAttribute(const std::string &name) const
{
    const Hdf5Scope scope;
    const bool found = H5Aexists(id(), name.c_str()) > 0;
    H5Eclear2(H5E_DEFAULT);
    return found;
}

std::vector<std::string> Hdf5Node::attributeNames() const
{
    const Hdf5Scope scope;
    std::vector<std::string> names;
    const auto append = [](hid_t, const char *name, const H5A_info_t *, void *data) -> herr_t {
        static_cast<std::vector<std::string> *>(data)->emplace_back(name);
        return 0;
    };
    if (H5Aiterate2(id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, append, &names) < 0)
        throw bad(errors::corruptData, "has attributes that cannot be listed; copy or download the file again", hdf5Errors());
    return names;
}

std::optional<std::string> Hdf5Node::textAttribute(const std::string &name) const
{
    const auto texts = textsAttribute(name);
    if (!texts) return std::nullopt;
    if (texts->size() != 1)
        throw bad(errors::badEncoding,
                  "has an attribute \"" + name + "\" that is not a single text; write the file again from its source");
    return texts->front();
}

std::optional<std::vector<std::string>> Hdf5Node::textsAttribute(const std::string &name) const
{
    const Hdf5Scope scope;
    if (!hasAttribute(name)) return std::nullopt;
    const auto attribute = attributeOf(id(), name);
    const Hdf5Handle type(H5Aget_type(attribute.id()));
    const std::size_t count = elementsOf(attribute);
    if (count == 0) return std::vector<std::string>{};  // h5py writes an empty list as an empty array of doubles
    if (H5Tget_class(type.id()) != H5T_STRING)
        throw bad(errors::badEncoding,
                  "has an attribute \"" + name + "\" that is not text; write the file again from its source");
    auto texts = H5Tis_variable_str(type.id()) > 0 ? variableTexts(attribute, type, count) : fixedTexts(attribute, type, count);
    if (texts.size() != count)
        throw bad(errors::corruptData, "has a damaged attribute \"" + name + "\"; copy or download the file again", hdf5Errors());
    return texts;
}

std::optional<std::vector<std::int64_t>> Hdf5Node::integersAttribute(const std::string &name) const
{
    const Hdf5Scope scope;
    if (!hasAttribute(name)) return std::nullopt;
    const auto attribute = attributeOf(id(), name);
    const Hdf5Handle type(H5Aget_type(attribute.id()));
    std::vector<std::int64_t> values(elementsOf(attribute));
    const auto kind = H5Tget_class(type.id());
    if ((kind != H5T_INTEGER && kind != H5T_ENUM) || values.size() > 64)
        throw bad(errors::badEncoding,
                  "has an attribute \"" + name + "\" that is not a list of whole numbers; write the file again from its source");
    if (kind == H5T_ENUM) {  // h5py's bool: FALSE 0, TRUE 1 in one byte
        std::vector<std::int8_t> flags(values.size());
        const Hdf5Handle native(H5Tget_native_type(type.id(), H5T_DIR_DEFAULT));
        if (H5Tget_size(native.id()) != 1 || H5Aread(attribute.id(), native.id(), flags.data()) < 0)
            throw bad(errors::badEncoding,
                      "has an attribute \"" + name + "\" of unknown type; write the file again from its source", hdf5Errors());
        std::copy(flags.begin(), flags.end(), values.begin());
    } else if (!values.empty() && H5Aread(attribute.id(), H5T_NATIVE_INT64, values.data()) < 0) {
        throw bad(errors::corruptData, "has a damaged attribute \"" + name + "\"; copy or download the file again", hdf5Errors());
    }
    return values;
}

Failure Hdf5Node::bad(const ErrorClass &errorClass, const std::string &what, std::string detail) const
{
    return badFile(errorClass, where() + " " + what + ".", std::move(detail));
}

}  // namespace lexicell::io

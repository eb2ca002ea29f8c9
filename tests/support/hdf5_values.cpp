#include "tests/support/hdf5_values.h"

#include "core/io/hdf5/hdf5_lock.h"
#include "core/io/hdf5/lzf_filter.h"

#include <hdf5.h>

#include <functional>
#include <numeric>
#include <stdexcept>

namespace lexicell::test {

namespace {

// Closes an HDF5 identifier with the function that fits its kind.
class Handle {
  public:
    Handle(hid_t id, herr_t (*close)(hid_t), const std::string &what) : m_id(id), m_close(close)
    {
        if (id < 0) throw std::runtime_error("HDF5: cannot open " + what);
    }
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;
    ~Handle() { m_close(m_id); }
    operator hid_t() const { return m_id; }

  private:
    hid_t m_id;
    herr_t (*m_close)(hid_t);
};

std::vector<std::int64_t> extent(hid_t space)
{
    const int rank = H5Sget_simple_extent_ndims(space);
    std::vector<hsize_t> sizes(static_cast<std::size_t>(std::max(rank, 0)));
    if (rank > 0) H5Sget_simple_extent_dims(space, sizes.data(), nullptr);
    return {sizes.begin(), sizes.end()};
}

std::size_t count(const std::vector<std::int64_t> &shape)
{
    return static_cast<std::size_t>(std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>()));
}

// `read` fills a buffer from the dataset or attribute, as H5Dread or H5Aread do.
std::vector<std::string> readText(hid_t fileType, hid_t space, const std::function<herr_t(hid_t, void *)> &read)
{
    const std::size_t n = count(extent(space));
    std::vector<std::string> result(n);
    if (n == 0) return result;
    const Handle type(H5Tcopy(fileType), H5Tclose, "string type");
    if (H5Tis_variable_str(fileType) > 0) {
        std::vector<char *> pointers(n, nullptr);
        if (read(type, pointers.data()) < 0) throw std::runtime_error("HDF5: cannot read text");
        for (std::size_t i = 0; i < n; ++i) result[i] = pointers[i] ? pointers[i] : "";
        H5Dvlen_reclaim(type, space, H5P_DEFAULT, pointers.data());
        return result;
    }
    const std::size_t width = H5Tget_size(type);
    std::vector<char> bytes(n * width);
    if (read(type, bytes.data()) < 0) throw std::runtime_error("HDF5: cannot read text");
    for (std::size_t i = 0; i < n; ++i) {
        result[i].assign(bytes.data() + i * width, width);
        result[i].erase(std::min(result[i].find('\0'), result[i].size()));
    }
    return result;
}

// A compound type with this one member, so that HDF5 reads no other.
hid_t fieldType(const std::string &field, hid_t memoryType)
{
    const hid_t type = H5Tcreate(H5T_COMPOUND, H5Tget_size(memoryType));
    H5Tinsert(type, field.c_str(), 0, memoryType);
    return type;
}

}  // namespace

Hdf5File::Hdf5File(std::filesystem::path path) : m_path(std::move(path))
{
    const std::lock_guard lock(io::hdf5Lock());
    io::registerLzfFilter();  // files of anndata may use this filter
    m_file = H5Fopen(m_path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    if (m_file < 0) throw std::runtime_error("HDF5: cannot open " + m_path.string());
}

Hdf5File::~Hdf5File()
{
    const std::lock_guard lock(io::hdf5Lock());
    H5Fclose(m_file);
}

bool Hdf5File::has(const std::string &name) const
{
    const std::lock_guard lock(io::hdf5Lock());
    for (std::size_t end = name.find('/', 1);; end = name.find('/', end + 1)) {
        htri_t there = -1;
        H5E_BEGIN_TRY { there = H5Lexists(m_file, name.substr(0, end).c_str(), H5P_DEFAULT); }  // a path through a data set
        H5E_END_TRY
        if (there <= 0) return false;
        if (end == std::string::npos) return true;
    }
}

std::vector<std::string> Hdf5File::children(const std::string &group) const
{
    const std::lock_guard lock(io::hdf5Lock());
    const Handle handle(H5Gopen2(m_file, group.c_str(), H5P_DEFAULT), H5Gclose, m_path.string() + ":" + group);
    std::vector<std::string> names;
    const auto add = [](hid_t, const char *name, const H5L_info_t *, void *list) -> herr_t {
        static_cast<std::vector<std::string> *>(list)->emplace_back(name);
        return 0;
    };
    H5Literate(handle, H5_INDEX_NAME, H5_ITER_INC, nullptr, add, &names);
    return names;
}

std::vector<std::int64_t> Hdf5File::shape(const std::string &dataset) const
{
    const std::lock_guard lock(io::hdf5Lock());
    const Handle handle(H5Dopen2(m_file, dataset.c_str(), H5P_DEFAULT), H5Dclose, m_path.string() + ":" + dataset);
    const Handle space(H5Dget_space(handle), H5Sclose, dataset);
    return extent(space);
}

bool Hdf5File::isGroup(const std::string &name) const
{
    const std::lock_guard lock(io::hdf5Lock());
    const Handle handle(H5Oopen(m_file, name.c_str(), H5P_DEFAULT), H5Oclose, m_path.string() + ":" + name);
    return H5Iget_type(handle) == H5I_GROUP;
}

std::vector<std::string> Hdf5File::fields(const std::string &dataset) const
{
    const std::lock_guard lock(io::hdf5Lock());
    const Handle handle(H5Dopen2(m_file, dataset.c_str(), H5P_DEFAULT), H5Dclose, m_path.string() + ":" + dataset);
    const Handle type(H5Dget_type(handle), H5Tclose, dataset);
    std::vector<std::string> names;
    if (H5Tget_class(type) != H5T_COMPOUND) return names;
    for (int i = 0; i < H5Tget_nmembers(type); ++i) {
        char *name = H5Tget_member_name(type, static_cast<unsigned>(i));
        names.emplace_back(name);
        H5free_memory(name);
    }
    return names;
}

template <class T>
Hdf5Values<T> Hdf5File::numbers(const std::string &dataset, std::int64_t memoryType, const std::string &field) const
{
    const std::lock_guard lock(io::hdf5Lock());
    const Handle handle(H5Dopen2(m_file, dataset.c_str(), H5P_DEFAULT), H5Dclose, m_path.string() + ":" + dataset);
    const Handle space(H5Dget_space(handle), H5Sclose, dataset);
    Hdf5Values<T> result;
    result.shape = extent(space);
    result.values.resize(count(result.shape));
    const Handle type(field.empty() ? H5Tcopy(memoryType) : fieldType(field, memoryType), H5Tclose, "number type");
    if (!result.values.empty() && H5Dread(handle, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, result.values.data()) < 0)
        throw std::runtime_error("HDF5: cannot read " + m_path.string() + ":" + dataset);
    return result;
}

Hdf5Values<double> Hdf5File::doubles(const std::string &dataset) const { return numbers<double>(dataset, H5T_NATIVE_DOUBLE); }
Hdf5Values<float> Hdf5File::floats(const std::string &dataset) const { return numbers<float>(dataset, H5T_NATIVE_FLOAT); }
Hdf5Values<std::int64_t> Hdf5File::ints(const std::string &dataset, const std::string &field) const
{
    return numbers<std::int64_t>(dataset, H5T_NATIVE_INT64, field);
}

Hdf5Values<std::string> Hdf5File::strings(const std::string &dataset, const std::string &field) const
{
    const std::lock_guard lock(io::hdf5Lock());
    const Handle handle(H5Dopen2(m_file, dataset.c_str(), H5P_DEFAULT), H5Dclose, m_path.string() + ":" + dataset);
    const Handle space(H5Dget_space(handle), H5Sclose, dataset);
    const Handle whole(H5Dget_type(handle), H5Tclose, dataset);
    const int member = field.empty() ? -1 : H5Tget_member_index(whole, field.c_str());
    if (!field.empty() && member < 0) throw std::runtime_error("HDF5: no field " + field + " in " + dataset);
    const Handle type(field.empty() ? H5Tcopy(whole) : H5Tget_member_type(whole, static_cast<unsigned>(member)), H5Tclose,
                      dataset + ":" + field);
    Hdf5Values<std::string> result;
    result.shape = extent(space);
    result.values = readText(type, space, [&](hid_t memory, void *buffer) {
        const Handle chosen(field.empty() ? H5Tcopy(memory) : fieldType(field, memory), H5Tclose, "text type");
        return H5Dread(handle, chosen, H5S_ALL, H5S_ALL, H5P_DEFAULT, buffer);
    });
    return result;
}

bool Hdf5File::hasAttribute(const std::string &object, const std::string &attribute) const
{
    const std::lock_guard lock(io::hdf5Lock());
    return H5Aexists_by_name(m_file, object.c_str(), attribute.c_str(), H5P_DEFAULT) > 0;
}

std::string Hdf5File::textAttribute(const std::string &object, const std::string &attribute) const
{
    const std::lock_guard lock(io::hdf5Lock());
    const Handle handle(H5Aopen_by_name(m_file, object.c_str(), attribute.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                        object + "@" + attribute);
    const Handle space(H5Aget_space(handle), H5Sclose, attribute);
    const Handle type(H5Aget_type(handle), H5Tclose, attribute);
    const auto text = readText(type, space, [&](hid_t memory, void *buffer) { return H5Aread(handle, memory, buffer); });
    return text.empty() ? std::string() : text.front();
}

std::vector<double> Hdf5File::numberAttribute(const std::string &object, const std::string &attribute) const
{
    const std::lock_guard lock(io::hdf5Lock());
    const Handle handle(H5Aopen_by_name(m_file, object.c_str(), attribute.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                        object + "@" + attribute);
    const Handle space(H5Aget_space(handle), H5Sclose, attribute);
    std::vector<double> values(count(extent(space)));
    if (!values.empty() && H5Aread(handle, H5T_NATIVE_DOUBLE, values.data()) < 0)
        throw std::runtime_error("HDF5: cannot read attribute " + object + "@" + attribute);
    return values;
}

}  // namespace lexicell::test

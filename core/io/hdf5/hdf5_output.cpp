#include "core/io/hdf5/hdf5_output.h"

#include "core/files/atomic_file.h"
#include "core/io/failure.h"
#include "core/io/hdf5/hdf5_file_types.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <numeric>

namespace lexicell::io {

using data::Array;
using data::DType;
using data::RecordArray;
using data::StringArray;

namespace {

constexpr std::size_t headBytes = 512;  // the smallest that HDF5 allows
constexpr std::int64_t chunkBytes = std::int64_t{1} << 20;
constexpr std::int64_t bytesAtOnce = 32 * chunkBytes;

std::vector<hsize_t> dimensions(const std::vector<std::int64_t> &shape) { return {shape.begin(), shape.end()}; }

Hdf5Handle space(const std::vector<std::int64_t> &shape)
{
    if (shape.empty()) return Hdf5Handle(H5Screate(H5S_SCALAR));
    const auto sizes = dimensions(shape);
    return Hdf5Handle(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr));
}

Hdf5Handle timeless(hid_t propertyClass)
{
    Hdf5Handle properties(H5Pcreate(propertyClass));
    H5Pset_obj_track_times(properties.id(), false);
    return properties;
}

std::vector<const char *> pointers(const std::vector<std::string> &texts)
{
    std::vector<const char *> result;
    result.reserve(texts.size());
    for (const auto &text : texts) result.push_back(text.c_str());
    return result;
}

// Rows of about a megabyte, with all columns.
std::vector<hsize_t> chunkShape(const std::vector<std::int64_t> &shape, std::size_t itemBytes)
{
    auto chunk = dimensions(shape);
    const auto rowItems = std::accumulate(shape.begin() + 1, shape.end(), std::int64_t{1}, std::multiplies<>());
    const auto rowBytes = std::max<std::int64_t>(1, rowItems * static_cast<std::int64_t>(itemBytes));
    chunk[0] = static_cast<hsize_t>(std::clamp<std::int64_t>(chunkBytes / rowBytes, 1, std::max<std::int64_t>(1, shape[0])));
    for (std::size_t i = 1; i < chunk.size(); ++i) chunk[i] = std::max<hsize_t>(1, chunk[i]);
    if (rowBytes > 8 * chunkBytes && chunk.size() > 1)
        chunk[1] = std::max<hsize_t>(1, chunk[1] * chunkBytes / static_cast<hsize_t>(rowBytes));
    return chunk;
}

}  // namespace

Hdf5Output::Hdf5Output(int descriptor, std::filesystem::path file, Options options, const JobContext &context)
    : m_path(std::move(file)), m_options(options), m_context(context), m_target(std::make_unique<WriteTarget>())
{
    const Hdf5Scope scope;
    m_target->descriptor = descriptor;
    const auto access = writeAccess(*m_target);
    if (m_options.wide) H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_V18);
    const auto creation = timeless(H5P_FILE_CREATE);
    if (!m_options.head.empty()) H5Pset_userblock(creation.id(), headBytes);
    m_file = require(H5Fcreate(m_path.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()));
    writeHead();
}

void Hdf5Output::writeHead() const
{
    if (m_options.head.empty()) return;
    std::string head = m_options.head;
    head.resize(headBytes, '\0');
    if (::pwrite(m_target->descriptor, head.data(), head.size(), 0) != static_cast<ssize_t>(head.size())) m_target->error = errno;
    check();
}

Hdf5Handle Hdf5Output::require(hid_t id) const
{
    Hdf5Handle handle(id);
    if (!handle) require(static_cast<herr_t>(-1));
    return handle;
}

void Hdf5Output::require(herr_t status) const
{
    if (status >= 0) return;
    const std::string errors = hdf5Errors();
    check();
    throw Failure({errors::writeFailed, m_path.string() + " could not be written and is unchanged; please report it.", errors});
}

void Hdf5Output::check() const
{
    if (m_target->error != 0) throw Failure(files::writeError(m_path, m_target->error));
    if (m_context.cancelled()) throw Failure(cancelled());
}

void Hdf5Output::close()
{
    const Hdf5Scope scope;
    require(H5Fflush(m_file.id(), H5F_SCOPE_GLOBAL));
    m_file = Hdf5Handle();
    check();
}

Hdf5Handle Hdf5Output::group(hid_t parent, const std::string &name, const std::string &encoding, const std::string &version) const
{
    const Hdf5Scope scope;
    const auto creation = timeless(H5P_GROUP_CREATE);
    auto handle = require(H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, creation.id(), H5P_DEFAULT));
    encode(handle.id(), encoding, version);
    return handle;
}

void Hdf5Output::encode(hid_t object, const std::string &encoding, const std::string &version) const
{
    attribute(object, "encoding-type", encoding);
    attribute(object, "encoding-version", version);
}

void Hdf5Output::attribute(hid_t object, const std::string &name, const std::string &text) const
{
    const Hdf5Scope scope;
    const auto type = textType();
    const auto scalar = space({});
    const auto handle = require(H5Acreate2(object, name.c_str(), type.id(), scalar.id(), H5P_DEFAULT, H5P_DEFAULT));
    const char *value = text.c_str();
    require(H5Awrite(handle.id(), type.id(), &value));
}

void Hdf5Output::attribute(hid_t object, const std::string &name, const std::vector<std::string> &texts) const
{
    const Hdf5Scope scope;
    // h5py reads an empty list of text only with a known type; h5py itself writes one as an empty array of doubles
    const auto type = texts.empty() ? Hdf5Handle(H5Tcopy(H5T_IEEE_F64LE)) : textType();
    const auto list = space({static_cast<std::int64_t>(texts.size())});
    const auto handle = require(H5Acreate2(object, name.c_str(), type.id(), list.id(), H5P_DEFAULT, H5P_DEFAULT));
    if (!texts.empty()) require(H5Awrite(handle.id(), type.id(), pointers(texts).data()));
}

void Hdf5Output::attribute(hid_t object, const std::string &name, const std::vector<std::int64_t> &numbers) const
{
    const Hdf5Scope scope;
    const auto list = space({static_cast<std::int64_t>(numbers.size())});
    const auto handle = require(H5Acreate2(object, name.c_str(), H5T_STD_I64LE, list.id(), H5P_DEFAULT, H5P_DEFAULT));
    require(H5Awrite(handle.id(), H5T_NATIVE_INT64, numbers.data()));
}

void Hdf5Output::attribute(hid_t object, const std::string &name, bool flag) const
{
    const Hdf5Scope scope;
    const auto type = boolType();
    const auto scalar = space({});
    const auto handle = require(H5Acreate2(object, name.c_str(), type.id(), scalar.id(), H5P_DEFAULT, H5P_DEFAULT));
    const std::int8_t value = flag ? 1 : 0;
    require(H5Awrite(handle.id(), type.id(), &value));
}

void Hdf5Output::attribute(hid_t object, const std::string &name, std::int64_t number) const
{
    const Hdf5Scope scope;
    const auto scalar = space({});
    const auto handle = require(H5Acreate2(object, name.c_str(), H5T_STD_I64LE, scalar.id(), H5P_DEFAULT, H5P_DEFAULT));
    require(H5Awrite(handle.id(), H5T_NATIVE_INT64, &number));
}

Hdf5Handle Hdf5Output::create(hid_t parent, const std::string &name, const NewDataset &form) const
{
    const Hdf5Scope scope;
    const auto &shape = form.shape;
    const auto creation = timeless(H5P_DATASET_CREATE);
    const auto stored = fileType(form.type, form.half);
    const std::size_t item = H5Tget_size(stored.id());
    const auto count = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
    const bool chunked = !shape.empty() && count > 0 &&
                         (form.shrinkable || m_options.gzipLevel > 0 || count > chunkBytes / static_cast<std::int64_t>(item));
    if (chunked) {
        const auto chunk = chunkShape(shape, item);
        H5Pset_chunk(creation.id(), static_cast<int>(chunk.size()), chunk.data());
        if (m_options.gzipLevel > 0 && item > 1) H5Pset_shuffle(creation.id());
        if (m_options.gzipLevel > 0) H5Pset_deflate(creation.id(), static_cast<unsigned>(m_options.gzipLevel));
    }
    return require(H5Dcreate2(parent, name.c_str(), stored.id(), space(shape).id(), H5P_DEFAULT, creation.id(), H5P_DEFAULT));
}

void Hdf5Output::write(const Hdf5Handle &dataset, std::int64_t begin, const Array &piece) const
{
    if (piece.size() == 0) return;
    const auto type = memoryType(piece.dtype());
    const auto rows = piece.shape().empty() ? 1 : piece.dim(0);
    const auto rowBytes = piece.byteSize() / static_cast<std::size_t>(rows);
    const auto step = std::max<std::int64_t>(1, bytesAtOnce / static_cast<std::int64_t>(rowBytes));
    for (std::int64_t row = 0; row < rows; row += step) {  // the lock is free between two steps, so that other threads can read
        const Hdf5Scope scope;
        const Hdf5Handle target(H5Dget_space(dataset.id()));
        auto shape = piece.shape();
        if (!shape.empty()) {
            shape[0] = std::min(rows, row + step) - row;
            const auto count = dimensions(shape);
            std::vector<hsize_t> start(count.size(), 0);
            start[0] = static_cast<hsize_t>(begin + row);
            H5Sselect_hyperslab(target.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
        }
        require(H5Dwrite(dataset.id(), type.id(), space(shape).id(), target.id(), H5P_DEFAULT,
                         piece.bytes() + static_cast<std::size_t>(row) * rowBytes));
        check();
    }
}

void Hdf5Output::shrink(const Hdf5Handle &dataset, std::int64_t length) const
{
    const Hdf5Scope scope;
    const auto size = static_cast<hsize_t>(length);
    require(H5Dset_extent(dataset.id(), &size));
}

Hdf5Handle Hdf5Output::numbers(hid_t parent, const std::string &name, const Array &values) const
{
    auto dataset = create(parent, name, {values.dtype(), values.half(), values.shape()});
    write(dataset, 0, values);
    return dataset;
}

Hdf5Handle Hdf5Output::text(hid_t parent, const std::string &name, const StringArray &values) const
{
    const Hdf5Scope scope;
    const auto type = textType();
    const auto creation = timeless(H5P_DATASET_CREATE);
    auto dataset =
        require(H5Dcreate2(parent, name.c_str(), type.id(), space(values.shape).id(), H5P_DEFAULT, creation.id(), H5P_DEFAULT));
    if (!values.values.empty())
        require(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers(values.values).data()));
    check();
    return dataset;
}

Hdf5Handle Hdf5Output::records(hid_t parent, const std::string &name, const RecordArray &values) const
{
    const Hdf5Scope scope;
    std::vector<Hdf5Handle> stored;
    std::size_t size = 0;
    std::vector<std::size_t> offsets;
    for (const auto &[field, element] : values.fields.entries) {
        const auto *array = element->as<Array>();
        Hdf5Handle type = array ? fileType(array->dtype(), array->half()) : textType();
        const std::size_t rank = values.shape.size();
        if (array && array->shape().size() > rank) {
            const auto inner = dimensions({array->shape().begin() + static_cast<std::ptrdiff_t>(rank), array->shape().end()});
            type = Hdf5Handle(H5Tarray_create2(type.id(), static_cast<unsigned>(inner.size()), inner.data()));
        }
        offsets.push_back(size);
        size += H5Tget_size(type.id());
        stored.push_back(std::move(type));
    }
    const auto compound = require(H5Tcreate(H5T_COMPOUND, std::max<std::size_t>(1, size)));
    for (std::size_t i = 0; i < stored.size(); ++i)
        require(H5Tinsert(compound.id(), values.fields.entries[i].first.c_str(), offsets[i], stored[i].id()));
    const auto creation = timeless(H5P_DATASET_CREATE);
    auto dataset = require(
        H5Dcreate2(parent, name.c_str(), compound.id(), space(values.shape).id(), H5P_DEFAULT, creation.id(), H5P_DEFAULT));
    for (std::size_t i = 0; i < stored.size(); ++i) {
        const auto &[field, element] = values.fields.entries[i];
        const auto *array = element->as<Array>();
        const auto *text = element->as<StringArray>();
        if ((array ? array->size() : std::ssize(text->values)) == 0) continue;
        Hdf5Handle member = array ? memoryType(array->dtype()) : textType();
        if (array && H5Tget_class(stored[i].id()) == H5T_ARRAY) {
            const auto inner = dimensions({array->shape().begin() + std::ssize(values.shape), array->shape().end()});
            member = Hdf5Handle(H5Tarray_create2(member.id(), static_cast<unsigned>(inner.size()), inner.data()));
        }
        const auto memory = require(H5Tcreate(H5T_COMPOUND, H5Tget_size(member.id())));
        require(H5Tinsert(memory.id(), field.c_str(), 0, member.id()));
        std::vector<const char *> texts;
        if (text) texts = pointers(text->values);
        require(H5Dwrite(dataset.id(), memory.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT,
                         text ? static_cast<const void *>(texts.data()) : array->bytes()));
    }
    check();
    return dataset;
}

Hdf5Handle Hdf5Output::bytes(hid_t parent, const std::string &name, hid_t type, const std::vector<hsize_t> &shape,
                             const std::vector<char> &values) const
{
    const Hdf5Scope scope;
    const auto creation = timeless(H5P_DATASET_CREATE);
    const Hdf5Handle extent(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr));
    auto dataset = require(H5Dcreate2(parent, name.c_str(), type, extent.id(), H5P_DEFAULT, creation.id(), H5P_DEFAULT));
    if (!values.empty()) require(H5Dwrite(dataset.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
    check();
    return dataset;
}

Hdf5Handle Hdf5Output::null(hid_t parent, const std::string &name) const
{
    const Hdf5Scope scope;
    const auto creation = timeless(H5P_DATASET_CREATE);
    const Hdf5Handle nothing(H5Screate(H5S_NULL));
    return require(H5Dcreate2(parent, name.c_str(), H5T_IEEE_F32LE, nothing.id(), H5P_DEFAULT, creation.id(), H5P_DEFAULT));
}

}  // namespace lexicell::io

#include "core/io/hdf5/hdf5_chunks.h"

#include "core/io/hdf5/hdf5_type.h"
#include "core/io/hdf5/lzf_filter.h"

extern "C" {
#include <lzf.h>
}
#include <zlib.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace lexicell::io {

namespace {

constexpr hsize_t longestChunk = UINT32_MAX;  // HDF5's own limit

struct Chunking {
    std::vector<hsize_t> shape;         // of a chunk
    std::vector<hsize_t> grid;          // chunks along each axis
    hsize_t bytes = 0;                  // of a whole chunk in memory
    std::vector<H5Z_filter_t> filters;  // in the order of writing
};

Chunking chunkingOf(const Hdf5Node &dataset, const Hdf5Handle &creation, hsize_t width)
{
    Chunking chunking;
    hsize_t shape[H5S_MAX_RANK];
    const int rank = H5Pget_chunk(creation.id(), H5S_MAX_RANK, shape);
    const auto extent = extentOf(dataset).shape;
    if (rank <= 0 || static_cast<std::size_t>(rank) != extent.size()) return chunking;
    chunking.bytes = width;
    for (std::size_t axis = 0; axis < extent.size(); ++axis) {
        if (shape[axis] == 0 || __builtin_mul_overflow(chunking.bytes, shape[axis], &chunking.bytes)) return {};
        chunking.shape.push_back(shape[axis]);
        chunking.grid.push_back((static_cast<hsize_t>(extent[axis]) + shape[axis] - 1) / shape[axis]);
    }
    for (int i = 0; i < H5Pget_nfilters(creation.id()); ++i) {
        unsigned flags = 0;
        std::size_t parameters = 0;
        chunking.filters.push_back(
            H5Pget_filter2(creation.id(), static_cast<unsigned>(i), &flags, &parameters, nullptr, 0, nullptr, nullptr));
    }
    return chunking;
}

// Bytes that a zlib stream unpacks to, at most `enough`; empty when it is damaged, which HDF5 reports itself.
std::optional<std::size_t> inflatedSize(const std::vector<unsigned char> &packed, std::size_t enough)
{
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) return std::nullopt;
    std::vector<unsigned char> window(std::size_t{1} << 16);
    stream.next_in = const_cast<Bytef *>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    int status = Z_OK;
    while (status == Z_OK && stream.total_out < enough) {
        stream.next_out = window.data();
        stream.avail_out = static_cast<uInt>(window.size());
        status = inflate(&stream, Z_NO_FLUSH);
    }
    const std::size_t size = stream.total_out;
    inflateEnd(&stream);
    if (status != Z_OK && status != Z_STREAM_END) return std::nullopt;
    return size;
}

std::optional<std::size_t> unpackedLzfSize(const std::vector<unsigned char> &packed, std::size_t enough)
{
    std::vector<unsigned char> full(enough);
    const unsigned size =
        lzf_decompress(packed.data(), static_cast<unsigned>(packed.size()), full.data(), static_cast<unsigned>(full.size()));
    return size == 0 ? std::nullopt : std::optional<std::size_t>(size);
}

// Length of a chunk after undoing its filters; empty when a filter fails or is unknown here.
std::optional<std::size_t> unpackedSize(const Chunking &chunking, const std::vector<unsigned char> &stored, std::uint32_t skipped)
{
    std::optional<std::size_t> size = stored.size();
    for (std::size_t i = chunking.filters.size(); i-- > 0 && size;) {
        if (skipped & (std::uint32_t{1} << i)) continue;
        switch (chunking.filters[i]) {
        case H5Z_FILTER_SHUFFLE: break;
        case H5Z_FILTER_FLETCHER32: size = *size < 4 ? 0 : *size - 4; break;  // its checksum
        case H5Z_FILTER_DEFLATE:
            if (*size > stored.size()) return std::nullopt;
            size = inflatedSize({stored.begin(), stored.begin() + static_cast<std::ptrdiff_t>(*size)}, chunking.bytes);
            break;
        case lzfFilter:
            if (*size > stored.size()) return std::nullopt;
            size = unpackedLzfSize({stored.begin(), stored.begin() + static_cast<std::ptrdiff_t>(*size)}, chunking.bytes);
            break;
        default: return std::nullopt;
        }
    }
    return size;
}

std::string shortChunk(const Hdf5Node &dataset, const Chunking &chunking, hsize_t number, std::int64_t &budget)
{
    std::vector<hsize_t> offset(chunking.grid.size());
    for (std::size_t axis = offset.size(); axis-- > 0; number /= chunking.grid[axis])
        offset[axis] = number % chunking.grid[axis] * chunking.shape[axis];
    hsize_t bytes = 0;
    if (H5Dget_chunk_storage_size(dataset.id(), offset.data(), &bytes) < 0 || bytes == 0 || bytes > longestChunk) {
        H5Eclear2(H5E_DEFAULT);
        return {};
    }
    budget -= static_cast<std::int64_t>(bytes);
    std::vector<unsigned char> stored(bytes);
    std::uint32_t skipped = 0;
    if (H5Dread_chunk(dataset.id(), H5P_DEFAULT, offset.data(), &skipped, stored.data()) < 0) {
        H5Eclear2(H5E_DEFAULT);
        return {};
    }
    const auto size = unpackedSize(chunking, stored, skipped);
    return !size || *size >= chunking.bytes ? "" : "a chunk of " + dataset.where() + " is shorter than its shape";
}

std::string packedComplaint(const Hdf5Node &dataset, const Chunking &chunking, std::int64_t &budget)
{
    hsize_t places = 1;
    for (const hsize_t along : chunking.grid)
        if (__builtin_mul_overflow(places, along, &places)) return {};
    constexpr hsize_t mostPlaces = 1 << 20;  // a nearly empty grid costs time too
    for (hsize_t i = 0; i < std::min(places, mostPlaces) && (i == 0 || budget > 0); ++i)
        if (auto complaint = shortChunk(dataset, chunking, i, budget); !complaint.empty()) return complaint;
    return places > 1 ? shortChunk(dataset, chunking, places - 1, budget) : "";
}

}  // namespace

std::string sizeComplaint(const Hdf5Node &dataset, std::int64_t &budget)
{
    const Hdf5Scope scope;
    const Hdf5Handle creation(H5Dget_create_plist(dataset.id()));
    const auto layout = H5Pget_layout(creation.id());
    if (layout == H5D_VIRTUAL || H5Pget_external_count(creation.id()) > 0) return {};  // never read
    const hsize_t stored = H5Dget_storage_size(dataset.id());
    if (stored == 0) return {};  // only fill values
    const hsize_t width = H5Tget_size(Hdf5Handle(H5Dget_type(dataset.id())).id());
    if (layout == H5D_CONTIGUOUS || layout == H5D_COMPACT) {
        const auto count = static_cast<hsize_t>(extentOf(dataset).size());
        return width > 0 && stored / width < count ? dataset.where() + " is longer than its stored bytes" : "";
    }
    if (layout != H5D_CHUNKED) return {};
    const Chunking chunking = chunkingOf(dataset, creation, width);
    if (chunking.bytes == 0 || chunking.bytes > longestChunk) return {};  // HDF5 refuses these
    if (!chunking.filters.empty()) return packedComplaint(dataset, chunking, budget);
    hsize_t chunks = 0;
    if (H5Dget_num_chunks(dataset.id(), H5S_ALL, &chunks) < 0) return {};
    return stored == chunks * chunking.bytes ? "" : "the chunks of " + dataset.where() + " have lengths unlike their shape";
}

}  // namespace lexicell::io

#include "core/io/hdf5/hdf5_handle.h"

#include "core/io/failure.h"
#include "core/io/hdf5/hdf5_probe.h"
#include "core/io/hdf5/lzf_filter.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace lexicell::io {

namespace fs = std::filesystem;

Hdf5Scope::Hdf5Scope() : m_lock(hdf5Lock())
{
    static const bool ready = [] {
        // Shared folders often do not support locks; their files can still be read.
        setenv("HDF5_USE_FILE_LOCKING", "BEST_EFFORT", 0);
        H5open();
        registerLzfFilter();
        return true;
    }();
    static_cast<void>(ready);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Hdf5Handle::~Hdf5Handle()
{
    if (m_id < 0) return;
    const Hdf5Scope scope;
    H5Idec_ref(m_id);
}

std::string hdf5Errors()
{
    std::string text;
    const auto append = [](unsigned, const H5E_error2_t *error, void *data) -> herr_t {
        auto &out = *static_cast<std::string *>(data);
        if (error->desc && out.size() < 2000) out += (out.empty() ? "" : " < ") + std::string(error->desc);
        return 0;
    };
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, append, &text);
    H5Eclear2(H5E_DEFAULT);
    return text;
}

// HDF5's signature is at the start or, after a user block, at 512, 1024, 2048 …
static bool hasSignature(std::ifstream &stream, std::uintmax_t size)
{
    static constexpr char signature[8] = {'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'};
    for (std::uintmax_t offset = 0; offset + sizeof signature <= size; offset = offset ? offset * 2 : 512) {
        std::array<char, sizeof signature> bytes{};
        stream.clear();
        stream.seekg(static_cast<std::streamoff>(offset));
        stream.read(bytes.data(), bytes.size());
        if (stream && std::memcmp(bytes.data(), signature, sizeof signature) == 0) return true;
    }
    return false;
}

static Failure notHdf5(const fs::path &file, std::ifstream &stream, std::uintmax_t size)
{
    std::string what = "is not an HDF5 file; choose another file";
    std::array<char, 64> start{};
    stream.clear();
    stream.seekg(0);
    stream.read(start.data(), start.size());
    const std::string_view head(start.data(), static_cast<std::size_t>(stream.gcount()));
    if (size == 0) what = "is empty; copy or download it again";
    else if (head.substr(0, 2) == "\x1f\x8b") what = "is a gzip archive, not an HDF5 file; unpack it with gunzip first";
    else if (head.substr(0, 2) == "PK") what = "is a zip archive, not an HDF5 file; unpack it first";
    else if (head.find('<') < 4) what = "is a web page, not an HDF5 file; download the data file itself";
    return badFile(errors::notHdf5, file.string() + " " + what + ".");
}

Hdf5Handle openHdf5(const fs::path &file)
{
    std::error_code failed;
    const auto status = fs::status(file, failed);
    if (!fs::exists(status)) throw Failure({errors::notFound, "There is no file " + file.string() + "; check the path.", {}});
    if (fs::is_directory(status))
        throw badFile(errors::notHdf5, file.string() + " is a folder, not an HDF5 file; choose a file in it.");
    std::ifstream stream(file, std::ios::binary);
    const auto size = fs::file_size(file, failed);
    if (!stream || failed)
        throw badFile(errors::cannotRead, file.string() + " cannot be read; check its permissions.", std::strerror(errno));
    if (!hasSignature(stream, size)) throw notHdf5(file, stream, size);
    probeHdf5(file);

    const Hdf5Scope scope;
    Hdf5Handle handle(H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT));
    if (handle) return handle;
    const std::string errors = hdf5Errors();
    if (errors.find("lock") != std::string::npos && errors.find("unable to lock") != std::string::npos)
        throw badFile(errors::fileLocked, file.string() + " is being written by another program; close it there and try again.",
                      errors);
    constexpr std::uintmax_t smallestFile = 512;  // a superblock and a root group need at least this much
    if (size < smallestFile || errors.find("truncated") != std::string::npos)
        throw badFile(errors::truncated, file.string() + " is incomplete: its end is missing; copy or download it again.",
                      errors);
    throw badFile(errors::corruptData, file.string() + " is damaged; copy or download it again.", errors);
}

}  // namespace lexicell::io

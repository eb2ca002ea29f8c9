#include "core/base/guarded.h"
#include "models/checkpoint/file_error.h"
#include "models/checkpoint/torch/torch_reader.h"
#include "models/checkpoint/torch/torch_state.h"
#include "models/checkpoint/torch/zip_reader.h"

#include <cstring>

namespace lexicell::models::checkpoint {

namespace {

// All entries are in one folder of any name ("archive", or the file's stem).
Result<std::string> rootFolder(const ZipReader &zip, const std::filesystem::path &file)
{
    constexpr std::string_view pickle = "data.pkl";
    for (const auto &name : zip.names())
        if (name.ends_with(pickle) && (name.size() == pickle.size() || name[name.size() - pickle.size() - 1] == '/'))
            return name.substr(0, name.size() - pickle.size());
    return badFile(errors::notACheckpoint, file, "is a zip archive but not one that torch.save wrote (it has no data.pkl)",
                   "Choose the model's weights, often called best_model.pt.");
}

Result<Pickle> readPickle(const ZipReader &zip, const std::string &root, const std::filesystem::path &file)
{
    LEXICELL_TRY(data, zip.read(root + "data.pkl"));
    return checkpoint::readPickle(data.data, data.size, file);
}

Result<TensorMap> read(const files::Blob &bytes, const std::filesystem::path &file)
{
    LEXICELL_TRY(zip, ZipReader::open(bytes, file));
    LEXICELL_TRY(root, rootFolder(zip, file));
    if (zip.contains(root + "constants.pkl"))
        return badFile(errors::unsupportedType, file, "is a TorchScript program, not a state dict",
                       "Save the model's state_dict with torch.save.");
    if (zip.contains(root + "byteorder")) {
        LEXICELL_TRY(order, zip.read(root + "byteorder"));
        if (std::string(reinterpret_cast<const char *>(order.data), order.size).starts_with("big"))
            return badFile(errors::unsupportedType, file, "was written on a big-endian machine",
                           "Load and save it again with torch on a little-endian machine.");
    }
    LEXICELL_TRY(pickle, readPickle(zip, root, file));
    return readStateDict(
        pickle, [&](const StorageId &id) { return zip.read(root + "data/" + id.key); }, file);
}

}  // namespace

bool looksLikeZip(const files::Blob &bytes) { return bytes.size >= 4 && std::memcmp(bytes.data, "PK\x03\x04", 4) == 0; }

Result<TensorMap> readTorchZip(const files::Blob &bytes, const std::filesystem::path &file)
{
    return guarded("open " + file.string(), [&] { return read(bytes, file); });
}

Result<Pickle> readTorchZipPickle(const files::Blob &bytes, const std::filesystem::path &file)
{
    return guarded("open " + file.string(), [&]() -> Result<Pickle> {
        LEXICELL_TRY(zip, ZipReader::open(bytes, file));
        LEXICELL_TRY(root, rootFolder(zip, file));
        return readPickle(zip, root, file);
    });
}

}  // namespace lexicell::models::checkpoint

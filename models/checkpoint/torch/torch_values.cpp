#include "models/checkpoint/torch/torch_values.h"

#include "core/base/guarded.h"
#include "core/files/mapped_file.h"
#include "models/checkpoint/file_error.h"
#include "models/checkpoint/torch/torch_reader.h"

namespace lexicell::models::checkpoint {

namespace {

// The state dict's tensors are left out like all others, so a bare state dict leaves nothing.
PlainValue valuesOf(const Pickle &pickle)
{
    PlainValue values = plainValue(pickle, pickle.rootNode()).value_or(PlainValue());
    if (!values.is_object()) return PlainValue::object();
    for (const char *key : {"model_state_dict", "state_dict"}) values.erase(key);
    return values;
}

}  // namespace

Result<PlainValue> readTorchValues(const std::filesystem::path &file)
{
    LEXICELL_TRY(bytes, files::MappedFile::open(file));
    if (!looksLikeZip(bytes) && !looksLikePickle(bytes))
        return badFile(errors::notACheckpoint, file, "is not a torch checkpoint", "Choose the model's weights.");
    LEXICELL_TRY(pickle, looksLikeZip(bytes) ? readTorchZipPickle(bytes, file) : readTorchLegacyPickle(bytes, file));
    return guarded("open " + file.string(), [&]() -> Result<PlainValue> { return valuesOf(pickle); });
}

}  // namespace lexicell::models::checkpoint

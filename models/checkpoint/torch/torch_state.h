// Converts the values of a torch pickle to named tensors. Shared by the zip and the old container, which differ only in the
// place of a storage's bytes.
#pragma once

#include "core/files/mapped_file.h"
#include "models/checkpoint/pickle/pickle_reader.h"
#include "models/checkpoint/tensor_map.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace lexicell::models::checkpoint {

// The content of a persistent id: ('storage', torch.FloatStorage, key, device, element count). The device is ignored.
struct StorageId {
    TensorType type = TensorType::Float32;
    std::string key;
    std::int64_t count = 0;
};
std::optional<StorageId> storageId(const Pickle &pickle, const PickleNode &persistent);

// Bytes of a storage.
using StorageSource = std::function<Result<files::Blob>(const StorageId &)>;

// The state dict of a checkpoint (chosen by state_dict.h). Tensors that are contiguous in their storage are not copied.
// Error classes: those of findStateDict(), corrupt_data (a tensor is larger than its storage; the message names it),
// unsupported_type, out_of_memory.
Result<TensorMap> readStateDict(const Pickle &pickle, const StorageSource &storages, const std::filesystem::path &file);

}  // namespace lexicell::models::checkpoint

// From the values of a torch pickle to named tensors. Common to the zip and the old container, which differ only in where
// a storage's bytes lie.
#pragma once

#include "models/checkpoint/mapped_file.h"
#include "models/checkpoint/pickle_reader.h"
#include "models/checkpoint/tensor_map.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace lexicell::models::checkpoint {

// What a persistent id names: ('storage', torch.FloatStorage, key, device, element count). The device is of no interest.
struct StorageId {
    TensorType type = TensorType::Float32;
    std::string key;
    std::int64_t count = 0;
};
std::optional<StorageId> storageId(const Pickle &pickle, const PickleNode &persistent);

// Bytes of a storage.
using StorageSource = std::function<Result<Blob>(const StorageId &)>;

// The state dict of a checkpoint (state_dict.h says which). Tensors that are contiguous in their storage are not copied.
// Error classes: those of findStateDict(), corrupt_data (a tensor that its storage cannot hold; the name is in the message),
// unsupported_type, out_of_memory.
Result<TensorMap> readStateDict(const Pickle &pickle, const StorageSource &storages, const std::filesystem::path &file);

}  // namespace lexicell::models::checkpoint

// The storage classes in files of torch.save, and their element types (torch/storage.py).
#pragma once

#include "models/checkpoint/tensor_map.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace lexicell::models::checkpoint {

inline constexpr std::array<std::pair<std::string_view, TensorType>, 10> torchStorages{{
    {"FloatStorage", TensorType::Float32},
    {"DoubleStorage", TensorType::Float64},
    {"HalfStorage", TensorType::Float16},
    {"BFloat16Storage", TensorType::BFloat16},
    {"LongStorage", TensorType::Int64},
    {"IntStorage", TensorType::Int32},
    {"ShortStorage", TensorType::Int16},
    {"CharStorage", TensorType::Int8},
    {"ByteStorage", TensorType::UInt8},
    {"BoolStorage", TensorType::Bool},
}};

inline std::optional<TensorType> storageType(std::string_view name)
{
    for (const auto &[storage, type] : torchStorages)
        if (storage == name) return type;
    return std::nullopt;
}

inline std::string_view storageName(TensorType type)
{
    for (const auto &[storage, element] : torchStorages)
        if (element == type) return storage;
    return {};
}

}  // namespace lexicell::models::checkpoint

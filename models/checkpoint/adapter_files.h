// What fine-tuning with adapters leaves apart from the checkpoint that it began with: adapter.safetensors (two small matrices for
// some rows of some weights, named lora/TENSOR/FIRST ROW/up and …/down), head.safetensors (tensors that are replaced or added:
// the class head), and id2label.json. Metadata of both: format, version, family, base_sha256 (of the checkpoint), scale. Numbers
// and text only: nothing in the files can be executed.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/checkpoint/tensor_map.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::models::checkpoint {

struct Adapter {
    std::string family;
    std::string baseSha256;
    double scale = 2.0;               // of the product of up [rows x rank] and down [rank x in]
    TensorMap matrices, head;         // names in the network's spelling
    std::vector<std::string> labels;  // class names by id; written by the caller
};

// Error classes: not_writable, disk_full, out_of_memory.
Result<void> writeAdapter(const Adapter &adapter, const std::filesystem::path &folder);

// Error classes: not_found, those of safetensors.h and vocabulary.h, and unsupported_format.
Result<Adapter> readAdapter(const std::filesystem::path &folder);

// Adds the products to the checkpoint's weights (in double, rounded to float32) and puts the head in. `released` maps a name in
// the file to the network's spelling. Error classes: wrong_hash (the adapter belongs to another checkpoint), missing_tensor and
// shape_mismatch (the adapter contradicts it).
Result<void> mergeAdapter(Bundle &bundle, const Adapter &adapter, std::string (*released)(const std::string &name));

}  // namespace lexicell::models::checkpoint

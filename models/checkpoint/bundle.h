// A checkpoint as it lies on disk: tensors and the sidecar files beside them. Knows no model.
//
// openBundle never executes anything from a file. Which file of a folder is the checkpoint: best_model.pt,
// model.safetensors, best_model.safetensors, else the only .pt/.pth/.ckpt/.safetensors; several: class `ambiguous_model`,
// none: `no_checkpoint`. What the file is decides its content, not its name. Further error classes: those of
// torch_reader.h, safetensors.h and vocabulary.h.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/checkpoint/tensor_map.h"

#include <filesystem>
#include <string>

namespace lexicell::models::checkpoint {

struct Bundle {
    std::filesystem::path folder;
    std::filesystem::path file;           // the checkpoint itself
    std::string container;                // "torch_zip", "torch_legacy", "safetensors"
    TensorMap tensors;                    // names as in the file, a `module.` prefix and a state_dict wrapper removed
    std::string config;                   // text of args.json / config.json / hparams.yaml; empty: none
    std::string configName;               // which of the three
    std::vector<std::string> vocabulary;  // token by id; empty: none beside the checkpoint
    std::vector<std::string> labels;      // class names by id (id2label.json); empty: none
    std::string sha256;                   // of `file`
};

// The checkpoint that `path`, a file or a folder, stands for.
Result<std::filesystem::path> checkpointFile(const std::filesystem::path &path);

Result<Bundle> openBundle(const std::filesystem::path &path, JobContext &context);

}  // namespace lexicell::models::checkpoint

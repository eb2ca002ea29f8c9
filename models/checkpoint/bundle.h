// A checkpoint as stored on disk: tensors and the sidecars beside them. Independent of the model family.
//
// openBundle never executes code from a file. The checkpoint of a folder is best_model.pt,
// model.safetensors, best_model.safetensors, pytorch_model.bin or the list of one in parts, else the only
// .pt/.pth/.ckpt/.safetensors, else the only .bin; several: class `ambiguous_model`, none: `no_checkpoint`. The format of a
// file is decided by its content, not its name. Further error classes: those of checkpoint_files.h, torch_reader.h,
// safetensors.h and vocabulary.h; no_state_dict (the file holds no tensor).
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/checkpoint/fine_tuned_batches.h"
#include "models/checkpoint/tensor_map.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace lexicell::models::checkpoint {

// What the user named: the checkpoint, and sidecars in other places. A path alone is enough where all files are together.
struct ModelSource {
    // NOLINTNEXTLINE(google-explicit-constructor): a path is the usual case
    ModelSource(std::filesystem::path checkpoint) : path(std::move(checkpoint)) {}
    ModelSource(const char *checkpoint) : path(checkpoint) {}
    ModelSource(const std::string &checkpoint) : path(checkpoint) {}

    std::filesystem::path path;    // folder or file
    std::filesystem::path genes;   // gene list (gene_list.h); empty: gene_list.txt, genes.txt or gene-features.pkl beside it
    std::filesystem::path scaler;  // Exceiver's scaler (scaler.h); empty: scaler.npz or scaler.csv beside it;
                                   // the word "refit": fit a scaler to the data set (as Exceiver's upstream does)
};

// Per gene: a scaled value is (log1p(normalized count) - mean) / scale.
struct Scaler {
    std::vector<double> mean, scale;
    bool empty() const { return mean.empty(); }
};

struct Bundle {
    std::filesystem::path folder;
    std::filesystem::path file;                // the checkpoint; for one in parts the list, or one of the parts
    std::vector<std::filesystem::path> parts;  // the files that hold tensors, in order; empty: `file` alone
    std::string container;                     // "torch_zip", "torch_legacy", "safetensors"
    TensorMap tensors;                         // names as in the file without the components that wrappers add (state_names.h)
    std::string config;                        // text of args.json / config.json / hparams.yaml; empty: none
    std::string configName;                    // which of the three
    std::vector<std::string> vocabulary;       // token by id (vocab.json); empty: no such file
    std::vector<std::string> geneList;         // gene by row, for families without vocab.json; empty: none
    std::vector<std::string> labels;           // class names by id (id2label.json, label_dict); empty: none
    FineTunedBatches batches;                  // batches.json; empty: no such file
    Scaler scaler;                             // empty: none
    bool refitScaler = false;                  // fit a scaler to the data set instead
    std::string sha256;                        // of `file`; for parts: of the lines "HASH  NAME" that sha256sum prints for them
    std::int64_t newClasses = 0;               // of a class head that fine-tuning has put in, whatever the settings say; 0: none
    bool plainVocabulary = true;               // vocab.json maps every token to an id, as upstream's programs expect
    bool plainLabels = true;                   // id2label.json maps every id to a name

    const std::filesystem::path &firstPart() const { return parts.empty() ? file : parts.front(); }
};

// The checkpoint of `path`, a file or a folder.
Result<std::filesystem::path> checkpointFile(const std::filesystem::path &path);

Result<Bundle> openBundle(const ModelSource &source, JobContext &context);

}  // namespace lexicell::models::checkpoint

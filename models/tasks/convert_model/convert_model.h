// Writes a checkpoint as a folder in its family's upstream format, sidecars included. Upstream's own Python
// and this program can open it.
//
//   scgpt     best_model.pt (the state dict), args.json, vocab.json, id2label.json, vocab_mod.json
//   scbert    pretrain.pth or finetune_best.pth (epoch, model_state_dict, losses), gene_list.txt, label_dict, label,
//             gene2vec*.npy
//   exceiver  model.ckpt (Lightning's ten entries; hyper_parameters with paths as text, so that weights_only reads them),
//             hparams.yaml, gene-features.pkl, scaler.npz or scaler.csv
//   scemb     model.safetensors, config.json, vocab.json
//
// All tensors are written, also those without use here, because upstream loads strictly. States of optimizers are left out: the
// copy is for use and for fine-tuning, not for continuing an old run. Sidecars are copied unchanged.
// Source of the layouts: upstream's loaders at scGPT cebd6fa, scBERT 262fd4b, Exceiver 216f09f (Lightning 1.6.5).
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/families/open_model.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct ConvertModelOptions {
    std::string container = "upstream";
    std::string dtype = "keep";
    std::string naming = "keep";
    std::string adapter = {};  // a default, so that the others can be given alone
};
template <class V> void describe(ConvertModelOptions &o, V &&visit)
{
    visit(
        Option{"container",
               "File format of the weights; upstream: the family's own (zip; scEMB-style: safetensors). Only zip and legacy are "
               "read by the upstream programs of the others.",
               "",
               {"upstream", "zip", "legacy", "safetensors"}},
        o.container);
    visit(
        Option{"dtype",
               "Number type of the weights, rounded to nearest even. Integers keep their type; so do float64 tensors under fp32 "
               "(scBERT's gene2vec positions, which upstream has in float64).",
               "",
               {"keep", "fp32", "fp16", "bf16"}},
        o.dtype);
    visit(Option{"naming",
                 "scGPT only: names of the attention's tensors, Wqkv (flash) or in_proj (pytorch).",
                 "",
                 {"keep", "flash", "pytorch"}},
          o.naming);
    visit(
        Option{"adapter", "Folder of an adapter that fine-tuning wrote for this checkpoint; it is merged into the copy.", "", {}},
        o.adapter);
}

struct ConvertedModel {
    std::string family;
    std::string sha256;  // of the checkpoint that was read
    std::filesystem::path folder;
    std::string container;           // "zip", "legacy", "safetensors"
    std::vector<std::string> files;  // names in the folder, the weights first
    std::int64_t tensors = 0;
    std::uint64_t bytes = 0;  // of the weights' file
};

// The folder appears complete, its record (lexicell.json) with it, or not at all. `overwrite` replaces a folder that holds only
// files of a checkpoint. Error classes: those of describeModel(); output_exists, bad_option (a naming for another family, an
// unknown word), out_of_range (a weight that the number type cannot hold), forbidden_global (a label file that is no plain
// pickle), not_writable, disk_full, out_of_memory, cancelled.
struct ConvertModelJob {
    checkpoint::ModelSource source;
    std::filesystem::path folder;
    ConvertModelOptions options;
    bool overwrite = false;
};
Result<ConvertedModel> convertModel(const ConvertModelJob &job, JobContext &context);

}  // namespace lexicell::models::tasks

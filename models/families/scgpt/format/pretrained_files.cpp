#include "models/families/scgpt/format/pretrained_files.h"

#include <nlohmann/json.hpp>

namespace lexicell::models::scgpt {

std::string argsText(const Config &config, const training::PretrainingOptions &options)
{
    nlohmann::ordered_json args;
    args["data_source"] = "lexicell";
    args["save_dir"] = nullptr;
    args["load_model"] = nullptr;
    args["n_hvg"] = nullptr;
    args["valid_size_or_ratio"] = options.validation;
    args["dist_backend"] = "nccl";
    args["grad_accu_steps"] = 1;
    args["pad_token"] = config.padToken;
    args["input_style"] = "binned";
    args["input_emb_style"] = "continuous";
    args["n_bins"] = config.bins;
    args["max_seq_len"] = options.maxLength;
    args["training_tasks"] = "pcpt";  // upstream's name for predicting hidden values of known genes
    args["dist_url"] = nullptr;
    args["mask_ratio"] = options.maskRatio;
    args["trunc_by_sample"] = true;
    args["vocab_path"] = "vocab.json";
    args["rank"] = 0;
    args["batch_size"] = options.batchSize;
    args["eval_batch_size"] = options.batchSize;
    args["epochs"] = options.epochs;
    args["lr"] = options.learningRate;
    args["scheduler_interval"] = 100;
    args["scheduler_factor"] = 0.99;
    args["warmup_ratio_or_step"] = 0.1;
    args["no_cls"] = true;
    args["no_cce"] = options.contrast == 0.0;
    args["fp16"] = false;
    args["fast_transformer"] = true;  // the naming of the attention's tensors
    args["nlayers"] = config.layers;
    args["nheads"] = config.heads;
    args["embsize"] = config.embeddingSize;
    args["d_hid"] = config.feedForward;
    args["dropout"] = config.dropout;
    args["n_layers_cls"] = config.classLayers;
    args["log_interval"] = 100;
    args["save_interval"] = 1000;
    args["mask_value"] = static_cast<std::int64_t>(config.maskValue);
    args["pad_value"] = static_cast<std::int64_t>(config.padValue);
    args["USE_CLS"] = false;
    args["USE_CCE"] = options.contrast > 0.0;
    args["MVC"] = true;
    args["USE_GENERATIVE_TRAINING"] = false;
    args["world_size"] = 1;
    args["distributed"] = false;
    args["local_rank"] = 0;
    args["gpu"] = 0;
    args["seed"] = options.seed;
    return args.dump(2) + "\n";
}

}  // namespace lexicell::models::scgpt

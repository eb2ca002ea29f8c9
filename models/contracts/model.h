// An opened checkpoint and its abilities.
//
// Abilities belong to a checkpoint, not to an architecture: a scGPT has labels only once fine-tuned. So there is no Model
// base class with flags: one network object fills several pointers, and a null pointer means "cannot".
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/contracts/abilities.h"
#include "models/contracts/ability.h"
#include "models/checkpoint/bundle.h"
#include "models/contracts/tokens.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::models {

struct ModelCard {
    std::string family;  // "scgpt", "scbert", "exceiver", "scemb"
    std::string name;    // folder name
    std::filesystem::path path;
    std::int64_t embeddingSize = 0;
    std::int64_t layers = 0;
    std::int64_t heads = 0;
    std::int64_t feedForward = 0;
    std::int64_t parameters = 0;
    std::int64_t vocabulary = 0;
    std::vector<Ability> abilities;
    std::vector<std::string> labels;
    std::string license;  // empty: unknown
    std::string sha256;
    std::string embeddingKey;                 // "X_scGPT"
    std::vector<std::string> ignoredTensors;  // in the file, known, but not used
    bool needsCounts = false;                 // false for scGPT: its bins are rank based, so log values give the same
    // What a fine-tuned checkpoint needs for every cell (TokenBatch::batches) or token (modalities); 0: nothing.
    std::int64_t batches = 0;             // batches it was trained on
    std::vector<std::string> batchNames;  // by id; empty: the names are not known
    std::int64_t modalities = 0;          // kinds of features, special ones included
    std::string notice;                   // shown wherever results of the model are shown: its limits
    // Sidecars that are missing and needed before cells can be embedded or named: "gene_list", "scaler",
    // "class_names".
    std::vector<std::string> missing;
};

// The device and number type of the networks.
struct ComputeOptions {
    std::string device = "auto";     // auto | cpu | cuda[:N]
    std::string precision = "fp32";  // fp32 | auto | bf16
    int threads = 0;
};

// The card and the tokenizer of a checkpoint, without LibTorch: enough for `tokens` and coverage.
struct ModelOutline {
    ModelCard card;
    std::shared_ptr<const Tokenizer> tokenizer;
};

struct LoadedModel {
    ModelCard card;
    std::shared_ptr<const Tokenizer> tokenizer;  // never null
    std::shared_ptr<const CellEncoder> cells;    // null: no cell vectors
    std::shared_ptr<const TokenEncoder> tokens;
    std::shared_ptr<const GeneVectors> genes;
    std::shared_ptr<const ExpressionDecoder> expression;
    std::shared_ptr<const CellClassifier> classifier;
    std::shared_ptr<const AttentionMaps> attention;
    std::shared_ptr<const GeneAttention> geneAttention;
    std::shared_ptr<const PerturbationPredictor> perturbation;
    std::shared_ptr<const CellGenerator> generator;
    ComputeOptions compute;  // as used: no "auto" left, threads resolved; recorded in provenance
};

using checkpoint::ModelSource;

}  // namespace lexicell::models

// A checkpoint that has been opened, and what it can do.
//
// Abilities belong to a checkpoint, not to an architecture: a scGPT has labels only once fine-tuned. So there is no Model
// base class with flags: one network object fills several pointers, and a null pointer answers "can it?".
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/abilities.h"
#include "models/checkpoint/bundle.h"
#include "models/tokens.h"

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
    std::vector<std::string> abilities;  // "cells", "genes", "expression", "labels", …
    std::vector<std::string> labels;
    std::string licence;  // empty: unknown
    std::string sha256;
    std::string embeddingKey;                 // "X_scGPT"
    std::vector<std::string> ignoredTensors;  // in the file, known, without use here
    bool needsCounts = false;                 // scGPT's bins are rank based: logged values do as well
    // What a fine-tuned checkpoint wants to know of every cell (TokenBatch::batches) or token (modalities); 0: nothing.
    std::int64_t batches = 0;     // batches it was trained on
    std::int64_t modalities = 0;  // kinds of features, special ones included
    std::string notice;           // shown wherever results of the model are: what it is not
    // What does not lie beside the file and has to be given before cells can be embedded or named: "gene_list", "scaler",
    // "class_names".
    std::vector<std::string> missing;
};

// Which numbers the networks compute with.
struct ComputeOptions {
    std::string device = "auto";     // auto | cpu | cuda[:N]
    std::string precision = "fp32";  // fp32 | auto | bf16
    int threads = 0;
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
    ComputeOptions compute;  // as used: no "auto" left, threads counted; belongs into provenance
};

using checkpoint::ModelSource;

// Describes a checkpoint from its files alone, without LibTorch. Says what family it is and what it can do.
Result<ModelCard> describeModel(const ModelSource &source, JobContext &context);
// The card and the tokenizer, without LibTorch: enough for `tokens` and coverage.
struct ModelOutline {
    ModelCard card;
    std::shared_ptr<const Tokenizer> tokenizer;
};
Result<ModelOutline> outlineModel(const ModelSource &source, JobContext &context);

// Opens a checkpoint for computing; loads the LibTorch part of the program on first use (class `missing_libtorch`, kind
// Resource, when it cannot be found).
Result<LoadedModel> openModel(const ModelSource &source, const ComputeOptions &compute, JobContext &context);

}  // namespace lexicell::models

#include "models/training/pretraining_options.h"

#include <string>

namespace lexicell::models::training {

namespace {

Error badOption(const std::string &message) { return {errors::badOption, message, {}}; }

}  // namespace

Result<void> check(const PretrainingOptions &o)
{
    if (o.epochs < 1) return badOption("epochs must be at least 1.");
    if (o.batchSize < 1) return badOption("batch-size must be at least 1.");
    if (!(o.learningRate > 0.0)) return badOption("lr must be above 0.");
    if (!(o.maskRatio > 0.0 && o.maskRatio < 1.0)) return badOption("mask-ratio must be between 0 and 1.");
    if (!(o.absentGenes >= 0.0 && o.absentGenes <= 100.0)) return badOption("absent-genes must be between 0 and 100.");
    if (!(o.contrast >= 0.0 && o.contrast <= 1e6)) return badOption("contrast must be between 0 and 1000000.");
    if (o.contrast > 0.0 && o.batchSize < 2) return badOption("contrast needs a batch-size of at least 2.");
    if (!(o.cellGain > 0.0 && o.cellGain <= 1000.0)) return badOption("cell-gain must be above 0 and at most 1000.");
    if (o.embeddingSize < 1 || o.layers < 1 || o.heads < 1 || o.feedForward < 1)
        return badOption("embedding-size, layers, heads and feed-forward must be at least 1.");
    if (!(o.dropout >= 0.0 && o.dropout < 1.0)) return badOption("dropout must be at least 0 and below 1.");
    if (o.maxLength < 3)
        return badOption("max-length must be at least 3: the cell token, a gene to hide and a gene to learn from.");
    if (o.latents < 1) return badOption("latents must be at least 1.");
    if (o.window < o.batchSize) return badOption("window must be at least batch-size.");
    if (!(o.validation > 0.0 && o.validation < 1.0)) return badOption("validation must be between 0 and 1.");
    return {};
}

Result<void> checkHeads(const PretrainingOptions &o)
{
    if (o.embeddingSize % o.heads != 0) return badOption("heads must divide embedding-size.");
    return {};
}

}  // namespace lexicell::models::training

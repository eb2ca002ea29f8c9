#include "tests/models/small_pretraining.h"

#include "core/base/random.h"

#include <cmath>

namespace lexicell::test {

data::Dataset cellsOfThreeKinds(std::int64_t cells, std::uint64_t seed)
{
    data::Dataset dataset;
    data::CsrBlock block;
    block.rows = cells;
    block.columns = smallGeneCount;
    for (std::int64_t cell = 0; cell < cells; ++cell) {
        Random random(seed, static_cast<std::uint64_t>(cell));
        for (std::int64_t gene = 0; gene < smallGeneCount; ++gene) {
            const bool marker = gene * 3 / smallGeneCount == cell % 3;
            const auto count = static_cast<float>(std::floor((marker ? 40.0 : 4.0) * (0.5 + random.uniform())));
            if (count <= 0.0F || random.uniform() < (marker ? 0.05 : 0.6)) continue;
            block.indices.push_back(static_cast<std::int32_t>(gene));
            block.values.push_back(count);
        }
        block.indptr.push_back(static_cast<std::int64_t>(block.values.size()));
        dataset.obs.index.values.push_back("cell" + std::to_string(cell));
    }
    for (std::int64_t gene = 0; gene < smallGeneCount; ++gene) dataset.var.index.values.push_back("GENE" + std::to_string(gene));
    dataset.obs.index.shape = {cells};
    dataset.var.index.shape = {smallGeneCount};
    dataset.x = data::ExpressionMatrix::ofCsr(std::move(block));
    return dataset;
}

models::tasks::PretrainJob smallJob(const QTemporaryDir &root, const std::string &name)
{
    models::tasks::PretrainJob job;
    job.datasets = {cellsOfThreeKinds(240, 1)};
    job.folder = std::filesystem::path(root.path().toStdString()) / name;
    job.device = "cpu";
    job.options.embeddingSize = 32;
    job.options.feedForward = 32;
    job.options.layers = 2;
    job.options.heads = 2;
    job.options.batchSize = 8;
    job.options.learningRate = 3e-3;
    job.options.epochs = 40;
    job.options.dropout = 0.0;
    return job;
}

}  // namespace lexicell::test

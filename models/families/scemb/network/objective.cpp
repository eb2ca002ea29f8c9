#include "models/families/scemb/network/objective.h"

#include <algorithm>
#include <cmath>

namespace lexicell::models::scemb {

std::int64_t maskedCount(std::int64_t n, double fraction)
{
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::floor(fraction * static_cast<double>(n) + 0.5)));
}

at::Tensor encodeCells(const Network &network, const at::Tensor &genes, const at::Tensor &bins, const at::Tensor &mask,
                       const nn::Pass &pass)
{
    return finish(network, throughLayers(network, embedTokens(network, genes, bins), mask, pass, 0, network.layers.size()));
}

at::Tensor throughLayers(const Network &network, const at::Tensor &input, const at::Tensor &mask, const nn::Pass &pass,
                         std::size_t begin, std::size_t end)
{
    at::Tensor x = input;
    for (std::size_t layer = begin; layer < end; ++layer) x = encodeLayer(network, network.layers[layer], x, mask, pass);
    return x;
}

MaskedGenes predictHidden(const Network &network, const MaskedBatch &batch, const nn::Pass &pass)
{
    const at::Tensor genes = batch.genes.masked_fill(batch.hidden, maskId);
    const at::Tensor bins = batch.bins.masked_fill(batch.hidden, maskBin(network.config));
    const at::Tensor x = encodeCells(network, genes, bins, nn::attentionMask(batch.padding), pass);
    const at::Tensor places = batch.hidden.nonzero();
    const at::Tensor cells = places.select(1, 0), tokens = places.select(1, 1);
    return {geneLogits(network, x.index({cells, tokens})), batch.genes.index({cells, tokens})};
}

at::Tensor maskedLoss(const MaskedGenes &genes) { return at::cross_entropy_loss(genes.logits, genes.targets); }

}  // namespace lexicell::models::scemb

#include "models/scgpt/objective.h"

#include "models/nn/losses.h"

#include <cassert>

namespace lexicell::models::scgpt {

MaskedLosses maskedLosses(const Network &network, const MaskedBatch &batch, const nn::Pass &pass)
{
    assert(network.expression && network.geneQuery);
    const at::Tensor genes = encodeGenes(network, batch.genes);
    const at::Tensor input = encodeInput(network, genes, encodeValues(network, batch.input, pass.dropout));
    const at::Tensor hidden = encode(network, input, nn::attentionMask(batch.padding), pass);
    const at::Tensor cells = hidden.select(1, 0);
    return {nn::maskedSquaredError(decodeExpression(*network.expression, hidden), batch.target, batch.hidden),
            nn::maskedSquaredError(decodeGeneQuery(*network.geneQuery, genes, cells), batch.target, batch.hidden), cells};
}

}  // namespace lexicell::models::scgpt

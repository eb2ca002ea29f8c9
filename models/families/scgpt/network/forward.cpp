#include "models/families/scgpt/network/forward.h"

namespace lexicell::models::scgpt {

namespace {

constexpr double leakySlope = 0.01;  // PyTorch's LeakyReLU

at::Tensor decode(const TokenDecoder &decoder, const at::Tensor &x)
{
    const at::Tensor first = at::leaky_relu(nn::linear(decoder.first, x), leakySlope);
    return nn::linear(decoder.last, at::leaky_relu(nn::linear(decoder.second, first), leakySlope)).squeeze(-1);
}

at::Tensor nonZeroOf(const ExpressionDecoder &decoder, const at::Tensor &x)
{
    return decoder.nonZero ? at::sigmoid(decode(*decoder.nonZero, x)) : at::Tensor();
}

// Additional input of the decoders, [cells x 1 or tokens x width]: batch and modality; undefined: none.
at::Tensor contextOf(const Network &network, const nn::TokenTensors &tokens)
{
    at::Tensor context;
    if (network.batches) context = encodeLabels(*network.batches, tokens.batches).unsqueeze(1);
    if (network.modalities) {
        const at::Tensor modalities = encodeLabels(*network.modalities, tokens.modalities);
        context = context.defined() ? context + modalities : modalities;
    }
    return context;
}

at::Tensor joined(const at::Tensor &x, const at::Tensor &context)
{
    return context.defined() ? at::cat({x, context.expand_as(x)}, -1) : x;
}

struct FromCell {
    at::Tensor value, nonZero;
};

FromCell decodeGeneQuery(const Network &network, const at::Tensor &genes, const at::Tensor &cellVectors,
                         const at::Tensor &context)
{
    const GeneQueryDecoder &decoder = *network.geneQuery;
    const at::Tensor asked = network.parts.joinedGenes ? joined(genes, context) : genes;
    const at::Tensor query = at::sigmoid(nn::linear(decoder.query, asked));
    // The cell's own context is the context of its first token.
    const at::Tensor cells = joined(cellVectors, context.defined() ? context.select(1, 0) : context).unsqueeze(-1);
    FromCell out{at::matmul(nn::linear(decoder.product, query), cells).squeeze(-1), {}};
    if (decoder.nonZero) out.nonZero = at::sigmoid(at::matmul(nn::linear(*decoder.nonZero, query), cells).squeeze(-1));
    return out;
}

// Identity forwards, negative gradient backwards (Ganin & Lempitsky 2015): 2x is exact, so nothing is rounded.
at::Tensor reversedGradient(const at::Tensor &x) { return 2.0 * x.detach() - x; }

at::Tensor discriminate(const ClassDecoder &decoder, const at::Tensor &cellVectors)
{
    at::Tensor x = reversedGradient(cellVectors);
    for (std::size_t i = 0; i < decoder.layers.size(); ++i)
        x = nn::layerNorm(decoder.norms[i], at::leaky_relu(nn::linear(decoder.layers[i], x), leakySlope));
    return nn::linear(decoder.out, x);
}

// Replaces the first token by `cellVectors`.
at::Tensor withCells(const at::Tensor &input, const at::Tensor &cellVectors)
{
    return at::cat({cellVectors.unsqueeze(1), input.slice(1, 1)}, 1);
}

}  // namespace

Outputs forward(const Network &network, const nn::TokenTensors &tokens, const Wanted &wanted, const nn::Pass &pass,
                const Entry &entry)
{
    const bool begun = entry.hidden.defined();
    const at::Tensor genes = begun && !wanted.fromCell ? at::Tensor() : encodeGenes(network, tokens.genes);
    const at::Tensor input = begun ? entry.hidden : encodeInput(network, tokens, genes, pass);
    const at::Tensor mask = nn::attentionMask(tokens.padding);
    Outputs out;
    if (wanted.everyToken || wanted.expression) {
        out.hidden = encode(network, input, mask, pass, entry.layer);
        out.cellVectors = out.hidden.select(1, 0);
    } else {
        out.cellVectors = encodeFirst(network, input, mask, pass, entry.layer);
    }
    const bool decoding = wanted.expression || (wanted.fromCell && network.geneQuery);
    const at::Tensor context = decoding ? contextOf(network, tokens) : at::Tensor();
    if (wanted.expression && (network.expression || network.perturbation)) {
        const at::Tensor seen = joined(out.hidden, context);
        const ExpressionDecoder &decoder = network.expression ? *network.expression : network.perturbation->coefficient;
        out.expression = decode(decoder.value, seen);
        out.nonZero = nonZeroOf(decoder, seen);
        if (network.perturbation)
            out.expression = out.expression * tokens.values + decode(network.perturbation->bias.value, seen);
    }
    if (wanted.fromCell && network.geneQuery) {
        const FromCell predicted = decodeGeneQuery(network, genes, out.cellVectors, context);
        out.fromCell = predicted.value;
        out.nonZeroFromCell = predicted.nonZero;
    }
    if (wanted.classes && network.classes) out.classes = classify(*network.classes, out.cellVectors);
    if (wanted.discriminator && network.discriminator) out.batches = discriminate(*network.discriminator, out.cellVectors);
    return out;
}

at::Tensor generate(const Network &network, const nn::TokenTensors &tokens, const at::Tensor &cellVectors, const nn::Pass &pass)
{
    const at::Tensor input = encodeInput(network, tokens, encodeGenes(network, tokens.genes), pass);
    const at::Tensor hidden = encode(network, withCells(input, cellVectors), nn::attentionMask(tokens.padding), pass);
    return decode(network.expression->value, joined(hidden, contextOf(network, tokens)));
}

PromptOutputs forwardPrompt(const Network &network, const nn::TokenTensors &known, const nn::TokenTensors &asked,
                            const at::Tensor &cellVectors, const nn::Pass &pass)
{
    const at::Tensor knownGenes = encodeGenes(network, known.genes);
    const at::Tensor askedGenes = encodeGenes(network, asked.genes);
    nn::PromptStates input{encodeInput(network, known, knownGenes, pass), askedGenes + network.generationMarks[1]};
    if (cellVectors.defined()) input.known = withCells(input.known, cellVectors);
    const nn::PromptStates hidden = encode(network, input, nn::attentionMask(known.padding), pass);
    PromptOutputs out;
    out.known = decode(network.expression->value, hidden.known);
    out.asked = decode(network.expression->value, hidden.asked);
    out.cellVectors = hidden.known.select(1, 0);
    if (network.geneQuery)
        out.fromCell = decodeGeneQuery(network, at::cat({knownGenes, askedGenes}, 1), out.cellVectors, {}).value;
    return out;
}

at::Tensor classify(const ClassDecoder &decoder, const at::Tensor &cellVectors)
{
    at::Tensor x = cellVectors;
    for (std::size_t i = 0; i < decoder.layers.size(); ++i)
        x = nn::layerNorm(decoder.norms[i], nn::linear(decoder.layers[i], x, nn::Activation::Relu));
    return nn::linear(decoder.out, x);
}

}  // namespace lexicell::models::scgpt

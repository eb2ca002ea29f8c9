// The parameters of a scGPT network under the names of released files: one list for loading, saving, initializing, training.
#pragma once

#include "models/families/scgpt/network/network.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::scgpt {

// Running statistics of a batch norm are visited too, although no gradient trains them.
inline bool isTrained(const std::string &name) { return !name.ends_with(".running_mean") && !name.ends_with(".running_var"); }

namespace detail {

// Names and shapes of the parts that occur several times.
template <class Visit> class ParameterVisitor {
  public:
    ParameterVisitor(std::int64_t width, Visit &visit) : m_width(width), m_visit(visit) {}

    void tensor(const std::string &name, at::Tensor &parameter, std::vector<std::int64_t> shape)
    {
        m_visit(name, parameter, shape);
    }
    void linear(const std::string &name, nn::Linear &part, std::int64_t out, std::int64_t in, bool bias = true)
    {
        tensor(name + ".weight", part.weight, {out, in});
        if (bias) tensor(name + ".bias", part.bias, {out});
    }
    template <class Norm> void norm(const std::string &name, Norm &part)
    {
        tensor(name + ".weight", part.weight, {m_width});
        tensor(name + ".bias", part.bias, {m_width});
    }
    void statistics(const std::string &name, nn::BatchNorm &part)
    {
        tensor(name + ".running_mean", part.mean, {m_width});
        tensor(name + ".running_var", part.variance, {m_width});
    }
    void labels(const std::string &name, LabelEncoder &encoder, std::int64_t count)
    {
        tensor(name + ".embedding.weight", encoder.table, {count, m_width});
        norm(name + ".enc_norm", encoder.norm);
    }
    void layer(const std::string &name, nn::EncoderLayer &layer, std::int64_t hidden)
    {
        linear(name + ".self_attn.Wqkv", layer.qkv, 3 * m_width, m_width);
        linear(name + ".self_attn.out_proj", layer.out, m_width, m_width);
        linear(name + ".linear1", layer.feedForward1, hidden, m_width);
        linear(name + ".linear2", layer.feedForward2, m_width, hidden);
        norm(name + ".norm1", layer.norm1);
        norm(name + ".norm2", layer.norm2);
    }
    void decoder(const std::string &name, ExpressionDecoder &decoder, std::int64_t in)
    {
        tokenDecoder(name + ".fc", decoder.value, in);
        if (decoder.nonZero) tokenDecoder(name + ".zero_logit", *decoder.nonZero, in);
    }
    void classes(const std::string &name, ClassDecoder &decoder, std::int64_t count)
    {
        for (std::size_t i = 0; i < decoder.layers.size(); ++i) {
            linear(name + "._decoder." + std::to_string(3 * i), decoder.layers[i], m_width, m_width);
            norm(name + "._decoder." + std::to_string(3 * i + 2), decoder.norms[i]);
        }
        linear(name + ".out_layer", decoder.out, count, m_width);
    }
    void geneQuery(GeneQueryDecoder &decoder, std::int64_t genes, std::int64_t cells)
    {
        linear("mvc_decoder.gene2query", decoder.query, genes, genes);
        linear("mvc_decoder.W", decoder.product, cells, genes, false);
        if (decoder.nonZero) linear("mvc_decoder.W_zero_logit", *decoder.nonZero, cells, genes);
    }

  private:
    void tokenDecoder(const std::string &name, TokenDecoder &decoder, std::int64_t in)
    {
        linear(name + ".0", decoder.first, m_width, in);
        linear(name + ".2", decoder.second, m_width, m_width);
        linear(name + ".4", decoder.last, 1, m_width);
    }

    std::int64_t m_width;
    Visit &m_visit;
};

}  // namespace detail

// Calls visit(name, tensor, shape) for every parameter in the order and with the names of released files. Parts that the
// network does not have are left out; running statistics of a batch norm count as parameters here.
template <class Visit> void visitParameters(Network &network, Visit &&visit)
{
    const std::int64_t width = network.config.embeddingSize;
    const Parts &parts = network.parts;
    detail::ParameterVisitor<Visit> visitor(width, visit);
    visitor.tensor("encoder.embedding.weight", network.genes, {network.vocabulary, width});
    visitor.norm("encoder.enc_norm", network.geneNorm);
    if (parts.generation) visitor.tensor("flag_encoder.weight", network.generationMarks, {generationMarks, width});
    visitor.linear("value_encoder.linear1", network.value1, width, 1);
    visitor.linear("value_encoder.linear2", network.value2, width, width);
    visitor.norm("value_encoder.norm", network.valueNorm);
    if (parts.perturbation) visitor.tensor("pert_encoder.weight", network.perturbationMarks, {perturbationMarks, width});
    if (network.batches) visitor.labels("batch_encoder", *network.batches, parts.batches);
    if (network.modalities) visitor.labels("mod_encoder", *network.modalities, parts.modalities);
    for (std::size_t b = 0; b < network.domainNorms.size(); ++b)
        visitor.statistics("dsbn.bns." + std::to_string(b), network.domainNorms[b]);
    if (network.batchNorm) {
        visitor.norm("bn", *network.batchNorm);
        visitor.statistics("bn", *network.batchNorm);
    }
    for (std::size_t i = 0; i < network.layers.size(); ++i)
        visitor.layer("transformer_encoder.layers." + std::to_string(i), network.layers[i], network.config.feedForward);
    if (network.expression) visitor.decoder("decoder", *network.expression, parts.decoderInput(width));
    if (network.perturbation) {
        visitor.decoder("decoder.coeff_decoder", network.perturbation->coefficient, parts.decoderInput(width));
        visitor.decoder("decoder.bias_decoder", network.perturbation->bias, parts.decoderInput(width));
    }
    if (network.classes) visitor.classes("cls_decoder", *network.classes, parts.classes);
    if (network.geneQuery) visitor.geneQuery(*network.geneQuery, parts.geneInput(width), parts.decoderInput(width));
    if (network.discriminator) visitor.classes("grad_reverse_discriminator", *network.discriminator, parts.discriminator);
}

}  // namespace lexicell::models::scgpt

// scGPT's tensors, each declared once: name, shape and place in the network (Network in network/network.h). The check of a file,
// `info`, loading, initializing, training and saving walk this declaration. Names are those of released files (releasedName() in
// config.h).
// Source: upstream's model classes at commit cebd6fa (model.py, generation_model.py, multiomic_model.py).
#pragma once

#include "models/families/declaration.h"
#include "models/families/scgpt/format/config.h"
#include "models/families/scgpt/format/layout.h"

#include <cstdint>
#include <string>

namespace lexicell::models::scgpt {

// Running statistics of a batch norm are declared too, although no gradient trains them.
inline bool isTrained(const std::string &name) { return !name.ends_with(".running_mean") && !name.ends_with(".running_var"); }

namespace detail {

// The parts that occur several times.
template <class Visit> class PartDeclaration : public Declaration<Visit> {
  public:
    PartDeclaration(std::int64_t width, Visit &visit) : Declaration<Visit>(visit), m_width(width) {}

    template <class Place> void norm(const std::string &name, const Place &place)
    {
        Declaration<Visit>::norm(name, m_width, place);
    }
    template <class Place> void statistics(const std::string &name, const Place &place)
    {
        this->tensor(name + ".running_mean", {m_width}, within(place, LEXICELL_MEMBER(mean)));
        this->tensor(name + ".running_var", {m_width}, within(place, LEXICELL_MEMBER(variance)));
        this->counter(name + ".num_batches_tracked");
    }
    template <class Place> void labels(const std::string &name, std::int64_t count, const Place &place)
    {
        this->tensor(name + ".embedding.weight", {count, m_width}, within(place, LEXICELL_MEMBER(table)));
        norm(name + ".enc_norm", within(place, LEXICELL_MEMBER(norm)));
    }
    template <class Place> void layer(const std::string &name, std::int64_t hidden, const Place &place)
    {
        this->linear(name + ".self_attn.Wqkv", 3 * m_width, m_width, within(place, LEXICELL_MEMBER(qkv)));
        this->linear(name + ".self_attn.out_proj", m_width, m_width, within(place, LEXICELL_MEMBER(out)));
        this->linear(name + ".linear1", hidden, m_width, within(place, LEXICELL_MEMBER(feedForward1)));
        this->linear(name + ".linear2", m_width, hidden, within(place, LEXICELL_MEMBER(feedForward2)));
        norm(name + ".norm1", within(place, LEXICELL_MEMBER(norm1)));
        norm(name + ".norm2", within(place, LEXICELL_MEMBER(norm2)));
    }
    template <class Place> void expression(const std::string &name, std::int64_t in, bool zeroProbability, const Place &place)
    {
        stack(name + ".fc", in, within(place, LEXICELL_MEMBER(value)));
        if (zeroProbability) stack(name + ".zero_logit", in, within(place, LEXICELL_MEMBER(nonZero.value())));
    }
    // hidden layers of Linear, activation, LayerNorm (three places each), then the output
    template <class Place>
    void classes(const std::string &name, std::int64_t hiddenLayers, std::int64_t count, const Place &place)
    {
        for (std::size_t i = 0; i < countOf(hiddenLayers); ++i) {
            this->linear(name + "._decoder." + std::to_string(3 * i), m_width, m_width,
                         within(place, LEXICELL_MEMBER(layers[i])));
            norm(name + "._decoder." + std::to_string(3 * i + 2), within(place, LEXICELL_MEMBER(norms[i])));
        }
        this->linear(name + ".out_layer", count, m_width, within(place, LEXICELL_MEMBER(out)));
    }

  private:
    template <class Place> void stack(const std::string &name, std::int64_t in, const Place &place)
    {
        this->linear(name + ".0", m_width, in, within(place, LEXICELL_MEMBER(first)));
        this->linear(name + ".2", m_width, m_width, within(place, LEXICELL_MEMBER(second)));
        this->linear(name + ".4", 1, m_width, within(place, LEXICELL_MEMBER(last)));
    }

    std::int64_t m_width;
};

template <class Visit>
void declareEncoders(PartDeclaration<Visit> &declare, const Config &config, std::int64_t vocabulary, const Parts &parts)
{
    const std::int64_t width = config.embeddingSize;
    declare.tensor("encoder.embedding.weight", {vocabulary, width}, LEXICELL_MEMBER(genes));
    declare.norm("encoder.enc_norm", LEXICELL_MEMBER(geneNorm));
    if (parts.generation) declare.tensor("flag_encoder.weight", {generationMarks, width}, LEXICELL_MEMBER(generationMarks));
    declare.linear("value_encoder.linear1", width, 1, LEXICELL_MEMBER(value1));
    declare.linear("value_encoder.linear2", width, width, LEXICELL_MEMBER(value2));
    declare.norm("value_encoder.norm", LEXICELL_MEMBER(valueNorm));
    if (parts.perturbation) declare.tensor("pert_encoder.weight", {perturbationMarks, width}, LEXICELL_MEMBER(perturbationMarks));
    if (parts.batches > 0) declare.labels("batch_encoder", parts.batches, LEXICELL_MEMBER(batches.value()));
    if (parts.modalities > 0) declare.labels("mod_encoder", parts.modalities, LEXICELL_MEMBER(modalities.value()));
    for (std::size_t b = 0; b < countOf(parts.domains); ++b)
        declare.statistics("dsbn.bns." + std::to_string(b), LEXICELL_MEMBER(domainNorms[b]));
    if (parts.batchNorm) {
        declare.norm("bn", LEXICELL_MEMBER(batchNorm.value()));
        declare.statistics("bn", LEXICELL_MEMBER(batchNorm.value()));
    }
    for (std::size_t i = 0; i < countOf(config.layers); ++i)
        declare.layer(std::string(layerPrefix) + std::to_string(i), config.feedForward, LEXICELL_MEMBER(layers[i]));
}

template <class Visit> void declareHeads(PartDeclaration<Visit> &declare, const Config &config, const Parts &parts)
{
    const std::int64_t seen = parts.decoderInput(config.embeddingSize);
    const std::int64_t genes = parts.geneInput(config.embeddingSize);
    const bool zeros = parts.zeroProbability;
    if (parts.expression) declare.expression("decoder", seen, zeros, LEXICELL_MEMBER(expression.value()));
    if (parts.perturbation) {
        declare.expression("decoder.coeff_decoder", seen, zeros, LEXICELL_MEMBER(perturbation->coefficient));
        declare.expression("decoder.bias_decoder", seen, zeros, LEXICELL_MEMBER(perturbation->bias));
    }
    if (parts.classes > 0)
        declare.classes("cls_decoder", config.classLayers - 1, parts.classes, LEXICELL_MEMBER(classes.value()));
    if (parts.geneQuery) {
        declare.linear("mvc_decoder.gene2query", genes, genes, LEXICELL_MEMBER(geneQuery->query));
        declare.linear("mvc_decoder.W", seen, genes, LEXICELL_MEMBER(geneQuery->product), false);
        if (zeros) declare.linear("mvc_decoder.W_zero_logit", seen, genes, LEXICELL_MEMBER(geneQuery->nonZero.value()));
    }
    if (parts.discriminator > 0)
        declare.classes("grad_reverse_discriminator", discriminatorLayers, parts.discriminator,
                        LEXICELL_MEMBER(discriminator.value()));
}

}  // namespace detail

// `vocabulary`: tokens, special ones included.
template <class Visit> void declareTensors(const Config &config, std::int64_t vocabulary, const Parts &parts, Visit &&visit)
{
    detail::PartDeclaration<std::remove_reference_t<Visit>> declare(config.embeddingSize, visit);
    detail::declareEncoders(declare, config, vocabulary, parts);
    detail::declareHeads(declare, config, parts);
}

}  // namespace lexicell::models::scgpt

#include "models/families/scbert/format/layout.h"

#include <map>

namespace lexicell::models::scbert {

namespace {

using checkpoint::Tensor;

class LayoutBuilder {
  public:
    void tensor(std::string name, std::vector<std::int64_t> shape) { m_tensors.push_back({std::move(name), std::move(shape)}); }
    void linear(const std::string &name, std::int64_t out, std::int64_t in, bool bias = true)
    {
        tensor(name + ".weight", {out, in});
        if (bias) tensor(name + ".bias", {out});
    }
    void norm(const std::string &name, std::int64_t width)
    {
        tensor(name + ".weight", {width});
        tensor(name + ".bias", {width});
    }
    std::vector<ExpectedTensor> take() { return std::move(m_tensors); }

  private:
    std::vector<ExpectedTensor> m_tensors;
};

Error mismatch(const ErrorClass &errorClass, std::string message)
{
    return {ErrorKind::Mismatch, errorClass, std::move(message), {}};
}

Result<void> checkTensor(const Tensor &tensor, const ExpectedTensor &expected, const std::string &file)
{
    const std::string subject = "The tensor " + expected.name + " in " + file;
    if (tensor.shape != expected.shape)
        return mismatch(errors::shapeMismatch, subject + " has the shape " + checkpoint::toString(tensor.shape) + ", expected " +
                                                   checkpoint::toString(expected.shape) +
                                                   " from the other tensors. The file is damaged or combines two files.");
    if (!checkpoint::isFloating(tensor.type))
        return Error{errors::unsupportedType,
                     subject + " holds " + checkpoint::toString(tensor.type) + " numbers. Floating-point weights are needed.",
                     {}};
    if (!tensor.finite())
        return Error{errors::nonFinite,
                     subject + " holds NaN or infinite numbers. The training that made it went wrong: use an earlier checkpoint.",
                     {}};
    return {};
}

}  // namespace

std::vector<ExpectedTensor> expectedTensors(const Geometry &g)
{
    LayoutBuilder layout;
    layout.tensor("token_emb.weight", {g.tokens, g.width});
    if (g.gene2vec) layout.tensor("pos_emb.emb.weight", {g.sequence, g.width});
    for (std::int64_t i = 0; i < g.layers; ++i) {
        const std::string name = "performer.net.layers." + std::to_string(i);
        layout.norm(name + ".0.norm", g.width);
        layout.tensor(name + ".0.fn.fast_attention.projection_matrix", {g.features, g.headWidth});
        for (const char *part : {".0.fn.to_q", ".0.fn.to_k", ".0.fn.to_v"})
            layout.linear(name + part, g.inner(), g.width, g.qkvBias);
        layout.linear(name + ".0.fn.to_out", g.width, g.inner());
        layout.norm(name + ".1.norm", g.width);
        layout.linear(name + ".1.fn.fn.w1", g.feedForward, g.width);
        layout.linear(name + ".1.fn.fn.w2", g.width, g.feedForward);
    }
    layout.norm("norm", g.width);
    if (g.head == Head::LanguageModel) layout.linear("to_out", g.tokens, g.width);
    if (g.head == Head::Classifier) {
        layout.tensor("to_out.conv1.weight", {1, 1, 1, g.width});
        layout.tensor("to_out.conv1.bias", {1});
        layout.linear("to_out.fc1", g.hidden1, g.sequence);
        layout.linear("to_out.fc2", g.hidden2, g.hidden1);
        layout.linear("to_out.fc3", g.classes, g.hidden2);
    }
    return layout.take();
}

Result<void> checkLayout(const checkpoint::Bundle &bundle, const Geometry &geometry)
{
    const std::string file = bundle.file.string();
    std::map<std::string, const Tensor *> found;
    for (const auto &[name, tensor] : bundle.tensors.entries) found.emplace(name, &tensor);
    for (const ExpectedTensor &expected : expectedTensors(geometry)) {
        const auto place = found.find(expected.name);
        if (place == found.end())
            return mismatch(errors::missingTensor, file + " lacks the tensor " + expected.name + " (" +
                                                       checkpoint::toString(expected.shape) +
                                                       "). The file is incomplete: copy or download it again.");
        LEXICELL_CHECK(checkTensor(*place->second, expected, file));
        found.erase(place);
    }
    found.erase(redrawCounter);
    if (!found.empty())
        return mismatch(errors::unexpectedTensor, file + " holds the tensor " + found.begin()->first + " (" +
                                                      checkpoint::toString(found.begin()->second->shape) +
                                                      "), which is not part of scBERT. It belongs to another kind of model.");
    return {};
}

}  // namespace lexicell::models::scbert

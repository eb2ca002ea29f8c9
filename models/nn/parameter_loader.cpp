#include "models/nn/parameter_loader.h"

#include "models/nn/tensor_bridge.h"

namespace lexicell::models::nn {

ParameterLoader::ParameterLoader(const checkpoint::TensorMap &tensors, std::filesystem::path file,
                                 const std::function<std::string(const std::string &)> &rename)
    : m_file(std::move(file))
{
    for (const auto &[name, tensor] : tensors.entries) {
        std::string known = rename(name);
        if (!m_tensors.emplace(known, &tensor).second) {
            fail(errors::unexpectedTensor, m_file.string() + " holds two tensors that both mean \"" + known +
                                               "\" (one of them \"" + name + "\"); save the checkpoint again with one naming.");
        }
        m_order.push_back(std::move(known));
    }
}

at::Tensor ParameterLoader::take(const std::string &name, at::IntArrayRef shape)
{
    if (m_error) return {};
    const auto found = m_tensors.find(name);
    if (found == m_tensors.end()) {
        fail(errors::missingTensor, m_file.string() + " lacks the tensor \"" + name + "\" (" + checkpoint::toString(shape.vec()) +
                                        "); the file is incomplete or belongs to another kind of model.");
        return {};
    }
    const checkpoint::Tensor &tensor = *found->second;
    if (shape != at::IntArrayRef(tensor.shape)) {
        fail(errors::shapeMismatch, "\"" + name + "\" in " + m_file.string() + " has the shape " +
                                        checkpoint::toString(tensor.shape) + ", expected " + checkpoint::toString(shape.vec()) +
                                        " from the settings and vocabulary beside it; check that they belong together.");
        return {};
    }
    m_done.insert(name);
    return toTorch(tensor);
}

void ParameterLoader::ignore(const std::vector<checkpoint::TensorSpec> &specs)
{
    for (const checkpoint::TensorSpec &spec : specs) {
        if (spec.presence == checkpoint::Presence::Required || m_tensors.count(spec.name) == 0) continue;
        if (m_done.insert(spec.name).second) m_ignored.push_back(spec.name);
    }
}

Result<void> ParameterLoader::finish() const
{
    if (m_error) return *m_error;
    for (const std::string &name : m_order) {
        if (m_done.count(name) > 0) continue;
        return Error{errors::unexpectedTensor,
                     m_file.string() + " holds the tensor \"" + name + "\" (" + checkpoint::toString(m_tensors.at(name)->shape) +
                         "), which is not part of this model; the file belongs to another kind of model.",
                     {}};
    }
    return {};
}

void ParameterLoader::fail(const ErrorClass &errorClass, std::string message)
{
    if (!m_error) m_error = Error{errorClass, std::move(message)};
}

}  // namespace lexicell::models::nn

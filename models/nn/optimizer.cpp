#include "models/nn/optimizer.h"

#include <ATen/core/grad_mode.h>

#include <cmath>

namespace lexicell::models::nn {

Adam::Adam(std::vector<at::Tensor> parameters, const AdamOptions &options)
    : m_parameters(std::move(parameters)), m_moments(m_parameters.size()), m_options(options)
{
}

void Adam::step()
{
    const at::NoGradGuard noGradients;
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        at::Tensor gradient = m_parameters[i].grad();
        if (!gradient.defined()) continue;
        const bool decays = m_options.weightDecay > 0.0;
        if (decays && m_options.coupled) gradient = gradient + m_options.weightDecay * m_parameters[i];
        auto &[mean, squares, count] = m_moments[i];
        if (!mean.defined()) {
            mean = at::zeros_like(gradient);
            squares = at::zeros_like(gradient);
        }
        if (decays && !m_options.coupled) m_parameters[i].mul_(1.0 - m_options.learningRate * m_options.weightDecay);
        const auto steps = static_cast<double>(++count);
        mean.lerp_(gradient, 1.0 - m_options.beta1);
        squares.mul_(m_options.beta2).addcmul_(gradient, gradient, 1.0 - m_options.beta2);
        const double correction = 1.0 - std::pow(m_options.beta1, steps);
        const at::Tensor spread = squares.sqrt().div_(std::sqrt(1.0 - std::pow(m_options.beta2, steps))).add_(m_options.epsilon);
        m_parameters[i].addcdiv_(mean, spread, -m_options.learningRate / correction);
    }
}

void Adam::clearGradients()
{
    for (at::Tensor &parameter : m_parameters) parameter.mutable_grad().reset();
}

bool Adam::scaleGradients(double factor)
{
    const at::NoGradGuard noGradients;
    std::vector<at::Tensor> finite;
    for (at::Tensor &parameter : m_parameters) {
        if (!parameter.grad().defined()) continue;
        parameter.mutable_grad().mul_(factor);
        finite.push_back(at::isfinite(parameter.grad()).all());
    }
    return finite.empty() || at::stack(finite).all().item<bool>();
}

double Adam::clipGradients(double largest)
{
    const at::NoGradGuard noGradients;
    std::vector<at::Tensor> norms;
    for (const at::Tensor &parameter : m_parameters) {
        if (parameter.grad().defined()) norms.push_back(parameter.grad().norm());
    }
    if (norms.empty()) return 0.0;
    const double norm = at::stack(norms).norm().item<double>();
    const double scale = largest / (norm + 1e-6);
    if (scale < 1.0) {
        for (at::Tensor &parameter : m_parameters) {
            if (parameter.grad().defined()) parameter.mutable_grad().mul_(scale);
        }
    }
    return norm;
}

}  // namespace lexicell::models::nn

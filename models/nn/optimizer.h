// Adam (Kingma & Ba 2015) and, with decoupled weight decay, AdamW (Loshchilov & Hutter 2019), as in PyTorch; and clipping of
// the global gradient norm.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace lexicell::models::nn {

struct AdamOptions {
    double learningRate = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weightDecay = 0.0;  // decoupled: every step first shrinks the parameters by the share learningRate x weightDecay
    bool coupled = false;      // weightDecay x parameter is added to the gradient instead (torch.optim.Adam)
};

class Adam {
  public:
    Adam(std::vector<at::Tensor> parameters, const AdamOptions &options);

    void setLearningRate(double rate) { m_options.learningRate = rate; }
    // Parameters without a gradient stay as they are.
    void step();
    void clearGradients();
    // Scales all gradients so that their common L2 norm is at most `largest` (torch.nn.utils.clip_grad_norm_); returns the
    // norm before.
    double clipGradients(double largest);
    // Multiplies all gradients; returns whether they are finite afterwards.
    bool scaleGradients(double factor);

    // What the steps of one parameter have left.
    struct Moments {
        at::Tensor mean{};     // of the gradients; undefined until the first
        at::Tensor squares{};  // of the squared gradients
        std::int64_t steps = 0;
    };
    const std::vector<Moments> &moments() const { return m_moments; }  // in the order of the parameters
    void setMoments(std::vector<Moments> moments) { m_moments = std::move(moments); }

  private:
    std::vector<at::Tensor> m_parameters;
    std::vector<Moments> m_moments;
    AdamOptions m_options;
};

}  // namespace lexicell::models::nn

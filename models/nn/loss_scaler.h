// The factor on the loss with which float16 gradients stay in float16's range (Micikevicius et al. 2018). The rule and its
// numbers are those of torch.amp.GradScaler: a step whose gradients are not finite is skipped and halves the factor, 2,000 good
// steps in a row double it.
#pragma once

#include <cstdint>

namespace lexicell::models::nn {

class LossScaler {
  public:
    LossScaler() = default;
    LossScaler(double scale, std::int64_t goodSteps) : m_scale(scale), m_goodSteps(goodSteps) {}

    double scale() const { return m_scale; }
    std::int64_t goodSteps() const { return m_goodSteps; }  // since the factor changed
    // After each step; `finite`: whether its gradients were.
    void update(bool finite);
    // Below this every step is skipped for another reason than its range.
    bool exhausted() const { return m_scale < 1.0; }

  private:
    static constexpr std::int64_t interval = 2000;
    double m_scale = 65536.0;
    std::int64_t m_goodSteps = 0;
};

}  // namespace lexicell::models::nn

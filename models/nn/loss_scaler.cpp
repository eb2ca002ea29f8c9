#include "models/nn/loss_scaler.h"

namespace lexicell::models::nn {

void LossScaler::update(bool finite)
{
    constexpr double growth = 2.0;
    if (!finite) {
        m_scale /= growth;
        m_goodSteps = 0;
    } else if (++m_goodSteps == interval) {
        m_scale *= growth;
        m_goodSteps = 0;
    }
}

}  // namespace lexicell::models::nn

#include "models/nn/mixed_precision.h"

#include "models/nn/device.h"
#include "models/training/precision.h"

#include <ATen/autocast_mode.h>

namespace lexicell::models::nn {

Result<TrainingPrecision> trainingPrecision(const std::string &wanted, at::Device device)
{
    LEXICELL_TRY(name, training::trainingPrecision(wanted, toString(device)));
    return TrainingPrecision{name == "fp16" ? at::kHalf : name == "bf16" ? at::kBFloat16 : at::kFloat};
}

Autocast::Autocast(TrainingPrecision precision, at::Device device) : m_device(device.type()), m_on(precision.type != at::kFloat)
{
    if (!m_on) return;
    m_before = at::autocast::is_autocast_enabled(m_device);
    m_typeBefore = at::autocast::get_autocast_dtype(m_device);
    at::autocast::set_autocast_dtype(m_device, precision.type);
    at::autocast::set_autocast_enabled(m_device, true);
    at::autocast::increment_nesting();
}

Autocast::~Autocast()
{
    if (!m_on) return;
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();  // the weights change with every step
    at::autocast::set_autocast_enabled(m_device, m_before);
    at::autocast::set_autocast_dtype(m_device, m_typeBefore);
}

}  // namespace lexicell::models::nn

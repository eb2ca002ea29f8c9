#include "tests/models/scgpt_cases.h"

#include "models/scgpt/config.h"

#include <sstream>

namespace lexicell::test {

at::Tensor tensorOf(const Hdf5File &file, const std::string &dataset)
{
    const auto values = file.doubles(dataset);
    at::Tensor tensor = at::empty(values.shape, at::TensorOptions(at::kDouble));
    std::copy(values.values.begin(), values.values.end(), tensor.mutable_data_ptr<double>());
    return tensor;
}

at::Tensor idTensorOf(const Hdf5File &file, const std::string &dataset)
{
    const auto values = file.ints(dataset);
    at::Tensor tensor = at::empty(values.shape, at::TensorOptions(at::kLong));
    std::copy(values.values.begin(), values.values.end(), tensor.mutable_data_ptr<std::int64_t>());
    return tensor;
}

Result<models::scgpt::Network> networkOf(const std::filesystem::path &folder)
{
    JobContext context;
    LEXICELL_TRY(bundle, models::checkpoint::openBundle(folder, context));
    LEXICELL_TRY(config, models::scgpt::readConfig(bundle));
    const auto *genes = bundle.tensors.find("encoder.embedding.weight");
    return models::scgpt::loadNetwork(bundle, config, genes && !genes->shape.empty() ? genes->shape[0] : 0);
}

std::string difference(const at::Tensor &actual, const at::Tensor &expected, double relative, const at::Tensor &where)
{
    std::ostringstream text;
    if (actual.sizes() != expected.sizes()) {
        text << "shape " << actual.sizes() << ", expected " << expected.sizes();
        return text.str();
    }
    const at::Tensor wanted = expected.to(at::kDouble);
    at::Tensor error = (actual.detach().to(at::kCPU, at::kDouble) - wanted).abs();
    if (where.defined()) error = error.masked_select(where);
    const double largest = error.max().item<double>();
    const double allowed = relative * std::max(1.0, wanted.abs().max().item<double>());
    if (largest <= allowed) return {};  // NaN is not
    text << "differs by " << largest << ", allowed " << allowed;
    return text.str();
}

}  // namespace lexicell::test

// A network that can be trained, and its gradients beside upstream's.
#pragma once

#include "models/families/scgpt/network/objective.h"
#include "tests/models/scgpt_cases.h"

#include <map>
#include <string>
#include <vector>

namespace lexicell::test {

struct TrainableNetwork {
    models::scgpt::Network network;
    std::map<std::string, at::Tensor> parameters;  // under the names of released files; running statistics included
    std::vector<at::Tensor> trained;               // without these
};
// Owns its tensors, which ask for gradients.
TrainableNetwork trainable(models::scgpt::Network network);

// Training mode without dropping anything: batch norms use the batch's statistics.
class NoDropout {
  public:
    NoDropout();
    models::nn::Pass pass() const { return {&m_dropout, false, nullptr}; }

  private:
    models::nn::Dropout m_dropout;
};

double globalNorm(const std::vector<at::Tensor> &parameters);

// Empty when the gradients' sums and norms are those of `group` (names, sum, l2), else the first that is not. A tensor without
// gradient has zeros. Norms within 1e-4, and within what float32 leaves of a gradient that is zero.
std::string gradientDifference(const TrainableNetwork &network, const Hdf5File &file, const std::string &group);

// |actual / expected − 1|
double relativeError(const at::Tensor &actual, double expected);

}  // namespace lexicell::test

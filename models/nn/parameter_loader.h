// Gives a network the tensors of a checkpoint by name. Every mismatch is an error: every name that the network needs
// must be present with its shape, and every tensor of the file must be used or be declared as one that no network holds.
//
// Error classes: missing_tensor, shape_mismatch, unexpected_tensor; each names the file and the tensor.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/tensor_map.h"
#include "models/checkpoint/tensor_spec.h"

#include <ATen/ATen.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace lexicell::models::nn {

class ParameterLoader {
  public:
    // `rename` maps a name in the file to the network's own spelling. `tensors` must outlive the loader.
    ParameterLoader(const checkpoint::TensorMap &tensors, std::filesystem::path file,
                    const std::function<std::string(const std::string &)> &rename);

    // float32, on the CPU, read-only. After the first error every returned tensor is undefined: call finish().
    at::Tensor take(const std::string &name, at::IntArrayRef shape);

    // Those of the list that were not taken and need not be there: accepted, and listed in ignored().
    void ignore(const std::vector<checkpoint::TensorSpec> &specs);
    const std::vector<std::string> &ignored() const { return m_ignored; }

    // The first error, or an error for a tensor that was not used.
    Result<void> finish() const;

  private:
    void fail(const ErrorClass &errorClass, std::string message);

    std::filesystem::path m_file;
    std::vector<std::string> m_order;  // in file order
    std::unordered_map<std::string, const checkpoint::Tensor *> m_tensors;
    std::unordered_set<std::string> m_done;
    std::vector<std::string> m_ignored;
    std::optional<Error> m_error;
};

}  // namespace lexicell::models::nn

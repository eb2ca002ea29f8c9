// Hands the tensors of a checkpoint to a network by name. Nothing is loaded silently wrong: every name the network asks for
// must be there with the shape it needs, and every tensor of the file must be asked for or be on the list of those that are
// known and not used.
//
// Error classes: missing_tensor, shape_mismatch, unexpected_tensor; each names the file and the tensor.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/tensor_map.h"

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

    bool has(const std::string &name) const { return m_tensors.count(name) > 0; }
    bool hasPrefix(const std::string &prefix) const;

    // float32, on the CPU, not to be written to. After the first error everything returned is undefined: ask finish().
    at::Tensor take(const std::string &name, at::IntArrayRef shape);

    // A tensor that belongs to the family but is not used here: accepted and reported in ignored().
    void ignore(const std::string &prefix);
    const std::vector<std::string> &ignored() const { return m_ignored; }

    std::int64_t elements() const { return m_elements; }  // of all tensors taken

    // The first error met, or an error for what nobody asked for.
    Result<void> finish() const;

  private:
    void fail(const char *errorClass, ErrorKind kind, std::string message);

    std::filesystem::path m_file;
    std::vector<std::string> m_order;  // in file order
    std::unordered_map<std::string, const checkpoint::Tensor *> m_tensors;
    std::unordered_set<std::string> m_done;
    std::vector<std::string> m_ignored;
    std::int64_t m_elements = 0;
    std::optional<Error> m_error;
};

}  // namespace lexicell::models::nn

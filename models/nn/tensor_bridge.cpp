#include "models/nn/tensor_bridge.h"

#include <algorithm>
#include <cstring>

namespace lexicell::models::nn {

at::Tensor toTorch(const checkpoint::Tensor &tensor)
{
    const auto address = reinterpret_cast<std::uintptr_t>(tensor.data);
    if (tensor.type == checkpoint::TensorType::Float32 && tensor.owner && address % alignof(float) == 0) {
        auto *bytes = const_cast<std::byte *>(tensor.data);  // LibTorch has no read-only tensors
        return at::from_blob(
            bytes, tensor.shape, [owner = tensor.owner](void *) {}, at::TensorOptions(at::kFloat));
    }
    const std::vector<float> values = tensor.toFloat();
    at::Tensor copy = at::empty(tensor.shape, at::TensorOptions(at::kFloat));
    if (!values.empty()) std::memcpy(copy.mutable_data_ptr<float>(), values.data(), values.size() * sizeof(float));
    return copy;
}

void addTo(checkpoint::TensorMap &map, const std::string &name, const at::Tensor &tensor)
{
    map.add(name, tensor.sizes().vec(), toVector(tensor));
}

std::vector<float> toVector(const at::Tensor &tensor)
{
    const at::Tensor values = tensor.detach().to(at::kCPU, at::kFloat).contiguous();
    const float *data = values.const_data_ptr<float>();
    return {data, data + values.numel()};
}

namespace {

// Rows [begin, end) of a table of the batch, cut to `longest` columns; undefined when the table is empty.
template <class T>
at::Tensor idRows(const std::vector<T> &table, std::int64_t begin, std::int64_t end, std::int64_t columns, std::int64_t longest)
{
    if (table.empty()) return {};
    at::Tensor rows = at::empty({end - begin, longest}, at::TensorOptions(at::kLong));
    auto *to = rows.mutable_data_ptr<std::int64_t>();
    for (std::int64_t row = begin; row < end; ++row)
        to = std::copy_n(table.begin() + static_cast<std::ptrdiff_t>(row * columns), longest, to);
    return rows;
}

}  // namespace

TokenTensors toTorch(const TokenBatch &batch, std::int64_t begin, std::int64_t end)
{
    const auto isPadding = [&](std::int64_t cell, std::int64_t token) {
        return !batch.padding.empty() && batch.padding[static_cast<std::size_t>(cell * batch.tokens + token)] != 0;
    };
    std::int64_t longest = 1;
    for (std::int64_t cell = begin; cell < end; ++cell) {
        std::int64_t length = batch.tokens;
        while (length > 0 && isPadding(cell, length - 1)) --length;
        longest = std::max(longest, length);
    }
    TokenTensors out;
    out.genes = at::empty({end - begin, longest}, at::TensorOptions(at::kLong));
    out.values = at::empty({end - begin, longest}, at::TensorOptions(at::kFloat));
    auto *genes = out.genes.mutable_data_ptr<std::int64_t>();
    auto *values = out.values.mutable_data_ptr<float>();
    bool anyPadding = false;
    at::Tensor padding = at::zeros({end - begin, longest}, at::TensorOptions(at::kBool));
    auto *pads = padding.mutable_data_ptr<bool>();
    for (std::int64_t cell = begin; cell < end; ++cell) {
        for (std::int64_t token = 0; token < longest; ++token) {
            const auto from = static_cast<std::size_t>(cell * batch.tokens + token);
            const auto to = (cell - begin) * longest + token;
            genes[to] = batch.genes[from];
            values[to] = batch.values[from];
            pads[to] = isPadding(cell, token);
            anyPadding = anyPadding || pads[to];
        }
    }
    if (anyPadding) out.padding = padding;
    out.modalities = idRows(batch.modalities, begin, end, batch.tokens, longest);
    out.perturbed = idRows(batch.perturbed, begin, end, batch.tokens, longest);
    if (!batch.batches.empty()) out.batches = idRows(batch.batches, begin, end, 1, 1).squeeze(1);
    return out;
}

}  // namespace lexicell::models::nn

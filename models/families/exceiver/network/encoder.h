// Computes a cell's latents fast with an unchanged result: the contribution of genes without counts is computed
// once (attention_sums.h), so the cost of a cell depends on its own genes. tst_exceiver_network compares each shortcut with
// the plain network. Where a shortcut does not apply or would lose digits, the plain network is used.
#pragma once

#include "core/base/job_context.h"
#include "models/families/exceiver/network/attention_sums.h"
#include "models/families/exceiver/network/network.h"
#include "models/contracts/tokens.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace lexicell::models::exceiver {

// An empty cell: every gene undetected, with the tokenizer's value for it in this data set.
struct EmptyCell {
    std::vector<float> values;  // [genes]
    at::Tensor shift;           // [heads x Q]
    AttentionSums sums;
};

// A cell as sums, in which single genes can be changed.
struct CellSums {
    std::shared_ptr<const EmptyCell> empty;
    AttentionSums sums;
};

class Encoder {
  public:
    Encoder(Network network, at::Device device);

    const Network &network() const { return m_network; }
    const AttentionTable &table() const { return m_table; }
    at::Device device() const { return m_device; }

    // Final latents of the cells [begin, end) of a batch, [cells x Q x E]; zeros for a cell that is all padding.
    // Throws nn::Stopped when the job is cancelled.
    at::Tensor latents(const TokenBatch &batch, std::int64_t begin, std::int64_t end, const JobContext &context) const;
    // The same before the process layers, [Q x E].
    at::Tensor encodeCell(const TokenBatch &batch, std::int64_t cell) const;
    // Empty where the shortcut does not apply: tokens that are not the model's genes in order, unknown values of undetected
    // genes, more than half of the genes with a value of their own, or sums too small relative to those of the empty cell.
    std::optional<CellSums> sums(const TokenBatch &batch, std::int64_t cell) const;
    // By the plain network; `tokens` are those that are not padding.
    at::Tensor encodePlainly(const Tokens &tokens) const;

    // A cell's tokens that are not padding, on the device.
    Tokens tokens(const TokenBatch &batch, std::int64_t cell) const;

  private:
    std::shared_ptr<const EmptyCell> emptyCell(const std::vector<float> &values) const;

    Network m_network;  // on the device
    AttentionTable m_table;
    at::Device m_device;
    mutable std::mutex m_mutex;
    mutable std::shared_ptr<const EmptyCell> m_empty;  // of the last data set
};

// Whether enough digits remain: every sum is well above the rounding error of the sums that it is the difference of.
bool keepsDigits(const at::Tensor &weight, const at::Tensor &from);

}  // namespace lexicell::models::exceiver

// scBERT's network for one cell at a time, without gradients, in little memory: 16,907 positions of a released model need about
// 100 MB. Stored feature maps would take 180 MB for the queries and as much for the keys of one block.
//
// Positions are processed in chunks that stay in the processor's cache. A block takes two passes. The first sums the keys'
// features times their values, with a running maximum that ends as the cell's maximum (the formula of attention.h, rounded
// differently). The second applies the queries and continues through the feed-forward part. Sums have a fixed
// order for any number of threads. tst_scbert_network compares the results with network.h.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/families/scbert/network/network.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace lexicell::models::scbert {

// The input for the attention that a gene receives. Residual: as upstream's program, the stream after adding the block's
// attention. Input: as in textbooks, the block's input.
enum class AttentionOf { Residual, Input };

class Forward {
  public:
    // threads: on a CPU; 0 takes all cores. Set LibTorch's own count to 1: these threads work on ranges of positions, and
    // LibTorch's sharing of one small product among threads costs more than the product.
    Forward(const Network &network, at::Device device, int threads);

    // tokens [sequence] int64 -> hidden states after the last norm, [sequence x width] on the device.
    // Error class: cancelled. LibTorch's exceptions pass through.
    Result<at::Tensor> hidden(const at::Tensor &tokens, JobContext &context) const;

    // Mean over blocks, heads and queries of the attention that each position receives, [sequence]; sums to 1.
    Result<at::Tensor> attentionReceived(const at::Tensor &tokens, AttentionOf stream, JobContext &context) const;

    const Network &network() const { return m_network; }  // on the device; products are packed

  private:
    struct FastBlock {
        Block plain;
        nn::Linear value;     // the value product with a 1 appended to every head: sums of weights come with sums of values
        nn::Linear features;  // c P
    };
    // For the keys of some positions: Σ K [v 1]ᵀ, [heads x features x headWidth + 1], Σ [v 1], [heads x 1 x headWidth + 1] and M.
    struct KeySums {
        at::Tensor sums;
        at::Tensor valueSum;
        double largest = 0.0;
    };
    struct Exponents {
        at::Tensor a, g;
    };
    enum class Parts { Attention, FeedForward, Both };
    using Range = std::function<void(std::int64_t number, std::int64_t begin, std::int64_t end)>;

    FastBlock fast(const Block &block) const;
    std::int64_t rangeCount(std::int64_t positions) const;
    void forRanges(std::int64_t positions, const Range &work) const;
    template <class Work> void forChunks(const at::Tensor &x, const Work &work) const;
    Exponents exponents(const FastBlock &block, const nn::Linear &product, const at::Tensor &normed) const;
    at::Tensor keyFeatures(Exponents &keys, double largest) const;
    at::Tensor queryFeatures(const FastBlock &block, const at::Tensor &normed) const;
    KeySums sumRange(const FastBlock &block, const at::Tensor &x) const;
    KeySums sumKeys(const FastBlock &block, const at::Tensor &x) const;
    void update(const FastBlock &block, const KeySums &keys, const at::Tensor &x, Parts parts) const;
    at::Tensor received(const FastBlock &block, const KeySums &keys, const at::Tensor &x) const;

    Network m_network;
    std::vector<FastBlock> m_blocks;
    at::Device m_device;
    int m_threads;
    std::int64_t m_chunk;  // positions per chunk
    std::int64_t m_range;  // positions per thread
};

}  // namespace lexicell::models::scbert

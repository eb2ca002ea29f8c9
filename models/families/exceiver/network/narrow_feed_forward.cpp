#include "models/families/exceiver/network/narrow_feed_forward.h"

#include <cassert>
#include <cstdint>
#include <cstring>

namespace lexicell::models::exceiver {

namespace {

constexpr int width = 4, lanes = 16;

using Lanes = float __attribute__((vector_size(lanes * sizeof(float))));

inline __attribute__((always_inline)) void load(Lanes &to, const float *from) { std::memcpy(&to, from, sizeof to); }

// x becomes x / 2 (1 + erf(x / √2)).
inline __attribute__((always_inline)) void gelu(Lanes &x)
{
    constexpr float rootHalf = 0.70710678118654752F, edge = 4.0F;  // erf is 1 in float32 from there on
    Lanes t = x * rootHalf;
    t = t > edge ? Lanes{} + edge : t;
    t = t < -edge ? Lanes{} - edge : t;
    const Lanes s = t * t;
    Lanes p = s * -2.72614225801306e-10F + 2.77068142495902e-08F;
    p = p * s + -2.10102402082508e-06F;
    p = p * s + -5.69250639462346e-05F;
    p = p * s + -7.34990630326855e-04F;
    p = p * s + -2.95459980854025e-03F;
    p = p * s + -1.60960333262415e-02F;
    Lanes q = s * -1.45660718464996e-05F + -2.13374055278905e-04F;
    q = q * s + -1.68282697438203e-03F;
    q = q * s + -7.37332916720468e-03F;
    q = q * s + -1.42647390514189e-02F;
    x = x * 0.5F * (1.0F + t * p / q);
}

struct Weights {
    const float *up;      // [5 x hidden]
    const float *down;    // [4 x hidden]
    const float *offset;  // [4]
    std::int64_t hidden;
};

// Kept in registers, the loops over rows and channels are unrolled.
#if defined(__clang__)
#define LEXICELL_UNROLLED
#else
#define LEXICELL_UNROLLED _Pragma("GCC unroll 4")
#endif

// Several rows at once: each weight is loaded once for all of them. A row's sums do not depend on how many there are.
template <int rows> inline __attribute__((always_inline)) void compute(const float *x, float *y, const Weights &of)
{
    Lanes sums[rows][width] = {};
    for (std::int64_t i = 0; i < of.hidden; i += lanes) {
        Lanes hidden[rows], weight;
        load(weight, of.up + width * of.hidden + i);
        LEXICELL_UNROLLED for (int row = 0; row < rows; ++row) hidden[row] = weight;
        LEXICELL_UNROLLED for (int k = 0; k < width; ++k)
        {
            load(weight, of.up + k * of.hidden + i);
            LEXICELL_UNROLLED for (int row = 0; row < rows; ++row) hidden[row] += weight * x[row * width + k];
        }
        LEXICELL_UNROLLED for (int row = 0; row < rows; ++row) gelu(hidden[row]);
        LEXICELL_UNROLLED for (int k = 0; k < width; ++k)
        {
            load(weight, of.down + k * of.hidden + i);
            LEXICELL_UNROLLED for (int row = 0; row < rows; ++row) sums[row][k] += weight * hidden[row];
        }
    }
    for (int row = 0; row < rows; ++row)
        for (int k = 0; k < width; ++k) {
            float sum = of.offset[k];
            for (int lane = 0; lane < lanes; ++lane) sum += sums[row][k][lane];
            y[row * width + k] = sum;
        }
}

#undef LEXICELL_UNROLLED

#if defined(__x86_64__) && !defined(__clang__)
__attribute__((target_clones("avx512f", "avx2", "default")))
#endif
void computeRows(const float *x, float *y, std::int64_t rows, const Weights &of)
{
    constexpr int together = 4;
    std::int64_t row = 0;
    for (; row + together <= rows; row += together) compute<together>(x + row * width, y + row * width, of);
    for (; row < rows; ++row) compute<1>(x + row * width, y + row * width, of);
}

}  // namespace

bool NarrowFeedForward::applies(const nn::Linear &up, const nn::Linear &down)
{
    return up.weight.device().is_cpu() && up.weight.scalar_type() == at::kFloat && up.weight.size(1) == width &&
           down.weight.size(0) == width && up.weight.size(0) % lanes == 0 && up.bias.defined() && down.bias.defined();
}

NarrowFeedForward::NarrowFeedForward(const nn::Linear &up, const nn::Linear &down)
    : m_up(at::cat({up.weight.t(), up.bias.unsqueeze(0)}).contiguous()), m_down(down.weight.contiguous()),
      m_offset(down.bias.contiguous())
{
    assert(applies(up, down));
}

at::Tensor NarrowFeedForward::operator()(const at::Tensor &x) const
{
    const at::Tensor rows = x.contiguous();
    at::Tensor result = at::empty_like(rows);
    computeRows(rows.const_data_ptr<float>(), result.mutable_data_ptr<float>(), rows.numel() / width,
                {m_up.const_data_ptr<float>(), m_down.const_data_ptr<float>(), m_offset.const_data_ptr<float>(), m_up.size(1)});
    return result;
}

}  // namespace lexicell::models::exceiver

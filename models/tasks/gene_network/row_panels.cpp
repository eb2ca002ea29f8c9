// Compiled with fused multiplication and addition (models/CMakeLists.txt): twice as fast, and these products only choose
// candidates.
#include "models/tasks/gene_network/row_panels.h"

#include <algorithm>
#include <cstring>

namespace lexicell::models::tasks {

namespace {

using data::MatrixView;

#if defined(__GNUC__)
#define LEXICELL_INLINE [[gnu::always_inline]] inline
#else
#define LEXICELL_INLINE inline
#endif

constexpr int across = static_cast<int>(panelRows);
constexpr std::int64_t depth = 256;  // entries of a panel that stay in the first cache: 16 KB

using Four = float __attribute__((vector_size(16)));
using Eight = float __attribute__((vector_size(32)));
using Sixteen = float __attribute__((vector_size(64)));

// Adds `length` entries of a panel times those of `rows` queries to out [rows x panelRows]; all sums stay in registers.
template <class Lanes, int rows>
LEXICELL_INLINE void addTile(const float *queries, std::int64_t width, const float *panel, std::int64_t length, float *out)
{
    constexpr int lanes = sizeof(Lanes) / sizeof(float), parts = across / lanes;
    Lanes sum[rows][parts];
#pragma GCC unroll 16
    for (int r = 0; r < rows; ++r)
#pragma GCC unroll 4
        for (int p = 0; p < parts; ++p) std::memcpy(&sum[r][p], out + r * across + p * lanes, sizeof(Lanes));
    for (std::int64_t i = 0; i < length; ++i) {
        Lanes entries[parts];
#pragma GCC unroll 4
        for (int p = 0; p < parts; ++p) std::memcpy(&entries[p], panel + i * across + p * lanes, sizeof(Lanes));
#pragma GCC unroll 16
        for (int r = 0; r < rows; ++r) {
            const float value = queries[r * width + i];
#pragma GCC unroll 4
            for (int p = 0; p < parts; ++p) sum[r][p] += entries[p] * value;
        }
    }
#pragma GCC unroll 16
    for (int r = 0; r < rows; ++r)
#pragma GCC unroll 4
        for (int p = 0; p < parts; ++p) std::memcpy(out + r * across + p * lanes, &sum[r][p], sizeof(Lanes));
}

template <class Lanes, int rows> LEXICELL_INLINE void product(const MatrixView &queries, const float *panel, float *out)
{
    const std::int64_t width = queries.columns;
    std::fill_n(out, queries.rows * across, 0.0F);
    for (std::int64_t begin = 0; begin < width; begin += depth) {
        const std::int64_t length = std::min(depth, width - begin);
        const float *entries = panel + begin * across;
        std::int64_t q = 0;
        for (; q + rows <= queries.rows; q += rows)
            addTile<Lanes, rows>(queries.row(q) + begin, width, entries, length, out + q * across);
        for (; q < queries.rows; ++q) addTile<Lanes, 1>(queries.row(q) + begin, width, entries, length, out + q * across);
    }
}

using Product = void(const MatrixView &, const float *, float *);

// As many sums as there are registers for.
void plainProduct(const MatrixView &queries, const float *panel, float *out) { product<Four, 2>(queries, panel, out); }

#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2,fma")]] void avx2Product(const MatrixView &queries, const float *panel, float *out)
{
    product<Eight, 6>(queries, panel, out);
}
[[gnu::target("avx512f")]] void avx512Product(const MatrixView &queries, const float *panel, float *out)
{
    product<Sixteen, 12>(queries, panel, out);
}

Product *chooseProduct()
{
    if (__builtin_cpu_supports("avx512f")) return avx512Product;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? avx2Product : plainProduct;
}
#else
Product *chooseProduct() { return plainProduct; }
#endif

}  // namespace

void layOut(const MatrixView &rows, float *to)
{
    if (rows.rows < panelRows) std::fill_n(to, rows.columns * panelRows, 0.0F);
    for (std::int64_t row = 0; row < rows.rows; ++row) {
        const float *from = rows.row(row);
        for (std::int64_t i = 0; i < rows.columns; ++i) to[i * panelRows + row] = from[i];
    }
}

void panelProducts(const MatrixView &queries, const float *panel, float *out)
{
    static Product *const chosen = chooseProduct();
    chosen(queries, panel, out);
}

}  // namespace lexicell::models::tasks

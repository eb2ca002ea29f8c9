#include "models/tasks/gene_network/row_products.h"

#include <cstring>

namespace lexicell::models::tasks {

namespace {

using data::MatrixView;

#if defined(__GNUC__)
#define LEXICELL_INLINE [[gnu::always_inline]] inline
#else
#define LEXICELL_INLINE inline
#endif

constexpr std::int64_t lanes = 8;

using Lanes = float __attribute__((vector_size(lanes * sizeof(float))));

LEXICELL_INLINE float total(const Lanes *sum)
{
    const Lanes &s = *sum;
    return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
}

// The products of four rows with one: four running sums of eight lanes each, so that additions do not wait for each other.
LEXICELL_INLINE void fourProducts(const float *rows, const float *other, std::int64_t width, float *out, std::int64_t stride)
{
    Lanes a{}, b{}, c{}, d{}, x, y;
    std::int64_t i = 0;
    for (; i + lanes <= width; i += lanes) {
        std::memcpy(&y, other + i, sizeof y);
        std::memcpy(&x, rows + i, sizeof x);
        a += x * y;
        std::memcpy(&x, rows + width + i, sizeof x);
        b += x * y;
        std::memcpy(&x, rows + 2 * width + i, sizeof x);
        c += x * y;
        std::memcpy(&x, rows + 3 * width + i, sizeof x);
        d += x * y;
    }
    float sums[4] = {total(&a), total(&b), total(&c), total(&d)};
    for (; i < width; ++i)
        for (std::int64_t r = 0; r < 4; ++r) sums[r] += rows[r * width + i] * other[i];
    for (std::int64_t r = 0; r < 4; ++r) out[r * stride] = sums[r];
}

LEXICELL_INLINE float oneProduct(const float *row, const float *other, std::int64_t width)
{
    Lanes a{}, x, y;
    std::int64_t i = 0;
    for (; i + lanes <= width; i += lanes) {
        std::memcpy(&x, row + i, sizeof x);
        std::memcpy(&y, other + i, sizeof y);
        a += x * y;
    }
    float sum = total(&a);
    for (; i < width; ++i) sum += row[i] * other[i];
    return sum;
}

// A single remaining query processes four genes at a time instead, which is fast for one query.
LEXICELL_INLINE void product(const MatrixView &queries, const MatrixView &genes, float *out, std::int64_t stride)
{
    const std::int64_t width = queries.columns;
    const std::int64_t fours = queries.rows / 4 * 4;
    for (std::int64_t g = 0; g < genes.rows; ++g)
        for (std::int64_t q = 0; q < fours; q += 4)
            fourProducts(queries.row(q), genes.row(g), width, out + q * stride + g, stride);
    for (std::int64_t q = fours; q < queries.rows; ++q) {
        const float *query = queries.row(q);
        std::int64_t g = 0;
        for (; g + 4 <= genes.rows; g += 4) fourProducts(genes.row(g), query, width, out + q * stride + g, 1);
        for (; g < genes.rows; ++g) out[q * stride + g] = oneProduct(genes.row(g), query, width);
    }
}

using Product = void(const MatrixView &, const MatrixView &, float *, std::int64_t);

void plainProduct(const MatrixView &queries, const MatrixView &genes, float *out, std::int64_t stride)
{
    product(queries, genes, out, stride);
}

#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2,fma")]] void avx2Product(const MatrixView &queries, const MatrixView &genes, float *out, std::int64_t stride)
{
    product(queries, genes, out, stride);
}

Product *chooseProduct() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? avx2Product : plainProduct; }
#else
Product *chooseProduct() { return plainProduct; }
#endif

}  // namespace

void rowProducts(const MatrixView &queries, const MatrixView &genes, float *out, std::int64_t stride)
{
    static Product *const chosen = chooseProduct();
    chosen(queries, genes, out, stride);
}

}  // namespace lexicell::models::tasks

// How fast scGPT embeds cells, next to what the processor could do: cells/s and GFLOP/s of a random-weight model of the
// released size on 64 cells of pbmc3k, one from every 64th of the length distribution, against a measured matrix product.
//
// FLOP of a cell with L tokens, width d, feed-forward d, N layers, the last one for <cls> only:
//     (N - 1) (12 d² L + 4 L² d) + 4 d² L + 4 L d + 8 d²
// Run: bench_scgpt [--threads N] [--precision fp32|bf16|auto] [--json]
#include "models/nn/device.h"
#include "models/scgpt/encoder.h"
#include "models/scgpt/initialise.h"
#include "models/scgpt/tokenizer.h"
#include "tests/support/fixtures.h"

#include "core/io/read_dataset.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <numeric>

using namespace lexicell;
using namespace lexicell::models;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::int64_t width = 512;
constexpr std::int64_t layers = 12;
constexpr std::int64_t vocabulary = 60697;
constexpr std::int64_t benchCells = 64;
constexpr int maxLength = 1200;
constexpr int batchSize = 16;

double seconds(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

double flop(std::int64_t tokens)
{
    const auto l = static_cast<double>(tokens);
    const auto d = static_cast<double>(width);
    return static_cast<double>(layers - 1) * (12.0 * d * d * l + 4.0 * l * l * d) + 4.0 * d * d * l + 4.0 * l * d + 8.0 * d * d;
}

// GFLOP/s of the product every layer consists of, through the same code; the best of five.
double productRate(const std::string &precision)
{
    const at::NoGradGuard noGradients;
    nn::Linear part{at::rand({width, width}) - 0.5, at::rand({width}), {}};
    at::Tensor x = at::rand({4096, width});
    if (precision == "bf16") {
        nn::toBFloat16(part);
        x = x.to(at::kBFloat16);
    }
    nn::pack(part);
    double best = 1e9;
    for (int run = 0; run < 6; ++run) {
        const auto begin = Clock::now();
        for (int i = 0; i < 8; ++i) nn::linear(part, x);
        if (run > 0) best = std::min(best, seconds(begin));
    }
    return 8.0 * 2.0 * 4096.0 * static_cast<double>(width * width) / best / 1e9;
}

struct Cells {
    std::vector<TokenBatch> batches;  // of like length
    double flop = 0.0;
    double tokens = 0.0;
};

// Every gene of the file stands for one of the vocabulary: only the lengths matter for speed.
Result<Cells> stratifiedCells(const std::filesystem::path &file, const Tokenizer &tokenizer, JobContext &context)
{
    LEXICELL_TRY(dataset, io::readDataset(file, {}, context));
    LEXICELL_TRY(all, dataset.x.all());
    std::vector<std::int64_t> order(static_cast<std::size_t>(all.rows));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    const auto genes = [&](std::int64_t row) {
        return all.indptr[static_cast<std::size_t>(row) + 1] - all.indptr[static_cast<std::size_t>(row)];
    };
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return genes(a) > genes(b); });
    std::vector<std::int64_t> ids(static_cast<std::size_t>(all.columns));
    std::iota(ids.begin(), ids.end(), std::int64_t{0});
    Cells cells;
    for (std::int64_t first = 0; first < benchCells; first += batchSize) {
        data::CsrBlock block;
        block.columns = all.columns;
        std::vector<std::string> names;
        for (std::int64_t i = first; i < first + batchSize; ++i) {
            const std::int64_t row = order[static_cast<std::size_t>((2 * i + 1) * all.rows / (2 * benchCells))];
            const auto begin = all.indptr[static_cast<std::size_t>(row)];
            const auto end = all.indptr[static_cast<std::size_t>(row) + 1];
            block.indices.insert(block.indices.end(), all.indices.begin() + begin, all.indices.begin() + end);
            block.values.insert(block.values.end(), all.values.begin() + begin, all.values.begin() + end);
            block.indptr.push_back(static_cast<std::int64_t>(block.values.size()));
            names.push_back(std::to_string(row));
            const std::int64_t tokens = tokenizer.length(end - begin, {maxLength, "random", "random", 0});
            cells.flop += flop(tokens);
            cells.tokens += static_cast<double>(tokens);
        }
        block.rows = batchSize;
        LEXICELL_TRY(batch, tokenizer.tokenize(block, ids, names, {maxLength, "random", "random", 0}));
        cells.batches.push_back(std::move(batch));
    }
    return cells;
}

Result<void> bench(const std::filesystem::path &file, int threads, const std::string &wanted, bool json)
{
    JobContext context;
    nn::useThreads(threads);
    scgpt::Config config;
    std::vector<std::string> names;
    for (std::int64_t i = 0; i < vocabulary - 3; ++i) names.push_back("g" + std::to_string(i));
    const auto tokenizer = scgpt::makeTokenizer(scgpt::completeVocabulary(std::move(names), config), config);
    LEXICELL_TRY(cells, stratifiedCells(file, *tokenizer, context));
    const scgpt::Network network = scgpt::newNetwork(config, vocabulary, at::kCPU, 0);
    LEXICELL_TRY(precision, nn::choosePrecision(wanted, network.layers.front(), at::kCPU));
    const double peak = productRate(precision);
    const scgpt::Encoder encoder(network, at::kCPU, {"cpu", precision, threads});
    LEXICELL_CHECK(encoder.encodeCells(cells.batches.back(), context));  // warm-up
    std::vector<double> times;
    for (int run = 0; run < 3; ++run) {
        const auto begin = Clock::now();
        for (const TokenBatch &batch : cells.batches) LEXICELL_CHECK(encoder.encodeCells(batch, context));
        times.push_back(seconds(begin));
    }
    std::sort(times.begin(), times.end());
    const double rate = cells.flop / times[1] / 1e9;
    const double perCell = static_cast<double>(benchCells) / times[1];
    const double bound = peak * 1e9 / (cells.flop / static_cast<double>(benchCells));
    if (json) {
        std::printf(
            "{\"workload\": \"scgpt_forward\", \"data\": \"pbmc3k\", \"cells\": %lld, \"threads\": %d, \"precision\": \"%s\", "
            "\"seconds\": %.3f, \"cells_per_second\": %.3f, \"gflops\": %.1f, \"product_gflops\": %.1f, "
            "\"bound_cells_per_second\": %.3f}\n",
            static_cast<long long>(benchCells), threads, precision.c_str(), times[1], perCell, rate, peak, bound);
        return {};
    }
    std::printf("scGPT %lldx%lld, %lld cells of pbmc3k, mean %.0f tokens, %.1f GFLOP a cell, %d threads, %s\n",
                static_cast<long long>(layers), static_cast<long long>(width), static_cast<long long>(benchCells),
                cells.tokens / static_cast<double>(benchCells), cells.flop / static_cast<double>(benchCells) / 1e9, threads,
                precision.c_str());
    std::printf("  seconds (median of 3, %.2f to %.2f)   %8.2f\n", times.front(), times.back(), times[1]);
    std::printf("  cells/s                               %8.2f\n", perCell);
    std::printf("  GFLOP/s                               %8.1f\n", rate);
    std::printf("  GFLOP/s of one product of this size   %8.1f\n", peak);
    std::printf("  cells/s if all ran at that rate       %8.2f   reached: %.0f %%\n", bound, 100.0 * perCell / bound);
    return {};
}

}  // namespace

int main(int argc, char **argv)
{
    int threads = 2;
    std::string precision = "fp32";
    bool json = false;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--threads") == 0 && i + 1 < argc) threads = std::max(1, std::atoi(argv[++i]));
        else if (std::strcmp(argv[i], "--precision") == 0 && i + 1 < argc) precision = argv[++i];
        else if (std::strcmp(argv[i], "--json") == 0) json = true;
    }
    const auto file = test::realData("rnabioco_clustifyr/pbmc3k_2638x13714_counts.h5ad");
    if (!file) {
        std::fprintf(stderr, "real data is absent: set LEXICELL_DATA\n");
        return 77;
    }
    const auto done = bench(*file, threads, precision, json);
    if (!done.ok()) std::fprintf(stderr, "error: %s\n", done.error().message.c_str());
    return done.ok() ? 0 : 1;
}

#include "core/simulate/simulate.h"

#include "core/base/guarded.h"
#include "core/base/parallel.h"
#include "core/simulate/count_draws.h"
#include "core/simulate/ground_truth.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace lexicell::simulate {

namespace {

constexpr std::int64_t kBlock = 4096;  // cells between two checks for cancelling
constexpr double kDepthSpread = 0.35;  // of log depth among cells, as in 10x data

struct Cell {
    int type = 0;
    int batch = 0;
    int perturbation = 0;
    std::vector<std::int32_t> genes;  // expressed ones
    std::vector<float> counts;
};

int pick(Random &random, std::size_t n, const std::function<double(std::size_t)> &share)
{
    double rest = random.uniform();
    for (std::size_t i = 0; i + 1 < n; ++i)
        if ((rest -= share(i)) < 0.0) return static_cast<int>(i);
    return static_cast<int>(n) - 1;
}

// A cell depends only on the seed and its number.
Cell drawCell(const GroundTruth &truth, std::int64_t seed, std::int64_t number, std::vector<double> &logMean)
{
    Random random(static_cast<std::uint64_t>(seed), Random::streamOf("cell") + static_cast<std::uint64_t>(number));
    Cell cell;
    cell.batch = static_cast<int>(random.below(truth.batches.size()));
    const Batch &batch = truth.batches[static_cast<std::size_t>(cell.batch)];
    cell.type = pick(random, batch.typeShares.size(), [&](std::size_t t) { return batch.typeShares[t]; });
    cell.perturbation = pick(random, truth.perturbations.size(), [&](std::size_t p) { return truth.perturbations[p].share; });

    logMean = truth.base;
    const auto add = [&](const GeneValues &values) {
        for (const auto &[gene, value] : values) logMean[static_cast<std::size_t>(gene)] += value;
    };
    add(truth.typeEffects[static_cast<std::size_t>(cell.type)]);
    add(batch.effects);
    add(truth.perturbations[static_cast<std::size_t>(cell.perturbation)].effects);
    for (const GeneValues &loadings : truth.moduleLoadings) {
        const double activity = random.normal();
        for (const auto &[gene, loading] : loadings)
            logMean[static_cast<std::size_t>(gene)] += loading * activity - 0.5 * loading * loading;
    }
    const double logDepth = std::log(batch.depth) + kDepthSpread * random.normal();
    for (std::size_t g = 0; g < logMean.size(); ++g) {
        const double count = drawNegativeBinomial(random, std::exp(logDepth + logMean[g]), truth.dispersion[g]);
        if (count <= 0.0) continue;
        cell.genes.push_back(static_cast<std::int32_t>(g));
        cell.counts.push_back(static_cast<float>(count));
    }
    return cell;
}

// A unique 16-base barcode for every number below 2^32: each step is invertible.
std::string barcode(std::int64_t seed, std::int64_t number)
{
    auto bits = static_cast<std::uint32_t>(number) ^ static_cast<std::uint32_t>(Random::mix(static_cast<std::uint64_t>(seed)));
    for (const std::uint32_t factor : {0x9E3779B1u, 0x85EBCA77u}) bits = (bits * factor) ^ ((bits * factor) >> 15);
    std::string text;
    for (int base = 0; base < 16; ++base, bits >>= 2) text += "ACGT"[bits & 3u];
    return text + "-1";
}

data::ElementPtr text(std::vector<std::string> values)
{
    data::StringArray array;
    array.shape = {static_cast<std::int64_t>(values.size())};
    array.values = std::move(values);
    return data::makeElement(std::move(array));
}

template <class T> std::vector<std::string> namesOf(const std::vector<T> &things)
{
    std::vector<std::string> names;
    names.reserve(things.size());
    for (const T &thing : things) names.push_back(thing.name);
    return names;
}

data::ElementPtr oneText(std::string value)
{
    data::StringArray array;
    array.values = {std::move(value)};
    return data::makeElement(std::move(array));
}

data::ElementPtr categorical(std::vector<std::int32_t> codes, std::vector<std::string> names)
{
    data::Categorical column;
    column.codes = std::move(codes);
    column.categories = text(std::move(names));
    return data::makeElement(std::move(column));
}

class Writer {
  public:
    Writer(const GroundTruth &truth, std::int64_t seed) : m_truth(truth), m_seed(seed)
    {
        m_counts.columns = static_cast<std::int64_t>(truth.base.size());
    }

    void append(const Cell &cell)
    {
        m_types.push_back(cell.type);
        m_batches.push_back(cell.batch);
        m_perturbations.push_back(cell.perturbation);
        m_sums.push_back(0);
        for (const float count : cell.counts) m_sums.back() += static_cast<std::int64_t>(count);
        m_detected.push_back(static_cast<std::int64_t>(cell.genes.size()));
        m_counts.indices.insert(m_counts.indices.end(), cell.genes.begin(), cell.genes.end());
        m_counts.values.insert(m_counts.values.end(), cell.counts.begin(), cell.counts.end());
        m_counts.indptr.push_back(static_cast<std::int64_t>(m_counts.indices.size()));
        ++m_counts.rows;
    }

    data::Dataset finish(const SimulateOptions &options)
    {
        data::Dataset dataset;
        dataset.format = "simulated";
        fillObs(dataset.obs);
        fillVar(dataset.var);
        dataset.x = data::ExpressionMatrix::ofCsr(std::move(m_counts));
        dataset.uns.set("title", oneText("Simulated blood cells (Lexicell simulate, seed " + std::to_string(m_seed) +
                                         "): not measured data"));
        dataset.uns.set("lexicell_simulated", data::makeElement(data::Array::scalarBool(true)));
        dataset.uns.set("lexicell_truth", oneText(m_truth.toJson(options)));
        return dataset;
    }

  private:
    void fillObs(data::Table &obs)
    {
        const auto cells = static_cast<std::int64_t>(m_types.size());
        obs.index.shape = {cells};
        obs.index.values.reserve(m_types.size());
        for (std::int64_t c = 0; c < cells; ++c) obs.index.values.push_back(barcode(m_seed, c));
        obs.columns.set("cell_type", categorical(std::move(m_types), namesOf(cellTypes())));
        obs.columns.set("batch", categorical(std::move(m_batches), namesOf(m_truth.batches)));
        obs.columns.set("perturbation", categorical(std::move(m_perturbations), namesOf(m_truth.perturbations)));
        obs.columns.set("n_counts", data::makeElement(data::Array::of(m_sums)));
        obs.columns.set("n_genes", data::makeElement(data::Array::of(m_detected)));
    }

    void fillVar(data::Table &var) const
    {
        std::vector<std::string> identifiers;
        identifiers.reserve(m_truth.panel.genes.size());
        for (const PanelGene &gene : m_truth.panel.genes) {
            var.index.values.push_back(gene.symbol);
            identifiers.push_back(gene.ensembl);
        }
        var.index.shape = {static_cast<std::int64_t>(var.index.values.size())};
        const std::size_t genes = identifiers.size();
        var.columns.set("gene_ids", text(std::move(identifiers)));
        var.columns.set("feature_types", categorical(std::vector<std::int32_t>(genes, 0), {"Gene Expression"}));
    }

    const GroundTruth &m_truth;
    std::int64_t m_seed;
    data::CsrBlock m_counts;
    std::vector<std::int32_t> m_types;
    std::vector<std::int32_t> m_batches;
    std::vector<std::int32_t> m_perturbations;
    std::vector<std::int64_t> m_sums;
    std::vector<std::int64_t> m_detected;
};

Result<void> checkOptions(const SimulateOptions &options)
{
    const auto usage = [](const char *option, const std::string &message) {
        return Error{errors::badOption, message, {}, {{option}}};
    };
    if (options.cells < 1) return usage("cells", "The number of cells must be at least 1.");
    if (options.genes < 100)
        return usage("genes", "The number of genes must be at least 100. Fewer genes do not separate the cell types.");
    if (options.batches < 1) return usage("batches", "The number of batches must be at least 1.");
    if (options.knockouts < 0 || options.knockouts > options.genes / 4)
        return usage("knockouts", "The number of knock-outs must be between 0 and a quarter of the genes, here " +
                                      std::to_string(options.genes / 4) + ".");
    return {};
}

}  // namespace

Result<data::Dataset> simulate(const SimulateOptions &options, JobContext &context)
{
    LEXICELL_CHECK(checkOptions(options));
    return guarded(
        "simulate " + std::to_string(options.cells) + " cells of " + std::to_string(options.genes) + " genes",
        [&]() -> Result<data::Dataset> {
            LEXICELL_TRY(truth, makeGroundTruth(options));
            Writer writer(truth, options.seed);
            std::vector<Cell> block;
            for (std::int64_t begin = 0; begin < options.cells; begin += kBlock) {
                if (context.cancelled()) return cancelled();
                context.report(static_cast<double>(begin) / options.cells, "simulating cells");
                const std::int64_t size = std::min<std::int64_t>(kBlock, options.cells - begin);
                block.assign(static_cast<std::size_t>(size), {});
                parallelFor(size, context.threads, [&](std::int64_t first, std::int64_t last) {
                    std::vector<double> logMean;
                    for (std::int64_t c = first; c < last; ++c)
                        block[static_cast<std::size_t>(c)] = drawCell(truth, options.seed, begin + c, logMean);
                });
                for (const Cell &cell : block) writer.append(cell);
            }
            context.report(1.0, "simulating cells");
            return writer.finish(options);
        },
        "Simulate fewer.");
}

}  // namespace lexicell::simulate

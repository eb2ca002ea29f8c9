#include "core/analysis/harmony.h"

#include "core/analysis/batch_codes.h"
#include "core/base/guarded.h"
#include "core/base/parallel.h"
#include "core/base/random.h"

#include <Eigen/Dense>
#include <kmeans/kmeans.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace lexicell::analysis {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Parts of the work have these sizes for any number of threads, so that sums have one order.
constexpr Index cellsOfPart = 256;
constexpr Index clustersOfPart = 10;
constexpr int lloydIterations = 25;
constexpr int sweepsOfAverage = 3;  // the objective of a clustering is averaged over as many sweeps before it is compared

MatrixXd onUnitSphere(MatrixXd columns)
{
    for (Index i = 0; i < columns.cols(); ++i)
        if (const double length = columns.col(i).norm(); length > 0.0) columns.col(i) /= length;
    return columns;
}

class Harmony {
  public:
    Harmony(const data::MatrixView &components, const CellsByBatch &sorted, const HarmonyOptions &options, JobContext &context)
        : m_sorted(sorted), m_options(options), m_context(context), m_cells(components.rows), m_batches(sorted.batches()),
          m_random(options.seed, Random::streamOf("harmony order")), m_raw(components.columns, components.rows),
          m_batchOf(static_cast<std::size_t>(components.rows)), m_share(sorted.batches()), m_order(m_batchOf.size()),
          m_cost(components.rows)
    {
        const Eigen::Map<const Eigen::MatrixXf> given(components.values, components.columns, components.rows);
        for (Index i = 0; i < m_cells; ++i) m_raw.col(i) = given.col(sorted.cells[static_cast<std::size_t>(i)]).cast<double>();
        for (Index b = 0; b < m_batches; ++b) {
            std::fill_n(m_batchOf.begin() + begin(b), sorted.size(b), b);
            m_share[b] = static_cast<double>(sorted.size(b)) / static_cast<double>(m_cells);
        }
        std::iota(m_order.begin(), m_order.end(), Index{0});
        m_corrected = m_raw;
        m_unit = onUnitSphere(m_raw);
    }

    Result<HarmonyResult> run()
    {
        HarmonyResult result;
        startClusters();
        result.objective.push_back(objective());
        for (int round = 0; round < m_options.rounds && !result.converged; ++round) {
            m_context.report(static_cast<double>(round) / m_options.rounds, "Harmony");
            cluster();
            if (m_context.cancelled()) return cancelled();
            const double before = result.objective.back();
            result.objective.push_back(objective());
            correct();
            result.converged = before - result.objective.back() < m_options.roundTolerance * std::abs(before);
        }
        result.corrected = {m_cells, m_raw.rows(), std::vector<float>(static_cast<std::size_t>(m_raw.size())), {}};
        Eigen::Map<Eigen::MatrixXf> to(result.corrected.values.data(), m_raw.rows(), m_cells);
        for (Index i = 0; i < m_cells; ++i)
            to.col(m_sorted.cells[static_cast<std::size_t>(i)]) = m_corrected.col(i).cast<float>();
        return result;
    }

  private:
    Index begin(Index batch) const { return m_sorted.begin[static_cast<std::size_t>(batch)]; }

    void startClusters()
    {
        const int threads = threadCount(m_context.threads);
        const auto wanted =
            m_options.clusters > 0 ? static_cast<Index>(m_options.clusters) : std::min<Index>((m_cells + 15) / 30, 100);
        const auto count = static_cast<int>(std::clamp<Index>(wanted, 1, m_cells));
        const kmeans::SimpleMatrix<std::int32_t, double> cells(static_cast<std::size_t>(m_unit.rows()),
                                                               static_cast<std::int32_t>(m_cells), m_unit.data());
        kmeans::InitializeKmeansppOptions starting;
        starting.seed = Random(m_options.seed, Random::streamOf("harmony centers"))();
        starting.num_threads = threads;
        kmeans::RefineLloydOptions refining;
        refining.max_iterations = lloydIterations;
        refining.num_threads = threads;
        const auto found = kmeans::compute<std::int32_t, double, int, double>(
            cells, kmeans::InitializeKmeanspp<std::int32_t, double, int, double>(starting),
            kmeans::RefineLloyd<std::int32_t, double, int, double>(refining), count);
        // Equal cells leave clusters without any.
        std::vector<Index> used;
        for (int k = 0; k < count; ++k)
            if (found.details.sizes[static_cast<std::size_t>(k)] > 0) used.push_back(k);
        const Eigen::Map<const MatrixXd> centers(found.centers.data(), m_unit.rows(), count);
        m_centers = onUnitSphere(centers(Eigen::placeholders::all, used));
        m_membership.resize(m_centers.cols(), m_cells);
        assign(0, m_cells, MatrixXd::Zero(clusters(), m_batches));
        m_observed = MatrixXd::Zero(clusters(), m_batches);
        addBlock(0, m_cells, 1.0);
    }

    Index clusters() const { return m_centers.cols(); }

    // Logarithm of expected over observed cells of each batch in each cluster, times theta.
    MatrixXd diversity() const
    {
        const MatrixXd expected = m_observed.rowwise().sum() * m_share.transpose();
        return m_options.theta * ((expected.array() + 1.0) / (m_observed.array() + 1.0)).log().matrix();
    }

    // New memberships of the cells [from, to) of the order: proportional to exp(-2 (1 - cosine) / sigma + bias). Their part of
    // the objective but for the penalty goes to m_cost.
    void assign(Index from, Index to, const MatrixXd &bias)
    {
        const Index parts = (to - from + cellsOfPart - 1) / cellsOfPart;
        parallelFor(parts, m_context.threads, [&](std::int64_t first, std::int64_t last) {
            MatrixXd some(m_unit.rows(), cellsOfPart), cosines(clusters(), cellsOfPart);
            VectorXd weights(clusters());
            for (Index part = first; part < last; ++part) {
                const Index start = from + part * cellsOfPart, count = std::min(cellsOfPart, to - start);
                for (Index i = 0; i < count; ++i) some.col(i) = m_unit.col(m_order[static_cast<std::size_t>(start + i)]);
                cosines.leftCols(count).noalias() = m_centers.transpose() * some.leftCols(count);
                for (Index i = 0; i < count; ++i) {
                    const Index cell = m_order[static_cast<std::size_t>(start + i)];
                    const auto ownBias = bias.col(m_batchOf[static_cast<std::size_t>(cell)]);
                    weights = 2.0 / m_options.sigma * (cosines.col(i).array() - 1.0).matrix() + ownBias;
                    const double most = weights.maxCoeff();
                    auto own = m_membership.col(cell);
                    own = (weights.array() - most).exp().matrix();
                    const double sum = own.sum();
                    own /= sum;
                    // distance + sigma log(membership) of a cluster is sigma (bias - most - log(sum))
                    m_cost[cell] = m_options.sigma * (own.dot(ownBias) - most - std::log(sum));
                }
            }
        });
    }

    void addBlock(Index from, Index to, double sign)
    {
        for (Index i = from; i < to; ++i) {
            const Index cell = m_order[static_cast<std::size_t>(i)];
            m_observed.col(m_batchOf[static_cast<std::size_t>(cell)]) += sign * m_membership.col(cell);
        }
    }

    double objective() const { return m_cost.sum() - m_options.sigma * m_observed.cwiseProduct(diversity()).sum(); }

    void cluster()
    {
        std::vector<double> objectives;
        for (int sweep = 0; sweep < m_options.sweeps; ++sweep) {
            updateCenters();
            assignInBlocks();
            if (m_context.cancelled()) return;
            objectives.push_back(objective());
            if (objectives.size() <= sweepsOfAverage + 1) continue;
            const double before = std::accumulate(objectives.end() - sweepsOfAverage - 1, objectives.end() - 1, 0.0);
            const double change = objectives.back() - *(objectives.end() - sweepsOfAverage - 1);
            if (std::abs(change) < m_options.sweepTolerance * std::abs(before)) return;
        }
    }

    void updateCenters()
    {
        MatrixXd sums = MatrixXd::Zero(m_unit.rows(), clusters());
        for (const MatrixXd &ofBatch : weightedSums(m_unit)) sums += ofBatch;
        for (Index k = 0; k < clusters(); ++k)
            if (const double length = sums.col(k).norm(); length > 0.0) m_centers.col(k) = sums.col(k) / length;
    }

    void assignInBlocks()
    {
        for (std::size_t i = m_order.size(); i > 1; --i) std::swap(m_order[i - 1], m_order[m_random.below(i)]);
        const auto blocks = std::clamp<Index>(static_cast<Index>(std::ceil(1.0 / m_options.blockShare)), 1, m_cells);
        for (Index block = 0; block < blocks && !m_context.cancelled(); ++block) {
            const Index from = m_cells * block / blocks, to = m_cells * (block + 1) / blocks;
            addBlock(from, to, -1.0);
            assign(from, to, diversity());
            addBlock(from, to, 1.0);
        }
    }

    // Of each batch: sums of its cells' values [components x clusters], weighted with the memberships.
    std::vector<MatrixXd> weightedSums(const MatrixXd &values) const
    {
        std::vector<MatrixXd> sums(static_cast<std::size_t>(m_batches), MatrixXd(values.rows(), clusters()));
        const Index parts = (clusters() + clustersOfPart - 1) / clustersOfPart;
        parallelFor(m_batches * parts, m_context.threads, [&](std::int64_t first, std::int64_t last) {
            for (Index task = first; task < last; ++task) {
                const Index batch = task / parts, k = task % parts * clustersOfPart;
                const Index some = std::min(clustersOfPart, clusters() - k), cells = m_sorted.size(batch);
                sums[static_cast<std::size_t>(batch)].middleCols(k, some).noalias() =
                    values.middleCols(begin(batch), cells) * m_membership.block(k, begin(batch), some, cells).transpose();
            }
        });
        return sums;
    }

    // The shift of batch b in a cluster minimizes sum of membership |value - center - shift_b|^2 + lambda |shift_b|^2, where the
    // center has no penalty. With n_b cells that sum to s_b: shift_b = (s_b - n_b center) / (n_b + lambda), and the
    // center is the mean of s_b / n_b with weights n_b / (n_b + lambda).
    void correct()
    {
        std::vector<MatrixXd> shifts = weightedSums(m_raw);
        MatrixXd mass(clusters(), m_batches);
        for (Index b = 0; b < m_batches; ++b) mass.col(b) = m_membership.middleCols(begin(b), m_sorted.size(b)).rowwise().sum();
        for (Index k = 0; k < clusters(); ++k) {
            VectorXd center = VectorXd::Zero(m_raw.rows());
            double weight = 0.0;
            for (Index b = 0; b < m_batches; ++b) {
                center += shifts[static_cast<std::size_t>(b)].col(k) / (mass(k, b) + m_options.lambda);
                weight += mass(k, b) / (mass(k, b) + m_options.lambda);
            }
            if (weight > 0.0) center /= weight;
            for (Index b = 0; b < m_batches; ++b) {
                auto shift = shifts[static_cast<std::size_t>(b)].col(k);
                shift = ((shift - mass(k, b) * center) / (mass(k, b) + m_options.lambda)).eval();
            }
        }
        for (Index b = 0; b < m_batches; ++b) {
            const Index parts = (m_sorted.size(b) + cellsOfPart - 1) / cellsOfPart;
            parallelFor(parts, m_context.threads, [&](std::int64_t first, std::int64_t last) {
                for (Index part = first; part < last; ++part) {
                    const Index start = begin(b) + part * cellsOfPart;
                    const Index count = std::min(cellsOfPart, begin(b + 1) - start);
                    m_corrected.middleCols(start, count) = m_raw.middleCols(start, count);
                    m_corrected.middleCols(start, count).noalias() -=
                        shifts[static_cast<std::size_t>(b)] * m_membership.middleCols(start, count);
                }
            });
        }
        m_unit = onUnitSphere(m_corrected);
    }

    const CellsByBatch &m_sorted;
    const HarmonyOptions &m_options;
    JobContext &m_context;
    Index m_cells, m_batches;
    Random m_random;
    // Cells are columns, batch by batch.
    MatrixXd m_raw, m_corrected, m_unit;  // [components x cells]
    std::vector<Index> m_batchOf;         // [cells]
    VectorXd m_share;                     // [batches] of all cells
    std::vector<Index> m_order;           // [cells] in which memberships are renewed
    MatrixXd m_centers;                   // [components x clusters], on the unit sphere
    MatrixXd m_membership;                // [clusters x cells], a cell's sum to 1
    MatrixXd m_observed;                  // [clusters x batches] cells, by membership
    VectorXd m_cost;                      // [cells]
};

Result<void> checkHarmonyOptions(const HarmonyOptions &options)
{
    const auto positive = [](double value) { return std::isfinite(value) && value > 0.0; };
    if (!std::isfinite(options.theta) || options.theta < 0.0)
        return Error{errors::badOption, "theta of Harmony must be at least 0."};
    if (!positive(options.lambda) || !positive(options.sigma))
        return Error{errors::badOption, "lambda and sigma of Harmony must be larger than 0."};
    if (!positive(options.blockShare) || options.blockShare > 1.0)
        return Error{errors::badOption, "The share of cells that Harmony assigns at once must be above 0 and at most 1."};
    if (options.clusters < 0 || options.rounds < 1 || options.sweeps < 1)
        return Error{errors::badOption, "Harmony needs at least one round and one sweep, and no negative number of clusters."};
    return {};
}

}  // namespace

Result<HarmonyResult> harmony(const data::MatrixView &components, const std::vector<std::int32_t> &batches,
                              const HarmonyOptions &options, JobContext &context)
{
    return guarded(
        "correct the batches with Harmony",
        [&]() -> Result<HarmonyResult> {
            LEXICELL_CHECK(checkHarmonyOptions(options));
            LEXICELL_TRY(sorted, cellsByBatch(components, batches));
            if (context.cancelled()) return cancelled();
            if (sorted.batches() == 1) {
                const float *const values = components.values;
                return HarmonyResult{{components.rows,
                                      components.columns,
                                      std::vector<float>(values, values + components.rows * components.columns),
                                      {}},
                                     {},
                                     true};
            }
            return Harmony(components, sorted, options, context).run();
        },
        "Use fewer cells.");
}

}  // namespace lexicell::analysis

#include "models/tasks/knock_out/shortlist.h"

#include "core/base/guarded.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "models/contracts/cell_variants.h"
#include "models/families/torch_library.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace lexicell::models::tasks {

namespace {

double product(const CellVector &a, const CellVector &b) { return std::inner_product(a.begin(), a.end(), b.begin(), 0.0); }

// The slope of cos(E, μ) at E.
std::vector<float> slopeToward(const CellVector &vector, const CellVector &goal)
{
    const double length = std::sqrt(product(vector, vector)), reach = std::sqrt(product(goal, goal));
    const double cos = product(vector, goal) / (length * reach);
    std::vector<float> slope;
    for (std::size_t i = 0; i < vector.size(); ++i)
        slope.push_back(static_cast<float>((goal[i] / reach - cos * vector[i] / length) / length));
    return slope;
}

// Random directions across E. Every cell has its own, so that their errors cancel in the mean over cells.
std::vector<float> acrossDirections(const CellVector &vector, std::int64_t seed, const std::string &cell)
{
    Random random(static_cast<std::uint64_t>(seed), Random::streamOf("shortlist " + cell));
    const double square = product(vector, vector);
    std::vector<float> all;
    for (std::int64_t k = 0; k < shortlistDirections; ++k) {
        CellVector direction(vector.size());
        for (double &value : direction) value = random.normal();
        const double along = square > 0.0 ? product(direction, vector) / square : 0.0;
        for (std::size_t i = 0; i < vector.size(); ++i) all.push_back(static_cast<float>(direction[i] - along * vector[i]));
    }
    return all;
}

class Ranker {
  public:
    Ranker(const input::PreparedCells &cells, const LoadedModel &model, const ChangeJob &job, JobContext &context)
        : m_cells(cells), m_model(model), m_job(job), m_context(context), m_gradients(changeGradients(*model.cells)),
          m_workers(model.compute.device.starts_with("cuda") ? 1 : threadCount(context.threads)), m_sums(job.targets.size(), 0.0),
          m_counts(job.targets.size(), 0)
    {
        for (std::size_t i = 0; i < job.targets.size(); ++i)
            if (job.targets[i].size() == 1) m_targetOf.emplace(job.targets[i].front(), i);
        if (model.compute.device.empty()) return;
        if (const auto library = torchLibrary(); library.ok()) m_torch = *library;
    }

    Result<std::vector<double>> run()
    {
        LEXICELL_CHECK(forEachIntactCell(m_cells, m_job.cells, [this](std::size_t place, const IntactCell &cell) -> Result<void> {
            m_waiting.push_back({place, withLabel(cell.tokens(), m_cells, m_job.cells[place]), std::vector<float>()});
            return static_cast<std::int64_t>(m_waiting.size()) >= m_workers ? rank() : Result<void>();
        }));
        LEXICELL_CHECK(rank());
        std::vector<double> scores(m_sums.size(), 0.0);
        for (std::size_t i = 0; i < scores.size(); ++i)
            if (m_counts[i] > 0) scores[i] = std::abs(m_sums[i]) / static_cast<double>(m_counts[i]);
        return scores;
    }

  private:
    struct Waiting {
        std::size_t place;
        TokenBatch tokens;
        Result<std::vector<float>> moved;  // [directions x tokens]
    };

    // Each cell on one thread, so that its bits do not depend on their number.
    Result<void> rank()
    {
        std::atomic<std::size_t> next{0};
        const auto work = [&](std::int64_t, std::int64_t) {
            if (m_torch) m_torch->keepToOneThread(true);
            for (std::size_t i = next++; i < m_waiting.size(); i = next++)
                m_waiting[i].moved = guarded("rank genes", [&] { return moved(m_waiting[i]); });
            if (m_torch) m_torch->keepToOneThread(false);
        };
        parallelFor(std::min<std::int64_t>(m_workers, static_cast<std::int64_t>(m_waiting.size())), static_cast<int>(m_workers),
                    work);
        if (m_torch) m_torch->useThreads(m_model.compute.threads);
        for (const Waiting &cell : m_waiting) {
            LEXICELL_CHECK(cell.moved);
            take(cell);
        }
        m_done += m_waiting.size();
        m_waiting.clear();
        m_context.report(static_cast<double>(m_done) / static_cast<double>(std::max<std::size_t>(1, m_job.cells.size())),
                         "Ranking genes: " + std::to_string(m_done) + " of " + std::to_string(m_job.cells.size()) + " cells");
        return {};
    }

    Result<std::vector<float>> moved(const Waiting &cell) const
    {
        if (m_context.cancelled()) return cancelled();
        const CellVector &vector = m_job.intact[cell.place];
        return m_gradients->firstOrder(cell.tokens, m_job.change.kind,
                                       m_job.goal.given() ? slopeToward(vector, m_job.goal.toward)
                                                          : acrossDirections(vector, m_cells.tokens.seed, nameOf(cell.place)),
                                       m_context);
    }

    const std::string &nameOf(std::size_t place) const { return m_cells.names[static_cast<std::size_t>(m_job.cells[place])]; }

    void take(const Waiting &cell)
    {
        const std::vector<float> &moves = *cell.moved;
        const std::size_t tokens = cell.tokens.genes.size();
        for (std::size_t token = 0; token < tokens; ++token) {
            const auto found = m_targetOf.find(cell.tokens.genes[token]);
            if (found == m_targetOf.end() || (!cell.tokens.undetected.empty() && cell.tokens.undetected[token])) continue;
            double sum = 0.0;
            for (std::size_t at = token; at < moves.size(); at += tokens) {
                const auto move = static_cast<double>(moves[at]);
                sum += m_job.goal.given() ? move : move * move;
            }
            m_sums[found->second] += sum;
            ++m_counts[found->second];
        }
    }

    const input::PreparedCells &m_cells;
    const LoadedModel &m_model;
    const ChangeJob &m_job;
    JobContext &m_context;
    const ChangeGradients *m_gradients;
    std::int64_t m_workers;
    const TorchLibrary *m_torch = nullptr;                     // null: the model was not opened by it (tests)
    std::unordered_map<std::int64_t, std::size_t> m_targetOf;  // by vocabulary id
    std::vector<double> m_sums;
    std::vector<std::int64_t> m_counts;
    std::vector<Waiting> m_waiting;
    std::size_t m_done = 0;
};

}  // namespace

Result<void> checkShortlist(const LoadedModel &model, const GeneChange &change)
{
    const auto *gradients = changeGradients(*model.cells);
    if (gradients && gradients->ranks(change.kind)) return {};
    return Error{errors::unsupportedMode,
                 "Genes cannot be ranked beforehand for the mode " + std::string(toString(change.kind)) + " with " +
                     model.card.name + ". Name fewer genes, or choose another mode.",
                 {},
                 {{"shortlist"}, {"mode"}}};
}

Result<std::vector<double>> shortlistScores(const input::PreparedCells &cells, const LoadedModel &model, const ChangeJob &job,
                                            JobContext &context)
{
    return guarded(
        "rank genes", [&] { return Ranker(cells, model, job, context).run(); }, "Use fewer threads, or close other programs.");
}

std::vector<std::size_t> largestScores(const std::vector<double> &scores, const std::vector<std::int64_t> &order,
                                       std::size_t count)
{
    std::vector<std::size_t> places(scores.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::sort(places.begin(), places.end(),
              [&](std::size_t a, std::size_t b) { return scores[a] != scores[b] ? scores[a] > scores[b] : order[a] < order[b]; });
    places.resize(std::min(count, places.size()));
    std::sort(places.begin(), places.end());
    return places;
}

}  // namespace lexicell::models::tasks

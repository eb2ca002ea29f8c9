#include "models/tasks/knock_out/changed_cells.h"

#include "core/base/guarded.h"
#include "core/base/pace.h"
#include "models/input/cell_survey.h"
#include "models/tasks/knock_out/part_identity.h"
#include "models/tasks/knock_out/row_encoder.h"
#include "models/tasks/knock_out/target_state.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>

namespace lexicell::models::tasks {

namespace {

constexpr const char *memoryAdvice = "Use smaller batches or shorter inputs, or close other programs.";

class Run {
  public:
    Run(const input::PreparedCells &cells, const LoadedModel &model, const ChangeJob &job, JobContext &context)
        : m_cells(cells), m_model(model), m_job(job), m_context(context), m_encoder(model, cells.batchSize, context.threads)
    {
        m_result.targets.resize(job.targets.size());
        for (TargetShifts &target : m_result.targets)
            target.change.assign(job.intact.empty() ? 0 : job.intact.front().size(), 0.0);
    }

    Result<ChangedCells> all()
    {
        if (m_job.unfinished) LEXICELL_CHECK(takeUp());
        const auto done = changeAll();
        if (m_job.unfinished && done.ok()) m_job.unfinished->end(stateOf(m_result, m_taken));
        // The first failure counts: what is on the disk already stays there.
        if (m_job.unfinished && !done.ok()) static_cast<void>(m_job.unfinished->keep(stateOf(m_result, m_taken)).ok());
        if (!done.ok()) return done.error();
        return std::move(m_result);
    }

  private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    struct Waiting {
        std::size_t place, target;
        bool replaced;
        std::size_t intact, changed;  // rows of the encoder; none: the plain intact cell, no change
    };

    // Goes on from what an interrupted run has taken.
    Result<void> takeUp()
    {
        LEXICELL_TRY(identity, identityOf("single changes", m_cells, m_model, m_job));
        LEXICELL_TRY(state, m_job.unfinished->begin(identity));
        LEXICELL_TRY(taken, restore(m_result, state, m_job.cells.size()));
        m_taken = m_next = taken;
        return {};
    }

    Result<void> changeAll()
    {
        LEXICELL_CHECK(forEachIntactCell(m_cells, m_job.cells,
                                         [this](std::size_t place, const IntactCell &cell) { return addTargets(place, cell); }));
        return takeNumbers();
    }

    Result<void> addTargets(std::size_t place, const IntactCell &cell)
    {
        if (place < m_next.place) return {};
        m_encoder.startCell(withLabel(cell.tokens(), m_cells, m_job.cells[place]));
        for (std::size_t target = m_next.target; target < m_job.targets.size(); ++target) {
            m_next = {place, target + 1};
            if (!m_job.targets[target].empty()) LEXICELL_CHECK(add(place, target, cell));
        }
        m_next = {place + 1, 0};
        return {};
    }

    Result<void> add(std::size_t place, std::size_t target, const IntactCell &cell)
    {
        LEXICELL_TRY(changed, cell.change(m_job.targets[target], m_job.change));
        if (!changed.takesPart) return {};
        const std::int64_t row = m_job.cells[place];
        Waiting item{place, target, changed.replaced > 0, none, none};
        if (changed.changed.cells > 0) {
            if (changed.intact.cells > 0) item.intact = m_encoder.add(withLabel(std::move(changed.intact), m_cells, row));
            item.changed = m_encoder.add(withLabel(std::move(changed.changed), m_cells, row));
        }
        m_waiting.push_back(item);
        return m_encoder.full() ? takeNumbers() : Result<void>();
    }

    Result<void> takeNumbers()
    {
        const auto rows = static_cast<std::int64_t>(m_encoder.size());
        LEXICELL_TRY(vectors, m_encoder.encode(m_context));
        m_result.passes += rows;
        for (const Waiting &item : m_waiting) {
            TargetShifts &target = m_result.targets[item.target];
            target.replaced += item.replaced ? 1 : 0;
            target.cells.push_back(static_cast<std::int64_t>(item.place));
            if (item.changed == none) {
                ++target.unchanged;
                const double alike = m_job.goal.given() ? 0.0 : std::numeric_limits<double>::quiet_NaN();
                target.shifts.push_back({0.0, alike, alike});
                continue;
            }
            const CellVector &intact = item.intact == none ? m_job.intact[item.place] : vectors[item.intact];
            const CellVector &changed = vectors[item.changed];
            target.shifts.push_back(cellShift(intact, changed, m_job.goal));
            for (std::size_t i = 0; i < changed.size(); ++i) target.change[i] += changed[i] - intact[i];
        }
        m_waiting.clear();
        if (!m_doneBefore) m_doneBefore = pairsBefore(m_taken);
        m_taken = m_next;
        reportProgress();
        return m_job.unfinished && m_job.unfinished->due() ? m_job.unfinished->keep(stateOf(m_result, m_taken)) : Result<void>();
    }

    std::size_t pairsBefore(const PairPlace &place) const { return place.place * m_job.targets.size() + place.target; }

    void reportProgress()
    {
        const std::size_t pairs = m_job.cells.size() * m_job.targets.size();
        const std::size_t done = pairsBefore(m_taken);
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - m_begin;
        m_context.report(static_cast<double>(done) / static_cast<double>(std::max<std::size_t>(pairs, 1)),
                         "Changing genes: " + std::to_string(done) + " of " + std::to_string(pairs) + " gene-cell pairs (" +
                             rateText(static_cast<double>(done - *m_doneBefore), elapsed.count(), "pairs") + ")");
    }

    const input::PreparedCells &m_cells;
    const LoadedModel &m_model;
    const ChangeJob &m_job;
    JobContext &m_context;
    RowEncoder m_encoder;
    std::vector<Waiting> m_waiting;
    ChangedCells m_result;
    PairPlace m_next;                         // the pair to add next
    PairPlace m_taken;                        // all pairs before this one are in m_result
    std::optional<std::size_t> m_doneBefore;  // pairs that an earlier run computed
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

Result<std::vector<CellVector>> encodeIntact(const input::PreparedCells &cells, const LoadedModel &model,
                                             const std::vector<std::int64_t> &which, JobContext &context)
{
    std::vector<CellVector> all;
    RowEncoder encoder(model, cells.batchSize, context.threads);
    const auto take = [&]() -> Result<void> {
        LEXICELL_TRY(vectors, encoder.encode(context));
        for (CellVector &vector : vectors) all.push_back(std::move(vector));
        context.report(static_cast<double>(all.size()) / static_cast<double>(std::max<std::size_t>(1, which.size())),
                       "Embedding the intact cells: " + std::to_string(all.size()) + " of " + std::to_string(which.size()));
        return {};
    };
    LEXICELL_CHECK(forEachIntactCell(cells, which, [&](std::size_t place, const IntactCell &cell) -> Result<void> {
        encoder.add(withLabel(cell.tokens(), cells, which[place]));
        return encoder.full() ? take() : Result<void>();
    }));
    LEXICELL_CHECK(take());
    return all;
}

}  // namespace

Result<void> forEachIntactCell(const input::PreparedCells &cells, const std::vector<std::int64_t> &which,
                               const IntactCellWork &work)
{
    const auto *changes = geneChanges(*cells.tokenizer);
    const std::int64_t step = input::windowRows(cells.matrix);
    std::size_t next = 0;
    while (next < which.size()) {
        const std::int64_t begin = which[next] / step * step;
        LEXICELL_TRY(window, cells.matrix.rows(begin, std::min(begin + step, cells.cells())));
        for (; next < which.size() && which[next] < begin + step; ++next) {
            const auto &name = cells.names[static_cast<std::size_t>(which[next])];
            LEXICELL_TRY(cell, changes->intactCell(window, which[next] - begin, cells.coverage.geneIds, name, cells.tokens));
            LEXICELL_CHECK(work(next, *cell));
        }
    }
    return {};
}

TokenBatch withLabel(TokenBatch row, const input::PreparedCells &cells, std::int64_t cell)
{
    if (!cells.batches.empty()) row.batches = {cells.batches[static_cast<std::size_t>(cell)]};
    return row;
}

Result<std::vector<CellVector>> intactVectors(const input::PreparedCells &cells, const LoadedModel &model,
                                              const std::vector<std::int64_t> &which, JobContext &context)
{
    return guarded(
        "embed the intact cells", [&] { return encodeIntact(cells, model, which, context); }, memoryAdvice);
}

Result<ChangedCells> changeCells(const input::PreparedCells &cells, const LoadedModel &model, const ChangeJob &job,
                                 JobContext &context)
{
    return guarded(
        "change genes and embed the cells", [&] { return Run(cells, model, job, context).all(); }, memoryAdvice);
}

}  // namespace lexicell::models::tasks

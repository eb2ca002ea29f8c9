#include "models/tasks/knock_out/pair_effects.h"

#include "core/base/guarded.h"
#include "models/tasks/knock_out/part_identity.h"
#include "models/tasks/knock_out/row_encoder.h"
#include "models/tasks/knock_out/target_state.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace lexicell::models::tasks {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

void addTo(CellVector &sum, const CellVector &more)
{
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += more[i];
}

double length(const CellVector &vector)
{
    double squares = 0.0;
    for (const double value : vector) squares += value * value;
    return std::sqrt(squares);
}

class PairRun {
  public:
    PairRun(const input::PreparedCells &cells, const LoadedModel &model, const PairJob &job, JobContext &context)
        : m_cells(cells), m_model(model), m_job(job), m_context(context), m_encoder(model, cells.batchSize, context.threads)
    {
        const std::size_t width = job.intact.empty() ? 0 : job.intact.front().size();
        for (std::size_t a = 0; a < job.genes.size(); ++a)
            for (std::size_t b = a + 1; b < job.genes.size(); ++b)
                m_pairs.push_back({a, b, CellVector(width, 0.0), CellVector(width, 0.0)});
    }

    Result<PairEffects> run()
    {
        if (m_job.unfinished) LEXICELL_CHECK(takeUp());
        const auto done = forEachIntactCell(m_cells, m_job.query.cells,
                                            [this](std::size_t place, const IntactCell &cell) { return addCell(place, cell); });
        if (m_job.unfinished && done.ok()) m_job.unfinished->end(state());
        // The first failure counts: what is on the disk already stays there.
        if (m_job.unfinished && !done.ok()) static_cast<void>(m_job.unfinished->keep(state()).ok());
        if (!done.ok()) return done.error();
        PairEffects result;
        for (const Sums &sums : m_pairs) result.pairs.push_back(effectOfPair(sums));
        result.passes = m_passes;
        return result;
    }

  private:
    struct Sums {
        std::size_t a, b;
        CellVector together, apart;                                      // sums of E' − E: of both, of the two singles
        std::vector<CellShift> shifts = {}, shiftsA = {}, shiftsB = {};  // of each cell
        std::vector<std::int64_t> cells = {};
        std::int64_t replaced = 0;  // cells in which a gene took the place of a drawn one
    };
    // A changed cell by its rows; no row: the plain intact cell, no change.
    struct Waiting {
        std::optional<std::size_t> intact, changed;
        bool replaced = false;
    };
    struct Change {
        CellShift shift;
        CellVector change;
    };

    std::size_t add(TokenBatch row) { return m_vectors.size() + m_encoder.add(std::move(row)); }

    // The rows that wait, so that they never take much memory; their vectors are few.
    Result<void> encode()
    {
        LEXICELL_TRY(vectors, m_encoder.encode(m_context));
        for (CellVector &vector : vectors) m_vectors.push_back(std::move(vector));
        return {};
    }

    // Empty: the cell does not take part.
    Result<std::optional<Waiting>> add(std::size_t place, const IntactCell &cell, const std::vector<std::int64_t> &genes)
    {
        LEXICELL_TRY(changed, cell.change(genes, m_job.change));
        if (!changed.takesPart) return std::optional<Waiting>();
        Waiting waiting;
        waiting.replaced = changed.replaced > 0;
        const std::int64_t row = m_job.query.cells[place];
        if (changed.changed.cells > 0) {
            if (changed.intact.cells > 0) waiting.intact = add(withLabel(std::move(changed.intact), m_cells, row));
            waiting.changed = add(withLabel(std::move(changed.changed), m_cells, row));
        }
        if (m_encoder.full()) LEXICELL_CHECK(encode());
        return std::optional<Waiting>(waiting);
    }

    Result<void> addCell(std::size_t place, const IntactCell &cell)
    {
        if (place < m_next) return {};
        m_encoder.startCell(withLabel(cell.tokens(), m_cells, m_job.query.cells[place]));
        std::vector<std::optional<Waiting>> singles, pairs;
        for (const std::int64_t gene : m_job.genes) {
            LEXICELL_TRY(single, add(place, cell, {gene}));
            singles.push_back(single);
        }
        for (const Sums &sums : m_pairs) {
            pairs.emplace_back();
            if (!singles[sums.a] || !singles[sums.b]) continue;
            LEXICELL_TRY(pair, add(place, cell, {m_job.genes[sums.a], m_job.genes[sums.b]}));
            pairs.back() = pair;
        }
        LEXICELL_CHECK(encode());
        takeCell(place, singles, pairs, m_vectors);
        m_passes += static_cast<std::int64_t>(m_vectors.size());
        m_vectors.clear();
        m_next = place + 1;
        m_context.report(static_cast<double>(place + 1) / static_cast<double>(m_job.query.cells.size()),
                         "Changing pairs of genes: " + std::to_string(place + 1) + " of " +
                             std::to_string(m_job.query.cells.size()) + " cells");
        return m_job.unfinished && m_job.unfinished->due() ? m_job.unfinished->keep(state()) : Result<void>();
    }

    PartState state() const
    {
        PartState state;
        for (const Sums &sums : m_pairs) {
            state.counts["sizes"].push_back(static_cast<std::int64_t>(sums.cells.size()));
            state.counts["replaced"].push_back(sums.replaced);
            for (const auto &[name, list] : {std::pair{"together", &sums.together}, {"apart", &sums.apart}})
                state.numbers[name].insert(state.numbers[name].end(), list->begin(), list->end());
            state.counts["cells"].insert(state.counts["cells"].end(), sums.cells.begin(), sums.cells.end());
            addShifts(state.numbers["shifts"], sums.shifts);
            addShifts(state.numbers["shifts_a"], sums.shiftsA);
            addShifts(state.numbers["shifts_b"], sums.shiftsB);
        }
        state.counts["next"] = {static_cast<std::int64_t>(m_next), m_passes};
        return state;
    }

    // Goes on from what an interrupted run has taken.
    Result<void> takeUp()
    {
        ChangeJob same{m_job.query.cells, m_job.intact, {}, m_job.change, m_job.goal};
        for (const std::int64_t gene : m_job.genes) same.targets.push_back({gene});
        LEXICELL_TRY(identity, identityOf("pairs", m_cells, m_model, same));
        LEXICELL_TRY(state, m_job.unfinished->begin(identity));
        if (state.counts.empty()) return {};
        const auto &next = countsOf(state, "next"), &sizes = countsOf(state, "sizes"), &cells = countsOf(state, "cells");
        const auto &replaced = countsOf(state, "replaced");
        const auto &together = numbersOf(state, "together"), &apart = numbersOf(state, "apart");
        const std::size_t width = m_pairs.empty() ? 0 : m_pairs.front().together.size();
        const auto known = [this](std::int64_t cell) {
            return std::binary_search(m_job.query.cells.begin(), m_job.query.cells.end(), cell);
        };
        const std::size_t numbers = numbersOfCell * cells.size();
        if (next.size() != 2 || next[0] < 0 || sizes.size() != m_pairs.size() || replaced.size() != sizes.size() ||
            together.size() != width * m_pairs.size() || apart.size() != together.size() || !addsUp(sizes, cells.size()) ||
            !std::all_of(cells.begin(), cells.end(), known) || numbersOf(state, "shifts").size() != numbers ||
            numbersOf(state, "shifts_a").size() != numbers || numbersOf(state, "shifts_b").size() != numbers)
            return contradiction();
        std::size_t cell = 0;
        for (std::size_t i = 0; i < m_pairs.size(); ++i) {
            Sums &sums = m_pairs[i];
            const auto at = static_cast<std::ptrdiff_t>(i * width), length = static_cast<std::ptrdiff_t>(width);
            sums.together.assign(together.begin() + at, together.begin() + at + length);
            sums.apart.assign(apart.begin() + at, apart.begin() + at + length);
            const auto first = cells.begin() + static_cast<std::ptrdiff_t>(cell);
            sums.cells.assign(first, first + sizes[i]);
            sums.replaced = replaced[i];
            const auto size = static_cast<std::size_t>(sizes[i]);
            sums.shifts = shiftsAt(numbersOf(state, "shifts"), cell, size);
            sums.shiftsA = shiftsAt(numbersOf(state, "shifts_a"), cell, size);
            sums.shiftsB = shiftsAt(numbersOf(state, "shifts_b"), cell, size);
            cell += size;
        }
        m_next = static_cast<std::size_t>(next[0]);
        m_passes = next[1];
        return {};
    }

    void takeCell(std::size_t place, const std::vector<std::optional<Waiting>> &singles,
                  const std::vector<std::optional<Waiting>> &pairs, const std::vector<CellVector> &vectors)
    {
        const auto changeOf = [&](const Waiting &waiting) {
            const CellVector &intact = waiting.intact ? vectors[*waiting.intact] : m_job.intact[place];
            Change change{{0.0, 0.0, 0.0}, CellVector(intact.size(), 0.0)};
            if (!waiting.changed) return change;
            change.shift = cellShift(intact, vectors[*waiting.changed], m_job.goal);
            for (std::size_t i = 0; i < intact.size(); ++i) change.change[i] = vectors[*waiting.changed][i] - intact[i];
            return change;
        };
        for (std::size_t i = 0; i < m_pairs.size(); ++i) {
            if (!pairs[i]) continue;
            Sums &sums = m_pairs[i];
            const Change both = changeOf(*pairs[i]), a = changeOf(*singles[sums.a]), b = changeOf(*singles[sums.b]);
            addTo(sums.together, both.change);
            addTo(sums.apart, a.change);
            addTo(sums.apart, b.change);
            sums.shifts.push_back(both.shift);
            sums.shiftsA.push_back(a.shift);
            sums.shiftsB.push_back(b.shift);
            sums.cells.push_back(m_job.query.cells[place]);
            sums.replaced += pairs[i]->replaced ? 1 : 0;
        }
    }

    PairEffect effectOfPair(const Sums &sums) const
    {
        PairEffect pair{sums.a, sums.b, static_cast<std::int64_t>(sums.cells.size()), sums.replaced};
        const auto replicates = m_job.query.replicatesOf(sums.cells);
        const auto effect = [&](const std::vector<CellShift> &shifts, double CellShift::*number) {
            std::vector<double> values;
            values.reserve(shifts.size());
            for (const CellShift &shift : shifts) values.push_back(shift.*number);
            return shifts.empty() ? Effect{unknown, unknown, unknown, unknown, 0} : effectOf(values, replicates, m_job.minCells);
        };
        pair.together = {effect(sums.shifts, &CellShift::shift), effect(sums.shifts, &CellShift::toward),
                         effect(sums.shifts, &CellShift::along)};
        pair.effectA = effect(sums.shiftsA, &CellShift::shift).value;
        pair.effectB = effect(sums.shiftsB, &CellShift::shift).value;
        pair.excess = pair.together[0].value - (pair.effectA + pair.effectB);
        CellVector rest = sums.together;
        for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= sums.apart[i];
        const double whole = length(sums.together);
        pair.interaction = whole > 0.0 ? length(rest) / whole : unknown;
        pair.additiveCosine = cosine(sums.together, sums.apart);
        return pair;
    }

    const input::PreparedCells &m_cells;
    const LoadedModel &m_model;
    const PairJob &m_job;
    JobContext &m_context;
    RowEncoder m_encoder;
    std::vector<CellVector> m_vectors;  // of the cell's rows that are encoded
    std::vector<Sums> m_pairs;
    std::int64_t m_passes = 0;
    std::size_t m_next = 0;  // all cells before this one are taken
};

}  // namespace

Result<PairEffects> pairEffects(const input::PreparedCells &cells, const LoadedModel &model, const PairJob &job,
                                JobContext &context)
{
    return guarded(
        "change pairs of genes", [&] { return PairRun(cells, model, job, context).run(); },
        "Choose fewer genes or cells, or close other programs.");
}

}  // namespace lexicell::models::tasks

#include "models/tasks/knock_out/pair_effects.h"

#include "core/base/guarded.h"
#include "models/tasks/knock_out/row_encoder.h"

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
        : m_cells(cells), m_job(job), m_context(context), m_encoder(model, cells.batchSize, context.threads)
    {
        const std::size_t width = job.intact.empty() ? 0 : job.intact.front().size();
        for (std::size_t a = 0; a < job.genes.size(); ++a)
            for (std::size_t b = a + 1; b < job.genes.size(); ++b)
                m_pairs.push_back({a, b, CellVector(width, 0.0), CellVector(width, 0.0)});
    }

    Result<PairEffects> run()
    {
        LEXICELL_CHECK(forEachIntactCell(m_cells, m_job.query.cells,
                                         [this](std::size_t place, const IntactCell &cell) { return addCell(place, cell); }));
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
    };
    // A changed cell whose rows wait in the encoder; no row: the plain intact cell, no change.
    struct Waiting {
        std::optional<std::size_t> intact, changed;
    };
    struct Change {
        CellShift shift;
        CellVector change;
    };

    // Empty: the cell does not take part.
    Result<std::optional<Waiting>> add(std::size_t place, const IntactCell &cell, const std::vector<std::int64_t> &genes)
    {
        LEXICELL_TRY(changed, cell.change(genes, m_job.change));
        if (!changed.takesPart) return std::optional<Waiting>();
        Waiting waiting;
        const std::int64_t row = m_job.query.cells[place];
        if (changed.changed.cells > 0) {
            if (changed.intact.cells > 0) waiting.intact = m_encoder.add(withLabel(std::move(changed.intact), m_cells, row));
            waiting.changed = m_encoder.add(withLabel(std::move(changed.changed), m_cells, row));
        }
        return std::optional<Waiting>(waiting);
    }

    Result<void> addCell(std::size_t place, const IntactCell &cell)
    {
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
        m_passes += static_cast<std::int64_t>(m_encoder.size());
        LEXICELL_TRY(vectors, m_encoder.encode(m_context));
        takeCell(place, singles, pairs, vectors);
        m_context.report(static_cast<double>(place + 1) / static_cast<double>(m_job.query.cells.size()),
                         "Changing pairs of genes: " + std::to_string(place + 1) + " of " +
                             std::to_string(m_job.query.cells.size()) + " cells");
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
        }
    }

    PairEffect effectOfPair(const Sums &sums) const
    {
        PairEffect pair{sums.a, sums.b, static_cast<std::int64_t>(sums.cells.size())};
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
    const PairJob &m_job;
    JobContext &m_context;
    RowEncoder m_encoder;
    std::vector<Sums> m_pairs;
    std::int64_t m_passes = 0;
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

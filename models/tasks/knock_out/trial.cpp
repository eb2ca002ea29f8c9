#include "models/tasks/knock_out/trial.h"

#include "core/base/guarded.h"
#include "core/base/parallel.h"
#include "models/input/cell_survey.h"

#include <algorithm>
#include <cmath>
#include <chrono>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace lexicell::models::tasks {

namespace {

constexpr double longestTrial = 12.0;                          // seconds; a cell that is being timed is finished
constexpr double secondsOfCell = 1.5;                          // so many rows of a cell are timed as take about so long
constexpr double quantiles[] = {0.5, 0.95, 0.05, 0.75, 0.25};  // of the cells by length, in the order of timing
constexpr double passesOfGradient = 2.0;                       // a gradient costs about two passes

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// Rows that a cell needs: single changes and pairs. A tested gene that was not drawn needs an intact row of its own.
struct CellRows {
    std::int64_t cell = 0, tokens = 0;
    std::int64_t targets = 0, tested = 0;  // that take part
    double rows = 0.0;
};

class Counter {
  public:
    Counter(const input::PreparedCells &cells, const TrialJob &job) : m_cells(cells), m_job(job)
    {
        for (std::size_t i = 0; i < job.targets.size(); ++i) m_targetOf.emplace(job.targets[i], i);
        m_everyCell = job.change.kind == ChangeKind::OverExpress;
    }

    Result<std::vector<CellRows>> count() const
    {
        std::vector<CellRows> all;
        const std::int64_t step = input::windowRows(m_cells.matrix);
        for (std::size_t next = 0; next < m_job.query.cells.size();) {
            const std::int64_t begin = m_job.query.cells[next] / step * step;
            LEXICELL_TRY(window, m_cells.matrix.rows(begin, std::min(begin + step, m_cells.cells())));
            for (; next < m_job.query.cells.size() && m_job.query.cells[next] < begin + step; ++next)
                all.push_back(ofCell(window, m_job.query.cells[next] - begin, m_job.query.cells[next]));
        }
        return all;
    }

  private:
    CellRows ofCell(const data::CsrBlock &window, std::int64_t row, std::int64_t cell) const
    {
        CellRows result{cell, m_cells.length(cell)};
        std::int64_t known = 0;
        const auto at = static_cast<std::size_t>(row);
        for (auto i = static_cast<std::size_t>(window.indptr[at]); i < static_cast<std::size_t>(window.indptr[at + 1]); ++i) {
            const std::int64_t column = window.indices[i];
            if (!(window.values[i] > 0.0F) || m_cells.coverage.geneIds[static_cast<std::size_t>(column)] < 0) continue;
            ++known;
            const auto found = m_targetOf.find(column);
            if (found == m_targetOf.end()) continue;
            ++result.targets;
            result.tested += found->second < m_job.tested ? 1 : 0;
        }
        const std::int64_t removed = m_job.removes ? result.tested : 0;
        if (m_everyCell) {
            result.targets = static_cast<std::int64_t>(m_job.targets.size());
            result.tested = static_cast<std::int64_t>(m_job.tested);
        }
        const auto tested = static_cast<double>(result.tested);
        double rows = static_cast<double>(result.targets + removed);
        if (m_job.pairs) rows += tested + tested * (tested - 1.0) / 2.0;
        // Of a long cell scGPT draws a sample, and a gene that is not in it needs an intact row of its own; a cut by rank
        // (scEMB) leaves it out.
        const auto limit = m_cells.tokenizer->truncation(m_cells.tokens);
        if (limit && known > limit->genes) {
            const double kept = static_cast<double>(limit->genes) / static_cast<double>(known);
            rows *= m_job.cutsByRank ? kept : 2.0 - kept;
        }
        result.rows = rows;
        return result;
    }

    const input::PreparedCells &m_cells;
    const TrialJob &m_job;
    std::unordered_map<std::int64_t, std::size_t> m_targetOf;  // by column
    bool m_everyCell;
};

// Seconds of a row by the cell's length, from the cells that were timed.
class RowSeconds {
  public:
    void add(std::int64_t tokens, double seconds) { m_timed[static_cast<double>(tokens)] = seconds; }
    bool empty() const { return m_timed.empty(); }
    double at(std::int64_t tokens) const
    {
        const auto x = static_cast<double>(tokens);
        const auto above = m_timed.lower_bound(x);
        if (above == m_timed.end()) return std::prev(above)->second * x / std::max(1.0, std::prev(above)->first);
        if (above == m_timed.begin()) return above->second;
        const auto below = std::prev(above);
        const double share = (x - below->first) / (above->first - below->first);
        return below->second + share * (above->second - below->second);
    }

  private:
    std::map<double, double> m_timed;
};

class Timer {
  public:
    Timer(const input::PreparedCells &cells, const LoadedModel &model, const TrialJob &job, JobContext &context)
        : m_cells(cells), m_model(model), m_job(job), m_context(context)
    {
        m_nothing.emplace_back(static_cast<std::size_t>(model.card.embeddingSize), 1.0);
        for (const std::int64_t column : job.targets)
            m_targets.push_back({cells.coverage.geneIds[static_cast<std::size_t>(column)]});
    }

    // Seconds of a row in cells of several lengths.
    Result<RowSeconds> time(std::vector<CellRows> cells)
    {
        RowSeconds seconds;
        std::erase_if(cells, [](const CellRows &cell) { return cell.targets == 0; });
        if (cells.empty()) return seconds;
        std::stable_sort(cells.begin(), cells.end(), [](const auto &a, const auto &b) { return a.tokens < b.tokens; });
        const double start = now();
        const std::int64_t workers = m_model.compute.device.starts_with("cuda") ? 1 : threadCount(m_context.threads);
        double guess = 0.0;
        for (const double quantile : quantiles) {
            const auto place = static_cast<std::size_t>(std::llround(quantile * static_cast<double>(cells.size() - 1)));
            const CellRows &cell = cells[place];
            if (guess == 0.0) {  // the first pass also warms up
                LEXICELL_CHECK(run(cell, 1));
                LEXICELL_TRY(first, run(cell, workers));
                guess = first.second / std::max<double>(1.0, static_cast<double>(first.first));
            }
            const double wanted = guess > 0.0 ? secondsOfCell / guess : 1.0;
            const double most = 64.0 * static_cast<double>(workers);
            LEXICELL_TRY(timed, run(cell, std::max(2 * workers, static_cast<std::int64_t>(std::min(wanted, most)))));
            if (timed.first > 0) seconds.add(cell.tokens, timed.second / static_cast<double>(timed.first));
            m_fraction = std::min(1.0, (now() - start) / longestTrial);
            m_context.report(m_fraction, "Timing a few changed cells");
            if (now() - start > longestTrial) break;
        }
        return seconds;
    }
    std::int64_t rows() const { return m_rows; }

  private:
    // Changes at most `count` of the targets that the cell has. Returns rows and seconds.
    Result<std::pair<std::int64_t, double>> run(const CellRows &cell, std::int64_t count)
    {
        ChangeJob job{{cell.cell}, m_nothing, {}, m_job.change, {}};
        LEXICELL_TRY(some, present(cell.cell, count));
        job.targets = std::move(some);
        // Progress and the goal are the run's; a part of its own keeps the trial's progress apart.
        const JobPart part(m_context, m_fraction, m_fraction);
        const double start = now();
        LEXICELL_TRY(changed, changeCells(m_cells, m_model, job, m_context));
        m_rows += changed.passes;
        return std::pair{changed.passes, now() - start};
    }

    // Spread over the list, since genes that stand beside one another may be alike.
    Result<std::vector<std::vector<std::int64_t>>> present(std::int64_t cell, std::int64_t count) const
    {
        std::vector<std::vector<std::int64_t>> all;
        LEXICELL_CHECK(forEachIntactCell(m_cells, {cell}, [&](std::size_t, const IntactCell &intact) -> Result<void> {
            for (const auto &target : m_targets) {
                LEXICELL_TRY(changed, intact.change(target, m_job.change));
                if (changed.takesPart && changed.changed.cells > 0) all.push_back(target);
                if (static_cast<std::int64_t>(all.size()) >= count) break;
            }
            return {};
        }));
        return all;
    }

    const input::PreparedCells &m_cells;
    const LoadedModel &m_model;
    const TrialJob &m_job;
    JobContext &m_context;
    std::vector<CellVector> m_nothing;
    std::vector<std::vector<std::int64_t>> m_targets;
    std::int64_t m_rows = 0;
    double m_fraction = 0.0;  // of the trial's time
};

Result<void> add(Trial &trial, const input::PreparedCells &cells, const LoadedModel &model, const TrialJob &job,
                 JobContext &context)
{
    LEXICELL_TRY(rows, Counter(cells, job).count());
    Timer timer(cells, model, job, context);
    LEXICELL_TRY(seconds, timer.time(rows));
    const auto tested = static_cast<std::int64_t>(job.tested);
    double all = 0.0;
    for (const CellRows &cell : rows) {
        all += cell.rows;
        trial.changedPairs += cell.targets;
        const double gradients = passesOfGradient * static_cast<double>(job.gradients);
        if (!seconds.empty()) trial.seconds += (cell.rows + 1.0 + gradients) * seconds.at(cell.tokens);
    }
    for (const std::int64_t cell : job.query.goal)
        if (!seconds.empty()) trial.seconds += seconds.at(cells.length(cell));
    const auto count = static_cast<std::int64_t>(job.query.cells.size());
    trial.cells += count;
    trial.genes += tested;
    trial.nullGenes += static_cast<std::int64_t>(job.targets.size()) - tested;
    trial.passes += std::llround(all) + count + static_cast<std::int64_t>(job.query.goal.size());
    trial.pairs += count * static_cast<std::int64_t>(job.targets.size());
    trial.timedRows += timer.rows();
    trial.bytes += static_cast<std::int64_t>(all) * static_cast<std::int64_t>(sizeof(CellShift) + sizeof(std::int64_t)) +
                   (count + static_cast<std::int64_t>(job.targets.size())) * model.card.embeddingSize *
                       static_cast<std::int64_t>(sizeof(double));
    return {};
}

// The peak of this process so far: program, data, weights and the activations of the trial.
std::optional<std::int64_t> peakBytes()
{
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        std::int64_t kilobytes = 0;
        if (word == "VmHWM:" && status >> kilobytes) return kilobytes * 1024;
    }
    return std::nullopt;
}

}  // namespace

Result<void> addTrial(Trial &trial, const input::PreparedCells &cells, const LoadedModel &model, const TrialJob &job,
                      JobContext &context)
{
    return guarded(
        "time a few changed cells", [&] { return add(trial, cells, model, job, context); },
        "Use smaller batches or shorter inputs, or close other programs.");
}

nlohmann::ordered_json toJson(const Trial &trial)
{
    nlohmann::ordered_json json{
        {"dry_run", true},
        {"cells", trial.cells},
        {"genes_tested", trial.genes},
        {"genes_null", trial.nullGenes},
        {"forward_passes", trial.passes},
        {"gene_cell_pairs", trial.pairs},
        {"pairs_embedded", trial.changedPairs},
        {"pairs_skipped", trial.pairs - trial.changedPairs},
        {"share_skipped",
         trial.pairs > 0 ? 1.0 - static_cast<double>(trial.changedPairs) / static_cast<double>(trial.pairs) : 0.0},
        {"estimated_seconds", trial.seconds},
        {"rows_timed", trial.timedRows}};
    if (const auto peak = peakBytes()) json["memory_mb"] = static_cast<double>(*peak + trial.bytes) / 1048576.0;
    return json;
}

}  // namespace lexicell::models::tasks

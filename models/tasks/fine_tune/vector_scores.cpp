#include "models/tasks/fine_tune/vector_scores.h"

#include "core/analysis/integration_scores.h"
#include "core/analysis/silhouette.h"
#include "core/analysis/weighted_neighbors.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace lexicell::models::tasks {

namespace {

constexpr std::int64_t mostScoredCells = 20000;  // time grows with their square

void toUnitRows(std::vector<float> &values, std::size_t width)
{
    for (std::size_t begin = 0; begin + width <= values.size(); begin += width) {
        double sum = 0.0;
        for (std::size_t i = begin; i < begin + width; ++i)
            sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
        const double length = std::sqrt(sum);
        if (length > 0.0)
            for (std::size_t i = begin; i < begin + width; ++i)
                values[i] = static_cast<float>(static_cast<double>(values[i]) / length);
    }
}

data::Embedding rowsOf(const data::Embedding &vectors, const std::vector<std::int64_t> &cells)
{
    data::Embedding chosen{static_cast<std::int64_t>(cells.size()), vectors.dimensions, {}, {}};
    chosen.values.reserve(cells.size() * static_cast<std::size_t>(vectors.dimensions));
    for (const std::int64_t cell : cells)
        chosen.values.insert(chosen.values.end(), vectors.row(cell), vectors.row(cell) + vectors.dimensions);
    return chosen;
}

std::string batchNameOf(const IntegrationCells &cells, std::size_t cell)
{
    return cells.batches.empty() ? std::string() : cells.batches[static_cast<std::size_t>(cells.batchOf[cell])];
}

bool enough(const std::vector<std::int32_t> &labels)
{
    return labels.size() >= fewestScoredCells &&
           std::any_of(labels.begin(), labels.end(), [](std::int32_t number) { return number > 0; });
}

ScoredLabels truthOf(const IntegrationCells &cells, const std::vector<std::int64_t> &scored)
{
    std::vector<std::string> labels, batches;
    for (const std::int64_t cell : scored) {
        labels.push_back(cells.labels[static_cast<std::size_t>(cell)]);
        if (!cells.batches.empty()) batches.push_back(batchNameOf(cells, static_cast<std::size_t>(cell)));
    }
    return {numbered(std::move(labels)), batches.empty() ? CellLabels() : numbered(std::move(batches))};
}

}  // namespace

std::set<std::string> lossesOf(const std::string &text)
{
    std::set<std::string> losses;
    std::istringstream stream(text);
    for (std::string name; std::getline(stream, name, ',');) {
        std::erase(name, ' ');
        if (!name.empty()) losses.insert(name);
    }
    return losses;
}

Result<void> checkLosses(const std::string &text, const std::vector<std::string> &known)
{
    const std::set<std::string> losses = lossesOf(text);
    if (losses.empty()) return Error{errors::badOption, "Name at least one loss to learn from.", {}, {{"losses"}}};
    std::string list;
    for (std::size_t i = 0; i < known.size(); ++i) list += (i == 0 ? "" : i + 1 == known.size() ? " and " : ", ") + known[i];
    for (const std::string &loss : losses)
        if (std::find(known.begin(), known.end(), loss) == known.end())
            return Error{errors::badOption, "There is no loss " + loss + "; there are " + list + ".", {}, {{"losses"}}};
    return {};
}

const std::vector<std::string> VectorScores::columns{"avg_bio",   "avg_batch",         "nmi", "ari", "asw_label",
                                                     "asw_batch", "graph_connectivity"};

VectorScores::VectorScores(const IntegrationCells &cells, std::int64_t seed) : m_cells(cells), m_seed(seed)
{
    for (std::size_t cell = 0; cell < cells.labels.size(); ++cell)
        if (!cells.labels[cell].empty()) m_scored.push_back(static_cast<std::int64_t>(cell));
    m_scored = sampleOf(m_scored, mostScoredCells, seed);
    if (!enough(truthOf(cells, m_scored).labels.numbers)) m_scored.clear();
}

VectorScores::Among VectorScores::scoredAmong(const std::vector<bool> &among) const
{
    Among scored;
    for (const std::int64_t cell : m_scored)
        if (among.empty() || among[static_cast<std::size_t>(cell)]) scored.cells.push_back(cell);
    scored.truth = truthOf(m_cells, scored.cells);
    if (!enough(scored.truth.labels.numbers)) return {};
    const auto &numbers = scored.truth.batches.numbers;
    if (std::none_of(numbers.begin(), numbers.end(), [](std::int32_t number) { return number > 0; })) scored.truth.batches = {};
    return scored;
}

void VectorScores::addRow(const std::string &method, const RepresentationScores &scores)
{
    m_rows.push_back(
        {method,
         {scores.avgBio, scores.avgBatch, scores.nmi, scores.ari, scores.aswLabel, scores.aswBatch, scores.graphConnectivity}});
}

Result<void> VectorScores::add(const std::string &method, const data::Embedding &vectors, JobContext &context,
                               const std::vector<bool> &among)
{
    const Among scored = scoredAmong(among);
    if (scored.cells.empty()) return {};
    LEXICELL_TRY(scores, representationScores(viewOf(rowsOf(vectors, scored.cells)), scored.truth, {0, m_seed}, context));
    addRow(method, scores);
    return {};
}

Result<void> VectorScores::addWeightedNeighbors(const std::vector<baselines::CorrectedVectors> &kinds, JobContext &context,
                                                const std::vector<bool> &among)
{
    const Among scored = scoredAmong(among);
    if (scored.cells.empty() || kinds.size() < 2) return {};
    std::vector<data::Embedding> vectors;
    vectors.reserve(kinds.size());
    for (const baselines::CorrectedVectors &kind : kinds) vectors.push_back(rowsOf(kind.vectors, scored.cells));
    LEXICELL_TRY(weighted, analysis::weightedNeighbors(vectors, {}, context));
    LEXICELL_TRY(scores, neighborScores(weighted.neighbors, scored.truth, {0, m_seed}, context));
    addRow("wnn", scores);
    return {};
}

Result<void> VectorScores::missing(const std::string &method, const Error &error, JobContext &context)
{
    if (error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::OutOfMemory) return error;
    context.warn(warnings::noBaseline, "The scores have no row " + method + ". " + error.message);
    return {};
}

std::vector<ScoreRow> VectorScores::takeRows()
{
    std::vector<ScoreRow> rows = std::move(m_rows);
    m_rows.clear();
    return rows;
}

std::vector<double> heldOutScores(const IntegrationCells &cells, const training::Minibatches &minibatches,
                                  const std::vector<training::Evaluation> &validation)
{
    std::vector<float> vectors;
    for (const training::Evaluation &part : validation)
        vectors.insert(vectors.end(), part.cellVectors.begin(), part.cellVectors.end());
    std::vector<std::string> labels, batches;
    std::vector<float> known;
    std::size_t row = 0, held = 0;
    for (const auto &minibatch : minibatches.validationBatches()) held += minibatch.size();
    const std::size_t width = held > 0 ? vectors.size() / held : 0;
    toUnitRows(vectors, width);
    for (const auto &minibatch : minibatches.validationBatches())
        for (const std::int64_t cell : minibatch) {
            const auto begin = vectors.begin() + static_cast<std::ptrdiff_t>(width * row++);
            const auto place = static_cast<std::size_t>(cell);
            if (cells.labels[place].empty()) continue;
            labels.push_back(cells.labels[place]);
            batches.push_back(batchNameOf(cells, place));
            known.insert(known.end(), begin, begin + static_cast<std::ptrdiff_t>(width));
        }
    JobContext context;
    const data::MatrixView view = data::rowsOf(known, static_cast<std::int64_t>(width));
    const auto apart = analysis::meanSilhouette(view, labels, context);
    std::vector<double> scores{apart.ok() ? (*apart + 1.0) / 2.0 : std::nan("")};
    if (cells.batches.empty()) return scores;
    const auto mixed = analysis::batchMixing(view, labels, batches, context);
    scores.push_back(mixed.ok() ? mixed->mean : std::nan(""));
    return scores;
}

}  // namespace lexicell::models::tasks

// Scores of representations of the same cells, beside a fine-tuned model: a row of ScoreTable for each. Labels and batches are
// only compared with, never learned from.
#pragma once

#include "models/baselines/batch_correction.h"
#include "models/families/fine_tuning.h"
#include "models/input/cell_options.h"
#include "models/tasks/evaluate/representation_scores.h"
#include "models/tasks/fine_tune/integration_cells.h"
#include "models/tasks/fine_tune/score_table.h"
#include "models/training/minibatches.h"
#include "models/training/trainer.h"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

// The names in a list that commas separate.
std::set<std::string> lossesOf(const std::string &text);
// At least one, and each of them one of `known`. Error class: bad_option.
Result<void> checkLosses(const std::string &text, const std::vector<std::string> &known);

class VectorScores {
  public:
    static const std::vector<std::string> columns;  // avg_bio, avg_batch, nmi, ari, …

    // At most 20,000 cells with a label are scored, chosen by the seed. `cells` must outlive it.
    VectorScores(const IntegrationCells &cells, std::int64_t seed);

    bool empty() const { return m_scored.empty(); }  // too few cells with a label, or of one label
    std::int64_t cells() const { return static_cast<std::int64_t>(m_scored.size()); }

    // `among`: [cells] whether a cell takes part; empty: all. No row where too few cells or labels are left. Error classes: those
    // of representationScores().
    Result<void> add(const std::string &method, const data::Embedding &vectors, JobContext &context,
                     const std::vector<bool> &among = {});
    // The same of weighted neighbors, which have no vectors: no silhouettes, so no avg_bio. `kinds`: two at least.
    Result<void> addWeightedNeighbors(const std::vector<baselines::CorrectedVectors> &kinds, JobContext &context,
                                      const std::vector<bool> &among);
    // A method that cannot be computed is left out of the table with a warning. Gives back cancelled and out_of_memory.
    static Result<void> missing(const std::string &method, const Error &error, JobContext &context);

    // The rows since the last call.
    std::vector<ScoreRow> takeRows();

  private:
    struct Among {
        std::vector<std::int64_t> cells;  // empty: too few of them, or of one label
        ScoredLabels truth;
    };
    Among scoredAmong(const std::vector<bool> &among) const;
    void addRow(const std::string &method, const RepresentationScores &scores);

    const IntegrationCells &m_cells;
    std::int64_t m_seed;
    std::vector<std::int64_t> m_scored;
    std::vector<ScoreRow> m_rows;
};

// {silhouette of the labels, mixing of the batches} of the held-out cells as the network sees them in validation, 0 … 1; not a
// number: unknown. They choose nothing.
std::vector<double> heldOutScores(const IntegrationCells &cells, const training::Minibatches &minibatches,
                                  const std::vector<training::Evaluation> &validation);

}  // namespace lexicell::models::tasks

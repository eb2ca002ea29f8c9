// Summary of the selected cells: composition by label fields and the genes that stand out. Computed on the worker.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "ui/workspace/session.h"

#include <vector>

namespace lexicell::ui {

struct StandOutGene {
    std::int64_t gene = -1;
    double difference = 0.0;  // mean shown expression in the selection minus the mean of all other cells
    double meanInside = 0.0;
    double fractionInside = 0.0;  // share of the selected cells that express it
    double fractionOutside = 0.0;
};

// Genes with the largest difference of means, largest first. A quick look, not a test: no p-values.
Result<std::vector<StandOutGene>> standOutGenes(const data::Dataset &dataset, const DatasetFacts &facts,
                                                const std::vector<std::uint8_t> &selection, int most, JobContext &context);

struct Share {
    QString name;
    QColor color;
    std::int64_t cells = 0;
};
// Labels of the selected cells, most frequent first; cells without a label come last, as "unlabeled".
std::vector<Share> composition(const LabelField &field, const std::vector<std::uint8_t> &selection);

}  // namespace lexicell::ui

// Whether a model's cells and genes see the same likeness of groups (capability C27): the similarity of groups by the vectors of
// their cells, against that by the vectors of the genes that mark them, with Mantel's test. A PCA of the same cells stands beside
// it: scores of the cells, loadings of the same genes.
//
// The vector of a group is the mean over its cells, or over its marker genes (largest scores of Wilcoxon's test in the same
// cells), less the mean over all groups; similarity is the cosine.
#pragma once

#include "core/analysis/mantel.h"
#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/input/cell_options.h"
#include "models/tasks/group_cells.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct GroupAgreementOptions : GroupChoice, input::MatchOptions {
    int top = 20;
    std::string correlation = "pearson";
    int exchanges = 10000;
    std::int64_t seed = 0;
};
template <class V> void describe(GroupAgreementOptions &o, V &&visit)
{
    describe(static_cast<GroupChoice &>(o), visit);
    visit(Option{"top", "Marker genes of each group; larger takes weaker ones too.", "genes", {}}, o.top);
    visit(Option{"correlation", "Correlation of the two similarities; spearman compares ranks.", "", {"pearson", "spearman"}},
          o.correlation);
    visit(Option{"exchanges",
                 "Exchanges of the groups for the p-value; all of them if there are no more. Larger gives finer p-values.",
                 "",
                 {}},
          o.exchanges);
    describe(static_cast<input::MatchOptions &>(o), visit);
}

// Error class: bad_option.
Result<void> checkGroupAgreementOptions(const GroupAgreementOptions &options);

// [groups x groups] cosines of rows [groups x width] less their mean row; 0 for a row that is the mean.
std::vector<double> similarityOfGroups(const std::vector<double> &rows, std::size_t groups);

struct Agreement {
    std::vector<double> byCells, byGenes;  // [groups x groups]
    analysis::MantelResult test;
};

struct GroupAgreement {
    std::vector<std::string> groups;
    std::vector<std::int64_t> cells;                // [groups]
    std::vector<std::vector<std::string>> markers;  // [groups]
    Agreement model, pca;
};

// Warnings: those of input::prepareCells(). Error classes: bad_option, unsupported (the checkpoint lacks vectors of cells or
// genes), missing_column, too_small (fewer than three groups), those of steps::markers(), geneUniverse(), principalComponents()
// and input::prepareCells(), cancelled, out_of_memory.
Result<GroupAgreement> groupAgreement(const data::Dataset &dataset, const LoadedModel &model,
                                      const GroupAgreementOptions &options, JobContext &context);

}  // namespace lexicell::models::tasks

#include "models/tasks/knock_out/differential_baseline.h"

#include "core/analysis/cell_tests.h"
#include "core/data/csr_block.h"
#include "core/preprocess/normalize.h"
#include "models/tasks/knock_out/warn_once.h"

namespace lexicell::models::tasks {

Result<std::vector<DifferentialGene>> differentialGenes(const data::CsrBlock &counts, const std::vector<std::int64_t> &from,
                                                        const std::vector<std::int64_t> &toward, JobContext &context)
{
    if (from.size() < 2 || toward.size() < 2) {
        warnOnce(context, warnings::noBaseline,
                 "The genes cannot be tested between the two groups: a test needs 2 cells on each side.", {{"toward"}});
        return std::vector<DifferentialGene>();
    }
    std::vector<std::int64_t> rows = from;
    rows.insert(rows.end(), toward.begin(), toward.end());
    data::CsrBlock values = data::selectRows(counts, rows);
    preprocess::logNormalize(values, context.threads);
    analysis::CellGroups groups;
    groups.of.assign(from.size(), 0);
    groups.of.resize(rows.size(), 1);
    groups.sizes = {static_cast<std::int64_t>(from.size()), static_cast<std::int64_t>(toward.size())};
    const analysis::GeneColumns columns = analysis::geneColumns(values, context.threads);
    values = {};  // the copy by columns is enough
    analysis::CellTestOptions options;
    options.reference = 1;
    options.groups = {0};
    LEXICELL_TRY(tests, analysis::testCells(columns, groups, options, context));
    const analysis::GroupTest &test = tests.front();
    std::vector<DifferentialGene> genes;
    genes.reserve(test.score.size());
    for (std::size_t i = 0; i < test.score.size(); ++i) genes.push_back({test.logFoldChange[i], test.score[i], test.adjusted[i]});
    return genes;
}

}  // namespace lexicell::models::tasks

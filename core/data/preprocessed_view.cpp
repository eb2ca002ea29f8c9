#include "core/data/preprocessed_view.h"

#include "core/data/csr_block.h"
#include "core/preprocess/normalize.h"

#include <algorithm>

namespace lexicell::data {

static Result<void> checkCounts(const ExpressionMatrix &matrix)
{
    LEXICELL_TRY(summary, summarize(matrix));
    if (summary.counts()) return {};
    const char *what = summary.negative     ? "holds negative values (scaled data?)"
                       : summary.max < 30.0 ? "looks log-normalised"  // ln(1 + 1e4) is 9.2; a normalised count can be thousands
                                            : "holds fractions (normalised data?)";
    return Error{ErrorKind::Mismatch,
                 "counts_needed",
                 std::string("The matrix ") + what + ": integer counts are expected. Choose the layer that holds the counts.",
                 {}};
}

Result<PreprocessedView> PreprocessedView::make(ExpressionMatrix matrix, preprocess::Recipe recipe,
                                                std::vector<std::string> genes, std::vector<std::string> cells)
{
    const auto columns = recipe.subset ? static_cast<std::int64_t>(recipe.subset->genes.size()) : matrix.genes();
    if (static_cast<std::int64_t>(genes.size()) != columns || static_cast<std::int64_t>(cells.size()) != matrix.cells())
        return Error{ErrorKind::Mismatch,
                     "shape_mismatch",
                     "The matrix has " + std::to_string(matrix.cells()) + " cells and " + std::to_string(columns) +
                         " genes, but " + std::to_string(cells.size()) + " cell and " + std::to_string(genes.size()) +
                         " gene names came with it.",
                     {}};
    if (recipe.clip && (recipe.clip->low > 0.0 || recipe.clip->high < 0.0))
        return Error{
            ErrorKind::Unsupported, "bad_option", "Clip bounds must include 0, or every zero of the matrix would be stored.", {}};
    if (recipe.needsCounts) LEXICELL_CHECK(checkCounts(matrix));

    PreprocessedView view;
    view.m_matrix = std::move(matrix);
    view.m_recipe = std::move(recipe);
    view.m_genes = std::move(genes);
    view.m_cells = std::move(cells);
    return view;
}

Result<CsrBlock> PreprocessedView::rows(std::int64_t begin, std::int64_t end) const
{
    auto read = m_matrix.rows(begin, end);
    if (!read.ok()) return read.error();
    CsrBlock block = std::move(read).value();
    for (std::size_t row = 0; row + 1 < block.indptr.size(); ++row)
        preprocess::transformRow(block.values.data() + block.indptr[row], block.indptr[row + 1] - block.indptr[row],
                                 m_recipe.normalize, m_recipe.log1p);
    if (m_recipe.subset) block = selectColumns(block, m_recipe.subset->genes);
    if (m_recipe.clip)
        for (auto &value : block.values)
            value = std::clamp(value, static_cast<float>(m_recipe.clip->low), static_cast<float>(m_recipe.clip->high));
    return block;
}

}  // namespace lexicell::data

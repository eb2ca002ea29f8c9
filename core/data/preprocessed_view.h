// A data set's matrix with a recipe applied, block by block: a file-backed data set needs no other code path.
#pragma once

#include "core/data/expression_matrix.h"
#include "core/preprocess/recipe.h"

#include <string>
#include <vector>

namespace lexicell::data {

class PreprocessedView {
  public:
    // Refuses wrong input by name: error class `counts_needed` when the recipe wants counts and the matrix holds others.
    static Result<PreprocessedView> make(ExpressionMatrix matrix, preprocess::Recipe recipe, std::vector<std::string> genes,
                                         std::vector<std::string> cells);

    std::int64_t cells() const { return m_matrix.cells(); }
    std::int64_t genes() const { return static_cast<std::int64_t>(m_genes.size()); }
    const std::vector<std::string> &geneNames() const { return m_genes; }
    const std::vector<std::string> &cellNames() const { return m_cells; }
    const preprocess::Recipe &recipe() const { return m_recipe; }

    // Rows [begin, end) after the recipe, [rows x genes()].
    Result<CsrBlock> rows(std::int64_t begin, std::int64_t end) const;

  private:
    ExpressionMatrix m_matrix;
    preprocess::Recipe m_recipe;
    std::vector<std::string> m_genes;
    std::vector<std::string> m_cells;
};

}  // namespace lexicell::data

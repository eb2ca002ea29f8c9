// The cells of one or more data sets as rows over one vocabulary, read from their files when they are needed. No LibTorch.
//
// A cell without a gene of the vocabulary is left out. A row holds all values of its cell: column g is the gene g of the
// vocabulary, the last column stands for all genes outside it, which may come several times.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace lexicell::models {

// Rows of some cells, with the names that random choices of a tokenizer depend on.
struct NamedRows {
    std::vector<std::int64_t> cells;  // ascending
    std::vector<std::string> names;
    data::CsrBlock block;
};

class PretrainingRows {
  public:
    // `columns`: the gene of every column of X of each data set, -1: outside the vocabulary. Reads all matrices once.
    // Warning: empty_cells. Error classes: negative_counts, non_finite, no_gene_matches (no cell has a gene of the vocabulary),
    // cancelled and those of reading.
    static Result<PretrainingRows> make(const std::vector<data::Dataset> &datasets,
                                        std::vector<std::vector<std::int64_t>> columns, std::int64_t genes, JobContext &context);

    std::int64_t cells() const { return static_cast<std::int64_t>(m_places.size()); }
    std::int64_t matchedGenes(std::int64_t cell) const { return m_places[static_cast<std::size_t>(cell)].genes; }
    // The gene of each column of a block.
    const std::vector<std::int64_t> &geneIds() const { return m_geneIds; }

    // Calls visit(rows) with parts of `cells`, which must ascend. Error classes: those of reading, and those of `visit`.
    using Visit = std::function<Result<void>(const NamedRows &rows)>;
    Result<void> read(const std::vector<std::int64_t> &cells, const Visit &visit) const;
    Result<NamedRows> all(const std::vector<std::int64_t> &cells) const;

  private:
    struct Place {
        std::int32_t dataset;
        std::int32_t genes;  // of the vocabulary, with a value
        std::int64_t row;
    };

    std::vector<data::Dataset> m_datasets;
    std::vector<std::vector<std::int64_t>> m_columns;  // [data sets][columns of X] column of a block
    std::vector<Place> m_places;                       // [cells]
    std::vector<std::int64_t> m_geneIds;
};

}  // namespace lexicell::models

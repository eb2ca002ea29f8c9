// Sums of the attention that genes receive, by group of cells.
#pragma once

#include "models/contracts/tokens.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace lexicell::models::tasks {

class ReceivedSums {
  public:
    // `ids`: vocabulary ids of the genes, each once.
    ReceivedSums(const std::vector<std::int64_t> &ids, std::size_t groups);

    // Row `cell` of the batch; received [tokens], values above 0.
    void add(std::size_t group, const TokenBatch &batch, std::int64_t cell, const double *received);

    struct Sums {
        double attention = 0.0, logarithm = 0.0, detected = 0.0;
        std::int64_t cells = 0, detectedCells = 0;  // in which the gene is a token; in which it has a count
    };
    const Sums &of(std::size_t group, std::size_t gene) const { return m_sums[group * m_genes + gene]; }

  private:
    std::size_t m_genes;
    std::unordered_map<std::int64_t, std::size_t> m_places;
    std::vector<Sums> m_sums;  // [groups x genes]
};

}  // namespace lexicell::models::tasks

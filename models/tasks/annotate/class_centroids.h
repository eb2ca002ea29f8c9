// The centroid of each class, for cell vectors of a model: the direction of the mean of its cells' unit vectors. A cell is
// nearest to the class whose centroid has the largest cosine with its vector. The one definition for annotation (model-prototype)
// and for the baselines of fine-tuning; the length of a model's vector carries no cell type.
#pragma once

#include "core/data/matrix_view.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

class ClassCentroids {
  public:
    // `codes`: the class of each row, −1: none. Rows of zeros have no direction and do not count.
    ClassCentroids(const data::MatrixView &rows, const std::vector<std::int32_t> &codes, std::size_t classes);

    // [classes] of one row; 0 for a row of zeros, −1 for a class without a direction.
    std::vector<double> cosines(const float *row) const;
    // Mean of the squared distance of the unit vectors from the centroid of their class: 2 − 2 cosine. 0 without a row.
    double spread() const { return m_spread; }

  private:
    std::size_t m_width;
    std::vector<double> m_directions;  // [classes x width] of length 1, or 0
    double m_spread = 0.0;
};

}  // namespace lexicell::models::tasks

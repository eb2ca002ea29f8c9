// A data set of a few cells made in memory, for tests of the window's state.
#pragma once

#include "core/data/dataset.h"

#include <memory>
#include <string>
#include <vector>

namespace lexicell::test {

// `cells` x 3 counts; obs "cell_type" (B, T alternating; categorical) and "score" (0, 1, 2, …).
inline std::shared_ptr<const data::Dataset> smallDataset(std::int64_t cells)
{
    data::Dataset dataset;
    data::CsrBlock block;
    block.columns = 3;
    data::Categorical types;
    std::vector<double> scores;
    for (std::int64_t i = 0; i < cells; ++i) {
        dataset.obs.index.values.push_back("cell" + std::to_string(i));
        block.indices.insert(block.indices.end(), {0, static_cast<std::int32_t>(1 + i % 2)});
        block.values.insert(block.values.end(), {1.0F, static_cast<float>(2 + i)});
        block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
        types.codes.push_back(static_cast<std::int32_t>(i % 2));
        scores.push_back(static_cast<double>(i));
    }
    block.rows = cells;
    dataset.x = data::ExpressionMatrix::ofCsr(std::move(block));
    dataset.obs.index.shape = {cells};
    dataset.var.index.values = {"CD3E", "MS4A1", "NKG7"};
    dataset.var.index.shape = {3};
    types.categories = data::makeElement(data::StringArray{{2}, {"B", "T"}, {}, false});
    dataset.obs.columns.set("cell_type", data::makeElement(std::move(types)));
    dataset.obs.columns.set("score", data::makeElement(data::Array::of(scores)));
    return std::make_shared<const data::Dataset>(std::move(dataset));
}

}  // namespace lexicell::test

// What happens to counts before a step or a model sees them: data, not code, so that it can be shown, saved and repeated.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::preprocess {

struct NormalizeTotal {
    double target = 1e4;
};  // counts per cell after scaling
struct Log1p {
    double base = 0.0;
};  // 0: natural logarithm
struct VariableGenes {
    std::vector<std::int64_t> genes;
};  // keep these columns, ascending
struct Clip {
    double low = 0.0, high = 0.0;
};

struct Recipe {
    bool needsCounts = false;
    std::optional<NormalizeTotal> normalize;
    std::optional<Log1p> log1p;
    std::optional<VariableGenes> subset;
    std::optional<Clip> clip;
};

}  // namespace lexicell::preprocess

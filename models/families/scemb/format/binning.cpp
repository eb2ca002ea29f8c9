#include "models/families/scemb/format/binning.h"

#include <algorithm>
#include <cmath>

namespace lexicell::models::scemb {

double logCpm(double count, double total, double scale) { return std::log1p(count * scale / total); }

std::vector<std::int64_t> binsOf(const std::vector<double> &values, std::int64_t bins, Binning binning)
{
    std::vector<std::int64_t> result;
    result.reserve(values.size());
    std::vector<double> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    for (const double value : values) {
        if (binning == Binning::EqualWidth) {
            const double share = value / sorted.back();
            result.push_back(std::min(bins, 1 + static_cast<std::int64_t>(std::floor(static_cast<double>(bins) * share))));
        } else {
            const std::int64_t smaller = std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin();
            result.push_back(1 + bins * smaller / static_cast<std::int64_t>(values.size()));
        }
    }
    return result;
}

}  // namespace lexicell::models::scemb

#include "tests/support/stated_tolerance.h"

#include <cmath>
#include <sstream>

namespace lexicell::test {

namespace {

std::string compare(const std::vector<double> &actual, const Hdf5File &file, const std::string &dataset, std::int64_t first)
{
    const auto expected = file.doubles(dataset).values;
    const std::size_t begin = first < 0 ? 0 : static_cast<std::size_t>(first);
    std::ostringstream text;
    if (first < 0 ? actual.size() != expected.size() : begin + actual.size() > expected.size()) {
        text << dataset << ": " << actual.size() << " numbers, expected " << expected.size();
        return text.str();
    }
    const double absolute = file.numberAttribute(dataset, "atol").front();
    const double relative = file.hasAttribute(dataset, "rtol") ? file.numberAttribute(dataset, "rtol").front() : 0.0;
    for (std::size_t i = 0; i < actual.size(); ++i) {
        const double wanted = expected[begin + i];
        const double error = std::abs(actual[i] - wanted);
        if (error <= absolute + relative * std::abs(wanted)) continue;  // false for NaN
        text << dataset << " at " << begin + i << ": " << actual[i] << ", expected " << wanted << ", off by " << error
             << " where atol is " << absolute;
        return text.str();
    }
    return {};
}

}  // namespace

std::string outsideTolerance(const std::vector<double> &actual, const Hdf5File &file, const std::string &dataset,
                             std::int64_t first)
{
    if (!file.has(dataset + "_f64") && !file.has(dataset + "_f32")) return "there is no dataset " + dataset + "_f64";
    for (const char *suffix : {"_f64", "_f32"}) {
        if (!file.has(dataset + suffix)) continue;
        if (std::string text = compare(actual, file, dataset + suffix, first); !text.empty()) return text;
    }
    return {};
}

std::string outsideTolerance(const std::vector<float> &actual, const Hdf5File &file, const std::string &dataset,
                             std::int64_t first)
{
    return outsideTolerance(std::vector<double>(actual.begin(), actual.end()), file, dataset, first);
}

}  // namespace lexicell::test

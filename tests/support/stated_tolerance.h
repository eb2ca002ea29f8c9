// Compares numbers with a dataset of expected.h5 that has its own tolerance: attributes `atol` and `rtol`.
#pragma once

#include "tests/support/hdf5_values.h"

#include <string>
#include <vector>

namespace lexicell::test {

// Empty when every |actual - expected| <= atol + rtol |expected| for `dataset` + "_f64" and `dataset` + "_f32", if they exist;
// else the differences. `first`: the position in the dataset at which `actual` begins; `actual` may then be shorter.
std::string outsideTolerance(const std::vector<double> &actual, const Hdf5File &file, const std::string &dataset,
                             std::int64_t first = -1);
std::string outsideTolerance(const std::vector<float> &actual, const Hdf5File &file, const std::string &dataset,
                             std::int64_t first = -1);

}  // namespace lexicell::test

#define VERIFY_WITHIN_STATED(...)                                                                                                \
    do {                                                                                                                         \
        const std::string lexicellOutside = lexicell::test::outsideTolerance(__VA_ARGS__);                                       \
        QVERIFY2(lexicellOutside.empty(), lexicellOutside.c_str());                                                              \
    } while (false)

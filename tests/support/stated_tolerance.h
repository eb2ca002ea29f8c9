// Numbers against a dataset of expected.h5 that carries its own tolerance: attributes `atol` and `rtol`.
#pragma once

#include "tests/support/hdf5_values.h"

#include <string>
#include <vector>

namespace lexicell::test {

// Empty when every |actual - expected| <= atol + rtol |expected| for `dataset` + "_f64" and for its "_f32" twin, where they are
// there; else what differs. `first`: where in the dataset `actual` begins; it may then be shorter.
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

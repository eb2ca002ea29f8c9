// The fixtures of scGPT as tensors, and the tolerance their README states.
#pragma once

#include "models/checkpoint/bundle.h"
#include "models/scgpt/network.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"

#include <ATen/ATen.h>

#include <filesystem>
#include <string>

namespace lexicell::test {

at::Tensor tensorOf(const Hdf5File &file, const std::string &dataset);    // floating types as float64, shape kept
at::Tensor idTensorOf(const Hdf5File &file, const std::string &dataset);  // int64

// A checkpoint folder as a network; vocabulary = rows of the gene table.
Result<models::scgpt::Network> networkOf(const std::filesystem::path &folder);

// Empty when every |actual − expected| is at most `relative` x max(1, largest |expected|), else what differs and by how much.
// `where` (bool, same shape; undefined: everywhere) restricts it.
std::string difference(const at::Tensor &actual, const at::Tensor &expected, double relative = 1e-5,
                       const at::Tensor &where = {});

}  // namespace lexicell::test

#define VERIFY_CLOSE(...)                                                                                                        \
    do {                                                                                                                         \
        const std::string lexicellDifference = lexicell::test::difference(__VA_ARGS__);                                          \
        QVERIFY2(lexicellDifference.empty(), lexicellDifference.c_str());                                                        \
    } while (false)

// Exceiver's networks and inputs as tensors.
#pragma once

#include "models/families/exceiver/network/network.h"
#include "models/contracts/tokens.h"
#include "tests/models/exceiver_cases.h"

#include <ATen/ATen.h>

#include <string>
#include <vector>

namespace lexicell::test {

// Ends the test when it cannot be built.
models::exceiver::Network networkOf(const models::checkpoint::Bundle &bundle);
// The same numbers in float64.
models::exceiver::Network inDouble(models::exceiver::Network network);

models::exceiver::CellInput inputOf(const models::TokenBatch &batch, at::ScalarType type = at::kFloat);
// A dataset as a tensor, floating types as float32 unless told.
at::Tensor tensorOf(const Hdf5File &file, const std::string &dataset, at::ScalarType type = at::kFloat);
std::vector<double> numbers(const at::Tensor &tensor);
double largestDifference(const at::Tensor &a, const at::Tensor &b);

}  // namespace lexicell::test

// Settings of the networks' computation: device, threads, number type.
#pragma once

#include "core/base/result.h"
#include "models/nn/attention.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cstdint>
#include <string>

namespace lexicell::models::nn {

// auto (the first CUDA device this LibTorch can use, else the CPU), cpu, cuda, cuda:N.
// Error class `no_device`, kind Resource, when the device does not exist; `bad_option` for another word.
Result<at::Device> chooseDevice(const std::string &wanted);
std::string toString(at::Device device);  // "cpu", "cuda:0"

std::string describeRuntime();  // "LibTorch 2.13.0, CPU, AVX512"

// Its random numbers depend on `seed` alone, not on other uses of LibTorch's generators.
at::Generator makeGenerator(at::Device device, std::uint64_t seed);

// LibTorch's thread count is a property of the process: set it where a computation begins. 0: all cores.
void useThreads(int threads);

// The number type of the matrix products, "fp32" or "bf16". `wanted` auto: times `sample` with both on `device`, once per
// process, and takes bf16 if it is at least 1.3 times as fast; the caller records the choice.
// Error class `bad_option`.
Result<std::string> choosePrecision(const std::string &wanted, const EncoderLayer &sample, at::Device device);

}  // namespace lexicell::models::nn

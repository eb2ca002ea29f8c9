#include "models/nn/device.h"

#include "core/base/parallel.h"
#include "models/nn/thread_limit.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/version.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>

namespace lexicell::models::nn {

namespace {

thread_local bool oneThread = false;

Error noDevice(const std::string &wanted, std::size_t devices)
{
    const std::string there =
        devices == 0 ? "this LibTorch finds no CUDA device" : "there are " + std::to_string(devices) + ", numbered from 0";
    return {errors::noDevice,
            "The device \"" + wanted + "\" cannot be used: " + there + "; use cpu or auto.",
            {},
            {{"device", {"cpu"}}}};
}

// Seconds of the fastest of five runs; reading a number waits for the device.
double seconds(const EncoderLayer &layer, const at::Tensor &h)
{
    double best = 1e9;
    for (int run = 0; run < 6; ++run) {
        const auto start = std::chrono::steady_clock::now();
        encoderLayer(layer, h, {}, {}).flatten()[0].item<float>();
        const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
        if (run > 0) best = std::min(best, time.count());
    }
    return best;
}

std::string measurePrecision(const EncoderLayer &sample, at::Device device)
{
    const at::NoGradGuard noGradients;
    EncoderLayer exact = sample;
    EncoderLayer fast = sample;
    pack(exact);
    toBFloat16(fast);
    const at::Tensor h = at::ones({2, 512, sample.out.weight.size(0)}, at::TensorOptions(at::kFloat).device(device));
    return seconds(fast, h) * 1.3 < seconds(exact, h) ? "bf16" : "fp32";
}

// fp32 means fp32: GPUs could otherwise multiply with 10 bits of mantissa (TF32).
at::Device card(std::size_t index)
{
    at::globalContext().setFloat32MatmulPrecision("highest");
    return {at::kCUDA, static_cast<at::DeviceIndex>(index)};
}

}  // namespace

Result<at::Device> chooseDevice(const std::string &wanted)
{
    const std::size_t devices = at::hasCUDA() ? at::getNumGPUs() : 0;
    if (wanted == "cpu" || (wanted == "auto" && devices == 0)) return at::Device(at::kCPU);
    if (wanted == "auto" || wanted == "cuda") {
        if (devices == 0) return noDevice(wanted, devices);
        return card(0);
    }
    const std::string number = wanted.starts_with("cuda:") ? wanted.substr(5) : "";
    if (number.empty() || number.size() > 3 || number.find_first_not_of("0123456789") != std::string::npos) {
        return Error{errors::badOption, "\"" + wanted + "\" is not a device; use auto, cpu, cuda or cuda:N.", {}};
    }
    const auto index = static_cast<std::size_t>(std::stoi(number));
    if (index >= devices) return noDevice(wanted, devices);
    return card(index);
}

std::string toString(at::Device device) { return device.str(); }

std::string describeRuntime()
{
    const std::size_t devices = at::hasCUDA() ? at::getNumGPUs() : 0;
    std::string text = "LibTorch " TORCH_VERSION ", CPU, " + at::get_cpu_capability();
    if (devices > 0) text += ", CUDA devices: " + std::to_string(devices);
    return text;
}

at::Generator makeGenerator(at::Device device, std::uint64_t seed)
{
    at::Generator generator = at::globalContext().defaultGenerator(device).clone();
    generator.set_current_seed(seed);
    return generator;
}

void useThreads(int threads) { at::set_num_threads(oneThread ? 1 : threadCount(threads)); }

void keepToOneThread(bool on)
{
    oneThread = on;
    if (on) at::set_num_threads(1);
}

Result<std::string> choosePrecision(const std::string &wanted, const EncoderLayer &sample, at::Device device)
{
    if (wanted == "fp32" || wanted == "bf16") return wanted;
    if (wanted != "auto") {
        return Error{errors::badOption, "\"" + wanted + "\" is not a precision; use fp32, auto or bf16.", {}};
    }
    static std::mutex mutex;
    static std::map<std::string, std::string> measured;  // by device
    const std::lock_guard lock(mutex);
    auto &answer = measured[toString(device)];
    if (answer.empty()) answer = measurePrecision(sample, device);
    return answer;
}

}  // namespace lexicell::models::nn

// The one function that the LibTorch library `lexicell_models_torch` exports, and what it returns.
// The library is opened at run time, so a machine without LibTorch can still browse, annotate and cluster.
#pragma once

#include "models/contracts/model.h"
#include "models/training/trainable.h"

#include <string>
#include <vector>

namespace lexicell::models {

struct Family {
    const char *name;
    // Builds the network of a bundle whose family is `name`.
    Result<LoadedModel> (*load)(const checkpoint::Bundle &bundle, const ComputeOptions &compute, JobContext &context);
    training::MakeTrainable train;  // null: this family cannot be trained yet
};

struct TorchLibrary {
    int interfaceVersion;              // must equal torchInterfaceVersion
    std::string (*describeRuntime)();  // "LibTorch 2.13.0, CPU, AVX-512"
    // The device that "auto", "cpu", "cuda" or "cuda:N" means: "cpu", "cuda:0". Error classes: no_device, bad_option.
    Result<std::string> (*chooseDevice)(const std::string &wanted);
    std::vector<Family> (*families)();
    // Threads of LibTorch; see models/nn/device.h and thread_limit.h.
    void (*useThreads)(int threads);
    void (*keepToOneThread)(bool on);
};

inline constexpr int torchInterfaceVersion = 7;
inline constexpr const char *torchEntryPoint = "lexicell_torch_library";  // const TorchLibrary *()

// Opens the library on first call (thread-safe). Error class `missing_libtorch`.
Result<const TorchLibrary *> torchLibrary();

}  // namespace lexicell::models

// The one function that the LibTorch library `lexicell_models_torch` exports, and what it returns.
// The library is opened at run time, so a machine without LibTorch can still browse, annotate and cluster.
#pragma once

#include "models/contracts/model.h"
#include "models/tasks/pretrain/pretrain.h"

#include <string>
#include <vector>

namespace lexicell::models {

struct Family {
    const char *name;
    // Builds the network of a bundle whose family is `name`.
    Result<LoadedModel> (*load)(const checkpoint::Bundle &bundle, const ComputeOptions &compute, JobContext &context);
    // Null: this family cannot be pretrained.
    Result<tasks::PretrainSummary> (*pretrain)(const tasks::PretrainJob &job, JobContext &context);
};

struct TorchLibrary {
    int interfaceVersion;              // must equal torchInterfaceVersion
    std::string (*describeRuntime)();  // "LibTorch 2.13.0, CPU, AVX-512"
    std::vector<Family> (*families)();
};

inline constexpr int torchInterfaceVersion = 2;
inline constexpr const char *torchEntryPoint = "lexicell_torch_library";  // const TorchLibrary *()

// Opens the library on first call (thread-safe). Error class `missing_libtorch`.
Result<const TorchLibrary *> torchLibrary();

}  // namespace lexicell::models

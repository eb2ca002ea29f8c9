// The explicit table of the model families, and the one function that the LibTorch library exports.
#include "models/exceiver/model.h"
#include "models/nn/device.h"
#include "models/plugin.h"
#include "models/scbert/model.h"
#include "models/scemb/model.h"
#include "models/scgpt/model.h"

namespace {

std::vector<lexicell::models::Family> families()
{
    namespace models = lexicell::models;
    return {{"scgpt", &models::scgpt::load, &models::scgpt::pretrain},
            {"exceiver", &models::exceiver::load, nullptr},
            {"scbert", &models::scbert::load, nullptr},
            {"scemb", &models::scemb::load, nullptr}};
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const lexicell::models::TorchLibrary *lexicell_torch_library();

const lexicell::models::TorchLibrary *lexicell_torch_library()
{
    static const lexicell::models::TorchLibrary library{lexicell::models::torchInterfaceVersion,
                                                        &lexicell::models::nn::describeRuntime, &families};
    return &library;
}

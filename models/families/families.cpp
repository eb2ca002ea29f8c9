// The table of the model families, and the one function that the LibTorch library exports.
#include "models/families/exceiver/network/model.h"
#include "models/families/exceiver/network/trainable.h"
#include "models/nn/device.h"
#include "models/families/torch_library.h"
#include "models/families/scbert/network/model.h"
#include "models/families/scbert/network/trainable.h"
#include "models/families/scemb/network/model.h"
#include "models/families/scemb/network/trainable.h"
#include "models/families/scgpt/network/model.h"
#include "models/families/scgpt/network/trainable.h"
#include "models/nn/guard.h"
#include "models/nn/thread_limit.h"

namespace {

std::vector<lexicell::models::Family> families()
{
    namespace models = lexicell::models;
    return {{"scgpt", &models::scgpt::load, &models::scgpt::makeTrainable},
            {"exceiver", &models::exceiver::load, &models::exceiver::makeTrainable},
            {"scbert", &models::scbert::load, &models::scbert::makeTrainable},
            {"scemb", &models::scemb::load, &models::scemb::makeTrainable}};
}

lexicell::Result<std::string> chooseDevice(const std::string &wanted)
{
    namespace nn = lexicell::models::nn;
    return nn::guarded("looking for a device", [&]() -> lexicell::Result<std::string> {
        LEXICELL_TRY(device, nn::chooseDevice(wanted));
        return nn::toString(device);
    });
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const lexicell::models::TorchLibrary *lexicell_torch_library();

const lexicell::models::TorchLibrary *lexicell_torch_library()
{
    static const lexicell::models::TorchLibrary library{
        lexicell::models::torchInterfaceVersion, &lexicell::models::nn::describeRuntime, &chooseDevice, &families,
        &lexicell::models::nn::useThreads,       &lexicell::models::nn::keepToOneThread};
    return &library;
}

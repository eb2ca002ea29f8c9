#include "models/training/precision.h"

namespace lexicell::models::training {

Result<std::string> trainingPrecision(const std::string &wanted, const std::string &device)
{
    const bool cpu = device == "cpu";
    if (wanted == "auto") return std::string(cpu ? "fp32" : "bf16");
    if (wanted == "fp32") return wanted;
    if (wanted != "bf16" && wanted != "fp16")
        return Error{errors::badOption, "\"" + wanted + "\" is not a precision of training; use fp32, auto, bf16 or fp16.", {}};
    if (cpu)
        return Error{errors::badOption,
                     "Training in " + wanted + " needs a CUDA device, and this run uses the processor. Choose fp32 or auto.",
                     {},
                     {{"precision", {"fp32", "auto"}}}};
    return wanted;
}

}  // namespace lexicell::models::training

#include "models/checkpoint/tensor_spec.h"

#include <functional>
#include <map>
#include <numeric>

namespace lexicell::models::checkpoint {

namespace {

Error mismatch(const ErrorClass &errorClass, std::string message)
{
    return {ErrorKind::Mismatch, errorClass, std::move(message), {}};
}

// The file's tensors under their declared names.
using Found = std::map<std::string, const Tensor *>;

Result<Found> tensorsByName(const Bundle &bundle, const SpecWords &words)
{
    Found found;
    for (const auto &[name, tensor] : bundle.tensors.entries) {
        const std::string known = words.rename ? words.rename(name) : name;
        if (found.emplace(known, &tensor).second) continue;
        return mismatch(errors::unexpectedTensor,
                        bundle.file.string() +
                            (words.rename ? " holds " + known + " in two spellings" : " holds the tensor " + known + " twice") +
                            ". Save it again with one.");
    }
    return found;
}

Result<void> checkTensor(const std::string &file, const TensorSpec &spec, const Tensor &tensor, const SpecWords &words)
{
    const std::string which = "The tensor " + spec.name + " in " + file;
    if (tensor.shape != spec.shape)
        return mismatch(errors::shapeMismatch, which + " has the shape " + toString(tensor.shape) + ", expected " +
                                                   toString(spec.shape) + words.shapeAdvice);
    if (!isFloating(tensor.type))
        return Error{errors::unsupportedType,
                     which + " holds " + toString(tensor.type) + " numbers. Floating-point weights are needed.",
                     {}};
    if (!tensor.finite())
        return Error{errors::nonFinite,
                     which + " holds NaN or infinite numbers. The training that made it went wrong: use an earlier checkpoint.",
                     {}};
    return {};
}

}  // namespace

std::int64_t TensorSpec::size() const
{
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

Result<void> checkTensors(const Bundle &bundle, const std::vector<TensorSpec> &specs, const SpecWords &words)
{
    const std::string file = bundle.file.string();
    LEXICELL_TRY(found, tensorsByName(bundle, words));
    for (const TensorSpec &spec : specs) {
        const auto place = found.find(spec.name);
        if (place == found.end()) {
            if (spec.presence != Presence::Required) continue;
            return mismatch(errors::missingTensor, file + " lacks the tensor " + spec.name + " (" + toString(spec.shape) +
                                                       "). The file is incomplete: copy or download it again.");
        }
        if (spec.presence != Presence::Counter) LEXICELL_CHECK(checkTensor(file, spec, *place->second, words));
        found.erase(place);
    }
    if (found.empty()) return {};
    const auto &[name, tensor] = *found.begin();
    return mismatch(errors::unexpectedTensor, file + " holds the tensor " + name + " (" + toString(tensor->shape) +
                                                  "), which is not part of " + words.model +
                                                  ". It belongs to another kind of model.");
}

std::vector<std::string> unusedTensors(const TensorMap &tensors, const std::vector<TensorSpec> &specs)
{
    std::vector<std::string> names;
    for (const TensorSpec &spec : specs)
        if (spec.presence == Presence::Unused && tensors.find(spec.name)) names.push_back(spec.name);
    return names;
}

std::int64_t countParameters(const TensorMap &tensors, const std::vector<TensorSpec> &specs)
{
    std::int64_t count = 0;
    for (const TensorSpec &spec : specs)
        if (spec.presence == Presence::Required || (spec.presence == Presence::Unused && tensors.find(spec.name)))
            count += spec.size();
    return count;
}

}  // namespace lexicell::models::checkpoint

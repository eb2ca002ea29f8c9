#include "models/families/new_tensors.h"

#include "core/base/random.h"

#include <cmath>
#include <memory>

namespace lexicell::models {

namespace {

constexpr std::uint64_t headStream = 0x68656164ull;

Random drawsOf(const std::string &name, std::int64_t seed)
{
    return Random(static_cast<std::uint64_t>(seed), Random::mix(headStream ^ Random::streamOf(name)));
}

checkpoint::Tensor zeroCount()
{
    auto count = std::make_shared<std::int64_t>(0);
    checkpoint::Tensor tensor{checkpoint::TensorType::Int64, {}, count, nullptr};
    tensor.data = reinterpret_cast<const std::byte *>(count.get());
    return tensor;
}

}  // namespace

void addNewTensors(checkpoint::TensorMap &tensors, const std::vector<checkpoint::TensorSpec> &specs, std::int64_t seed)
{
    double bound = 0.0;  // of the last weight: its bias uses the same bound; 0: a norm
    for (const checkpoint::TensorSpec &spec : specs) {
        if (spec.presence == checkpoint::Presence::Counter) {
            tensors.add(spec.name, zeroCount());
            continue;
        }
        std::int64_t size = 1, inputs = 1;
        for (const std::int64_t extent : spec.shape) size *= extent;
        for (std::size_t axis = 1; axis < spec.shape.size(); ++axis) inputs *= spec.shape[axis];
        const bool weight = spec.name.ends_with(".weight");
        if (weight) bound = spec.shape.size() > 1 ? 1.0 / std::sqrt(static_cast<double>(inputs)) : 0.0;
        const bool one = weight || spec.name.ends_with(".running_var");
        std::vector<float> values(static_cast<std::size_t>(size), one ? 1.0F : 0.0F);
        Random random = drawsOf(spec.name, seed);
        if (bound > 0.0 && (weight || spec.name.ends_with(".bias")))
            for (float &value : values) value = static_cast<float>((2.0 * random.uniform() - 1.0) * bound);
        tensors.add(spec.name, spec.shape, values);
    }
}

void addNewTable(checkpoint::TensorMap &tensors, const checkpoint::TensorSpec &spec, std::int64_t seed)
{
    std::vector<float> values(static_cast<std::size_t>(spec.size()));
    Random random = drawsOf(spec.name, seed);
    for (float &value : values) value = static_cast<float>(random.normal());
    tensors.add(spec.name, spec.shape, values);
}

void addNewRow(checkpoint::TensorMap &tensors, const std::string &table, bool replace, std::int64_t seed)
{
    for (auto &[name, tensor] : tensors.entries) {
        if (name != table || tensor.shape.size() != 2) continue;
        std::vector<float> values = tensor.toFloat();
        const auto width = static_cast<std::size_t>(tensor.shape[1]);
        if (replace) values.resize(values.size() - width);
        Random random = drawsOf(table, seed);
        for (std::size_t i = 0; i < width; ++i) values.push_back(static_cast<float>(random.normal()));
        checkpoint::TensorMap one;
        one.add(table, {tensor.shape[0] + (replace ? 0 : 1), tensor.shape[1]}, values);
        tensor = one.entries.front().second;
    }
}

void replaceTensor(checkpoint::TensorMap &tensors, const std::string &name, const std::vector<float> &values)
{
    for (auto &[known, tensor] : tensors.entries) {
        if (known != name) continue;
        checkpoint::TensorMap one;
        one.add(name, tensor.shape, values);
        tensor = one.entries.front().second;
    }
}

}  // namespace lexicell::models

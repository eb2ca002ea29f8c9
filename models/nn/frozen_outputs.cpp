#include "models/nn/frozen_outputs.h"

#include "core/base/random.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include <sys/resource.h>

namespace lexicell::models::nn {

namespace {

class Hash {
  public:
    explicit Hash(std::uint64_t seed) : m_state(seed) {}
    void add(std::uint64_t value) { m_state = Random::mix(m_state * 0x100000001B3ull + value); }
    template <class T> void addAll(const std::vector<T> &values)
    {
        add(values.size());
        for (const T value : values) {
            std::uint64_t bits = 0;
            std::memcpy(&bits, &value, sizeof value);
            add(bits);
        }
    }
    std::uint64_t value() const { return m_state; }

  private:
    std::uint64_t m_state;
};

std::uint64_t hashOf(const TokenBatch &cell, std::uint64_t seed)
{
    Hash hash(seed);
    hash.addAll(cell.genes);
    hash.addAll(cell.values);
    hash.addAll(cell.padding);
    hash.addAll(cell.batches);
    hash.addAll(cell.modalities);
    hash.addAll(cell.perturbed);
    hash.addAll(cell.undetected);
    return hash.value();
}

// A line such as "MemAvailable:  1024 kB"; the largest number where the system has none.
std::int64_t kilobytes(const char *file, const std::string &name)
{
    std::ifstream lines(file);
    for (std::string word; lines >> word;)
        if (std::int64_t value = 0; word == name && lines >> value) return value * 1024;
    return std::numeric_limits<std::int64_t>::max();
}

}  // namespace

std::int64_t freeMemory()
{
    const std::int64_t available = kilobytes("/proc/meminfo", "MemAvailable:");
    rlimit limit{};
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return available;
    const auto own = static_cast<std::int64_t>(limit.rlim_cur) - kilobytes("/proc/self/status", "VmSize:");
    return std::clamp<std::int64_t>(own, 0, available);
}

FrozenOutputs::FrozenOutputs(std::int64_t bytes) : m_most(bytes >= 0 ? bytes : freeMemory() / 2) {}

FrozenOutputs::Key FrozenOutputs::keyOf(const training::Examples &cell)
{
    return {hashOf(cell.tokens, 1), hashOf(cell.tokens, 2)};
}

at::Tensor FrozenOutputs::ofCell(const training::Examples &cell, const Layers &layers)
{
    const Key key = keyOf(cell);
    if (const auto found = m_kept.find(key); found != m_kept.end()) return found->second;
    ++m_computed;
    at::Tensor output = layers(cell).detach().to(at::kFloat).contiguous();
    const auto size = static_cast<std::int64_t>(output.nbytes());
    if (m_bytes + size <= m_most) {
        m_bytes += size;
        output = output.to(at::kCPU);
        m_kept.emplace(key, output);
    }
    return output;
}

void FrozenOutputs::release()
{
    m_kept.clear();
    m_most = m_bytes = 0;
}

at::Tensor FrozenOutputs::of(const training::Examples &examples, at::Device device, const Layers &layers)
{
    const at::NoGradGuard noGradients;
    at::Tensor all;
    for (std::int64_t row = 0; row < examples.tokens.cells; ++row) {
        const training::Examples cell = training::withoutPadding(training::rowsOf(examples, row, row + 1));
        const at::Tensor output = ofCell(cell, layers);
        if (!all.defined())
            all = at::zeros({examples.tokens.cells, examples.tokens.tokens, output.size(2)},
                            at::TensorOptions(at::kFloat).device(device));
        all[row].slice(0, 0, output.size(1)).copy_(output[0]);
    }
    return all;
}

}  // namespace lexicell::models::nn

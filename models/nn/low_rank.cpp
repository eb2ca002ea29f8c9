#include "models/nn/low_rank.h"

#include "models/nn/device.h"
#include "models/nn/tensor_bridge.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

namespace lexicell::models::nn {

LowRank::LowRank(const training::Adapters &adapters, const std::vector<NamedPlace> &places, std::uint64_t seed, at::Device device)
    : m_scale(adapters.scale)
{
    at::Generator generator = makeGenerator(at::kCPU, seed);
    for (const NamedPlace &place : places) {
        Adapted adapted{place.tensor, *place.tensor, {}};
        for (const training::AdapterSite &at : adapters.sites) {
            if (at.tensor != place.name) continue;
            const std::int64_t in = place.tensor->size(1);
            const double bound = 1.0 / std::sqrt(static_cast<double>(in));
            const at::Tensor down =
                at::empty({adapters.rank, in}, at::TensorOptions(at::kFloat)).uniform_(-bound, bound, generator);
            adapted.sites.push_back(
                {at, at::zeros({at.rows, adapters.rank}, at::TensorOptions(at::kFloat)).to(device), down.to(device)});
        }
        if (adapted.sites.empty()) continue;
        std::sort(adapted.sites.begin(), adapted.sites.end(),
                  [](const Site &a, const Site &b) { return a.at.begin < b.at.begin; });
        m_adapted.push_back(std::move(adapted));
    }
}

std::vector<NamedTensor> LowRank::matrices() const
{
    std::vector<NamedTensor> list;
    for (const Adapted &adapted : m_adapted) {
        for (const Site &site : adapted.sites) {
            list.push_back({training::adapterName(site.at, true), site.up, true});
            list.push_back({training::adapterName(site.at, false), site.down, true});
        }
    }
    return list;
}

at::Tensor LowRank::sum(const Adapted &adapted) const
{
    std::vector<at::Tensor> parts;
    std::int64_t row = 0;
    const auto keepUntil = [&](std::int64_t end) {
        if (end > row) parts.push_back(adapted.base.slice(0, row, end));
    };
    for (const Site &site : adapted.sites) {
        keepUntil(site.at.begin);
        row = site.at.begin + site.at.rows;
        parts.push_back(adapted.base.slice(0, site.at.begin, row) + m_scale * at::matmul(site.up, site.down));
    }
    keepUntil(adapted.base.size(0));
    return at::cat(parts);
}

void LowRank::apply()
{
    for (const Adapted &adapted : m_adapted) *adapted.place = sum(adapted);
}

void LowRank::merge(checkpoint::TensorMap &map) const
{
    const at::NoGradGuard noGradients;
    for (const Adapted &adapted : m_adapted) {
        checkpoint::TensorMap merged;
        addTo(merged, adapted.sites.front().at.tensor, sum(adapted));
        for (auto &[name, tensor] : map.entries)
            if (name == merged.entries.front().first) tensor = merged.entries.front().second;
    }
}

}  // namespace lexicell::models::nn

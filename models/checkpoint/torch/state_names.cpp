#include "models/checkpoint/torch/state_names.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

namespace lexicell::models::checkpoint {

namespace {

constexpr std::array<std::string_view, 5> wrappers{"module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module",
                                                   "_forward_module"};

std::string unwrapped(std::string_view name)
{
    std::string result;
    while (!name.empty()) {
        const auto dot = name.find('.');
        const std::string_view part = name.substr(0, dot);
        const bool last = dot == std::string_view::npos;
        name = last ? std::string_view() : name.substr(dot + 1);
        // The last component is the tensor's own name and always kept.
        if (last) return result += part;
        if (std::find(wrappers.begin(), wrappers.end(), part) == wrappers.end()) result.append(part) += '.';
    }
    return result;
}

}  // namespace

void removeWrapperNames(TensorMap &tensors)
{
    std::erase_if(tensors.entries, [](const auto &entry) {
        return entry.second.size() == 1 && (entry.first == "n_averaged" || entry.first.ends_with(".n_averaged"));
    });
    std::unordered_set<std::string> names;
    for (const auto &entry : tensors.entries)
        if (!names.insert(unwrapped(entry.first)).second) return;
    for (auto &entry : tensors.entries) entry.first = unwrapped(entry.first);
}

}  // namespace lexicell::models::checkpoint

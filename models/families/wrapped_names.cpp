#include "models/families/wrapped_names.h"

#include "models/checkpoint/file_error.h"
#include "models/checkpoint/torch/state_dict.h"

#include <algorithm>
#include <map>

namespace lexicell::models {

namespace {

using checkpoint::TensorMap;

// A single name in another model may match one of ours by chance; a whole model's names do not.
constexpr std::size_t smallestShare = 4;

// Where the model's own name begins in `name`, after a wrapper's dot; npos: nowhere.
std::size_t ownBegin(const std::string &name, const std::function<bool(std::string_view)> &isOwn)
{
    for (std::size_t at = 0; at != std::string::npos;) {
        if (isOwn(std::string_view(name).substr(at))) return at;
        const auto dot = name.find('.', at);
        at = dot == std::string::npos ? dot : dot + 1;
    }
    return std::string::npos;
}

struct Place {
    std::string prefix;  // "model.", or empty
    std::size_t tensors = 0;
    bool average = false;
};

std::vector<Place> placesOf(const TensorMap &tensors, const std::function<bool(std::string_view)> &isOwn)
{
    std::map<std::string, std::size_t> counts;
    for (const auto &[name, tensor] : tensors.entries)
        if (const auto at = ownBegin(name, isOwn); at != std::string::npos) ++counts[name.substr(0, at)];
    std::vector<Place> places;
    for (const auto &[prefix, count] : counts) places.push_back({prefix, count, checkpoint::isAverage(prefix)});
    std::stable_sort(places.begin(), places.end(),
                     [](const Place &a, const Place &b) { return a.average != b.average ? b.average : a.tensors > b.tensors; });
    return places;
}

}  // namespace

Result<std::vector<std::string>> unwrapNames(TensorMap &tensors, const std::function<bool(std::string_view)> &isOwn,
                                             const std::filesystem::path &file)
{
    const auto places = placesOf(tensors, isOwn);
    if (places.empty()) return std::vector<std::string>();
    const Place &best = places.front();
    if (places.size() > 1 && places[1].average == best.average && places[1].tensors == best.tensors)
        return checkpoint::badFile(errors::ambiguousModel, file,
                                   "holds several models (" + best.prefix + "…, " + places[1].prefix +
                                       "…), and the right one is unknown",
                                   "Save only the right one, with torch.save(model.state_dict(), …).");
    const auto within = [](const std::string &name, const std::string &prefix) { return name.starts_with(prefix); };
    const auto outside = [&](const std::string &name) {
        if (!best.prefix.empty()) return !within(name, best.prefix);
        return std::any_of(places.begin(), places.end(),
                           [&](const Place &other) { return other.average && within(name, other.prefix); });
    };
    std::vector<std::string> left;
    for (const auto &[name, tensor] : tensors.entries)
        if (outside(name)) left.push_back(name);
    if (tensors.entries.size() - left.size() < tensors.entries.size() / smallestShare) return std::vector<std::string>();
    std::erase_if(tensors.entries, [&](const auto &entry) { return outside(entry.first); });
    for (auto &entry : tensors.entries) entry.first.erase(0, best.prefix.size());
    return left;
}

}  // namespace lexicell::models

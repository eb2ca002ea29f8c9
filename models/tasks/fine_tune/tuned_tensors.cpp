#include "models/tasks/fine_tune/tuned_tensors.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace lexicell::models::tasks {

namespace {

using Part = TensorPlace::Part;

Error unreadable(const std::string &text)
{
    return {errors::badOption,
            "\"" + text + "\" does not say what stays as it is. Use auto, none, embeddings, body, or layers such as 0-5.",
            {},
            {{"freeze"}}};
}

// "3" or "0-5"; false: neither.
bool readRange(std::string_view text, std::pair<std::int64_t, std::int64_t> &range)
{
    const char *end = text.data() + text.size();
    auto [at, failed] = std::from_chars(text.data(), end, range.first);
    if (failed != std::errc() || range.first < 0) return false;
    range.second = range.first;
    if (at == end) return true;
    if (*at != '-') return false;
    const auto second = std::from_chars(at + 1, end, range.second);
    return second.ec == std::errc() && second.ptr == end && range.second >= range.first;
}

bool contains(const Freeze &freeze, std::int64_t layer)
{
    return freeze.allLayers || std::any_of(freeze.layers.begin(), freeze.layers.end(),
                                           [&](const auto &range) { return layer >= range.first && layer <= range.second; });
}

// A batch norm learns from every minibatch that it sees, whether its weight is frozen or not.
bool isStatistic(const std::string &name) { return name.ends_with(".running_mean") || name.ends_with(".running_var"); }

bool stays(const Freeze &freeze, const TensorPlace &place)
{
    if (place.part == Part::Embedding) return freeze.embeddings;
    return place.part == Part::Layer && contains(freeze, place.layer);
}

}  // namespace

Result<Freeze> readFreeze(const std::string &text)
{
    Freeze freeze;
    if (text == "auto") return freeze;
    freeze.rule = FreezeRule::Listed;
    if (text == "none") return freeze;
    if (text == "body") {
        freeze.embeddings = freeze.allLayers = true;
        return freeze;
    }
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string item = text.substr(begin, end - begin);
        begin = end + 1;
        std::pair<std::int64_t, std::int64_t> range;
        if (item == "embeddings") freeze.embeddings = true;
        else if (readRange(item, range)) freeze.layers.push_back(range);
        else return unreadable(text);
    }
    return freeze;
}

Result<TunedTensors> tunedTensors(const checkpoint::Bundle &bundle, const ModelCard &card, const FineTuning &family,
                                  const FineTuneOptions &options, const LearnsBesideAdapters &learns)
{
    LEXICELL_TRY(freeze, readFreeze(options.freeze));
    for (const auto &range : freeze.layers)
        if (range.second >= card.layers)
            return Error{errors::badOption,
                         "The model " + card.name + " has the layers 0 to " + std::to_string(card.layers - 1) +
                             ", and no layer " + std::to_string(range.second) + ".",
                         {},
                         {{"freeze"}}};
    const bool large = card.parameters > largestWithoutAdapters && freeze.rule == FreezeRule::Auto;
    const bool adapted = options.adapters == "lora" || (options.adapters == "auto" && large);
    if (options.save == "adapter" && !adapted)
        return Error{
            errors::badOption,
            "This model is small enough to be trained whole, so there is no adapter to save. Ask for adapters, or save the "
            "checkpoint.",
            {},
            {{"adapters", {"lora"}}}};
    TunedTensors tuned;
    tuned.adapters.rank = options.rank;
    tuned.adapters.scale = adapterAlpha / options.rank;
    if (adapted)
        for (std::int64_t layer = 0; layer < (card.layers + 1) / 2; ++layer)
            for (training::AdapterSite &site : family.adapterSites(bundle, layer))
                tuned.adapters.sites.push_back(std::move(site));
    for (const auto &[fileName, tensor] : bundle.tensors.entries) {
        const std::string name = family.releasedName(fileName);
        const TensorPlace place = family.placeOf(name);
        const bool frozen = adapted                           ? !(learns ? learns(name, place) : place.classes)
                            : freeze.rule == FreezeRule::Auto ? !family.changes(bundle, name)
                                                              : stays(freeze, place);
        if (frozen && !isStatistic(name)) tuned.frozen.push_back(name);
    }
    return tuned;
}

training::FrozenReuse frozenReuse(const FineTuneOptions &options)
{
    if (options.reuseFrozen == "always") return training::FrozenReuse::Always;
    return options.reuseFrozen == "never" ? training::FrozenReuse::Never : training::FrozenReuse::WhereExact;
}

}  // namespace lexicell::models::tasks

#include "models/families/scgpt/format/config.h"

#include "core/base/json_text.h"

#include <array>
#include <cmath>

namespace lexicell::models::scgpt {

namespace {

using Json = nlohmann::json;

std::string configFile(const checkpoint::Bundle &bundle)
{
    return (bundle.folder / (bundle.configName.empty() ? "args.json" : bundle.configName)).string();
}

Error badConfig(const checkpoint::Bundle &bundle, const std::string &what)
{
    return {errors::badConfig, configFile(bundle) + " " + what + ".", {}};
}

// Whole numbers may be written as 512.0.
Result<std::int64_t> wholeNumber(const checkpoint::Bundle &bundle, const Json &json, const char *key)
{
    const auto found = json.find(key);
    if (found == json.end()) return badConfig(bundle, std::string("has no \"") + key + "\"; a scGPT checkpoint needs it");
    const double value = found->is_number() ? found->get<double>() : std::nan("");
    if (!(value >= 1.0 && value <= 1e9) || value != std::floor(value))
        return badConfig(bundle, std::string("says \"") + key + "\": " + found->dump() + "; a positive whole number is needed");
    return static_cast<std::int64_t>(value);
}

double numberOr(const Json &json, const char *key, double fallback)
{
    const auto found = json.find(key);
    return found != json.end() && found->is_number() ? found->get<double>() : fallback;
}

}  // namespace

Result<Config> readConfig(const checkpoint::Bundle &bundle)
{
    if (bundle.config.empty()) {
        return Error{errors::missingConfig,
                     "There is no args.json beside " + bundle.file.string() +
                         "; copy it from the place the checkpoint came from (it holds the number of attention heads).",
                     {}};
    }
    const Json json = parseJson(bundle.config).value_or(Json());
    if (!json.is_object()) return badConfig(bundle, "is not a readable JSON object. Use the file that came with the checkpoint");
    Config config;
    const std::array<std::pair<const char *, std::int64_t *>, 4> required{{{"embsize", &config.embeddingSize},
                                                                           {"nheads", &config.heads},
                                                                           {"d_hid", &config.feedForward},
                                                                           {"nlayers", &config.layers}}};
    for (const auto &[key, target] : required) {
        LEXICELL_TRY(value, wholeNumber(bundle, json, key));
        *target = value;
    }
    if (config.embeddingSize % config.heads != 0)
        return badConfig(bundle, "says embsize " + std::to_string(config.embeddingSize) + " and nheads " +
                                     std::to_string(config.heads) + "; the heads must divide the size");
    if (json.contains("n_layers_cls")) {
        LEXICELL_TRY(value, wholeNumber(bundle, json, "n_layers_cls"));
        config.classLayers = value;
    }
    if (json.contains("n_bins")) {
        LEXICELL_TRY(value, wholeNumber(bundle, json, "n_bins"));
        config.bins = value;
        if (config.bins < 3) return badConfig(bundle, "says n_bins " + std::to_string(config.bins) + "; at least 3 are needed");
    }
    config.dropout = numberOr(json, "dropout", config.dropout);
    config.padValue = numberOr(json, "pad_value", config.padValue);
    config.maskValue = numberOr(json, "mask_value", config.maskValue);
    if (const auto token = json.find("pad_token"); token != json.end() && token->is_string()) config.padToken = *token;
    return config;
}

std::string releasedName(const std::string &name)
{
    static constexpr std::array<std::pair<const char *, const char *>, 2> spellings{{
        {"self_attn._impl.", "self_attn."},
        {"self_attn.in_proj_", "self_attn.Wqkv."},
    }};
    for (const auto &[from, to] : spellings) {
        if (const auto at = name.find(from); at != std::string::npos) {
            std::string renamed = name;
            return renamed.replace(at, std::string(from).size(), to);
        }
    }
    return name;
}

}  // namespace lexicell::models::scgpt

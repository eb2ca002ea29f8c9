#include "models/families/scemb/format/config.h"

#include "models/checkpoint/file_error.h"
#include "models/checkpoint/json_text.h"

#include <array>
#include <cmath>
#include <utility>

namespace lexicell::models::scemb {

namespace {

using Json = nlohmann::json;

constexpr const char *modelType = "scemb_style";
constexpr std::int64_t formatVersion = 1;

class ConfigReader {
  public:
    ConfigReader(const Json &json, std::filesystem::path file) : m_json(json), m_file(std::move(file)) {}

    Error wrong(const std::string &what) const
    {
        return checkpoint::badFile(errors::badConfig, m_file, what, "Use the config.json that came with the checkpoint.");
    }

    // A positive whole number; may be written as 512.0.
    Result<std::int64_t> size(const char *key) const
    {
        const auto found = m_json.find(key);
        if (found == m_json.end()) return wrong(std::string("has no \"") + key + "\", which an scEMB-style checkpoint needs");
        const double value = found->is_number() ? found->get<double>() : std::nan("");
        if (!(value >= 1.0 && value <= 1e9) || value != std::floor(value))
            return wrong(said(key, *found) + "; a positive whole number is needed");
        return static_cast<std::int64_t>(value);
    }

    Result<double> number(const char *key, double fallback, double largest) const
    {
        const auto found = m_json.find(key);
        if (found == m_json.end()) return fallback;
        const double value = found->is_number() ? found->get<double>() : std::nan("");
        if (!(value > 0.0 && value <= largest)) return wrong(said(key, *found) + "; a positive number is needed");
        return value;
    }

    // Index of the word among `known`.
    Result<std::size_t> word(const char *key, const std::vector<std::string> &known, std::size_t fallback) const
    {
        const auto found = m_json.find(key);
        if (found == m_json.end()) return fallback;
        std::string choices;
        for (std::size_t i = 0; i < known.size(); ++i) {
            if (*found == known[i]) return i;
            choices += (i ? " and " : "") + known[i];
        }
        return wrong(said(key, *found) + "; this version knows " + choices);
    }

  private:
    static std::string said(const char *key, const Json &value)
    {
        return std::string("says \"") + key + "\": " + value.dump(-1, ' ', false, Json::error_handler_t::replace);
    }

    const Json &m_json;
    std::filesystem::path m_file;
};

Result<void> readSizes(const ConfigReader &reader, Config &config)
{
    const std::array<std::pair<const char *, std::int64_t *>, 7> sizes{{{"vocab_size", &config.vocabulary},
                                                                        {"hidden_size", &config.embeddingSize},
                                                                        {"num_layers", &config.layers},
                                                                        {"num_heads", &config.heads},
                                                                        {"ffn_size", &config.feedForward},
                                                                        {"max_genes", &config.maxGenes},
                                                                        {"num_bins", &config.bins}}};
    for (const auto &[key, target] : sizes) {
        LEXICELL_TRY(value, reader.size(key));
        *target = value;
    }
    if (config.embeddingSize % config.heads != 0)
        return reader.wrong("says hidden_size " + std::to_string(config.embeddingSize) + " and num_heads " +
                            std::to_string(config.heads) + "; the heads must divide the size");
    return {};
}

}  // namespace

Result<Config> readConfig(const checkpoint::Bundle &bundle)
{
    if (bundle.config.empty())
        return Error{errors::missingConfig,
                     "There is no config.json beside " + bundle.file.string() +
                         "; copy it from the place the checkpoint came from (it holds the number of attention heads).",
                     {}};
    const std::filesystem::path file = bundle.folder / bundle.configName;
    LEXICELL_TRY(json, checkpoint::parseJsonObject(bundle.config, file));
    const ConfigReader reader(json, file);
    if (!json.contains("model_type")) return reader.wrong("has no \"model_type\", which an scEMB-style checkpoint needs");
    LEXICELL_CHECK(reader.word("model_type", {modelType}, 0));
    LEXICELL_TRY(version, reader.size("format_version"));
    if (version != formatVersion)
        return reader.wrong("says \"format_version\": " + std::to_string(version) + "; this version knows 1");
    LEXICELL_CHECK(reader.word("activation", {"gelu_erf"}, 0));

    Config config;
    LEXICELL_CHECK(readSizes(reader, config));
    LEXICELL_TRY(binning, reader.word("binning", {"quantile", "equal_width"}, 0));
    LEXICELL_TRY(norm, reader.word("norm_position", {"post", "pre"}, 0));
    LEXICELL_TRY(epsilon, reader.number("layer_norm_eps", config.normEpsilon, 1.0));
    LEXICELL_TRY(scale, reader.number("cpm_scale", config.cpmScale, 1e12));
    LEXICELL_TRY(fraction, reader.number("mask_fraction", config.maskFraction, 1.0));
    config.binning = binning == 0 ? Binning::Quantile : Binning::EqualWidth;
    config.normPosition = norm == 0 ? NormPosition::Post : NormPosition::Pre;
    config.normEpsilon = epsilon;
    config.cpmScale = scale;
    config.maskFraction = fraction;
    if (const auto *head = bundle.tensors.find("class_head.out.weight"); head && !head->shape.empty())
        config.classes = head->shape.front();
    return config;
}

}  // namespace lexicell::models::scemb

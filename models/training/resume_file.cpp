#include "models/training/resume_file.h"

#include "core/base/json_text.h"
#include "core/files/mapped_file.h"
#include "models/checkpoint/file_error.h"
#include "models/checkpoint/safetensors/safetensors.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

namespace lexicell::models::training {

namespace {

using checkpoint::Metadata;
using checkpoint::Tensor;
using checkpoint::TensorMap;
using Json = nlohmann::json;

constexpr const char *formatName = "lexicell-training-run";
constexpr const char *formatVersion = "1";
constexpr const char *historyName = "history";
constexpr std::string_view bestPrefix = "best/";
constexpr std::string_view statePrefix = "state/";

Tensor historyTensor(const History &history)
{
    const std::size_t terms = history.terms.size(), validated = terms + history.scores.size();
    const std::size_t columns = terms + validated + 2;
    auto values = std::make_shared<std::vector<double>>();
    values->reserve(history.rows.size() * columns);
    for (const HistoryRow &row : history.rows) {
        values->insert(values->end(), row.terms.begin(), row.terms.end());
        values->push_back(row.learningRate);
        values->push_back(row.validation.empty() ? 0.0 : 1.0);
        if (row.validation.empty()) values->insert(values->end(), validated, 0.0);
        else values->insert(values->end(), row.validation.begin(), row.validation.end());
    }
    Tensor tensor{checkpoint::TensorType::Float64,
                  {static_cast<std::int64_t>(history.rows.size()), static_cast<std::int64_t>(columns)},
                  values,
                  reinterpret_cast<const std::byte *>(values->data())};
    return tensor;
}

Json optionsJson(const RunIdentity &identity)
{
    Json json = Json::object();
    for (const auto &[name, value] : identity.options) json[name] = value;
    return json;
}

const std::string &valueOf(const Metadata &metadata, const char *key)
{
    static const std::string none;
    const auto found = metadata.find(key);
    return found == metadata.end() ? none : found->second;
}

Result<void> checkFormat(const Metadata &metadata, const std::filesystem::path &file)
{
    if (valueOf(metadata, "format") != formatName)
        return checkpoint::badFile(errors::notACheckpoint, file, "does not hold an unfinished training run",
                                   "Choose another name for the output.");
    if (valueOf(metadata, "version") != formatVersion)
        return Error{errors::unsupportedFormat,
                     file.string() + " was written by another version of Lexicell. Continue with that version, or start anew.",
                     {}};
    return {};
}

Result<void> checkIdentity(const Metadata &metadata, const RunIdentity &identity, const std::filesystem::path &file)
{
    const Json saved = parseJson(valueOf(metadata, "options")).value_or(Json());
    const Json wanted = optionsJson(identity);
    for (const auto &[name, value] : wanted.items()) {
        const auto found = saved.is_object() ? saved.find(name) : saved.end();
        const bool known = saved.is_object() && found != saved.end() && found->is_string();
        const std::string before = known ? found->get<std::string>() : "";
        if (before == value.get<std::string>()) continue;
        return Error{errors::badOption,
                     file.string() + " holds a run with " + name + " \"" + before + "\", and this run has \"" +
                         value.get<std::string>() + "\". Use the options of that run, or start anew.",
                     {},
                     {{name, {before}}}};
    }
    if (saved.size() != wanted.size())
        return Error{errors::badOption, file.string() + " holds a run of another kind. Start anew.", {}};
    if (valueOf(metadata, "data") != identity.data)
        return Error{errors::datasetChanged,
                     file.string() + " holds a run on other cells. Name the same data sets in the same order, or start anew.",
                     {}};
    return {};
}

Result<History> readHistory(const TensorMap &tensors, History history, const std::filesystem::path &file)
{
    const Tensor *tensor = tensors.find(historyName);
    const std::size_t validated = history.terms.size() + history.scores.size();
    const std::size_t columns = history.terms.size() + validated + 2;
    if (!tensor || tensor->type != checkpoint::TensorType::Float64 || tensor->shape.size() != 2 ||
        tensor->shape[1] != static_cast<std::int64_t>(columns))
        return checkpoint::badFile(errors::corruptData, file, "has no history of this run", "Start the run anew.");
    std::vector<double> values(static_cast<std::size_t>(tensor->size()));
    if (!values.empty()) std::memcpy(values.data(), tensor->data, values.size() * sizeof(double));
    for (std::size_t at = 0; at < values.size(); at += columns) {
        const auto begin = values.begin() + static_cast<std::ptrdiff_t>(at);
        const auto count = static_cast<std::ptrdiff_t>(history.terms.size());
        HistoryRow row;
        row.step = static_cast<std::int64_t>(history.rows.size()) + 1;
        row.terms.assign(begin, begin + count);
        row.learningRate = *(begin + count);
        if (*(begin + count + 1) != 0.0) row.validation.assign(begin + count + 2, begin + static_cast<std::ptrdiff_t>(columns));
        history.rows.push_back(std::move(row));
    }
    return history;
}

TensorMap partOf(const TensorMap &tensors, std::string_view prefix)
{
    TensorMap part;
    for (const auto &[name, tensor] : tensors.entries)
        if (name.starts_with(prefix)) part.add(name.substr(prefix.size()), tensor);
    return part;
}

}  // namespace

Result<void> writeResumeFile(const std::filesystem::path &file, const RunIdentity &identity, const RunState &state)
{
    TensorMap tensors;
    tensors.add(historyName, historyTensor(state.history));
    for (const auto &[name, tensor] : state.best.entries) tensors.add(std::string(bestPrefix) + name, tensor);
    for (const auto &[name, tensor] : state.state.entries) tensors.add(std::string(statePrefix) + name, tensor);
    // The reader wants aligned tensors: wide types first.
    std::stable_sort(tensors.entries.begin(), tensors.entries.end(), [](const auto &a, const auto &b) {
        return checkpoint::itemSize(a.second.type) > checkpoint::itemSize(b.second.type);
    });
    Metadata metadata{{"format", formatName},
                      {"version", formatVersion},
                      {"options", optionsJson(identity).dump(-1, ' ', false, Json::error_handler_t::replace)},
                      {"data", identity.data}};
    metadata["sha256"] = checkpoint::contentDigest(metadata, tensors);
    return checkpoint::writeSafetensors(tensors, file, metadata);
}

Result<RunState> readResumeFile(const std::filesystem::path &file, const RunIdentity &identity, const History &columns)
{
    LEXICELL_TRY(bytes, files::MappedFile::open(file));
    LEXICELL_TRY(metadata, checkpoint::readSafetensorsMetadata(bytes, file));
    LEXICELL_CHECK(checkFormat(metadata, file));
    LEXICELL_TRY(tensors, checkpoint::readSafetensors(bytes, file));
    if (checkpoint::contentDigest(metadata, tensors) != valueOf(metadata, "sha256"))
        return checkpoint::badFile(errors::corruptData, file, "is damaged: its bytes do not match their hash",
                                   "Start the run anew.");
    LEXICELL_CHECK(checkIdentity(metadata, identity, file));
    LEXICELL_TRY(history, readHistory(tensors, {columns.terms, {}, columns.scores}, file));
    return RunState{std::move(history), partOf(tensors, bestPrefix), partOf(tensors, statePrefix)};
}

Result<std::vector<std::pair<std::string, std::string>>> optionsOfRun(const std::filesystem::path &file)
{
    LEXICELL_TRY(bytes, files::MappedFile::open(file));
    LEXICELL_TRY(metadata, checkpoint::readSafetensorsMetadata(bytes, file));
    LEXICELL_CHECK(checkFormat(metadata, file));
    const Json saved = parseJson(valueOf(metadata, "options")).value_or(Json());
    std::vector<std::pair<std::string, std::string>> options;
    if (saved.is_object())
        for (const auto &[name, value] : saved.items())
            if (value.is_string()) options.emplace_back(name, value.get<std::string>());
    return options;
}

}  // namespace lexicell::models::training

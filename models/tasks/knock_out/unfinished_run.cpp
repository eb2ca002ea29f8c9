#include "models/tasks/knock_out/unfinished_run.h"

#include "core/base/json_text.h"
#include "core/files/mapped_file.h"
#include "core/files/sha256.h"
#include "models/checkpoint/file_error.h"
#include "models/checkpoint/safetensors/safetensors.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

namespace lexicell::models::tasks {

namespace fs = std::filesystem;

namespace {

using checkpoint::Metadata;
using checkpoint::Tensor;
using checkpoint::TensorMap;
using checkpoint::TensorType;
using Json = nlohmann::json;

constexpr const char *formatName = "lexicell-unfinished-knock-out";
constexpr const char *formatVersion = "1";
constexpr int writingShare = 20;  // of the time between two writes, at most 1 in so many parts is writing
constexpr const char *anew = "Start the run anew.";

std::string prefixOf(std::size_t part) { return std::to_string(part) + '/'; }

template <class T> Tensor tensorOf(TensorType type, const std::vector<T> &values)
{
    auto copy = std::make_shared<const std::vector<T>>(values);
    Tensor tensor{type, {static_cast<std::int64_t>(values.size())}, copy, nullptr};
    tensor.data = reinterpret_cast<const std::byte *>(copy->data());
    return tensor;
}

template <class T> std::vector<T> valuesOf(const Tensor &tensor)
{
    std::vector<T> values(static_cast<std::size_t>(tensor.size()));
    if (!values.empty()) std::memcpy(values.data(), tensor.data, values.size() * sizeof(T));
    return values;
}

std::string_view bytesOf(const Tensor &tensor) { return {reinterpret_cast<const char *>(tensor.data), tensor.byteSize()}; }

// A hash of everything in the file but itself.
std::string digest(const std::string &parts, const TensorMap &tensors)
{
    std::vector<std::string> lines{files::sha256(parts)};
    for (const auto &[name, tensor] : tensors.entries)
        lines.push_back(name + ' ' + checkpoint::toString(tensor.type) + ' ' + files::sha256(bytesOf(tensor)));
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string &line : lines) text += line + '\n';
    return files::sha256(text);
}

const std::string &valueOf(const Metadata &metadata, const char *key)
{
    static const std::string none;
    const auto found = metadata.find(key);
    return found == metadata.end() ? none : found->second;
}

Json toJson(const PartIdentity &identity)
{
    Json options = Json::array();
    for (const auto &[name, value] : identity.options) options.push_back({name, value});
    return {{"options", options}, {"data", identity.data}};
}

// Empty: not the JSON that toJson() makes.
std::optional<PartIdentity> identityOf(const Json &json)
{
    if (!json.is_object() || !json.contains("options") || !json["options"].is_array() || !json.contains("data") ||
        !json["data"].is_string())
        return std::nullopt;
    PartIdentity identity;
    identity.data = json["data"].get<std::string>();
    for (const Json &option : json["options"]) {
        if (!option.is_array() || option.size() != 2 || !option[0].is_string() || !option[1].is_string()) return std::nullopt;
        identity.options.emplace_back(option[0].get<std::string>(), option[1].get<std::string>());
    }
    return identity;
}

Result<void> checkSame(const PartIdentity &before, const PartIdentity &now, const fs::path &file)
{
    for (std::size_t i = 0; i < now.options.size(); ++i) {
        const auto &[name, value] = now.options[i];
        const bool known = i < before.options.size() && before.options[i].first == name;
        if (known && before.options[i].second == value) continue;
        const std::string other = known ? before.options[i].second : "";
        return Error{errors::badOption,
                     file.string() + " holds an unfinished run with " + name + " \"" + other + "\", and this run has \"" + value +
                         "\". Use the inputs and options of that run, or start anew.",
                     {},
                     {{"resume"}}};
    }
    if (before.data != now.data)
        return Error{errors::datasetChanged,
                     file.string() +
                         " holds an unfinished run on other cells or genes. Use the inputs and options of that run, or start "
                         "anew.",
                     {},
                     {{"resume"}}};
    return {};
}

}  // namespace

UnfinishedRun::UnfinishedRun(fs::path file, std::chrono::milliseconds interval)
    : m_file(std::move(file)), m_interval(interval), m_next(std::chrono::steady_clock::now() + interval)
{
}

Result<void> UnfinishedRun::resume(const fs::path &from)
{
    m_from = from;
    LEXICELL_TRY(bytes, files::MappedFile::open(from));
    const auto read = checkpoint::readSafetensorsMetadata(bytes, from);
    const bool another = read.ok() ? valueOf(*read, "format") != formatName : read.error().is(errors::notACheckpoint);
    if (another)
        return checkpoint::badFile(errors::notACheckpoint, from, "does not hold unfinished knock-outs",
                                   "Name the file that an interrupted run has left beside its output.");
    if (!read.ok()) return read.error();
    const Metadata &metadata = *read;
    if (valueOf(metadata, "version") != formatVersion)
        return Error{errors::unsupportedFormat,
                     from.string() + " was written by another version of Lexicell. Continue with that version, or start anew.",
                     {}};
    LEXICELL_TRY(tensors, checkpoint::readSafetensors(bytes, from));
    const auto parts = parseJson(valueOf(metadata, "parts"));
    if (digest(valueOf(metadata, "parts"), tensors) != valueOf(metadata, "sha256") || !parts || !parts->is_array())
        return checkpoint::badFile(errors::corruptData, from, "is damaged: its bytes do not match their hash", anew);
    for (const Json &part : *parts) {
        const auto identity = identityOf(part);
        if (!identity) return checkpoint::badFile(errors::corruptData, from, "is damaged: it does not name its parts", anew);
        m_earlier.push_back({*identity, {}});
    }
    for (std::size_t i = 0; i < m_earlier.size(); ++i) {
        const std::string prefix = prefixOf(i);
        for (const auto &[name, tensor] : tensors.entries) {
            if (!name.starts_with(prefix)) continue;
            const std::string own = name.substr(prefix.size());
            if (tensor.type == TensorType::Float64) m_earlier[i].state.numbers[own] = valuesOf<double>(tensor);
            else if (tensor.type == TensorType::Int64) m_earlier[i].state.counts[own] = valuesOf<std::int64_t>(tensor);
        }
    }
    return {};
}

Result<PartState> UnfinishedRun::begin(const PartIdentity &identity)
{
    const std::size_t place = m_parts.size();
    m_parts.push_back({identity, {}});
    if (place >= m_earlier.size()) return PartState();
    LEXICELL_CHECK(checkSame(m_earlier[place].identity, identity, m_from));
    m_parts.back().state = m_earlier[place].state;
    return m_parts.back().state;
}

bool UnfinishedRun::due() const { return std::chrono::steady_clock::now() >= m_next; }

Result<void> UnfinishedRun::keep(PartState state)
{
    const auto start = std::chrono::steady_clock::now();
    m_parts.back().state = std::move(state);
    TensorMap tensors;
    Json parts = Json::array();
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        const std::string prefix = prefixOf(i);
        parts.push_back(toJson(m_parts[i].identity));
        for (const auto &[name, values] : m_parts[i].state.numbers)
            tensors.add(prefix + name, tensorOf(TensorType::Float64, values));
        for (const auto &[name, values] : m_parts[i].state.counts)
            tensors.add(prefix + name, tensorOf(TensorType::Int64, values));
    }
    const std::string text = parts.dump(-1, ' ', false, Json::error_handler_t::replace);
    const Metadata metadata{
        {"format", formatName}, {"version", formatVersion}, {"parts", text}, {"sha256", digest(text, tensors)}};
    LEXICELL_CHECK(checkpoint::writeSafetensors(tensors, m_file, metadata));
    const auto end = std::chrono::steady_clock::now();
    m_next = end + std::max(m_interval, writingShare * (end - start));
    return {};
}

void UnfinishedRun::end(PartState state) { m_parts.back().state = std::move(state); }

}  // namespace lexicell::models::tasks

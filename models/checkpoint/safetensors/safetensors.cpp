#include "models/checkpoint/safetensors/safetensors.h"

#include "core/base/guarded.h"
#include "core/files/atomic_file.h"
#include "core/files/sha256.h"
#include "models/checkpoint/file_error.h"
#include "models/checkpoint/json_text.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

namespace lexicell::models::checkpoint {

namespace {

using Json = nlohmann::json;

constexpr std::uint64_t largestHeader = 100'000'000;  // the reference implementation's limit

constexpr std::array<std::pair<std::string_view, TensorType>, 10> typeNames{{
    {"F32", TensorType::Float32},
    {"F64", TensorType::Float64},
    {"F16", TensorType::Float16},
    {"BF16", TensorType::BFloat16},
    {"I64", TensorType::Int64},
    {"I32", TensorType::Int32},
    {"I16", TensorType::Int16},
    {"I8", TensorType::Int8},
    {"U8", TensorType::UInt8},
    {"BOOL", TensorType::Bool},
}};

struct Entry {
    std::string name;
    TensorType type;
    std::vector<std::int64_t> shape;
    std::uint64_t begin;
    std::uint64_t end;
};

std::optional<std::uint64_t> natural(const Json &value)
{
    if (!value.is_number_unsigned()) return std::nullopt;
    return value.get<std::uint64_t>();
}

// Bytes of a tensor of this shape, or empty when they exceed 63 bits.
std::optional<std::uint64_t> byteCount(const std::vector<std::int64_t> &shape, TensorType type)
{
    std::int64_t bytes = static_cast<std::int64_t>(itemSize(type));
    for (const auto extent : shape)
        if (__builtin_mul_overflow(bytes, extent, &bytes)) return std::nullopt;
    return static_cast<std::uint64_t>(bytes);
}

class HeaderReader {
  public:
    HeaderReader(std::uint64_t dataSize, const std::filesystem::path &file) : m_dataSize(dataSize), m_file(file) {}

    Result<Entry> entry(const std::string &name, const Json &json) const
    {
        const auto damaged = [&](const std::string &what) {
            return corruptFile(errors::corruptData, m_file, "holds a tensor " + name + " " + what);
        };
        if (!json.is_object() || !json.contains("dtype") || !json.contains("shape") || !json.contains("data_offsets") ||
            !json["dtype"].is_string() || !json["shape"].is_array() || !json["data_offsets"].is_array() ||
            json["data_offsets"].size() != 2)
            return damaged("without a readable description");
        Entry entry{name, TensorType::Float32, {}, 0, 0};
        const auto typeName = json["dtype"].get<std::string>();
        const auto known =
            std::find_if(typeNames.begin(), typeNames.end(), [&](const auto &pair) { return pair.first == typeName; });
        if (known == typeNames.end())
            return badFile(errors::unsupportedType, m_file, "holds a tensor " + name + " of type " + typeName,
                           "Save it with ordinary floating-point weights (F32, F16 or BF16).");
        entry.type = known->second;
        for (const Json &extent : json["shape"]) {
            const auto value = natural(extent);
            if (!value || *value > INT64_MAX) return damaged("with an impossible shape");
            entry.shape.push_back(static_cast<std::int64_t>(*value));
        }
        const auto begin = natural(json["data_offsets"][0]);
        const auto end = natural(json["data_offsets"][1]);
        if (!begin || !end || *begin > *end) return damaged("with impossible offsets");
        if (*end > m_dataSize)
            return badFile(errors::truncated, m_file, "ends before the bytes of its tensor " + name,
                           "Copy or download it again.");
        entry.begin = *begin;
        entry.end = *end;
        if (byteCount(entry.shape, entry.type) != entry.end - entry.begin)
            return damaged("of shape " + toString(entry.shape) + " whose bytes are " + std::to_string(entry.end - entry.begin));
        return entry;
    }

  private:
    std::uint64_t m_dataSize;
    const std::filesystem::path &m_file;
};

Tensor makeTensor(const Entry &entry, const files::Blob &bytes, const std::byte *data)
{
    Tensor tensor{entry.type, entry.shape, bytes.owner, data + entry.begin};
    if (reinterpret_cast<std::uintptr_t>(tensor.data) % itemSize(entry.type) == 0) return tensor;
    const auto copy = std::make_shared<std::vector<std::byte>>(tensor.data, data + entry.end);
    tensor.owner = copy;
    tensor.data = copy->data();
    return tensor;
}

// The JSON header. Data follow 8 bytes and `size` bytes after the start.
struct Header {
    Json json;
    std::uint64_t size = 0;
};

Result<Header> readHeader(const files::Blob &bytes, const std::filesystem::path &file)
{
    std::uint64_t headerSize = 0;
    if (bytes.size < sizeof headerSize)
        return badFile(errors::truncated, file, "ends within its first 8 bytes", "Copy or download it again.");
    std::memcpy(&headerSize, bytes.data, sizeof headerSize);
    if (headerSize > largestHeader)
        return badFile(errors::notACheckpoint, file,
                       "is not a safetensors file (its header would be " + std::to_string(headerSize) + " bytes)",
                       "Choose a file that was saved as safetensors.");
    if (headerSize > bytes.size - sizeof headerSize)
        return badFile(errors::truncated, file, "ends within its header", "Copy or download it again.");
    LEXICELL_TRY(header, parseJsonObject({reinterpret_cast<const char *>(bytes.data + sizeof headerSize), headerSize}, file));
    return Header{std::move(header), headerSize};
}

Result<TensorMap> read(const files::Blob &bytes, const std::filesystem::path &file)
{
    LEXICELL_TRY(header, readHeader(bytes, file));
    const std::byte *data = bytes.data + sizeof header.size + header.size;
    const std::uint64_t dataSize = bytes.size - sizeof header.size - header.size;

    const HeaderReader reader(dataSize, file);
    std::vector<Entry> entries;
    for (const auto &[name, json] : header.json.items()) {
        if (name == "__metadata__") continue;
        LEXICELL_TRY(entry, reader.entry(name, json));
        entries.push_back(std::move(entry));
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry &a, const Entry &b) { return std::pair(a.begin, a.end) < std::pair(b.begin, b.end); });
    std::uint64_t expected = 0;
    TensorMap tensors;
    for (const Entry &entry : entries) {
        if (entry.begin != expected)
            return corruptFile(errors::corruptData, file,
                               "holds a tensor " + entry.name + " that overlaps another or leaves a gap");
        expected = entry.end;
        tensors.add(entry.name, makeTensor(entry, bytes, data));
    }
    if (expected != dataSize) return corruptFile(errors::corruptData, file, "has bytes that no tensor uses");
    return tensors;
}

}  // namespace

Result<TensorMap> readSafetensors(const files::Blob &bytes, const std::filesystem::path &file)
{
    return guarded("open " + file.string(), [&] { return read(bytes, file); });
}

Result<Metadata> readSafetensorsMetadata(const files::Blob &bytes, const std::filesystem::path &file)
{
    return guarded("open " + file.string(), [&]() -> Result<Metadata> {
        LEXICELL_TRY(header, readHeader(bytes, file));
        Metadata metadata;
        const auto found = header.json.find("__metadata__");
        if (found == header.json.end() || !found->is_object()) return metadata;
        for (const auto &[key, value] : found->items())
            if (value.is_string()) metadata[key] = value.get<std::string>();
        return metadata;
    });
}

std::string contentDigest(Metadata metadata, const TensorMap &tensors)
{
    metadata.erase("sha256");
    std::vector<std::string> lines;
    for (const auto &[key, value] : metadata) lines.push_back("metadata " + key + ' ' + files::sha256(value));
    for (const auto &[name, tensor] : tensors.entries) {
        const std::string_view bytes(reinterpret_cast<const char *>(tensor.data), tensor.byteSize());
        lines.push_back("tensor " + name + ' ' + toString(tensor.type) + ' ' + toString(tensor.shape) + ' ' +
                        files::sha256(bytes));
    }
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string &line : lines) text += line + '\n';
    return files::sha256(text);
}

Result<void> writeSafetensors(const TensorMap &tensors, const std::filesystem::path &path, const Metadata &metadata)
{
    Json header = Json::object();
    if (!metadata.empty()) header["__metadata__"] = metadata;
    std::uint64_t offset = 0;
    for (const auto &entry : tensors.entries) {
        const Tensor &tensor = entry.second;
        const auto known =
            std::find_if(typeNames.begin(), typeNames.end(), [&](const auto &pair) { return pair.second == tensor.type; });
        header[entry.first] = {
            {"dtype", known->first}, {"shape", tensor.shape}, {"data_offsets", {offset, offset + tensor.byteSize()}}};
        offset += tensor.byteSize();
    }
    std::string text = header.dump(-1, ' ', false, Json::error_handler_t::replace);
    text.append((8 - text.size() % 8) % 8, ' ');  // data starts at a multiple of 8
    const std::uint64_t size = text.size();
    LEXICELL_TRY(file, files::AtomicFile::create(path));
    file.write(&size, sizeof size);
    file.write(text);
    for (const auto &[name, tensor] : tensors.entries) file.write(tensor.data, tensor.byteSize());
    return file.commit();
}

}  // namespace lexicell::models::checkpoint

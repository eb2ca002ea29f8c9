#include "core/base/guarded.h"
#include "models/checkpoint/file_error.h"
#include "models/checkpoint/torch/torch_reader.h"
#include "models/checkpoint/torch/torch_state.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

namespace lexicell::models::checkpoint {

namespace {

// torch/serialization.py: MAGIC_NUMBER = 0x1950a86a20f9469cfc6c, here as the pickle holds it
constexpr std::string_view magicNumber = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";

// Python writes ten bytes; the same number with one more leading zero byte is accepted.
bool isMagic(const PickleNode &node)
{
    std::string bytes = node.text;
    while (!bytes.empty() && bytes.back() == '\0') bytes.pop_back();
    return node.kind == PickleKind::BigInt && bytes == magicNumber;
}

class LegacyReader {
  public:
    LegacyReader(const files::Blob &bytes, const std::filesystem::path &file) : m_bytes(bytes), m_file(file) {}

    Result<Pickle> readState()
    {
        LEXICELL_TRY(magic, next());
        if (!isMagic(magic.rootNode()))
            return badFile(errors::notACheckpoint, m_file, "is a Python pickle but not one that torch.save wrote",
                           "Choose the model's weights, often called best_model.pt.");
        LEXICELL_CHECK(next());  // protocol version
        LEXICELL_TRY(system, next());
        if (const PickleNode *little = system.find(system.rootNode(), "little_endian"); little && little->integer == 0)
            return badFile(errors::unsupportedType, m_file, "was written on a big-endian machine",
                           "Load and save it again with torch on a little-endian machine.");
        return next();
    }

    Result<TensorMap> read()
    {
        LEXICELL_TRY(state, readState());
        LEXICELL_TRY(keys, next());
        LEXICELL_CHECK(readStorages(state, keys));
        return readStateDict(
            state,
            [this](const StorageId &id) -> Result<files::Blob> {
                const auto place = m_storages.find(id.key);
                if (place != m_storages.end()) return place->second;
                return corruptFile(errors::corruptData, m_file, "lacks storage " + id.key);
            },
            m_file);
    }

  private:
    Result<Pickle> next()
    {
        auto pickle = readPickle(m_bytes.data + m_at, m_bytes.size - m_at, m_file);
        if (pickle.ok()) m_at += pickle->end;
        return pickle;
    }

    // After the pickles, for each key in order: the element count (int64), then the elements.
    Result<void> readStorages(const Pickle &state, const Pickle &keys)
    {
        std::unordered_map<std::string, TensorType> types;
        for (const auto &node : state.nodes)
            if (const auto id = storageId(state, node)) types[id->key] = id->type;
        for (const PickleId id : keys.rootNode().items) {
            const std::string &key = keys.node(id).text;
            std::int64_t count = 0;
            const auto type = types.find(key);
            if (type == types.end()) return corruptFile(errors::corruptData, m_file, "lists a storage that no tensor uses");
            if (m_bytes.size - m_at < sizeof count) return endsEarly();
            std::memcpy(&count, m_bytes.data + m_at, sizeof count);
            m_at += sizeof count;
            const std::size_t width = itemSize(type->second);
            if (count < 0 || static_cast<std::uint64_t>(count) > (m_bytes.size - m_at) / width) return endsEarly();
            const std::size_t size = static_cast<std::size_t>(count) * width;
            m_storages[key] = files::Blob{m_bytes.owner, m_bytes.data + m_at, size};
            m_at += size;
        }
        return {};
    }

    Error endsEarly() const
    {
        return badFile(errors::truncated, m_file, "ends before its last tensor", "Copy or download it again.");
    }

    const files::Blob &m_bytes;
    const std::filesystem::path &m_file;
    std::size_t m_at = 0;
    std::unordered_map<std::string, files::Blob> m_storages;
};

}  // namespace

bool looksLikePickle(const files::Blob &bytes)
{
    return bytes.size >= 2 && bytes.data[0] == std::byte{0x80} && bytes.data[1] <= std::byte{5};
}

Result<TensorMap> readTorchLegacy(const files::Blob &bytes, const std::filesystem::path &file)
{
    return guarded("open " + file.string(), [&] { return LegacyReader(bytes, file).read(); });
}

Result<Pickle> readTorchLegacyPickle(const files::Blob &bytes, const std::filesystem::path &file)
{
    return guarded("open " + file.string(), [&] { return LegacyReader(bytes, file).readState(); });
}

}  // namespace lexicell::models::checkpoint

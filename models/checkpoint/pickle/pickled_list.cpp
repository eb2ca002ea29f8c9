#include "models/checkpoint/pickle/pickled_list.h"

#include "core/base/guarded.h"
#include "models/checkpoint/file_error.h"
#include "models/checkpoint/npy/npy_format.h"
#include "models/checkpoint/pickle/pickle_reader.h"

#include <cstring>
#include <optional>
#include <utility>

namespace lexicell::models::checkpoint {

namespace {

// A longer list cannot be class names or genes.
constexpr std::size_t longestList = 10'000'000;
constexpr std::size_t longestNames = std::size_t{256} << 20;  // bytes; one long name may be repeated by reference

bool isCall(const PickleNode &node, std::initializer_list<std::string_view> names)
{
    if (node.kind != PickleKind::Call || node.items.empty()) return false;
    for (const std::string_view name : names)
        if (node.text == name) return true;
    return false;
}

// An array's elements: values of the pickle (object arrays), or bytes with the type that describes them.
struct ArrayParts {
    const PickleNode *objects = nullptr;
    std::string bytes;
    NpyHeader type;
};

class ListReader {
  public:
    ListReader(const Pickle &pickle, const std::filesystem::path &file) : m_pickle(pickle), m_file(file) {}

    Result<std::vector<std::string>> names() const
    {
        const auto array = elements();
        if (!array) return wrong();
        if (!array->objects) {
            if (array->type.kind != 'U' && array->type.kind != 'S') return wrong();
            return npyText(array->type, blob(*array));
        }
        std::vector<std::string> texts;
        std::size_t bytes = 0;
        for (const PickleId id : array->objects->items) {
            auto text = nameOf(m_pickle.node(id));
            if (!text || (bytes += text->size()) > longestNames) return wrong();
            texts.push_back(std::move(*text));
        }
        return texts;
    }

    Result<std::vector<std::int64_t>> integers() const
    {
        const auto array = elements();
        if (!array) return wrong();
        if (!array->objects) {
            if (array->type.kind != 'i') return wrong();
            return npyIntegers(array->type, blob(*array));
        }
        std::vector<std::int64_t> values;
        for (const PickleId id : array->objects->items) {
            if (m_pickle.node(id).kind != PickleKind::Int) return wrong();
            values.push_back(m_pickle.node(id).integer);
        }
        return values;
    }

  private:
    Error wrong() const
    {
        return badFile(errors::badList, m_file, "does not hold a list of the expected kind",
                       "Use the file that upstream's program wrote, or pickle a plain Python list.");
    }

    const PickleNode &argument(const PickleNode &call, std::size_t at) const
    {
        static const PickleNode none;
        const auto &arguments = m_pickle.node(call.items[0]).items;
        return at < arguments.size() ? m_pickle.node(arguments[at]) : none;
    }

    std::optional<std::string> nameOf(const PickleNode &node) const
    {
        if (node.kind == PickleKind::Text) return node.text;
        if (!isCall(node, {"numpy.core.multiarray scalar", "numpy._core.multiarray scalar"})) return std::nullopt;
        ArrayParts scalar;
        if (!describe(argument(node, 0), 1, scalar.type) || !bytesOf(argument(node, 1), scalar)) return std::nullopt;
        if (scalar.type.kind != 'U' && scalar.type.kind != 'S') return std::nullopt;
        return npyText(scalar.type, blob(scalar)).front();
    }

    std::optional<ArrayParts> elements() const
    {
        const PickleNode &root = m_pickle.rootNode();
        ArrayParts parts;
        if (root.kind == PickleKind::List || root.kind == PickleKind::Tuple) {
            parts.objects = &root;
            return parts;
        }
        if (isCall(root, {"numpy.core.multiarray _reconstruct", "numpy._core.multiarray _reconstruct"}) &&
            root.items.size() == 2) {
            const PickleNode &state = m_pickle.node(root.items[1]);  // version, shape, dtype, Fortran order, elements
            if (state.kind != PickleKind::Tuple || state.items.size() != 5) return std::nullopt;
            return array(m_pickle.node(state.items[1]), m_pickle.node(state.items[2]), m_pickle.node(state.items[4]));
        }
        if (isCall(root, {"numpy.core.numeric _frombuffer", "numpy._core.numeric _frombuffer"}))  // protocol 5
            return array(argument(root, 2), argument(root, 1), argument(root, 0));
        return std::nullopt;
    }

    std::optional<ArrayParts> array(const PickleNode &shape, const PickleNode &dtype, const PickleNode &content) const
    {
        if (shape.items.size() != 1 || m_pickle.node(shape.items[0]).kind != PickleKind::Int) return std::nullopt;
        const std::int64_t size = m_pickle.node(shape.items[0]).integer;
        if (size < 0 || static_cast<std::uint64_t>(size) > longestList) return std::nullopt;
        ArrayParts parts;
        if (content.kind == PickleKind::List) {
            if (content.items.size() != static_cast<std::size_t>(size)) return std::nullopt;
            parts.objects = &content;
            return parts;
        }
        if (!describe(dtype, size, parts.type) || !bytesOf(content, parts)) return std::nullopt;
        return parts;
    }

    // dtype('i8', False, True) with the state (version, byte order, …)
    bool describe(const PickleNode &dtype, std::int64_t size, NpyHeader &type) const
    {
        if (!isCall(dtype, {"numpy dtype"}) || dtype.items.size() != 2) return false;
        const PickleNode &name = argument(dtype, 0);
        const PickleNode &state = m_pickle.node(dtype.items[1]);
        if (name.kind != PickleKind::Text || state.items.size() < 2) return false;
        const std::string &order = m_pickle.node(state.items[1]).text;
        type.shape = {size};
        type.size = size;
        // Elements of size zero would allow an endless list without data.
        return parseNpyType((order.empty() ? "|" : order.substr(0, 1)) + name.text, type) && type.width > 0;
    }

    // Bytes; in protocol 2 as latin-1 text in UTF-8: _codecs.encode(text, 'latin1').
    bool bytesOf(const PickleNode &content, ArrayParts &parts) const
    {
        if (content.kind == PickleKind::Bytes) parts.bytes = content.text;
        else if (isCall(content, {"_codecs encode"})) parts.bytes = fromLatin1(argument(content, 0).text);
        else return false;
        return parts.bytes.size() == static_cast<std::size_t>(parts.type.size) * parts.type.width;
    }

    static std::string fromLatin1(const std::string &utf8)
    {
        std::string bytes;
        for (std::size_t i = 0; i < utf8.size(); ++i) {
            const auto byte = static_cast<unsigned char>(utf8[i]);
            if (byte < 0x80U || i + 1 == utf8.size()) bytes += utf8[i];
            else bytes += static_cast<char>((byte & 0x03U) << 6U | (static_cast<unsigned char>(utf8[++i]) & 0x3FU));
        }
        return bytes;
    }

    static files::Blob blob(const ArrayParts &parts)
    {
        return {nullptr, reinterpret_cast<const std::byte *>(parts.bytes.data()), parts.bytes.size()};
    }

    const Pickle &m_pickle;
    const std::filesystem::path &m_file;
};

template <class T> Result<std::vector<T>> read(const files::Blob &bytes, const std::filesystem::path &file,
                                               Result<std::vector<T>> (ListReader::*list)() const)
{
    return guarded("open " + file.string(), [&]() -> Result<std::vector<T>> {
        LEXICELL_TRY(pickle, readPickle(bytes.data, bytes.size, file));
        return (ListReader(pickle, file).*list)();
    });
}

}  // namespace

Result<std::vector<std::string>> readPickledNames(const std::filesystem::path &file)
{
    LEXICELL_TRY(bytes, files::MappedFile::open(file));
    return readPickledNames(bytes, file);
}

Result<std::vector<std::string>> readPickledNames(const files::Blob &bytes, const std::filesystem::path &file)
{
    return read(bytes, file, &ListReader::names);
}

Result<std::vector<std::int64_t>> readPickledIntegers(const std::filesystem::path &file)
{
    LEXICELL_TRY(bytes, files::MappedFile::open(file));
    return readPickledIntegers(bytes, file);
}

Result<std::vector<std::int64_t>> readPickledIntegers(const files::Blob &bytes, const std::filesystem::path &file)
{
    return read(bytes, file, &ListReader::integers);
}

}  // namespace lexicell::models::checkpoint

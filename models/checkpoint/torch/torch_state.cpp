#include "models/checkpoint/torch/torch_state.h"

#include "core/base/guarded.h"
#include "models/checkpoint/file_error.h"
#include "models/checkpoint/torch/state_dict.h"
#include "models/checkpoint/torch/torch_types.h"

#include <cstring>
#include <unordered_map>

namespace lexicell::models::checkpoint {

namespace {

constexpr std::string_view rebuildParameter = "torch._utils _rebuild_parameter";

// Strided tensors are copied to be contiguous. All copies together are limited to this multiple of their storages, so that
// a small file cannot claim much memory.
constexpr std::uint64_t largestCopyFactor = 4;
constexpr std::size_t mostAxes = 64;  // as in torch

// A tensor as described in the pickle, not yet checked.
struct View {
    StorageId storage;
    std::int64_t offset = 0;
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> strides;
};

std::optional<std::vector<std::int64_t>> integers(const Pickle &pickle, const PickleNode &tuple)
{
    // torch.Size(...) is a call around the tuple
    const PickleNode &list = tuple.kind == PickleKind::Call && tuple.text == "torch Size" && !tuple.items.empty() &&
                                     !pickle.node(tuple.items[0]).items.empty()
                                 ? pickle.node(pickle.node(tuple.items[0]).items[0])
                                 : tuple;
    if (list.kind != PickleKind::Tuple && list.kind != PickleKind::List) return std::nullopt;
    if (list.items.size() > mostAxes) return std::nullopt;
    std::vector<std::int64_t> values;
    for (const PickleId id : list.items) {
        if (pickle.node(id).kind != PickleKind::Int) return std::nullopt;
        values.push_back(pickle.node(id).integer);
    }
    return values;
}

std::optional<View> describeTensor(const Pickle &pickle, const PickleNode &node)
{
    const PickleNode *call = &node;
    if (call->text == rebuildParameter) call = &pickle.node(pickle.node(call->items[0]).items[0]);
    if (call->kind != PickleKind::Call || call->items.empty()) return std::nullopt;
    const auto &arguments = pickle.node(call->items[0]).items;  // storage, offset, size, stride, …
    if (arguments.size() < 4 || pickle.node(arguments[1]).kind != PickleKind::Int) return std::nullopt;
    const auto storage = storageId(pickle, pickle.node(arguments[0]));
    auto shape = integers(pickle, pickle.node(arguments[2]));
    auto strides = integers(pickle, pickle.node(arguments[3]));
    if (!storage || !shape || !strides || shape->size() != strides->size()) return std::nullopt;
    return View{*storage, pickle.node(arguments[1]).integer, std::move(*shape), std::move(*strides)};
}

bool contiguous(const View &view)
{
    std::int64_t expected = 1;
    for (std::size_t i = view.shape.size(); i-- > 0;) {
        if (view.shape[i] != 1 && view.strides[i] != expected) return false;
        expected *= view.shape[i];
    }
    return true;
}

// Number of elements, if the view is within its storage and is not too large for it by repeating elements.
std::optional<std::int64_t> checkedSize(const View &view)
{
    if (view.offset < 0 || view.storage.count < 0) return std::nullopt;
    std::int64_t size = 1;
    std::int64_t last = view.offset;
    for (std::size_t i = 0; i < view.shape.size(); ++i) {
        std::int64_t reach = 0;
        if (view.shape[i] < 0 || view.strides[i] < 0) return std::nullopt;
        if (__builtin_mul_overflow(size, view.shape[i], &size)) return std::nullopt;
        if (view.shape[i] > 0 && __builtin_mul_overflow(view.shape[i] - 1, view.strides[i], &reach)) return std::nullopt;
        if (__builtin_add_overflow(last, reach, &last)) return std::nullopt;
    }
    if (size == 0) return size;
    if (last >= view.storage.count || size > view.storage.count) return std::nullopt;
    return size;
}

void gather(const View &view, const std::byte *storage, std::size_t width, std::byte *to)
{
    std::vector<std::int64_t> index(view.shape.size(), 0);
    std::int64_t from = view.offset;
    while (true) {
        std::memcpy(to, storage + static_cast<std::size_t>(from) * width, width);
        to += width;
        std::size_t axis = index.size();
        while (axis > 0) {
            --axis;
            from += view.strides[axis];
            if (++index[axis] < view.shape[axis]) break;
            from -= view.strides[axis] * view.shape[axis];
            index[axis] = 0;
            if (axis == 0) return;
        }
        if (index.empty()) return;
    }
}

class StateReader {
  public:
    StateReader(const Pickle &pickle, const StorageSource &storages, const std::filesystem::path &file)
        : m_pickle(pickle), m_storages(storages), m_file(file)
    {
    }

    Result<TensorMap> read()
    {
        LEXICELL_TRY(state, findStateDict(m_pickle, m_file));
        TensorMap tensors;
        std::unordered_map<std::string, std::size_t> places;  // if a name repeats, the last one counts, as in Python
        for (std::size_t i = 0; i + 1 < state->items.size(); i += 2) {
            const PickleNode &name = m_pickle.node(state->items[i]);
            const PickleNode &value = m_pickle.node(state->items[i + 1]);
            if (name.kind != PickleKind::Text || !isTensor(m_pickle, value)) continue;
            LEXICELL_TRY(tensor, readTensor(name.text, value));
            const auto [place, added] = places.try_emplace(name.text, tensors.entries.size());
            if (added) tensors.add(name.text, std::move(tensor));
            else tensors.entries[place->second].second = std::move(tensor);
        }
        return tensors;
    }

  private:
    Result<Tensor> readTensor(const std::string &name, const PickleNode &node)
    {
        const auto damaged = [&](const std::string &what) {
            return corruptFile(errors::corruptData, m_file, "holds a tensor " + name + " " + what);
        };
        const auto view = describeTensor(m_pickle, node);
        if (!view) return damaged("of an unknown kind");
        const auto size = checkedSize(*view);
        if (!size)
            return damaged("of shape " + toString(view->shape) + " that does not fit its storage of " +
                           std::to_string(view->storage.count) + " elements");
        const std::size_t width = itemSize(view->storage.type);
        auto storage = m_storages(view->storage);
        if (!storage.ok()) {
            Error error = storage.error();
            error.message = "Tensor " + name + ": " + error.message;
            return error;
        }
        if (static_cast<std::uint64_t>(view->storage.count) != storage->size / width || storage->size % width != 0)
            return damaged("whose storage should have " + std::to_string(view->storage.count) + " elements of " +
                           std::to_string(width) + " bytes but has " + std::to_string(storage->size) + " bytes");
        return materialise(*view, *size, *storage, damaged);
    }

    template <class Damaged>
    Result<Tensor> materialise(const View &view, std::int64_t size, const files::Blob &storage, const Damaged &damaged)
    {
        const std::size_t width = itemSize(view.storage.type);
        Tensor tensor{view.storage.type, view.shape, storage.owner, storage.data};
        alignas(std::max_align_t) static constexpr std::byte nothing{};
        if (size == 0) {
            tensor.data = &nothing;
            return tensor;
        }
        const std::byte *begin = storage.data + static_cast<std::size_t>(view.offset) * width;
        const bool aligned = reinterpret_cast<std::uintptr_t>(begin) % width == 0;
        if (contiguous(view) && aligned) {
            tensor.data = begin;
            return tensor;
        }
        const std::uint64_t bytes = static_cast<std::uint64_t>(size) * width;
        m_copied += bytes;
        if (m_seen.emplace(storage.data, storage.size).second) m_available += storage.size;
        if (m_copied > largestCopyFactor * m_available) return damaged("that is one of too many views of one storage");
        const auto copy = std::make_shared<std::vector<std::byte>>(bytes);
        gather(view, storage.data, width, copy->data());
        tensor.owner = copy;
        tensor.data = copy->data();
        return tensor;
    }

    const Pickle &m_pickle;
    const StorageSource &m_storages;
    const std::filesystem::path &m_file;
    std::uint64_t m_copied = 0;
    std::uint64_t m_available = 0;
    std::unordered_map<const std::byte *, std::size_t> m_seen;
};

}  // namespace

std::optional<StorageId> storageId(const Pickle &pickle, const PickleNode &persistent)
{
    if (persistent.kind != PickleKind::Persistent || persistent.items.empty()) return std::nullopt;
    const auto &parts = pickle.node(persistent.items[0]).items;
    if (parts.size() < 5) return std::nullopt;
    const PickleNode &label = pickle.node(parts[0]);
    const PickleNode &type = pickle.node(parts[1]);
    const PickleNode &key = pickle.node(parts[2]);
    const PickleNode &count = pickle.node(parts[4]);
    if (label.text != "storage" || type.kind != PickleKind::Global || key.kind != PickleKind::Text ||
        count.kind != PickleKind::Int)
        return std::nullopt;
    const std::size_t blank = type.text.find(' ');
    const std::string module = type.text.substr(0, blank);
    const auto element = storageType(type.text.substr(blank + 1));
    if ((module != "torch" && module != "torch.cuda" && module != "torch.storage") || !element) return std::nullopt;
    return StorageId{*element, key.text, count.integer};
}

Result<TensorMap> readStateDict(const Pickle &pickle, const StorageSource &storages, const std::filesystem::path &file)
{
    return guarded("open " + file.string(), [&] { return StateReader(pickle, storages, file).read(); });
}

}  // namespace lexicell::models::checkpoint

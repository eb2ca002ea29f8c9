#include "models/checkpoint/torch/torch_writer.h"

#include "core/base/guarded.h"
#include "core/files/atomic_file.h"
#include "models/checkpoint/pickle/pickle_writer.h"
#include "models/checkpoint/torch/torch_types.h"
#include "models/checkpoint/torch/zip_writer.h"

#include <map>
#include <string>

namespace lexicell::models::checkpoint {

namespace {

// Tensors with the same bytes (tied weights) share one storage, as in torch.save.
struct Storages {
    std::vector<const Tensor *> list;  // by storage number
    std::vector<std::size_t> ofEntry;  // storage number of each entry of the map

    explicit Storages(const TensorMap &tensors)
    {
        std::map<std::pair<const std::byte *, std::pair<std::size_t, TensorType>>, std::size_t> known;
        for (const auto &[name, tensor] : tensors.entries) {
            const auto [place, added] = known.try_emplace({tensor.data, {tensor.byteSize(), tensor.type}}, list.size());
            if (added || tensor.byteSize() == 0) {
                place->second = list.size();
                list.push_back(&tensor);
            }
            ofEntry.push_back(place->second);
        }
    }
};

void writeStateDict(PickleWriter &pickle, const TensorMap &tensors, const Storages &storages, TorchContainer container)
{
    pickle.global("collections", "OrderedDict").emptyTuple().reduce().mark();
    for (std::size_t i = 0; i < tensors.entries.size(); ++i) {
        const auto &[name, tensor] = tensors.entries[i];
        pickle.text(name).global("torch._utils", "_rebuild_tensor_v2").mark();
        pickle.mark().text("storage").global("torch", storageName(tensor.type)).text(std::to_string(storages.ofEntry[i]));
        pickle.text("cpu").integer(tensor.size());
        if (container == TorchContainer::Legacy) pickle.none();  // not a view of another storage
        pickle.tuple().persistentId().integer(0);
        pickle.mark();
        for (const auto extent : tensor.shape) pickle.integer(extent);
        pickle.tuple().mark();
        std::int64_t stride = tensor.size();
        for (const auto extent : tensor.shape) {
            stride = extent > 0 ? stride / extent : stride;
            pickle.integer(stride);
        }
        pickle.tuple().boolean(false).global("collections", "OrderedDict").emptyTuple().reduce();
        pickle.tuple().reduce();
    }
    pickle.setItems();
}

std::string statePickle(const TensorMap &tensors, const Storages &storages, const Envelope &envelope, TorchContainer container)
{
    PickleWriter pickle;
    if (envelope.stateKey.empty()) {
        writeStateDict(pickle, tensors, storages, container);
        return pickle.finish();
    }
    pickle.emptyDict().mark();
    for (const auto &[key, value] : envelope.values.items()) {
        pickle.text(key);
        if (key == envelope.stateKey) writeStateDict(pickle, tensors, storages, container);
        else writeValue(pickle, value);
    }
    if (!envelope.values.contains(envelope.stateKey))
        writeStateDict(pickle.text(envelope.stateKey), tensors, storages, container);
    return pickle.setItems().finish();
}

Result<void> writeZip(const TensorMap &tensors, const Envelope &envelope, const std::filesystem::path &path)
{
    const Storages storages(tensors);
    LEXICELL_TRY(file, files::AtomicFile::create(path));
    ZipWriter zip(file);
    zip.add("archive/data.pkl", statePickle(tensors, storages, envelope, TorchContainer::Zip));
    zip.add("archive/byteorder", "little");
    for (std::size_t k = 0; k < storages.list.size(); ++k)
        zip.add("archive/data/" + std::to_string(k), storages.list[k]->data, storages.list[k]->byteSize());
    zip.add("archive/version", "3\n");
    zip.finish();
    return file.commit();
}

Result<void> writeLegacy(const TensorMap &tensors, const Envelope &envelope, const std::filesystem::path &path)
{
    const Storages storages(tensors);
    LEXICELL_TRY(file, files::AtomicFile::create(path));
    file.write(PickleWriter().longInteger("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19").finish());  // torch's MAGIC_NUMBER
    file.write(PickleWriter().integer(1001).finish());                                            // PROTOCOL_VERSION
    PickleWriter system;
    system.emptyDict().mark().text("protocol_version").integer(1001).text("little_endian").boolean(true).text("type_sizes");
    system.emptyDict().mark().text("short").integer(2).text("int").integer(4).text("long").integer(4).setItems();
    file.write(system.setItems().finish());
    file.write(statePickle(tensors, storages, envelope, TorchContainer::Legacy));
    PickleWriter keys;
    keys.emptyList().mark();
    for (std::size_t k = 0; k < storages.list.size(); ++k) keys.text(std::to_string(k));
    file.write(keys.appends().finish());
    for (const auto *storage : storages.list) {
        const std::int64_t count = storage->size();
        file.write(&count, sizeof count);
        file.write(storage->data, storage->byteSize());
    }
    return file.commit();
}

}  // namespace

Result<void> writeTorch(const TensorMap &tensors, const Envelope &envelope, TorchContainer container,
                        const std::filesystem::path &path)
{
    return guarded("write " + path.string(), [&] {
        return container == TorchContainer::Zip ? writeZip(tensors, envelope, path) : writeLegacy(tensors, envelope, path);
    });
}

Result<void> writeTorchZip(const TensorMap &tensors, const std::filesystem::path &path)
{
    return writeTorch(tensors, {}, TorchContainer::Zip, path);
}

Result<void> writeTorchLegacy(const TensorMap &tensors, const std::filesystem::path &path)
{
    return writeTorch(tensors, {}, TorchContainer::Legacy, path);
}

}  // namespace lexicell::models::checkpoint

#include "models/checkpoint/adapter_files.h"

#include "core/files/mapped_file.h"
#include "models/checkpoint/file_error.h"
#include "models/checkpoint/safetensors/safetensors.h"
#include "models/checkpoint/vocabulary.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <tuple>

namespace lexicell::models::checkpoint {

namespace fs = std::filesystem;

namespace {

constexpr const char *formatName = "lexicell-adapter";
constexpr const char *formatVersion = "1";
constexpr const char *matricesName = "adapter.safetensors";
constexpr const char *headName = "head.safetensors";

Result<TensorMap> readPart(const fs::path &file, Metadata &metadata)
{
    LEXICELL_TRY(bytes, files::MappedFile::open(file));
    LEXICELL_TRY(texts, readSafetensorsMetadata(bytes, file));
    metadata = std::move(texts);
    if (metadata["format"] != formatName || metadata["version"] != formatVersion)
        return Error{errors::unsupportedFormat,
                     file.string() + " holds no adapter that this version can read. Choose the folder that fine-tuning wrote.",
                     {}};
    return readSafetensors(bytes, file);
}

struct Site {
    const Tensor *up = nullptr, *down = nullptr;
};
struct Place {
    std::string tensor;
    std::int64_t row = 0;
    bool operator<(const Place &other) const { return std::tie(tensor, row) < std::tie(other.tensor, other.row); }
};

Error contradicts(const std::string &what)
{
    return {
        errors::shapeMismatch, "The adapter does not fit the checkpoint: " + what + ". Use the two that belong together.", {}};
}

// lora/TENSOR/ROW/up
Result<std::map<Place, Site>> sitesOf(const TensorMap &matrices)
{
    std::map<Place, Site> sites;
    for (const auto &[name, tensor] : matrices.entries) {
        const std::size_t last = name.rfind('/');
        const std::size_t middle = last == std::string::npos ? last : name.rfind('/', last - 1);
        Place place;
        if (!name.starts_with("lora/") || middle == std::string::npos || middle <= 5) return contradicts("it holds " + name);
        place.tensor = name.substr(5, middle - 5);
        std::from_chars(name.data() + middle + 1, name.data() + last, place.row);
        (name.ends_with("/up") ? sites[place].up : sites[place].down) = &tensor;
    }
    return sites;
}

Result<void> addProduct(Tensor &weight, const Place &place, const Site &site, double scale)
{
    if (!site.up || !site.down) return contradicts("it has half of the matrices of " + place.tensor);
    const auto &up = site.up->shape, &down = site.down->shape, &whole = weight.shape;
    const bool fits = up.size() == 2 && down.size() == 2 && whole.size() == 2 && up[1] == down[0] && down[1] == whole[1] &&
                      place.row >= 0 && place.row + up[0] <= whole[0];
    if (!fits) return contradicts("its matrices of " + place.tensor + " have other sizes");
    std::vector<float> values = weight.toFloat();
    const std::vector<float> a = site.up->toFloat(), b = site.down->toFloat();
    const auto rows = static_cast<std::size_t>(up[0]), rank = static_cast<std::size_t>(up[1]);
    const auto width = static_cast<std::size_t>(whole[1]), first = static_cast<std::size_t>(place.row);
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < width; ++column) {
            double sum = 0.0;
            for (std::size_t r = 0; r < rank; ++r)
                sum += static_cast<double>(a[row * rank + r]) * static_cast<double>(b[r * width + column]);
            float &value = values[(first + row) * width + column];
            value = static_cast<float>(static_cast<double>(value) + scale * sum);
        }
    TensorMap one;
    one.add(place.tensor, whole, values);
    weight = one.entries.front().second;
    return {};
}

}  // namespace

Result<void> writeAdapter(const Adapter &adapter, const fs::path &folder)
{
    char scale[32];
    std::snprintf(scale, sizeof scale, "%.17g", adapter.scale);
    const Metadata metadata{{"format", formatName},
                            {"version", formatVersion},
                            {"family", adapter.family},
                            {"base_sha256", adapter.baseSha256},
                            {"scale", scale}};
    LEXICELL_CHECK(writeSafetensors(adapter.matrices, folder / matricesName, metadata));
    return writeSafetensors(adapter.head, folder / headName, metadata);
}

Result<Adapter> readAdapter(const fs::path &folder)
{
    Adapter adapter;
    Metadata metadata;
    LEXICELL_TRY(head, readPart(folder / headName, metadata));
    LEXICELL_TRY(matrices, readPart(folder / matricesName, metadata));
    adapter.head = std::move(head);
    adapter.matrices = std::move(matrices);
    adapter.family = metadata["family"];
    adapter.baseSha256 = metadata["base_sha256"];
    adapter.scale = std::strtod(metadata["scale"].c_str(), nullptr);
    LEXICELL_TRY(labels, readLabels(folder / "id2label.json"));
    adapter.labels = std::move(labels);
    return adapter;
}

Result<void> mergeAdapter(Bundle &bundle, const Adapter &adapter, std::string (*released)(const std::string &name))
{
    if (adapter.baseSha256 != bundle.sha256)
        return Error{errors::wrongHash,
                     "The adapter was made for a checkpoint with the SHA-256 " + adapter.baseSha256.substr(0, 12) + "…, and " +
                         bundle.file.string() + " has " + bundle.sha256.substr(0, 12) +
                         "…. Choose the checkpoint that it was made for.",
                     {}};
    LEXICELL_TRY(sites, sitesOf(adapter.matrices));
    for (const auto &[place, site] : sites) {
        bool found = false;
        for (auto &[name, tensor] : bundle.tensors.entries) {
            if (released(name) != place.tensor) continue;
            found = true;
            LEXICELL_CHECK(addProduct(tensor, place, site, adapter.scale));
        }
        if (!found)
            return Error{
                errors::missingTensor, bundle.file.string() + " lacks the tensor " + place.tensor + " of the adapter.", {}};
    }
    for (const auto &[name, tensor] : adapter.head.entries) {
        bool found = false;
        for (auto &[fileName, present] : bundle.tensors.entries) {
            if (released(fileName) != name) continue;
            found = true;
            present = tensor;
        }
        if (!found) bundle.tensors.add(name, tensor);
    }
    bundle.labels = adapter.labels;
    bundle.newClasses = static_cast<std::int64_t>(adapter.labels.size());
    return {};
}

}  // namespace lexicell::models::checkpoint

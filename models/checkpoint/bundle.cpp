#include "models/checkpoint/bundle.h"

#include "core/files/sha256.h"
#include "models/checkpoint/checkpoint_files.h"
#include "models/checkpoint/file_error.h"
#include "models/checkpoint/gene_list.h"
#include "core/files/mapped_file.h"
#include "models/checkpoint/pickle/pickled_list.h"
#include "models/checkpoint/safetensors/safetensors.h"
#include "models/checkpoint/scaler.h"
#include "models/checkpoint/torch/state_names.h"
#include "models/checkpoint/torch/torch_reader.h"
#include "models/checkpoint/vocabulary.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <unordered_set>
#include <vector>

namespace lexicell::models::checkpoint {

namespace fs = std::filesystem;

namespace {

constexpr std::array configNames{"args.json", "config.json", "hparams.yaml"};
// A list made for this program, Exceiver's own, then the data sets that scBERT's users keep for the order of their genes.
constexpr std::array geneListNames{"gene_list.txt", "genes.txt", "gene-features.pkl", "panglao_10000.h5ad", "reference.h5ad"};

bool isFile(const fs::path &path)
{
    std::error_code error;
    return fs::is_regular_file(path, error);
}

bool looksLikeSafetensors(const files::Blob &bytes)
{
    // A plausible header is shorter than 2^32 bytes and begins with a brace.
    return bytes.size > 8 && bytes.data[8] == std::byte{'{'} && std::memcmp(bytes.data + 4, "\0\0\0\0", 4) == 0;
}

Error unknownContent(const files::Blob &bytes, const fs::path &file)
{
    constexpr std::string_view pointer = "version https://git-lfs";
    if (bytes.size >= pointer.size() && std::memcmp(bytes.data, pointer.data(), pointer.size()) == 0)
        return badFile(errors::notACheckpoint, file, "is only a pointer to the real file (git LFS)",
                       "Fetch it with: git lfs pull.");
    return badFile(errors::notACheckpoint, file, "is neither a torch checkpoint nor a safetensors file",
                   "Choose the model's weights, often called best_model.pt.");
}

struct PartTensors {
    const char *container;
    TensorMap tensors;
};

Result<PartTensors> readPart(const fs::path &file)
{
    LEXICELL_TRY(bytes, files::MappedFile::open(file));
    const auto keep = [&](const char *container, Result<TensorMap> tensors) -> Result<PartTensors> {
        if (!tensors.ok()) return tensors.error();
        return PartTensors{container, std::move(*tensors)};
    };
    if (file.extension() == ".safetensors" || looksLikeSafetensors(bytes))
        return keep("safetensors", readSafetensors(bytes, file));
    if (looksLikeZip(bytes)) return keep("torch_zip", readTorchZip(bytes, file));
    if (looksLikePickle(bytes)) return keep("torch_legacy", readTorchLegacy(bytes, file));
    return unknownContent(bytes, file);
}

// The parts together must hold exactly the tensors of the list, each once.
Result<void> checkWhole(const Bundle &bundle, const std::vector<std::string> &listed)
{
    std::unordered_set<std::string> names;
    for (const auto &[name, tensor] : bundle.tensors.entries)
        if (!names.insert(name).second)
            return badFile(errors::badIndex, bundle.file, "is a model in several parts, and two of them hold the tensor " + name,
                           "Copy or download the model's folder again.");
    for (const std::string &name : listed)
        if (!names.contains(name))
            return badFile(errors::missingTensor, bundle.file, "lists the tensor " + name + ", but none of its parts holds it",
                           "Copy or download the model's folder again.");
    return {};
}

Result<void> readTensors(Bundle &bundle)
{
    LEXICELL_TRY(parts, partsOf(bundle.file));
    bundle.parts = std::move(parts.files);
    for (const fs::path &file : bundle.parts) {
        LEXICELL_TRY(part, readPart(file));
        if (bundle.container.empty()) bundle.container = part.container;
        std::move(part.tensors.entries.begin(), part.tensors.entries.end(), std::back_inserter(bundle.tensors.entries));
    }
    if (bundle.parts.size() > 1) LEXICELL_CHECK(checkWhole(bundle, parts.tensors));
    if (bundle.tensors.entries.empty())
        return badFile(errors::noStateDict, bundle.file, "holds no tensors",
                       "Choose the model's weights, often called best_model.pt.");
    removeWrapperNames(bundle.tensors);
    return {};
}

// For several parts: of the lines that sha256sum would print for them.
Result<std::string> hashOf(const Bundle &bundle, JobContext &context)
{
    if (bundle.parts.size() == 1) return files::sha256File(bundle.parts.front(), context);
    std::string lines;
    for (const fs::path &part : bundle.parts) {
        LEXICELL_TRY(hash, files::sha256File(part, context));
        lines += hash + "  " + part.filename().string() + "\n";
    }
    return files::sha256(lines);
}

// Skipped if vocab.json names the genes: a list of the same file name may then mean something else.
Result<void> readGenes(Bundle &bundle, const fs::path &named, JobContext &context)
{
    fs::path file = named;
    if (file.empty() && bundle.vocabulary.empty())
        for (const char *name : geneListNames)
            if (file.empty() && isFile(bundle.folder / name)) file = bundle.folder / name;
    if (file.empty()) return {};
    LEXICELL_TRY(genes, readGeneList(file, context));
    bundle.geneList = std::move(genes);
    return {};
}

// After the genes, because a scaler that names its genes is reordered to match them.
Result<void> readScalerFile(Bundle &bundle, const fs::path &named)
{
    bundle.refitScaler = named == "refit";
    if (bundle.refitScaler) return {};
    fs::path file = named;
    for (const char *name : {"scaler.npz", "scaler.csv"})
        if (file.empty() && isFile(bundle.folder / name)) file = bundle.folder / name;
    if (file.empty()) return {};
    LEXICELL_TRY(scaler, readScaler(file, bundle.geneList));
    bundle.scaler = std::move(scaler);
    return {};
}

Result<void> readSidecars(Bundle &bundle, const ModelSource &source, JobContext &context)
{
    for (const char *name : configNames) {
        if (!isFile(bundle.folder / name)) continue;
        LEXICELL_TRY(text, readTextFile(bundle.folder / name));
        bundle.config = std::move(text);
        bundle.configName = name;
        break;
    }
    if (const fs::path file = bundle.folder / "vocab.json"; isFile(file)) {
        LEXICELL_TRY(tokens, readVocabulary(file, &bundle.plainVocabulary));
        bundle.vocabulary = std::move(tokens);
    }
    if (const fs::path file = bundle.folder / "id2label.json"; isFile(file)) {
        LEXICELL_TRY(labels, readLabels(file, &bundle.plainLabels));
        bundle.labels = std::move(labels);
    } else if (const fs::path pickled = bundle.folder / "label_dict"; isFile(pickled)) {
        LEXICELL_TRY(labels, readPickledNames(pickled));
        bundle.labels = std::move(labels);
    }
    if (const fs::path file = bundle.folder / "batches.json"; isFile(file)) {
        LEXICELL_TRY(batches, readFineTunedBatches(file));
        bundle.batches = std::move(batches);
    }
    LEXICELL_CHECK(readGenes(bundle, source.genes, context));
    return readScalerFile(bundle, source.scaler);
}

}  // namespace

Result<Bundle> openBundle(const ModelSource &source, JobContext &context)
{
    LEXICELL_TRY(file, checkpointFile(source.path));
    Bundle bundle;
    bundle.file = file;
    bundle.folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    LEXICELL_CHECK(readTensors(bundle));
    LEXICELL_CHECK(readSidecars(bundle, source, context));
    LEXICELL_TRY(hash, hashOf(bundle, context));
    bundle.sha256 = std::move(hash);
    return bundle;
}

}  // namespace lexicell::models::checkpoint

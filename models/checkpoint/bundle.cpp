#include "models/checkpoint/bundle.h"

#include "core/base/sha256.h"
#include "models/checkpoint/file_error.h"
#include "models/checkpoint/gene_list.h"
#include "models/checkpoint/mapped_file.h"
#include "models/checkpoint/pickled_list.h"
#include "models/checkpoint/safetensors.h"
#include "models/checkpoint/scaler.h"
#include "models/checkpoint/torch_reader.h"
#include "models/checkpoint/vocabulary.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

namespace lexicell::models::checkpoint {

namespace fs = std::filesystem;

namespace {

constexpr std::array preferredNames{"best_model.pt", "model.safetensors", "best_model.safetensors"};
constexpr std::array extensions{".pt", ".pth", ".ckpt", ".safetensors"};
constexpr std::array configNames{"args.json", "config.json", "hparams.yaml"};
// A list made for this program, Exceiver's own, then the data sets that scBERT's users have for the order of their genes.
constexpr std::array geneListNames{"gene_list.txt", "genes.txt", "gene-features.pkl", "panglao_10000.h5ad", "reference.h5ad"};

bool isFile(const fs::path &path)
{
    std::error_code error;
    return fs::is_regular_file(path, error);
}

std::vector<fs::path> candidates(const fs::path &folder)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        const std::string extension = entry->path().extension().string();
        if (std::find(extensions.begin(), extensions.end(), extension) != extensions.end() && isFile(entry->path()))
            files.push_back(entry->path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

Result<fs::path> fileOfFolder(const fs::path &folder)
{
    for (const char *name : preferredNames)
        if (isFile(folder / name)) return folder / name;
    const auto files = candidates(folder);
    if (files.size() == 1) return files.front();
    if (files.empty())
        return Error{ErrorKind::NotFound,
                     "no_checkpoint",
                     "There is no checkpoint (.pt, .pth, .ckpt or .safetensors) in " + folder.string() +
                         ". Choose the folder that holds best_model.pt.",
                     {}};
    std::string names;
    Choice choice{"file"};
    for (const auto &file : files) {
        names += (names.empty() ? "" : ", ") + file.filename().string();
        choice.values.push_back(file.string());
    }
    return Error{ErrorKind::BadFile,
                 "ambiguous_model",
                 "There are several checkpoints in " + folder.string() + ": " + names + ". Name the file you want.",
                 {},
                 {std::move(choice)}};
}

bool looksLikeSafetensors(const Blob &bytes)
{
    // Any sensible header is shorter than 2^32 bytes and opens with a brace.
    return bytes.size > 8 && bytes.data[8] == std::byte{'{'} && std::memcmp(bytes.data + 4, "\0\0\0\0", 4) == 0;
}

Error unknownContent(const Blob &bytes, const fs::path &file)
{
    constexpr std::string_view pointer = "version https://git-lfs";
    if (bytes.size >= pointer.size() && std::memcmp(bytes.data, pointer.data(), pointer.size()) == 0)
        return badFile("not_a_checkpoint", file, "is only a pointer to the real file (git LFS)", "Fetch it with: git lfs pull.");
    return badFile("not_a_checkpoint", file, "is neither a torch checkpoint nor a safetensors file",
                   "Choose the model's weights, often called best_model.pt.");
}

Result<void> readTensors(Bundle &bundle)
{
    LEXICELL_TRY(bytes, MappedFile::open(bundle.file));
    const auto keep = [&](const char *container, Result<TensorMap> tensors) -> Result<void> {
        if (!tensors.ok()) return tensors.error();
        bundle.container = container;
        bundle.tensors = std::move(*tensors);
        return {};
    };
    if (bundle.file.extension() == ".safetensors" || looksLikeSafetensors(bytes))
        return keep("safetensors", readSafetensors(bytes, bundle.file));
    if (looksLikeZip(bytes)) return keep("torch_zip", readTorchZip(bytes, bundle.file));
    if (looksLikePickle(bytes)) return keep("torch_legacy", readTorchLegacy(bytes, bundle.file));
    return unknownContent(bytes, bundle.file);
}

// Not where vocab.json says what the genes are: a list of the same name may then be about anything.
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

// After the genes: a scaler that names its genes is put into their order.
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
        LEXICELL_TRY(tokens, readVocabulary(file));
        bundle.vocabulary = std::move(tokens);
    }
    if (const fs::path file = bundle.folder / "id2label.json"; isFile(file)) {
        LEXICELL_TRY(labels, readLabels(file));
        bundle.labels = std::move(labels);
    } else if (const fs::path pickled = bundle.folder / "label_dict"; isFile(pickled)) {
        LEXICELL_TRY(labels, readPickledNames(pickled));
        bundle.labels = std::move(labels);
    }
    LEXICELL_CHECK(readGenes(bundle, source.genes, context));
    return readScalerFile(bundle, source.scaler);
}

}  // namespace

Result<fs::path> checkpointFile(const fs::path &path)
{
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (fs::is_directory(status)) return fileOfFolder(path);
    if (fs::exists(status)) return path;
    return Error{ErrorKind::NotFound, "not_found", "There is no file or folder " + path.string() + ". Check the path.", {}};
}

Result<Bundle> openBundle(const ModelSource &source, JobContext &context)
{
    LEXICELL_TRY(file, checkpointFile(source.path));
    Bundle bundle;
    bundle.file = file;
    bundle.folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    LEXICELL_CHECK(readTensors(bundle));
    LEXICELL_CHECK(readSidecars(bundle, source, context));
    LEXICELL_TRY(hash, sha256File(file, context));
    bundle.sha256 = std::move(hash);
    return bundle;
}

}  // namespace lexicell::models::checkpoint

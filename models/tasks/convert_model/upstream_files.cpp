#include "models/tasks/convert_model/upstream_files.h"

#include "core/files/atomic_file.h"
#include "models/checkpoint/flat_yaml.h"
#include "core/files/mapped_file.h"
#include "models/checkpoint/pickle/numpy_pickles.h"
#include "models/checkpoint/pickle/pickle_reader.h"
#include "models/checkpoint/torch/torch_values.h"
#include "models/checkpoint/vocabulary.h"
#include "models/tasks/record.h"

#include <algorithm>
#include <array>

namespace lexicell::models::tasks {

namespace fs = std::filesystem;
using checkpoint::Bundle;
using checkpoint::Envelope;
using checkpoint::PlainValue;

namespace {

// Copied unchanged if they are beside the weights. Names without an extension are pickles.
constexpr std::array<std::pair<const char *, const char *>, 13> sidecars{{
    {"scgpt", "vocab.json"},
    {"scgpt", "vocab_mod.json"},  // modality -> id of multi-omic checkpoints
    {"scgpt", "id2label.json"},
    {"scgpt", "batches.json"},
    {"scbert", "label_dict"},
    {"scbert", "label"},  // upstream's predict.py opens it too
    {"exceiver", "gene-features.pkl"},
    {"exceiver", "scaler.npz"},
    {"exceiver", "scaler.csv"},
    {"exceiver", "id2label.json"},
    {"scemb", "config.json"},
    {"scemb", "id2label.json"},
    {"scemb", "vocab.json"},
}};

bool isFile(const fs::path &path)
{
    std::error_code error;
    return fs::is_regular_file(path, error);
}

// Of a model that pretraining has made: nothing lies beside it.
bool isNew(const Bundle &bundle) { return bundle.file.empty(); }

bool isPickle(const std::string &name) { return !name.ends_with(".json") && !name.ends_with(".csv") && !name.ends_with(".npz"); }

Result<void> copyFile(const fs::path &from, const fs::path &to)
{
    LEXICELL_TRY(bytes, files::MappedFile::open(from));
    if (isPickle(to.filename().string()) && to.extension() != ".npy")
        LEXICELL_CHECK(checkpoint::readPickle(bytes.data, bytes.size, from));
    LEXICELL_TRY(file, files::AtomicFile::create(to));
    file.write(bytes.data, bytes.size);
    return file.commit();
}

// gene2vec_16906.npy: upstream needs it to construct the network, even if the weights are then loaded.
Result<std::vector<std::string>> copyGene2vec(const fs::path &from, const fs::path &to)
{
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(from, error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (name.starts_with("gene2vec") && name.ends_with(".npy") && isFile(entry->path())) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    for (const std::string &name : names) LEXICELL_CHECK(copyFile(from / name, to / name));
    return names;
}

// A list of strings as pickle.dump writes it.
std::string listPickle(const std::vector<std::string> &names)
{
    checkpoint::PickleWriter pickle;
    checkpoint::writeValue(pickle, PlainValue(names));
    return pickle.finish();
}

std::string lines(const std::vector<std::string> &names)
{
    std::string text;
    for (const std::string &name : names) text += name + '\n';
    return text;
}

// Lightning's settings: from the checkpoint itself if it has any, else from the file beside it.
Result<PlainValue> savedParameters(const Bundle &bundle)
{
    if (bundle.container != "safetensors") {
        LEXICELL_TRY(values, checkpoint::readTorchValues(bundle.firstPart()));
        if (values.contains("hyper_parameters")) return std::move(values["hyper_parameters"]);
    }
    if (const fs::path file = bundle.folder / "hparams.yaml"; !isNew(bundle) && isFile(file)) {
        LEXICELL_TRY(text, checkpoint::readTextFile(file));
        return checkpoint::readFlatYaml(text, file);
    }
    if (isNew(bundle)) return checkpoint::readFlatYaml(bundle.config, bundle.configName);
    return PlainValue::object();
}

// Those saved with the checkpoint; the number of classes is that of the present head, which may be newer.
Result<PlainValue> hyperParameters(const Bundle &bundle)
{
    LEXICELL_TRY(values, savedParameters(bundle));
    if (bundle.newClasses > 0) values["classify_dim"] = bundle.newClasses;
    return std::move(values);
}

Result<PlainValue> originalValues(const Bundle &bundle)
{
    if (bundle.container == "safetensors") return PlainValue::object();
    return checkpoint::readTorchValues(bundle.firstPart());
}

PlainValue valueOr(const PlainValue &values, const char *key, const PlainValue &fallback)
{
    return values.contains(key) ? values[key] : fallback;
}

// The ten entries of Lightning 1.6.5, in its order.
Result<Envelope> lightningEnvelope(const Bundle &bundle)
{
    LEXICELL_TRY(original, originalValues(bundle));
    LEXICELL_TRY(settings, hyperParameters(bundle));
    Envelope envelope;
    envelope.stateKey = "state_dict";
    PlainValue &values = envelope.values;
    values["epoch"] = valueOr(original, "epoch", 0);
    values["global_step"] = valueOr(original, "global_step", 0);
    values["pytorch-lightning_version"] = valueOr(original, "pytorch-lightning_version", "1.6.5");
    values["state_dict"] = nullptr;
    values["loops"] = valueOr(original, "loops", PlainValue::object());
    values["callbacks"] = PlainValue::object();
    values["optimizer_states"] = PlainValue::array();
    values["lr_schedulers"] = PlainValue::array();
    values["hparams_name"] = valueOr(original, "hparams_name", "kwargs");
    values["hyper_parameters"] = std::move(settings);
    return envelope;
}

Result<Envelope> scbertEnvelope(const Bundle &bundle)
{
    LEXICELL_TRY(original, originalValues(bundle));
    Envelope envelope;
    envelope.stateKey = "model_state_dict";
    if (original.contains("epoch")) envelope.values["epoch"] = original["epoch"];
    envelope.values["model_state_dict"] = nullptr;
    if (original.contains("losses")) envelope.values["losses"] = original["losses"];
    return envelope;
}

// Writes the sidecars that are not copied. Returns their names.
Result<std::vector<std::string>> writeOwn(const std::string &family, const Bundle &bundle, const fs::path &folder)
{
    std::vector<std::string> names;
    const auto write = [&](const char *name, const std::string &text) {
        names.emplace_back(name);
        return files::writeTextFile(folder / name, text);
    };
    if (family == "scgpt") LEXICELL_CHECK(write("args.json", bundle.config));
    if (family == "scemb" && isNew(bundle)) LEXICELL_CHECK(write("config.json", bundle.config));
    // Sidecars in a form that upstream's programs cannot read are rewritten in upstream's form.
    if (!bundle.plainVocabulary && (family == "scgpt" || family == "scemb")) {
        names.emplace_back("vocab.json");
        LEXICELL_CHECK(checkpoint::writeVocabulary(bundle.vocabulary, folder / "vocab.json"));
    }
    if (!bundle.plainLabels && family == "scgpt") {
        names.emplace_back("id2label.json");
        LEXICELL_CHECK(checkpoint::writeLabels(bundle.labels, folder / "id2label.json"));
    }
    if (family == "scbert" && !bundle.geneList.empty()) LEXICELL_CHECK(write("gene_list.txt", lines(bundle.geneList)));
    if (family != "exceiver") return names;
    if (!bundle.geneList.empty()) LEXICELL_CHECK(write("gene-features.pkl", listPickle(bundle.geneList)));
    if (const fs::path file = bundle.folder / "hparams.yaml"; !isNew(bundle) && isFile(file) && bundle.newClasses == 0) {
        LEXICELL_TRY(text, checkpoint::readTextFile(file));
        LEXICELL_CHECK(write("hparams.yaml", text));
    } else {
        LEXICELL_TRY(settings, hyperParameters(bundle));
        LEXICELL_CHECK(write("hparams.yaml", checkpoint::flatYamlText(settings)));
    }
    return names;
}

}  // namespace

std::string upstreamContainer(const std::string &family) { return family == "scemb" ? "safetensors" : "zip"; }

std::string weightsName(const std::string &family, const checkpoint::TensorMap &tensors, const std::string &container)
{
    if (container == "safetensors") return "model.safetensors";
    if (family == "scgpt") return "best_model.pt";
    if (family == "exceiver") return "model.ckpt";
    if (family == "scbert") return tensors.find("to_out.conv1.weight") ? "finetune_best.pth" : "pretrain.pth";
    return "model.pt";
}

Result<Envelope> envelope(const std::string &family, const Bundle &bundle)
{
    if (family == "scbert") return scbertEnvelope(bundle);
    if (family == "exceiver") return lightningEnvelope(bundle);
    return Envelope{};
}

Result<std::vector<std::string>> writeSidecars(const std::string &family, const Bundle &bundle,
                                               const checkpoint::ModelSource &source, const fs::path &folder)
{
    LEXICELL_TRY(names, writeOwn(family, bundle, folder));
    if (isNew(bundle)) return std::move(names);
    const bool otherScaler = !source.scaler.empty() && !bundle.refitScaler;
    for (const auto &[owner, name] : sidecars) {
        const fs::path file = bundle.folder / name;
        const bool written = std::find(names.begin(), names.end(), name) != names.end();
        const bool replaced = otherScaler && file.stem() == "scaler";
        if (owner != family || written || replaced || !isFile(file)) continue;
        LEXICELL_CHECK(copyFile(file, folder / name));
        names.emplace_back(name);
    }
    if (family == "exceiver" && otherScaler) {
        names.push_back("scaler" + source.scaler.extension().string());
        LEXICELL_CHECK(copyFile(source.scaler, folder / names.back()));
    }
    if (family == "scbert") {
        LEXICELL_TRY(tables, copyGene2vec(bundle.folder, folder));
        names.insert(names.end(), tables.begin(), tables.end());
    }
    return std::move(names);
}

Result<void> writeClassNames(const std::string &family, const std::vector<std::string> &names,
                             const std::vector<std::int64_t> &ids, const fs::path &folder)
{
    LEXICELL_CHECK(checkpoint::writeLabels(names, folder / "id2label.json"));
    if (family != "scbert") return {};
    LEXICELL_CHECK(files::writeTextFile(folder / "label_dict", checkpoint::textArrayPickle(names)));
    return ids.empty() ? Result<void>() : files::writeTextFile(folder / "label", checkpoint::integerArrayPickle(ids));
}

bool isCheckpointFile(const fs::path &file)
{
    static constexpr std::array others{"best_model.pt", "model.pt",          "model.safetensors", "model.ckpt",  "pretrain.pth",
                                       "args.json",     "finetune_best.pth", "gene_list.txt",     "hparams.yaml"};
    const std::string name = file.filename().string();
    if (name == recordInside({}).filename()) return true;
    const auto same = [&](const auto &entry) { return name == entry.second; };
    return std::find(others.begin(), others.end(), name) != others.end() || std::any_of(sidecars.begin(), sidecars.end(), same) ||
           (name.starts_with("gene2vec") && name.ends_with(".npy"));
}

}  // namespace lexicell::models::tasks

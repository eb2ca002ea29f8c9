// The readers of what lies in a model's folder.
#include "core/base/job_context.h"
#include "models/checkpoint/flat_yaml.h"
#include "models/checkpoint/gene_list.h"
#include "models/checkpoint/json_text.h"
#include "models/checkpoint/npy/npy_reader.h"
#include "models/checkpoint/pickle/pickled_list.h"
#include "models/checkpoint/pickle/plain_values.h"
#include "models/checkpoint/safetensors/safetensors.h"
#include "models/checkpoint/scaler.h"
#include "models/checkpoint/torch/torch_reader.h"
#include "models/checkpoint/vocabulary.h"
#include "models/checkpoint/torch/zip_reader.h"
#include "models/families/exceiver/format/config.h"
#include "models/families/scemb/format/config.h"
#include "models/families/scgpt/format/config.h"
#include "tests/fuzz/inputs.h"

namespace lexicell::fuzz {

using namespace lexicell::models;
using namespace lexicell::models::checkpoint;

namespace {

// Deflate cannot expand more than this (zlib's technical notes), nor do the readers take more.
constexpr std::size_t largestExpansion = 1032;

files::Blob blobOf(Bytes bytes) { return {nullptr, bytes.data(), bytes.size()}; }

// The first complaint counts.
class Verdict {
  public:
    // True when there is a value to look at.
    template <class T> bool accepts(const Result<T> &result)
    {
        if (!result.ok()) require(refusal(result.error()).empty(), refusal(result.error()));
        return result.ok();
    }
    void require(bool good, const std::string &complaint)
    {
        if (!good && m_complaint.empty()) m_complaint = complaint;
    }
    const std::string &complaint() const { return m_complaint; }

  private:
    std::string m_complaint;
};

// Touches every byte, so that a tensor beyond its memory is found out.
void look(Verdict &verdict, const TensorMap &tensors, std::size_t most)
{
    for (const auto &[name, tensor] : tensors.entries) {
        verdict.require(tensor.byteSize() <= most, "the tensor " + name + " is larger than the file");
        if (tensor.byteSize() > most) return;
        tensor.toFloat();
        tensor.finite();
    }
}

void look(Verdict &verdict, const Result<Pickle> &pickle)
{
    if (!verdict.accepts(pickle)) return;
    verdict.require(pickle->root < pickle->nodes.size(), "a root that is not there");
    for (const auto &node : pickle->nodes)
        for (const PickleId item : node.items) verdict.require(item < pickle->nodes.size(), "a value that is not there");
    if (!verdict.complaint().empty()) return;
    pickle->find(pickle->rootNode(), "state_dict");
    plainValue(*pickle, pickle->rootNode());
}

}  // namespace

std::string zipInput(Bytes bytes)
{
    Verdict verdict;
    const files::Blob blob = blobOf(bytes);
    if (const auto zip = ZipReader::open(blob, "fuzz"); verdict.accepts(zip))
        for (const std::string &name : zip->names())
            if (const auto part = zip->read(name); verdict.accepts(part))
                verdict.require(part->size <= largestExpansion * bytes.size(), "a part that cannot come from the archive");
    if (const auto tensors = readTorchZip(blob, "fuzz"); verdict.accepts(tensors))
        look(verdict, *tensors, largestExpansion * bytes.size());
    look(verdict, readTorchZipPickle(blob, "fuzz"));
    return verdict.complaint();
}

std::string pickleInput(Bytes bytes)
{
    Verdict verdict;
    const files::Blob blob = blobOf(bytes);
    const auto pickle = readPickle(bytes.data(), bytes.size(), "fuzz");
    look(verdict, pickle);
    if (pickle.ok()) verdict.require(pickle->end <= bytes.size(), "a pickle that ends behind the file");
    if (const auto tensors = readTorchLegacy(blob, "fuzz"); verdict.accepts(tensors)) look(verdict, *tensors, bytes.size());
    look(verdict, readTorchLegacyPickle(blob, "fuzz"));
    if (const auto names = readPickledNames(blob, "fuzz"); verdict.accepts(names))
        verdict.require(names->size() <= bytes.size(), "more names than bytes");
    if (const auto numbers = readPickledIntegers(blob, "fuzz"); verdict.accepts(numbers))
        verdict.require(numbers->size() <= bytes.size(), "more numbers than bytes");
    return verdict.complaint();
}

std::string safetensorsInput(Bytes bytes)
{
    Verdict verdict;
    if (const auto tensors = readSafetensors(blobOf(bytes), "fuzz"); verdict.accepts(tensors))
        look(verdict, *tensors, bytes.size());
    return verdict.complaint();
}

std::string jsonInput(Bytes bytes)
{
    Verdict verdict;
    const std::string text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    if (const auto json = parseJsonObject(text, "fuzz"); verdict.accepts(json))
        verdict.require(json->is_object(), "accepted what is no object");
    if (const auto settings = readFlatYaml(text, "fuzz"); verdict.accepts(settings)) {
        verdict.require(settings->is_object(), "settings that are no object");
        const auto again = readFlatYaml(flatYamlText(*settings), "fuzz");
        verdict.require(again.ok(), "settings whose text is not read");
    }

    Bundle bundle;
    bundle.container = "safetensors";  // the settings are the text beside it, not what is in the checkpoint
    bundle.config = text;
    bundle.configName = "hparams.yaml";
    verdict.accepts(exceiver::readConfig(bundle));
    bundle.configName = "args.json";
    if (const auto config = scgpt::readConfig(bundle); verdict.accepts(config))
        verdict.require(config->heads > 0 && config->embeddingSize % config->heads == 0, "accepted heads that do not divide");
    bundle.configName = "config.json";
    if (const auto config = scemb::readConfig(bundle); verdict.accepts(config))
        verdict.require(config->heads > 0 && config->embeddingSize % config->heads == 0, "accepted heads that do not divide");

    const ScratchFile file(bytes, ".csv");
    verdict.accepts(readVocabulary(file.path()));
    verdict.accepts(readLabels(file.path()));
    if (const auto scaler = readScaler(file.path(), {}); verdict.accepts(scaler))
        verdict.require(scaler->mean.size() == scaler->scale.size() && !scaler->empty(), "a scaler with holes");
    JobContext context;
    if (text.starts_with("\x89HDF")) return verdict.complaint();  // the h5ad reader's business
    if (const auto genes = readGeneList(file.path(), context); verdict.accepts(genes))
        verdict.require(!genes->empty() && genes->size() <= bytes.size(), "more genes than bytes");
    return verdict.complaint();
}

std::string npyInput(Bytes bytes)
{
    Verdict verdict;
    const files::Blob blob = blobOf(bytes);
    if (const auto array = readNpy(blob, "fuzz"); verdict.accepts(array)) {
        verdict.require(array->byteSize() <= 2 * bytes.size(), "more numbers than bytes");  // unsigned ones are widened
        if (verdict.complaint().empty()) array->toFloat();
    }
    if (const auto arrays = readNpz(blob, "fuzz"); verdict.accepts(arrays)) {
        look(verdict, arrays->numbers, 2 * largestExpansion * bytes.size());
        const ScratchFile file(bytes, ".npz");
        verdict.accepts(readScaler(file.path(), {}));
    }
    return verdict.complaint();
}

}  // namespace lexicell::fuzz

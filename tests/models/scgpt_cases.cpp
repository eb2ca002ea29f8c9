#include "tests/models/scgpt_cases.h"

#include "models/families/scgpt/format/config.h"
#include "models/families/scgpt/network/model.h"
#include "models/families/scgpt/format/tokenizer.h"

#include <algorithm>
#include <sstream>

namespace lexicell::test {

namespace fs = std::filesystem;
using models::nn::TokenTensors;

at::Tensor tensorOf(const Hdf5File &file, const std::string &dataset)
{
    const auto values = file.doubles(dataset);
    at::Tensor tensor = at::empty(values.shape, at::TensorOptions(at::kDouble));
    std::copy(values.values.begin(), values.values.end(), tensor.mutable_data_ptr<double>());
    return tensor;
}

at::Tensor idTensorOf(const Hdf5File &file, const std::string &dataset)
{
    const auto values = file.ints(dataset);
    at::Tensor tensor = at::empty(values.shape, at::TensorOptions(at::kLong));
    std::copy(values.values.begin(), values.values.end(), tensor.mutable_data_ptr<std::int64_t>());
    return tensor;
}

at::Tensor tensorOf(const std::vector<float> &values, std::vector<std::int64_t> shape)
{
    return at::tensor(values, at::TensorOptions(at::kFloat)).view(shape);
}

void ScgptTest::initTestCase()
{
    LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
    m_root = root;
}

std::vector<fs::path> casesOf(const fs::path &root, const std::string &name)
{
    std::vector<fs::path> found;
    if (!fs::is_directory((root / name).parent_path())) return found;
    for (const auto &entry : fs::directory_iterator((root / name).parent_path())) {
        const std::string folder = entry.path().filename().string();
        const std::string wanted = fs::path(name).filename().string();
        if (entry.is_directory() && (folder == wanted || folder.starts_with(wanted + "_"))) found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

void addCases(const fs::path &root, const std::string &name)
{
    QTest::addColumn<QString>("folder");
    const auto folders = casesOf(root, name);
    if (folders.empty()) QSKIP("no such case in this folder");
    for (const fs::path &folder : folders) QTest::newRow(folder.filename().c_str()) << QString::fromStdString(folder.string());
}

fs::path fetchedFolder()
{
    QFETCH(QString, folder);
    return folder.toStdString();
}

fs::path baseOf(const fs::path &folder)
{
    const auto bases = casesOf(folder.parent_path(), "base");
    if (bases.empty()) qFatal("%s: no base beside it", folder.c_str());
    const std::string name = folder.filename().string();
    const std::string ending = name.find('_') == std::string::npos ? std::string() : name.substr(name.find('_'));
    const auto same = std::find(bases.begin(), bases.end(), folder.parent_path() / ("base" + ending));
    return same == bases.end() ? bases.front() : *same;
}

Result<models::scgpt::Network> networkOf(const fs::path &folder)
{
    JobContext context;
    LEXICELL_TRY(bundle, models::checkpoint::openBundle(folder, context));
    LEXICELL_TRY(config, models::scgpt::readConfig(bundle));
    const auto *genes = bundle.tensors.find("encoder.embedding.weight");
    return models::scgpt::loadNetwork(bundle, config, genes && !genes->shape.empty() ? genes->shape[0] : 0);
}

Result<models::LoadedModel> modelOf(const fs::path &folder)
{
    JobContext context;
    LEXICELL_TRY(bundle, models::checkpoint::openBundle(folder, context));
    return models::scgpt::load(bundle, {device(), "fp32", 0}, context);
}

TokenTensors tokensOf(const Hdf5File &file, const std::string &ids, const std::string &values, std::int64_t pad)
{
    TokenTensors tokens;
    tokens.genes = idTensorOf(file, ids);
    tokens.values = tensorOf(file, values).to(at::kFloat);
    if (pad >= 0) tokens.padding = tokens.genes == pad;
    return tokens;
}

std::int64_t padIdOf(const fs::path &folder)
{
    JobContext context;
    const auto bundle = models::checkpoint::openBundle(folder, context);
    if (!bundle.ok()) qFatal("no checkpoint where the case has one");
    return std::find(bundle->vocabulary.begin(), bundle->vocabulary.end(), "<pad>") - bundle->vocabulary.begin();
}

TokenTensors rowsOf(const TokenTensors &tokens, const at::Tensor &rows)
{
    TokenTensors some = tokens;
    for (at::Tensor *part : {&some.genes, &some.values, &some.padding, &some.batches, &some.modalities, &some.perturbed})
        if (part->defined()) *part = part->index_select(0, rows);
    return some;
}

models::TokenBatch batchOf(const TokenTensors &tokens)
{
    const auto fill = [](auto &into, const at::Tensor &from) {
        if (!from.defined()) return;
        const at::Tensor values = from.to(at::kDouble).contiguous();
        const double *data = values.const_data_ptr<double>();
        using Value = typename std::decay_t<decltype(into)>::value_type;
        for (std::int64_t i = 0; i < values.numel(); ++i) into.push_back(static_cast<Value>(data[i]));
    };
    models::TokenBatch batch;
    batch.cells = tokens.genes.size(0);
    batch.tokens = tokens.genes.size(1);
    fill(batch.genes, tokens.genes);
    fill(batch.values, tokens.values.defined() ? tokens.values : at::zeros_like(tokens.genes));
    fill(batch.padding, tokens.padding.defined() ? tokens.padding : at::zeros_like(tokens.genes));
    fill(batch.batches, tokens.batches);
    fill(batch.modalities, tokens.modalities);
    fill(batch.perturbed, tokens.perturbed);
    return batch;
}

at::Tensor unitRows(const at::Tensor &x) { return x / x.norm(2, -1, true); }

std::string difference(const at::Tensor &actual, const at::Tensor &expected, double relative, const at::Tensor &where)
{
    std::ostringstream text;
    if (actual.sizes() != expected.sizes()) {
        text << "shape " << actual.sizes() << ", expected " << expected.sizes();
        return text.str();
    }
    const at::Tensor wanted = expected.to(at::kDouble);
    at::Tensor error = (actual.detach().to(at::kCPU, at::kDouble) - wanted).abs();
    if (where.defined()) error = error.masked_select(where);
    const double largest = error.max().item<double>();
    const double allowed = relative * std::max(1.0, wanted.abs().max().item<double>());
    if (largest <= allowed) return {};  // NaN is not
    text << "differs by " << largest << ", allowed " << allowed;
    return text.str();
}

}  // namespace lexicell::test

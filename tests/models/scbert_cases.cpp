#include "tests/models/scbert_cases.h"

#include "core/genes/gene_table.h"
#include "models/checkpoint/bundle.h"
#include "models/families/scbert/format/tokenizer.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

namespace lexicell::test {

namespace fs = std::filesystem;

namespace {

std::string compare(const std::vector<float> &actual, const Hdf5File &file, const std::string &dataset)
{
    const auto expected = file.doubles(dataset).values;
    std::ostringstream text;
    if (actual.size() != expected.size()) {
        text << dataset << ": " << actual.size() << " numbers, expected " << expected.size();
        return text.str();
    }
    const double absolute = file.numberAttribute(dataset, "atol").front();
    const double relative = file.hasAttribute(dataset, "rtol") ? file.numberAttribute(dataset, "rtol").front() : 0.0;
    double worst = 0.0;
    std::size_t at = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const double allowed = absolute + relative * std::abs(expected[i]);
        const double share = std::abs(static_cast<double>(actual[i]) - expected[i]) / allowed;
        if (!(share <= worst)) {  // NaN too
            worst = share;
            at = i;
        }
        if (std::isnan(share)) break;
    }
    if (worst <= 1.0) return {};
    text << dataset << " at " << at << ": " << actual[at] << ", expected " << expected[at] << ", " << worst
         << " times what is allowed";
    return text.str();
}

}  // namespace

void addCases(const fs::path &root, std::initializer_list<const char *> prefixes)
{
    QTest::addColumn<QString>("folder");
    const auto folders = caseFolders(root, "expected.h5", {prefixes.begin(), prefixes.end()});
    if (folders.empty()) QSKIP("no such case in this folder");
    for (const fs::path &folder : folders) QTest::newRow(folder.filename().c_str()) << QString::fromStdString(folder.string());
}

fs::path currentCase()
{
    QFETCH(QString, folder);
    return folder.toStdString();
}

fs::path scbertCheckpoint(const fs::path &folder)
{
    for (const char *name : {"pretrain.pth", "finetune_best.pth", "ok.pth"})
        if (fs::exists(folder / name)) return folder / name;
    qFatal("%s holds no checkpoint", folder.c_str());
}

std::shared_ptr<const models::Tokenizer> scbertTokenizer(const fs::path &folder)
{
    std::ifstream file(folder / "genes.txt");
    std::vector<std::string> genes;
    for (std::string line; std::getline(file, line);) genes.push_back(line);
    JobContext context;
    const auto bundle = models::checkpoint::openBundle(scbertCheckpoint(folder), context);
    if (!bundle.ok()) qFatal("%s", bundle.error().message.c_str());
    const auto *table = bundle->tensors.find("token_emb.weight");
    if (!table || table->shape.empty()) qFatal("%s: no token table", folder.c_str());
    return models::scbert::makeTokenizer(genes, table->shape[0]);
}

models::TokenBatch scbertTokens(const models::Tokenizer &tokenizer, const H5adCells &input)
{
    std::vector<std::int64_t> ids;
    for (const auto &match : genes::matchGenes(input.genes, tokenizer.vocabulary(), genes::GeneMatching::Exact, nullptr).matches)
        ids.push_back(match.target);
    auto batch = tokenizer.tokenize(input.cells, ids, input.names, {});
    if (!batch.ok()) qFatal("%s", batch.error().message.c_str());
    return std::move(*batch);
}

models::TokenBatch batchOf(const Hdf5Values<std::int64_t> &tokens)
{
    models::TokenBatch batch;
    batch.cells = tokens.rows();
    batch.tokens = tokens.columns();
    for (std::size_t i = 0; i < tokens.values.size(); ++i) {
        batch.genes.push_back(static_cast<std::int64_t>(i) % batch.tokens);
        batch.values.push_back(static_cast<float>(tokens.values[i]));
    }
    batch.padding.assign(batch.values.size(), 0);
    return batch;
}

std::string outside(const std::vector<float> &actual, const Hdf5File &file, const std::string &dataset)
{
    const bool suffixed = file.has(dataset + "_f64");
    if (!suffixed) return compare(actual, file, dataset);
    if (std::string text = compare(actual, file, dataset + "_f64"); !text.empty()) return text;
    return file.has(dataset + "_f32") ? compare(actual, file, dataset + "_f32") : std::string();
}

}  // namespace lexicell::test

#include "tests/models/exceiver_cases.h"

#include "core/genes/gene_table.h"
#include "models/families/exceiver/format/tokenizer.h"

#include <numeric>

namespace lexicell::test {

namespace fs = std::filesystem;
using models::TokenBatch;

namespace {

template <class T> T valueOf(Result<T> result)
{
    if (!result.ok()) qFatal("%s", result.error().message.c_str());
    return std::move(*result);
}

models::checkpoint::Bundle openCase(const fs::path &folder, const Hdf5File &expected)
{
    JobContext context;
    models::checkpoint::ModelSource source(folder / "model.ckpt");
    source.genes = folder / "gene-features.pkl";
    auto bundle = valueOf(models::checkpoint::openBundle(source, context));
    bundle.scaler = {expected.doubles("preprocess/scaler_mean").values, expected.doubles("preprocess/scaler_scale").values};
    return bundle;
}

}  // namespace

void addExceiverRows(const std::string &dataset)
{
    QTest::addColumn<QString>("folder");
    const auto root = fixtures("exceiver");
    if (!root) {
        QTest::newRow("absent") << QString();
        return;
    }
    std::vector<fs::path> folders;
    for (const fs::path &folder : caseFolders(*root, "expected.h5", {"base_", "classifier_"}))
        if (dataset.empty() || Hdf5File(folder / "expected.h5").has(dataset)) folders.push_back(folder);
    for (const fs::path &folder : folders) QTest::newRow(folder.filename().c_str()) << QString::fromStdString(folder.string());
    if (folders.empty()) QTest::newRow("no case") << QString::fromStdString((*root / "base_*").string());
}

ExceiverCase::ExceiverCase(const fs::path &where)
    : folder(where), expected(where / "expected.h5"), bundle(openCase(where, expected)),
      config(valueOf(models::exceiver::readConfig(bundle)))
{
    H5adCells input = readCells(folder / "input.h5ad");
    cells = std::move(input.cells);
    genes = std::move(input.genes);
    names = std::move(input.names);
    for (const auto &match : genes::matchGenes(genes, bundle.geneList, genes::GeneMatching::Exact, nullptr).matches)
        geneIds.push_back(match.target);
}

std::shared_ptr<const models::Tokenizer> ExceiverCase::tokenizer() const
{
    return models::exceiver::makeTokenizer(bundle, config);
}

TokenBatch ExceiverCase::tokens() const { return valueOf(tokenizer()->tokenize(cells, geneIds, names, {})); }

TokenBatch batchOf(const std::vector<float> &values, const std::vector<float> &keyBias, std::int64_t genes)
{
    TokenBatch batch;
    batch.tokens = genes;
    batch.cells = static_cast<std::int64_t>(values.size()) / genes;
    batch.values = values;
    batch.genes.resize(values.size());
    for (std::int64_t cell = 0; cell < batch.cells; ++cell)
        std::iota(batch.genes.begin() + cell * genes, batch.genes.begin() + (cell + 1) * genes, 0);
    for (const float bias : keyBias) batch.undetected.push_back(bias > 0.5F ? 1 : 0);
    batch.padding.assign(values.size(), 0);
    return batch;
}

}  // namespace lexicell::test

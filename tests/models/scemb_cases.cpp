#include "tests/models/scemb_cases.h"

#include "core/data/csr_block.h"
#include "core/genes/gene_table.h"
#include "core/io/read_dataset.h"
#include "models/families/open_model.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace lexicell::test {

namespace fs = std::filesystem;

namespace {

template <class T> T orFatal(Result<T> result)
{
    if (!result.ok()) qFatal("%s", result.error().message.c_str());
    return std::move(*result);
}

}  // namespace

std::vector<fs::path> scembCases(const fs::path &root)
{
    std::vector<fs::path> cases;
    for (const auto &entry : fs::directory_iterator(root))
        if (fs::exists(entry.path() / "config.json") && fs::exists(entry.path() / "expected.h5")) cases.push_back(entry.path());
    std::sort(cases.begin(), cases.end());
    return cases;
}

void addScembRows()
{
    QTest::addColumn<QString>("folder");
    const auto root = fixtures("scemb");
    if (!root) {
        QTest::newRow("absent") << QString();
        return;
    }
    const auto cases = scembCases(*root);
    if (cases.empty()) qFatal("%s holds no case", root->c_str());
    for (const fs::path &folder : cases) QTest::newRow(folder.filename().c_str()) << QString::fromStdString(folder.string());
}

ScembCase::ScembCase(const fs::path &path) : folder(path), expected(std::make_unique<Hdf5File>(path / "expected.h5"))
{
    JobContext context;
    bundle = orFatal(models::checkpoint::openBundle(path, context));
    config = orFatal(models::scemb::readConfig(bundle));
    outline = orFatal(models::outlineModel(path, context));
    dataset = orFatal(io::readDataset(path / "input.h5ad", {}, context));
    counts = orFatal(dataset.x.all());
    const auto report =
        genes::matchGenes(dataset.var.index.values, outline.tokenizer->vocabulary(), genes::GeneMatching::Exact, nullptr);
    for (const auto &match : report.matches) geneIds.push_back(match.target);
}

models::TokenBatch ScembCase::tokens() const { return tokens(*outline.tokenizer); }

models::TokenBatch ScembCase::tokens(const models::Tokenizer &tokenizer) const
{
    return orFatal(tokenizer.tokenize(counts, geneIds, dataset.obs.index.values, {}));
}

models::TokenBatch ScembCase::tokens(const std::vector<std::int64_t> &cells) const
{
    const std::vector<std::string> names(cells.size(), "cell");
    return orFatal(outline.tokenizer->tokenize(data::selectRows(counts, cells), geneIds, names, {}));
}

std::string differenceFrom(const Hdf5File &file, const std::string &dataset, const std::vector<double> &actual,
                           const std::vector<std::int64_t> *rows)
{
    const auto stated = file.doubles(dataset);
    const double atol = file.numberAttribute(dataset, "atol").at(0);
    const double rtol = file.numberAttribute(dataset, "rtol").at(0);
    const auto columns = static_cast<std::size_t>(
        stated.shape.empty() ? 1 : static_cast<std::int64_t>(stated.values.size()) / std::max<std::int64_t>(1, stated.shape[0]));
    std::ostringstream text;
    const std::size_t size = rows ? rows->size() * columns : stated.values.size();
    if (actual.size() != size) {
        text << dataset << ": " << actual.size() << " numbers, expected " << size;
        return text.str();
    }
    double worst = 0.0;
    for (std::size_t i = 0; i < size; ++i) {
        const std::size_t at = rows ? static_cast<std::size_t>((*rows)[i / columns]) * columns + i % columns : i;
        const double error = std::abs(actual[i] - stated.values[at]) / (atol + rtol * std::abs(stated.values[at]));
        if (!(error <= worst)) worst = error;  // NaN stays
        if (std::isnan(worst)) break;
    }
    if (worst <= 1.0) return {};
    text << dataset << " differs by " << worst << " times the tolerance";
    return text.str();
}

std::vector<double> toDoubles(const std::vector<float> &values) { return {values.begin(), values.end()}; }

}  // namespace lexicell::test

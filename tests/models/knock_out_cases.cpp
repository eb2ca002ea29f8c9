#include "tests/models/knock_out_cases.h"

#include "core/io/read_dataset.h"
#include "models/families/open_model.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iomanip>
#include <sstream>

namespace lexicell::test {

namespace fs = std::filesystem;

namespace {

template <class T> T orFatal(Result<T> result)
{
    if (!result.ok()) qFatal("%s", result.error().message.c_str());
    return std::move(*result);
}

fs::path rootOf(const fs::path &folder) { return folder.parent_path().parent_path(); }

data::Dataset inputOf(const fs::path &folder, const Hdf5File &expected)
{
    JobContext context;
    return orFatal(io::readDataset(rootOf(folder) / expected.textAttribute("/", "input"), {}, context));
}

// The scaler of an Exceiver case stands in another case's expected.h5.
void writeScaler(const fs::path &file, const Hdf5File &values)
{
    std::ofstream text(file);
    text << "gene,mean,scale\n" << std::setprecision(17);
    const auto mean = values.doubles("preprocess/scaler_mean").values, scale = values.doubles("preprocess/scaler_scale").values;
    const auto genes = values.strings("genes").values;
    for (std::size_t i = 0; i < mean.size(); ++i) text << genes[i] << ',' << mean[i] << ',' << scale[i] << '\n';
}

}  // namespace

void addKnockOutRows(const std::string &part)
{
    QTest::addColumn<QString>("folder");
    const auto root = fixtures("knockout");
    if (!root) {
        QTest::newRow("absent") << QString();
        return;
    }
    for (const fs::path &folder : caseFolders(*root, "expected.h5"))
        if (Hdf5File(folder / "expected.h5").has(part))
            QTest::newRow(folder.filename().c_str()) << QString::fromStdString(folder.string());
}

KnockOutCase::KnockOutCase(const fs::path &where)
    : folder(where), expected(where / "expected.h5"), dataset(inputOf(where, expected))
{
}

std::vector<std::string> KnockOutCase::modes() const
{
    std::vector<std::string> found;
    for (const std::string &name : expected.children("/"))
        if (expected.has(name + "/n_cells") && name != "pairs") found.push_back(name);
    return found;
}

std::vector<std::string> KnockOutCase::namesOf(const std::vector<std::int64_t> &columns) const
{
    std::vector<std::string> names;
    for (const std::int64_t column : columns) names.push_back(dataset.var.index.values[static_cast<std::size_t>(column)]);
    return names;
}

models::LoadedModel KnockOutCase::model() const
{
    JobContext context;
    models::ModelSource source(rootOf(folder) / expected.textAttribute("/", "model"));
    if (expected.hasAttribute("/", "scaler")) {
        const std::string scaler = expected.textAttribute("/", "scaler");
        const fs::path file = fs::path(m_scratch.path().toStdString()) / "scaler.csv";
        writeScaler(file, Hdf5File(rootOf(folder) / scaler.substr(0, scaler.find(':'))));
        source.scaler = file;
    }
    return orFatal(models::openModel(source, {device(), "fp32", 0}, context));
}

std::string KnockOutCase::labelOf(const std::string &cells) const
{
    const data::Categorical labels = orFatal(dataset.labels("cell_type"));
    const auto first = static_cast<std::size_t>(expected.ints(cells).values.front());
    return labels.categoryNames()[static_cast<std::size_t>(labels.codes[first])];
}

models::tasks::KnockOutOptions KnockOutCase::options(const std::string &mode, bool replicates) const
{
    models::tasks::KnockOutOptions options;
    options.geneMatching = "exact";
    options.ties = "half";
    options.minCells = minCells();
    options.genes = namesOf(indices("tested"));
    if (expected.hasAttribute("/", "max_length"))
        options.maxLength = static_cast<int>(expected.numberAttribute("/", "max_length").front());
    if (expected.textAttribute("/", "options").find("--sampling head") != std::string::npos) options.sampling = "head";
    if (hasGoal()) {
        options.groupby = "cell_type";
        options.from = labelOf("groups/from");
        options.toward = labelOf("groups/toward");
    }
    if (replicates) options.replicate = "donor";
    const std::size_t dose = mode.find("_dose_");
    if (dose != std::string::npos) options.dose = mode.substr(dose + 6);
    options.mode = mode.starts_with("over_express") ? "over-express" : mode;
    return options;
}

std::string difference(const std::vector<double> &actual, const Hdf5File &file, const std::string &dataset, double atol,
                       double rtol)
{
    const auto expected = file.doubles(dataset).values;
    std::ostringstream text;
    text << dataset << std::setprecision(12);
    if (actual.size() != expected.size()) {
        text << ": " << actual.size() << " numbers, expected " << expected.size();
        return text.str();
    }
    if (atol < 0.0) {
        atol = file.numberAttribute(dataset, "atol").front();
        rtol = file.numberAttribute(dataset, "rtol").front();
    }
    for (std::size_t i = 0; i < actual.size(); ++i) {
        if (std::isnan(actual[i]) && std::isnan(expected[i])) continue;
        if (std::abs(actual[i] - expected[i]) <= atol + rtol * std::abs(expected[i])) continue;
        text << " at " << i << ": " << actual[i] << ", expected " << expected[i] << " (atol " << atol << ", rtol " << rtol << ")";
        return text.str();
    }
    return {};
}

std::string difference(const std::vector<std::int64_t> &actual, const Hdf5File &file, const std::string &dataset)
{
    return difference(std::vector<double>(actual.begin(), actual.end()), file, dataset, 0.0);
}

}  // namespace lexicell::test

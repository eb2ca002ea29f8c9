#include "ui/workspace/facts/dataset_facts.h"

#include "core/files/sha256.h"
#include "core/preprocess/normalize.h"

#include <QObject>

#include <algorithm>
#include <fstream>

namespace lexicell::ui {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t wholeFileLimit = std::uintmax_t{256} << 20;
constexpr std::uintmax_t sampleBytes = std::uintmax_t{1} << 20;
constexpr std::uintmax_t samples = 64;
constexpr std::int64_t blockRows = 4096;

Result<std::string> fingerprintOfFile(const fs::path &path, JobContext &context)
{
    std::error_code problem;
    const auto size = fs::file_size(path, problem);
    if (problem || size <= wholeFileLimit) return files::sha256File(path, context);
    std::ifstream file(path, std::ios::binary);
    std::string text = std::to_string(size);
    std::string block(sampleBytes, '\0');
    for (std::uintmax_t i = 0; i < samples; ++i) {
        if (context.cancelled()) return cancelled();
        file.seekg(static_cast<std::streamoff>((size - sampleBytes) / (samples - 1) * i));
        file.read(block.data(), static_cast<std::streamsize>(block.size()));
        if (!file) return Error{errors::cannotRead, "The file " + path.string() + " could not be read to its end.", ""};
        text += files::sha256(block);
    }
    return "sampled:" + files::sha256(text);
}

std::int64_t bytesOf(const data::ExpressionMatrix &matrix)
{
    const auto &source = matrix.source();
    const auto item = static_cast<std::int64_t>(data::itemSize(source.dtype()));
    const std::int64_t indexBytes = source.storage() == data::Storage::Dense ? 0 : 4;
    return source.stored() * (item + indexBytes);
}

}  // namespace

Result<std::string> fingerprint(const fs::path &path, JobContext &context)
{
    if (!fs::is_directory(path)) return fingerprintOfFile(path, context);
    std::vector<fs::path> files;
    std::error_code problem;
    for (const auto &entry : fs::directory_iterator(path, problem))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::string text;
    for (const auto &file : files) {
        LEXICELL_TRY(hash, fingerprintOfFile(file, context));
        text += file.filename().string() + '\n' + hash + '\n';
    }
    return files::sha256(text);
}

bool isSimulated(const data::Dataset &dataset)
{
    const data::Element *flag = dataset.uns.find("lexicell_simulated");
    if (!flag) return false;
    const data::Array *array = flag->as<data::Array>();
    return !array || array->size() != 1 || array->at(0) != 0.0;  // any other element counts as true
}

Result<DatasetFacts> factsOf(const data::Dataset &dataset, JobContext &context)
{
    DatasetFacts facts;
    facts.simulated = isSimulated(dataset);
    facts.identity.path = QString::fromStdString(dataset.file.string());
    facts.identity.cells = dataset.cells();
    facts.identity.genes = dataset.genes();
    facts.totals.assign(static_cast<std::size_t>(dataset.cells()), 0.0);
    for (const auto &[name, column] : dataset.obs.columns.entries) {
        const QString key = QString::fromStdString(name);
        facts.columns[key] = fieldOfColumn(dataset, key);
    }
    if (!dataset.x) return facts;
    facts.stored = dataset.x.source().stored();
    facts.memoryBytes = dataset.x.source().inMemory() ? bytesOf(dataset.x) : 0;

    for (std::int64_t begin = 0; begin < dataset.cells(); begin += blockRows) {
        if (context.cancelled()) return cancelled();
        const std::int64_t end = std::min(begin + blockRows, dataset.cells());
        LEXICELL_TRY(block, dataset.x.rows(begin, end));
        for (std::int64_t row = 0; row < block.rows; ++row) {
            double &total = facts.totals[static_cast<std::size_t>(begin + row)];
            for (auto i = block.indptr[static_cast<std::size_t>(row)]; i < block.indptr[static_cast<std::size_t>(row) + 1]; ++i) {
                const double value = block.values[static_cast<std::size_t>(i)];
                total += value;
                facts.values.add(value);
            }
        }
        context.report(static_cast<double>(end) / static_cast<double>(dataset.cells()), "looking at the values");
    }
    return facts;
}

Result<std::vector<float>> shownExpression(const data::Dataset &dataset, const DatasetFacts &facts, std::int64_t gene,
                                           JobContext &context)
{
    LEXICELL_TRY(values, dataset.x.column(gene, &context));
    if (!facts.counts()) return values;
    for (std::size_t cell = 0; cell < values.size(); ++cell)
        values[cell] = static_cast<float>(preprocess::logCp10k(static_cast<double>(values[cell]), facts.totals[cell]));
    return values;
}

QString expressionUnit(const DatasetFacts &facts)
{
    return facts.counts() ? QObject::tr("log1p CP10k from X") : QObject::tr("values of X");
}

}  // namespace lexicell::ui

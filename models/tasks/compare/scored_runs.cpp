#include "models/tasks/compare/scored_runs.h"

#include "core/base/json_text.h"
#include "core/files/csv.h"
#include "core/io/read_dataset.h"
#include "core/steps/step_output.h"
#include "models/tasks/fine_tune/score_table.h"
#include "models/tasks/record.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <limits>

namespace lexicell::models::tasks {

namespace fs = std::filesystem;

namespace {

constexpr double unknownValue = std::numeric_limits<double>::quiet_NaN();

using Records = std::vector<std::vector<std::string>>;

Error noScores(const fs::path &path, const std::string &why)
{
    return {errors::unsupported,
            path.string() + " " + why +
                " Name tables of Evaluate, folders of fine-tuned models, or data sets with scores of Annotate cells or Map to a "
                "reference."};
}

Result<std::string> textOf(const fs::path &file)
{
    std::ifstream stream(file);
    if (!stream) return Error{errors::notFound, "Cannot open " + file.string() + ". Check that it exists and can be read."};
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

std::string versionOf(const std::string &record, std::size_t step)
{
    const auto json = parseOrderedJson(record);
    if (!json || !json->is_object() || !json->contains("steps") || step >= (*json)["steps"].size()) return {};
    const auto &entry = (*json)["steps"][step];
    return entry.is_object() && entry.contains("version") && entry["version"].is_string() ? entry["version"].get<std::string>()
                                                                                          : std::string();
}

// Takes the last step of one of these names.
bool takeStep(ScoredRun &run, const std::string &record, const std::vector<std::string> &names)
{
    const auto steps = recordedSteps(record);
    for (std::size_t i = steps.size(); i > 0; --i) {
        const ProvenanceStep &step = steps[i - 1];
        if (std::find(names.begin(), names.end(), step.step) == names.end()) continue;
        run.step = step;
        run.version = versionOf(record, i - 1);
        const std::string seed = valueOf(step.options, "seed");
        std::from_chars(seed.data(), seed.data() + seed.size(), run.seed);
        run.model = valueOf(step.inputs, "model");
        return true;
    }
    return false;
}

Result<double> numberIn(const std::string &field, const fs::path &file)
{
    if (field.empty()) return unknownValue;
    double value = 0.0;
    const auto read = std::from_chars(field.data(), field.data() + field.size(), value);
    if (read.ec == std::errc() && read.ptr == field.data() + field.size()) return value;
    return Error{errors::parseError, file.string() + ": \"" + field + "\" is no number. Write the file again."};
}

Result<Records> tableOf(const fs::path &file)
{
    LEXICELL_TRY(text, textOf(file));
    Records records = files::csvRecords(text);
    const std::size_t width = records.empty() ? 0 : records.front().size();
    const bool even = std::all_of(records.begin(), records.end(), [width](const auto &record) { return record.size() == width; });
    if (records.size() < 2 || width < 2 || !even)
        return Error{errors::parseError, file.string() + " is no table with equally long lines. Write the file again."};
    return records;
}

MethodKind kindOf(const std::string &method)
{
    if (method == "random") return MethodKind::Null;
    const bool model = method == tunedMethod || method == "zero_shot" || method.starts_with("model-");
    return model ? MethodKind::Model : MethodKind::Baseline;
}

// A line for each method, a column for each score.
Result<void> readMethodLines(ScoredRun &run, const Records &records, const fs::path &file)
{
    run.metrics.assign(records.front().begin() + 1, records.front().end());
    for (std::size_t line = 1; line < records.size(); ++line) {
        ScoredMethod method{records[line].front(), kindOf(records[line].front()), {}};
        for (std::size_t i = 1; i < records[line].size(); ++i) {
            LEXICELL_TRY(value, numberIn(records[line][i], file));
            method.values.push_back(value);
        }
        run.methods.push_back(std::move(method));
    }
    return {};
}

Result<ScoredRun> fromFolder(const fs::path &folder)
{
    ScoredRun run;
    if (!fs::exists(folder / "validation.csv") || !fs::exists(recordInside(folder)))
        return noScores(folder, "holds no validation.csv with its record lexicell.json.");
    LEXICELL_TRY(record, textOf(recordInside(folder)));
    if (!takeStep(run, record, {"fine-tune"})) return noScores(folder, "holds no record of a fine-tuning.");
    LEXICELL_TRY(records, tableOf(folder / "validation.csv"));
    LEXICELL_CHECK(readMethodLines(run, records, folder / "validation.csv"));
    return run;
}

bool isLimit(const std::string &column) { return column.ends_with("_low") || column.ends_with("_high"); }

// A line for each score, a column for each method and for the limits of its interval. The first is the representation asked for.
Result<ScoredRun> fromEvaluation(const fs::path &file)
{
    ScoredRun run;
    const fs::path beside = recordBeside(file);
    if (!fs::exists(beside)) return noScores(file, "has no record " + beside.filename().string() + " beside it.");
    LEXICELL_TRY(record, textOf(beside));
    if (!takeStep(run, record, {"evaluate"})) return noScores(file, "is no table of Evaluate.");
    LEXICELL_TRY(records, tableOf(file));
    if (records.front().front() != "score") return noScores(file, "holds no scores of a representation.");
    run.model = valueOf(run.step.options, "embedding");
    for (std::size_t line = 1; line < records.size(); ++line) run.metrics.push_back(records[line].front());
    for (std::size_t column = 1; column < records.front().size(); ++column) {
        const std::string &name = records.front()[column];
        if (isLimit(name)) continue;
        ScoredMethod method{name, name == run.model ? MethodKind::Model : kindOf(name), {}};
        for (std::size_t line = 1; line < records.size(); ++line) {
            LEXICELL_TRY(value, numberIn(records[line][column], file));
            method.values.push_back(value);
        }
        run.methods.push_back(std::move(method));
    }
    return run;
}

const data::Table *scoresIn(const data::Dataset &dataset, const char *key)
{
    const data::Element *element = dataset.uns.find(key);
    const auto *dict = element ? element->as<data::Dict>() : nullptr;
    const data::Element *scores = dict ? dict->find("scores") : nullptr;
    return scores ? scores->as<data::Table>() : nullptr;
}

Result<ScoredRun> fromDataset(const fs::path &file, JobContext &context)
{
    io::ReadOptions reading;
    reading.backed = true;  // no matrix is needed
    LEXICELL_TRY(dataset, io::readDataset(file, reading, context));
    ScoredRun run;
    const std::string record = steps::recordOf(dataset);
    const data::Table *scores = nullptr;
    if (takeStep(run, record, {"annotate"})) scores = scoresIn(dataset, "lexicell_annotation");
    if (!scores && takeStep(run, record, {"map-reference"})) scores = scoresIn(dataset, "lexicell_reference_mapping");
    if (!scores) return noScores(file, "holds no scores.");
    for (const std::string &name : scores->index.values) run.methods.push_back({name, kindOf(name), {}});
    for (const auto &[name, element] : scores->columns.entries) {
        const auto *values = element->as<data::Array>();
        if (!values || isLimit(name) || values->size() != scores->rows()) continue;
        run.metrics.push_back(name);
        for (std::size_t i = 0; i < run.methods.size(); ++i)
            run.methods[i].values.push_back(values->at(static_cast<std::int64_t>(i)));
    }
    return run;
}

}  // namespace

const char *toString(MethodKind kind)
{
    return kind == MethodKind::Model ? "model" : kind == MethodKind::Baseline ? "baseline" : "null";
}

bool smallerIsBetter(const std::string &metric)
{
    for (const char *error : {"rmse", "mse", "mae", "loss"})
        if (metric == error || metric.starts_with(std::string(error) + "_")) return true;
    return false;
}

Result<ScoredRun> readScoredRun(const fs::path &path, JobContext &context)
{
    std::error_code error;
    if (!fs::exists(path, error))
        return Error{errors::notFound, "There is no file or folder " + path.string() + ". Check its name."};
    Result<ScoredRun> run = fs::is_directory(path, error) ? fromFolder(path)
                            : path.extension() == ".csv"  ? fromEvaluation(path)
                                                          : fromDataset(path, context);
    if (run.ok()) run->file = path.string();
    return run;
}

}  // namespace lexicell::models::tasks

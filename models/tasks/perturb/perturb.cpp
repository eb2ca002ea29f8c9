#include "models/tasks/perturb/perturb.h"

#include "core/base/guarded.h"
#include "core/data/cell_query.h"
#include "core/io/text/table_fields.h"
#include "core/steps/step_output.h"
#include "models/checkpoint/vocabulary.h"
#include "models/tasks/gene_lists.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <sstream>

namespace lexicell::models::tasks {

namespace fs = std::filesystem;

namespace {

using analysis::Profile;

// Conditions of single genes and of all pairs.
Result<std::vector<std::string>> wantedConditions(const PerturbOptions &options)
{
    std::vector<std::string> wanted = options.conditions;
    if (options.allPairs.empty()) return wanted;
    LEXICELL_TRY(genes, geneNames(options.allPairs));
    for (const std::string &gene : genes) wanted.push_back(gene + "+ctrl");
    for (std::size_t i = 0; i < genes.size(); ++i)
        for (std::size_t j = i + 1; j < genes.size(); ++j) wanted.push_back(genes[i] + '+' + genes[j]);
    return wanted;
}

// Condition and part, from the conditions.csv that fine-tuning leaves beside the weights; empty: there is none.
std::map<std::string, std::string> partsOfModel(const ModelCard &card)
{
    std::error_code ignored;
    const fs::path folder = fs::is_directory(card.path, ignored) ? card.path : card.path.parent_path();
    std::map<std::string, std::string> parts;
    if (!fs::is_regular_file(folder / "conditions.csv", ignored)) return parts;
    const auto text = checkpoint::readTextFile(folder / "conditions.csv");
    if (!text.ok()) return parts;
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
        const std::vector<std::string> fields = io::fieldsOf(line, ',');
        if (fields.size() >= 2) parts[fields[0]] = fields[1];
    }
    return parts;
}

struct Pooled {
    Profile mean;
    std::vector<double> spread;
};

Pooled pooled(const std::vector<float> &predicted, std::size_t genes)
{
    const auto count = static_cast<double>(predicted.size()) / static_cast<double>(genes);
    Pooled result{Profile(genes, 0.0), std::vector<double>(genes, 0.0)};
    for (std::size_t i = 0; i < predicted.size(); ++i) result.mean[i % genes] += static_cast<double>(predicted[i]) / count;
    for (std::size_t i = 0; i < predicted.size(); ++i) {
        const double difference = static_cast<double>(predicted[i]) - result.mean[i % genes];
        result.spread[i % genes] += difference * difference / count;
    }
    for (double &value : result.spread) value = std::sqrt(value);
    return result;
}

// Everything that is the same for all conditions.
struct Run {
    const LoadedModel &model;
    const PerturbOptions &options;
    PerturbResult &result;
    PerturbationBaselines baselines;
    std::vector<std::int64_t> pool;
    std::vector<std::int64_t> state;  // cells to search for; empty: none
    std::vector<float> references = {};
};

PerturbationBaselines baselinesOf(const PerturbationCells &cells)
{
    std::vector<std::vector<std::int64_t>> parts;
    for (const Condition &condition : cells.measured.conditions) {
        const bool asked = std::any_of(cells.asked.begin(), cells.asked.end(),
                                       [&](const Condition &other) { return other.name == condition.name; });
        parts.push_back(asked ? std::vector<std::int64_t>() : condition.cells);
    }
    return {cells, cells.measured.control, parts};
}

const Condition *measuredAs(const PerturbationCells &cells, const std::string &name)
{
    for (const Condition &condition : cells.measured.conditions)
        if (condition.name == name) return &condition;
    return nullptr;
}

Result<void> predict(Run &run, std::size_t which, JobContext &context)
{
    PerturbResult &result = run.result;
    const Condition &condition = result.cells.asked[which];
    LEXICELL_TRY(predicted, predictedCells(*run.model.perturbation, result.cells, run.pool, condition.genes, context));
    Pooled own = pooled(predicted, result.cells.genes.size());
    if (!run.state.empty()) {
        const std::size_t kept = std::min(predicted.size(), static_cast<std::size_t>(referencesPerCondition) * own.mean.size());
        run.references.insert(run.references.end(), predicted.begin(), predicted.begin() + static_cast<std::ptrdiff_t>(kept));
    }
    const Condition *measured = measuredAs(result.cells, condition.name);
    result.measuredCells.push_back(measured ? static_cast<std::int64_t>(measured->cells.size()) : 0);
    const Profile truth = measured ? meanProfile(result.cells.values, measured->cells) : Profile();
    const auto add = [&](const std::string &method, Profile profile, std::vector<double> spread) {
        const ProfileScores scores =
            measured ? scoresOf(profile, truth, result.control, run.baselines.centroid()) : ProfileScores();
        result.rows.push_back({which, method, std::move(profile), scores, std::move(spread)});
    };
    add(modelMethod, std::move(own.mean), std::move(own.spread));
    for (MethodProfile &method : run.baselines.predict(condition, result.control))
        add(method.method, std::move(method.profile), {});
    if (measured) result.rows.push_back({which, measuredMethod, truth, {}, {}});
    return {};
}

void warnAboutLearned(const PerturbResult &result, JobContext &context)
{
    std::string names;
    for (std::size_t i = 0; i < result.part.size(); ++i)
        if (result.part[i] == "learned" && result.measuredCells[i] > 0)
            names += (names.empty() ? "" : ", ") + result.cells.asked[i].name;
    if (!names.empty())
        context.warn(warnings::leakySplit, "The model learned " + names +
                                               " from measured cells, so its scores there do not tell how well it predicts what "
                                               "it has not seen.");
}

Result<std::vector<std::int64_t>> stateCells(const data::Dataset &dataset, const PerturbOptions &options)
{
    if (options.reverse.empty()) return std::vector<std::int64_t>();
    auto cells = data::cellsWhere(dataset, options.reverse);
    if (!cells.ok()) {
        Error error = cells.error();
        error.choices = {{"reverse"}};
        return error;
    }
    if (cells->empty())
        return Error{
            errors::tooFewCells, "No cell is in the state \"" + options.reverse + "\". Check the query.", {}, {{"reverse"}}};
    return std::move(*cells);
}

Result<PerturbResult> run(const data::Dataset &dataset, const LoadedModel &model, const PerturbOptions &options,
                          JobContext &context)
{
    LEXICELL_TRY(wanted, wantedConditions(options));
    LEXICELL_TRY(state, stateCells(dataset, options));
    PerturbResult result;
    {
        const JobPart part(context, 0.0, 0.1);
        LEXICELL_TRY(cells, perturbationCells(dataset, *model.tokenizer, {options, options, wanted}, context));
        result.cells = std::move(cells);
    }
    result.control = meanProfile(result.cells.values, result.cells.measured.control);
    Run run{model,
            options,
            result,
            baselinesOf(result.cells),
            controlPool(result.cells.measured.control, options.pool, options.seed),
            std::move(state)};
    result.pool = static_cast<std::int64_t>(run.pool.size());
    const std::size_t count = result.cells.asked.size();
    {
        const JobPart part(context, 0.1, 0.95);
        for (std::size_t i = 0; i < count; ++i) {
            context.report(static_cast<double>(i) / static_cast<double>(count), "Predicting " + result.cells.asked[i].name);
            LEXICELL_CHECK(predict(run, i, context));
        }
    }
    const auto parts = partsOfModel(model.card);
    for (const Condition &condition : result.cells.asked) {
        const auto found = parts.find(condition.name);
        result.part.push_back(found == parts.end() ? std::string() : found->second);
    }
    warnAboutLearned(result, context);
    if (run.state.empty()) return result;
    LEXICELL_TRY(reverse, reverseSearch(result.cells, run.references, count, run.state, options.neighbors, context));
    result.reverse = std::move(reverse);
    return result;
}

data::ElementPtr textColumn(std::vector<std::string> values)
{
    data::StringArray array;
    array.shape = {static_cast<std::int64_t>(values.size())};
    array.values = std::move(values);
    return data::makeElement(std::move(array));
}

// The genes of the profiles, with the data set's annotations of them.
data::Table genesOf(const data::Dataset &dataset, const PerturbResult &result, const std::string &layer)
{
    const data::Table &all = layer == "raw" && dataset.raw ? dataset.raw->var : dataset.var;
    data::Table var;
    var.indexName = all.indexName;
    for (const std::int64_t column : result.cells.columns)
        var.index.values.push_back(all.index.values[static_cast<std::size_t>(column)]);
    var.index.shape = {static_cast<std::int64_t>(var.index.values.size())};
    var.columns = data::takeRows(all.columns, result.cells.columns);
    return var;
}

data::Table rowsOf(const PerturbResult &result)
{
    data::Table obs;
    std::vector<std::string> conditions, methods, saw;
    std::vector<std::int64_t> cells, votes;
    std::array<std::vector<double>, scoreNames.size()> scores;
    for (const PredictedRow &row : result.rows) {
        const Condition &condition = result.cells.asked[row.condition];
        obs.index.values.push_back(condition.name + ' ' + row.method);
        conditions.push_back(condition.name);
        methods.push_back(row.method);
        saw.push_back(row.method == modelMethod ? result.part[row.condition] : std::string());
        cells.push_back(result.measuredCells[row.condition]);
        votes.push_back(result.reverse && row.method == modelMethod ? result.reverse->votes[row.condition] : 0);
        for (std::size_t i = 0; i < scores.size(); ++i) scores[i].push_back(valuesOf(row.scores)[i]);
    }
    obs.index.shape = {static_cast<std::int64_t>(obs.index.values.size())};
    obs.columns.set("condition", textColumn(std::move(conditions)));
    obs.columns.set("predicted_by", textColumn(std::move(methods)));
    obs.columns.set("model_saw", textColumn(std::move(saw)));
    obs.columns.set("measured_cells", steps::column(cells));
    for (std::size_t i = 0; i < scores.size(); ++i) obs.columns.set(scoreNames[i], steps::column(scores[i]));
    if (result.reverse) obs.columns.set("votes", steps::column(votes));
    return obs;
}

}  // namespace

Result<void> check(const PerturbOptions &options)
{
    LEXICELL_CHECK(check(static_cast<const PerturbationOptions &>(options)));
    if (options.conditions.empty() && options.allPairs.empty())
        return Error{
            errors::badOption, "Name the conditions to predict, such as A+ctrl or A+B.", {}, {{"conditions"}, {"all-pairs"}}};
    if (options.pool < 0) return Error{errors::badOption, "pool must not be negative.", {}, {{"pool"}}};
    if (options.neighbors < 1) return Error{errors::badOption, "neighbors must be at least 1.", {}, {{"neighbors"}}};
    return {};
}

Result<PerturbResult> perturb(const data::Dataset &dataset, const LoadedModel &model, const PerturbOptions &options,
                              JobContext &context)
{
    LEXICELL_CHECK(check(options));
    if (!model.perturbation)
        return Error{
            errors::unsupportedModel,
            "The model " + model.card.name +
                " cannot predict perturbations: it has no marks of perturbed genes and no decoder for them. Fine-tune it "
                "for perturbations on Perturb-seq cells first.",
            {}};
    return guarded("predict perturbations", [&] { return run(dataset, model, options, context); });
}

data::Dataset predictedDataset(const data::Dataset &dataset, const PerturbResult &result, const PerturbOptions &options)
{
    const auto genes = static_cast<std::int64_t>(result.cells.genes.size());
    const auto rows = static_cast<std::int64_t>(result.rows.size());
    std::vector<float> values, spread;
    values.reserve(static_cast<std::size_t>(rows * genes));
    for (const PredictedRow &row : result.rows) {
        for (const double value : row.profile) values.push_back(static_cast<float>(value));
        for (const double value : row.poolSpread) spread.push_back(static_cast<float>(value));
        if (row.poolSpread.empty()) spread.resize(spread.size() + row.profile.size(), 0.0F);
    }
    data::Dataset predicted;
    predicted.format = "predicted";
    predicted.x = data::ExpressionMatrix::inMemory(steps::matrixElement(values, rows, genes));
    predicted.layers.set("spread", data::ExpressionMatrix::inMemory(steps::matrixElement(spread, rows, genes)));
    predicted.obs = rowsOf(result);
    predicted.var = genesOf(dataset, result, options.layer);
    predicted.uns.set("lexicell_predicted", steps::boolElement(true));
    if (const std::string earlier = steps::recordOf(dataset); !earlier.empty())
        predicted.uns.set("lexicell", steps::textElement(earlier));
    return predicted;
}

}  // namespace lexicell::models::tasks

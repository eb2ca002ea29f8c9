#include "ui/workspace/facts/suggestions.h"

#include "core/base/provenance.h"
#include "core/data/result_key.h"
#include "core/steps/step_output.h"
#include "models/tasks/annotate/method_labels.h"
#include "ui/workspace/facts/obs_columns.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace lexicell::ui {

namespace {

const QString unknown = QLatin1String(models::tasks::unknownLabel);

bool isReal(const data::Element &element)
{
    const auto *array = element.as<data::Array>();
    return array && array->shape().size() == 1 && data::isFloating(array->dtype());
}

// Whether all that is known lies between 0 and 1.
bool isShare(const data::Dataset &dataset, const QString &name)
{
    bool any = false;
    for (const float value : numbersOf(dataset, name)) {
        if (std::isnan(value)) continue;
        if (value < 0.0F || value > 1.0F) return false;
        any = true;
    }
    return any;
}

// The names of what is accepted, as the history lists them.
QString listed(const std::map<QString, std::int64_t> &accepted)
{
    constexpr std::size_t most = 3;
    QStringList names;
    for (const auto &[name, cells] : accepted) names << name;
    if (accepted.size() > most) names = names.mid(0, most) << QStringLiteral("…");
    return names.join(QStringLiteral(", "));
}

}  // namespace

SuggestionColumns suggestionColumns(const data::Dataset &dataset, const std::string &first)
{
    SuggestionColumns columns;
    columns.labels = QString::fromStdString(first);
    const auto &all = dataset.obs.columns.entries;
    auto column = std::find_if(all.begin(), all.end(), [&](const auto &entry) { return entry.first == first; });
    for (; column != all.end(); ++column) {
        const QString name = QString::fromStdString(column->first);
        const bool numbers = isReal(*column->second), labels = !numbers && fieldOfColumn(dataset, name) != nullptr;
        if (!numbers && !labels) break;
        if (columns.confidence.isEmpty()) (numbers ? columns.confidence : columns.labels) = name;
        else if (labels) {
            columns.beside = name;
            break;
        }
    }
    if (!columns.confidence.isEmpty() && isShare(dataset, columns.confidence)) return columns;
    return {QString::fromStdString(first), {}, {}, 0.0};
}

std::optional<SuggestionColumns> recordedSuggestions(const data::Dataset &dataset, const models::tasks::TaskTable &tasks)
{
    const std::vector<ProvenanceStep> steps = recordedSteps(steps::recordOf(dataset));
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        const models::tasks::TaskSpec *task = tasks.find(step->step);
        const auto key = data::parseResultKey(step->key);
        if (!task || task->group != models::tasks::TaskGroup::Annotate || !key || key->slot != data::Slot::Obs) continue;
        if (!dataset.obs.columns.find(key->name) || !fieldOfColumn(dataset, QString::fromStdString(key->name))) continue;
        SuggestionColumns columns = suggestionColumns(dataset, key->name);
        if (!columns.confidence.isEmpty())
            columns.threshold = QString::fromStdString(valueOf(step->options, "threshold")).toDouble();
        return columns;
    }
    return std::nullopt;
}

QStringList confidenceColumns(const data::Dataset &dataset)
{
    QStringList names;
    for (const auto &[key, element] : dataset.obs.columns.entries)
        if (const QString name = QString::fromStdString(key); isReal(*element) && isShare(dataset, name)) names << name;
    return names;
}

int Suggestions::labelOf(std::size_t cell, double least) const
{
    const std::int32_t code = labels->codes[cell];
    if (code < 0 || labels->labels[static_cast<std::size_t>(code)].name == unknown) return -1;
    // As the task compares them: in single precision, and not below the threshold.
    const bool sure = confidence.empty() || confidence[cell] >= static_cast<float>(least);
    return sure ? code : -1;
}

std::vector<std::int64_t> Suggestions::cellsOf(const QStringList &names, double least) const
{
    std::vector<std::int64_t> cells;
    if (!labels) return cells;
    std::vector<bool> wanted;
    for (const Label &label : labels->labels) wanted.push_back(names.contains(label.name));
    for (std::size_t cell = 0; cell < labels->codes.size(); ++cell)
        if (const int code = labelOf(cell, least); code >= 0 && wanted[static_cast<std::size_t>(code)])
            cells.push_back(static_cast<std::int64_t>(cell));
    return cells;
}

std::vector<SuggestedLabel> suggestedLabels(const Suggestions &suggestions, double least, const LabelFieldPtr &given)
{
    std::vector<SuggestedLabel> all;
    if (!suggestions.labels) return all;
    const double none = std::numeric_limits<double>::quiet_NaN();
    for (const Label &label : suggestions.labels->labels) all.push_back({label.name, label.color, 0, 0, 0.0, 0.0});
    // Labels are compared by their names: two columns list theirs in different orders.
    std::vector<int> same;
    for (const Label &label : suggestions.labels->labels)
        same.push_back(suggestions.beside ? suggestions.beside->indexOf(label.name) : -1);
    const auto size = static_cast<std::ptrdiff_t>(suggestions.labels->codes.size());
    for (std::size_t cell = 0; cell < static_cast<std::size_t>(size); ++cell) {
        const int code = suggestions.labelOf(cell, least);
        if (code < 0) continue;
        SuggestedLabel &label = all[static_cast<std::size_t>(code)];
        ++label.cells;
        if (given && given->codes[cell] >= 0) ++label.given;
        if (!suggestions.confidence.empty()) label.meanConfidence += static_cast<double>(suggestions.confidence[cell]);
        const int other = same[static_cast<std::size_t>(code)];
        if (suggestions.beside && other >= 0 && suggestions.beside->codes[cell] == other) label.agreement += 1.0;
    }
    std::erase_if(all, [](const SuggestedLabel &label) { return label.cells == 0; });
    for (SuggestedLabel &label : all) {
        const auto cells = static_cast<double>(label.cells);
        label.meanConfidence = suggestions.confidence.empty() ? none : label.meanConfidence / cells;
        label.agreement = suggestions.beside ? label.agreement / cells : none;
    }
    std::stable_sort(all.begin(), all.end(), [](const SuggestedLabel &a, const SuggestedLabel &b) { return a.cells > b.cells; });
    return all;
}

std::optional<LabelEdit> acceptEdit(const Suggestions &suggestions, const LabelFieldPtr &given, const Acceptance &acceptance)
{
    if (!suggestions.labels) return std::nullopt;
    LabelField field;
    if (given) field = *given;
    else field.codes.assign(suggestions.labels->codes.size(), -1);
    field.name = acceptance.field;
    std::map<QString, std::int64_t> accepted;
    std::vector<std::int64_t> changed;
    for (const std::int64_t at : acceptance.cells) {
        const auto cell = static_cast<std::size_t>(at);
        const int code = suggestions.labelOf(cell, acceptance.least);
        if (code < 0 || (field.codes[cell] >= 0 && !acceptance.replace)) continue;
        const Label &label = suggestions.labels->labels[static_cast<std::size_t>(code)];
        int own = field.indexOf(label.name);
        if (own < 0) {
            own = static_cast<int>(field.labels.size());
            field.labels.push_back({label.name, label.color, false, {}});
        }
        if (field.codes[cell] == own) continue;
        field.codes[cell] = own;
        ++accepted[label.name];
        changed.push_back(at);
    }
    if (changed.empty()) return std::nullopt;
    LabelEdit edit;
    edit.field = acceptance.field;
    edit.label = listed(accepted);
    if (given && accepted.size() == 1) {  // what a person does by hand
        edit.kind = LabelEdit::Kind::Assign;
        edit.cells = std::move(changed);
        return edit;
    }
    edit.kind = LabelEdit::Kind::Replace;
    edit.replacement = std::make_shared<const LabelField>(std::move(field));
    return edit;
}

}  // namespace lexicell::ui

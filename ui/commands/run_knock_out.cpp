#include "ui/commands/run_knock_out.h"

#include "core/base/json_text.h"
#include "core/base/option_json.h"
#include "models/contracts/gene_changes.h"
#include "ui/commands/run_task.h"
#include "ui/look/number_text.h"
#include "ui/workspace/facts/result_words.h"
#include "ui/workspace/gene_names.h"
#include "ui/workspace/jobs/job_kinds.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace lexicell::ui {

namespace {

using models::tasks::KnockOutOptions;

// Keys of the summary: the flags of the cells, so that the numbers lead back to them.
const QString fromKey = QStringLiteral("cells_from"), towardKey = QStringLiteral("cells_toward");

QJsonObject summaryOf(const StoredResult &result) { return QJsonDocument::fromJson(result.summary.toUtf8()).object(); }

std::string optionOf(const StoredResult &result, const char *name) { return valueOf(result.record.options, name); }

KnockOutOptions withGroupOptions(const KnockOutRequest &request)
{
    KnockOutOptions options = request.options;
    const GroupOptions groups = groupOptions(*request.from, request.toward);
    options.groupby = groups.column.toStdString();
    options.from = groups.from.toStdString();
    options.toward = groups.toward.toStdString();
    return options;
}

// A group of a stored result: its cells by the summary where it has them, else by the column. Cells that have other labels by now
// are no label of the column any more: a run reads those from the column.
std::optional<CellGroup> groupOf(const Session &session, const StoredResult &result, const char *option, const QString &key)
{
    const QString column = QString::fromStdString(optionOf(result, "groupby"));
    const QString label = QString::fromStdString(optionOf(result, option));
    auto cells = unpackedCells(summaryOf(result)[key].toString().toStdString(), session.data().cells());
    auto labeled = labeledGroup(session, column, label);
    if (cells.empty() || (labeled && labeled->cells == cells && column != QLatin1String(groupsColumn))) return labeled;
    return CellGroup{label, {}, std::move(cells)};
}

// Option values as optionsToText() wrote them.
std::string jsonOf(const StoredResult &result, const KnockOutOptions &known)
{
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    KnockOutOptions options = known;
    describe(options, [&](const Option &option, auto &field) {
        using Field = std::decay_t<decltype(field)>;
        const std::string *recorded = recordedOption(result, option.name);
        if (!recorded) return;
        const std::string &text = *recorded;
        if constexpr (std::is_same_v<Field, bool>) json[option.name] = text == "true";
        else if constexpr (std::is_same_v<Field, std::string>) json[option.name] = text;
        else if constexpr (std::is_same_v<Field, std::vector<std::string>>) {
            if (const auto list = parseOrderedJson(text); list && list->is_array()) json[option.name] = *list;
        } else if (!text.empty()) {
            if constexpr (std::is_integral_v<Field>) json[option.name] = QString::fromStdString(text).toLongLong();
            else json[option.name] = QString::fromStdString(text).toDouble();
        }
    });
    return json.dump();
}

}  // namespace

CellGroup allCells(const Session &session)
{
    return {QObject::tr("all cells"), {}, std::vector<std::uint8_t>(static_cast<std::size_t>(session.data().cells()), 1)};
}

std::optional<CellGroup> labeledGroup(const Session &session, const QString &field, const QString &label)
{
    const LabelFieldPtr labels = session.labels().field(field);
    const int code = labels ? labels->indexOf(label) : -1;
    if (code < 0) return std::nullopt;
    CellGroup group{label, field, std::vector<std::uint8_t>(labels->codes.size())};
    for (std::size_t i = 0; i < group.cells.size(); ++i) group.cells[i] = labels->codes[i] == code ? 1 : 0;
    if (group.count() == 0) return std::nullopt;
    return group;
}

std::optional<CellGroup> selectedGroup(const Session &session)
{
    const std::int64_t count = session.selection().count();
    if (count == 0) return std::nullopt;
    return CellGroup{QObject::tr("selection of %1").arg(cellsText(count)), {}, session.selection().flags()};
}

QStringList knockOutModes(const Session &session)
{
    QStringList modes;
    const auto *outline = session.models().outline();
    const auto *changes = outline ? models::geneChanges(*outline->tokenizer) : nullptr;
    if (changes)
        for (const models::ChangeKind kind : changes->kinds()) modes << QLatin1String(models::toString(kind));
    return modes;
}

QString whyNotKnockOut(const Workbench &bench, const KnockOutRequest &request)
{
    const auto *task = bench.tasks.find(knockOutId);
    if (!task) return QObject::tr("This program has no knock-outs.");
    if (const QString why = whyNotTask(bench.session, *task); !why.isEmpty()) return why;
    if (!request.from) return QObject::tr("Take the cells to change first: select them on a map, or choose a group.");
    if (request.toward) {
        if (!request.from->column.isEmpty() && request.from->column == request.toward->column &&
            request.from->name == request.toward->name)
            return QObject::tr("The cells to change and the goal are the same group. Choose another goal.");
        if (const std::int64_t shared = sharedCells(*request.from, *request.toward); shared > 0)
            return QObject::tr("%1 are in both groups. Take groups that share no cell.").arg(cellsText(shared));
    }
    if (request.from->count() < request.options.minCells)
        return QObject::tr("%1 are too few: at least %2 must be changed, so that genes can be compared.")
            .arg(cellsText(request.from->count()), countText(request.options.minCells));
    if (request.options.genes.empty() && request.options.geneFile.empty() && !request.options.allExpressed)
        return QObject::tr("Name the genes to change, or choose all that are expressed.");
    const auto checked = checkTask(bench.session, *task, OptionValues(withGroupOptions(request)));
    return checked.ok() ? QString() : QString::fromStdString(checked.error().message);
}

void runKnockOut(Workbench &bench, const KnockOutRequest &request, const Then &then)
{
    const auto &task = *bench.tasks.find(knockOutId);
    TaskReading reading{std::make_shared<const data::Dataset>(bench.session.datasetToSave()), {}, {}};
    if (groupOptions(*request.from, request.toward).made) {
        reading.dataset = std::make_shared<const data::Dataset>(withGroups(*reading.dataset, *request.from, request.toward));
        reading.inputs.emplace_back(groupsColumn, hashOfGroups(*request.from, request.toward));
    }
    reading.summary[fromKey.toStdString()] = packedCells(request.from->cells);
    if (request.toward) reading.summary[towardKey.toStdString()] = packedCells(request.toward->cells);
    runTaskOn(bench, task, OptionValues(withGroupOptions(request)), std::move(reading), then);
}

KnockOutRequest requestOf(const Session &session, const StoredResult &result)
{
    KnockOutRequest request;
    // An option that a later version renamed keeps its default.
    if (!optionsFromJson(jsonOf(result, request.options), request.options).ok()) request.options = {};
    if (const std::string seed = optionOf(result, "seed"); !seed.empty())
        request.options.seed = QString::fromStdString(seed).toLongLong();
    const bool all = request.options.groupby.empty();
    request.from = all ? std::optional(allCells(session)) : groupOf(session, result, "from", fromKey);
    if (!request.options.toward.empty()) request.toward = groupOf(session, result, "toward", towardKey);
    request.options.groupby.clear();
    request.options.from.clear();
    request.options.toward.clear();
    return request;
}

void selectCellsOfGene(Workbench &bench, int result, const QString &gene)
{
    const StoredResult *stored = bench.results.find(result);
    if (!stored || !bench.session.data().hasDataset()) return;
    const std::optional<CellGroup> query = requestOf(bench.session, *stored).from;
    const std::int64_t column = findGene(bench.session, gene);
    if (!query || column < 0) {
        bench.notices.post({Tone::Warning,
                            QObject::tr("The cells of %1 cannot be shown.").arg(gene),
                            QObject::tr("The open data no longer have this gene, or the group whose cells were changed."),
                            {}});
        return;
    }
    const bool everyCell = optionOf(*stored, "mode") == "over-express";
    bench.jobs.start(
        {job::geneValues, QObject::tr("Cells of %1").arg(gene)}, &bench.session,
        [dataset = bench.session.data().dataset(), layer = optionOf(*stored, "layer"), column,
         everyCell](JobContext &context) -> Result<std::vector<float>> {
            LEXICELL_TRY(matrix, dataset->matrix(layer));
            if (everyCell) return std::vector<float>(static_cast<std::size_t>(matrix.cells()), 1.0F);
            return matrix.column(column, &context);
        },
        [bench, query = query->cells, gene,
         data = bench.session.data().original()](const Result<std::vector<float>> &values) mutable {
            if (bench.session.data().original() != data) return;  // other data were opened
            if (!values.ok()) return bench.notices.postError(QObject::tr("%1 could not be read.").arg(gene), values.error());
            if (values->size() != query.size() || bench.session.data().cells() != static_cast<std::int64_t>(query.size())) return;
            for (std::size_t i = 0; i < query.size(); ++i) query[i] = query[i] && (*values)[i] > 0.0F ? 1 : 0;
            bench.session.selection().set(std::move(query));
        },
        JobRunner::Lane::Files);
}

std::optional<double> measuredSecondsPerPass(const Results &results, const std::string &model)
{
    std::optional<double> last;
    for (const StoredResult &result : results.all()) {
        if (result.task != knockOutId || result.model != model) continue;
        const QJsonObject summary = summaryOf(result);
        const double passes = summary[QStringLiteral("forward_passes")].toDouble();
        const double seconds = summary[QStringLiteral("seconds")].toDouble();
        if (passes > 0.0 && seconds > 0.0) last = seconds / passes;
    }
    return last;
}

}  // namespace lexicell::ui

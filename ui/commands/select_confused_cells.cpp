#include "ui/commands/select_confused_cells.h"

#include "ui/workspace/facts/suggestions.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace lexicell::ui {

namespace {

struct TwoColumns {
    QString truth, predicted;
    bool ofReference = false;  // the cells that were scored are not those of the open data
};

// Nothing: the result is no confusion matrix.
std::optional<TwoColumns> columnsOf(const Session &session, const StoredResult &result)
{
    const auto option = [&result](const char *name) { return QString::fromStdString(valueOf(result.record.options, name)); };
    if (!std::holds_alternative<models::tasks::Heatmap>(*result.result)) return std::nullopt;
    if (result.task == "evaluate") return TwoColumns{option("label"), option("predicted"), false};
    if (result.task != "annotate") return std::nullopt;
    const QJsonObject summary = QJsonDocument::fromJson(result.summary.toUtf8()).object();
    const std::string labels = summary[QStringLiteral("label_column")].toString().toStdString();
    const bool truth = summary[QStringLiteral("scored_on")].toString() == QStringLiteral("truth");
    // The matrix counts the most probable label of each cell, also where it is too uncertain to be given.
    return TwoColumns{option("truth").isEmpty() ? option("label") : option("truth"),
                      suggestionColumns(*session.data().dataset(), labels).labels, !truth};
}

void tell(Workbench &bench, const QString &why)
{
    bench.notices.post({Tone::Warning, QObject::tr("These cells cannot be shown."), why, {}});
}

}  // namespace

void selectConfusedCells(Workbench &bench, int result, const QString &truth, const QString &predicted)
{
    const StoredResult *stored = bench.results.find(result);
    if (!stored || !bench.session.data().hasDataset()) return;
    const auto columns = columnsOf(bench.session, *stored);
    if (!columns) return;
    if (columns->ofReference)
        return tell(bench, QObject::tr("The scores are of cells held out of the reference, which are not in the open data."));
    const LabelFieldPtr rows = bench.session.labels().field(columns->truth);
    const LabelFieldPtr given = bench.session.labels().field(columns->predicted);
    if (!rows || !given)
        return tell(bench,
                    QObject::tr("The open data no longer have the column “%1”.").arg(rows ? columns->predicted : columns->truth));
    const int row = rows->indexOf(truth), column = given->indexOf(predicted);
    std::vector<std::uint8_t> flags(rows->codes.size(), 0);
    for (std::size_t cell = 0; cell < flags.size(); ++cell)
        flags[cell] = row >= 0 && column >= 0 && rows->codes[cell] == row && given->codes[cell] == column ? 1 : 0;
    bench.session.selection().set(std::move(flags));
}

}  // namespace lexicell::ui

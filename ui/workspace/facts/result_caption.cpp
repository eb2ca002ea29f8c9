#include "ui/workspace/facts/result_caption.h"

#include "ui/look/number_text.h"
#include "ui/workspace/facts/task_title.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <vector>

namespace lexicell::ui {

namespace {

using namespace models::tasks;

QString counted(const Table &table) { return QObject::tr("%L1 rows").arg(table.rows()); }
QString counted(const Graph &graph)
{
    return QObject::tr("%L1 nodes, %L2 edges").arg(graph.nodes.size()).arg(graph.weight.size());
}
QString counted(const Ranking &ranking) { return QObject::tr("%L1 ranked").arg(ranking.items.size()); }
QString counted(const Heatmap &map) { return QObject::tr("%L1 × %L2").arg(map.rows.size()).arg(map.columns.size()); }
QString counted(const Curves &curves) { return QObject::tr("%L1 curves").arg(curves.curves.size()); }
QString counted(const DatasetChange &) { return {}; }
QString counted(const NewDataset &) { return {}; }
QString counted(const CheckpointFolder &folder) { return QString::fromStdString(folder.folder.string()); }

QString testTitle(const QString &test)
{
    if (test == QStringLiteral("wilcoxon")) return QObject::tr("Wilcoxon rank sum test");
    if (test == QStringLiteral("moderated-t")) return QObject::tr("Moderated t test on pseudobulk samples");
    return test == QStringLiteral("t-test") ? QObject::tr("Welch's t test")
                                            : QObject::tr("Welch's t test, variance overestimated");
}

int sizeOf(const QJsonObject &group)
{
    return group[group.contains(QStringLiteral("samples")) ? QStringLiteral("samples") : QStringLiteral("n_obs")].toInt();
}

// The sizes of both sides of a test between groups.
QString sides(const QJsonObject &group)
{
    const bool samples = group.contains(QStringLiteral("samples"));
    const int own = sizeOf(group);
    const int other = group[samples ? QStringLiteral("samples_reference") : QStringLiteral("n_obs_reference")].toInt();
    return QObject::tr("%1 %L2 : %L3").arg(group[QStringLiteral("group")].toString()).arg(own).arg(other);
}

// Each group while they are few, else their range: a caption has a few lines.
QString groupSizes(const QJsonArray &groups)
{
    constexpr qsizetype few = 3;
    QStringList each;
    std::vector<int> sizes;
    for (const auto &group : groups) {
        each << sides(group.toObject());
        sizes.push_back(sizeOf(group.toObject()));
    }
    if (groups.size() <= few) return each.join(QStringLiteral(", "));
    const auto [least, most] = std::minmax_element(sizes.begin(), sizes.end());
    return QObject::tr("%L1 groups of %L2 to %L3").arg(groups.size()).arg(*least).arg(*most);
}

// Test, group sizes, and what cells as replicates mean.
QString testCaption(const QJsonObject &summary)
{
    const bool asCells = summary[QStringLiteral("cells_as_replicates")].toBool();
    const QString reference = summary[QStringLiteral("reference")].toString();
    QString text = (asCells ? QObject::tr("%1 against %2, in cells: %3.") : QObject::tr("%1 against %2, in samples: %3."))
                       .arg(testTitle(summary[QStringLiteral("test")].toString()), reference,
                            groupSizes(summary[QStringLiteral("groups")].toArray()));
    if (asCells)
        text +=
            QObject::tr(" Cells are taken as independent replicates, so the p-values are too small for a statement on donors.");
    return text;
}

// Which cells were changed how, toward what, against how many genes. What a skeptic must know stands under the ranking itself.
QString knockOutCaption(const StoredResult &stored, const QJsonObject &summary)
{
    const auto option = [&stored](const char *name) { return QString::fromStdString(valueOf(stored.record.options, name)); };
    const auto count = [&summary](const char *key) { return summary[QLatin1String(key)].toInteger(); };
    const QString from = option("from"), toward = option("toward"), replicate = option("replicate");
    QStringList parts{QObject::tr("%1 tested").arg(genesText(count("genes_tested"))), summary[QStringLiteral("mode")].toString()};
    parts << (from.isEmpty() ? QObject::tr("all cells (%1)").arg(countText(count("cells")))
                             : QStringLiteral("%1, %2").arg(from, cellsText(count("cells"))));
    if (!toward.isEmpty()) parts << QObject::tr("toward %1, %2").arg(toward, cellsText(count("goal_cells")));
    if (count("genes_null") > 0) parts << QObject::tr("null: %1 of like expression").arg(genesText(count("genes_null")));
    parts << (replicate.isEmpty() ? QObject::tr("cells as replicates") : QObject::tr("replicates: %1").arg(replicate));
    return parts.join(QStringLiteral(" · "));
}

// An annotation has several results, so each says which it is.
QString partOfAnnotation(const TaskResult &result)
{
    if (std::holds_alternative<Heatmap>(result)) return QObject::tr("confusion");
    return std::holds_alternative<Curves>(result) ? QObject::tr("unknown cells") : QObject::tr("scores");
}

// What was scored, and what stands beside it.
QString annotationCaption(const QJsonObject &summary)
{
    const bool truth = summary[QStringLiteral("scored_on")].toString() == QStringLiteral("truth");
    const auto cells = summary[QStringLiteral("cells_scored")].toInteger();
    QString text =
        (truth ? QObject::tr("%L1 cells with true labels") : QObject::tr("%L1 cells held out of the reference")).arg(cells);
    if (const auto others = summary[QStringLiteral("cells_of_new_types")].toInteger(); others > 0)
        text += QObject::tr(", %L1 of types that the reference lacks").arg(others);
    return QObject::tr("%1. Labels by %2.").arg(text, summary[QStringLiteral("method")].toString());
}

// How a training came to its end, and what is left of it.
QString trainingCaption(const QJsonObject &summary, const Curves &curves)
{
    const QString ended = summary[QStringLiteral("ended")].toString();
    QString text = ended == QStringLiteral("cancelled") ? QObject::tr("Cancelled: the curves are those up to there.")
                   : ended == QStringLiteral("failed")  ? QObject::tr("The run failed: the curves are those up to there.")
                   : summary[QStringLiteral("ended_early")].toBool()
                       ? QObject::tr("Ended early: there was no better validation for as long as it was to wait.")
                       : QObject::tr("Finished.");
    if (!curves.keptName.empty())
        text += QObject::tr(" The best weights are those of %1.").arg(QString::fromStdString(curves.keptName));
    return text;
}

std::string optionOf(const StoredResult &stored, const char *name)
{
    for (const auto &[option, value] : stored.record.options)
        if (option == name) return value;
    return {};
}

// Several networks of one model lie side by side: the genes asked about and the measure tell them apart.
QString networkTitle(const StoredResult &stored, const TaskSpec &task)
{
    constexpr qsizetype mostNamed = 3;
    const std::string source = optionOf(stored, "source");
    const bool ofCells = source == "coexpression";  // no model has a part in it
    QString title = taskTitle(task);
    QStringList genes;
    for (const auto &gene : QJsonDocument::fromJson(QByteArray::fromStdString(optionOf(stored, "genes"))).array())
        genes << gene.toString();
    if (genes.size() > mostNamed) title = QObject::tr("%1 of %2").arg(title, genesText(genes.size()));
    else if (!genes.isEmpty()) title = QObject::tr("%1 of %2").arg(title, genes.join(QStringLiteral(", ")));
    if (ofCells) return QObject::tr("%1 by co-expression").arg(title);
    if (source == "attention") title = QObject::tr("%1 by attention").arg(title);
    if (source == "context") title = QObject::tr("%1 in context").arg(title);
    return stored.model.empty() ? title : QObject::tr("%1 with %2").arg(title, QString::fromStdString(stored.model));
}

}  // namespace

QString resultTitle(const StoredResult &stored, const TaskTable &tasks)
{
    const TaskSpec *task = tasks.find(stored.task);
    if (!task) return QString::fromStdString(stored.task);
    if (stored.task == "gene-network") return networkTitle(stored, *task);
    const auto &options = stored.record.options;
    const auto rep = std::find_if(options.begin(), options.end(), [](const auto &option) { return option.first == "rep"; });
    const QString title = taskTitle(*task, rep == options.end() ? nullptr : &rep->second, stored.model);
    if (QJsonDocument::fromJson(stored.summary.toUtf8()).object().contains(QStringLiteral("ended")))
        return QObject::tr("%1: curves").arg(title);
    if (stored.task == "annotate" || stored.task == "map-reference")
        return QObject::tr("%1: %2").arg(title, partOfAnnotation(*stored.result));
    if (stored.task != "knock-out") return title;
    const QString mode = QJsonDocument::fromJson(stored.summary.toUtf8()).object()[QStringLiteral("mode")].toString();
    return mode.isEmpty() ? title : QObject::tr("%1 (%2)").arg(title, mode);
}

static QString captionOf(const StoredResult &stored)
{
    const QString count = std::visit([](const auto &value) { return counted(value); }, *stored.result);
    const QJsonObject summary = QJsonDocument::fromJson(stored.summary.toUtf8()).object();
    if (stored.task == "knock-out" && summary.contains(QStringLiteral("genes_tested"))) return knockOutCaption(stored, summary);
    if (const auto *curves = std::get_if<Curves>(stored.result.get()); curves && summary.contains(QStringLiteral("ended")))
        return QStringLiteral("%1. %2").arg(count, trainingCaption(summary, *curves));
    if (summary.contains(QStringLiteral("scored_on"))) return QStringLiteral("%1. %2").arg(count, annotationCaption(summary));
    if (const QString caption = summary[QStringLiteral("caption")].toString(); !caption.isEmpty())
        return QStringLiteral("%1. %2").arg(count, caption);
    if (summary.contains(QStringLiteral("cells_as_replicates"))) return QObject::tr("%1. %2").arg(count, testCaption(summary));
    const QJsonObject baseline = summary[QStringLiteral("baseline")].toObject();
    const QJsonObject neighbors = baseline[QStringLiteral("neighbors")].toObject();
    if (!baseline.contains(QStringLiteral("shared")) && neighbors.isEmpty()) return count;
    QString text = count + QLatin1Char('.');
    if (baseline.contains(QStringLiteral("shared")))
        text = QObject::tr("%1. Co-expression shares %L2 of the edges; chance would share %L3.")
                   .arg(count)
                   .arg(baseline[QStringLiteral("shared")].toInt())
                   .arg(baseline[QStringLiteral("shared_by_chance")].toDouble(), 0, 'f', 1);
    if (neighbors.isEmpty()) return text;
    return text +
           QObject::tr(" Of the %L1 nearest of the genes asked about, %L2 are nearest by co-expression too; by chance %L3.")
               .arg(neighbors[QStringLiteral("of_genes_asked")].toInt())
               .arg(neighbors[QStringLiteral("shared")].toInt())
               .arg(neighbors[QStringLiteral("shared_by_chance")].toDouble(), 0, 'f', 1);
}

QString resultCaption(const StoredResult &stored)
{
    const bool confusion =
        std::holds_alternative<Heatmap>(*stored.result) && (stored.task == "annotate" || stored.task == "evaluate");
    return confusion ? QObject::tr("%1 A click on a cell selects its cells on the maps.").arg(captionOf(stored))
                     : captionOf(stored);
}

}  // namespace lexicell::ui

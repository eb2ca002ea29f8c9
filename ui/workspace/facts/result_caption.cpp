#include "ui/workspace/facts/result_caption.h"

#include "ui/workspace/facts/task_title.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

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

}  // namespace

QString resultTitle(const StoredResult &stored, const TaskTable &tasks)
{
    const TaskSpec *task = tasks.find(stored.task);
    if (!task) return QString::fromStdString(stored.task);
    const auto &options = stored.record.options;
    const auto rep = std::find_if(options.begin(), options.end(), [](const auto &option) { return option.first == "rep"; });
    return taskTitle(*task, rep == options.end() ? nullptr : &rep->second, stored.model);
}

QString resultCaption(const StoredResult &stored)
{
    const QString count = std::visit([](const auto &value) { return counted(value); }, *stored.result);
    const QJsonObject baseline = QJsonDocument::fromJson(stored.summary.toUtf8()).object()[QStringLiteral("baseline")].toObject();
    if (!baseline.contains(QStringLiteral("shared"))) return count;
    return QObject::tr("%1. Co-expression shares %L2 of them; chance would share %L3.")
        .arg(count)
        .arg(baseline[QStringLiteral("shared")].toInt())
        .arg(baseline[QStringLiteral("shared_by_chance")].toDouble(), 0, 'f', 1);
}

}  // namespace lexicell::ui

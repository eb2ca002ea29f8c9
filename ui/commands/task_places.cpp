#include "ui/commands/task_places.h"

#include "models/tasks/output_place.h"
#include "models/tasks/training_place.h"
#include "ui/workspace/save_place.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QRegularExpression>

namespace lexicell::ui {

using models::tasks::Reads;
using models::tasks::TaskSpec;
using models::tasks::Writes;

namespace {

const QString inputsKey = QStringLiteral("inputs");
const QString modelKey = QStringLiteral("model");
const QString outputKey = QStringLiteral("output");
const QString forceKey = QStringLiteral("force");

bool writesPlace(const TaskSpec &task) { return task.writes == Writes::Dataset || task.writes == Writes::Folder; }

QString openFile(const Session &session)
{
    return session.data().hasDataset() ? session.data().facts()->identity.path : QString();
}

// Of the names that a free one follows ("x_tuned" before "x_tuned_3"), the first with a run that was interrupted: it can go on,
// and the form says so. Else the free one.
QString placeToGoOn(const QString &free, const QString &ending)
{
    QString stem = free;
    stem.remove(QRegularExpression(QStringLiteral("(?<=%1)_\\d+$").arg(QRegularExpression::escape(ending))));
    for (int i = 1; i < 100; ++i) {
        const QString place = i == 1 ? stem : QStringLiteral("%1_%2").arg(stem).arg(i);
        if (hasUnfinishedRun(place)) return place;
        if (place == free) return free;
    }
    return free;
}

Error wrong(const QString &message) { return {errors::badOption, message.toStdString()}; }

Result<QString> textIn(const QJsonValue &value, const QString &key)
{
    if (value.isString()) return value.toString();
    return wrong(QObject::tr("“%1” must be text.").arg(key));
}

}  // namespace

bool hasUnfinishedRun(const QString &output)
{
    if (output.isEmpty()) return false;
    return QFileInfo::exists(QString::fromStdString(models::tasks::resumeFileOf(output.toStdString()).string()));
}

bool hasPlaces(const TaskSpec &task)
{
    return task.reads == Reads::Datasets || task.reads == Reads::Checkpoint || writesPlace(task);
}

TaskPlaces proposedPlaces(const Session &session, const TaskSpec &task)
{
    TaskPlaces places;
    const QString open = openFile(session);
    if (task.reads == Reads::Datasets && !open.isEmpty()) places.datasets << open;
    if (task.reads == Reads::Checkpoint && session.models().outline())
        places.checkpoint = QString::fromStdString(session.models().outline()->card.path.string());
    if (writesPlace(task)) {
        const QFileInfo weights(places.checkpoint);
        // The name of a checkpoint is that of its folder, and its copy lies beside the folder.
        QString source = weights.isFile() ? weights.absolutePath() : places.checkpoint;
        if (task.reads == Reads::Dataset || task.reads == Reads::Datasets) source = open;
        if (source.isEmpty()) source = task.reads == Reads::Checkpoint ? QStringLiteral("model") : QStringLiteral("cells");
        const QString ending = QString::fromStdString(task.ending);
        places.output = savePlace(source, ending);
        if (task.continues) places.output = placeToGoOn(places.output, ending);
    }
    return places;
}

QJsonObject toJson(const TaskPlaces &places)
{
    QJsonObject json{{outputKey, places.output}, {forceKey, places.replace}};
    if (!places.datasets.isEmpty()) json[inputsKey] = QJsonArray::fromStringList(places.datasets);
    if (!places.checkpoint.isEmpty()) json[modelKey] = places.checkpoint;
    return json;
}

Result<TaskPlaces> takePlaces(const Session &session, const TaskSpec &task, QJsonObject &arguments)
{
    TaskPlaces places = proposedPlaces(session, task);
    places.output.clear();
    const auto given = [&](const QString &key, bool takes) { return takes && arguments.contains(key); };
    if (given(inputsKey, task.reads == Reads::Datasets)) {
        const QJsonValue value = arguments.take(inputsKey);
        places.datasets.clear();
        for (const auto &entry : value.isArray() ? value.toArray() : QJsonArray{value}) {
            LEXICELL_TRY(path, textIn(entry, inputsKey));
            places.datasets << path;
        }
    }
    if (given(modelKey, task.reads == Reads::Checkpoint)) {
        LEXICELL_TRY(path, textIn(arguments.take(modelKey), modelKey));
        places.checkpoint = path;
    }
    if (given(outputKey, writesPlace(task))) {
        LEXICELL_TRY(path, textIn(arguments.take(outputKey), outputKey));
        places.output = path;
    }
    if (given(forceKey, writesPlace(task))) {
        const QJsonValue value = arguments.take(forceKey);
        if (!value.isBool()) return wrong(QObject::tr("“%1” must be true or false.").arg(forceKey));
        places.replace = value.toBool();
    }
    return places;
}

Result<void> checkPlaces(const Session &session, const TaskSpec &task, const OptionValues &options, const TaskPlaces &places)
{
    if (task.reads == Reads::Datasets && places.datasets.isEmpty()) return wrong(QObject::tr("Choose a data set first."));
    if (task.reads == Reads::Checkpoint && places.checkpoint.isEmpty()) return wrong(QObject::tr("Choose a checkpoint first."));
    if (!writesPlace(task)) return {};
    if (places.output.isEmpty()) return wrong(QObject::tr("Choose where the result is written."));
    std::vector<std::filesystem::path> inputs;
    for (const QString &path : places.datasets) inputs.emplace_back(path.toStdString());
    if (!places.checkpoint.isEmpty()) inputs.emplace_back(places.checkpoint.toStdString());
    if (!openFile(session).isEmpty()) inputs.emplace_back(openFile(session).toStdString());
    const std::filesystem::path output = places.output.toStdString();
    LEXICELL_CHECK(models::tasks::checkNotRead(output, inputs));
    return models::tasks::checkPlace(task, options, output, places.replace);
}

}  // namespace lexicell::ui

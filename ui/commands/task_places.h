// The files and folders of a task that reads or writes more than the open data set: named in its form, or by a script.
#pragma once

#include "models/tasks/task.h"
#include "ui/workspace/session.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace lexicell::ui {

struct TaskPlaces {
    QStringList datasets = {};  // Reads::Datasets; the file of the open data set stands for the data as they are in the window
    QString checkpoint = {};    // Reads::Checkpoint
    QString output = {};        // Writes::Dataset and Folder
    bool replace = false;       // an output that exists may be replaced
};

// Whether the task has places at all.
bool hasPlaces(const models::tasks::TaskSpec &task);

// Whether a training to this folder was interrupted and can go on.
bool hasUnfinishedRun(const QString &output);

// The open data set, the loaded model, and a free name in a folder of the person. A task that can go
// on with an interrupted run proposes its folder.
TaskPlaces proposedPlaces(const Session &session, const models::tasks::TaskSpec &task);

// As the command line names them: "inputs", "model", "output", "force". takePlaces() takes them out of `arguments`; inputs that
// are not named are the proposed ones. Error class bad_option: one of another type.
QJsonObject toJson(const TaskPlaces &places);
Result<TaskPlaces> takePlaces(const Session &session, const models::tasks::TaskSpec &task, QJsonObject &arguments);

// Whether the task can start with them. Error classes: bad_option (one is missing), and those of checkPlace() and
// checkNotRead().
Result<void> checkPlaces(const Session &session, const models::tasks::TaskSpec &task, const OptionValues &options,
                         const TaskPlaces &places);

}  // namespace lexicell::ui

#include "ui/workspace/facts/task_title.h"

#include "ui/workspace/facts/made_here.h"

#include <QCoreApplication>

namespace lexicell::ui {

QString taskTitle(const models::tasks::TaskSpec &task) { return QCoreApplication::translate("Task", task.title.c_str()); }

QString taskTitle(const models::tasks::TaskSpec &task, const std::string *representation, const std::string &model)
{
    const QString title = taskTitle(task);
    if (representation) return QObject::tr("%1 on %2").arg(title, representationName(QString::fromStdString(*representation)));
    if (!model.empty()) return QObject::tr("%1 with %2").arg(title, QString::fromStdString(model));
    return title;
}

}  // namespace lexicell::ui

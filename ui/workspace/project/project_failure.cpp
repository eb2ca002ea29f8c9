#include "ui/workspace/project/project_failure.h"

#include <QDir>
#include <QObject>

#include <sqlite3.h>

namespace lexicell::ui {

Error projectFailure(sqlite3 *database, const QString &file, const char *doing)
{
    const int code = sqlite3_errcode(database) & 0xFF;
    const QString path = QDir::toNativeSeparators(file);
    const std::string detail = std::string(doing) + ": " + sqlite3_errmsg(database);
    if (code == SQLITE_FULL)
        return {errors::diskFull,
                QObject::tr("The disk is full: the last change could not be written to %1. Free some space and try again.")
                    .arg(path)
                    .toStdString(),
                detail};
    if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
        return {errors::projectDamaged,
                QObject::tr("%1 is damaged or not a Lexicell project. Open the data set itself to start a new one.")
                    .arg(path)
                    .toStdString(),
                detail};
    return {errors::projectUnwritable,
            QObject::tr("The project %1 could not be written (%2). Save it in another folder.")
                .arg(path, QString::fromUtf8(sqlite3_errmsg(database)))
                .toStdString(),
            detail};
}

}  // namespace lexicell::ui

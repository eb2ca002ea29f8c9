// Copies of a project: under a name that a person chose, and beside it before something in it is begun anew.
#include "ui/workspace/project/project_file.h"
#include "ui/workspace/project/project_statement.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QObject>

#include <filesystem>

namespace lexicell::ui {

Result<void> ProjectFile::copyTo(const QString &path) const
{
    // VACUUM INTO needs a new file. It is written beside the target and renamed, so that a failure keeps the old file.
    const QString partial = path + QStringLiteral(".partial");
    QFile::remove(partial);
    Statement statement(m_database, "VACUUM INTO ?");
    statement.bind(1, partial);
    if (!statement.run()) return failure("copy");
    std::error_code problem;
    std::filesystem::rename(partial.toStdString(), path.toStdString(), problem);
    if (problem) {
        QFile::remove(partial);
        return Error{errors::projectUnwritable,
                     QObject::tr("The project could not be saved as %1. Choose another folder.")
                         .arg(QDir::toNativeSeparators(path))
                         .toStdString(),
                     ""};
    }
    return {};
}

Result<qint64> ProjectFile::lastRow(const char *sql) const
{
    Statement statement(m_database, sql);
    if (!statement.step()) return failure("copy");
    return statement.number(0);
}

Result<void> ProjectFile::catchUp(const ProjectFile &source)
{
    LEXICELL_CHECK(checkWritable());
    LEXICELL_TRY(lastEntry, lastRow("SELECT coalesce(max(sequence), 0) FROM journal"));
    LEXICELL_TRY(lastRun, lastRow("SELECT coalesce(max(sequence), 0) FROM runs"));
    const Journal journal = source.readJournal(lastEntry);
    if (journal.damage) return *journal.damage;
    LEXICELL_TRY(runs, source.runs(lastRun));
    return transaction([&]() -> Result<void> {
        LEXICELL_CHECK(insert(journal.entries));
        for (const RunRecord &run : runs) LEXICELL_CHECK(insertRun(run));
        Statement states(source.m_database, "SELECT key, value FROM state");
        while (states.step()) LEXICELL_CHECK(putState(QString::fromUtf8(states.text(0)), states.text(1)));
        return states.ok() ? Result<void>() : Result<void>(source.failure("copy"));
    });
}

Result<QString> ProjectFile::copyAside(const QString &suffix) const
{
    QString path = m_path + suffix;
    for (int i = 2; QFileInfo::exists(path); ++i) path = m_path + suffix + QString::number(i);
    if (copyTo(path).ok()) return path;
    // A database that cannot be read whole is copied byte for byte, together with its log, which holds the latest changes.
    QFile::remove(path + QStringLiteral(".partial"));
    const QString log = m_path + QStringLiteral("-wal");
    if (!QFile::copy(m_path, path) || (QFileInfo::exists(log) && !QFile::copy(log, path + QStringLiteral("-wal"))))
        return Error{errors::projectUnwritable,
                     QObject::tr("The project could not be copied to %1. Free some space there, or make its folder writable.")
                         .arg(QDir::toNativeSeparators(path))
                         .toStdString(),
                     ""};
    return path;
}

}  // namespace lexicell::ui

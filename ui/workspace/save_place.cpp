#include "ui/workspace/save_place.h"

#include "core/base/platform/resources.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSettings>
#include <QStandardPaths>

namespace lexicell::ui {

namespace {

const QString settingsKey = QStringLiteral("saveFolder");

bool isWithin(const QString &folder, const QString &parent)
{
    return !parent.isEmpty() && (folder == parent || folder.startsWith(parent + QLatin1Char('/')));
}

QString cleaned(const std::filesystem::path &path)
{
    return QFileInfo(QString::fromStdString(path.string())).canonicalFilePath();
}

bool belongsToProgram(const QString &folder)
{
    const QString canonical = QFileInfo(folder).canonicalFilePath();
    if (isWithin(canonical, cleaned(programFolder()))) return true;
    for (const char *part : {"sample", "models", "gene_ids"})
        if (const auto resource = resourceFile(part); resource.ok() && isWithin(canonical, cleaned(resource->parent_path())))
            return true;
    return false;
}

bool fits(const QString &folder)
{
    const QFileInfo info(folder);
    return !folder.isEmpty() && info.isDir() && info.isWritable() && !belongsToProgram(folder);
}

QString folderFor(const QString &input)
{
    const QString last = QSettings().value(settingsKey).toString();
    if (fits(last)) return last;
    const QString own = QFileInfo(input).absolutePath();
    if (fits(own)) return own;
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    return fits(documents) ? documents : QDir::homePath();
}

}  // namespace

QString dataName(const QString &input)
{
    const QFileInfo info(input);
    static const QRegularExpression endings(QStringLiteral("(\\.(h5ad|h5mu|h5|loom|lexicell|mtx|csv|tsv|txt|tab)(\\.gz)?)$"),
                                            QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression part(QStringLiteral("[._-]?(matrix|barcodes|features|genes)$"),
                                         QRegularExpression::CaseInsensitiveOption);
    QString name = info.fileName();
    if (info.isDir()) return name;
    name.remove(endings);
    QString prefix = name;
    prefix.remove(part);
    if (prefix.isEmpty()) prefix = info.absoluteDir().dirName();
    return prefix.isEmpty() ? QStringLiteral("cells") : prefix;
}

QString savePlace(const QString &input, const QString &ending)
{
    QString name = dataName(input);
    // A copy of a copy gets only one "_annotated".
    const QString mark = ending.section(QLatin1Char('.'), 0, 0);
    if (!mark.isEmpty() && name.endsWith(mark)) name.chop(mark.size());
    const QDir folder(folderFor(input));
    QString path = folder.filePath(name + ending);
    const QString stem = name + mark, suffix = ending.mid(mark.size());
    for (int i = 2; QFileInfo::exists(path) && i < 1000; ++i)
        path = folder.filePath(QStringLiteral("%1_%2%3").arg(stem).arg(i).arg(suffix));
    return path;
}

void rememberSavePlace(const QString &path) { QSettings().setValue(settingsKey, QFileInfo(path).absolutePath()); }

}  // namespace lexicell::ui

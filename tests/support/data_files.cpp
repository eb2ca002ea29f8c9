#include "tests/support/data_files.h"

#include "tests/support/fixtures.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace lexicell::test {

static void addManifest(const QString &folder, std::vector<DataFile> &files)
{
    QFile manifest(folder + "/manifest.json");
    if (!manifest.open(QIODevice::ReadOnly)) return;
    for (const auto &item : QJsonDocument::fromJson(manifest.readAll()).object()["files"].toArray()) {
        const QJsonObject entry = item.toObject();
        if (entry["outcome"].toString() == "reject") continue;
        DataFile file{folder + "/" + entry["file"].toString(), {}};
        if (entry.contains("orientation"))
            file.options = QStringList{"--orientation", entry["orientation"].toString().replace('_', '-')};
        files.push_back(file);
    }
}

static void addFolder(const QString &folder, std::vector<DataFile> &files)
{
    static const QStringList endings{"h5ad", "h5", "loom", "mtx", "csv", "tsv", "txt", "gz"};
    QDirIterator entries(folder, QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (entries.hasNext()) {
        const QFileInfo entry(entries.next());
        const bool matrixFolder =
            entry.isDir() && !QDir(entry.filePath()).entryList({"*.mtx", "*.mtx.gz"}, QDir::Files).isEmpty();
        if (matrixFolder || (entry.isFile() && endings.contains(entry.suffix()))) files.push_back({entry.filePath(), {}});
    }
}

std::vector<DataFile> allDataFiles()
{
    std::vector<DataFile> files;
    if (const auto formats = fixtures("formats")) addManifest(QString::fromStdString(formats->string()), files);
    QStringList folders;
    if (const auto cases = fixtures("bugcases")) folders << QString::fromStdString(cases->string());
    for (const auto &root : {sourceRoot() / "tests/fixtures/bugcases", sourceRoot() / "../shared/bugcases"})
        if (std::filesystem::exists(root)) folders << QString::fromStdString(std::filesystem::weakly_canonical(root).string());
    folders.removeDuplicates();
    for (const QString &folder : folders) addFolder(folder, files);
    return files;
}

}  // namespace lexicell::test

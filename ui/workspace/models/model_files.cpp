#include "ui/workspace/models/model_files.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>

namespace lexicell::ui {

namespace {

QString settingsKey(const QString &checkpoint)
{
    const QByteArray name = QFileInfo(checkpoint).absoluteFilePath().toUtf8();
    return QStringLiteral("modelFiles/") +
           QString::fromLatin1(QCryptographicHash::hash(name, QCryptographicHash::Sha256).toHex());
}

bool hasCheckpointName(const QString &file)
{
    static const QStringList endings{".pt", ".pth", ".ckpt", ".bin", ".safetensors", ".safetensors.index.json"};
    return std::any_of(endings.begin(), endings.end(),
                       [&](const QString &ending) { return file.endsWith(ending, Qt::CaseInsensitive); });
}

}  // namespace

ModelFiles modelFiles(const QString &checkpoint)
{
    const QStringList kept = QSettings().value(settingsKey(checkpoint)).toStringList();
    return {kept.value(0), kept.value(1)};
}

void rememberModelFiles(const QString &checkpoint, const ModelFiles &files)
{
    if (files.genes.isEmpty() && files.scaler.isEmpty()) QSettings().remove(settingsKey(checkpoint));
    else QSettings().setValue(settingsKey(checkpoint), QStringList{files.genes, files.scaler});
}

models::ModelSource modelSource(const QString &checkpoint)
{
    const ModelFiles files = modelFiles(checkpoint);
    models::ModelSource source(checkpoint.toStdString());
    source.genes = files.genes.toStdString();
    source.scaler = files.scaler.toStdString();
    return source;
}

bool isCheckpoint(const QString &path)
{
    const QFileInfo info(path);
    if (info.isFile()) return hasCheckpointName(info.fileName());
    if (!info.isDir()) return false;
    const QStringList files = QDir(path).entryList(QDir::Files);
    const auto named = [&](auto &&is) { return std::any_of(files.begin(), files.end(), is); };
    if (named([](const QString &file) { return file.contains(QStringLiteral("matrix.mtx"), Qt::CaseInsensitive); })) return false;
    return named(hasCheckpointName) || named([](const QString &file) {
               return file == QStringLiteral("args.json") || file == QStringLiteral("hparams.yaml");
           });
}

}  // namespace lexicell::ui

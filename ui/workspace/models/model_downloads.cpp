#include "ui/workspace/models/model_downloads.h"

#include "core/base/platform/resources.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

namespace lexicell::ui {

namespace {

QString folderOf(const models::CatalogEntry &entry)
{
    return QDir(ModelDownloads::modelsFolder()).filePath(QString::fromStdString(entry.id));
}

QString fileOf(const models::CatalogEntry &entry, const models::CatalogFile &file)
{
    return QDir(folderOf(entry)).filePath(QString::fromStdString(file.name));
}

}  // namespace

ModelDownloads::ModelDownloads(JobRunner &jobs, QObject *parent) : QObject(parent), m_jobs(jobs) {}

QString ModelDownloads::modelsFolder()
{
    const QString chosen = QSettings().value(QStringLiteral("modelsFolder")).toString();
    if (!chosen.isEmpty()) return chosen;
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + QStringLiteral("/models");
}

QString ModelDownloads::path(const models::CatalogEntry &entry) const
{
    if (!entry.resource.empty()) {
        const auto resource = resourceFile(entry.resource);
        return resource.ok() ? QString::fromStdString(resource->string()) : QString();
    }
    for (const auto &file : entry.files)
        if (QFileInfo(fileOf(entry, file)).size() != file.bytes) return {};
    return entry.files.empty() ? QString() : folderOf(entry);
}

ModelDownloads::Progress ModelDownloads::progress(const models::CatalogEntry &entry) const
{
    Progress progress;
    for (const auto &file : entry.files) {
        const QString name = fileOf(entry, file);
        const QFileInfo whole(name), part(name + QStringLiteral(".part"));
        progress.total += file.bytes;
        progress.received += whole.exists() ? whole.size() : part.exists() ? part.size() : 0;
    }
    return progress;
}

std::optional<Error> ModelDownloads::error(const QString &id) const
{
    const auto found = m_errors.constFind(id);
    return found == m_errors.constEnd() ? std::nullopt : std::optional<Error>(*found);
}

void ModelDownloads::start(const models::CatalogEntry &entry)
{
    const QString id = QString::fromStdString(entry.id);
    if (running(id)) return;
    m_errors.remove(id);
    next(entry);
}

void ModelDownloads::cancel(const QString &id)
{
    if (const auto download = m_running.value(id)) download->cancel();
}

void ModelDownloads::next(const models::CatalogEntry &entry)
{
    const QString id = QString::fromStdString(entry.id);
    for (const auto &file : entry.files) {
        if (QFileInfo(fileOf(entry, file)).size() == file.bytes) continue;
        const DownloadRequest request{QUrl(QString::fromStdString(file.url)), fileOf(entry, file),
                                      QString::fromStdString(file.sha256), file.bytes};
        // A download is released inside its own signal, so it is deleted only after the signal has ended.
        const auto download = std::shared_ptr<Download>(new Download(request, m_jobs), [](Download *d) { d->deleteLater(); });
        m_running.insert(id, download);
        connect(download.get(), &Download::progressed, this, [this, id] { Q_EMIT changed(id); });
        connect(download.get(), &Download::finished, this, [this, id, entry](const Result<void> &result) {
            m_running.remove(id);
            if (result.ok()) return next(entry);
            if (result.error().kind != ErrorKind::Cancelled) m_errors.insert(id, result.error());
            Q_EMIT changed(id);
        });
        download->start();
        Q_EMIT changed(id);
        return;
    }
    Q_EMIT changed(id);
    Q_EMIT arrived(id);
}

}  // namespace lexicell::ui

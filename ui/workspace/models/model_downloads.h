// Downloads catalog entries: one folder a model, its files one after another (download.h). Only start() begins a download,
// and only a person's click calls start().
#pragma once

#include "models/contracts/model_catalog.h"
#include "ui/workspace/models/download.h"

#include <QHash>
#include <QObject>

#include <memory>
#include <optional>

namespace lexicell::ui {

class ModelDownloads : public QObject {
    Q_OBJECT

  public:
    explicit ModelDownloads(JobRunner &jobs, QObject *parent = nullptr);

    // Where models are kept; a setting.
    static QString modelsFolder();

    // The folder or file to load; empty: not on this machine.
    QString path(const models::CatalogEntry &entry) const;

    void start(const models::CatalogEntry &entry);
    void cancel(const QString &id);
    bool running(const QString &id) const { return m_running.contains(id); }
    struct Progress {
        qint64 received = 0;
        qint64 total = 0;
    };
    Progress progress(const models::CatalogEntry &entry) const;  // of all files, with the bytes of earlier starts
    std::optional<Error> error(const QString &id) const;         // of the last start

  Q_SIGNALS:
    void changed(const QString &id);
    void arrived(const QString &id);

  private:
    void next(const models::CatalogEntry &entry);

    JobRunner &m_jobs;
    QHash<QString, std::shared_ptr<Download>> m_running;
    QHash<QString, Error> m_errors;
};

}  // namespace lexicell::ui

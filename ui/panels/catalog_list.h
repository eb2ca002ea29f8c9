// The catalog of models: one row each, with its facts, its license and how to get it. A model with a plain URL is downloaded
// when its button is pressed, with progress. For any other model the steps are shown, ready to be copied.
#pragma once

#include "ui/workspace/models/model_downloads.h"

#include <QFrame>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace lexicell::ui {

class CatalogRow : public QFrame {
    Q_OBJECT

  public:
    CatalogRow(models::CatalogEntry entry, ModelDownloads &downloads, QWidget *parent = nullptr);

    const models::CatalogEntry &entry() const { return m_entry; }
    void refresh();

  Q_SIGNALS:
    void loadWanted(const QString &path);

  private:
    void build();
    QString instructions() const;
    void showInstructions(bool on);

    models::CatalogEntry m_entry;
    ModelDownloads &m_downloads;
    QString m_id;
    QLabel *m_facts = nullptr;
    QProgressBar *m_progress = nullptr;
    QLabel *m_state = nullptr;
    QPushButton *m_load = nullptr;
    QPushButton *m_download = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_how = nullptr;
    QPushButton *m_copy = nullptr;
    QLabel *m_steps = nullptr;
};

class CatalogList : public QWidget {
    Q_OBJECT

  public:
    CatalogList(ModelDownloads &downloads, QWidget *parent = nullptr);
    void setEntries(const std::vector<models::CatalogEntry> &entries);
    CatalogRow *row(const QString &id) const;  // null: no such entry

  Q_SIGNALS:
    void loadWanted(const QString &path);

  private:
    ModelDownloads &m_downloads;
    QList<CatalogRow *> m_rows;
};

}  // namespace lexicell::ui

// The part of a task's form for its files and folders: the data sets or the checkpoint that it reads, the place that it writes.
#pragma once

#include "ui/commands/task_places.h"

#include <QList>
#include <QWidget>

#include <functional>

class QCheckBox;
class QFormLayout;
class QLineEdit;
class QListWidget;
class QToolButton;

namespace lexicell::ui {

class PlacesForm : public QWidget {
    Q_OBJECT

  public:
    PlacesForm(const models::tasks::TaskSpec &task, const TaskPlaces &places, QWidget *parent = nullptr);

    TaskPlaces places() const;

  Q_SIGNALS:
    void changed();

  private:
    void addDatasets(const QStringList &files, const QString &tip);
    void addCheckpoint(const QString &path);
    void addOutput(const QString &path, bool replace);
    QLineEdit *addPath(const QString &label, const QString &name, const QString &path, const QList<QToolButton *> &buttons);
    QToolButton *button(const QString &text, const QString &name, std::function<void()> run);
    void chooseDatasets();
    void chooseOutput();

    bool m_folder;  // the output is one
    QFormLayout *m_layout;
    QListWidget *m_datasets = nullptr;
    QToolButton *m_remove = nullptr;
    QLineEdit *m_checkpoint = nullptr;
    QLineEdit *m_output = nullptr;
    QCheckBox *m_replace = nullptr;
};

}  // namespace lexicell::ui

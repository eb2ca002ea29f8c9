// Model ▸ Load model: choose a folder or file, see what it is and how it meets the open data, before anything is run.
#pragma once

#include "ui/workbench.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QListWidget;

namespace lexicell::ui {

class ModelDialog : public QDialog {
    Q_OBJECT

  public:
    explicit ModelDialog(Workbench bench, QWidget *parent = nullptr);

  private:
    void browse();
    void load(const QString &path);
    void refresh();

    Workbench m_bench;
    QComboBox *m_path;
    QLabel *m_card;
    QLabel *m_coverage;
    QLabel *m_kinds;
    QListWidget *m_missing;
    QLabel *m_missingTitle;
};

}  // namespace lexicell::ui

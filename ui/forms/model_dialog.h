// Model ▸ Load model: choose a folder or file, and see its model card and coverage before anything runs.
#pragma once

#include "ui/workspace/workbench.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;

namespace lexicell::ui {

class ModelDialog : public QDialog {
    Q_OBJECT

  public:
    explicit ModelDialog(Workbench bench, QWidget *parent = nullptr);

    // Shows the rows for gene list and scaler, with the error that asks for them. Empty `path`: the model in use.
    void askForFiles(const QString &path, const Error &why);

  private:
    QWidget *buildFiles();
    QWidget *fileRow(QLineEdit *&line, const QString &title, const QString &name, const QString &filter);
    void showFiles();
    void browse();
    void load(const QString &path);
    void refresh();

    Workbench m_bench;
    QComboBox *m_path;
    QLabel *m_problem;
    QWidget *m_files = nullptr;
    QWidget *m_genesRow = nullptr;
    QWidget *m_scalerRow = nullptr;
    QLineEdit *m_genes = nullptr;
    QLineEdit *m_scaler = nullptr;
    QCheckBox *m_refit = nullptr;
    QString m_filledFor;
    bool m_genesWanted = false, m_scalerWanted = false;
    QLabel *m_card;
    QLabel *m_coverage;
    QLabel *m_kinds;
    QListWidget *m_missing;
    QLabel *m_missingTitle;
};

}  // namespace lexicell::ui

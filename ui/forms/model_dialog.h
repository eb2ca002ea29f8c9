// Model ▸ Load model: choose a folder or file, see what it is and how it meets the open data, before anything is run.
#pragma once

#include "ui/workbench.h"

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

    // Shows where a gene list and a scaler are named, with the refusal that asks for them. path: empty: of the model in use.
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

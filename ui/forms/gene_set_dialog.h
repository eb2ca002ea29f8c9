// The form that makes a gene set or adds genes to one: a name, the genes as they were picked, typed, pasted or read from a file,
// a note. Says at once how many genes the text names and which of them the open data lack.
#pragma once

#include "ui/workspace/workbench.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace lexicell::ui {

class GeneSetDialog : public QDialog {
    Q_OBJECT

  public:
    // `set`: the one proposed; empty: a new one. `genes`: what is in the field at first.
    GeneSetDialog(Workbench bench, const QString &set, const QStringList &genes, QWidget *parent);

  Q_SIGNALS:
    void setMade(const QString &set);  // the edit is made

  private:
    QStringList genes() const;
    bool exists() const;
    void tell();
    void run();

    Workbench m_bench;
    QComboBox *m_name = nullptr;
    QPlainTextEdit *m_genes = nullptr;
    QLineEdit *m_note = nullptr;
    QLabel *m_facts = nullptr;
    QPushButton *m_run = nullptr;
};

}  // namespace lexicell::ui

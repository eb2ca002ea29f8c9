// Giving labels: which field, which label (an old or a new one), Assign, Clear, and a note on why.
#pragma once

#include "ui/workbench.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace lexicell::ui {

class LabelForm : public QWidget {
    Q_OBJECT

  public:
    explicit LabelForm(Workbench bench, QWidget *parent = nullptr);

    void focusLabel();
    bool assignLabel(const QString &label);  // to the selection, in the field shown (made when it is new)
    void clearLabel();
    void assignNth(int n);  // the n-th label of the field, from 1
    void assignLast();
    QString fieldName() const;

    // Empty: it can be done now (why_not.h).
    QString whyNotClear() const;
    QString whyNotAssignNth(int n) const;
    QString whyNotAssignLast() const;

  Q_SIGNALS:
    void labelled(const QString &field);

  private:
    void reloadFields();
    void reloadLabels();
    void refresh();
    void noteEdited();
    bool ensureField();
    bool edit(const LabelEdit &edit);

    Workbench m_bench;
    QComboBox *m_field;
    QComboBox *m_label;
    QPushButton *m_assign;
    QPushButton *m_clear;
    QPushButton *m_unknown;
    QLineEdit *m_note;
    QString m_last;
};

// A field name that is free: "labels", else "labels_2", …
QString freeFieldName(const Session &session);

}  // namespace lexicell::ui

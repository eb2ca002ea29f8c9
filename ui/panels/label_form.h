// Giving labels: which field, which label (an old or a new one), Assign, Clear, and a note on why.
#pragma once

#include "ui/workspace/workbench.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace lexicell::ui {

class LabelForm : public QWidget {
    Q_OBJECT

  public:
    static constexpr int digitKeys = 8;  // Ctrl+1 to Ctrl+8: Ctrl+9 and Ctrl+0 zoom

    explicit LabelForm(Workbench bench, QWidget *parent = nullptr);

    void focusLabel();
    bool assignLabel(const QString &label);  // to the selection, in the field shown (made when it is new)
    void clearLabel();
    void assignNth(int n);  // the n-th label of the field as listed, from 1; says why it cannot
    void assignLast();
    QString fieldName() const;

    // Empty: it can be done now (why_not.h).
    QString whyNotClear() const;
    QString whyNotAssignNth(int n) const;
    QString whyNotAssignLast() const;

  Q_SIGNALS:
    void labeled(const QString &field);

  protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

  private:
    void build();
    void connectAll();
    void reloadFields();
    void reloadLabels();
    void refresh();
    void noteEdited();
    void fieldEntered();
    QStringList listedNames() const;
    bool ensureField();
    bool edit(const LabelEdit &edit);

    Workbench m_bench;
    QComboBox *m_field;
    QComboBox *m_label;
    QPushButton *m_assign;
    QPushButton *m_clear;
    QPushButton *m_unknown;
    QLineEdit *m_note;
    QLabel *m_keys;
    QString m_last;
    QString m_notedField, m_notedLabel;  // what the note being typed is about
};

// A field name that is free: "labels", else "labels_2", …
QString freeFieldName(const Session &session);

}  // namespace lexicell::ui

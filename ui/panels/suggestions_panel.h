// Suggested labels, beside those that a person gives: a list of types with their cells, confidence and evidence. A click selects
// the cells on the maps; accepting writes labels as one edit that can be undone, and cells that have a label keep it.
#pragma once

#include "ui/workspace/facts/suggestions.h"
#include "ui/workspace/workbench.h"

#include <QSet>
#include <QWidget>

class QAbstractButton;
class QCheckBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSlider;
class QStackedWidget;
class QTreeWidget;

namespace lexicell::ui {

class ElidedComboBox;

class SuggestionsPanel : public QWidget {
    Q_OBJECT

  public:
    explicit SuggestionsPanel(Workbench bench, QWidget *parent = nullptr);

    QString targetField() const;  // that accepted labels go to; made when it is new

  Q_SIGNALS:
    void annotateWanted();
    void arrived();                       // a step brought suggestions
    void accepted(const QString &field);  // some

  private:
    QWidget *buildPage();
    QWidget *buildChoices(QWidget *parent);
    QWidget *buildButtons(QWidget *parent);
    void connectSession();
    void take(const std::optional<SuggestionColumns> &columns);
    void fillColumns(const SuggestionColumns &chosen);
    void readColumns();
    void setLeast(double least);
    void showLabels();
    void tellWhyNot();
    QStringList chosen() const;  // in the list
    QStringList listed() const;  // all that are in it
    void selectCells();
    void accept(const std::vector<std::int64_t> &cells);
    void acceptSelectedCells();
    void dismiss();

    Workbench m_bench;
    SuggestionColumns m_columns;
    Suggestions m_suggestions;
    QSet<QString> m_dismissed;
    double m_least = 0.0;
    QStackedWidget *m_stack = nullptr;
    QPushButton *m_annotate = nullptr;
    ElidedComboBox *m_labels = nullptr;
    ElidedComboBox *m_confidence = nullptr;
    ElidedComboBox *m_beside = nullptr;
    QSlider *m_slider = nullptr;
    QDoubleSpinBox *m_spin = nullptr;
    QTreeWidget *m_list = nullptr;
    QLabel *m_note = nullptr;
    QCheckBox *m_replace = nullptr;
    QPushButton *m_accept = nullptr;
    QPushButton *m_acceptAll = nullptr;
    QPushButton *m_acceptCells = nullptr;
    QPushButton *m_dismiss = nullptr;
    QPushButton *m_back = nullptr;
    bool m_filling = false;
};

}  // namespace lexicell::ui

// Sentences below a view. Where room is scarce they fold into one line that ends with "…", with a button for all of them; a
// person's choice stays.
#pragma once

#include <QList>
#include <QWidget>

#include <optional>

class QBoxLayout;
class QLabel;
class QToolButton;

namespace lexicell::ui {

class ElidedLabel;

class FoldedText : public QWidget {
    Q_OBJECT

  public:
    explicit FoldedText(QWidget *parent);

    QLabel *addLabel(const char *name);
    void setScarce(bool scarce);  // fold, unless a person has chosen
    bool isFolded() const;
    void refresh();  // other texts; without any the widget is hidden

  protected:
    void resizeEvent(QResizeEvent *event) override;

  private:
    bool fitsOneLine() const;

    QList<ElidedLabel *> m_labels;
    QBoxLayout *m_column;
    QToolButton *m_more;
    bool m_scarce = false;
    std::optional<bool> m_chosen;  // folded, as a person wants it
};

}  // namespace lexicell::ui

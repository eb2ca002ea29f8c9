// A box of choices in a narrow place: Qt cuts a name that is too long for it mid-letter, this one ends it with "…" and has
// the whole name as its tool tip.
#pragma once

#include <QComboBox>

namespace lexicell::ui {

class ElidedComboBox : public QComboBox {
    Q_OBJECT

  public:
    explicit ElidedComboBox(QWidget *parent = nullptr);

    // The name as it is drawn at the present width.
    QString shownText() const;
    QSize sizeHint() const override;

  protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
};

}  // namespace lexicell::ui

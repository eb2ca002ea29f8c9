// A line of text in a narrow place: it ends with "…" where there is no room for it, and the whole text is its tool tip.
#pragma once

#include <QLabel>

namespace lexicell::ui {

class ElidedLabel : public QLabel {
    Q_OBJECT

  public:
    explicit ElidedLabel(QWidget *parent = nullptr);

    void setElided(bool elided);  // false: as many lines as the text needs, and it can be copied
    bool isElided() const { return !wordWrap(); }
    bool fits(int width) const;  // in one line

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

  private:
    int frameAround() const;  // pixels left and right of the text
};

}  // namespace lexicell::ui

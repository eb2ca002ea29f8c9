// Composition of the selection as bars: name, share and color of the most frequent labels.
#pragma once

#include "ui/workspace/selection_summary.h"

#include <QWidget>

namespace lexicell::ui {

class ShareBars : public QWidget {
    Q_OBJECT

  public:
    using QWidget::QWidget;

    void setShares(std::vector<Share> shares, std::int64_t total);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent *event) override;

  private:
    int rowHeight() const;

    std::vector<Share> m_shares;
    std::int64_t m_total = 0;
};

}  // namespace lexicell::ui

// The messages over the lower edge of the maps: the newest few, each in place until it is dismissed. They lie over the page and
// take no room from it, so that a map does not jump when one comes or goes. Messages of success disappear by themselves.
#pragma once

#include "ui/workspace/notices.h"

#include <QWidget>

class QVBoxLayout;

namespace lexicell::ui {

class BannerList : public QWidget {
    Q_OBJECT

  public:
    // Lies over `page` and follows its size.
    BannerList(Notices &notices, QWidget *page);

    void post(const Notice &notice);

  protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    bool event(QEvent *event) override;

  private:
    void forgetData();
    void remove(QWidget *banner);
    void place();

    QVBoxLayout *m_layout;
};

}  // namespace lexicell::ui

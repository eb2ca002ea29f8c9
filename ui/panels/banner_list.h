// The messages over the lower edge of the maps: the newest few, each in place until it is dismissed. They lie over the page and
// take no room from it, so that a map does not jump when one comes or goes. A result beside the maps is not covered, because its
// last line says how far it can be trusted. Messages of success disappear by themselves.
#pragma once

#include "ui/workspace/notices.h"

#include <QWidget>

#include <functional>

class QVBoxLayout;

namespace lexicell::ui {

class BannerList : public QWidget {
    Q_OBJECT

  public:
    // Lies over `page` and follows its size. `maps`: where they are on it; empty: nowhere.
    BannerList(Notices &notices, QWidget *page, std::function<QRect()> maps);

    void post(const Notice &notice);
    void place();  // anew: the maps are elsewhere

  protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    bool event(QEvent *event) override;

  private:
    void forgetData();
    void remove(QWidget *banner);
    QRect ground() const;

    std::function<QRect()> m_maps;
    QVBoxLayout *m_layout;
};

}  // namespace lexicell::ui

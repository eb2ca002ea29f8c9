// The messages above the maps: the newest few, each in place until it is dismissed. Good news leaves by itself.
#pragma once

#include "ui/notices.h"

#include <QWidget>

class QVBoxLayout;

namespace lexicell::ui {

class BannerList : public QWidget {
    Q_OBJECT

  public:
    explicit BannerList(Notices &notices, QWidget *parent = nullptr);

    void post(const Notice &notice);

  private:
    QVBoxLayout *m_layout;
};

}  // namespace lexicell::ui

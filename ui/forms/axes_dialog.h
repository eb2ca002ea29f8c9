// Which two columns of obs are x and y of a map.
#pragma once

#include "ui/workspace/facts/map_layouts.h"

#include <QDialog>

class QComboBox;

namespace lexicell::ui {

class AxesDialog : public QDialog {
    Q_OBJECT

  public:
    // `columns`: at least two. Starts with the columns of `shown`, if that map is made of columns.
    AxesDialog(const QStringList &columns, const MapSource &shown, QWidget *parent);

  Q_SIGNALS:
    void chosen(const lexicell::ui::MapSource &source);

  private:
    QComboBox *m_x;
    QComboBox *m_y;
};

}  // namespace lexicell::ui

// Below a network: the cut, how many edges reach it beside what chance would share, and which measures' edges are drawn.
#pragma once

#include "ui/views/network/network_model.h"

#include <QWidget>

class QGridLayout;
class QLabel;
class QSlider;
class QToolButton;

namespace lexicell::ui {

class NetworkCutBar : public QWidget {
    Q_OBJECT

  public:
    NetworkCutBar(const NetworkModel &model, QWidget *parent);

    void reflect(const NetworkModel &model);

  Q_SIGNALS:
    void cutChosen(double cut);
    void sourceChosen(std::size_t source, bool shown);

  protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

  private:
    void recolor();
    void breakLines();

    double m_lightest, m_heaviest;
    QString m_weightName;
    QLabel *m_cut = nullptr, *m_count = nullptr;
    QSlider *m_slider = nullptr;
    std::vector<QToolButton *> m_sources;
    QWidget *m_cutPart = nullptr, *m_sourcePart = nullptr;
    QGridLayout *m_lines = nullptr;
    std::vector<std::pair<int, int>> m_places;  // of its three parts
};

}  // namespace lexicell::ui

// Curves as charts: one for each of their axes, one above the other, with a switch for a logarithmic first axis. Scores stand
// below losses, on the same steps.
#pragma once

#include "models/tasks/result.h"

#include <QJsonObject>
#include <QWidget>

#include <vector>

class QCheckBox;
class QPainter;
class QVBoxLayout;

namespace lexicell::ui {

class CurvesChart;

class CurvesPanel : public QWidget {
    Q_OBJECT

  public:
    // The curves must outlive the panel. They may grow, and become others.
    CurvesPanel(const models::tasks::Curves &curves, QWidget *parent);

    void refresh();  // they did
    const std::vector<CurvesChart *> &charts() const { return m_charts; }
    bool hasPicture() const { return !m_charts.empty(); }
    QSizeF pictureSize();
    void paintPicture(QPainter &painter);

    QJsonObject state() const;  // "logarithmic"
    void restore(const QJsonObject &state);

  Q_SIGNALS:
    void stateChanged();

  private:
    void makeCharts();
    void tellWhyNot();

    const models::tasks::Curves &m_curves;
    std::vector<std::string> m_axes;
    std::vector<CurvesChart *> m_charts;
    QVBoxLayout *m_column = nullptr;  // of the charts
    QCheckBox *m_logarithmic;
};

}  // namespace lexicell::ui

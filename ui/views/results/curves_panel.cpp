#include "ui/views/results/curves_panel.h"

#include "ui/views/results/curves_chart.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace lexicell::ui {

namespace {

constexpr int lowest = 160;  // pixels in which charts are scrolled
const QString logarithmicKey = QStringLiteral("logarithmic");

// In the order in which the curves name them.
std::vector<std::string> axesOf(const models::tasks::Curves &curves)
{
    std::vector<std::string> axes;
    for (std::size_t curve = 0; curve < curves.curves.size(); ++curve)
        if (std::find(axes.begin(), axes.end(), curves.axisOf(curve)) == axes.end()) axes.push_back(curves.axisOf(curve));
    return axes;
}

}  // namespace

CurvesPanel::CurvesPanel(const models::tasks::Curves &curves, QWidget *parent)
    : QWidget(parent), m_curves(curves), m_logarithmic(new QCheckBox(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_logarithmic->setObjectName(QStringLiteral("logarithmic"));
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 4, 12, 0);
    row->addWidget(m_logarithmic);
    row->addStretch();
    column->addLayout(row);
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("curvesScroll"));
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setMinimumHeight(lowest);
    auto *charts = new QWidget(scroll);
    m_column = new QVBoxLayout(charts);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    scroll->setWidget(charts);
    column->addWidget(scroll, 1);
    connect(m_logarithmic, &QCheckBox::toggled, this, [this](bool on) {
        if (!m_charts.empty()) {
            m_charts.front()->setLogarithmic(on);
            tellWhyNot();  // it stays enabled as long as it is checked
        }
        Q_EMIT stateChanged();
    });
    makeCharts();
}

void CurvesPanel::makeCharts()
{
    for (CurvesChart *chart : m_charts) delete chart;
    m_charts.clear();
    m_axes = axesOf(m_curves);
    for (const std::string &axis : m_axes) {
        auto *chart = new CurvesChart(m_curves, axis, this);
        m_charts.push_back(chart);
        m_column->addWidget(chart, 1);
    }
    if (m_charts.empty()) return;
    m_charts.front()->setLogarithmic(m_logarithmic->isChecked());
    m_logarithmic->setText(tr("Logarithmic scale: %1").arg(QString::fromStdString(m_axes.front())));
    setFocusProxy(m_charts.front());
    tellWhyNot();
}

void CurvesPanel::refresh()
{
    if (axesOf(m_curves) != m_axes) return makeCharts();
    for (CurvesChart *chart : m_charts) chart->refresh();
    tellWhyNot();
}

void CurvesPanel::tellWhyNot()
{
    const bool may = m_charts.front()->mayBeLogarithmic();
    m_logarithmic->setEnabled(may || m_logarithmic->isChecked());
    m_logarithmic->setToolTip(may ? tr("Powers of ten at equal distances, for values that differ by much.")
                                  : tr("A logarithm needs values above 0, and there is none."));
}

QSizeF CurvesPanel::pictureSize()
{
    QSizeF size;
    for (CurvesChart *chart : m_charts) {
        const QSizeF one = chart->pictureSize();
        size = {std::max(size.width(), one.width()), size.height() + one.height()};
    }
    return size;
}

void CurvesPanel::paintPicture(QPainter &painter)
{
    painter.save();
    for (CurvesChart *chart : m_charts) {
        const double height = chart->pictureSize().height();
        chart->paintPicture(painter);
        painter.translate(0, height);
    }
    painter.restore();
}

QJsonObject CurvesPanel::state() const { return {{logarithmicKey, m_logarithmic->isChecked()}}; }

void CurvesPanel::restore(const QJsonObject &state)
{
    if (!m_logarithmic->isEnabled()) return;
    const QSignalBlocker quiet(m_logarithmic);
    m_logarithmic->setChecked(state[logarithmicKey].toBool());
    if (!m_charts.empty()) m_charts.front()->setLogarithmic(m_logarithmic->isChecked());
}

}  // namespace lexicell::ui

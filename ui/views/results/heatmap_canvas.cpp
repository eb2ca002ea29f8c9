#include "ui/views/results/heatmap_canvas.h"

#include "ui/look/number_text.h"
#include "ui/widgets/hover_tip.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

namespace {

constexpr double zoomStep = 1.25, leastZoom = 0.25, mostZoom = 8;
constexpr int outline = 3;  // around the current cell, pixels

}  // namespace

HeatmapCanvas::HeatmapCanvas(const models::tasks::Heatmap &heatmap, QWidget *parent) : QWidget(parent), m_heatmap(heatmap)
{
    setObjectName(QStringLiteral("heatmapCanvas"));
    setAccessibleName(tr("Heat map of %1").arg(QString::fromStdString(heatmap.valueName)));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void HeatmapCanvas::setSpace(const QSize &space)
{
    if (space == m_space) return;
    m_space = space;
    replan();
}

void HeatmapCanvas::setZoom(double zoom)
{
    m_zoom = std::clamp(zoom, leastZoom, mostZoom);
    replan();
}

void HeatmapCanvas::replan()
{
    m_plan = planHeatmap(m_heatmap, m_space, m_zoom);
    m_figureRatio = 0;
    setMinimumSize(m_plan.size.toSize());  // the area gives it what more there is
    update();
    Q_EMIT planned();
}

QRectF HeatmapCanvas::cellRect(int row, int column) const
{
    return {m_plan.map.left() + column * m_plan.cell.width(), m_plan.map.top() + row * m_plan.cell.height(), m_plan.cell.width(),
            m_plan.cell.height()};
}

void HeatmapCanvas::paintEvent(QPaintEvent *event)
{
    const ThemeColors &theme = themeColors();
    if (m_figureRatio != devicePixelRatioF()) {
        m_figureRatio = devicePixelRatioF();
        m_figure = heatmapFigure(m_heatmap, m_plan, {theme, isDarkTheme(), false, m_figureRatio});
    }
    QPainter painter(this);
    painter.fillRect(event->rect(), theme.map);
    paintFigure(painter, m_figure);
    if (m_row < 0) return;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    // Two lines, so that one of them is seen on any color.
    painter.setPen(QPen(theme.text, 1));
    painter.drawRect(cellRect(m_row, m_column).adjusted(-1, -1, 0, 0));
    painter.setPen(QPen(theme.map, 1));
    painter.drawRect(cellRect(m_row, m_column).adjusted(-2, -2, 1, 1));
}

void HeatmapCanvas::setCurrent(int row, int column)
{
    if (row == m_row && column == m_column) return;
    const auto repaint = [this] {
        if (m_row >= 0) update(cellRect(m_row, m_column).toAlignedRect().adjusted(-outline, -outline, outline, outline));
    };
    repaint();
    m_row = row;
    m_column = column;
    repaint();
}

bool HeatmapCanvas::isBlank(int row, int column) const
{
    return std::isinf(
        m_heatmap.values[static_cast<std::size_t>(row) * m_heatmap.columns.size() + static_cast<std::size_t>(column)]);
}

void HeatmapCanvas::showTip(const QPoint &global)
{
    if (isBlank(m_row, m_column)) return QToolTip::hideText();
    const auto row = static_cast<std::size_t>(m_row), column = static_cast<std::size_t>(m_column);
    const QStringList own{QString::fromStdString(m_heatmap.rows[row]) + QStringLiteral(" × ") +
                              QString::fromStdString(m_heatmap.columns[column]),
                          QString::fromStdString(m_heatmap.valueName) + QStringLiteral(": ") +
                              valueText(m_heatmap.values[row * m_heatmap.columns.size() + column])};
    const QStringList facts = m_facts ? m_facts(m_row, m_column) : own;
    setAccessibleDescription(facts.join(QStringLiteral(", ")));
    showFacts(global, facts, this);
}

void HeatmapCanvas::pointAt(const QPointF &position)
{
    const QPointF in = position - m_plan.map.topLeft();
    setCurrent(std::min(static_cast<int>(in.y() / m_plan.cell.height()), static_cast<int>(m_heatmap.rows.size()) - 1),
               std::min(static_cast<int>(in.x() / m_plan.cell.width()), static_cast<int>(m_heatmap.columns.size()) - 1));
}

void HeatmapCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_plan.map.contains(event->position())) {
        setCurrent(-1, -1);
        QToolTip::hideText();
        return;
    }
    pointAt(event->position());
    showTip(event->globalPosition().toPoint());
}

void HeatmapCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_plan.map.contains(event->position())) return;
    pointAt(event->position());
    if (!isBlank(m_row, m_column)) Q_EMIT cellPicked(m_row, m_column);
}

void HeatmapCanvas::wheelEvent(QWheelEvent *event)
{
    if (!(event->modifiers() & Qt::ControlModifier)) {
        event->ignore();  // the area scrolls
        return;
    }
    setZoom(m_zoom * std::pow(zoomStep, event->angleDelta().y() / 120.0));
    event->accept();
}

void HeatmapCanvas::keyPressEvent(QKeyEvent *event)
{
    const int lastRow = static_cast<int>(m_heatmap.rows.size()) - 1, lastColumn = static_cast<int>(m_heatmap.columns.size()) - 1;
    int row = std::max(m_row, 0), column = std::max(m_column, 0);
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: setZoom(m_zoom * zoomStep); return;
    case Qt::Key_Minus: setZoom(m_zoom / zoomStep); return;
    case Qt::Key_0: setZoom(1); return;
    case Qt::Key_Up: row = std::max(0, m_row - 1); break;
    case Qt::Key_Down: row = std::min(lastRow, m_row + 1); break;
    case Qt::Key_Left: column = std::max(0, m_column - 1); break;
    case Qt::Key_Right: column = std::min(lastColumn, m_column + 1); break;
    case Qt::Key_Home: column = 0; break;
    case Qt::Key_End: column = lastColumn; break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_row >= 0 && !isBlank(m_row, m_column)) Q_EMIT cellPicked(m_row, m_column);
        return;
    default: event->ignore(); return;
    }
    setCurrent(row, column);
    const QRect cell = cellRect(row, column).toAlignedRect();
    Q_EMIT cellWanted(cell);
    showTip(mapToGlobal(cell.bottomRight()));
}

void HeatmapCanvas::leaveEvent(QEvent *event)
{
    setCurrent(-1, -1);
    QWidget::leaveEvent(event);
}

void HeatmapCanvas::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange) m_figureRatio = 0;
    if (event->type() == QEvent::FontChange && m_space.isValid()) replan();
    QWidget::changeEvent(event);
}

}  // namespace lexicell::ui

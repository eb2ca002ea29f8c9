#include "ui/views/results/models_canvas.h"

#include "ui/widgets/hover_tip.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace lexicell::ui {

namespace {

constexpr double reach = 9;  // pixels between the pointer and a point

}  // namespace

ModelsCanvas::ModelsCanvas(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("modelsCanvas"));
    setAccessibleName(tr("Genes in two models"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void ModelsCanvas::setAgreement(Agreement agreement)
{
    m_agreement = std::move(agreement);
    m_current = -1;
    replan();
}

void ModelsCanvas::replan()
{
    m_plan = planAgreement(m_agreement, size());
    m_drawn = QPixmap();
    setMinimumSize(planAgreement(m_agreement, QSizeF(0, 0)).size.toSize());
    update();
}

QPoint ModelsCanvas::placeOf(const QString &gene) const
{
    for (const AgreementPoint &point : m_agreement.points)
        if (point.gene == gene) return m_plan.at(point.x, point.y).toPoint();
    return {-1, -1};
}

void ModelsCanvas::paintEvent(QPaintEvent *event)
{
    const ThemeColors &theme = themeColors();
    if (m_drawn.isNull() || m_drawn.devicePixelRatio() != devicePixelRatioF()) {
        m_drawn = QPixmap(size() * devicePixelRatioF());
        m_drawn.setDevicePixelRatio(devicePixelRatioF());
        m_drawn.fill(theme.map);
        QPainter all(&m_drawn);
        paintFigure(all, agreementFigure(m_agreement, m_plan, theme));
    }
    QPainter painter(this);
    painter.fillRect(event->rect(), theme.map);
    painter.drawPixmap(0, 0, m_drawn);
    if (m_current < 0) return;
    const AgreementPoint &point = m_agreement.points[static_cast<std::size_t>(m_current)];
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.text, 1.6));
    painter.drawEllipse(m_plan.at(point.x, point.y), agreementDot + 3, agreementDot + 3);
}

int ModelsCanvas::pointAt(const QPointF &position) const
{
    int nearest = -1;
    double least = reach * reach;
    for (std::size_t i = 0; i < m_agreement.points.size(); ++i) {
        const QPointF apart = m_plan.at(m_agreement.points[i].x, m_agreement.points[i].y) - position;
        if (const double distance = QPointF::dotProduct(apart, apart); distance <= least) {
            least = distance;
            nearest = static_cast<int>(i);
        }
    }
    return nearest;
}

void ModelsCanvas::setCurrent(int point)
{
    if (point == m_current) return;
    m_current = point;
    update();
}

void ModelsCanvas::showTip(const QPoint &global)
{
    const AgreementPoint &point = m_agreement.points[static_cast<std::size_t>(m_current)];
    const QStringList facts = m_facts ? m_facts(point) : QStringList{point.gene};
    setAccessibleDescription(facts.join(QStringLiteral(", ")));
    showFacts(global, facts, this);
}

void ModelsCanvas::pick()
{
    if (m_current >= 0) Q_EMIT itemPicked(QStringLiteral("gene"), m_agreement.points[static_cast<std::size_t>(m_current)].gene);
}

void ModelsCanvas::mouseMoveEvent(QMouseEvent *event)
{
    setCurrent(pointAt(event->position()));
    setCursor(m_current >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (m_current >= 0) showTip(event->globalPosition().toPoint());
    else QToolTip::hideText();
}

void ModelsCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) return;
    setCurrent(pointAt(event->position()));
    pick();
}

void ModelsCanvas::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(m_agreement.points.size()) - 1;
    int point = m_current;
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Down: point = std::min(last, point + 1); break;
    case Qt::Key_Left:
    case Qt::Key_Up: point = std::max(0, point - 1); break;
    case Qt::Key_Home: point = 0; break;
    case Qt::Key_End: point = last; break;
    case Qt::Key_Return:
    case Qt::Key_Enter: return pick();
    default: event->ignore(); return;
    }
    if (point < 0 || last < 0) return;
    setCurrent(point);
    const AgreementPoint &now = m_agreement.points[static_cast<std::size_t>(point)];
    showTip(mapToGlobal(m_plan.at(now.x, now.y).toPoint()));
}

void ModelsCanvas::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    replan();
}

void ModelsCanvas::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) {
        m_drawn = QPixmap();
        update();
    }
    QWidget::changeEvent(event);
}

void ModelsCanvas::leaveEvent(QEvent *event)
{
    setCurrent(-1);
    QWidget::leaveEvent(event);
}

}  // namespace lexicell::ui

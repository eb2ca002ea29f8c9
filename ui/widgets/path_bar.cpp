#include "ui/widgets/path_bar.h"

#include "ui/look/theme.h"
#include "ui/look/icon.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace lexicell::ui {
namespace {

constexpr int markSize = 16;
constexpr int stepPadding = 3 * themeGrid;
constexpr int connector = 6 * themeGrid, shortConnector = themeGrid;  // the line between two steps

QString stateName(PathBar::State state)
{
    switch (state) {
    case PathBar::State::Running: return PathBar::tr("running");
    case PathBar::State::Done: return PathBar::tr("done");
    case PathBar::State::Attention: return PathBar::tr("needs attention");
    case PathBar::State::ToDo: break;
    }
    return PathBar::tr("to do");
}

void paintMark(QPainter &painter, const QRectF &box, const PathBar::Step &step, int number)
{
    const ThemeColors &theme = themeColors();
    painter.setBrush(Qt::NoBrush);
    switch (step.state) {
    case PathBar::State::Done: icon("check-circle", theme.success).paint(&painter, box.toRect()); return;
    case PathBar::State::Attention: icon("warning", theme.warning).paint(&painter, box.toRect()); return;
    case PathBar::State::Running: {
        painter.setPen(QPen(theme.border, 2));
        painter.drawEllipse(box.adjusted(1.5, 1.5, -1.5, -1.5));
        painter.setPen(QPen(theme.accent, 2, Qt::SolidLine, Qt::RoundCap));
        const double part = step.progress >= 0 ? std::clamp(step.progress, 0.02, 1.0) : 0.25;
        painter.drawArc(box.adjusted(1.5, 1.5, -1.5, -1.5), 90 * 16, -qRound(part * 360 * 16));
        return;
    }
    case PathBar::State::ToDo: break;
    }
    painter.setPen(QPen(step.enabled ? theme.borderStrong : theme.border, 1.2));
    painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5));
    QFont small = painter.font();
    const QFont before = small;
    small.setPointSizeF(small.pointSizeF() * 0.75);
    painter.setFont(small);
    painter.setPen(theme.textMuted);
    painter.drawText(box, Qt::AlignCenter, QString::number(number));
    painter.setFont(before);
}

}  // namespace

PathBar::PathBar(QWidget *parent) : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(tr("Path of the analysis"));
}

void PathBar::setSteps(std::vector<Step> steps)
{
    m_steps = std::move(steps);
    m_focused = std::clamp(m_focused, 0, std::max(0, stepCount() - 1));
    describe();
    updateGeometry();
    update();
}

void PathBar::setStep(int index, const Step &step)
{
    if (index < 0 || index >= stepCount()) return;
    m_steps[static_cast<std::size_t>(index)] = step;
    describe();
    updateGeometry();
    update();
}

void PathBar::setCurrent(int index)
{
    m_current = index;
    update();
}

void PathBar::describe()
{
    QStringList parts;
    for (const Step &step : m_steps)
        parts << step.title + ": " + (step.enabled || step.whyNot.isEmpty() ? stateName(step.state) : step.whyNot);
    setAccessibleDescription(parts.join(", "));
}

PathBar::Fit PathBar::fit() const
{
    for (const Fit fit : {Fit::Notes, Fit::Titles, Fit::Close})
        if (widthIn(fit) <= width()) return fit;
    return Fit::Marks;
}

int PathBar::widthIn(Fit fit) const
{
    int w = 4 * themeGrid;
    for (const Step &step : m_steps) w += stepWidth(step, fit) + (fit < Fit::Close ? connector : shortConnector);
    return w;
}

QString PathBar::stepText(const Step &step, Fit fit) const
{
    if (fit == Fit::Marks) return {};
    return step.note.isEmpty() || fit != Fit::Notes ? step.title : step.title + "  ·  " + step.note;
}

int PathBar::stepWidth(const Step &step, Fit fit) const
{
    const QString text = stepText(step, fit);
    return 2 * stepPadding + markSize + (text.isEmpty() ? 0 : 2 * themeGrid + fontMetrics().horizontalAdvance(text) + 2);
}

QRect PathBar::stepRect(int index) const
{
    const Fit now = fit();
    int x = 2 * themeGrid;
    for (int i = 0; i < stepCount(); ++i) {
        const int w = stepWidth(m_steps[static_cast<std::size_t>(i)], now);
        if (i == index) return {x, themeGrid, w, height() - 2 * themeGrid};
        x += w + (now < Fit::Close ? connector : shortConnector);
    }
    return {};
}

QSize PathBar::sizeHint() const { return {widthIn(Fit::Notes), std::max(fontMetrics().height(), markSize) + 5 * themeGrid}; }

QSize PathBar::minimumSizeHint() const { return {40 * themeGrid, sizeHint().height()}; }

void PathBar::paintStep(QPainter &painter, int index) const
{
    const ThemeColors &theme = themeColors();
    const Step &step = m_steps[static_cast<std::size_t>(index)];
    const QRect box = stepRect(index);
    const bool current = index == m_current;
    const bool hovered = index == m_hovered && step.enabled;
    const bool focused = hasFocus() && index == m_focused;
    painter.setPen(focused ? QPen(theme.accent, 1.5) : Qt::NoPen);
    painter.setBrush(current ? theme.accentSoft : hovered ? theme.raised : QColor(Qt::transparent));
    painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 6, 6);

    const QRectF mark(box.left() + stepPadding, box.center().y() - markSize / 2.0 + 0.5, markSize, markSize);
    paintMark(painter, mark, step, index + 1);
    const Fit now = fit();
    if (now == Fit::Marks) return;
    const QRect textBox = box.adjusted(stepPadding + markSize + 2 * themeGrid, 0, 0, 0);
    painter.setPen(!step.enabled ? theme.textMuted : current ? theme.accent : theme.text);
    painter.drawText(textBox, Qt::AlignVCenter | Qt::AlignLeft, step.title);
    if (step.note.isEmpty() || now != Fit::Notes) return;
    const int offset = painter.fontMetrics().horizontalAdvance(step.title);
    painter.setPen(step.state == State::Attention ? theme.warning : theme.textMuted);
    painter.drawText(textBox.adjusted(offset, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, "  ·  " + step.note);
}

void PathBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < stepCount(); ++i) {
        paintStep(painter, i);
        if (i + 1 == stepCount() || fit() >= Fit::Close) continue;
        const QRect box = stepRect(i);
        painter.setPen(QPen(themeColors().border, 1));
        const double y = box.center().y() + 0.5;
        painter.drawLine(QPointF(box.right() + 3, y), QPointF(box.right() + connector - 2, y));
    }
}

int PathBar::stepAt(const QPoint &position) const
{
    for (int i = 0; i < stepCount(); ++i)
        if (stepRect(i).contains(position)) return i;
    return -1;
}

void PathBar::mousePressEvent(QMouseEvent *event)
{
    const int index = stepAt(event->position().toPoint());
    if (event->button() != Qt::LeftButton || index < 0 || !m_steps[static_cast<std::size_t>(index)].enabled) return;
    m_focused = index;
    Q_EMIT stepClicked(index);
}

void PathBar::mouseMoveEvent(QMouseEvent *event)
{
    const int index = stepAt(event->position().toPoint());
    if (index == m_hovered) return;
    m_hovered = index;
    update();
}

void PathBar::leaveEvent(QEvent *)
{
    m_hovered = -1;
    update();
}

void PathBar::keyPressEvent(QKeyEvent *event)
{
    const int step = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (step != 0) {
        m_focused = std::clamp(m_focused + step, 0, std::max(0, stepCount() - 1));
        update();
        return;
    }
    const bool activate = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space;
    if (activate && m_focused < stepCount() && m_steps[static_cast<std::size_t>(m_focused)].enabled) {
        Q_EMIT stepClicked(m_focused);
        return;
    }
    QWidget::keyPressEvent(event);
}

bool PathBar::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int index = stepAt(help->pos());
        if (index < 0) return QWidget::event(event);
        const Step &step = m_steps[static_cast<std::size_t>(index)];
        QString text = step.enabled || step.whyNot.isEmpty() ? step.title + ": " + stateName(step.state) : step.whyNot;
        if (!step.note.isEmpty()) text += " · " + step.note;
        QToolTip::showText(help->globalPos(), text, this, stepRect(index));
        return true;
    }
    return QWidget::event(event);
}

}  // namespace lexicell::ui

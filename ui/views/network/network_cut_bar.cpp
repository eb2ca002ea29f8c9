#include "ui/views/network/network_cut_bar.h"

#include "ui/look/icon.h"
#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/views/network/network_look.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

#include <cmath>

namespace lexicell::ui {

namespace {

constexpr int steps = 1000;
constexpr int narrowestSlider = 140, widestSlider = 260, sliderHeight = 20;

}  // namespace

NetworkCutBar::NetworkCutBar(const NetworkModel &model, QWidget *parent)
    : QWidget(parent), m_lightest(model.graph().lightest()), m_heaviest(model.graph().heaviest()),
      m_weightName(QString::fromStdString(model.graph().graph->weightName))
{
    m_cut = new QLabel(this);
    m_cut->setObjectName(QStringLiteral("networkCut"));
    m_cut->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    // As wide as it will be: the slider must not move under the hand.
    m_cut->setMinimumWidth(m_cut->fontMetrics().horizontalAdvance(tr("%1 ≥ %2").arg(m_weightName, QStringLiteral("|0.0000|"))));
    m_slider = new QSlider(Qt::Horizontal, this);
    m_slider->setObjectName(QStringLiteral("networkCutSlider"));
    m_slider->setAccessibleName(tr("Cut: smallest %1 of an edge").arg(m_weightName));
    m_slider->setToolTip(tr("Edges with a smaller weight are not drawn"));
    m_slider->setRange(0, steps);
    m_slider->setPageStep(steps / 20);
    m_slider->setMinimumWidth(narrowestSlider);
    m_slider->setMaximumWidth(widestSlider);
    m_slider->setMinimumHeight(sliderHeight);
    m_slider->setEnabled(m_heaviest > m_lightest);
    if (!m_slider->isEnabled()) m_slider->setToolTip(tr("All edges have the same weight: there is nothing to cut."));
    m_count = new QLabel(this);
    m_count->setObjectName(QStringLiteral("networkCount"));
    m_count->setProperty("muted", true);
    m_count->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // long in some languages: never wider than the view

    m_cutPart = new QWidget(this);
    auto *cut = new QHBoxLayout(m_cutPart);
    cut->setContentsMargins(0, 0, 0, 0);
    cut->setSpacing(2 * themeGrid);
    cut->addWidget(m_cut);
    cut->addWidget(m_slider, 1);
    m_sourcePart = new QWidget(this);
    auto *counts = new QHBoxLayout(m_sourcePart);
    counts->setContentsMargins(0, 0, 0, 0);
    counts->setSpacing(themeGrid);
    const auto &sources = model.graph().sources;
    for (std::size_t source = 0; !sources.empty() && source <= sources.size(); ++source) {
        auto *button = new QToolButton(m_sourcePart);
        button->setObjectName(QStringLiteral("networkSource%1").arg(source));
        button->setCheckable(true);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        connect(button, &QToolButton::clicked, this, [this, source](bool shown) { Q_EMIT sourceChosen(source, shown); });
        counts->addWidget(button);
        m_sources.push_back(button);
    }
    m_sourcePart->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_sourcePart->setVisible(!m_sources.empty());
    m_lines = new QGridLayout(this);
    m_lines->setContentsMargins(3 * themeGrid, themeGrid, 2 * themeGrid, themeGrid);
    m_lines->setHorizontalSpacing(3 * themeGrid);
    m_lines->setVerticalSpacing(0);
    connect(m_slider, &QSlider::valueChanged, this,
            [this](int value) { Q_EMIT cutChosen(m_lightest + (m_heaviest - m_lightest) * value / steps); });
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // breaks its lines rather than keep the view from shrinking
    recolor();
    reflect(model);
}

void NetworkCutBar::reflect(const NetworkModel &model)
{
    const QSignalBlocker quiet(m_slider);
    const double range = m_heaviest - m_lightest;
    m_slider->setValue(range > 0 ? static_cast<int>(std::lround((model.cut() - m_lightest) / range * steps)) : 0);
    const QString name = model.graph().negative ? tr("|%1|").arg(m_weightName) : m_weightName;
    m_cut->setText(tr("%1 ≥ %2").arg(name, valueText(model.cut())));
    m_count->setText(model.countText());
    m_count->setToolTip(model.graph().sources.empty()
                            ? QString()
                            : tr("%1.\nBy chance: edges x edges of the other network / pairs of genes; in proportion to the "
                                 "edges that reach the cut.")
                                  .arg(model.countText()));
    const auto &sources = model.graph().sources;
    for (std::size_t source = 0; source < m_sources.size(); ++source) {
        QToolButton *button = m_sources[source];
        const QString count = countText(static_cast<std::int64_t>(model.visible().bySource[source]));
        button->setText(source == 0 ? tr("alone  %1").arg(count) : tr("also %1  %2").arg(sources[source - 1].title, count));
        button->setAccessibleName(source == 0 ? tr("Edges of %1 alone: %2").arg(m_weightName, count)
                                              : tr("Edges of %1 as well: %2").arg(sources[source - 1].title, count));
        button->setChecked(model.isSourceShown(source));
        button->setToolTip(source == 0
                               ? tr("Edges of %1 that no other measure has. Click to show or hide them.").arg(m_weightName)
                               : tr("Edges that a network of %1 with as many edges has too. Click to show or hide them.")
                                     .arg(sources[source - 1].title));
    }
    breakLines();
}

void NetworkCutBar::recolor()
{
    for (std::size_t source = 0; source < m_sources.size(); ++source)
        m_sources[source]->setIcon(swatchIcon(sourceColor(source, themeColors())));
}

// The cut, the measures and the count stand in one line, or in two or three where one is too narrow.
void NetworkCutBar::breakLines()
{
    int buttons = 0;
    for (const QToolButton *button : m_sources) buttons += button->sizeHint().width() + themeGrid;
    const std::pair<QWidget *, int> parts[] = {
        {m_cutPart, m_cut->minimumWidth() + narrowestSlider + 2 * themeGrid},
        {m_sourcePart, buttons},
        {m_count, m_count->fontMetrics().horizontalAdvance(m_count->text()) + 2 * themeGrid}};
    std::vector<std::pair<int, int>> places;  // line, column
    int line = 0, column = 0, used = 5 * themeGrid;
    for (const auto &[part, needed] : parts) {
        if (column > 0 && used + needed + 3 * themeGrid > width()) {
            ++line;
            column = 0;
            used = 5 * themeGrid;
        }
        places.emplace_back(line, column++);
        used += needed + 3 * themeGrid;
    }
    if (places == m_places) return;
    m_places = places;
    for (std::size_t i = 0; i < places.size(); ++i) {
        QWidget *part = parts[i].first;
        m_lines->removeWidget(part);
        m_lines->addWidget(part, places[i].first, places[i].second, 1, part == m_count ? 3 - places[i].second : 1);
    }
    m_lines->setColumnStretch(2, 1);
}

void NetworkCutBar::resizeEvent(QResizeEvent *event)
{
    breakLines();
    QWidget::resizeEvent(event);
}

void NetworkCutBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) recolor();
    QWidget::changeEvent(event);
}

}  // namespace lexicell::ui

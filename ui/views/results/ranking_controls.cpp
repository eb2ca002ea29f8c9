#include "ui/views/results/ranking_controls.h"

#include "ui/look/icon.h"
#include "ui/look/theme.h"
#include "ui/views/results/knock_out_rankings.h"
#include "ui/widgets/elided_combo_box.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

namespace {

constexpr int narrowestBox = 72, widestBox = 220, narrowestFilter = 60, widestFilter = 200;

const QStringList orderNames{QStringLiteral("evidence"), QStringLiteral("largest-z"), QStringLiteral("smallest-z"),
                             QStringLiteral("effect")};

}  // namespace

std::vector<std::size_t> chosenRows(const models::tasks::Ranking &ranking, RankingOrder order, const QString &filter,
                                    std::size_t most)
{
    std::vector<std::size_t> rows;
    for (std::size_t item = 0; item < ranking.items.size(); ++item)
        if (std::isfinite(ranking.effect[item]) &&
            (filter.isEmpty() || QString::fromStdString(ranking.items[item]).contains(filter, Qt::CaseInsensitive)))
            rows.push_back(item);
    const auto *z = numbersIn(ranking, "z"), *p = numbersIn(ranking, "p");
    // Smaller first, without a number last.
    const auto sort = [&rows](const auto &key) {
        std::stable_sort(rows.begin(), rows.end(), [&key](std::size_t a, std::size_t b) {
            const double x = key(a), y = key(b);
            return std::isnan(x) || std::isnan(y) ? !std::isnan(x) && std::isnan(y) : x < y;
        });
    };
    switch (order) {
    case RankingOrder::Effect: sort([&](std::size_t item) { return -ranking.effect[item]; }); break;
    case RankingOrder::LargestZ:
        if (z) sort([&](std::size_t item) { return -(*z)[item]; });
        break;
    case RankingOrder::SmallestZ:
        if (z) sort([&](std::size_t item) { return (*z)[item]; });
        break;
    case RankingOrder::Evidence:
        if (z) sort([&](std::size_t item) { return -std::abs((*z)[item]); });
        if (p) sort([&](std::size_t item) { return (*p)[item]; });
        break;
    }
    if (rows.size() > most) rows.resize(most);
    return rows;
}

RankingControls::RankingControls(const models::tasks::Ranking &ranking, QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("rankingControls"));
    m_metric = box("rankingMetric", tr("Metric"));
    for (const std::string &metric : metricsIn(ranking)) {
        m_metric->addItem(metricTitle(metric), QString::fromStdString(metric));
        // The one that the task ranked by: "toward (delete)"
        if (ranking.effectName.starts_with(metric + ' ')) m_metric->setCurrentIndex(m_metric->count() - 1);
    }
    m_group = box("rankingGroup", tr("Group of cells"));
    for (const std::string &group : groupsIn(ranking))
        m_group->addItem(group.empty() ? tr("all cells") : QString::fromStdString(group), QString::fromStdString(group));
    m_order = box("rankingOrder", tr("Order"));
    const bool knockOut = isKnockOut(ranking);
    m_order->addItem(tr("By evidence"), static_cast<int>(RankingOrder::Evidence));
    if (knockOut) m_order->addItem(tr("By z, largest first"), static_cast<int>(RankingOrder::LargestZ));
    if (knockOut) m_order->addItem(tr("By z, smallest first"), static_cast<int>(RankingOrder::SmallestZ));
    m_order->addItem(tr("By effect"), static_cast<int>(RankingOrder::Effect));
    m_x = box("volcanoX", tr("Horizontal axis"));
    m_x->addItems({tr("Effect"), tr("z against the null")});
    m_dots = plotButton("showDots", tr("Dots"), QStringLiteral("sort"));
    m_volcano = plotButton("showVolcano", tr("Volcano"), QStringLiteral("chart"));
    m_dots->setChecked(true);
    m_filter = new QLineEdit(this);
    m_filter->setObjectName(QStringLiteral("rankingFilter"));
    m_filter->setPlaceholderText(tr("Find"));
    m_filter->setAccessibleName(tr("Find in the ranking"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMinimumWidth(narrowestFilter);
    m_filter->setMaximumWidth(widestFilter);
    m_filter->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(2 * themeGrid, 2 * themeGrid, 2 * themeGrid, 2 * themeGrid);
    row->setSpacing(2 * themeGrid);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_dots, m_volcano, m_metric, m_group, m_order, m_x})
        row->addWidget(widget);
    row->addWidget(m_filter, 1);
    row->addStretch();
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // a narrow view takes the words from the buttons
    m_metric->setVisible(m_metric->count() > 1);
    m_group->setVisible(m_group->count() > 1);
    m_dots->setVisible(knockOut);
    m_volcano->setVisible(knockOut);
    showFitting();
    for (QComboBox *chosen : {m_metric, m_group})
        connect(chosen, &QComboBox::currentIndexChanged, this, &RankingControls::rankingChanged);
    for (QComboBox *chosen : {m_order, m_x}) connect(chosen, &QComboBox::currentIndexChanged, this, &RankingControls::changed);
    connect(m_filter, &QLineEdit::textChanged, this, &RankingControls::changed);
    connect(m_volcano, &QToolButton::toggled, this, [this] {
        showFitting();
        Q_EMIT changed();
    });
}

QComboBox *RankingControls::box(const char *name, const QString &title)
{
    auto *made = new ElidedComboBox(this);
    made->setObjectName(QLatin1String(name));
    made->setAccessibleName(title);
    made->setToolTip(title);
    made->setMinimumWidth(narrowestBox);
    made->setMaximumWidth(widestBox);
    return made;
}

QToolButton *RankingControls::plotButton(const char *name, const QString &text, const QString &iconName)
{
    auto *button = new QToolButton(this);
    button->setObjectName(QLatin1String(name));
    button->setText(text);
    button->setToolTip(text);
    button->setIcon(icon(iconName));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setCheckable(true);
    button->setAutoExclusive(true);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

void RankingControls::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    for (QToolButton *button : {m_dots, m_volcano}) button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    int needed = 4 * themeGrid - layout()->spacing();
    for (const QWidget *widget : std::initializer_list<QWidget *>{m_dots, m_volcano, m_metric, m_group, m_order, m_x, m_filter})
        if (!widget->isHidden())
            needed += layout()->spacing() +
                      (qobject_cast<const QToolButton *>(widget) ? widget->sizeHint().width() : widget->minimumWidth());
    if (needed <= width()) return;
    for (QToolButton *button : {m_dots, m_volcano}) button->setToolButtonStyle(Qt::ToolButtonIconOnly);
}

// A volcano shows all genes, so that it has no order; its filter rings the genes that it finds.
void RankingControls::showFitting()
{
    m_order->setVisible(!isVolcano());
    m_x->setVisible(isVolcano());
}

std::string RankingControls::chosenMetric() const { return m_metric->currentData().toString().toStdString(); }
std::string RankingControls::group() const { return m_group->currentData().toString().toStdString(); }
QString RankingControls::filter() const { return m_filter->text().trimmed(); }
bool RankingControls::isVolcano() const { return m_volcano->isChecked(); }
bool RankingControls::volcanoOfZ() const { return m_x->currentIndex() == 1; }

RankingOrder RankingControls::order() const { return static_cast<RankingOrder>(m_order->currentData().toInt()); }

QJsonObject RankingControls::state() const
{
    return {{QStringLiteral("metric"), QString::fromStdString(chosenMetric())},
            {QStringLiteral("group"), QString::fromStdString(group())},
            {QStringLiteral("order"), orderNames[static_cast<qsizetype>(order())]},
            {QStringLiteral("filter"), m_filter->text()},
            {QStringLiteral("plot"), isVolcano() ? QStringLiteral("volcano") : QStringLiteral("dots")},
            {QStringLiteral("x"), volcanoOfZ() ? QStringLiteral("z") : QStringLiteral("effect")}};
}

void RankingControls::restore(const QJsonObject &state)
{
    const auto choose = [&state](QComboBox *box, const char *key) {
        if (const int at = box->findData(state[QLatin1String(key)].toString()); at >= 0) box->setCurrentIndex(at);
    };
    choose(m_metric, "metric");
    choose(m_group, "group");
    const auto order = orderNames.indexOf(state[QStringLiteral("order")].toString());
    if (const int at = m_order->findData(static_cast<int>(order)); at >= 0) m_order->setCurrentIndex(at);
    m_x->setCurrentIndex(state[QStringLiteral("x")].toString() == QStringLiteral("z") ? 1 : 0);
    m_filter->setText(state[QStringLiteral("filter")].toString());
    const bool volcano = state[QStringLiteral("plot")].toString() == QStringLiteral("volcano");
    (volcano ? m_volcano : m_dots)->setChecked(true);
}

}  // namespace lexicell::ui

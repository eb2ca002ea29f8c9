#include "ui/panels/legend_panel.h"

#include "ui/workspace/why_not.h"
#include "ui/widgets/legend.h"

#include <QLabel>
#include <QVBoxLayout>

namespace lexicell::ui {

LegendPanel::LegendPanel(Workbench bench, ViewsArea &views, QWidget *parent)
    : QWidget(parent), m_bench(bench), m_views(views), m_legend(new Legend(this))
{
    setObjectName(QStringLiteral("legendPanel"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 4, 4, 4);
    m_empty = new QLabel(tr("Color a map by a column or gene. Its legend is shown here."), this);
    m_empty->setProperty("muted", true);
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignTop);
    layout->addWidget(m_empty);
    layout->addWidget(m_legend);
    showColors();
    connect(&views, &ViewsArea::colorsChanged, this, &LegendPanel::showColors);
    connect(&bench.session.selection(), &Selection::selectionChanged, this, &LegendPanel::showSelected);
    connect(&bench.session.labels(), &Labels::orderChanged, this, &LegendPanel::showColors);
    connect(&bench.session.labels(), &Labels::activeFieldChanged, this, &LegendPanel::showColors);
    connect(&bench.session.journal(), &ProjectJournal::editabilityChanged, this, &LegendPanel::showColors);
    connectLegend();
}

void LegendPanel::connectLegend()
{
    using Kind = LabelEdit::Kind;
    connect(m_legend, &Legend::colorChangeWanted, this, [this](int code, const QColor &color) {
        LabelEdit change{Kind::Color, {}, labelOf(code), {}, color, false, {}, nullptr};
        edit(change);
    });
    connect(m_legend, &Legend::renameWanted, this, [this](int code, const QString &name) {
        edit({Kind::Rename, {}, labelOf(code), name, {}, false, {}, nullptr});
    });
    connect(m_legend, &Legend::mergeWanted, this, [this](const QList<int> &codes, int into) {
        QStringList names;
        for (const int code : codes)
            if (code != into) names << labelOf(code);
        const QString target = labelOf(into);  // by name, because codes change when labels are removed
        for (const QString &name : names) edit({Kind::Merge, {}, name, target, {}, false, {}, nullptr});
    });
    connect(m_legend, &Legend::visibilityWanted, this, [this](const QList<int> &codes, bool visible) {
        for (const int code : codes) edit({Kind::Hide, {}, labelOf(code), {}, {}, !visible, {}, nullptr});
    });
    connect(m_legend, &Legend::onlyWanted, this, [this](const QList<int> &codes) {
        if (!m_views.active() || !m_views.active()->colors().field) return;
        const auto count = static_cast<int>(m_views.active()->colors().field->labels.size());
        for (int code = 0; code < count; ++code)
            edit({Kind::Hide, {}, labelOf(code), {}, {}, !codes.contains(code), {}, nullptr});
    });
    connect(m_legend, &Legend::selectWanted, this, &LegendPanel::select);
    connect(m_legend, &Legend::highlighted, this, &LegendPanel::highlight);
    connect(m_legend, &Legend::orderChanged, this, [this](LegendOrder order) {
        if (const ViewPane *pane = m_views.active(); pane && pane->colors().field)
            m_bench.session.labels().setOrder(pane->colors().field->name, order);
    });
    connect(m_legend, &Legend::colorMapWanted, this, [this](const QString &name) {
        if (m_views.active()) m_views.active()->coloring().setColorMap(name);
    });
    connect(m_legend, &Legend::rangeWanted, this, [this](double low, double high) {
        if (m_views.active()) m_views.active()->coloring().setRange(low, high);
    });
}

void LegendPanel::showColors()
{
    const ViewPane *pane = m_views.active();
    const bool empty = !pane || pane->colors().kind == PaneColors::Kind::None;
    m_empty->setVisible(empty);
    m_legend->setVisible(!empty);
    if (empty) return m_legend->clear();
    const PaneColors &colors = pane->colors();
    if (colors.kind == PaneColors::Kind::Numbers) return m_legend->setContinuous(colors.numbers);
    const LabelField &field = *colors.field;
    m_legend->setOrder(m_bench.session.labels().orderOf(field.name));
    m_legend->setDigits(field.name == m_bench.session.labels().activeField());
    m_legend->setCategories(field.name, legendEntries(field));
    m_legend->setWhyNotEdit(whyNotLabel(m_bench.session));
    showSelected();
}

void LegendPanel::showSelected()
{
    const ViewPane *pane = m_views.active();
    if (!pane || pane->colors().kind != PaneColors::Kind::Labels) return;
    const LabelField &field = *pane->colors().field;
    const auto &selection = m_bench.session.selection().flags();
    std::vector<std::pair<int, std::int64_t>> counts;
    for (int code = missingCode; code < static_cast<int>(field.labels.size()); ++code) counts.emplace_back(code, 0);
    for (std::size_t i = 0; i < selection.size() && i < field.codes.size(); ++i)
        if (selection[i]) ++counts[static_cast<std::size_t>(field.codes[i] - missingCode)].second;
    m_legend->setSelectedCounts(counts);
}

QString LegendPanel::labelOf(int code) const
{
    const LabelFieldPtr field = m_views.active() ? m_views.active()->colors().field : nullptr;
    return field && code >= 0 && code < static_cast<int>(field->labels.size())
               ? field->labels[static_cast<std::size_t>(code)].name
               : QString();
}

void LegendPanel::edit(LabelEdit edit)
{
    if (!m_views.active() || !m_views.active()->colors().field || edit.label.isEmpty()) return;
    edit.field = m_views.active()->colors().field->name;
    const auto done = m_bench.session.labels().edit(edit);
    if (!done.ok()) m_bench.notices.postError(tr("Not changed."), done.error());
}

void LegendPanel::select(const QList<int> &codes)
{
    const LabelFieldPtr field = m_views.active() ? m_views.active()->colors().field : nullptr;
    if (!field) return;
    std::vector<std::uint8_t> selection(field->codes.size());
    for (std::size_t i = 0; i < selection.size(); ++i) selection[i] = codes.contains(field->codes[i]) ? 1 : 0;
    m_bench.session.selection().set(std::move(selection));
}

void LegendPanel::highlight(int code, bool on)
{
    for (ViewPane *pane : m_views.panes()) {
        const LabelFieldPtr field = m_views.active() ? m_views.active()->colors().field : nullptr;
        std::vector<std::uint8_t> cells;
        if (on && field) {
            cells.resize(field->codes.size());
            for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = field->codes[i] == code ? 1 : 0;
        }
        pane->scatter()->setHighlight(std::move(cells));
    }
}

}  // namespace lexicell::ui

// What colours the cells of a pane: a field of labels, a column of numbers or a gene, and what the legend shows for it.
#include "ui/gene_names.h"
#include "ui/obs_columns.h"
#include "ui/panels/colour_by_box.h"
#include "ui/panels/view_pane.h"
#include "ui/theme.h"
#include "ui/views/palettes.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lexicell::ui {

namespace {

// More names than this on one map cover each other and the cells.
constexpr std::size_t mostCaptions = 30;

// `finite` is reordered.
double percentileOf(std::vector<float> &finite, double percent)
{
    if (finite.empty()) return 0.0;
    const auto at = static_cast<std::ptrdiff_t>(std::llround(percent / 100.0 * static_cast<double>(finite.size() - 1)));
    std::nth_element(finite.begin(), finite.begin() + at, finite.end());
    return static_cast<double>(finite[static_cast<std::size_t>(at)]);
}

}  // namespace

std::vector<LegendEntry> legendEntries(const LabelField &field)
{
    const std::vector<std::int64_t> counts = field.counts();
    std::vector<LegendEntry> entries;
    for (std::size_t i = 0; i < field.labels.size(); ++i)
        entries.push_back(
            {static_cast<int>(i), field.labels[i].name, field.labels[i].colour, counts[i], 0, field.labels[i].hidden});
    if (const std::int64_t none = field.unlabelled(); none > 0)
        entries.push_back({missingCode, QObject::tr("unlabelled"), missingColour(isDarkTheme()), none, 0, false});
    return entries;
}

void ViewPane::colourBy(const QString &key)
{
    if (!m_bench.session.hasDataset()) return;
    if (m_pendingRead != 0) m_bench.jobs.cancel(m_pendingRead);
    m_pendingRead = 0;
    m_colourKey = key;
    m_colourBy->setKey(key);
    const data::Dataset &dataset = *m_bench.session.dataset();
    if (const LabelFieldPtr field = m_bench.session.field(key)) {
        showLabels(field);
    } else if (std::vector<float> numbers = numbersOf(dataset, key); !numbers.empty()) {
        showNumbers(std::move(numbers), key, tr("obs column"));
    } else if (const auto gene = findGene(m_bench.session, key); gene >= 0) {
        showGene(gene, key);
    } else {
        m_colours = {};
        m_scatter->setUniformColour();
        m_scatter->setCategoryLabels({});
        Q_EMIT coloursChanged();
    }
    Q_EMIT stateChanged();
}

void ViewPane::showLabels(LabelFieldPtr field)
{
    m_colours = {};
    m_colours.kind = PaneColours::Kind::Labels;
    m_colours.field = std::move(field);
    std::vector<QColor> colours;
    std::vector<bool> hidden;
    std::vector<QString> names;
    for (const Label &label : m_colours.field->labels) {
        colours.push_back(label.colour);
        hidden.push_back(label.hidden);
        names.push_back(label.name);
    }
    const bool captions = m_captioned && names.size() <= mostCaptions;
    m_scatter->setCategories(m_colours.field->codes, std::move(colours), std::move(hidden));
    m_scatter->setCategoryLabels(captions ? names : std::vector<QString>{});
    Q_EMIT coloursChanged();
}

void ViewPane::showGene(std::int64_t gene, const QString &name)
{
    m_pendingRead = m_bench.jobs.start(
        tr("Read %1").arg(name), this,
        [dataset = m_bench.session.dataset(), facts = m_bench.session.facts(), gene](JobContext &) {
            return shownExpression(*dataset, *facts, gene);
        },
        [this, name](Result<std::vector<float>> values) {
            if (name != m_colourKey) return;
            m_pendingRead = 0;
            if (values.ok()) return showNumbers(std::move(*values), name, expressionUnit(*m_bench.session.facts()));
            m_bench.notices.postError(tr("%1 could not be read.").arg(name), values.error());
        },
        JobRunner::Queue::Read);
}

void ViewPane::showNumbers(std::vector<float> values, const QString &title, const QString &unit)
{
    m_values = std::move(values);
    m_colours = {};
    m_colours.kind = PaneColours::Kind::Numbers;
    m_colours.numbers.title = title;
    m_colours.numbers.unit = unit;
    m_scatter->setCategoryLabels({});
    drawNumbers();
}

void ViewPane::drawNumbers()
{
    ContinuousLegend &legend = m_colours.numbers;
    legend.colourMap = m_colourMap;
    legend.lowPercentile = m_lowPercentile;
    legend.highPercentile = m_highPercentile;
    std::vector<float> finite = m_values;
    std::erase_if(finite, [](float value) { return !std::isfinite(value); });
    legend.values = static_cast<std::int64_t>(finite.size());
    legend.missing = static_cast<std::int64_t>(m_values.size() - finite.size());
    const auto [least, most] = std::minmax_element(finite.begin(), finite.end());
    legend.minimum = finite.empty() ? 0.0 : static_cast<double>(*least);
    legend.maximum = finite.empty() ? 0.0 : static_cast<double>(*most);
    legend.low = m_lowPercentile > 0.0 ? percentileOf(finite, m_lowPercentile) : legend.minimum;
    legend.high = m_highPercentile < 100.0 ? percentileOf(finite, m_highPercentile) : legend.maximum;
    // A gene seen in few cells has the same value at both percentiles: the full range shows these few.
    if (legend.high <= legend.low) legend.high = legend.maximum;
    m_scatter->setValues(m_values, m_colourMap, legend.low, legend.high);
    Q_EMIT coloursChanged();
}

void ViewPane::setColourMap(const QString &name)
{
    m_colourMap = name;
    if (m_colours.kind == PaneColours::Kind::Numbers) drawNumbers();
    Q_EMIT stateChanged();
}

void ViewPane::setRange(double lowPercentile, double highPercentile)
{
    m_lowPercentile = lowPercentile;
    m_highPercentile = highPercentile;
    if (m_colours.kind == PaneColours::Kind::Numbers) drawNumbers();
    Q_EMIT stateChanged();
}

void ViewPane::setCaptioned(bool on)
{
    m_captioned = on;
    if (m_colours.kind == PaneColours::Kind::Labels) showLabels(m_colours.field);
}

FigureLegend ViewPane::figureLegend() const
{
    FigureLegend legend;
    legend.title = m_colourKey;
    if (m_colours.kind == PaneColours::Kind::Labels) legend.entries = legendEntries(*m_colours.field);
    if (m_colours.kind == PaneColours::Kind::Numbers) legend.bar = m_colours.numbers;
    return legend;
}

}  // namespace lexicell::ui

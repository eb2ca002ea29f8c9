#include "ui/views/map_coloring.h"

#include "ui/look/palettes.h"
#include "ui/look/theme.h"
#include "ui/workspace/facts/obs_columns.h"
#include "ui/workspace/gene_names.h"
#include "ui/workspace/jobs/job_kinds.h"

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
            {static_cast<int>(i), field.labels[i].name, field.labels[i].color, counts[i], 0, field.labels[i].hidden});
    if (const std::int64_t none = field.unlabeled(); none > 0)
        entries.push_back({missingCode, QObject::tr("unlabeled"), missingColor(isDarkTheme()), none, 0, false});
    return entries;
}

MapColoring::MapColoring(Workbench bench, ScatterView &scatter, QObject *parent)
    : QObject(parent), m_bench(bench), m_scatter(scatter)
{
}

void MapColoring::colorBy(const QString &key)
{
    if (!m_bench.session.data().hasDataset()) return;
    if (m_pendingRead != 0) m_bench.jobs.cancel(m_pendingRead);
    m_pendingRead = 0;
    m_key = key;
    Q_EMIT keyChanged();
    const data::Dataset &dataset = *m_bench.session.data().dataset();
    const auto show = [&] {
        if (const LabelFieldPtr field = m_bench.session.labels().field(key)) return showLabels(field);
        if (std::vector<float> numbers = numbersOf(dataset, key); !numbers.empty())
            return showNumbers(std::move(numbers), key, tr("obs column"));
        if (const auto gene = findGene(m_bench.session, key); gene >= 0 && dataset.x) return showGene(gene, key);
        m_colors = {};
        m_scatter.setUniformColor();
        m_scatter.setCategoryLabels({});
        Q_EMIT colorsChanged();
    };
    show();
    Q_EMIT stateChanged();
}

void MapColoring::showLabels(LabelFieldPtr field)
{
    m_colors = {};
    m_colors.kind = PaneColors::Kind::Labels;
    m_colors.field = std::move(field);
    std::vector<QColor> colors;
    std::vector<bool> hidden;
    std::vector<QString> names;
    for (const Label &label : m_colors.field->labels) {
        colors.push_back(label.color);
        hidden.push_back(label.hidden);
        names.push_back(label.name);
    }
    const bool captions = m_captioned && names.size() <= mostCaptions;
    m_scatter.setCategories(m_colors.field->codes, std::move(colors), std::move(hidden));
    m_scatter.setCategoryLabels(captions ? names : std::vector<QString>{});
    Q_EMIT colorsChanged();
}

void MapColoring::showGene(std::int64_t gene, const QString &name)
{
    // The first gene of a matrix that stays in its file by row: listed, with progress, and the lane of hovers stays free.
    const bool pass = m_bench.session.data().dataset()->x.source().columnNeedsPass();
    m_pendingRead = m_bench.jobs.start(
        {job::geneValues, tr("Read %1").arg(name)}, this,
        [dataset = m_bench.session.data().dataset(), facts = m_bench.session.data().facts(), gene](JobContext &context) {
            return shownExpression(*dataset, *facts, gene, context);
        },
        [this, name](Result<std::vector<float>> values) {
            if (name != m_key) return;
            m_pendingRead = 0;
            if (values.ok()) return showNumbers(std::move(*values), name, expressionUnit(*m_bench.session.data().facts()));
            m_bench.notices.postError(tr("%1 could not be read.").arg(name), values.error());
        },
        pass ? JobRunner::Lane::Files : JobRunner::Lane::Interactive);
}

void MapColoring::showNumbers(std::vector<float> values, const QString &title, const QString &unit)
{
    m_values = std::move(values);
    m_colors = {};
    m_colors.kind = PaneColors::Kind::Numbers;
    m_colors.numbers.title = title;
    m_colors.numbers.unit = unit;
    m_scatter.setCategoryLabels({});
    drawNumbers();
}

void MapColoring::drawNumbers()
{
    ContinuousLegend &legend = m_colors.numbers;
    legend.colorMap = m_colorMap;
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
    // A gene found in few cells has the same value at both percentiles. The full range then shows these cells.
    if (legend.high <= legend.low) legend.high = legend.maximum;
    m_scatter.setValues(m_values, m_colorMap, legend.low, legend.high);
    m_scatter.setScale(legend);
    Q_EMIT colorsChanged();
}

void MapColoring::setColorMap(const QString &name)
{
    m_colorMap = name;
    if (m_colors.kind == PaneColors::Kind::Numbers) drawNumbers();
    Q_EMIT stateChanged();
}

void MapColoring::setRange(double lowPercentile, double highPercentile)
{
    m_lowPercentile = lowPercentile;
    m_highPercentile = highPercentile;
    if (m_colors.kind == PaneColors::Kind::Numbers) drawNumbers();
    Q_EMIT stateChanged();
}

void MapColoring::setCaptioned(bool on)
{
    m_captioned = on;
    if (m_colors.kind == PaneColors::Kind::Labels) showLabels(m_colors.field);
}

FigureLegend MapColoring::legend() const
{
    FigureLegend legend;
    legend.title = m_key;
    if (m_colors.kind == PaneColors::Kind::Labels) legend.entries = legendEntries(*m_colors.field);
    if (m_colors.kind == PaneColors::Kind::Numbers) legend.bar = m_colors.numbers;
    return legend;
}

QJsonObject MapColoring::state() const
{
    return {{"color-by", m_key}, {"color-map", m_colorMap}, {"low", m_lowPercentile}, {"high", m_highPercentile}};
}

void MapColoring::restore(const QJsonObject &state)
{
    // Written before schema 3: "colour-…".
    const auto saved = [&](const char *key, const char *former) {
        return state[state.contains(QLatin1String(key)) ? QLatin1String(key) : QLatin1String(former)].toString();
    };
    if (const QString map = saved("color-map", "colour-map"); !map.isEmpty()) m_colorMap = map;
    m_lowPercentile = state["low"].toDouble(0.0);
    m_highPercentile = state["high"].toDouble(100.0);
    colorBy(saved("color-by", "colour-by"));
}

}  // namespace lexicell::ui

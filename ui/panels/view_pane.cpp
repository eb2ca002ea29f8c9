#include "ui/panels/view_pane.h"

#include "core/base/provenance.h"
#include "ui/gene_names.h"
#include "ui/obs_columns.h"
#include "ui/panels/colour_by_box.h"
#include "ui/theme.h"
#include "ui/views/palettes.h"
#include "ui/widgets/icon.h"

#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::ui {

namespace {

// More names than this on one map cover each other and the cells.
constexpr std::size_t mostCaptions = 30;

QToolButton *headerButton(const QString &iconName, const QString &tip, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon(iconName));
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setAutoRaise(true);
    return button;
}

// `finite` is reordered.
double percentileOf(std::vector<float> &finite, double percent)
{
    if (finite.empty()) return 0.0;
    const auto at = static_cast<std::ptrdiff_t>(std::llround(percent / 100.0 * static_cast<double>(finite.size() - 1)));
    std::nth_element(finite.begin(), finite.begin() + at, finite.end());
    return static_cast<double>(finite[static_cast<std::size_t>(at)]);
}

}  // namespace

QString embeddingTitle(const Session &session, const QString &key)
{
    const data::Element *record = session.hasDataset() ? session.dataset()->uns.find("lexicell") : nullptr;
    const auto *text = record ? record->as<data::StringArray>() : nullptr;
    const bool inFile = text && !text->values.empty() && text->values.front().find("obsm/X_umap\"") != std::string::npos;
    const auto ours = inFile || std::any_of(session.runs().begin(), session.runs().end(), [](const RunRecord &run) {
                          return (run.step == QStringLiteral("analyze") || run.step == QStringLiteral("umap")) &&
                                 run.options["rep"].toString().isEmpty();
                      });
    if (key == QStringLiteral("X_umap")) return ours ? QObject::tr("UMAP · PCA baseline") : QObject::tr("UMAP");
    if (key.startsWith(QStringLiteral("X_umap_"))) return QObject::tr("UMAP · %1").arg(key.mid(7));
    if (key.compare(QStringLiteral("X_tsne"), Qt::CaseInsensitive) == 0) return QObject::tr("t-SNE");
    if (key == QStringLiteral("X_pca")) return QObject::tr("PCA (first two)");
    return key.startsWith(QStringLiteral("X_")) ? key.mid(2) : key;
}

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

ViewPane::ViewPane(Workbench bench, QWidget *parent) : QFrame(parent), m_bench(bench)
{
    setObjectName(QStringLiteral("viewPane"));
    setProperty("pane", true);
    build();
    reloadLists();
    connect(&m_bench.session, &Session::selectionChanged, this, [this] { m_scatter->setSelection(m_bench.session.selection()); });
    connect(&m_bench.session, &Session::fieldListChanged, this, &ViewPane::reloadLists);
    connect(&m_bench.session, &Session::resultsAdded, this, &ViewPane::reloadLists);
    connect(&m_bench.session, &Session::fieldChanged, this, [this](const QString &name) {
        if (name == m_colourKey) colourBy(name);
        showVisible();
    });
    connect(&m_bench.session, &Session::cellsReplaced, this, [this] {
        reloadLists();
        refresh();
    });
}

void ViewPane::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *header = new QWidget(this);
    header->setObjectName(QStringLiteral("viewHeader"));
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(8, 4, 4, 4);
    row->setSpacing(4);

    m_embeddings = new QComboBox(header);
    m_embeddings->setObjectName(QStringLiteral("embedding"));
    m_embeddings->setAccessibleName(tr("Map shown"));
    m_embeddings->setToolTip(tr("Which coordinates the cells are drawn at (obsm)."));
    // Long names give way, so that two views and both side bars fit beside each other.
    m_embeddings->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_embeddings->setMinimumWidth(135);
    m_colourBy = new ColourByBox(m_bench.session, header);
    auto *by = new QLabel(tr("by"), header);
    by->setProperty("muted", true);
    auto *save = headerButton(QStringLiteral("image"), tr("Export this figure as PNG or SVG…"), header);
    save->setObjectName(QStringLiteral("exportFigure"));
    auto *split = headerButton(QStringLiteral("layout"), tr("Another view of these cells beside this one"), header);
    auto *close = headerButton(QStringLiteral("close"), tr("Close this view"), header);
    close->setObjectName(QStringLiteral("closeView"));
    row->addWidget(m_embeddings);
    row->addWidget(by);
    row->addWidget(m_colourBy, 1);
    row->addWidget(save);
    row->addWidget(split);
    row->addWidget(close);

    m_scatter = new ScatterView(this);
    m_scatter->setObjectName(QStringLiteral("scatter"));
    m_scatter->setDark(isDarkTheme());
    m_scatter->installEventFilter(this);
    header->installEventFilter(this);
    layout->addWidget(header);
    layout->addWidget(m_scatter, 1);

    connect(m_embeddings, &QComboBox::activated, this, [this](int index) {
        setEmbedding(m_embeddings->itemData(index).toString());
        Q_EMIT activated();
    });
    connect(m_colourBy, &ColourByBox::keyChosen, this, [this](const QString &key) {
        Q_EMIT activated();
        colourBy(key);
        m_scatter->setFocus();
    });
    connect(m_colourBy, &ColourByBox::unknownTyped, this, [this](const QString &text) {
        m_bench.notices.post(
            {Tone::Warning,
             tr("Nothing is called “%1”.").arg(text),
             tr("Type an obs column, a gene symbol, one of its aliases, or an Ensembl id of a gene in these data."),
             {}});
    });
    connect(save, &QToolButton::clicked, this, &ViewPane::exportFigure);
    connect(split, &QToolButton::clicked, this, &ViewPane::splitWanted);
    connect(close, &QToolButton::clicked, this, &ViewPane::closeWanted);
    connect(m_scatter, &ScatterView::selectionDrawn, this, &ViewPane::selectionDrawn);
    connect(m_scatter, &ScatterView::cellHovered, this, &ViewPane::cellHovered);
    connect(m_scatter, &ScatterView::cellClicked, this, [this](std::int64_t cell) {
        if (cell < 0) m_bench.session.setSelection({});
    });
    connect(m_scatter, &ScatterView::contextMenuWanted, this, &ViewPane::contextMenuWanted);
}

bool ViewPane::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::FocusIn) Q_EMIT activated();
    return QFrame::eventFilter(watched, event);
}

void ViewPane::setActive(bool active)
{
    if (property("active").toBool() == active) return;
    setProperty("active", active);
    QWidget *header = findChild<QWidget *>(QStringLiteral("viewHeader"));
    header->setProperty("active", active);
    for (QWidget *widget : {static_cast<QWidget *>(this), header}) {
        widget->style()->unpolish(widget);
        widget->style()->polish(widget);
    }
}

void ViewPane::reloadLists()
{
    const QSignalBlocker block(m_embeddings);
    m_embeddings->clear();
    for (const QString &key : m_bench.session.embeddings()) {
        m_embeddings->addItem(embeddingTitle(m_bench.session, key), key);
        m_embeddings->setItemData(m_embeddings->count() - 1, QStringLiteral("obsm[\"%1\"]").arg(key), Qt::ToolTipRole);
    }
    m_embeddings->setCurrentIndex(m_embeddings->findData(m_embedding));
    m_colourBy->reload();
}

QString ViewPane::title() const { return embeddingTitle(m_bench.session, m_embedding); }

void ViewPane::setEmbedding(const QString &key)
{
    m_embedding = key;
    const QSignalBlocker block(m_embeddings);
    m_embeddings->setCurrentIndex(m_embeddings->findData(key));
    loadPoints();
    Q_EMIT stateChanged();
}

void ViewPane::loadPoints()
{
    if (!m_bench.session.hasDataset()) return;
    const auto embedding = m_bench.session.dataset()->embedding(m_embedding.toStdString());
    if (!embedding.ok()) return;
    const std::vector<float> all = embedding->toFloat();
    const auto dimensions = static_cast<std::size_t>(embedding->dim(1));
    std::vector<float> points;
    points.reserve(all.size() / dimensions * 2);
    for (std::size_t i = 0; i + 1 < all.size(); i += dimensions) points.insert(points.end(), {all[i], all[i + 1]});
    const QString title = embeddingTitle(m_bench.session, m_embedding);
    const QString axis = title.section(QStringLiteral(" "), 0, 0);
    m_scatter->setAxisNames(axis + QStringLiteral(" 1"), axis + QStringLiteral(" 2"));
    m_scatter->setTag(m_bench.session.facts()->simulated ? tr("simulated data") : QString());
    m_scatter->setPoints(std::move(points));
    m_scatter->setSelection(m_bench.session.selection());
    showVisible();
    m_scatter->zoomToFit();
}

// A label that is hidden hides its cells in every view, whatever colours them.
void ViewPane::showVisible()
{
    std::vector<std::uint8_t> visible = m_bench.session.hiddenCells();
    for (auto &flag : visible) flag = flag ? 0 : 1;
    m_scatter->setVisibleCells(std::move(visible));
}

FigureLegend ViewPane::figureLegend() const
{
    FigureLegend legend;
    legend.title = m_colourKey;
    if (m_colours.kind == PaneColours::Kind::Labels) legend.entries = legendEntries(*m_colours.field);
    if (m_colours.kind == PaneColours::Kind::Numbers) legend.bar = m_colours.numbers;
    return legend;
}

void ViewPane::refresh()
{
    loadPoints();
    colourBy(m_colourKey);
}

void ViewPane::refreshTheme()
{
    m_scatter->setDark(isDarkTheme());
    colourBy(m_colourKey);
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
    } else if (const auto gene = findGene(dataset, m_bench.session.geneTable(), key); gene >= 0) {
        showGene(gene, key);
    } else {
        m_colours = {};
        m_scatter->setUniformColour();
        m_scatter->setCategoryLabels({});
        Q_EMIT coloursChanged();
    }
    Q_EMIT stateChanged();
}

void ViewPane::showLabels(const LabelFieldPtr &field)
{
    m_colours = {};
    m_colours.kind = PaneColours::Kind::Labels;
    m_colours.field = field;
    std::vector<QColor> colours;
    std::vector<bool> hidden;
    std::vector<QString> names;
    for (const Label &label : field->labels) {
        colours.push_back(label.colour);
        hidden.push_back(label.hidden);
        names.push_back(label.name);
    }
    const bool captions = m_captioned && names.size() <= mostCaptions;
    m_scatter->setCategories(field->codes, std::move(colours), std::move(hidden));
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

QJsonObject ViewPane::state() const
{
    return {{"embedding", m_embedding},
            {"colour-by", m_colourKey},
            {"colour-map", m_colourMap},
            {"low", m_lowPercentile},
            {"high", m_highPercentile}};
}

void ViewPane::restore(const QJsonObject &state)
{
    m_colourMap = state["colour-map"].toString(m_colourMap);
    m_lowPercentile = state["low"].toDouble(0.0);
    m_highPercentile = state["high"].toDouble(100.0);
    if (m_bench.session.embeddings().contains(state["embedding"].toString())) setEmbedding(state["embedding"].toString());
    colourBy(state["colour-by"].toString());
}

void ViewPane::exportFigure()
{
    QString name = QFileInfo(m_bench.session.facts()->identity.path).completeBaseName() + QLatin1Char('_') + m_embedding.mid(2);
    if (!m_colourKey.isEmpty()) name += QLatin1Char('_') + m_colourKey;
    const QString file = QFileDialog::getSaveFileName(this, tr("Export figure"), name + QStringLiteral(".png"),
                                                      tr("PNG picture (*.png);;SVG drawing (*.svg);;PDF (*.pdf)"));
    if (file.isEmpty()) return;
    const auto written = exportTo(file);
    if (written.ok()) m_bench.notices.post({Tone::Success, tr("Figure written to %1.").arg(file), {}, {}});
    else m_bench.notices.postError(tr("The figure could not be exported."), written.error());
}

Result<void> ViewPane::exportTo(const QString &file)
{
    FigureOptions options;
    options.title = m_colourKey.isEmpty() ? title() : tr("%1, coloured by %2").arg(title(), m_colourKey);
    options.caption = QFileInfo(m_bench.session.facts()->identity.path).fileName();
    options.simulated = m_bench.session.facts()->simulated;
    options.legend = figureLegend();
    options.provenance =
        tr("Lexicell %1; %2; obsm %3; coloured by %4")
            .arg(QLatin1String(version()), m_bench.session.facts()->identity.fingerprint, m_embedding, m_colourKey);
    return m_scatter->exportFigure(file, options);
}

}  // namespace lexicell::ui

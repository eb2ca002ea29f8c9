#include "ui/views/view_pane.h"

#include "core/base/provenance.h"
#include "ui/forms/axes_dialog.h"
#include "ui/views/color_by_box.h"
#include "ui/views/shift_arrows.h"
#include "ui/workspace/save_place.h"
#include "ui/look/theme.h"
#include "ui/widgets/elided_combo_box.h"
#include "ui/look/icon.h"
#include "ui/widgets/key_drag.h"

#include <QDragEnterEvent>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QRegularExpression>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

namespace {

constexpr int narrowestMap = 64, narrowestColor = 104;  // a short name and the arrow; what colors the cells is read more often

QToolButton *headerButton(const QString &iconName, const QString &tip, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon(iconName));
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setAutoRaise(true);
    return button;
}

std::int64_t withoutPlace(const std::vector<float> &places)
{
    std::int64_t count = 0;
    for (std::size_t i = 0; i + 1 < places.size(); i += 2)
        if (!std::isfinite(places[i]) || !std::isfinite(places[i + 1])) ++count;
    return count;
}

QString withoutPlaceText(std::int64_t cells)
{
    return cells == 1 ? QObject::tr("1 cell has no place on this map")
                      : QObject::tr("%L1 cells have no place on this map").arg(cells);
}

}  // namespace

ViewPane::ViewPane(Workbench bench, QWidget *parent) : View(parent), m_bench(bench)
{
    setObjectName(QStringLiteral("viewPane"));
    setAcceptDrops(true);
    build();
    reloadLists();
    connect(&m_bench.session.selection(), &Selection::selectionChanged, this,
            [this] { m_scatter->setSelection(m_bench.session.selection().flags()); });
    connect(&m_bench.session.labels(), &Labels::fieldListChanged, this, &ViewPane::reloadLists);
    connect(&m_bench.session.data(), &DatasetStore::resultsAdded, this, &ViewPane::refreshIfReplaced);
    connect(&m_bench.session.data(), &DatasetStore::resultsTakenBack, this, &ViewPane::refreshIfReplaced);
    connect(&m_bench.session.labels(), &Labels::fieldChanged, this, [this](const QString &name) {
        if (name == colorKey()) colorBy(name);
        showVisible();
    });
    connect(&m_bench.session.data(), &DatasetStore::cellsReplaced, this, [this] {
        reloadLists();
        if (mapLayout(*m_bench.session.data().dataset(), m_source)) refresh();  // else there is no such map of these cells
    });
}

void ViewPane::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *header = new QWidget(this);
    header->setObjectName(QStringLiteral("viewHeader"));
    header->setAttribute(Qt::WA_StyledBackground);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(8, 0, 4, 4);
    row->setSpacing(4);

    m_embeddings = new ElidedComboBox(header);
    m_embeddings->setObjectName(QStringLiteral("embedding"));
    m_embeddings->setAccessibleName(tr("Map shown"));
    m_embeddings->setToolTip(tr("Which coordinates the cells are drawn at."));
    // The map's name is shown whole where there is room; on a small screen two views and both side bars still fit.
    m_embeddings->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_embeddings->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_colorBy = new ColorByBox(m_bench.session, header);
    m_embeddings->setMinimumWidth(narrowestMap);
    m_colorBy->setMinimumWidth(narrowestColor);
    auto *by = new QLabel(tr("by"), header);
    by->setProperty("muted", true);
    auto *more = headerButton(QStringLiteral("more"), tr("Export, another view, a window of its own"), header);
    more->setObjectName(QStringLiteral("viewMenu"));
    more->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(more);
    more->setMenu(menu);
    menu->addAction(icon(QStringLiteral("image")), tr("&Export figure as PNG or SVG…"), this, &ViewPane::exportFigure);
    menu->addAction(icon(QStringLiteral("plus")), tr("&Another view beside this one"), this, &ViewPane::splitWanted);
    menu->addAction(icon(QStringLiteral("chart")), tr("Two &columns of obs as x and y…"), this, &ViewPane::chooseAxes)
        ->setObjectName(QStringLiteral("chooseAxes"));
    auto *arrows = menu->addMenu(icon(QStringLiteral("chart")), tr("A&rrows of a knock-out"));
    m_window = menu->addAction(QString(), this, &ViewPane::windowWanted);
    m_window->setObjectName(QStringLiteral("ownWindow"));
    auto *close = headerButton(QStringLiteral("close"), tr("Close this view"), header);
    close->setObjectName(QStringLiteral("closeView"));
    connect(close, &QToolButton::clicked, this, &ViewPane::closeWanted);
    row->addWidget(m_embeddings);
    row->addWidget(by);
    row->addWidget(m_colorBy, 1);
    row->addWidget(more);
    row->addWidget(close);

    m_scatter = new ScatterView(this);
    m_scatter->setObjectName(QStringLiteral("scatter"));
    m_scatter->setDark(isDarkTheme());
    m_scatter->installEventFilter(this);
    header->installEventFilter(this);
    layout->addWidget(header);
    layout->addWidget(m_scatter, 1);
    m_note = new QLabel(this);
    m_note->setObjectName(QStringLiteral("withoutPlace"));
    m_note->setProperty("muted", true);
    m_note->setContentsMargins(8, 2, 8, 4);
    m_note->hide();
    layout->addWidget(m_note);
    m_arrowNote = new QLabel(this);
    m_arrowNote->setObjectName(QStringLiteral("arrowNote"));
    m_arrowNote->setProperty("muted", true);
    m_arrowNote->setWordWrap(true);
    m_arrowNote->setContentsMargins(8, 2, 8, 4);
    m_arrowNote->hide();
    layout->addWidget(m_arrowNote);
    setAway(false);
    connectMap();
    m_arrows = new ShiftArrows(m_bench, *m_scatter, *arrows, this);
    connect(m_coloring, &MapColoring::keyChanged, m_arrows, [this] { m_arrows->groupBy(colorKey()); });
    connect(m_arrows, &ShiftArrows::changed, this, &ViewPane::showArrowNote);
    connect(m_arrows, &ShiftArrows::stateChanged, this, &View::stateChanged);
}

void ViewPane::showArrowNote()
{
    m_arrowNote->setText(m_arrows->note());
    m_arrowNote->setToolTip(m_arrows->definition());
    m_arrowNote->setVisible(!m_arrows->note().isEmpty());
}

void ViewPane::connectMap()
{
    m_coloring = new MapColoring(m_bench, *m_scatter, this);
    connect(m_coloring, &MapColoring::keyChanged, this, [this] { m_colorBy->setKey(colorKey()); });
    connect(m_coloring, &MapColoring::colorsChanged, this, &ViewPane::colorsChanged);
    connect(m_coloring, &MapColoring::stateChanged, this, &View::stateChanged);

    connect(m_embeddings, &QComboBox::activated, this, [this](int index) {
        Q_EMIT activated();
        offerMap(index);
    });
    connect(m_colorBy, &ColorByBox::keyChosen, this, [this](const QString &key) {
        Q_EMIT activated();
        colorBy(key);
        m_scatter->setFocus();
    });
    connect(m_colorBy, &ColorByBox::unknownTyped, this, [this](const QString &text) {
        m_bench.notices.post(
            {Tone::Warning,
             tr("No column and no gene has the name “%1”.").arg(text),
             tr("Type an obs column, a gene symbol, one of its aliases, or an Ensembl id of a gene in these data."),
             {}});
    });
    connect(m_scatter, &ScatterView::selectionDrawn, this, &ViewPane::selectionDrawn);
    connect(m_scatter, &ScatterView::cellHovered, this, &ViewPane::cellHovered);
    connect(m_scatter, &ScatterView::cellClicked, this, [this](std::int64_t cell) {
        if (cell < 0) m_bench.session.selection().set({});
    });
    connect(m_scatter, &ScatterView::contextMenuWanted, this, &ViewPane::contextMenuWanted);
}

bool ViewPane::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::FocusIn) Q_EMIT activated();
    return View::eventFilter(watched, event);
}

// A gene or column dragged out of a list. Files go on to the window.
void ViewPane::dragEnterEvent(QDragEnterEvent *event)
{
    if (!KeyDrag::keyIn(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void ViewPane::dropEvent(QDropEvent *event)
{
    const QString key = KeyDrag::keyIn(event->mimeData());
    if (key.isEmpty()) return;
    event->acceptProposedAction();
    Q_EMIT activated();
    m_colorBy->accept(key);
}

void ViewPane::setAway(bool away)
{
    m_window->setText(away ? tr("Back into the main &window") : tr("Into a &window of its own"));
    m_window->setIcon(icon(away ? QStringLiteral("layout") : QStringLiteral("window")));
}

void ViewPane::setActive(bool active)
{
    QWidget *header = findChild<QWidget *>(QStringLiteral("viewHeader"));
    if (header->property("active").toBool() == active) return;
    header->setProperty("active", active);
    header->style()->unpolish(header);
    header->style()->polish(header);
}

void ViewPane::reloadLists()
{
    const QSignalBlocker block(m_embeddings);
    m_embeddings->clear();
    if (!m_bench.session.data().hasDataset()) return;
    const data::Dataset &dataset = *m_bench.session.data().dataset();
    std::vector<MapLayout> layouts = mapLayouts(dataset);
    const auto own = mapLayout(dataset, m_source);
    if (own && std::find(layouts.begin(), layouts.end(), *own) == layouts.end()) layouts.push_back(*own);  // two chosen columns
    for (const MapLayout &layout : layouts) {
        m_embeddings->addItem(layout.title, layout.source.toJson());
        m_embeddings->setItemData(m_embeddings->count() - 1, layout.source.description(), Qt::ToolTipRole);
    }
    if (axisColumns(dataset).size() >= 2) m_embeddings->addItem(tr("Two columns of obs…"));
    m_embeddings->setCurrentIndex(m_embeddings->findData(m_source.toJson()));
    m_embeddings->setToolTip(tr("Which coordinates the cells are drawn at: %1").arg(m_source.description()));
    m_colorBy->reload();
    Q_EMIT titleChanged();  // a map is named after what it was made of, which a new result may tell
}

QString ViewPane::title() const
{
    const auto layout =
        m_bench.session.data().hasDataset() ? mapLayout(*m_bench.session.data().dataset(), m_source) : std::nullopt;
    return layout ? layout->title : m_source.x;
}

// A choice of the list: a map, or the last entry, which asks for two columns.
void ViewPane::offerMap(int index)
{
    const QJsonObject chosen = m_embeddings->itemData(index).toJsonObject();
    if (!chosen.isEmpty()) return setSource(MapSource::fromJson(chosen));
    const QSignalBlocker block(m_embeddings);
    m_embeddings->setCurrentIndex(m_embeddings->findData(m_source.toJson()));
    chooseAxes();
}

void ViewPane::chooseAxes()
{
    if (!m_bench.session.data().hasDataset()) return;
    auto *dialog = new AxesDialog(axisColumns(*m_bench.session.data().dataset()), m_source, this);
    connect(dialog, &AxesDialog::chosen, this, &ViewPane::setSource);
    dialog->show();
}

void ViewPane::setSource(const MapSource &source)
{
    m_source = source;
    reloadLists();
    m_colorBy->setKey(colorKey());
    loadPoints();
    Q_EMIT stateChanged();
}

// Every view of coordinates that were computed anew shows the new ones.
void ViewPane::refreshIfReplaced(const ResultKeys &keys)
{
    reloadLists();
    const auto slot = m_source.kind == MapSource::Kind::Obsm ? data::Slot::Obsm : data::Slot::Obs;
    const std::string x = m_source.x.toStdString(), y = m_source.y.toStdString();
    const auto shown = [&](const data::ResultKey &key) { return key.slot == slot && (key.name == x || key.name == y); };
    if (std::any_of(keys.begin(), keys.end(), shown)) loadPoints();
}

void ViewPane::loadPoints()
{
    if (!m_bench.session.data().hasDataset()) return;
    const data::Dataset &dataset = *m_bench.session.data().dataset();
    const auto layout = mapLayout(dataset, m_source);
    auto places = mapCoordinates(dataset, m_source);
    if (!layout || !places.ok()) return;
    m_withoutPlace = withoutPlace(*places);
    if (layout->downwards)
        for (std::size_t i = 1; i < places->size(); i += 2) (*places)[i] = -(*places)[i];
    m_scatter->setAxisNames(layout->xName, layout->downwards ? tr("%1 (downwards)").arg(layout->yName) : layout->yName);
    m_scatter->setTag(m_bench.session.data().facts()->simulated ? tr("simulated data") : QString());
    m_arrows->setPlaces(*places);
    m_scatter->setPoints(std::move(*places));
    m_scatter->setSelection(m_bench.session.selection().flags());
    showVisible();
    m_scatter->zoomToFit();
    showWithoutPlace();
}

void ViewPane::showWithoutPlace()
{
    m_note->setVisible(m_withoutPlace > 0);
    m_note->setText(withoutPlaceText(m_withoutPlace));
    m_note->setToolTip(tr("Their coordinates in %1 are missing or not finite. They are counted in the legend, and are neither "
                          "drawn nor selectable here.")
                           .arg(m_source.description()));
}

// A label that is hidden hides its cells in every view, whatever colors them.
void ViewPane::showVisible()
{
    std::vector<std::uint8_t> visible = m_bench.session.labels().hiddenCells();
    for (auto &flag : visible) flag = flag ? 0 : 1;
    m_scatter->setVisibleCells(std::move(visible));
}

void ViewPane::refresh()
{
    loadPoints();
    colorBy(colorKey());
}

void ViewPane::refreshTheme()
{
    m_scatter->setDark(isDarkTheme());
    colorBy(colorKey());
}

QString ViewPane::caption() const
{
    QStringList parts{tr("%L1 cells").arg(m_bench.session.data().cells())};
    if (!colorKey().isEmpty()) parts << tr("colored by %1").arg(colorKey());
    if (m_withoutPlace > 0) parts << withoutPlaceText(m_withoutPlace);
    return parts.join(QStringLiteral(" · "));
}

QStringList ViewPane::exportKinds() const { return {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf")}; }

QJsonObject ViewPane::state() const
{
    QJsonObject state = m_source.toJson();
    const QJsonObject colors = m_coloring->state();
    for (auto entry = colors.begin(); entry != colors.end(); ++entry) state[entry.key()] = entry.value();
    if (!m_arrows->key().isEmpty()) state["arrows"] = m_arrows->key();
    return state;
}

void ViewPane::restore(const QJsonObject &state)
{
    if (const MapSource source = MapSource::fromJson(state); mapLayout(*m_bench.session.data().dataset(), source))
        setSource(source);
    m_coloring->restore(state);
    m_arrows->show(state["arrows"].toString());
}

void ViewPane::exportFigure()
{
    QString ending = QLatin1Char('_') + m_source.fileName();
    if (!colorKey().isEmpty()) ending += QLatin1Char('_') + colorKey();
    ending.replace(QRegularExpression(QStringLiteral("[^\\w-]+")), QStringLiteral("_"));
    const QString file = QFileDialog::getSaveFileName(
        this, tr("Export figure"), savePlace(m_bench.session.data().facts()->identity.path, ending + QStringLiteral(".png")),
        tr("PNG picture (*.png);;SVG drawing (*.svg);;PDF (*.pdf)"));
    if (file.isEmpty()) return;
    rememberSavePlace(file);
    const auto written = exportTo(file);
    if (written.ok()) m_bench.notices.post({Tone::Success, tr("Figure written to %1.").arg(file), {}, {}});
    else m_bench.notices.postError(tr("The figure could not be exported."), written.error());
}

Result<void> ViewPane::exportTo(const QString &file)
{
    FigureOptions options;
    options.title = colorKey().isEmpty() ? title() : tr("%1, colored by %2").arg(title(), colorKey());
    options.caption = QFileInfo(m_bench.session.data().facts()->identity.path).fileName();
    if (m_withoutPlace > 0) options.caption += QStringLiteral(" · ") + withoutPlaceText(m_withoutPlace);
    if (!m_arrows->definition().isEmpty()) options.caption += QStringLiteral(" · ") + m_arrows->definition();
    options.simulated = m_bench.session.data().facts()->simulated;
    options.legend = m_coloring->legend();
    options.provenance = tr("Lexicell %1; %2; %3; colored by %4")
                             .arg(QLatin1String(version()), m_bench.session.data().facts()->identity.fingerprint,
                                  m_source.description(), colorKey());
    return m_scatter->exportFigure(file, options);
}

}  // namespace lexicell::ui

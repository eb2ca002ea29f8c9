#include "ui/views/views_area.h"

#include "ui/widgets/empty_state.h"

#include <QJsonArray>
#include <QPushButton>
#include <QStackedWidget>

#include <algorithm>
#include <utility>

namespace lexicell::ui {

namespace {

const QString stateKey = QStringLiteral("views"), layoutKey = QStringLiteral("layout"), nameKey = QStringLiteral("name");

}  // namespace

ViewsArea::ViewsArea(Workbench bench, QWidget *parent) : ViewDesk(parent), m_bench(bench)
{
    setObjectName(QStringLiteral("viewsArea"));
    ScatterView::reserveOpenGl(this);
    m_stack = new QStackedWidget(this);
    m_empty = new EmptyState(QStringLiteral("map"), tr("No map yet"),
                             tr("Map these cells: a PCA baseline first, then the loaded model's embedding; each with neighbors, "
                                "UMAP and Leiden clusters."),
                             this);
    QPushButton *map = m_empty->addButton(tr("Map cells…"), QStringLiteral("map"));
    map->setObjectName(QStringLiteral("emptyMap"));
    connect(map, &QPushButton::clicked, this, &ViewsArea::mapWanted);
    m_away = new EmptyState(QStringLiteral("window"), tr("Every view is in a window of its own"),
                            tr("Closing such a window brings its view back."), this);
    connect(m_away->addButton(tr("Bring them back"), QStringLiteral("layout")), &QPushButton::clicked, this, [this] {
        for (ViewPane *pane : m_panes) setAway(pane, false);
    });
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_away);
    setPage(m_stack);
    connect(this, &ViewDesk::viewsChanged, this, &ViewsArea::choosePage);
    connect(this, &ViewDesk::layoutChanged, this, &ViewsArea::keepLayout);

    Session *session = &m_bench.session;
    connect(session, &Session::datasetOpened, this, &ViewsArea::begin);
    connect(session, &Session::datasetClosed, this, &ViewsArea::closeAll);
    connect(&session->data(), &DatasetStore::resultsAdded, this, &ViewsArea::arrange);
    connect(&session->data(), &DatasetStore::cellsReplaced, this, &ViewsArea::rearrange);
    connect(&session->data(), &DatasetStore::resultsTakenBack, this, &ViewsArea::rearrange);
}

void ViewsArea::begin()
{
    closeAll();
    const QJsonObject saved =
        m_bench.session.journal().project() ? m_bench.session.journal().project()->state(stateKey) : QJsonObject();
    restore(saved);
    if (m_panes.size() < static_cast<std::size_t>(saved["panes"].toArray().size())) m_pending = saved;
    else m_pending = {};
    if (m_panes.empty()) showDefault();
    restoreStoredLayout();
}

std::optional<MapLayout> ViewsArea::layoutOf(const ViewPane *pane) const
{
    return mapLayout(*m_bench.session.data().dataset(), pane->source());
}

// Shows the best map that the data set holds, and beside it another layout of the same kind. The first two of many columns are
// shown only if they are of a PCA and there is no other map.
void ViewsArea::showDefault()
{
    m_restoring = true;  // default views are not stored: the project keeps only views that a person arranged
    const std::vector<MapLayout> layouts = mapLayouts(*m_bench.session.data().dataset());
    const auto computed = [](const MapLayout &layout) { return layout.group <= MapLayout::Group::Neighborhood; };
    if (!layouts.empty() && layouts[0].group != MapLayout::Group::Wide) addPane(layouts[0].source, firstColor());
    if (layouts.size() > 1 && computed(layouts[0]) && computed(layouts[1])) {
        addPane(layouts[1].source, m_panes[0]->colorKey());
        setActive(m_panes[0]);
    }
    m_restoring = false;
}

// Dropped or restored cells and undone results change which maps exist. Views of missing maps are closed, others come back.
void ViewsArea::rearrange()
{
    const std::vector<ViewPane *> before = m_panes;
    m_restoring = true;  // the stored views must stay as they are, because they are restored below
    for (ViewPane *pane : before)
        if (m_standIn || !layoutOf(pane)) closePane(pane);
    m_restoring = false;
    m_standIn = false;
    if (!m_panes.empty()) return;
    if (m_bench.session.journal().project()) restore(m_bench.session.journal().project()->state(stateKey));
    if (!m_panes.empty()) return;
    showDefault();
    m_standIn = true;  // until a person arranges views; the former views come back with their cells
}

void ViewsArea::restore(const QJsonObject &state)
{
    m_restoring = true;
    for (const auto &entry : state["panes"].toArray()) {
        const QJsonObject pane = entry.toObject();
        const MapSource source = MapSource::fromJson(pane);
        if (!mapLayout(*m_bench.session.data().dataset(), source)) continue;
        addPane(source, {}, pane[nameKey].toString())->restore(pane);
    }
    m_restoring = false;
}

// Kept results are read back after the data set is open: views of them come then, in the order they had.
bool ViewsArea::restoreRest()
{
    if (m_pending.isEmpty()) return false;
    const QJsonObject saved = std::exchange(m_pending, {});
    closeAll();
    restore(saved);
    restoreStoredLayout();
    return !m_panes.empty();
}

QString ViewsArea::firstColor() const
{
    const QStringList fields = m_bench.session.labels().fieldNames();
    for (const char *name : {"cell_type", "celltype", "CellType", "final_annotation", "predicted_labels", "leiden", "louvain",
                             "seurat_clusters", "clusters", "cluster"})
        if (fields.contains(QLatin1String(name))) return QLatin1String(name);
    return fields.value(0);
}

// Places a new layout without a question: the model's map first, the PCA baseline beside it.
void ViewsArea::arrange(const ResultKeys &newKeys)
{
    if (restoreRest()) return;
    for (const data::ResultKey &key : newKeys) {
        if (key.slot != data::Slot::Obsm) continue;
        const auto layout =
            mapLayout(*m_bench.session.data().dataset(), {MapSource::Kind::Obsm, QString::fromStdString(key.name), {}});
        if (!layout || layout->group == MapLayout::Group::Wide) continue;
        if (layout->isMap() || m_panes.empty()) placeNew(*layout);
    }
}

void ViewsArea::placeNew(const MapLayout &layout)
{
    const auto shows = [&](const ViewPane *pane) { return pane->source() == layout.source; };
    if (std::any_of(m_panes.begin(), m_panes.end(), shows)) return;
    if (m_panes.empty()) {
        addPane(layout.source, firstColor());
        return;
    }
    const auto first = layoutOf(m_panes[0]);
    const auto isModelMap = [this](const ViewPane *pane) {
        const auto shown = layoutOf(pane);
        return shown && shown->modelMap;
    };
    if (m_panes.size() == 1 && first && first->group == MapLayout::Group::WidePca) {
        m_panes[0]->setSource(layout.source);  // the PCA was shown only for lack of a map
    } else if (m_panes.size() == 1 && first && first->baseline && !layout.baseline) {
        ViewPane *beside = addPane(first->source, m_panes[0]->colorKey());
        m_panes[0]->setSource(layout.source);
        beside->colorBy(m_panes[0]->colorKey());
        setActive(m_panes[0]);
    } else if (m_panes.size() < 2) {
        addPane(layout.source, m_panes[0]->colorKey());
        setActive(m_panes[0]);
    } else if (layout.modelMap && m_panes.size() == 2 && std::none_of(m_panes.begin(), m_panes.end(), isModelMap)) {
        // The model's map takes the place of the file's own, which stays in the list; the baseline stays beside it.
        m_panes[first && first->baseline ? 1 : 0]->setSource(layout.source);
    }
}

ViewPane *ViewsArea::addPane(const QString &embedding, const QString &colorKey)
{
    return addPane(MapSource{MapSource::Kind::Obsm, embedding, {}}, colorKey);
}

ViewPane *ViewsArea::addPane(const MapSource &source, const QString &colorKey, const QString &name)
{
    auto *pane = new ViewPane(m_bench, this);
    m_panes.push_back(pane);
    pane->scatter()->setTool(m_tool);
    pane->coloring().setCaptioned(m_captioned);
    connectPane(pane);
    add(pane, name.isEmpty() || find(name) ? freeName() : name, Place::Beside);
    pane->setSource(source);
    pane->colorBy(colorKey);
    setActive(pane);
    return pane;
}

QString ViewsArea::freeName() const
{
    for (int number = 1;; ++number)
        if (const QString name = QStringLiteral("map.%1").arg(number); !find(name)) return name;
}

void ViewsArea::connectPane(ViewPane *pane)
{
    connect(pane, &ViewPane::activated, this, [this, pane] { setActive(pane); });
    connect(pane, &ViewPane::closeWanted, this, [this, pane] { closePane(pane); });
    connect(pane, &ViewPane::windowWanted, this, [this, pane] {
        setAway(pane, !isAway(pane));
        setActive(pane);
    });
    connect(pane, &ViewPane::splitWanted, this, [this, pane] { addPane(pane->source(), pane->colorKey()); });
    connect(pane, &ViewPane::colorsChanged, this, [this, pane] {
        if (pane == m_active) Q_EMIT colorsChanged();
    });
    connect(pane, &ViewPane::selectionDrawn, this, &ViewsArea::combine);
    connect(pane, &ViewPane::cellHovered, this, [this, pane](std::int64_t cell) { hover(pane, cell); });
    connect(pane, &ViewPane::contextMenuWanted, this, &ViewsArea::contextMenuWanted);
    connect(pane, &View::stateChanged, this, &ViewsArea::keepState);
    connect(pane->scatter(), &ScatterView::toolChanged, this, &ViewsArea::setTool);
}

void ViewsArea::closePane(ViewPane *pane)
{
    std::erase(m_panes, pane);
    remove(pane);
    if (m_active == pane) {
        m_active = nullptr;
        if (!m_panes.empty()) setActive(m_panes.front());
        else {  // the legend goes with the last view
            Q_EMIT activeChanged();
            Q_EMIT colorsChanged();
        }
    }
    keepState();
}

void ViewsArea::choosePage() { m_stack->setCurrentWidget(m_panes.empty() ? m_empty : m_away); }

void ViewsArea::closeAll()
{
    m_restoring = true;
    while (!m_panes.empty()) closePane(m_panes.back());
    m_restoring = false;
}

void ViewsArea::setActive(ViewPane *pane)
{
    if (pane == m_active) return;
    m_active = pane;
    for (ViewPane *each : m_panes) each->setActive(each == pane && m_panes.size() > 1);
    Q_EMIT activeChanged();
    Q_EMIT colorsChanged();
}

void ViewsArea::setTool(ScatterView::Tool tool)
{
    if (tool == m_tool) return;
    m_tool = tool;
    for (ViewPane *pane : m_panes) pane->scatter()->setTool(tool);
    Q_EMIT toolChanged(tool);
}

void ViewsArea::setCaptioned(bool on)
{
    m_captioned = on;
    for (ViewPane *pane : m_panes) pane->coloring().setCaptioned(on);
}

void ViewsArea::refreshTheme()
{
    for (ViewPane *pane : m_panes) pane->refreshTheme();
}

void ViewsArea::colorBy(const QString &key)
{
    if (m_active) m_active->colorBy(key);
}

QRect ViewsArea::mapsOn(const QWidget *page) const
{
    QRect all;
    for (const ViewPane *pane : m_panes)
        if (pane->isVisible() && pane->window() == page->window()) all |= QRect(pane->mapTo(page, QPoint()), pane->size());
    return all;
}

bool ViewsArea::loading() const
{
    return std::any_of(m_panes.begin(), m_panes.end(), [](ViewPane *pane) { return pane->loading(); });
}

// Only visible cells are selected, because a person does not see the others.
void ViewsArea::combine(const std::vector<std::int64_t> &cells, ScatterView::Combine how)
{
    const std::vector<std::uint8_t> hidden = m_bench.session.labels().hiddenCells();
    std::vector<std::uint8_t> drawn(static_cast<std::size_t>(m_bench.session.data().cells()), 0);
    for (const auto cell : cells)
        if (hidden.empty() || !hidden[static_cast<std::size_t>(cell)]) drawn[static_cast<std::size_t>(cell)] = 1;
    std::vector<std::uint8_t> selection = m_bench.session.selection().flags();
    selection.resize(drawn.size(), 0);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        const bool before = selection[i] != 0, now = drawn[i] != 0;
        bool result = now;
        if (how == ScatterView::Combine::Add) result = before || now;
        else if (how == ScatterView::Combine::Remove) result = before && !now;
        else if (how == ScatterView::Combine::Intersect) result = before && now;
        selection[i] = result ? 1 : 0;
    }
    m_bench.session.selection().set(std::move(selection));
}

void ViewsArea::hover(ViewPane *from, std::int64_t cell)
{
    for (ViewPane *pane : m_panes) {
        if (pane == from) continue;
        std::vector<std::uint8_t> one;
        if (cell >= 0) {
            one.assign(static_cast<std::size_t>(m_bench.session.data().cells()), 0);
            one[static_cast<std::size_t>(cell)] = 1;
        }
        pane->scatter()->setHighlight(std::move(one));
    }
    Q_EMIT cellHovered(cell);
}

QJsonObject ViewsArea::state() const
{
    QJsonArray panes;
    for (const ViewPane *pane : m_panes) {
        QJsonObject state = pane->state();
        state[nameKey] = nameOf(pane);
        panes.append(state);
    }
    return {{"panes", panes}};
}

void ViewsArea::keepState()
{
    if (m_restoring) return;
    m_standIn = false;
    if (!m_bench.session.journal().project() || !m_bench.session.journal().project()->writable()) return;
    const auto written = m_bench.session.journal().project()->setState(stateKey, state());
    if (!written.ok()) m_bench.notices.postError(tr("The views could not be written to the project."), written.error());
}

void ViewsArea::keepLayout()
{
    ProjectFile *project = m_bench.session.journal().project();
    if (!project || !project->writable()) return;
    const QJsonObject layout = layoutState();
    if (project->state(layoutKey) == layout) return;
    const auto written = project->setState(layoutKey, layout);
    if (!written.ok()) m_bench.notices.postError(tr("The layout could not be written to the project."), written.error());
}

void ViewsArea::restoreStoredLayout()
{
    if (m_bench.session.journal().project()) restoreLayout(m_bench.session.journal().project()->state(layoutKey));
}

void ViewsArea::closeLayout()
{
    keepLayout();
    disconnect(this, &ViewDesk::layoutChanged, this, &ViewsArea::keepLayout);
}

}  // namespace lexicell::ui

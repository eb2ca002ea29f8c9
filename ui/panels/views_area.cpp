#include "ui/panels/views_area.h"

#include "ui/panels/view_window.h"
#include "ui/widgets/empty_state.h"

#include <QJsonArray>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace lexicell::ui {

namespace {

const QString stateKey = QStringLiteral("views");

bool isLayout(const QString &key)
{
    return key.startsWith(QStringLiteral("X_umap"), Qt::CaseInsensitive) ||
           key.compare(QStringLiteral("X_tsne"), Qt::CaseInsensitive) == 0;
}

}  // namespace

ViewsArea::ViewsArea(Workbench bench, QWidget *parent) : QWidget(parent), m_bench(bench)
{
    setObjectName(QStringLiteral("viewsArea"));
    m_stack = new QStackedWidget(this);
    m_empty = new EmptyState(QStringLiteral("map"), tr("No map yet"),
                             tr("Map these cells: a PCA baseline first, then the loaded model's embedding; each with neighbours, "
                                "UMAP and Leiden clusters."),
                             this);
    QPushButton *map = m_empty->addButton(tr("Map cells…"), QStringLiteral("map"));
    map->setObjectName(QStringLiteral("emptyMap"));
    connect(map, &QPushButton::clicked, this, &ViewsArea::mapWanted);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setChildrenCollapsible(false);
    m_away = new EmptyState(QStringLiteral("window"), tr("Every view is in a window of its own"),
                            tr("Closing such a window brings its view back."), this);
    connect(m_away->addButton(tr("Bring them back"), QStringLiteral("layout")), &QPushButton::clicked, this, [this] {
        for (ViewPane *pane : m_panes) setFloating(pane, false);
    });
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_splitter);
    m_stack->addWidget(m_away);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);

    Session *session = &m_bench.session;
    connect(session, &Session::datasetOpened, this, &ViewsArea::begin);
    connect(session, &Session::datasetClosed, this, &ViewsArea::closeAll);
    connect(session, &Session::resultsAdded, this, &ViewsArea::arrange);
    connect(session, &Session::cellsReplaced, this, &ViewsArea::rearrange);
}

void ViewsArea::begin()
{
    closeAll();
    const QJsonObject saved = m_bench.session.project() ? m_bench.session.project()->state(stateKey) : QJsonObject();
    if (!saved["panes"].toArray().isEmpty()) return restore(saved);
    arrange(allKeys());
}

// A model's own map before the plain one, so that it comes first.
QStringList ViewsArea::allKeys() const
{
    QStringList keys;
    for (const QString &key : m_bench.session.embeddings()) keys << QStringLiteral("obsm/") + key;
    std::stable_sort(keys.begin(), keys.end(), [](const QString &a, const QString &b) { return a.size() > b.size(); });
    return keys;
}

// Cells were dropped or brought back: maps that were made of others only are gone, or there again.
void ViewsArea::rearrange()
{
    const QStringList present = m_bench.session.embeddings();
    const std::vector<ViewPane *> before = m_panes;
    m_restoring = true;  // what the project keeps is what comes back
    for (ViewPane *pane : before)
        if (!present.contains(pane->embedding())) closePane(pane);
    m_restoring = false;
    if (m_panes.empty()) arrange(allKeys());
}

void ViewsArea::restore(const QJsonObject &state)
{
    m_restoring = true;
    for (const auto &entry : state["panes"].toArray()) {
        const QJsonObject pane = entry.toObject();
        if (!m_bench.session.embeddings().contains(pane["embedding"].toString())) continue;
        addPane(pane["embedding"].toString(), {})->restore(pane);
    }
    m_restoring = false;
}

QString ViewsArea::firstColour() const
{
    const QStringList fields = m_bench.session.fieldNames();
    for (const char *name : {"cell_type", "celltype", "CellType", "final_annotation", "predicted_labels", "leiden", "louvain",
                             "seurat_clusters", "clusters", "cluster"})
        if (fields.contains(QLatin1String(name))) return QLatin1String(name);
    return fields.value(0);
}

// New layouts find their place by themselves: the model's map first, the PCA baseline beside it.
void ViewsArea::arrange(const QStringList &newKeys)
{
    if (m_panes.empty() && m_bench.session.project() && !m_restoring) {
        const QJsonObject saved = m_bench.session.project()->state(stateKey);
        if (!saved["panes"].toArray().isEmpty()) restore(saved);
        if (!m_panes.empty()) return;
    }
    for (const QString &entry : newKeys) {
        if (!entry.startsWith(QStringLiteral("obsm/"))) continue;
        const QString key = entry.mid(5);
        if (!isLayout(key)) continue;
        const auto shown = std::find_if(m_panes.begin(), m_panes.end(), [&](ViewPane *pane) { return pane->embedding() == key; });
        if (shown != m_panes.end()) {
            (*shown)->refresh();
            continue;
        }
        const bool baseline = key == QStringLiteral("X_umap");
        if (m_panes.empty()) {
            addPane(key, firstColour());
        } else if (!baseline && m_panes.size() == 1 && m_panes[0]->embedding() == QStringLiteral("X_umap")) {
            ViewPane *beside = addPane(QStringLiteral("X_umap"), m_panes[0]->colourKey());
            m_panes[0]->setEmbedding(key);
            beside->colourBy(m_panes[0]->colourKey());
            setActive(m_panes[0]);
        } else if (m_panes.size() < 2) {
            addPane(key, m_panes[0]->colourKey());
            setActive(m_panes[0]);
        }
    }
}

ViewPane *ViewsArea::addPane(const QString &embedding, const QString &colourKey)
{
    auto *pane = new ViewPane(m_bench, m_splitter);
    m_splitter->addWidget(pane);
    m_panes.push_back(pane);
    pane->scatter()->setTool(m_tool);
    pane->setCaptioned(m_captioned);
    connect(pane, &ViewPane::activated, this, [this, pane] { setActive(pane); });
    connect(pane, &ViewPane::closeWanted, this, [this, pane] { closePane(pane); });
    connect(pane, &ViewPane::windowWanted, this, [this, pane] { setFloating(pane, !m_windows.contains(pane)); });
    connect(pane, &ViewPane::splitWanted, this, [this, pane] { addPane(pane->embedding(), pane->colourKey()); });
    connect(pane, &ViewPane::coloursChanged, this, [this, pane] {
        if (pane == m_active) Q_EMIT coloursChanged();
    });
    connect(pane, &ViewPane::selectionDrawn, this, &ViewsArea::combine);
    connect(pane, &ViewPane::cellHovered, this, [this, pane](std::int64_t cell) { hover(pane, cell); });
    connect(pane, &ViewPane::contextMenuWanted, this, &ViewsArea::contextMenuWanted);
    connect(pane, &ViewPane::stateChanged, this, &ViewsArea::keepState);
    connect(pane->scatter(), &ScatterView::toolChanged, this, &ViewsArea::setTool);
    showPage();
    pane->setEmbedding(embedding);
    pane->colourBy(colourKey);
    m_splitter->setSizes(QList<int>(m_splitter->count(), 1000));
    setActive(pane);
    return pane;
}

void ViewsArea::closePane(ViewPane *pane)
{
    std::erase(m_panes, pane);
    pane->hide();
    if (ViewWindow *window = m_windows.take(pane)) window->deleteLater();  // with the pane in it
    else pane->deleteLater();
    if (m_active == pane) {
        m_active = nullptr;
        setActive(m_panes.empty() ? nullptr : m_panes.front());
    }
    showPage();
    keepState();
}

void ViewsArea::showPage()
{
    if (m_panes.empty()) m_stack->setCurrentWidget(m_empty);
    else if (m_windows.size() == static_cast<qsizetype>(m_panes.size())) m_stack->setCurrentWidget(m_away);
    else m_stack->setCurrentWidget(m_splitter);
}

void ViewsArea::setFloating(ViewPane *pane, bool floating)
{
    if (floating == m_windows.contains(pane)) return;
    if (floating) {
        auto *own = new ViewWindow(pane, window(), this);
        m_windows.insert(pane, own);
        connect(own, &ViewWindow::closed, this, [this, pane] { setFloating(pane, false); });
        own->show();
    } else {
        ViewWindow *own = m_windows.take(pane);
        m_splitter->addWidget(pane);
        m_splitter->setSizes(QList<int>(m_splitter->count(), 1000));
        pane->show();
        own->hide();
        own->deleteLater();
    }
    pane->setFloating(floating);
    setActive(pane);
    showPage();
}

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
    Q_EMIT coloursChanged();
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
    for (ViewPane *pane : m_panes) pane->setCaptioned(on);
}

void ViewsArea::setStacked(bool stacked) { m_splitter->setOrientation(stacked ? Qt::Vertical : Qt::Horizontal); }

void ViewsArea::refreshTheme()
{
    for (ViewPane *pane : m_panes) pane->refreshTheme();
}

void ViewsArea::colourBy(const QString &key)
{
    if (m_active) m_active->colourBy(key);
}

bool ViewsArea::loading() const
{
    return std::any_of(m_panes.begin(), m_panes.end(), [](ViewPane *pane) { return pane->loading(); });
}

// Only cells that are shown are selected: a person cannot mean what they do not see.
void ViewsArea::combine(const std::vector<std::int64_t> &cells, ScatterView::Combine how)
{
    const std::vector<std::uint8_t> hidden = m_bench.session.hiddenCells();
    std::vector<std::uint8_t> drawn(static_cast<std::size_t>(m_bench.session.cells()), 0);
    for (const auto cell : cells)
        if (hidden.empty() || !hidden[static_cast<std::size_t>(cell)]) drawn[static_cast<std::size_t>(cell)] = 1;
    std::vector<std::uint8_t> selection = m_bench.session.selection();
    selection.resize(drawn.size(), 0);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        const bool before = selection[i] != 0, now = drawn[i] != 0;
        bool result = now;
        if (how == ScatterView::Combine::Add) result = before || now;
        else if (how == ScatterView::Combine::Remove) result = before && !now;
        else if (how == ScatterView::Combine::Intersect) result = before && now;
        selection[i] = result ? 1 : 0;
    }
    m_bench.session.setSelection(std::move(selection));
}

void ViewsArea::hover(ViewPane *from, std::int64_t cell)
{
    for (ViewPane *pane : m_panes) {
        if (pane == from) continue;
        std::vector<std::uint8_t> one;
        if (cell >= 0) {
            one.assign(static_cast<std::size_t>(m_bench.session.cells()), 0);
            one[static_cast<std::size_t>(cell)] = 1;
        }
        pane->scatter()->setHighlight(std::move(one));
    }
    Q_EMIT cellHovered(cell);
}

QJsonObject ViewsArea::state() const
{
    QJsonArray panes;
    for (const ViewPane *pane : m_panes) panes.append(pane->state());
    return {{"panes", panes}};
}

void ViewsArea::keepState()
{
    if (m_restoring || !m_bench.session.project() || !m_bench.session.project()->writable()) return;
    const auto written = m_bench.session.project()->setState(stateKey, state());
    if (!written.ok()) m_bench.notices.postError(tr("The views could not be written to the project."), written.error());
}

}  // namespace lexicell::ui

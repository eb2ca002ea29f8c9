#include "ui/views/network/network_page.h"

#include "ui/look/background.h"
#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/views/network/network_cut_bar.h"
#include "ui/views/network/network_search.h"
#include "ui/views/network/network_terms.h"
#include "ui/views/network/network_tools.h"
#include "ui/widgets/empty_state.h"

#include <QJsonArray>
#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace lexicell::ui {

namespace {

constexpr int restingTime = 400;       // milliseconds
constexpr QSizeF usualSize(900, 700);  // of a figure of a network that was never shown
enum State { NetworkState, WaitingState, FailedState };

// Seen from the front a network in space looks like one in the plane.
QQuaternion firstTurn() { return QQuaternion::fromEulerAngles(18, 28, 0); }

}  // namespace

NetworkPage::NetworkPage(std::shared_ptr<const NetworkGraph> graph, QWidget *parent)
    : QWidget(parent), m_model(std::make_shared<NetworkModel>(std::move(graph))), m_wholeKind(NetworkShape::Force, 0)
{
    m_tools = new NetworkTools(*m_model, this);
    m_cut = new NetworkCutBar(*m_model, this);
    m_network = new NetworkWidget(m_model, this);
    m_note = new QLabel(m_network);
    m_note->setObjectName(QStringLiteral("nodeFound"));
    m_note->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_note->setProperty("muted", true);
    m_note->setAutoFillBackground(true);
    m_note->setMargin(themeGrid);
    m_note->move(2 * themeGrid, 2 * themeGrid);
    m_note->hide();
    m_states = new QStackedWidget(this);
    m_states->addWidget(m_network);
    m_states->addWidget(new EmptyState(QStringLiteral("network"), tr("Laying out…"),
                                       tr("%1 nodes and %2 edges find their places. The table is ready.")
                                           .arg(countText(static_cast<std::int64_t>(m_model->visible().nodes.size())),
                                                countText(static_cast<std::int64_t>(m_model->visible().edges.size()))),
                                       this));
    m_states->addWidget(new EmptyState(QStringLiteral("error"), tr("The network could not be laid out"),
                                       tr("There is not enough memory. The table holds all edges."), this));
    m_states->setCurrentIndex(WaitingState);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_tools);
    column->addWidget(m_states, 1);
    column->addWidget(m_cut);
    setFocusProxy(m_network);
    connectTools();
    connectNetwork();
    m_start.setSingleShot(true);
    m_start.setInterval(0);
    connect(&m_start, &QTimer::timeout, this, [this] { startLayout(m_model->everything()); });
    m_start.start();
    m_told.setSingleShot(true);
    m_told.setInterval(restingTime);
    connect(&m_told, &QTimer::timeout, this, &NetworkPage::stateChanged);
}

void NetworkPage::connectTools()
{
    connect(m_tools, &NetworkTools::searched, this, &NetworkPage::find);
    connect(m_tools, &NetworkTools::searchEdited, this, [this] { tell({}); });
    connect(m_tools, &NetworkTools::wished, this, &NetworkPage::fulfill);
    connect(m_tools, &NetworkTools::shapeChosen, this, &NetworkPage::setShape);
    connect(m_tools, &NetworkTools::fitWanted, m_network, &NetworkWidget::zoomToFit);
    connect(m_tools, &NetworkTools::layoutWanted, this, [this] { startLayout(m_model->visible()); });
    connect(m_tools, &NetworkTools::hullsWanted, this, [this](bool wanted) {
        m_model->hulls = wanted;
        modelChanged();
    });
    connect(m_cut, &NetworkCutBar::cutChosen, this, [this](double cut) {
        m_model->setCut(cut);
        modelChanged();
    });
    connect(m_cut, &NetworkCutBar::sourceChosen, this, [this](std::size_t source, bool shown) {
        m_model->setSourceShown(source, shown);
        modelChanged();
    });
}

void NetworkPage::connectNetwork()
{
    connect(m_network, &NetworkWidget::nodePicked, this, &NetworkPage::nodePicked);
    connect(m_network, &NetworkWidget::wished, this, &NetworkPage::fulfill);
    connect(m_network, &NetworkWidget::menuWanted, this, &NetworkPage::openMenu);
    connect(m_network, &NetworkWidget::selectionChanged, this, &NetworkPage::tellSelection);
    connect(m_network, &NetworkWidget::cameraChanged, &m_told, qOverload<>(&QTimer::start));
    connect(m_network, &NetworkWidget::nodesMoved, this, &NetworkPage::modelChanged);
}

void NetworkPage::modelChanged()
{
    m_network->modelChanged();
    m_cut->reflect(*m_model);
    m_tools->reflect(*m_model, m_lasso);
    m_told.start();
}

void NetworkPage::startLayout(const VisibleNetwork &part)
{
    m_start.stop();
    const LayoutRequest request = layoutRequest(*m_model, part);
    const bool whole = m_model->isWhole();
    const int layout = ++m_layout;
    m_waiting = true;
    if (m_laidOut) tell(tr("Laying out…"));
    inBackground(
        this, [request] { return layOut(request); },
        [this, request, whole, layout](std::optional<std::vector<QVector3D>> places) {
            if (layout == m_layout) takeLayout(request, std::move(places), whole);
        });
}

void NetworkPage::takeLayout(const LayoutRequest &request, std::optional<std::vector<QVector3D>> places, bool whole)
{
    if (m_waiting && m_laidOut) tell({});
    m_waiting = false;
    m_laidOut = m_laidOut || places;
    if (places) {
        // Others keep theirs, in case a lower cut shows them.
        std::vector<QVector3D> all = m_network->places();
        for (const std::size_t node : request.nodes) all[node] = (*places)[node];
        const bool first = m_network->camera().turn.isIdentity() && m_model->dimensions == 3;
        if (first) {
            NetworkCamera camera = m_network->camera();
            const bool fitted = m_network->isFitted();
            camera.turn = firstTurn();
            m_network->setCamera(camera);
            if (fitted) m_network->zoomToFit();
        }
        m_network->setPlaces(all);
        if (whole) {
            m_whole = std::move(all);
            m_wholeKind = {request.shape, request.dimensions};
        }
    }
    if (!places && m_laidOut) tell(tr("There is not enough memory for this layout."));
    m_states->setCurrentIndex(m_laidOut ? NetworkState : FailedState);
    Q_EMIT laidOut();
    if (m_laidOut && !std::exchange(m_termsFound, true)) findTerms();
}

void NetworkPage::layOutNow()
{
    if (m_laidOut) return;
    m_start.stop();
    ++m_layout;  // one in the background is not waited for
    const LayoutRequest request = layoutRequest(*m_model, m_model->everything());
    takeLayout(request, layOut(request), m_model->isWhole());
}

void NetworkPage::findTerms()
{
    const std::shared_ptr<const NetworkGraph> graph = m_model->sharedGraph();
    if (graph->modules() == 0) return;
    inBackground(
        this, [graph] { return moduleTerms(*graph); },
        [this, graph](const std::vector<QString> &terms) {
            if (terms.empty()) return;
            auto named = std::make_shared<NetworkGraph>(*graph);
            named->moduleTerms = terms;
            m_model->setGraph(std::move(named));
            m_network->modelChanged();
        });
}

Figure NetworkPage::figure() const
{
    const QSizeF size(m_network->size());
    return m_network->figure(m_network->isVisible() ? size : size.expandedTo(usualSize));
}

QJsonObject NetworkPage::state() const
{
    QJsonObject state = m_model->state();
    const NetworkCamera &camera = m_network->camera();
    if (m_model->dimensions == 3 && !camera.turn.isIdentity())
        state[QStringLiteral("turn")] = QJsonArray{camera.turn.scalar(), camera.turn.x(), camera.turn.y(), camera.turn.z()};
    if (m_network->isFitted()) return state;
    state[QStringLiteral("center_x")] = camera.center.x();
    state[QStringLiteral("center_y")] = camera.center.y();
    if (m_model->dimensions == 3) state[QStringLiteral("center_z")] = camera.center.z();
    state[QStringLiteral("scale")] = camera.scale;
    return state;
}

void NetworkPage::restore(const QJsonObject &state)
{
    m_model->restore(state);
    m_network->modelChanged();
    m_cut->reflect(*m_model);
    m_tools->reflect(*m_model, m_lasso);
    NetworkCamera camera = m_network->camera();
    const auto number = [](const QJsonValue &value) { return static_cast<float>(value.toDouble()); };
    const QJsonArray turn = state[QStringLiteral("turn")].toArray();
    if (turn.size() == 4) camera.turn = QQuaternion(number(turn[0]), number(turn[1]), number(turn[2]), number(turn[3]));
    const bool moved = state.contains(QStringLiteral("scale"));
    if (moved) {
        camera.center = QVector3D(number(state[QStringLiteral("center_x")]), number(state[QStringLiteral("center_y")]),
                                  number(state[QStringLiteral("center_z")]));
        camera.scale = state[QStringLiteral("scale")].toDouble();
    }
    if (moved || turn.size() == 4) m_network->setCamera(camera);
    if (!moved) m_network->zoomToFit();
    startLayout(m_model->everything());
}

}  // namespace lexicell::ui

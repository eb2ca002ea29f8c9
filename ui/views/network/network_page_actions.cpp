// What a person does with a network: search, neighborhood, expanding and collapsing, pins, layouts.
#include "ui/look/icon.h"
#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/views/network/network_page.h"
#include "ui/views/network/network_search.h"
#include "ui/views/network/network_tools.h"
#include "ui/views/network/network_walk.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>

#include <algorithm>

namespace lexicell::ui {

namespace {

constexpr qsizetype namedSelected = 5;

}  // namespace

void NetworkPage::tell(const QString &text)
{
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
    m_note->setMaximumWidth(std::max(120, m_network->width() - 4 * themeGrid));
    m_note->setWordWrap(m_note->sizeHint().width() > m_note->maximumWidth());
    m_note->adjustSize();
    m_note->raise();
}

void NetworkPage::tellSelection()
{
    m_tools->reflect(*m_model, m_lasso);
    const auto &selected = m_model->selected();
    if (selected.size() < 2) return tell({});
    QStringList names;
    for (const std::size_t node : selected)
        if (names.size() < namedSelected) names << m_model->graph().name(node);
    if (static_cast<qsizetype>(selected.size()) > namedSelected) names << QStringLiteral("…");
    tell(tr("%1 selected: %2").arg(countText(static_cast<std::int64_t>(selected.size())), names.join(QStringLiteral(", "))));
}

void NetworkPage::find(const QString &text)
{
    if (text.isEmpty() || !m_laidOut) return;
    const NetworkMatches matches = findNodes(*m_model, text);
    if (matches.nodes.size() == 1) m_network->walkTo(matches.nodes.front());
    else if (!matches.nodes.empty()) m_model->select({matches.nodes.begin(), matches.nodes.end()});
    m_network->zoomTo(matches.nodes);
    m_network->modelChanged();
    tellSelection();
    if (const QString misses = missesText(matches); !misses.isEmpty()) tell(misses);
}

void NetworkPage::fulfill(NetworkWidget::Wish wish)
{
    if (!m_laidOut) return m_tools->reflect(*m_model, m_lasso);
    switch (wish) {
    case NetworkWidget::Wish::Expand: return expandSelected();
    case NetworkWidget::Wish::Collapse: return collapseSelected();
    case NetworkWidget::Wish::Neighborhood: return switchNeighborhood();
    case NetworkWidget::Wish::Pin: return switchPins();
    case NetworkWidget::Wish::Lasso:
        m_lasso = !m_lasso;
        m_network->setLasso(m_lasso);
        return m_tools->reflect(*m_model, m_lasso);
    case NetworkWidget::Wish::Flat: return setDimensions(2);
    case NetworkWidget::Wish::Space: return setDimensions(3);
    }
}

// Nodes that come stand beside the one that holds them; all others stay where they are.
void NetworkPage::expandSelected()
{
    const bool whole = m_model->isWhole();
    std::vector<QVector3D> places = m_network->places();
    std::size_t come = 0;
    for (const std::size_t node : m_model->selected()) {
        const std::vector<std::size_t> before = m_model->visible().nodes;
        const std::vector<std::size_t> newcomers = m_model->expand(node);
        come += newcomers.size();
        if (!whole) placeBeside(places, node, newcomers, before);
    }
    m_network->setPlaces(std::move(places));
    modelChanged();
    if (come == 0) tell(tr("All neighbors that reach the cut are shown."));
}

void NetworkPage::collapseSelected()
{
    const std::size_t before = m_model->visible().nodes.size();
    for (const std::size_t node : m_model->selected()) m_model->collapse(node);
    if (m_model->visible().nodes.size() == before) {
        for (const std::size_t node : m_model->selected()) m_model->expand(node);  // it hides nothing: not marked as collapsed
        return tell(tr("Other nodes hold all its neighbors: there is nothing to collapse."));
    }
    modelChanged();
}

void NetworkPage::switchNeighborhood()
{
    if (!m_model->isWhole()) {
        m_model->showAll();
        modelChanged();
        m_network->zoomToFit();
        if (m_wholeKind == std::make_pair(m_model->shape, m_model->dimensions)) {
            ++m_layout;  // of the neighborhood, if it is still running
            m_network->setPlaces(m_whole);
        } else {
            startLayout(m_model->everything());
        }
        return;
    }
    if (m_model->selected().empty()) return m_tools->reflect(*m_model, m_lasso);
    m_model->showNeighborhood({m_model->selected().begin(), m_model->selected().end()});
    modelChanged();
    m_network->zoomToFit();
    startLayout(m_model->everything());
}

void NetworkPage::switchPins()
{
    const auto &selected = m_model->selected();
    const bool pinned =
        std::all_of(selected.begin(), selected.end(), [this](std::size_t node) { return m_model->isPinned(node); });
    for (const std::size_t node : selected) {
        if (pinned) m_model->unpin(node);
        else m_model->pin(node, m_network->places()[node]);
    }
    modelChanged();
}

void NetworkPage::setDimensions(int dimensions)
{
    if (m_model->dimensions == dimensions) return m_tools->reflect(*m_model, m_lasso);
    m_model->dimensions = dimensions;
    modelChanged();
    m_network->zoomToFit();
    startLayout(m_model->everything());
}

void NetworkPage::setShape(NetworkShape shape)
{
    if (m_model->shape == shape) return;
    m_model->shape = shape;
    modelChanged();
    m_network->zoomToFit();
    startLayout(m_model->everything());
}

void NetworkPage::offerGenes(const NamedLists &sets)
{
    m_genes = true;
    m_tools->offerGenes(sets, [this](QMenu *menu) { fillUses(menu); });
}

QStringList NetworkPage::selectedNames() const
{
    QStringList names;
    for (const std::size_t node : m_model->selected()) names << m_model->graph().name(node);
    return names;
}

// What can be done with the selected genes, or, while none is selected, with all that are drawn.
void NetworkPage::fillUses(QMenu *menu)
{
    QStringList names = selectedNames();
    const bool all = names.isEmpty();
    if (all)
        for (const std::size_t node : m_model->visible().nodes) names << m_model->graph().name(node);
    const QString which = all                 ? tr("all %1 drawn genes").arg(countText(names.size()))
                          : names.size() == 1 ? names.first()
                                              : tr("%1 selected genes").arg(countText(names.size()));
    menu->addAction(icon(QStringLiteral("knock-out")), tr("Knock out %1…").arg(which), this,
                    [this, names] { Q_EMIT knockOutWanted(names); });
    menu->addAction(icon(QStringLiteral("plus")), tr("Add %1 to a set…").arg(which), this,
                    [this, names] { Q_EMIT collectWanted(names); });
}

void NetworkPage::openMenu(const QPoint &global, std::int64_t node)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);  // it is the page's, which may go while it is open
    const auto add = [menu, this](const QString &iconName, const QString &text, NetworkWidget::Wish wish) {
        menu->addAction(icon(iconName), text, this, [this, wish] { fulfill(wish); });
    };
    if (node >= 0) {
        const auto one = static_cast<std::size_t>(node);
        if (!m_model->selected().contains(one)) m_network->walkTo(one);
        if (m_model->isWhole()) add(QStringLiteral("filter"), tr("Only its neighborhood"), NetworkWidget::Wish::Neighborhood);
        add(QStringLiteral("plus"), tr("Expand"), NetworkWidget::Wish::Expand);
        add(QStringLiteral("minus"), tr("Collapse"), NetworkWidget::Wish::Collapse);
        add(QStringLiteral("pin"), m_model->isPinned(one) ? tr("Let go") : tr("Pin"), NetworkWidget::Wish::Pin);
        menu->addAction(tr("Select its neighbors"), this, [this, one] {
            std::set<std::size_t> around{one};
            for (const NetworkNeighbor &neighbor : neighborsOf(*m_model, one)) around.insert(neighbor.node);
            m_model->select(std::move(around));
            m_network->modelChanged();
            tellSelection();
        });
        menu->addAction(icon(QStringLiteral("copy")), tr("Copy its name"), this,
                        [this, one] { QGuiApplication::clipboard()->setText(m_model->graph().name(one)); });
        if (m_genes) {
            menu->addSeparator();
            fillUses(menu);
        }
    } else {
        if (!m_model->isWhole()) add(QStringLiteral("filter"), tr("Show the whole network"), NetworkWidget::Wish::Neighborhood);
        menu->addAction(icon(QStringLiteral("zoom-fit")), tr("Fit"), m_network, &NetworkWidget::zoomToFit);
        menu->addAction(icon(QStringLiteral("refresh")), tr("Lay out again"), this, [this] { startLayout(m_model->visible()); });
    }
    menu->popup(global);
}

}  // namespace lexicell::ui

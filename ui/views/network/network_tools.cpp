#include "ui/views/network/network_tools.h"

#include "ui/look/icon.h"
#include "ui/look/theme.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QCompleter>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>

namespace lexicell::ui {

namespace {

constexpr int narrowestSearch = 120, widestSearch = 260;

}  // namespace

NetworkTools::NetworkTools(const NetworkModel &model, QWidget *parent) : QWidget(parent)
{
    using Wish = NetworkWidget::Wish;
    m_lines = new QGridLayout(this);
    m_lines->setContentsMargins(2 * themeGrid, 2 * themeGrid, 2 * themeGrid, 2 * themeGrid);
    m_lines->setSpacing(themeGrid);
    m_finding = new QWidget(this);
    m_buttons = new QWidget(this);
    for (QWidget *part : {m_finding, m_buttons}) {
        auto *line = new QHBoxLayout(part);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(themeGrid);
    }
    m_lines->addWidget(m_finding, 0, 0);
    m_lines->addWidget(m_buttons, 0, 1, Qt::AlignRight);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // breaks its line rather than keep the view from shrinking
    addSearch(model, m_finding->layout());
    m_sets = addButton(QStringLiteral("gene"), tr("Find a gene set"), tr("Find the genes of a gene set"), m_finding->layout());
    m_use = addButton(QStringLiteral("knock-out"), tr("Use genes"),
                      tr("Knock the selected genes out, or add them to a set; without a selection, all that are drawn"),
                      m_finding->layout());
    for (QToolButton *button : {m_sets, m_use}) button->hide();
    addShapes(m_finding->layout());
    static_cast<QHBoxLayout *>(m_finding->layout())->addStretch();
    m_lines->setColumnStretch(0, 1);
    auto *row = static_cast<QHBoxLayout *>(m_buttons->layout());
    m_space = addWish(QStringLiteral("cube"), tr("3-D"), tr("Show the network in space (3); in the plane (2)"), Wish::Space, row);
    m_lasso = addWish(QStringLiteral("lasso"), tr("Lasso"),
                      tr("Select with a lasso (L). Shift draws one at any time; Ctrl takes away"), Wish::Lasso, row);
    row->addSpacing(themeGrid);
    m_neighborhood = addWish(QStringLiteral("filter"), tr("Neighborhood"), {}, Wish::Neighborhood, row);
    m_expand = addWish(QStringLiteral("plus"), tr("Expand"), {}, Wish::Expand, row);
    m_collapse = addWish(QStringLiteral("minus"), tr("Collapse"), {}, Wish::Collapse, row);
    m_pin = addWish(QStringLiteral("pin"), tr("Pin"), {}, Wish::Pin, row);
    row->addSpacing(themeGrid);
    m_modules = addButton(QStringLiteral("cluster"), tr("Modules"), {}, row);
    m_modules->setCheckable(true);
    m_modules->setVisible(model.graph().modules() > 0);
    connect(m_modules, &QToolButton::clicked, this, &NetworkTools::hullsWanted);
    auto *again =
        addButton(QStringLiteral("refresh"), tr("Lay out again"), tr("Lay out what is drawn now; pinned nodes stay"), row);
    connect(again, &QToolButton::clicked, this, &NetworkTools::layoutWanted);
    auto *fit = addButton(QStringLiteral("zoom-fit"), tr("Show the whole network"), tr("Show the whole network (0)"), row);
    connect(fit, &QToolButton::clicked, this, &NetworkTools::fitWanted);
    for (QToolButton *button : {m_space, m_lasso, m_neighborhood, m_pin}) button->setCheckable(true);
    reflect(model, false);
}

void NetworkTools::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const int needed = m_finding->minimumSizeHint().width() + m_buttons->minimumSizeHint().width() + 5 * themeGrid;
    if (m_broken == (needed > width())) return;
    m_broken = !m_broken;
    m_lines->removeWidget(m_buttons);
    m_lines->addWidget(m_buttons, m_broken ? 1 : 0, m_broken ? 0 : 1, m_broken ? Qt::AlignLeft : Qt::AlignRight);
}

void NetworkTools::addSearch(const NetworkModel &model, QLayout *row)
{
    m_search = new QLineEdit(this);
    m_search->setObjectName(QStringLiteral("nodeSearch"));
    m_search->setPlaceholderText(tr("Find or paste"));
    m_search->setAccessibleName(tr("Find in the network"));
    m_search->setToolTip(tr("Names, separated by commas, spaces or lines. Enter selects them and brings them into sight."));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(narrowestSearch);
    m_search->setMaximumWidth(widestSearch);
    m_search->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    QStringList names;
    for (std::size_t node = 0; node < model.graph().nodes(); ++node)
        if (!model.graph().edgesOf[node].empty()) names << model.graph().name(node);
    names.sort(Qt::CaseInsensitive);
    auto *completer = new QCompleter(names, m_search);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    m_search->setCompleter(completer);
    row->addWidget(m_search);
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        m_search->completer()->popup()->hide();
        Q_EMIT searched(m_search->text().trimmed());
    });
    connect(m_search, &QLineEdit::textEdited, this, &NetworkTools::searchEdited);
    connect(completer, qOverload<const QString &>(&QCompleter::activated), this, &NetworkTools::searched);
}

QMenu *NetworkTools::addMenu(QToolButton *button)
{
    auto *menu = new QMenu(button);
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    button->show();
    return menu;
}

void NetworkTools::offerGenes(const NamedLists &sets, std::function<void(QMenu *)> fillUses)
{
    QMenu *lists = addMenu(m_sets);
    connect(lists, &QMenu::aboutToShow, this, [this, lists, sets] {
        lists->clear();
        addLists(lists, sets ? sets() : QList<NamedList>(), [this](const QStringList &names) {
            m_search->setText(names.join(QStringLiteral(", ")));
            Q_EMIT searched(m_search->text());
        });
        if (!lists->isEmpty()) return;
        QAction *none = lists->addAction(tr("No gene set yet"));
        none->setEnabled(false);
        none->setToolTip(tr("Make one in the panel of gene sets."));
    });
    QMenu *uses = addMenu(m_use);
    connect(uses, &QMenu::aboutToShow, this, [uses, fillUses = std::move(fillUses)] {
        uses->clear();
        fillUses(uses);
    });
}

void NetworkTools::addShapes(QLayout *row)
{
    m_shapes = new QComboBox(this);
    m_shapes->setObjectName(QStringLiteral("networkLayout"));
    m_shapes->setAccessibleName(tr("Layout"));
    m_shapes->setToolTip(
        tr("Layout: linked nodes near each other; all on a circle, by module; or the best connected in the middle"));
    m_shapes->addItem(tr("Force"));
    m_shapes->addItem(tr("Circle"));
    m_shapes->addItem(tr("Concentric"));
    m_shapes->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    row->addWidget(m_shapes);
    connect(m_shapes, &QComboBox::activated, this, [this](int index) { Q_EMIT shapeChosen(static_cast<NetworkShape>(index)); });
}

QToolButton *NetworkTools::addButton(const QString &iconName, const QString &name, const QString &what, QLayout *row)
{
    auto *button = new QToolButton(this);
    button->setObjectName(QStringLiteral("network-") + iconName);
    button->setIcon(icon(iconName));
    button->setAccessibleName(name);
    button->setToolTip(what);
    row->addWidget(button);
    return button;
}

QToolButton *NetworkTools::addWish(const QString &iconName, const QString &name, const QString &what, NetworkWidget::Wish wish,
                                   QLayout *row)
{
    QToolButton *button = addButton(iconName, name, what, row);
    connect(button, &QToolButton::clicked, this, [this, button, wish](bool checked) {
        const bool space = button == m_space;
        Q_EMIT wished(space && !checked ? NetworkWidget::Wish::Flat : wish);
    });
    return button;
}

void NetworkTools::reflect(const NetworkModel &model, bool lasso)
{
    const bool any = !model.selected().empty(), rings = model.shape != NetworkShape::Force;
    m_shapes->setCurrentIndex(static_cast<int>(model.shape));
    m_space->setChecked(model.dimensions == 3);
    m_lasso->setChecked(lasso);
    m_neighborhood->setChecked(!model.isWhole());
    m_neighborhood->setEnabled(any || !model.isWhole());
    m_neighborhood->setToolTip(!model.isWhole() ? tr("Show the whole network again (N)")
                               : any            ? tr("Show the selected nodes and their neighbors, nothing else (N)")
                                                : tr("Select nodes first: this shows them and their neighbors alone (N)"));
    m_expand->setEnabled(any);
    m_expand->setToolTip(any ? tr("Show hidden neighbors of the selected nodes (E or Ctrl+E, double-click)")
                             : tr("Select nodes first: this shows their hidden neighbors (E or Ctrl+E, double-click)"));
    m_collapse->setEnabled(any);
    m_collapse->setToolTip(any ? tr("Hide neighbors that only the selected nodes hold (C, double-click)")
                               : tr("Select nodes first: this hides the neighbors that only they hold (C)"));
    const bool pinned = any && std::all_of(model.selected().begin(), model.selected().end(),
                                           [&model](std::size_t node) { return model.isPinned(node); });
    m_pin->setEnabled(any);
    m_pin->setChecked(pinned);
    m_pin->setToolTip(!any     ? tr("Select nodes first: this keeps them where they are in every layout (P)")
                      : pinned ? tr("Let go of the selected nodes (P)")
                               : tr("Keep the selected nodes where they are in every layout (P)"));
    m_modules->setEnabled(!rings);
    m_modules->setChecked(model.hulls && !rings);
    m_modules->setToolTip(rings ? tr("Outlines of modules need the force layout")
                                : tr("Outline the modules; a name is a gene set that stands out in one (Reactome, adjusted p "
                                     "below 0.05, against the genes of the network)"));
}

}  // namespace lexicell::ui

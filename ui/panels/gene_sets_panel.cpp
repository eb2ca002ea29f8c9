#include "ui/panels/gene_sets_panel.h"

#include "ui/look/icon.h"
#include "ui/look/number_text.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/key_drag.h"
#include "ui/workspace/gene_names.h"
#include "ui/workspace/why_not.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace lexicell::ui {

namespace {

enum Page { EmptyPage, SetsPage };
constexpr int nameRole = Qt::UserRole;

QToolButton *tool(const QString &iconName, const QString &text, const char *name, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon(iconName));
    button->setText(text);
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setObjectName(QLatin1String(name));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void setWhyNot(QAbstractButton *button, const QString &why)
{
    button->setEnabled(why.isEmpty());
    button->setToolTip(why.isEmpty() ? button->text() : why);
}

}  // namespace

GeneSetsPanel::GeneSetsPanel(Workbench bench, QWidget *parent) : QWidget(parent), m_bench(bench)
{
    setObjectName(QStringLiteral("geneSets"));
    m_stack = new QStackedWidget(this);
    auto *empty = new EmptyState(QStringLiteral("gene"), tr("No gene sets yet"),
                                 tr("Lists of genes that the project keeps, for every form that takes genes."), m_stack);
    for (const auto &[text, id] : {std::pair{tr("New set…"), "genes.newSet"}, {tr("Import…"), "genes.importSets"}}) {
        QPushButton *button = empty->addButton(text);
        button->setObjectName(QStringLiteral("empty.") + QLatin1String(id));
        m_makers << button;
        connect(button, &QPushButton::clicked, this, [this, id = id] { Q_EMIT actionWanted(QLatin1String(id)); });
    }
    m_stack->addWidget(empty);
    auto *page = new QWidget(m_stack);
    m_sets = new QTreeWidget(page);
    m_sets->setObjectName(QStringLiteral("geneSetList"));
    m_sets->setAccessibleName(tr("Gene sets"));
    m_sets->setColumnCount(2);
    m_sets->setHeaderLabels({tr("set"), tr("genes")});
    m_sets->setRootIsDecorated(false);
    m_sets->setUniformRowHeights(true);
    m_sets->setFrameShape(QFrame::NoFrame);
    m_sets->setEditTriggers(QAbstractItemView::NoEditTriggers);  // the name alone: see rename()
    m_sets->header()->setStretchLastSection(false);
    m_sets->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_sets->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    auto *parts = new QSplitter(Qt::Vertical, page);
    parts->setChildrenCollapsible(false);
    parts->addWidget(m_sets);
    parts->addWidget(buildGenes(parts));
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(8, 4, 8, 8);
    layout->setSpacing(4);
    layout->addWidget(buildTools(page));
    layout->addWidget(parts, 1);
    m_stack->addWidget(page);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);

    connect(m_sets, &QTreeWidget::currentItemChanged, this, [this] {
        if (m_filling) return;
        showGenes();
        Q_EMIT chosenChanged();
    });
    connect(m_sets, &QTreeWidget::itemChanged, this, &GeneSetsPanel::renamed);
    connect(m_sets, &QTreeWidget::itemDoubleClicked, this, &GeneSetsPanel::rename);
    m_rename = new QAction(icon(QStringLiteral("rename")), tr("Rename"), m_sets);
    m_rename->setShortcut(QKeySequence(Qt::Key_F2));
    m_remove = new QAction(icon(QStringLiteral("trash")), tr("Delete"), m_sets);
    m_remove->setShortcut(QKeySequence::Delete);
    for (QAction *action : {m_rename, m_remove}) {
        action->setShortcutContext(Qt::WidgetShortcut);
        m_sets->addAction(action);
    }
    m_sets->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(m_rename, &QAction::triggered, this, &GeneSetsPanel::rename);
    connect(m_remove, &QAction::triggered, m_delete, &QToolButton::click);
    Session *session = &bench.session;
    connect(&session->genes(), &Genes::setsChanged, this, &GeneSetsPanel::refresh);
    connect(session, &Session::datasetOpened, this, &GeneSetsPanel::refresh);
    connect(session, &Session::datasetClosed, this, &GeneSetsPanel::refresh);
    for (auto signal : {&DatasetStore::cellsReplaced, &DatasetStore::genesNamed})
        connect(&session->data(), signal, this, &GeneSetsPanel::showGenes);
    connect(&session->journal(), &ProjectJournal::editabilityChanged, this, &GeneSetsPanel::tellWhyNot);
    refresh();
}

QWidget *GeneSetsPanel::buildTools(QWidget *parent)
{
    auto *row = new QWidget(parent);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(2);
    const auto action = [this, row, line](const char *iconName, const QString &text, const char *id) {
        QToolButton *button = tool(QLatin1String(iconName), text, id, row);
        connect(button, &QToolButton::clicked, this, [this, id = id] { Q_EMIT actionWanted(QLatin1String(id)); });
        line->addWidget(button);
        return button;
    };
    m_makers << action("plus", tr("New gene set…"), "genes.newSet");
    m_makers << action("open", tr("Import gene sets from a file…"), "genes.importSets");
    action("export", tr("Export gene sets as GMT…"), "genes.exportSets");
    m_delete = tool(QStringLiteral("trash"), tr("Delete this set"), "deleteSet", row);
    connect(m_delete, &QToolButton::clicked, this, [this] { edit({GeneSetEdit::Kind::Remove, chosen(), {}, {}, {}}); });
    line->addWidget(m_delete);
    line->addStretch();
    m_use = tool(QStringLiteral("play"), tr("Use in"), "useSet", row);
    m_use->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_use->setPopupMode(QToolButton::InstantPopup);
    m_tasks = new QMenu(m_use);
    m_tasks->setToolTipsVisible(true);
    m_use->setMenu(m_tasks);
    line->addWidget(m_use);
    return row;
}

QWidget *GeneSetsPanel::buildGenes(QWidget *parent)
{
    auto *page = new QWidget(parent);
    m_note = new QLabel(page);
    m_note->setObjectName(QStringLiteral("setNote"));
    m_note->setProperty("muted", true);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_genes = new QListWidget(page);
    m_genes->setObjectName(QStringLiteral("setGenes"));
    m_genes->setAccessibleName(tr("Genes of the set"));
    m_genes->setFrameShape(QFrame::NoFrame);
    m_genes->setUniformItemSizes(true);
    m_genes->setSelectionMode(QAbstractItemView::ExtendedSelection);
    new KeyDrag(m_genes, [](const QModelIndex &index) { return index.data(nameRole).toString(); });
    m_add = tool(QStringLiteral("plus"), tr("Add genes…"), "addGenes", page);
    m_takeOut = tool(QStringLiteral("minus"), tr("Take out of the set"), "takeOut", page);
    for (QToolButton *button : {m_add, m_takeOut}) button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    auto *below = new QHBoxLayout;
    below->setSpacing(2);
    below->addWidget(m_add);
    below->addWidget(m_takeOut);
    below->addStretch();
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_note);
    layout->addWidget(m_genes, 1);
    layout->addLayout(below);
    auto *remove = new QAction(icon(QStringLiteral("minus")), m_takeOut->text(), m_genes);
    remove->setShortcut(QKeySequence::Delete);
    remove->setShortcutContext(Qt::WidgetShortcut);
    m_genes->addAction(remove);
    m_genes->setContextMenuPolicy(Qt::ActionsContextMenu);

    const auto clicked = [this](const QListWidgetItem *item) {
        if (const QString name = item->data(nameRole).toString(); !name.isEmpty()) Q_EMIT geneClicked(name);
    };
    connect(m_genes, &QListWidget::itemClicked, this, clicked);
    connect(m_genes, &QListWidget::itemActivated, this, clicked);
    connect(m_genes, &QListWidget::itemSelectionChanged, this, &GeneSetsPanel::tellWhyNot);
    connect(m_add, &QToolButton::clicked, this, [this] { Q_EMIT genesWanted(chosen()); });
    connect(m_takeOut, &QToolButton::clicked, this, &GeneSetsPanel::takeOut);
    connect(remove, &QAction::triggered, this, &GeneSetsPanel::takeOut);
    return page;
}

void GeneSetsPanel::setTasks(const QList<std::pair<QString, QString>> &tasks)
{
    for (const auto &[id, title] : tasks)
        m_tasks->addAction(title + QStringLiteral("…"), this, [this, id = id] {
            if (const GeneSet *set = findSet(m_bench.session.genes().sets(), chosen())) Q_EMIT taskWanted(id, set->genes);
        });
}

QString GeneSetsPanel::chosen() const
{
    const QTreeWidgetItem *item = m_sets->currentItem();
    return item ? item->data(0, nameRole).toString() : QString();
}

void GeneSetsPanel::choose(const QString &set)
{
    for (int i = 0; i < m_sets->topLevelItemCount(); ++i)
        if (m_sets->topLevelItem(i)->data(0, nameRole).toString() == set) m_sets->setCurrentItem(m_sets->topLevelItem(i));
}

void GeneSetsPanel::refresh()
{
    const GeneSets &sets = m_bench.session.genes().sets();
    const QString before = chosen();
    const int at = m_sets->indexOfTopLevelItem(m_sets->currentItem());
    m_filling = true;
    m_sets->clear();
    for (const GeneSet &set : sets) {
        auto *item = new QTreeWidgetItem(m_sets, {set.name, countText(set.genes.size())});
        item->setData(0, nameRole, set.name);
        item->setFlags(item->flags() | Qt::ItemIsEditable);
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        item->setToolTip(0, set.note.isEmpty() ? set.name : set.name + QLatin1Char('\n') + set.note);
    }
    choose(before);
    // A renamed set keeps its place, and beside a deleted one the next is chosen.
    if (!m_sets->currentItem() && !sets.empty())
        m_sets->setCurrentItem(m_sets->topLevelItem(std::clamp(at, 0, static_cast<int>(sets.size()) - 1)));
    m_filling = false;
    m_stack->setCurrentIndex(sets.empty() ? EmptyPage : SetsPage);
    showGenes();
    Q_EMIT chosenChanged();
}

void GeneSetsPanel::showGenes()
{
    const GeneSet *set = findSet(m_bench.session.genes().sets(), chosen());
    m_genes->clear();
    qsizetype missing = 0;
    for (const QString &gene : set ? set->genes : QStringList()) {
        auto *item = new QListWidgetItem(gene, m_genes);
        const bool here = findGene(m_bench.session, gene) >= 0;
        missing += !here;
        if (here) {
            item->setData(nameRole, gene);
            item->setToolTip(tr("Click to look at %1, or drag it onto any map.").arg(gene));
            continue;
        }
        item->setText(tr("%1 (not in these data)").arg(gene));
        item->setForeground(palette().brush(QPalette::PlaceholderText));
        item->setToolTip(tr("No gene of the open data has this name. It stays in the set."));
    }
    QStringList note;
    if (set && !set->note.isEmpty()) note << set->note;
    if (missing > 0) note << tr("%1 of %2 are not in these data.").arg(countText(missing), countText(set->genes.size()));
    m_note->setText(note.join(QLatin1Char('\n')));
    m_note->setVisible(!note.isEmpty());
    tellWhyNot();
}

void GeneSetsPanel::changeEvent(QEvent *event)
{
    if (m_remove && event->type() == QEvent::PaletteChange) showGenes();  // items keep the color that they were given
    QWidget::changeEvent(event);
}

void GeneSetsPanel::tellWhyNot()
{
    const QString none = chosen().isEmpty() ? tr("Choose a gene set first.") : QString();
    const QString locked = whyNotLabel(m_bench.session), why = none.isEmpty() ? locked : none;
    for (QAbstractButton *button : m_makers) setWhyNot(button, locked);
    for (QAction *action : {m_rename, m_remove}) {
        action->setEnabled(why.isEmpty());
        action->setToolTip(why.isEmpty() ? action->text() : why);
    }
    setWhyNot(m_delete, why);
    setWhyNot(m_add, why);
    setWhyNot(m_takeOut, why.isEmpty() && m_genes->selectedItems().isEmpty() ? tr("Choose genes of the set first.") : why);
    const GeneSet *set = findSet(m_bench.session.genes().sets(), chosen());
    setWhyNot(m_use, set && set->genes.isEmpty() ? tr("This set has no gene yet.") : none);
}

void GeneSetsPanel::edit(const GeneSetEdit &edit)
{
    if (const auto done = m_bench.session.genes().edit(edit); !done.ok())
        m_bench.notices.postError(tr("The gene set was not changed."), done.error());
}

void GeneSetsPanel::takeOut()
{
    QStringList genes;
    const GeneSet *set = findSet(m_bench.session.genes().sets(), chosen());
    for (const QListWidgetItem *item : m_genes->selectedItems())
        if (set) genes << set->genes.value(m_genes->row(item));
    if (!genes.isEmpty()) edit({GeneSetEdit::Kind::RemoveGenes, chosen(), {}, genes, {}});
}

void GeneSetsPanel::rename()
{
    if (m_rename->isEnabled() && m_sets->currentItem()) m_sets->editItem(m_sets->currentItem(), 0);
}

void GeneSetsPanel::renamed()
{
    const QTreeWidgetItem *item = m_sets->currentItem();
    if (m_filling || !item || item->text(0) == chosen()) return;
    const GeneSetEdit change{GeneSetEdit::Kind::Rename, chosen(), item->text(0), {}, {}};
    // Later, because the list still works on the item. Where the name is refused, the old one is shown again.
    QMetaObject::invokeMethod(
        this,
        [this, change] {
            edit(change);
            refresh();
        },
        Qt::QueuedConnection);
}

}  // namespace lexicell::ui

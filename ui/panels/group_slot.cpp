#include "ui/panels/group_slot.h"

#include "ui/commands/run_knock_out.h"
#include "ui/look/icon.h"
#include "ui/look/number_text.h"
#include "ui/workspace/why_not.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace lexicell::ui {

namespace {

constexpr std::size_t mostLabels = 200;  // that a menu lists

// A line that cannot be chosen, and why.
void addNote(QMenu *menu, const QString &text, const QString &whyNot)
{
    menu->setToolTipsVisible(true);
    QAction *note = menu->addAction(text);
    note->setEnabled(false);
    note->setToolTip(whyNot);
}

QString menuText(QString text) { return text.replace(QLatin1Char('&'), QStringLiteral("&&")); }

}  // namespace

GroupSlot::GroupSlot(Workbench bench, const Texts &texts, bool all, QWidget *parent)
    : QWidget(parent), m_bench(bench), m_all(all), m_emptyText(texts.empty)
{
    setObjectName(texts.name);
    setAccessibleName(texts.title);
    buildRows(texts);
    connect(m_take, &QToolButton::clicked, this, [this] { setGroup(selectedGroup(m_bench.session)); });
    connect(m_remove, &QToolButton::clicked, this, [this] {
        setGroup(std::nullopt);
        m_take->setFocus();
    });
    connect(m_count, &QToolButton::clicked, this, [this] {
        if (m_group) m_bench.session.selection().set(m_group->cells);
    });
    connect(m_menu, &QMenu::aboutToShow, this, &GroupSlot::fillMenu);
    Session *session = &bench.session;
    connect(&session->selection(), &Selection::selectionChanged, this, &GroupSlot::refresh);
    connect(session, &Session::datasetOpened, this, [this] { setGroup(std::nullopt); });
    connect(session, &Session::datasetClosed, this, [this] { setGroup(std::nullopt); });
    // A run reads the label from its column, so that the slot shows the cells that have it now.
    connect(&session->labels(), &Labels::fieldChanged, this, [this](const QString &field) {
        if (m_group && !field.isEmpty() && m_group->column == field)
            setGroup(labeledGroup(m_bench.session, field, m_group->name));
    });
    // Other cells: the flags no longer say which.
    connect(&session->data(), &DatasetStore::cellsReplaced, this, [this] { setGroup(std::nullopt); });
    refresh();
}

QToolButton *GroupSlot::button(const QString &text, const char *name)
{
    auto *made = new QToolButton(this);
    made->setObjectName(objectName() + QLatin1Char('.') + QLatin1String(name));
    made->setText(text);
    made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    made->setFocusPolicy(Qt::StrongFocus);
    return made;
}

void GroupSlot::buildRows(const Texts &texts)
{
    auto *title = new QLabel(texts.title, this);
    title->setProperty("heading", true);
    m_name = new QLabel(this);
    m_name->setObjectName(objectName() + QStringLiteral(".name"));
    m_name->setWordWrap(true);
    m_count = button({}, "count");
    m_count->setToolTip(tr("Select these cells on the maps."));
    m_count->setAutoRaise(true);
    m_remove = button({}, "remove");
    m_remove->setIcon(icon(QStringLiteral("close")));
    m_remove->setAutoRaise(true);
    m_remove->setToolTip(tr("Empty this slot."));
    m_remove->setAccessibleName(tr("Empty: %1").arg(texts.title));
    m_take = button(tr("Take selection"), "take");
    m_take->setIcon(icon(QStringLiteral("lasso")));
    m_choose = button(tr("Group"), "choose");
    m_choose->setPopupMode(QToolButton::InstantPopup);
    m_menu = new QMenu(m_choose);
    m_choose->setMenu(m_menu);
    auto *row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(m_name, 1);
    row->addWidget(m_count);
    row->addWidget(m_remove);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(6);
    buttons->addWidget(m_take);
    buttons->addWidget(m_choose);
    buttons->addStretch();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(title);
    column->addLayout(row);
    column->addLayout(buttons);
}

void GroupSlot::setGroup(std::optional<CellGroup> group)
{
    m_group = std::move(group);
    refresh();
    Q_EMIT groupChanged();
}

void GroupSlot::fillMenu()
{
    m_menu->clear();
    m_menu->setToolTipsVisible(true);
    if (m_all) m_menu->addAction(tr("All cells"), this, [this] { setGroup(allCells(m_bench.session)); });
    for (const QString &name : m_bench.session.labels().fieldNames())
        if (const LabelFieldPtr field = m_bench.session.labels().field(name); field && !field->labels.empty()) {
            QMenu *labels = m_menu->addMenu(menuText(name));
            connect(labels, &QMenu::aboutToShow, this, [this, labels, field] { addField(labels, field); });  // counts all cells
        }
    if (m_menu->isEmpty())
        addNote(m_menu, tr("No column holds labels"), tr("Cluster the cells, or label some: the groups are listed here."));
}

void GroupSlot::addField(QMenu *menu, const LabelFieldPtr &field)
{
    menu->clear();
    const std::vector<std::int64_t> counts = field->counts();
    const std::vector<int> listed = m_bench.session.labels().listedLabels(*field);
    for (std::size_t i = 0; i < std::min(listed.size(), mostLabels); ++i) {
        const QString label = field->labels[static_cast<std::size_t>(listed[i])].name;
        QAction *action = menu->addAction(
            QStringLiteral("%1\t%2").arg(menuText(label), countText(counts[static_cast<std::size_t>(listed[i])])));
        connect(action, &QAction::triggered, this,
                [this, name = field->name, label] { setGroup(labeledGroup(m_bench.session, name, label)); });
    }
    if (listed.size() > mostLabels)
        addNote(menu, tr("%1 more").arg(countText(static_cast<std::int64_t>(listed.size() - mostLabels))),
                tr("Select one of them on a map, then take the selection."));
}

void GroupSlot::refresh()
{
    const QString noData = whyNotData(m_bench.session), noCells = whyNotSelect(m_bench.session);
    m_take->setEnabled(noCells.isEmpty());
    m_take->setToolTip(noCells.isEmpty() ? tr("Put the selected cells into this slot.") : noCells);
    m_choose->setEnabled(noData.isEmpty());
    m_choose->setToolTip(noData.isEmpty() ? tr("Put a group of a column into this slot.") : noData);
    m_name->setProperty("muted", !m_group);
    m_name->style()->unpolish(m_name);  // the look follows the property
    m_name->style()->polish(m_name);
    m_count->setVisible(m_group.has_value());
    m_remove->setVisible(m_group.has_value());
    if (!m_group) return m_name->setText(m_emptyText);
    m_name->setText(m_group->column.isEmpty() ? m_group->name : tr("%1 of %2").arg(m_group->name, m_group->column));
    m_count->setText(cellsText(m_group->count()));
    m_count->setAccessibleName(tr("Select the %1").arg(cellsText(m_group->count())));
}

}  // namespace lexicell::ui

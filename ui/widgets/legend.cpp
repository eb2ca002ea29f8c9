#include "ui/look/theme.h"
#include "ui/look/number_text.h"
#include "ui/look/palettes.h"
#include "ui/widgets/color_bar.h"
#include "ui/look/icon.h"
#include "ui/widgets/legend_delegate.h"
#include "ui/widgets/legend_model.h"
#include "ui/widgets/legend_private.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMouseEvent>
#include <QStackedWidget>
#include <QToolButton>

#include <algorithm>
#include <set>

namespace lexicell::ui {
namespace {

constexpr int searchFrom = 16;  // categories from which on a search box helps

}  // namespace

Legend::Private::Private(Legend *legend) : q(legend), model(new LegendModel(legend))
{
    title = new QLabel(q);
    title->setProperty("heading", true);
    summary = new QLabel(q);
    summary->setProperty("muted", true);
    orderButton = new QToolButton(q);
    orderButton->setAutoRaise(true);
    orderButton->setIcon(icon("sort"));
    orderButton->setToolTip(tr("Order of the categories"));
    orderButton->setAccessibleName(tr("Order of the categories"));
    orderButton->setPopupMode(QToolButton::InstantPopup);
    buildOrderMenu();
    auto *header = new QHBoxLayout;
    header->setSpacing(2 * themeGrid);
    header->addWidget(title);
    header->addWidget(summary, 1);
    header->addWidget(orderButton);

    bar = new ColorBar(q);
    pages = new QStackedWidget(q);
    pages->addWidget(buildCategories());
    pages->addWidget(bar);
    auto *column = new QVBoxLayout(q);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(themeGrid);
    note = new QLabel(q);
    note->setObjectName("legendNote");
    note->setProperty("muted", true);
    note->setWordWrap(true);
    note->hide();
    column->addLayout(header);
    column->addWidget(note);
    column->addWidget(pages, 1);

    QObject::connect(bar, &ColorBar::colorMapWanted, q, &Legend::colorMapWanted);
    QObject::connect(bar, &ColorBar::rangeWanted, q, &Legend::rangeWanted);
    QObject::connect(model, &LegendModel::renameWanted, q, &Legend::renameWanted);
    QObject::connect(model, &LegendModel::mergeWanted, q, &Legend::mergeWanted);
    QObject::connect(model, &LegendModel::visibilityWanted, q, &Legend::visibilityWanted);
    QObject::connect(search, &QLineEdit::textChanged, model, &LegendModel::setSearch);
}

QWidget *Legend::Private::buildCategories()
{
    auto *page = new QWidget(q);
    search = new QLineEdit(page);
    search->setObjectName("legendSearch");
    search->setPlaceholderText(tr("Find a category"));
    search->setClearButtonEnabled(true);
    search->addAction(icon("search"), QLineEdit::LeadingPosition);
    search->hide();
    list = new QListView(page);
    list->setObjectName("legendList");
    list->setModel(model);
    list->setItemDelegate(new LegendDelegate(list));
    list->setUniformItemSizes(true);
    list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list->setDragDropMode(QAbstractItemView::DragDrop);
    list->setDefaultDropAction(Qt::MoveAction);
    list->setDropIndicatorShown(true);
    list->setDragDropOverwriteMode(true);  // onto a row, never between two
    list->setContextMenuPolicy(Qt::CustomContextMenu);
    list->setMouseTracking(true);
    list->setAccessibleName(tr("Categories"));
    list->viewport()->installEventFilter(q);
    list->installEventFilter(q);
    QObject::connect(list, &QWidget::customContextMenuRequested, q, [this](const QPoint &at) { showMenu(at); });
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(themeGrid);
    column->addWidget(search);
    column->addWidget(list, 1);
    return page;
}

void Legend::Private::buildOrderMenu()
{
    auto *menu = new QMenu(orderButton);
    orderActions = new QActionGroup(menu);
    const std::pair<LegendOrder, QString> orders[] = {
        {LegendOrder::Natural, tr("By name")}, {LegendOrder::Size, tr("By size")}, {LegendOrder::File, tr("As in the file")}};
    for (const auto &[order, text] : orders) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(order == model->order());
        action->setData(static_cast<int>(order));
        orderActions->addAction(action);
        QObject::connect(action, &QAction::triggered, q, [this, wanted = order] {
            q->setOrder(wanted);
            Q_EMIT q->orderChanged(wanted);
        });
    }
    orderButton->setMenu(menu);
}

void Legend::Private::describe()
{
    const int hidden = model->hiddenCount();
    const auto categories = std::count_if(model->entries().begin(), model->entries().end(),
                                          [](const LegendEntry &entry) { return entry.code != missingCode; });
    QString text = model->entries().empty() ? QString() : countText(categories);
    if (hidden > 0) text += " · " + tr("%1 hidden").arg(hidden);
    summary->setText(text);
    std::set<QRgb> colors;
    for (const LegendEntry &entry : model->entries())
        if (entry.code != missingCode) colors.insert(entry.color.rgb());
    const bool repeated = categories > static_cast<std::ptrdiff_t>(scanpyPalette102().size()) &&
                          static_cast<std::ptrdiff_t>(colors.size()) < categories;
    note->setText(tr("%1 categories share %2 colors: point at a name to see its cells alone.")
                      .arg(countText(categories), countText(static_cast<std::int64_t>(colors.size()))));
    note->setVisible(repeated);
    const bool many = model->entries().size() >= static_cast<std::size_t>(searchFrom);
    search->setVisible(many);
    if (!many && !search->text().isEmpty()) search->clear();
}

Legend::Legend(QWidget *parent) : QWidget(parent)
{
    d = std::make_unique<Private>(this);  // in the body, because events arrive while Private is being built
    clear();
}

Legend::~Legend() = default;

void Legend::setCategories(const QString &title, std::vector<LegendEntry> entries)
{
    // The rows a person marked stay marked when only counts, colors or names change, and a name being typed stays.
    const QList<int> marked = selectedCodes();
    const QLineEdit *editor = d->titleText == title ? d->editor() : nullptr;
    const LegendEntry *edited = editor ? d->model->entry(d->list->currentIndex().data(LegendModel::CodeRole).toInt()) : nullptr;
    const QString oldName = edited ? edited->name : QString(), typed = editor ? editor->text() : QString();
    const int cursor = editor ? editor->cursorPosition() : 0;
    d->titleText = title;
    d->title->setText(title);
    d->model->setEntries(std::move(entries));
    d->describe();
    d->orderButton->setVisible(d->model->entries().size() > 1);
    d->pages->setCurrentIndex(0);
    d->pages->show();
    for (const int code : marked)
        if (const int row = d->model->rowOf(code); row >= 0)
            d->list->selectionModel()->select(d->model->index(row), QItemSelectionModel::Select);
    if (oldName.isEmpty()) return;
    const auto &now = d->model->entries();
    const auto same = std::find_if(now.begin(), now.end(), [&](const LegendEntry &entry) { return entry.name == oldName; });
    if (same == now.end()) return;
    startRename(same->code);
    if (QLineEdit *again = d->editor()) {
        again->setText(typed);
        again->setCursorPosition(cursor);
    }
}

QLineEdit *Legend::Private::editor() const
{
    for (auto *line : list->viewport()->findChildren<QLineEdit *>(Qt::FindDirectChildrenOnly))
        if (line->isVisible()) return line;
    return nullptr;
}

void Legend::setDigits(bool on) { d->model->setDigits(on); }

void Legend::setSelectedCounts(const std::vector<std::pair<int, std::int64_t>> &selectedByCode)
{
    d->model->setSelectedCounts(selectedByCode);
}

void Legend::setContinuous(const ContinuousLegend &legend)
{
    d->titleText = legend.title;
    d->title->setText(legend.title);
    d->model->setEntries({});
    d->describe();
    d->orderButton->hide();
    d->bar->setLegend(legend);
    d->pages->setCurrentIndex(1);
    d->pages->show();
}

void Legend::clear()
{
    d->title->clear();
    d->model->setEntries({});
    d->describe();
    d->orderButton->hide();
    d->pages->hide();
}

void Legend::setOrder(LegendOrder order)
{
    d->model->setOrder(order);
    for (QAction *action : d->orderActions->actions()) action->setChecked(action->data().toInt() == static_cast<int>(order));
}

LegendOrder Legend::order() const { return d->model->order(); }

void Legend::setWhyNotEdit(const QString &reason)
{
    d->whyNotEdit = reason;
    d->model->setEditable(reason.isEmpty());
}

QList<int> Legend::selectedCodes() const
{
    QModelIndexList rows = d->list->selectionModel()->selectedIndexes();
    std::sort(rows.begin(), rows.end());
    QList<int> codes;
    for (const QModelIndex &row : rows) codes << row.data(LegendModel::CodeRole).toInt();
    return codes;
}

void Legend::startRename(int code)
{
    const int row = d->model->rowOf(code);
    if (row < 0 || !d->model->flags(d->model->index(row)).testFlag(Qt::ItemIsEditable)) return;
    d->list->setCurrentIndex(d->model->index(row));
    d->list->edit(d->model->index(row));
}

void Legend::startSearch()
{
    d->search->show();
    d->search->setFocus(Qt::ShortcutFocusReason);
    d->search->selectAll();
}

bool Legend::eventFilter(QObject *watched, QEvent *event)
{
    if (!d) return false;  // still being built
    if (watched == d->list->viewport()) {
        switch (event->type()) {
        case QEvent::MouseMove:
        case QEvent::MouseButtonPress:
        case QEvent::MouseButtonRelease:
        case QEvent::MouseButtonDblClick: return d->mouse(static_cast<QMouseEvent *>(event));
        case QEvent::Leave: d->highlight(Private::noCode); return false;
        default: return false;
        }
    }
    // Keys that the editor of a name does not handle arrive here as well.
    if (watched == d->list && event->type() == QEvent::KeyPress && !d->editor()) return d->key(static_cast<QKeyEvent *>(event));
    return QWidget::eventFilter(watched, event);
}

void Legend::changeEvent(QEvent *event)
{
    if (d && (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)) d->list->viewport()->update();
    QWidget::changeEvent(event);
}

}  // namespace lexicell::ui

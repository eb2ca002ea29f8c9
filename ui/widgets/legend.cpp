#include "ui/widgets/legend.h"

#include "ui/look/icon.h"
#include "ui/look/number_text.h"
#include "ui/look/palettes.h"
#include "ui/look/theme.h"
#include "ui/widgets/color_bar.h"
#include "ui/widgets/legend_list.h"
#include "ui/widgets/legend_model.h"

#include <QActionGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QStackedWidget>
#include <QToolButton>

#include <algorithm>
#include <set>

namespace lexicell::ui {
namespace {

constexpr int searchFrom = 16;  // categories from which on a search box helps

}  // namespace

Legend::Legend(QWidget *parent) : QWidget(parent), m_model(new LegendModel(this))
{
    m_title = new QLabel(this);
    m_title->setProperty("heading", true);
    m_summary = new QLabel(this);
    m_summary->setProperty("muted", true);
    m_orderButton = new QToolButton(this);
    m_orderButton->setAutoRaise(true);
    m_orderButton->setIcon(icon("sort"));
    m_orderButton->setToolTip(tr("Order of the categories"));
    m_orderButton->setAccessibleName(tr("Order of the categories"));
    m_orderButton->setPopupMode(QToolButton::InstantPopup);
    buildOrderMenu();
    auto *header = new QHBoxLayout;
    header->setSpacing(2 * themeGrid);
    header->addWidget(m_title);
    header->addWidget(m_summary, 1);
    header->addWidget(m_orderButton);

    m_bar = new ColorBar(this);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(buildCategories());
    m_pages->addWidget(m_bar);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(themeGrid);
    m_note = new QLabel(this);
    m_note->setObjectName("legendNote");
    m_note->setProperty("muted", true);
    m_note->setWordWrap(true);
    m_note->hide();
    column->addLayout(header);
    column->addWidget(m_note);
    column->addWidget(m_pages, 1);

    connect(m_bar, &ColorBar::colorMapWanted, this, &Legend::colorMapWanted);
    connect(m_bar, &ColorBar::rangeWanted, this, &Legend::rangeWanted);
    connect(m_model, &LegendModel::renameWanted, this, &Legend::renameWanted);
    connect(m_search, &QLineEdit::textChanged, m_model, &LegendModel::setSearch);
    clear();
}

QWidget *Legend::buildCategories()
{
    auto *page = new QWidget(this);
    m_search = new QLineEdit(page);
    m_search->setObjectName("legendSearch");
    m_search->setPlaceholderText(tr("Find a category"));
    m_search->setAccessibleName(tr("Find a category"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon("search"), QLineEdit::LeadingPosition);
    m_search->hide();
    m_list = new LegendList(m_model, page);
    connect(m_list, &LegendList::colorChangeWanted, this, &Legend::colorChangeWanted);
    connect(m_list, &LegendList::mergeWanted, this, &Legend::mergeWanted);
    connect(m_list, &LegendList::visibilityWanted, this, &Legend::visibilityWanted);
    connect(m_list, &LegendList::onlyWanted, this, &Legend::onlyWanted);
    connect(m_list, &LegendList::selectWanted, this, &Legend::selectWanted);
    connect(m_list, &LegendList::highlighted, this, &Legend::highlighted);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(themeGrid);
    column->addWidget(m_search);
    column->addWidget(m_list, 1);
    return page;
}

void Legend::buildOrderMenu()
{
    auto *menu = new QMenu(m_orderButton);
    m_orderActions = new QActionGroup(menu);
    const std::pair<LegendOrder, QString> orders[] = {
        {LegendOrder::Natural, tr("By name")}, {LegendOrder::Size, tr("By size")}, {LegendOrder::File, tr("As in the file")}};
    for (const auto &[order, text] : orders) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(order == m_model->order());
        action->setData(static_cast<int>(order));
        m_orderActions->addAction(action);
        connect(action, &QAction::triggered, this, [this, wanted = order] {
            setOrder(wanted);
            Q_EMIT orderChanged(wanted);
        });
    }
    m_orderButton->setMenu(menu);
}

void Legend::describe()
{
    const int hidden = m_model->hiddenCount();
    const auto categories = std::count_if(m_model->entries().begin(), m_model->entries().end(),
                                          [](const LegendEntry &entry) { return entry.code != missingCode; });
    QString text = m_model->entries().empty() ? QString() : countText(categories);
    if (hidden > 0) text += " · " + tr("%1 hidden").arg(hidden);
    m_summary->setText(text);
    std::set<QRgb> colors;
    for (const LegendEntry &entry : m_model->entries())
        if (entry.code != missingCode) colors.insert(entry.color.rgb());
    const bool repeated = categories > static_cast<std::ptrdiff_t>(scanpyPalette102().size()) &&
                          static_cast<std::ptrdiff_t>(colors.size()) < categories;
    m_note->setText(tr("%1 categories share %2 colors: point at a name to see its cells alone.")
                        .arg(countText(categories), countText(static_cast<std::int64_t>(colors.size()))));
    m_note->setVisible(repeated);
    const bool many = m_model->entries().size() >= static_cast<std::size_t>(searchFrom);
    m_search->setVisible(many);
    if (!many && !m_search->text().isEmpty()) m_search->clear();
}

void Legend::setCategories(const QString &title, std::vector<LegendEntry> entries)
{
    // The rows a person marked stay marked when only counts, colors or names change, and a name being typed stays.
    const QList<int> marked = selectedCodes();
    const QLineEdit *editor = m_titleText == title ? m_list->editor() : nullptr;
    const LegendEntry *edited = editor ? m_model->entry(m_list->currentIndex().data(LegendModel::CodeRole).toInt()) : nullptr;
    const QString oldName = edited ? edited->name : QString(), typed = editor ? editor->text() : QString();
    const int cursor = editor ? editor->cursorPosition() : 0;
    m_titleText = title;
    m_title->setText(title);
    m_model->setEntries(std::move(entries));
    describe();
    m_orderButton->setVisible(m_model->entries().size() > 1);
    m_pages->setCurrentIndex(0);
    m_pages->show();
    for (const int code : marked)
        if (const int row = m_model->rowOf(code); row >= 0)
            m_list->selectionModel()->select(m_model->index(row), QItemSelectionModel::Select);
    if (oldName.isEmpty()) return;
    const auto &now = m_model->entries();
    const auto same = std::find_if(now.begin(), now.end(), [&](const LegendEntry &entry) { return entry.name == oldName; });
    if (same == now.end()) return;
    startRename(same->code);
    if (QLineEdit *again = m_list->editor()) {
        again->setText(typed);
        again->setCursorPosition(cursor);
    }
}

void Legend::setDigits(bool on) { m_model->setDigits(on); }

void Legend::setSelectedCounts(const std::vector<std::pair<int, std::int64_t>> &selectedByCode)
{
    m_model->setSelectedCounts(selectedByCode);
}

void Legend::setContinuous(const ContinuousLegend &legend)
{
    m_titleText = legend.title;
    m_title->setText(legend.title);
    m_model->setEntries({});
    describe();
    m_orderButton->hide();
    m_bar->setLegend(legend);
    m_pages->setCurrentIndex(1);
    m_pages->show();
}

void Legend::clear()
{
    m_title->clear();
    m_model->setEntries({});
    describe();
    m_orderButton->hide();
    m_pages->hide();
}

void Legend::setOrder(LegendOrder order)
{
    m_model->setOrder(order);
    for (QAction *action : m_orderActions->actions()) action->setChecked(action->data().toInt() == static_cast<int>(order));
}

LegendOrder Legend::order() const { return m_model->order(); }

void Legend::setWhyNotEdit(const QString &reason) { m_list->setWhyNotEdit(reason); }

QList<int> Legend::selectedCodes() const { return m_list->selectedCodes(); }

void Legend::startRename(int code) { m_list->startRename(code); }

void Legend::startSearch()
{
    m_search->show();
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void Legend::changeEvent(QEvent *event)
{
    if (m_list && (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)) m_list->viewport()->update();
    QWidget::changeEvent(event);
}

}  // namespace lexicell::ui

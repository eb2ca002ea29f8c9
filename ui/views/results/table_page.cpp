#include "ui/views/results/table_page.h"

#include "ui/look/icon.h"
#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/views/results/result_table_model.h"
#include "ui/views/view.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTableView>

#include <algorithm>

namespace lexicell::ui {

namespace {

constexpr int measuredRows = 200;  // of which column widths are made: a table may have a hundred thousand
constexpr int widestColumn = 320, columnPadding = 12;
constexpr int widestSearch = 360;

// Compares values, not their texts, and keeps missing ones at the end in both directions.
class FilteredRows : public QSortFilterProxyModel {
  public:
    FilteredRows(ResultTableModel *model, QObject *parent) : QSortFilterProxyModel(parent), m_model(model)
    {
        for (int column = 0; column < model->columnCount(); ++column)
            if (model->isText(column)) m_searched.push_back(column);
        for (int column = 0; m_searched.empty() && column < model->columnCount(); ++column) m_searched.push_back(column);
        setSourceModel(model);
    }

    void setText(const QString &text)
    {
        m_text = text;
        invalidateFilter();
    }

  protected:
    bool filterAcceptsRow(int row, const QModelIndex &) const override
    {
        return m_text.isEmpty() || std::any_of(m_searched.begin(), m_searched.end(), [this, row](int column) {
                   return m_model->shownText(row, column).contains(m_text, Qt::CaseInsensitive);
               });
    }
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override
    {
        const bool leftMissing = m_model->isMissing(left.row(), left.column());
        const bool rightMissing = m_model->isMissing(right.row(), right.column());
        if (leftMissing != rightMissing) return sortOrder() == Qt::AscendingOrder ? rightMissing : leftMissing;
        return !leftMissing && m_model->isLess(left.row(), right.row(), left.column());
    }

  private:
    ResultTableModel *m_model;
    std::vector<int> m_searched;  // columns with texts; where there are none, all
    QString m_text;
};

// Qt's own table copies the current cell alone.
class RowTable : public QTableView {
  public:
    explicit RowTable(TablePage *page) : QTableView(page), m_page(page) {}

  protected:
    void keyPressEvent(QKeyEvent *event) override
    {
        if (event->matches(QKeySequence::Copy)) m_page->copySelected();
        else QTableView::keyPressEvent(event);
    }

  private:
    TablePage *m_page;
};

}  // namespace

TablePage::TablePage(std::shared_ptr<const models::tasks::TaskResult> result, QWidget *parent, const QString &kind)
    : QWidget(parent), m_model(new ResultTableModel(std::move(result), this, kind))
{
    auto *rows = new FilteredRows(m_model, this);
    m_rows = rows;
    m_search = new QLineEdit(this);
    m_search->setObjectName(QStringLiteral("tableSearch"));
    m_search->setPlaceholderText(tr("Search the table"));
    m_search->setAccessibleName(tr("Search the table"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(widestSearch);
    m_search->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_count = new QLabel(this);
    m_count->setObjectName(QStringLiteral("tableCount"));
    m_count->setProperty("muted", true);
    makeTable();

    auto *top = new QHBoxLayout;
    top->setContentsMargins(2 * themeGrid, 2 * themeGrid, 2 * themeGrid, 2 * themeGrid);
    top->setSpacing(3 * themeGrid);
    top->addWidget(m_search, 1);
    top->addWidget(m_count);
    top->addStretch();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_table, 1);
    setFocusProxy(m_table);

    connect(m_search, &QLineEdit::textChanged, this, [this, rows](const QString &text) {
        rows->setText(text.trimmed());
        countRows();
    });
    countRows();
}

void TablePage::makeTable()
{
    m_table = new RowTable(this);
    m_table->setObjectName(QStringLiteral("resultTable"));
    m_table->setAccessibleName(tr("Table of the result"));
    m_table->setModel(m_rows);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 2 * themeGrid);
    QHeaderView *header = m_table->horizontalHeader();
    header->setSortIndicatorClearable(true);
    header->setSortIndicator(-1, Qt::AscendingOrder);
    header->setHighlightSections(false);
    m_table->setSortingEnabled(true);
    header->setResizeContentsPrecision(measuredRows);
    m_table->resizeColumnsToContents();
    for (int column = 0; column < m_model->columnCount(); ++column)
        m_table->setColumnWidth(column, std::min(m_table->columnWidth(column) + columnPadding, widestColumn));

    auto *copy = new QAction(icon(QStringLiteral("copy")), tr("Copy selected rows"), m_table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(copy);
    offerGenes();
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(copy, &QAction::triggered, this, &TablePage::copySelected);
    connect(m_table, &QTableView::clicked, this, &TablePage::pick);
    connect(m_table, &QTableView::activated, this, &TablePage::pick);
}

void TablePage::countRows()
{
    const int all = m_model->rowCount(), shown = m_rows->rowCount();
    QString text = all == 1 ? tr("1 row") : tr("%1 rows").arg(countText(all));
    if (!m_search->text().trimmed().isEmpty())
        text = shown == 0 ? tr("None of %1 rows contains this").arg(countText(all))
                          : tr("%1 of %2 rows").arg(countText(shown), countText(all));
    m_count->setText(text);
}

void TablePage::pick(const QModelIndex &index)
{
    const QModelIndex source = m_rows->mapToSource(index);
    if (!source.isValid()) return;
    // A row about one thing stands for it; where it names several, the name that was clicked counts.
    int column = source.column(), named = 0, last = -1;
    for (int i = 0; i < m_model->columnCount(); ++i)
        if (!m_model->itemKind(i).isEmpty()) {
            ++named;
            last = i;
        }
    if (named == 1) column = last;
    QString kind = m_model->itemKind(column);
    if (!m_cellsColumn.isEmpty() &&
        m_model->headerData(source.column(), Qt::Horizontal, Qt::DisplayRole).toString() == m_cellsColumn)
        kind = cellsOfGene;
    if (!kind.isEmpty()) Q_EMIT itemPicked(kind, m_model->exactText(source.row(), column));
}

// What can be done with the genes of the selected rows.
void TablePage::offerGenes()
{
    const QString kind = QStringLiteral("gene");
    bool any = false;
    for (int column = 0; column < m_model->columnCount(); ++column) any = any || m_model->itemKind(column) == kind;
    if (!any) return;
    const auto add = [this, kind](const QString &iconName, const QString &text, const char *name, const auto &use) {
        auto *action = new QAction(icon(iconName), text, m_table);
        action->setObjectName(QLatin1String(name));
        m_table->addAction(action);
        connect(action, &QAction::triggered, this, [this, kind, use] {
            if (const QStringList names = selectedNames(kind); !names.isEmpty()) use(names);
        });
        const auto tell = [this, action] {
            const bool selected = m_table->selectionModel()->hasSelection();
            action->setEnabled(selected);
            action->setToolTip(selected ? QString() : tr("Select rows first."));
        };
        connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, action, tell);
        tell();
    };
    add(QStringLiteral("plus"), tr("Add genes to a set…"), "collectGenes",
        [this, kind](const QStringList &names) { Q_EMIT collectWanted(kind, names); });
    add(QStringLiteral("knock-out"), tr("Knock these genes out…"), "knockOutGenes",
        [this](const QStringList &names) { Q_EMIT knockOutWanted(names); });
}

QModelIndexList TablePage::selectedRows() const
{
    QModelIndexList selected = m_table->selectionModel()->selectedRows();
    std::sort(selected.begin(), selected.end(), [](const QModelIndex &a, const QModelIndex &b) { return a.row() < b.row(); });
    return selected;
}

QStringList TablePage::selectedNames(const QString &kind) const
{
    QStringList names;
    for (const QModelIndex &index : selectedRows())
        for (int column = 0; column < m_model->columnCount(); ++column)
            if (m_model->itemKind(column) == kind) names << m_model->exactText(m_rows->mapToSource(index).row(), column);
    names.removeDuplicates();
    names.removeAll(QString());
    return names;
}

QStringList TablePage::allNames(const QString &kind) const
{
    QStringList names;
    for (int row = 0; row < m_model->rowCount(); ++row)
        for (int column = 0; column < m_model->columnCount(); ++column)
            if (m_model->itemKind(column) == kind) names << m_model->exactText(row, column);
    names.removeDuplicates();
    names.removeAll(QString());
    return names;
}

QString TablePage::selectedText() const
{
    QStringList lines;
    for (const QModelIndex &index : selectedRows()) {
        const int row = m_rows->mapToSource(index).row();
        QStringList fields;
        for (int column = 0; column < m_model->columnCount(); ++column) fields << m_model->exactText(row, column);
        lines << fields.join('\t');
    }
    return lines.join('\n');
}

void TablePage::copySelected() const
{
    const QString text = selectedText();
    if (!text.isEmpty()) QGuiApplication::clipboard()->setText(text);
}

QJsonObject TablePage::state() const
{
    const QHeaderView *header = m_table->horizontalHeader();
    return {{QStringLiteral("filter"), m_search->text()},
            {QStringLiteral("sort_column"), header->sortIndicatorSection()},
            {QStringLiteral("descending"), header->sortIndicatorOrder() == Qt::DescendingOrder}};
}

void TablePage::restore(const QJsonObject &state)
{
    m_search->setText(state[QStringLiteral("filter")].toString());
    const int column = state[QStringLiteral("sort_column")].toInt(-1);
    const bool descending = state[QStringLiteral("descending")].toBool();
    if (column < m_model->columnCount())
        m_table->sortByColumn(std::max(column, -1), descending ? Qt::DescendingOrder : Qt::AscendingOrder);
}

}  // namespace lexicell::ui

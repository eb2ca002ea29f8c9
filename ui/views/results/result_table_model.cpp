#include "ui/views/results/result_table_model.h"

#include "core/data/number_text.h"
#include "ui/look/number_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::ui {

namespace {

using models::tasks::Column;

constexpr int digits = 4, mostDecimals = 6;

QString translated(const char *text) { return QCoreApplication::translate("ResultTable", text); }

TableColumn numbers(const std::vector<double> &values, const QString &heading)
{
    return {&values, heading, {}, numberStyle(values)};
}

TableColumn further(const Column &column)
{
    QString heading = QString::fromStdString(column.name);
    if (!column.unit.empty()) heading += QStringLiteral(" (%1)").arg(QString::fromStdString(column.unit));
    return std::visit(
        [&heading](const auto &values) -> TableColumn {
            if constexpr (std::is_same_v<std::decay_t<decltype(values)>, std::vector<double>>) return numbers(values, heading);
            else return {&values, heading, {}, {}};
        },
        column.values);
}

struct ColumnsOf {
    std::vector<TableColumn> &columns;

    template <class Other> std::size_t operator()(const Other &) const { return 0; }

    std::size_t operator()(const models::tasks::Table &table) const
    {
        for (const Column &column : table.columns) columns.push_back(further(column));
        return table.rows();
    }
    std::size_t operator()(const models::tasks::Ranking &ranking) const
    {
        const QString kind = QString::fromStdString(ranking.itemKind);
        columns.push_back({&ranking.items, kind, kind, {}});
        columns.push_back(numbers(ranking.effect, QString::fromStdString(ranking.effectName)));
        const std::size_t rows = ranking.items.size();
        if (ranking.standardError.size() == rows)
            columns.push_back(numbers(ranking.standardError, translated("± standard error")));
        if (ranking.adjustedP.size() == rows) columns.push_back(numbers(ranking.adjustedP, translated("adjusted p")));
        if (!ranking.baselineName.empty() && ranking.baseline.size() == rows)
            columns.push_back(
                numbers(ranking.baseline, translated("%1 (baseline)").arg(QString::fromStdString(ranking.baselineName))));
        for (const Column &column : ranking.columns) columns.push_back(further(column));
        return rows;
    }
    std::size_t operator()(const models::tasks::Graph &graph) const
    {
        const QString kind = QString::fromStdString(graph.nodeKind);
        const QString from = graph.directed ? translated("%1, from") : translated("%1 a");
        const QString to = graph.directed ? translated("%1, to") : translated("%1 b");
        columns.push_back({NodeNames{&graph.nodes, &graph.from}, from.arg(kind), kind, {}});
        columns.push_back({NodeNames{&graph.nodes, &graph.to}, to.arg(kind), kind, {}});
        columns.push_back(numbers(graph.weight, QString::fromStdString(graph.weightName)));
        for (const Column &column : graph.edgeColumns) columns.push_back(further(column));
        return graph.weight.size();
    }
};

const std::string &nameAt(const NodeNames &nodes, std::size_t row)
{
    return (*nodes.names)[static_cast<std::size_t>((*nodes.positions)[row])];
}

template <class Value> constexpr bool isString = std::is_same_v<std::decay_t<Value>, std::string>;

// Texts by the alphabet, numbers by size; a column holds one of them.
template <class A, class B> bool comesBefore(const A &value, const B &other)
{
    if constexpr (isString<A> && isString<B>)
        return QString::fromStdString(value).compare(QString::fromStdString(other), Qt::CaseInsensitive) < 0;
    else if constexpr (std::is_same_v<A, B>) return value < other;
    else return false;
}

// Calls visit with the double, integer or text of a row.
template <class Visit> auto visitValue(const TableColumn &column, int row, Visit &&visit)
{
    return std::visit(
        [&](const auto &values) {
            if constexpr (std::is_same_v<std::decay_t<decltype(values)>, NodeNames>)
                return visit(nameAt(values, static_cast<std::size_t>(row)));
            else return visit((*values)[static_cast<std::size_t>(row)]);
        },
        column.values);
}

template <class Value> constexpr bool isReal = std::is_same_v<std::decay_t<Value>, double>;

}  // namespace

NumberStyle numberStyle(const std::vector<double> &values)
{
    double largest = 0.0, smallest = std::numeric_limits<double>::infinity();
    bool whole = true, positive = false, negative = false;
    for (const double value : values) {
        if (!std::isfinite(value) || value == 0.0) continue;
        largest = std::max(largest, std::abs(value));
        smallest = std::min(smallest, std::abs(value));
        whole = whole && value == std::round(value);
        (value > 0.0 ? positive : negative) = true;
    }
    if (largest == 0.0) return {};
    if (whole && largest < 1e9) return {false, 0};
    const int decimals = std::clamp(digits - 1 - static_cast<int>(std::floor(std::log10(largest))), 0, mostDecimals);
    const bool vanishes = smallest < 0.5 * std::pow(10.0, -decimals) && !(positive && negative);
    if (vanishes || largest >= 1e7) return {true, 0};
    return {false, decimals};
}

QString styledText(double value, const NumberStyle &style)
{
    if (std::isnan(value)) return translated("NA");
    return style.general ? valueText(value) : readersLocale().toString(value, 'f', style.decimals);
}

ResultTableModel::ResultTableModel(std::shared_ptr<const models::tasks::TaskResult> result, QObject *parent, const QString &kind)
    : QAbstractTableModel(parent), m_result(std::move(result))
{
    m_rows = static_cast<int>(std::visit(ColumnsOf{m_columns}, *m_result));
    if (!kind.isEmpty() && !m_columns.empty()) m_columns.front().itemKind = kind;
}

int ResultTableModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : m_rows; }

int ResultTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

bool ResultTableModel::isText(int column) const
{
    const auto &values = m_columns[static_cast<std::size_t>(column)].values;
    return std::holds_alternative<NodeNames>(values) || std::holds_alternative<const std::vector<std::string> *>(values);
}

QString ResultTableModel::shownText(int row, int column) const
{
    const TableColumn &shown = m_columns[static_cast<std::size_t>(column)];
    return visitValue(shown, row, [&shown](const auto &value) {
        if constexpr (isString<decltype(value)>) return QString::fromStdString(value);
        else if constexpr (isReal<decltype(value)>) return styledText(value, shown.style);
        else return countText(value);
    });
}

QString ResultTableModel::exactText(int row, int column) const
{
    return visitValue(m_columns[static_cast<std::size_t>(column)], row, [](const auto &value) {
        if constexpr (isString<decltype(value)>) return QString::fromStdString(value);
        else if constexpr (isReal<decltype(value)>)
            return std::isnan(value) ? QString() : QString::fromStdString(data::numberText(value));
        else return QString::number(value);
    });
}

bool ResultTableModel::isMissing(int row, int column) const
{
    return visitValue(m_columns[static_cast<std::size_t>(column)], row, [](const auto &value) {
        if constexpr (isString<decltype(value)>) return value.empty();
        else if constexpr (isReal<decltype(value)>) return std::isnan(value);
        else return false;
    });
}

bool ResultTableModel::isLess(int row, int otherRow, int column) const
{
    const TableColumn &compared = m_columns[static_cast<std::size_t>(column)];
    return visitValue(compared, row, [&](const auto &value) {
        return visitValue(compared, otherRow, [&value](const auto &other) { return comesBefore(value, other); });
    });
}

QVariant ResultTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) return {};
    switch (role) {
    case Qt::DisplayRole: return shownText(index.row(), index.column());
    case Qt::ToolTipRole: return exactText(index.row(), index.column());
    case Qt::TextAlignmentRole: return int(Qt::AlignVCenter | (isText(index.column()) ? Qt::AlignLeft : Qt::AlignRight));
    default: return {};
    }
}

QVariant ResultTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole) return m_columns[static_cast<std::size_t>(section)].heading;
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignVCenter | (isText(section) ? Qt::AlignLeft : Qt::AlignRight));
    return {};
}

}  // namespace lexicell::ui

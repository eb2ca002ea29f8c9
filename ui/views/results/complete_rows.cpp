#include "ui/views/results/complete_rows.h"

#include "ui/look/number_text.h"

#include <cmath>
#include <limits>
#include <unordered_set>

namespace lexicell::ui {

CompleteRows::CompleteRows(const models::tasks::Table &table) : m_table(table)
{
    for (const models::tasks::Column &column : table.columns) m_columns.emplace(column.name, &column);
}

const models::tasks::Column *CompleteRows::find(const char *column) const
{
    const auto found = m_columns.find(column);
    return found == m_columns.end() ? nullptr : found->second;
}

const std::string &CompleteRows::text(const char *column, std::size_t row) const
{
    static const std::string nothing;
    const models::tasks::Column *found = find(column);
    const auto *values = found ? std::get_if<std::vector<std::string>>(&found->values) : nullptr;
    return values ? (*values)[row] : nothing;
}

double CompleteRows::number(const char *column, std::size_t row) const
{
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    const models::tasks::Column *found = find(column);
    if (!found) return unknown;
    if (const auto *values = std::get_if<std::vector<double>>(&found->values)) return (*values)[row];
    if (const auto *counts = std::get_if<std::vector<std::int64_t>>(&found->values)) return static_cast<double>((*counts)[row]);
    return unknown;
}

bool CompleteRows::tested(std::size_t row) const { return !has("role") || text("role", row) == "tested"; }

bool CompleteRows::isPair(std::size_t row) const { return !genesOfPair(text("gene", row)).first.empty(); }

QStringList CompleteRows::valuesOf(const char *column) const
{
    QStringList all;
    std::unordered_set<std::string_view> known;
    for (std::size_t row = 0; row < size(); ++row)
        if (tested(row) && known.insert(text(column, row)).second) all << QString::fromStdString(text(column, row));
    return all;
}

std::vector<std::size_t> CompleteRows::genesIn(const QString &metric, const QString &group) const
{
    const std::string wantedMetric = metric.toStdString(), wantedGroup = group.toStdString();
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < size(); ++row)
        if (tested(row) && text("metric", row) == wantedMetric && text("group", row) == wantedGroup && !isPair(row))
            rows.push_back(row);
    return rows;
}

QStringList CompleteRows::facts(const std::vector<const char *> &columns, std::size_t row) const
{
    QStringList lines;
    for (const char *column : columns)
        if (const double value = number(column, row); std::isfinite(value))
            lines << QStringLiteral("%1: %2").arg(QLatin1String(column), valueText(value));
    return lines;
}

std::pair<std::string, std::string> genesOfPair(const std::string &name)
{
    const std::size_t plus = name.find('+');
    if (plus == std::string::npos || plus == 0 || plus + 1 == name.size()) return {};
    return {name.substr(0, plus), name.substr(plus + 1)};
}

QString leadingMetric(const models::tasks::Ranking &ranking, const QStringList &metrics)
{
    const QString named = QString::fromStdString(ranking.effectName).section(QLatin1Char(' '), 0, 0);
    return metrics.contains(named) ? named : metrics.value(0);
}

}  // namespace lexicell::ui

// The rows of a ranking's complete table (the CSV file of knock-outs), read by the names of its columns.
#pragma once

#include "models/tasks/result.h"

#include <QStringList>

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace lexicell::ui {

class CompleteRows {
  public:
    // The table must outlive this object.
    explicit CompleteRows(const models::tasks::Table &table);

    std::size_t size() const { return m_table.rows(); }
    bool has(const char *column) const { return find(column) != nullptr; }
    // Empty and NaN where there is no such column, or it holds something else.
    const std::string &text(const char *column, std::size_t row) const;
    double number(const char *column, std::size_t row) const;
    bool tested(std::size_t row) const;
    bool isPair(std::size_t row) const;  // A+B
    // Different values of the tested rows, in their order.
    QStringList valuesOf(const char *column) const;
    // Rows of tested genes in this metric and group; pairs (A+B) are no genes.
    std::vector<std::size_t> genesIn(const QString &metric, const QString &group) const;
    // "p_adj: 0.012" of each of these columns that has a value in this row.
    QStringList facts(const std::vector<const char *> &columns, std::size_t row) const;

  private:
    const models::tasks::Column *find(const char *column) const;

    const models::tasks::Table &m_table;
    std::unordered_map<std::string_view, const models::tasks::Column *> m_columns;
};

// The two genes of "A+B"; empty: the name is of one gene.
std::pair<std::string, std::string> genesOfPair(const std::string &name);

// The metric that a person looks at first: the one that the ranking is of, else the first of the table.
QString leadingMetric(const models::tasks::Ranking &ranking, const QStringList &metrics);

}  // namespace lexicell::ui

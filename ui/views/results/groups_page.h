// Genes × groups of cells: the effect of each gene in each group of a ranking that was made group by group. Beside the effect its
// z against the null, and the same change in the PCA.
#pragma once

#include "ui/views/results/complete_rows.h"
#include "ui/views/results/matrix_page.h"

#include <map>

namespace lexicell::ui {

inline constexpr std::size_t mostGenesOfGroups = 60;  // rows that one takes in; the table holds all

class GroupsPage : public MatrixPage {
    Q_OBJECT

  public:
    // Null: the table of the ranking has no groups. The ranking must outlive the page.
    static GroupsPage *of(const models::tasks::Ranking &ranking, QWidget *parent);

    QString name() const override { return QStringLiteral("groups"); }
    QString tabName() const override { return tr("Groups"); }

  protected:
    models::tasks::Heatmap heatmap() const override;
    QStringList facts(const models::tasks::Heatmap &shown, int row, int column) const override;
    QString sentence() const override;
    std::string geneAt(const models::tasks::Heatmap &shown, int row, int column) const override;

  private:
    GroupsPage(const models::tasks::Ranking &ranking, QStringList groups, QWidget *parent);

    using Cells = std::map<std::string, std::vector<std::size_t>>;  // by gene: a row of the table for each group; none: no number
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    const Cells &cells() const;  // of the chosen metric
    Cells cellsOf(const QString &metric) const;
    std::vector<std::string> genesOf(const Cells &of) const;  // by evidence, the best first
    const char *valueColumn() const;
    QStringList metricsOfGenes() const;

    CompleteRows m_rows;
    QStringList m_groups;
    mutable Cells m_cells;  // of m_cellsOf: the pointer asks again and again
    mutable QString m_cellsOf;
};

}  // namespace lexicell::ui

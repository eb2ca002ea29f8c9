// Pairs of genes changed together: the effect of both, the sum of both alone (the additive expectation), and the excess of the
// one over the other. Below the diagonal one, above it another where a choice shows two on one scale.
#pragma once

#include "ui/views/results/complete_rows.h"
#include "ui/views/results/matrix_page.h"

#include <map>

namespace lexicell::ui {

class PairsPage : public MatrixPage {
    Q_OBJECT

  public:
    // Null: the table of the ranking has no pairs with an excess. The ranking must outlive the page.
    static PairsPage *of(const models::tasks::Ranking &ranking, QWidget *parent);

    QString name() const override { return QStringLiteral("pairs"); }
    QString tabName() const override { return tr("Pairs"); }

  protected:
    models::tasks::Heatmap heatmap() const override;
    QStringList facts(const models::tasks::Heatmap &shown, int row, int column) const override;
    QString sentence() const override;
    std::string geneAt(const models::tasks::Heatmap &shown, int row, int column) const override;

  private:
    PairsPage(const models::tasks::Ranking &ranking, const QStringList &groups, QWidget *parent);

    // NaN: unknown.
    struct Pair {
        double together, excess, interaction, additiveCosine;
        double low, high;  // 95 % interval of `together`
        double cells;
        double expected() const { return together - excess; }
    };
    using Pairs = std::map<std::pair<std::string, std::string>, Pair>;
    Pairs readPairs(const QString &group) const;
    const Pairs &pairs() const;                                          // of the chosen group
    const Pair *find(const std::string &a, const std::string &b) const;  // null: not in the table

    CompleteRows m_rows;
    std::vector<std::string> m_genes;  // of pairs, in the order of the table
    std::map<QString, Pairs> m_pairs;  // by group
};

}  // namespace lexicell::ui

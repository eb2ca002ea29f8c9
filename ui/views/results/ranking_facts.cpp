#include "ui/views/results/ranking_facts.h"

#include "core/analysis/rank_correlation.h"
#include "ui/look/number_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace lexicell::ui {

namespace {

// From here on two rankings are called alike; below the other, different.
constexpr double alike = 0.7, related = 0.3;
constexpr std::int64_t fewestPairs = 3;

QString translated(const char *text) { return QCoreApplication::translate("Ranking", text); }

}  // namespace

std::optional<RankCorrelation> rankCorrelation(const std::vector<double> &a, const std::vector<double> &b)
{
    std::int64_t pairs = 0;
    for (std::size_t item = 0; item < a.size(); ++item) pairs += !std::isnan(a[item]) && !std::isnan(b[item]);
    const double rho = analysis::spearman(a, b);
    if (pairs < fewestPairs || std::isnan(rho)) return std::nullopt;
    return RankCorrelation{rho, pairs};
}

bool hasBaseline(const models::tasks::Ranking &ranking)
{
    return !ranking.baselineName.empty() && ranking.baseline.size() == ranking.items.size();
}

QString baselineSentence(const models::tasks::Ranking &ranking)
{
    if (!hasBaseline(ranking)) return {};
    const QString name = QString::fromStdString(ranking.baselineName);
    const auto correlation = rankCorrelation(ranking.effect, ranking.baseline);
    if (!correlation) return translated("There are too few numbers to compare the model with the baseline (%1).").arg(name);
    const double rho = correlation->value;
    const QString sentence =
        rho >= alike     ? translated("The baseline (%1) ranks them almost the same: Spearman correlation %2 over n = %3.")
        : rho >= related ? translated("The baseline (%1) ranks them partly the same: Spearman correlation %2 over n = %3.")
        : rho > -related ? translated("The baseline (%1) ranks them differently: Spearman correlation %2 over n = %3.")
                         : translated("The baseline (%1) ranks them the other way round: Spearman correlation %2 over n = %3.");
    return sentence.arg(name, readersLocale().toString(rho, 'f', 2), countText(correlation->pairs));
}

QStringList itemFacts(const models::tasks::Ranking &ranking, std::size_t item)
{
    QString effect = QString::fromStdString(ranking.effectName) + QStringLiteral(": ") + valueText(ranking.effect[item]);
    if (!ranking.standardError.empty()) effect += QStringLiteral(" ± ") + valueText(ranking.standardError[item]);
    QStringList lines{QString::fromStdString(ranking.items[item]), effect};
    if (hasBaseline(ranking))
        lines << translated("%1 (baseline): %2")
                     .arg(QString::fromStdString(ranking.baselineName), valueText(ranking.baseline[item]));
    if (ranking.nullLow != ranking.nullHigh)
        lines << translated("middle 95 % of the null: %1 to %2").arg(valueText(ranking.nullLow), valueText(ranking.nullHigh));
    if (!ranking.adjustedP.empty()) lines << translated("adjusted p: %1").arg(valueText(ranking.adjustedP[item]));
    for (const models::tasks::Column &column : ranking.columns) {
        const QString value = std::visit(
            [item](const auto &values) {
                if constexpr (std::is_same_v<std::decay_t<decltype(values)>, std::vector<std::string>>)
                    return QString::fromStdString(values[item]);
                else return valueText(static_cast<double>(values[item]));
            },
            column.values);
        QString line = QString::fromStdString(column.name) + QStringLiteral(": ") + value;
        if (!column.unit.empty()) line += ' ' + QString::fromStdString(column.unit);
        lines << line;
    }
    return lines;
}

}  // namespace lexicell::ui

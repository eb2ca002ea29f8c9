#include "ui/views/results/knock_out_rankings.h"

#include "ui/look/number_text.h"
#include "ui/views/results/ranking_facts.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_set>

namespace lexicell::ui {

namespace {

using models::tasks::Column;
using models::tasks::Ranking;
using models::tasks::Table;

// From here on a ranking is called mostly, or partly, its baseline; as in the summary of the task.
constexpr double mostly = 0.7, partly = 0.3;

QString translated(const char *text) { return QCoreApplication::translate("Ranking", text); }

const Column *columnIn(const std::vector<Column> &columns, const std::string &name)
{
    const auto found = std::find_if(columns.begin(), columns.end(), [&name](const Column &one) { return one.name == name; });
    return found == columns.end() ? nullptr : &*found;
}

template <class Value> const std::vector<Value> *valuesIn(const std::vector<Column> &columns, const char *name)
{
    const Column *column = columnIn(columns, name);
    return column ? std::get_if<std::vector<Value>>(&column->values) : nullptr;
}

template <class Value> std::vector<Value> rowsOf(const std::vector<Value> &values, const std::vector<std::size_t> &rows)
{
    std::vector<Value> chosen;
    chosen.reserve(rows.size());
    for (const std::size_t row : rows) chosen.push_back(values[row]);
    return chosen;
}

std::vector<double> doublesOf(const Table &table, const char *name, const std::vector<std::size_t> &rows)
{
    const auto *values = valuesIn<double>(table.columns, name);
    return values ? rowsOf(*values, rows) : std::vector<double>();
}

bool hasNumbers(const std::vector<double> *values)
{
    return values && std::any_of(values->begin(), values->end(), [](double value) { return std::isfinite(value); });
}

std::vector<std::string> distinct(const std::vector<std::string> &values)
{
    std::vector<std::string> names;
    for (const std::string &value : values)
        if (std::find(names.begin(), names.end(), value) == names.end()) names.push_back(value);
    return names;
}

QString rho(double value) { return readersLocale().toString(value, 'f', 2); }

QString expressionSentence(const Ranking &ranking)
{
    const auto *expression = numbersIn(ranking, "mean_expression");
    if (!expression) return {};
    const auto correlation = rankCorrelation(ranking.effect, *expression);
    if (!correlation) return translated("There are too few genes to compare this ranking with mean expression.");
    const double value = correlation->value;
    if (std::abs(value) < partly)
        return translated("Spearman %1 with mean expression: this ranking is not how widely a gene is expressed.")
            .arg(rho(value));
    const QString what =
        value > 0.0 ? translated("how widely a gene is expressed") : translated("how rarely a gene is expressed");
    return (std::abs(value) >= mostly ? translated("Spearman %1 with mean expression: most of this ranking is %2.")
                                      : translated("Spearman %1 with mean expression: part of this ranking is %2."))
        .arg(rho(value), what);
}

QString discoverySentence(const Ranking &ranking)
{
    std::int64_t tests = 0, passing = 0;
    for (const double p : ranking.adjustedP)
        if (!std::isnan(p)) {
            ++tests;
            passing += p < falseDiscoveries ? 1 : 0;
        }
    if (tests == 0) return translated("There are too few genes of like expression for p values.");
    if (passing == 0) return translated("No gene passes 5 % FDR.");
    return translated("%1 of %2 genes pass 5 % FDR.").arg(countText(passing), countText(tests));
}

// How alike another column ranks the genes.
QString agreement(const Ranking &ranking, const std::vector<double> &other, const QString &name)
{
    const auto correlation = rankCorrelation(ranking.effect, other);
    if (!correlation) return {};
    return translated("Spearman %1 with %2 (n = %3).").arg(rho(correlation->value), name, countText(correlation->pairs));
}

std::vector<double> absolute(std::vector<double> values)
{
    for (double &value : values) value = std::abs(value);
    return values;
}

QString statusText(const std::string &status)
{
    if (status == "not_in_vocabulary") return translated("not in the model's vocabulary");
    if (status == "not_in_data") return translated("not in the data");
    if (status == "too_few_cells") return translated("too few cells");
    return translated("no cell has it");
}

}  // namespace

bool isKnockOut(const Ranking &ranking)
{
    const auto &columns = ranking.complete.columns;
    for (const char *name : {"gene", "role", "metric", "status"})
        if (!valuesIn<std::string>(columns, name)) return false;
    return valuesIn<double>(columns, "effect") && valuesIn<double>(columns, "p_adj");
}

std::vector<std::string> metricsIn(const Ranking &ranking)
{
    // interaction, additive_cosine and excess are numbers of pairs.
    static const std::vector<std::string> ofGenes{"shift", "toward", "along", "direction_cosine"};
    if (!isKnockOut(ranking)) return {};
    std::vector<std::string> metrics = distinct(*valuesIn<std::string>(ranking.complete.columns, "metric"));
    std::erase_if(metrics,
                  [](const std::string &metric) { return std::find(ofGenes.begin(), ofGenes.end(), metric) == ofGenes.end(); });
    return metrics;
}

std::vector<std::string> groupsIn(const Ranking &ranking)
{
    const auto *groups = valuesIn<std::string>(ranking.complete.columns, "group");
    if (!groups) return {};
    std::vector<std::string> names = distinct(*groups);
    return names.size() < 2 ? std::vector<std::string>() : names;
}

Ranking rankingIn(const Ranking &whole, const std::string &metric, const std::string &group)
{
    const Table &table = whole.complete;
    const auto &genes = *valuesIn<std::string>(table.columns, "gene"), &roles = *valuesIn<std::string>(table.columns, "role"),
               &metrics = *valuesIn<std::string>(table.columns, "metric");
    const auto *groups = valuesIn<std::string>(table.columns, "group");
    const bool byGroup = !groupsIn(whole).empty();
    const std::unordered_set<std::string_view> items(whole.items.begin(), whole.items.end());  // a pair of genes is none of them
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < genes.size(); ++row)
        if (roles[row] == "tested" && metrics[row] == metric && items.contains(genes[row]) &&
            (!byGroup || (*groups)[row] == group))
            rows.push_back(row);
    Ranking ranking;
    ranking.itemKind = whole.itemKind;
    ranking.baselineName = whole.baselineName;
    ranking.items = rowsOf(genes, rows);
    ranking.effect = doublesOf(table, "effect", rows);
    ranking.standardError = doublesOf(table, "se", rows);
    ranking.adjustedP = doublesOf(table, "p_adj", rows);
    ranking.baseline = doublesOf(table, "pca_effect", rows);
    const auto *modes = valuesIn<std::string>(table.columns, "mode");
    ranking.effectName = metric + (modes && !rows.empty() ? " (" + (*modes)[rows.front()] + ")" : std::string());
    for (const char *name : {"z", "p", "ci_low", "ci_high", "n_cells", "n_replicates", "null_mean", "null_sd", "null_genes",
                             "mean_expression", "detection", "de_logfc", "de_p_adj", "second_effect", "status"}) {
        const Column *found = columnIn(table.columns, name);
        if (!found) continue;
        const Column &column = *found;
        ranking.columns.push_back(
            {column.name,
             std::visit([&rows](const auto &values) -> decltype(Column::values) { return rowsOf(values, rows); }, column.values),
             column.unit});
        const auto *numbers = std::get_if<std::vector<double>>(&ranking.columns.back().values);
        if (numbers && !hasNumbers(numbers)) ranking.columns.pop_back();  // nothing to compare with, or no goal
    }
    return ranking;
}

QString metricTitle(const std::string &metric)
{
    if (metric == "shift") return translated("Shift: how far the cells move");
    if (metric == "toward") return translated("Toward: how much nearer to the goal");
    if (metric == "along") return translated("Along: in the goal's direction");
    if (metric == "direction_cosine") return translated("Direction of the mean change (no test)");
    return QString::fromStdString(metric);
}

const std::vector<double> *numbersIn(const Ranking &ranking, const char *name) { return valuesIn<double>(ranking.columns, name); }

const std::vector<std::string> *textsIn(const Ranking &ranking, const char *name)
{
    return valuesIn<std::string>(ranking.columns, name);
}

std::optional<double> numberIn(const Ranking &ranking, const char *name, std::size_t item)
{
    const Column *column = columnIn(ranking.columns, name);
    if (!column || item >= column->size()) return std::nullopt;
    if (const auto *doubles = std::get_if<std::vector<double>>(&column->values)) return (*doubles)[item];
    if (const auto *whole = std::get_if<std::vector<std::int64_t>>(&column->values)) return static_cast<double>((*whole)[item]);
    return std::nullopt;
}

QStringList skepticsSentences(const Ranking &ranking)
{
    QStringList sentences{expressionSentence(ranking), discoverySentence(ranking)};
    if (hasBaseline(ranking)) {
        std::int64_t known = 0, all = 0;  // of the genes that have an effect
        for (std::size_t item = 0; item < ranking.items.size(); ++item) {
            if (!std::isfinite(ranking.effect[item])) continue;
            ++all;
            known += std::isfinite(ranking.baseline[item]) ? 1 : 0;
        }
        sentences << agreement(ranking, ranking.baseline, translated("the same change in the PCA"));
        if (known < all)
            sentences
                << translated("%1 of %2 genes are not variable enough for the PCA.").arg(countText(all - known), countText(all));
    }
    if (const auto *change = numbersIn(ranking, "de_logfc"); hasNumbers(change))
        sentences << agreement(ranking, absolute(*change), translated("the size of the differential expression"));
    if (const auto *second = numbersIn(ranking, "second_effect"); hasNumbers(second))
        sentences << agreement(ranking, *second, translated("the second model"));
    sentences.removeAll(QString());
    return sentences;
}

QString withoutNumbers(const Ranking &ranking, int most)
{
    const auto *status = textsIn(ranking, "status");
    QStringList names;
    int more = 0;
    for (std::size_t item = 0; status && item < ranking.items.size(); ++item) {
        if (std::isfinite(ranking.effect[item])) continue;
        if (names.size() == most) ++more;
        else
            names << QStringLiteral("%1 (%2)").arg(QString::fromStdString(ranking.items[item]),
                                                   statusText((*status)[item] == "ok" ? std::string() : (*status)[item]));
    }
    const QString text = names.join(QStringLiteral(", "));
    return more > 0 ? translated("%1 and %2 more").arg(text, countText(more)) : text;
}

}  // namespace lexicell::ui

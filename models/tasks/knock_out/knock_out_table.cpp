#include "models/tasks/knock_out/knock_out_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

namespace lexicell::models::tasks {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double mostly = 0.7, partly = 0.3;  // rank correlations from which a ranking is called mostly or partly its baseline
constexpr double falseDiscoveries = 0.05;

// Larger z first, NaN last, else as they are.
std::vector<std::size_t> byZ(const KnockOut &result, ShiftMetric metric)
{
    std::vector<std::size_t> order(result.genes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const double x = result.genes[a].in(metric).null.z, y = result.genes[b].in(metric).null.z;
        if (std::isnan(x) || std::isnan(y)) return !std::isnan(x) && std::isnan(y);
        return x > y;
    });
    return order;
}

// The columns of the file, filled row by row.
class Rows {
  public:
    void add(const KnockOut &result, const KnockOutGene &gene, const std::string &metric, const MetricNumbers &numbers)
    {
        add("gene", gene.gene.name);
        add("role", std::string(gene.tested ? "tested" : "null"));
        add("mode", std::string(toString(result.change.kind)));
        add("group", result.group);
        add("metric", metric);
        add("effect", numbers.effect.value);
        add("se", numbers.effect.standardError);
        add("ci_low", numbers.effect.low);
        add("ci_high", numbers.effect.high);
        add("n_cells", gene.cells);
        add("n_replicates", gene.in(ShiftMetric::Shift).effect.replicates);
        add("n_replaced", gene.replaced);
        add("null_mean", numbers.null.mean);
        add("null_sd", numbers.null.deviation);
        add("null_genes", numbers.null.genes);
        add("z", numbers.null.z);
        add("p", numbers.null.p);
        add("p_adj", numbers.adjustedP);
        add("mean_expression", gene.meanExpression);
        add("detection", gene.detection);
        add("pca_effect", numbers.pca);
        add("de_logfc", gene.differential.logFoldChange);
        add("de_p_adj", gene.differential.adjustedP);
        add("second_effect", result.hasSecond ? numbers.second : unknown);
        add("status", std::string(toString(gene.gene.status)));
        if (result.hasMeasured) {
            add("measured_shift", gene.measured.shift);
            add("measured_logfc", gene.measured.logFoldChange);
        }
        m_next = 0;
    }
    Table table() && { return std::move(m_table); }

  private:
    template <class Value> void add(const char *name, const Value &value)
    {
        if (m_next == m_table.columns.size()) m_table.columns.push_back({name, std::vector<Value>()});
        std::get<std::vector<Value>>(m_table.columns[m_next++].values).push_back(value);
    }

    Table m_table;
    std::size_t m_next = 0;
};

// An effect that has no null.
MetricNumbers only(const Effect &effect) { return {effect, {0, unknown, unknown, unknown, unknown}, unknown, unknown, unknown}; }
MetricNumbers only(double value) { return only(Effect{value, unknown, unknown, unknown, 0}); }

// A pair in the columns of a gene: its name is A+B.
KnockOutGene asGene(const KnockOut &result, const PairEffect &pair)
{
    KnockOutGene row;
    row.gene = {result.genes[pair.a].gene.name + '+' + result.genes[pair.b].gene.name, -1,
                std::isnan(pair.together[0].value) ? GeneStatus::TooFewCells : GeneStatus::Ok};
    row.cells = pair.cells;
    row.replaced = pair.replaced;
    row.in(ShiftMetric::Shift).effect.replicates = pair.together[0].replicates;
    row.meanExpression = unknown;
    row.detection = unknown;
    return row;
}

// The middle 95 % of the effects of the null's genes; {0, 0} if it has too few genes.
std::pair<double, double> nullBand(const KnockOut &result)
{
    const bool ownPool = std::all_of(result.genes.begin(), result.genes.end(), [](const auto &gene) { return gene.tested; });
    std::vector<double> effects;
    for (const KnockOutGene &gene : result.genes)
        if (const double effect = gene.in(result.leading()).effect.value; (ownPool || !gene.tested) && !std::isnan(effect))
            effects.push_back(effect);
    if (static_cast<std::int64_t>(effects.size()) < fewestNullGenes) return {0.0, 0.0};
    std::sort(effects.begin(), effects.end());
    const auto at = [&](double share) {
        const double place = share * static_cast<double>(effects.size() - 1);
        const auto below = static_cast<std::size_t>(place);
        const std::size_t above = std::min(below + 1, effects.size() - 1);
        return effects[below] + (place - static_cast<double>(below)) * (effects[above] - effects[below]);
    };
    return {at(0.025), at(0.975)};
}

template <class Number> auto column(const char *name, const std::vector<const KnockOutGene *> &genes, Number &&number)
{
    std::vector<std::decay_t<decltype(number(*genes.front()))>> values;
    values.reserve(genes.size());
    for (const KnockOutGene *gene : genes) values.push_back(number(*gene));
    return Column{name, std::move(values)};
}

std::string twoDigits(double value)
{
    std::string text = std::to_string(std::round(100.0 * value) / 100.0);
    return text.substr(0, text.find('.') + 3);
}

std::string expressionSentence(double rho)
{
    if (std::isnan(rho)) return "There are too few genes to compare this ranking with mean expression.";
    const std::string begin = "Spearman " + twoDigits(rho) + " with mean expression: ";
    const std::string what = rho > 0.0 ? "how widely a gene is expressed." : "how rarely a gene is expressed.";
    if (std::abs(rho) >= mostly) return begin + "most of this ranking is " + what;
    if (std::abs(rho) >= partly) return begin + "part of this ranking is " + what;
    return begin + "this ranking is not how widely a gene is expressed.";
}

struct Discoveries {
    std::int64_t tests = 0, passing = 0;
};

Discoveries discoveries(const KnockOut &result)
{
    Discoveries found;
    for (const KnockOutGene &gene : result.genes) {
        const double p = gene.in(result.leading()).adjustedP;
        if (!gene.tested || std::isnan(p)) continue;
        ++found.tests;
        found.passing += p < falseDiscoveries ? 1 : 0;
    }
    return found;
}

}  // namespace

Table knockOutTable(const KnockOut &result)
{
    Rows rows;
    for (const ShiftMetric metric : result.metrics()) {
        for (const std::size_t gene : byZ(result, metric))
            rows.add(result, result.genes[gene], toString(metric), result.genes[gene].in(metric));
        for (const PairEffect &pair : result.pairEffects)
            rows.add(result, asGene(result, pair), toString(metric), only(pair.together[static_cast<std::size_t>(metric)]));
    }
    for (const PairEffect &pair : result.pairEffects) {
        rows.add(result, asGene(result, pair), "interaction", only(pair.interaction));
        rows.add(result, asGene(result, pair), "additive_cosine", only(pair.additiveCosine));
        rows.add(result, asGene(result, pair), "excess", only(pair.excess));
    }
    if (!result.goal) return std::move(rows).table();
    for (const KnockOutGene &gene : result.genes) rows.add(result, gene, "direction_cosine", only(gene.directionCosine));
    return std::move(rows).table();
}
Ranking knockOutRanking(const KnockOut &result)
{
    const ShiftMetric metric = result.leading();
    std::vector<const KnockOutGene *> genes;
    for (const std::size_t place : byZ(result, metric))
        if (result.genes[place].tested) genes.push_back(&result.genes[place]);
    Ranking ranking;
    ranking.itemKind = "gene";
    ranking.effectName = std::string(toString(metric)) + " (" + toString(result.change.kind) + ")";
    ranking.baselineName = "same change in the PCA";
    for (const KnockOutGene *gene : genes) {
        const MetricNumbers &numbers = gene->in(metric);
        ranking.items.push_back(gene->gene.name);
        ranking.effect.push_back(numbers.effect.value);
        ranking.standardError.push_back(numbers.effect.standardError);
        ranking.adjustedP.push_back(numbers.adjustedP);
        ranking.baseline.push_back(numbers.pca);
    }
    std::tie(ranking.nullLow, ranking.nullHigh) = nullBand(result);
    if (!genes.empty())
        ranking.columns = {column("z", genes, [metric](const auto &gene) { return gene.in(metric).null.z; }),
                           column("p", genes, [metric](const auto &gene) { return gene.in(metric).null.p; }),
                           column("ci_low", genes, [metric](const auto &gene) { return gene.in(metric).effect.low; }),
                           column("ci_high", genes, [metric](const auto &gene) { return gene.in(metric).effect.high; }),
                           column("n_cells", genes, [](const auto &gene) { return gene.cells; }),
                           column("mean_expression", genes, [](const auto &gene) { return gene.meanExpression; }),
                           column("detection", genes, [](const auto &gene) { return gene.detection; }),
                           column("de_logfc", genes, [](const auto &gene) { return gene.differential.logFoldChange; }),
                           column("de_p_adj", genes, [](const auto &gene) { return gene.differential.adjustedP; }),
                           column("status", genes, [](const auto &gene) { return std::string(toString(gene.gene.status)); })};
    ranking.complete = knockOutTable(result);
    return ranking;
}

std::string skepticsSentence(const KnockOut &result)
{
    const auto &correlations = result.correlations[static_cast<std::size_t>(result.leading())];
    const Discoveries found = discoveries(result);
    std::string text = expressionSentence(correlations.meanExpression);
    if (found.tests == 0) text += " There are too few genes of like expression for p values.";
    else if (found.passing == 0) text += " No gene passes 5 % FDR.";
    else text += " " + std::to_string(found.passing) + " of " + std::to_string(found.tests) + " genes pass 5 % FDR.";
    return text;
}

nlohmann::ordered_json knockOutSummary(const KnockOut &result)
{
    const auto tested = std::count_if(result.genes.begin(), result.genes.end(), [](const auto &gene) { return gene.tested; });
    const auto all = static_cast<std::int64_t>(result.genes.size());
    const auto left = std::count_if(result.genes.begin(), result.genes.end(),
                                    [](const auto &gene) { return gene.gene.status == GeneStatus::NotShortlisted; });
    nlohmann::ordered_json spearman = nlohmann::ordered_json::object();
    for (const ShiftMetric metric : result.metrics()) {
        const auto &own = result.correlations[static_cast<std::size_t>(metric)];
        spearman[toString(metric)] = {{"mean_expression", own.meanExpression}, {"detection", own.detection}, {"pca", own.pca}};
        if (result.goal) spearman[toString(metric)]["de_logfc"] = own.differential;
        if (result.hasSecond) spearman[toString(metric)]["second_model"] = own.second;
    }
    nlohmann::ordered_json summary{
        {"mode", toString(result.change.kind)},
        {"metric", toString(result.leading())},
        {"cells", result.cells.size()},
        {"goal_cells", result.goalCells},
        {"genes_tested", tested},
        {"genes_null", all - tested},
        {"genes_eligible", result.eligible},
        {"genes_outside_pca", result.outsidePca},
        {"forward_passes", result.passes},
        {"gene_cell_pairs", result.pairs},
        {"pairs_embedded", result.changedPairs},
        {"share_skipped",
         result.pairs > 0 ? 1.0 - static_cast<double>(result.changedPairs) / static_cast<double>(result.pairs) : 0.0},
        {"spearman", spearman},
        {"significant", discoveries(result).passing},
        {"caption", skepticsSentence(result)}};
    if (result.opposite)
        summary["opposite_to_removal"] = {{"removal", toString(result.opposite->removal)},
                                          {"genes", result.opposite->genes},
                                          {"opposite", result.opposite->opposite},
                                          {"share", result.opposite->share()},
                                          {"by_chance", 0.5}};
    if (left > 0) summary["genes_not_shortlisted"] = left;
    if (result.change.dose) summary["dose"] = *result.change.dose;
    return summary;
}

}  // namespace lexicell::models::tasks

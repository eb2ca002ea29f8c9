#include "ui/views/results/groups_page.h"

#include "ui/look/number_text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <tuple>
#include <unordered_set>

namespace lexicell::ui {

namespace {

const QString metricChoice = QStringLiteral("metric"), valueChoice = QStringLiteral("value");

// Metrics whose sign has a meaning.
bool isSigned(const QString &metric) { return metric != QStringLiteral("shift"); }

}  // namespace

GroupsPage *GroupsPage::of(const models::tasks::Ranking &ranking, QWidget *parent)
{
    const CompleteRows rows(ranking.complete);
    if (!rows.has("gene") || !rows.has("metric") || !rows.has("effect") || !rows.has("group")) return nullptr;
    QStringList groups = rows.valuesOf("group");
    groups.removeAll(QString());
    groups.sort();
    return groups.isEmpty() ? nullptr : new GroupsPage(ranking, groups, parent);
}

GroupsPage::GroupsPage(const models::tasks::Ranking &ranking, QStringList groups, QWidget *parent)
    : MatrixPage(parent), m_rows(ranking.complete), m_groups(std::move(groups))
{
    QStringList metrics = metricsOfGenes();
    const QString leading = leadingMetric(ranking, metrics);
    metrics.removeAll(leading);
    metrics.prepend(leading);
    addChoice(metricChoice, tr("Effect"), metrics, metrics);
    addChoice(valueChoice, tr("Color"), {QStringLiteral("effect"), QStringLiteral("z"), QStringLiteral("pca_effect")},
              {tr("effect of the model"), tr("z against genes of like expression"), tr("baseline: the same change in the PCA")});
    showChosen();
}

// Those that pairs of genes have alone are left out.
QStringList GroupsPage::metricsOfGenes() const
{
    QStringList metrics;
    std::unordered_set<std::string_view> known;
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        const std::string &metric = m_rows.text("metric", row);
        if (known.contains(metric) || !m_rows.tested(row) || m_rows.text("group", row).empty() || m_rows.isPair(row)) continue;
        known.insert(metric);
        metrics << QString::fromStdString(metric);
    }
    return metrics;
}

const char *GroupsPage::valueColumn() const
{
    const QString value = chosen(valueChoice);
    return value == QStringLiteral("z") ? "z" : value == QStringLiteral("pca_effect") ? "pca_effect" : "effect";
}

GroupsPage::Cells GroupsPage::cellsOf(const QString &metric) const
{
    const std::string wanted = metric.toStdString();
    std::map<std::string, std::size_t> placeOf;
    for (qsizetype group = 0; group < m_groups.size(); ++group)
        placeOf[m_groups[group].toStdString()] = static_cast<std::size_t>(group);
    Cells cells;
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        if (m_rows.text("metric", row) != wanted || !m_rows.tested(row) || m_rows.isPair(row)) continue;
        const auto group = placeOf.find(m_rows.text("group", row));
        if (group == placeOf.end()) continue;
        auto &own = cells[m_rows.text("gene", row)];
        own.resize(placeOf.size(), none);
        own[group->second] = row;
    }
    return cells;
}

const GroupsPage::Cells &GroupsPage::cells() const
{
    if (const QString metric = chosen(metricChoice); metric != m_cellsOf) {
        m_cells = cellsOf(metric);
        m_cellsOf = metric;
    }
    return m_cells;
}

// By the largest z of any group, without regard to its sign; genes without z by their largest effect.
std::vector<std::string> GroupsPage::genesOf(const Cells &of) const
{
    struct Evidence {
        double z = -1.0, effect = -1.0;
        std::string gene;
    };
    std::vector<Evidence> all;
    for (const auto &[gene, rows] : of) {
        Evidence own{.gene = gene};
        for (const std::size_t row : rows) {
            if (row == none) continue;
            if (const double z = m_rows.number("z", row); std::isfinite(z)) own.z = std::max(own.z, std::abs(z));
            if (const double effect = m_rows.number("effect", row); std::isfinite(effect))
                own.effect = std::max(own.effect, std::abs(effect));
        }
        all.push_back(std::move(own));
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Evidence &a, const Evidence &b) { return std::tie(a.z, a.effect) > std::tie(b.z, b.effect); });
    std::vector<std::string> genes;
    for (Evidence &one : all) genes.push_back(std::move(one.gene));
    return genes;
}

models::tasks::Heatmap GroupsPage::heatmap() const
{
    const QString metric = chosen(metricChoice);
    models::tasks::Heatmap map;
    map.rows = genesOf(cells());
    if (map.rows.size() > mostGenesOfGroups) map.rows.resize(mostGenesOfGroups);
    for (const QString &group : m_groups) map.columns.push_back(group.toStdString());
    for (const std::string &gene : map.rows)
        for (const std::size_t row : cells().at(gene))
            map.values.push_back(row == none ? std::numeric_limits<double>::quiet_NaN() : m_rows.number(valueColumn(), row));
    const QString value = chosen(valueChoice);
    map.diverging = isSigned(metric) || value == QStringLiteral("z");
    map.valueName = (value == QStringLiteral("z")            ? tr("z of %1").arg(metric)
                     : value == QStringLiteral("pca_effect") ? tr("%1 in the PCA").arg(metric)
                                                             : metric)
                        .toStdString();
    return map;
}

QStringList GroupsPage::facts(const models::tasks::Heatmap &shown, int row, int column) const
{
    const std::string &gene = shown.rows[static_cast<std::size_t>(row)];
    QStringList lines{QStringLiteral("%1 × %2").arg(QString::fromStdString(gene), m_groups[column])};
    const QString metric = chosen(metricChoice);
    const std::size_t at = cells().at(gene)[static_cast<std::size_t>(column)];
    if (at == none) return lines << tr("not in the table");
    const double effect = m_rows.number("effect", at), error = m_rows.number("se", at);
    lines << metric + QStringLiteral(": ") + valueText(effect) +
                 (std::isfinite(error) ? QStringLiteral(" ± ") + valueText(error) : QString());
    lines << m_rows.facts({"pca_effect", "null_mean", "null_sd", "z", "p_adj", "n_cells", "n_replicates"}, at);
    const std::string status = m_rows.text("status", at);
    return status.empty() || status == "ok" ? lines : lines << tr("status: %1").arg(QString::fromStdString(status));
}

QString GroupsPage::sentence() const
{
    const Cells &all = cells();
    std::int64_t tests = 0, passing = 0;
    for (const auto &[gene, rows] : all)
        for (const std::size_t row : rows) {
            const double p = row == none ? std::numeric_limits<double>::quiet_NaN() : m_rows.number("p_adj", row);
            tests += std::isfinite(p) ? 1 : 0;
            passing += p < 0.05 ? 1 : 0;
        }
    QString text = tr("%1 in %2 groups.").arg(genesText(static_cast<std::int64_t>(all.size())), countText(m_groups.size()));
    if (all.size() > mostGenesOfGroups)
        text =
            tr("The %1 of %2 genes with the largest z in any of %3 groups.")
                .arg(countText(mostGenesOfGroups), countText(static_cast<std::int64_t>(all.size())), countText(m_groups.size()));
    if (tests == 0) return text + QLatin1Char(' ') + tr("No p value: too few genes of like expression.");
    return text + QLatin1Char(' ') +
           tr("%1 of %2 pairs of gene and group pass 5 % FDR within their group.").arg(countText(passing), countText(tests));
}

std::string GroupsPage::geneAt(const models::tasks::Heatmap &shown, int row, int) const
{
    return shown.rows[static_cast<std::size_t>(row)];
}

}  // namespace lexicell::ui

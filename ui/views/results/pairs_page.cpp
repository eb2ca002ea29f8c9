#include "ui/views/results/pairs_page.h"

#include "ui/look/number_text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::ui {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double noCell = std::numeric_limits<double>::infinity();
const QString groupChoice = QStringLiteral("group"), valueChoice = QStringLiteral("value");
const QString both = QStringLiteral("both"), together = QStringLiteral("together"), expected = QStringLiteral("expected"),
              excess = QStringLiteral("excess");

}  // namespace

PairsPage *PairsPage::of(const models::tasks::Ranking &ranking, QWidget *parent)
{
    const CompleteRows rows(ranking.complete);
    if (!rows.has("gene") || !rows.has("metric") || !rows.has("effect")) return nullptr;
    QStringList groups;
    for (std::size_t row = 0; row < rows.size(); ++row)
        if (rows.text("metric", row) == "excess" && !genesOfPair(rows.text("gene", row)).first.empty())
            if (const QString group = QString::fromStdString(rows.text("group", row)); !groups.contains(group)) groups << group;
    return groups.isEmpty() ? nullptr : new PairsPage(ranking, groups, parent);
}

PairsPage::PairsPage(const models::tasks::Ranking &ranking, const QStringList &groups, QWidget *parent)
    : MatrixPage(parent), m_rows(ranking.complete)
{
    const auto note = [this](const std::string &gene) {
        if (std::find(m_genes.begin(), m_genes.end(), gene) == m_genes.end()) m_genes.push_back(gene);
    };
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        if (m_rows.text("metric", row) != "excess") continue;
        const auto [a, b] = genesOfPair(m_rows.text("gene", row));
        if (a.empty()) continue;
        note(a);
        note(b);
    }
    for (const QString &group : groups) m_pairs.emplace(group, readPairs(group));
    addChoice(groupChoice, tr("Group"), groups, groups);
    addChoice(valueChoice, tr("Shift"), {both, together, expected, excess},
              {tr("of both together, and above the diagonal expected"), tr("of both together"),
               tr("expected: the sum of both alone"), tr("excess over the sum")});
    showChosen();
}

PairsPage::Pairs PairsPage::readPairs(const QString &group) const
{
    const std::string wanted = group.toStdString();
    Pairs all;
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        if (m_rows.text("group", row) != wanted) continue;
        const auto names = genesOfPair(m_rows.text("gene", row));
        if (names.first.empty()) continue;
        Pair &pair = all.try_emplace(names, Pair{unknown, unknown, unknown, unknown, unknown, unknown, unknown}).first->second;
        const std::string metric = m_rows.text("metric", row);
        const double value = m_rows.number("effect", row);
        if (metric == "shift") {
            pair.together = value;
            pair.low = m_rows.number("ci_low", row);
            pair.high = m_rows.number("ci_high", row);
            pair.cells = m_rows.number("n_cells", row);
        }
        if (metric == "excess") pair.excess = value;
        if (metric == "interaction") pair.interaction = value;
        if (metric == "additive_cosine") pair.additiveCosine = value;
    }
    return all;
}

const PairsPage::Pairs &PairsPage::pairs() const { return m_pairs.at(chosen(groupChoice)); }

const PairsPage::Pair *PairsPage::find(const std::string &a, const std::string &b) const
{
    auto found = pairs().find({a, b});
    if (found == pairs().end()) found = pairs().find({b, a});
    return found == pairs().end() ? nullptr : &found->second;
}

models::tasks::Heatmap PairsPage::heatmap() const
{
    const QString shown = chosen(valueChoice);
    models::tasks::Heatmap map;
    map.rows = map.columns = m_genes;
    map.diverging = shown == excess;
    map.valueName = (shown == excess     ? tr("excess of the shift")
                     : shown == expected ? tr("expected shift")
                                         : tr("shift"))
                        .toStdString();
    for (std::size_t row = 0; row < m_genes.size(); ++row)
        for (std::size_t column = 0; column < m_genes.size(); ++column) {
            const bool above = column > row;
            if (row == column || (above && shown != both)) {
                map.values.push_back(noCell);
                continue;
            }
            const Pair *pair = find(m_genes[row], m_genes[column]);
            map.values.push_back(!pair                        ? unknown
                                 : shown == excess            ? pair->excess
                                 : shown == expected || above ? pair->expected()
                                                              : pair->together);
        }
    return map;
}

QStringList PairsPage::facts(const models::tasks::Heatmap &shown, int row, int column) const
{
    const std::string &a = shown.rows[static_cast<std::size_t>(row)], &b = shown.columns[static_cast<std::size_t>(column)];
    QStringList lines{QString::fromStdString(a) + QStringLiteral(" + ") + QString::fromStdString(b)};
    const Pair *pair = find(a, b);
    if (!pair || std::isnan(pair->together)) return lines << tr("too few cells have both");
    QString interval;
    if (std::isfinite(pair->low)) interval = tr(" (95 % interval %1 to %2)").arg(valueText(pair->low), valueText(pair->high));
    lines << tr("shift of both together: %1").arg(valueText(pair->together)) + interval
          << tr("expected, the sum of both alone: %1").arg(valueText(pair->expected()))
          << tr("excess: %1").arg(valueText(pair->excess))
          << tr("interaction: %1 of the length").arg(valueText(pair->interaction))
          << tr("cosine with the sum: %1").arg(valueText(pair->additiveCosine));
    if (std::isfinite(pair->cells)) lines << tr("n = %1 cells with both").arg(countText(static_cast<std::int64_t>(pair->cells)));
    return lines;
}

QString PairsPage::sentence() const
{
    std::int64_t all = 0, above = 0, apart = 0;
    for (const auto &[names, pair] : pairs()) {
        if (std::isnan(pair.excess)) continue;
        ++all;
        above += pair.excess > 0 ? 1 : 0;
        apart += pair.expected() < pair.low || pair.expected() > pair.high ? 1 : 0;
    }
    return tr("Shift of two genes changed together, beside the sum of the shifts of both changed alone in the same cells: what "
              "two "
              "small changes in unrelated directions would give. %1 of %2 pairs exceed the sum; for %3 the sum lies outside the "
              "95 % interval. No null of pairs was computed.")
        .arg(countText(above), countText(all), countText(apart));
}

std::string PairsPage::geneAt(const models::tasks::Heatmap &shown, int row, int) const
{
    return shown.rows[static_cast<std::size_t>(row)];
}

}  // namespace lexicell::ui

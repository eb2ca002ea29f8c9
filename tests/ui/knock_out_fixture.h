// The result of a knock-out as the task gives it, made up: every column of docs/knock-outs.md §7, two metrics, genes of the null,
// two genes without numbers.
#pragma once

#include "tests/ui/result_fixture.h"

#include <cmath>
#include <map>

namespace lexicell::test {

struct KnockOutTexts {
    std::vector<std::string> metrics{"shift", "toward"};
    std::vector<std::string> groups{""};
    bool significant = true;  // the first three genes of a metric pass 5 % FDR
    bool tests = true;        // there are p values
};

class KnockOutRows {
  public:
    void add(const std::string &gene, const std::string &role, const std::string &group, const std::string &metric, double effect,
             double z, double p, const std::string &status)
    {
        const bool known = std::isfinite(effect);
        text("gene", gene);
        text("role", role);
        text("mode", "delete");
        text("group", group);
        text("metric", metric);
        number("effect", effect);
        number("se", known ? 0.01 : unknown);
        number("ci_low", effect - 0.02);
        number("ci_high", effect + 0.02);
        whole("n_cells", known ? 40 + static_cast<std::int64_t>(m_table.rows() % 7) : 0);
        number("null_mean", known ? 0.05 : unknown);
        number("null_sd", known ? 0.02 : unknown);
        number("z", z);
        number("p", p / 10);
        number("p_adj", p);
        number("mean_expression", known ? 2.0 * effect + 1.0 : unknown);
        number("detection", known ? 0.3 : unknown);
        number("pca_effect", known && m_table.rows() % 5 ? -effect : unknown);
        number("de_logfc", unknown);
        number("de_p_adj", unknown);
        number("second_effect", unknown);
        text("status", status);
    }
    tasks::Table table() const { return m_table; }

  private:
    template <class Value> void put(const char *name, const Value &value)
    {
        for (tasks::Column &column : m_table.columns)
            if (column.name == name) return std::get<std::vector<Value>>(column.values).push_back(value);
        m_table.columns.push_back({name, std::vector<Value>{value}});
    }
    void text(const char *name, const std::string &value) { put(name, value); }
    void number(const char *name, double value) { put(name, value); }
    void whole(const char *name, std::int64_t value) { put(name, value); }

    tasks::Table m_table;
};

// In `toward` the order of the genes is the reverse of that in `shift`, and effects have both signs.
inline tasks::Ranking knockOut(std::size_t genes, const KnockOutTexts &texts = {})
{
    tasks::Ranking result;
    result.itemKind = "gene";
    result.items = geneNames(genes);
    result.effectName = texts.metrics.front() + " (delete)";
    result.baselineName = "same change in the PCA";
    result.items.push_back("NOVOCAB");
    result.items.push_back("NODATA");
    KnockOutRows rows;
    for (const std::string &metric : texts.metrics) {
        const bool toward = metric == "toward";
        for (const std::string &group : texts.groups) {
            const double shift = group == texts.groups.back() && !group.empty() ? 0.5 : 0.0;
            for (std::size_t i = 0; i < genes; ++i) {
                const double part = static_cast<double>(i) / static_cast<double>(genes);
                const double effect = (toward ? 0.1 - 0.2 * part : 0.2 * (1.0 - part)) + shift;
                const double p = !texts.tests ? unknown : texts.significant && i < 3 ? 0.01 : 0.2 + 0.5 * part;
                rows.add(result.items[toward ? genes - 1 - i : i], "tested", group, metric, effect, 3.0 - 6.0 * part, p, "ok");
            }
            rows.add("NOVOCAB", "tested", group, metric, unknown, unknown, unknown, "not_in_vocabulary");
            rows.add("NODATA", "tested", group, metric, unknown, unknown, unknown, "not_in_data");
            for (int i = 0; i < 25; ++i)
                rows.add("LIKE" + std::to_string(i), "null", group, metric, 0.05, unknown, unknown, "ok");
        }
    }
    result.complete = rows.table();
    for (std::size_t i = 0; i < result.items.size(); ++i) {
        const bool known = i < genes;
        result.effect.push_back(known ? 0.1 : unknown);
        result.standardError.push_back(known ? 0.01 : unknown);
        result.adjustedP.push_back(known ? 0.5 : unknown);
        result.baseline.push_back(unknown);
    }
    result.columns = {{"status", std::vector<std::string>(result.items.size(), "ok")}};
    return result;
}

}  // namespace lexicell::test

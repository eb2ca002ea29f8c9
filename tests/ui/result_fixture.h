// Results as tasks give them, made up: realistic names, sizes and gaps.
#pragma once

#include "core/base/random.h"
#include "models/tasks/result.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>

namespace lexicell::test {

namespace tasks = models::tasks;
inline constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

inline std::vector<std::string> geneNames(std::size_t count)
{
    const std::vector<std::string> known{
        "CD3E", "IL7R",   "LTB",    "NKG7",  "GNLY",   "MS4A1", "CD79A", "CD14",  "LYZ",   "FCGR3A", "HLA-DRA", "PPBP", "CST3",
        "CCR7", "S100A8", "S100A9", "CD8A",  "CD8B",   "GZMB",  "GZMK",  "PRF1",  "KLRD1", "FCER1A", "CLEC10A", "IRF7", "TCF7",
        "LEF1", "FOXP3",  "IL2RA",  "CTLA4", "JUN",    "FOS",   "NFKB1", "STAT1", "STAT3", "IFIT1",  "ISG15",   "MX1",  "SELL",
        "TRAC", "TRBC1",  "IGHM",   "IGKC",  "JCHAIN", "MZB1",  "XBP1",  "SPI1",  "CEBPB", "CEBPD",  "MAFB"};
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i)
        names.push_back(i < known.size() ? known[i] : "ENSG00000" + std::to_string(100000 + 37 * i));
    return names;
}

inline tasks::Ranking ranking(std::size_t items)
{
    Random random(11, 0);
    tasks::Ranking result{.itemKind = "gene",
                          .items = geneNames(items),
                          .effectName = "shift toward CD4 T cells (cosine)",
                          .effect = {},
                          .standardError = {},
                          .adjustedP = {},
                          .baselineName = "differential expression",
                          .baseline = {},
                          .nullLow = -0.04,
                          .nullHigh = 0.05,
                          .columns = {}};
    std::vector<std::int64_t> cells;
    for (std::size_t i = 0; i < items; ++i) {
        const double effect = 0.42 * std::exp(-0.06 * static_cast<double>(i)) + 0.01 * random.normal();
        result.effect.push_back(effect);
        result.standardError.push_back(0.008 + 0.02 * random.uniform());
        result.adjustedP.push_back(std::min(1.0, 1e-30 * std::pow(10.0, static_cast<double>(i) * 0.7)));
        result.baseline.push_back(0.7 * effect + 0.05 * random.normal());
        cells.push_back(static_cast<std::int64_t>(40 + random.below(2600)));
    }
    if (items > 20) {
        result.effect[3] = unknown;  // not in the model's vocabulary
        result.standardError[3] = unknown;
        result.baseline[7] = unknown;
    }
    result.columns.push_back({"n_cells", cells, "cells"});
    return result;
}

// Modules of genes with strong edges inside and few weak ones between.
inline tasks::Graph graph(std::size_t nodes, std::size_t edges)
{
    Random random(3, 1);
    tasks::Graph result{.nodeKind = "gene",
                        .nodes = geneNames(nodes),
                        .from = {},
                        .to = {},
                        .weight = {},
                        .weightName = "cosine",
                        .directed = false,
                        .edgeColumns = {},
                        .nodeColumns = {}};
    const std::size_t modules = std::max<std::size_t>(1, nodes / 40);
    std::vector<double> coexpression;
    for (std::size_t edge = 0; edge < edges; ++edge) {
        const bool inside = random.below(30) != 0;
        // hubs: low positions within a module are drawn more often
        const auto within = [&] { return static_cast<std::size_t>(40.0 * std::pow(random.uniform(), 2.0)) % (nodes / modules); };
        const std::size_t module = random.below(modules), other = inside ? module : random.below(modules);
        const std::size_t a = within() * modules + module, b = within() * modules + other;
        if (a == b) continue;
        result.from.push_back(static_cast<std::int64_t>(a));
        result.to.push_back(static_cast<std::int64_t>(b));
        result.weight.push_back(inside ? 0.4 + 0.55 * random.uniform() : 0.3 + 0.1 * random.uniform());
        coexpression.push_back(result.weight.back() * 0.6 + 0.1 * random.normal());
    }
    std::sort(result.weight.begin(), result.weight.end(), std::greater<>());
    result.edgeColumns.push_back({"coexpression", coexpression});
    return result;
}

inline tasks::Heatmap heatmap(std::size_t rows, std::size_t columns, bool diverging)
{
    Random random(5, 2);
    const std::vector<std::string> types{"CD4 T",     "CD14 Monocytes", "B",     "CD8 T", "NK", "FCGR3A Monocytes",
                                         "Dendritic", "Megakaryocytes", "Plasma"};
    tasks::Heatmap result{.rows = geneNames(rows),
                          .columns = {},
                          .values = {},
                          .valueName = diverging ? "difference from the baseline" : "share of cells",
                          .diverging = diverging};
    for (std::size_t column = 0; column < columns; ++column)
        result.columns.push_back(column < types.size() ? types[column] : "cluster " + std::to_string(column));
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column) {
            const double value = std::sin(0.4 * static_cast<double>(row) + static_cast<double>(column)) * random.uniform();
            result.values.push_back(random.below(25) == 0 ? unknown : diverging ? value : std::abs(value));
        }
    return result;
}

inline tasks::Curves curves()
{
    tasks::Curves result{.xName = "epoch", .yName = "accuracy on held-out cells", .curves = {}};
    const char *names[] = {"scGPT, fine-tuned", "scGPT, frozen", "PCA and logistic regression", "most frequent type"};
    for (int i = 0; i < 4; ++i) {
        tasks::Curve curve{.name = names[i], .x = {}, .y = {}, .baseline = i >= 2};
        for (int epoch = 0; epoch <= 20; ++epoch) {
            curve.x.push_back(epoch);
            const double level[] = {0.94, 0.86, 0.91, 0.31};
            curve.y.push_back(i == 3 ? level[i] : level[i] - 0.5 * std::exp(-0.3 * epoch * (i + 1)));
        }
        if (i == 1) curve.y[5] = unknown;
        result.curves.push_back(curve);
    }
    return result;
}

inline tasks::Table table(std::size_t rows)
{
    Random random(8, 3);
    std::vector<std::string> types;
    std::vector<double> scores, p;
    std::vector<std::int64_t> cells;
    for (std::size_t row = 0; row < rows; ++row) {
        types.push_back(geneNames(rows)[row]);
        scores.push_back(row == 2 ? unknown : random.uniform());
        p.push_back(std::pow(10.0, -12.0 * random.uniform()));
        cells.push_back(static_cast<std::int64_t>(random.below(250'000)));
    }
    return {{{"gene", types}, {"f1_score", scores}, {"p_adj", p}, {"n_cells", cells, "cells"}}};
}

inline std::shared_ptr<const tasks::TaskResult> shared(tasks::TaskResult result)
{
    return std::make_shared<const tasks::TaskResult>(std::move(result));
}

}  // namespace lexicell::test

// What the tests of the analysis steps share: a small data set with known groups, quick options, looks at results.
#pragma once

#include "core/steps/steps.h"
#include "core/base/random.h"
#include "tests/support/analysis_cases.h"

#include <cmath>
#include <string>

namespace lexicell::test {

inline void setNames(data::Table &table, const std::string &prefix, std::int64_t count)
{
    table.index.shape = {count};
    table.index.values.clear();
    for (std::int64_t i = 0; i < count; ++i) table.index.values.push_back(prefix + std::to_string(i));
}

inline data::Dataset withCounts(data::CsrBlock counts)
{
    data::Dataset dataset;
    setNames(dataset.obs, "cell", counts.rows);
    setNames(dataset.var, "gene", counts.columns);
    dataset.x = data::ExpressionMatrix::ofCsr(std::move(counts));
    return dataset;
}

// Three groups of cells, each with 30 genes of its own; the last two genes are mitochondrial.
inline data::Dataset sample(std::int64_t cells = 150, std::int64_t genes = 120)
{
    Random random(11, 0);
    data::CsrBlock counts;
    counts.rows = cells;
    counts.columns = genes;
    for (std::int64_t cell = 0; cell < cells; ++cell) {
        for (std::int64_t gene = 0; gene < genes; ++gene) {
            const double mean = gene / 30 == cell % 3 ? 4.0 : 0.4;
            const double count = std::floor(-mean * std::log(1.0 - random.uniform()));
            if (count < 1.0) continue;
            counts.indices.push_back(static_cast<std::int32_t>(gene));
            counts.values.push_back(static_cast<float>(count));
        }
        counts.indptr.push_back(static_cast<std::int64_t>(counts.indices.size()));
    }
    data::Dataset dataset = withCounts(std::move(counts));
    dataset.var.index.values[static_cast<std::size_t>(genes - 1)] = "MT-A";
    dataset.var.index.values[static_cast<std::size_t>(genes - 2)] = "MT-B";
    return dataset;
}

inline data::Dataset mapped(const data::Dataset &dataset, float (*change)(float))
{
    auto block = *dataset.x.all();
    for (auto &value : block.values) value = change(value);
    data::Dataset result = dataset;
    result.x = data::ExpressionMatrix::ofCsr(std::move(block));
    return result;
}

inline steps::AnalyzeOptions quick()
{
    steps::AnalyzeOptions options;
    options.nTopGenes = 90;
    options.nPcs = 10;
    options.nNeighbors = 10;
    return options;
}

inline bool warned(const JobContext &context, const std::string &warningClass)
{
    for (const auto &warning : context.warnings())
        if (warning.warningClass == warningClass) return true;
    return false;
}

inline std::string textAt(const data::Dict &dict, const std::string &key)
{
    const auto *element = dict.find(key);
    const auto *text = element ? element->as<data::StringArray>() : nullptr;
    return text && text->values.size() == 1 ? text->values[0] : "";
}

}  // namespace lexicell::test

#define VERIFY_CLASS(result, wanted)                                                                                             \
    QVERIFY2(!(result).ok(), "an error was expected");                                                                           \
    QCOMPARE(QString::fromStdString((result).error().errorClass), QString(wanted))

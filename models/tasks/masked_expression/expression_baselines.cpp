#include "models/tasks/masked_expression/expression_baselines.h"

#include "core/analysis/pca.h"

#include <algorithm>
#include <map>
#include <utility>

namespace lexicell::models::tasks {

namespace {

struct Mean {
    double sum = 0.0, count = 0.0;
    void add(float value)
    {
        sum += static_cast<double>(value);
        count += 1.0;
    }
    double orElse(double other) const { return count > 0.0 ? sum / count : other; }
};

// Calls `use` with the cell, the gene and the value of each entry.
template <class Use> void forEachEntry(const data::CsrBlock &block, Use &&use)
{
    for (std::int64_t cell = 0; cell < block.rows; ++cell)
        for (auto i = static_cast<std::size_t>(block.indptr[static_cast<std::size_t>(cell)]);
             i < static_cast<std::size_t>(block.indptr[static_cast<std::size_t>(cell) + 1]); ++i)
            use(cell, block.indices[i], block.values[i]);
}

std::vector<double> geneMeans(const data::CsrBlock &visible)
{
    Mean all;
    std::vector<Mean> genes(static_cast<std::size_t>(visible.columns));
    forEachEntry(visible, [&](std::int64_t, std::int32_t gene, float value) {
        all.add(value);
        genes[static_cast<std::size_t>(gene)].add(value);
    });
    std::vector<double> means;
    means.reserve(genes.size());
    for (const Mean &gene : genes) means.push_back(gene.orElse(all.orElse(0.0)));
    return means;
}

template <class Number> Predictions predictions(const char *method, const ComparedValues &values, Number &&number)
{
    Predictions result{method, true, {}};
    result.values.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) result.values.push_back(static_cast<float>(number(i)));
    return result;
}

Predictions typeMeans(const ComparedValues &values, const data::CsrBlock &visible, const std::vector<double> &means,
                      const std::vector<std::int32_t> &groupOf)
{
    std::map<std::pair<std::int32_t, std::int32_t>, Mean> byGroup;  // by group and gene
    forEachEntry(visible, [&](std::int64_t cell, std::int32_t gene, float value) {
        if (const std::int32_t group = groupOf[static_cast<std::size_t>(cell)]; group >= 0) byGroup[{group, gene}].add(value);
    });
    return predictions("type-mean", values, [&](std::size_t i) {
        const double mean = means[static_cast<std::size_t>(values.gene[i])];
        const auto found = byGroup.find({groupOf[static_cast<std::size_t>(values.cell[i])], values.gene[i]});
        return found == byGroup.end() ? mean : found->second.orElse(mean);
    });
}

Predictions mostFrequent(const ComparedValues &values, const data::CsrBlock &visible)
{
    std::map<float, std::int64_t> all;
    std::vector<std::map<float, std::int64_t>> genes(static_cast<std::size_t>(visible.columns));
    forEachEntry(visible, [&](std::int64_t, std::int32_t gene, float value) {
        ++all[value];
        ++genes[static_cast<std::size_t>(gene)][value];
    });
    const auto most = [](const std::map<float, std::int64_t> &counts) {
        return std::max_element(counts.begin(), counts.end(), [](const auto &a, const auto &b) { return a.second < b.second; })
            ->first;
    };
    std::vector<float> of;
    of.reserve(genes.size());
    const float usual = all.empty() ? 0.0F : most(all);
    for (const auto &counts : genes) of.push_back(counts.empty() ? usual : most(counts));
    return predictions("most-frequent", values, [&](std::size_t i) { return of[static_cast<std::size_t>(values.gene[i])]; });
}

// Without the entries that do not deviate.
data::CsrBlock deviations(const data::CsrBlock &visible, const std::vector<double> &means)
{
    data::CsrBlock block;
    block.rows = visible.rows;
    block.columns = visible.columns;
    block.indptr.assign(1, 0);
    for (std::int64_t cell = 0; cell < visible.rows; ++cell) {
        for (auto i = static_cast<std::size_t>(visible.indptr[static_cast<std::size_t>(cell)]);
             i < static_cast<std::size_t>(visible.indptr[static_cast<std::size_t>(cell) + 1]); ++i) {
            const auto deviation =
                static_cast<float>(static_cast<double>(visible.values[i]) - means[static_cast<std::size_t>(visible.indices[i])]);
            if (deviation == 0.0F) continue;
            block.indices.push_back(visible.indices[i]);
            block.values.push_back(deviation);
        }
        block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
    }
    return block;
}

Result<void> addPca(ComparedValues &values, const data::CsrBlock &visible, const std::vector<double> &means,
                    const BaselineOptions &options, JobContext &context)
{
    const data::CsrBlock block = deviations(visible, means);
    analysis::PcaInput input;
    input.center = false;
    input.components = static_cast<int>(std::min<std::int64_t>({options.components, visible.rows - 1, visible.columns - 1}));
    input.seed = options.seed;
    if (input.components < 1 || block.values.empty()) {
        context.warn(warnings::noBaseline, "There are too few cells, genes or values for the PCA baseline.");
        return {};
    }
    LEXICELL_TRY(pca, analysis::principalComponents(block, input, context));
    const auto width = static_cast<std::size_t>(pca.scores.dimensions);
    values.methods.push_back(predictions("pca", values, [&](std::size_t i) {
        const auto cell = static_cast<std::size_t>(values.cell[i]), gene = static_cast<std::size_t>(values.gene[i]);
        double deviation = 0.0;
        for (std::size_t k = 0; k < width; ++k)
            deviation += static_cast<double>(pca.scores.values[cell * width + k]) * pca.loadings[gene * width + k];
        return means[gene] + deviation;
    }));
    return {};
}

}  // namespace

Result<void> addBaselines(ComparedValues &values, const data::CsrBlock &visible, const BaselineOptions &options,
                          JobContext &context)
{
    const std::vector<double> means = geneMeans(visible);
    values.methods.push_back(
        predictions("gene-mean", values, [&](std::size_t i) { return means[static_cast<std::size_t>(values.gene[i])]; }));
    if (!options.groupOf.empty()) values.methods.push_back(typeMeans(values, visible, means, options.groupOf));
    if (options.wholeNumbers) values.methods.push_back(mostFrequent(values, visible));
    return options.components > 0 ? addPca(values, visible, means, options, context) : Result<void>();
}

}  // namespace lexicell::models::tasks

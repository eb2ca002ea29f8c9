#include "models/tasks/knock_out/known_genes.h"

#include "core/base/json_text.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace lexicell::models::tasks {

std::vector<std::string> knownGenes(const data::Dataset &dataset, const std::vector<std::string> &types)
{
    const data::Element *element = dataset.uns.find("lexicell_truth");
    const auto *text = element ? element->as<data::StringArray>() : nullptr;
    if (!text || text->values.size() != 1) return {};
    const auto truth = parseJson(text->values.front());
    if (!truth || !truth->is_object()) return {};
    const auto programs = truth->find("cell_types");
    if (programs == truth->end() || !programs->is_array()) return {};
    std::set<std::string> genes;
    for (const auto &program : *programs) {
        if (!program.is_object() || !program.contains("markers") || !program["markers"].is_object()) continue;
        const auto name =
            program.contains("name") && program["name"].is_string() ? program["name"].get<std::string>() : std::string();
        if (!types.empty() && std::find(types.begin(), types.end(), name) == types.end()) continue;
        for (const auto &[gene, effect] : program["markers"].items()) genes.insert(gene);
    }
    return {genes.begin(), genes.end()};
}

KnownGeneScores findingKnownGenes(const KnockOut &result, const std::vector<std::string> &known)
{
    const ShiftMetric metric = result.leading();
    const auto size = [metric](double value) { return metric == ShiftMetric::Shift ? value : std::abs(value); };
    std::vector<double> model, pca, meanExpression;
    std::vector<bool> truth;
    for (const KnockOutGene &gene : result.genes) {
        if (!gene.tested || std::isnan(gene.in(metric).effect.value)) continue;
        model.push_back(size(gene.in(metric).effect.value));
        pca.push_back(size(gene.in(metric).pca));
        meanExpression.push_back(gene.meanExpression);
        truth.push_back(std::find(known.begin(), known.end(), gene.gene.name) != known.end());
    }
    return {retrieval(model, truth), retrieval(pca, truth), retrieval(meanExpression, truth)};
}

}  // namespace lexicell::models::tasks

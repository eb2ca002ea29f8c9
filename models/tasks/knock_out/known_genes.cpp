#include "models/tasks/knock_out/known_genes.h"

#include "core/base/json_text.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace lexicell::models::tasks {

namespace {

KnownGeneScores scoresIn(const std::vector<const KnockOutGene *> &genes, ShiftMetric metric, const std::vector<bool> &truth)
{
    std::vector<double> model, pca, differential, meanExpression;
    for (const KnockOutGene *gene : genes) {
        const MetricNumbers &numbers = gene->in(metric);
        model.push_back(std::abs(numbers.effect.value));
        pca.push_back(std::abs(numbers.pca));
        differential.push_back(std::abs(gene->differential.score));
        meanExpression.push_back(gene->meanExpression);
    }
    return {retrieval(model, truth), retrieval(pca, truth), retrieval(differential, truth), retrieval(meanExpression, truth)};
}

}  // namespace

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
    std::vector<const KnockOutGene *> genes;
    std::vector<bool> truth;
    for (const KnockOutGene &gene : result.genes) {
        if (!gene.tested || std::isnan(gene.in(result.leading()).effect.value)) continue;
        genes.push_back(&gene);
        truth.push_back(std::find(known.begin(), known.end(), gene.gene.name) != known.end());
    }
    return scoresIn(genes, result.leading(), truth);
}

MeasuredScores findingMeasuredGenes(const KnockOut &result)
{
    MeasuredScores found;
    std::vector<const KnockOutGene *> genes;
    std::vector<bool> truth;
    std::vector<double> shift, measured, meanExpression;
    for (const KnockOutGene &gene : result.genes) {
        if (!gene.tested || std::isnan(gene.measured.shift)) continue;
        ++found.genes;
        truth.push_back(gene.measured.p < measuredP);
        if (truth.back()) found.effective.push_back(gene.gene.name);
        genes.push_back(&gene);
        shift.push_back(gene.in(ShiftMetric::Shift).effect.value);
        measured.push_back(gene.measured.shift);
        meanExpression.push_back(gene.meanExpression);
    }
    found.spearman = spearman(shift, measured);
    found.spearmanMeanExpression = spearman(meanExpression, measured);
    found.scores = scoresIn(genes, ShiftMetric::Shift, truth);
    return found;
}

}  // namespace lexicell::models::tasks

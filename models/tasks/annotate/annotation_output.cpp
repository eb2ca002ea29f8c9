#include "models/tasks/annotate/annotation_output.h"

#include "core/steps/step_output.h"
#include "models/tasks/annotate/label_elements.h"
#include "models/tasks/annotate/score_table.h"

#include <algorithm>
#include <utility>

namespace lexicell::models::tasks {

std::string columnSuffix(const std::string &method)
{
    std::string name = method;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

data::Dataset withAnnotation(const data::Dataset &dataset, const Annotation &annotation, double threshold,
                             const data::Dataset *kept, JobContext &context, std::string &column)
{
    const auto classes = static_cast<std::int64_t>(annotation.classes.size());
    const MethodLabels &chosen = annotation.methods.front();
    ResultWriter writer(dataset, kept, context);
    column = writer.obs("lexicell_label", labelColumn(chosen, annotation.classes, chosen.unknownAt(threshold, classes)));
    writer.obs("lexicell_label_best", labelColumn(chosen, annotation.classes, {}));
    writer.obs("lexicell_confidence", steps::column(chosen.confidence));
    for (std::size_t i = 1; i < annotation.methods.size(); ++i) {
        const MethodLabels &labels = annotation.methods[i];
        const std::string suffix = columnSuffix(labels.name);
        writer.obs("lexicell_label_" + suffix, labelColumn(labels, annotation.classes, {}));
        writer.obs("lexicell_confidence_" + suffix, steps::column(labels.confidence));
    }
    writer.obsm("lexicell_probabilities", steps::matrixElement(chosen.probabilities, dataset.cells(), classes));
    std::vector<std::pair<std::string, data::ElementPtr>> entries{{"method", steps::textElement(chosen.name)},
                                                                  {"threshold", steps::numberElement(threshold)},
                                                                  {"classes", textsElement(annotation.classes)}};
    if (!annotation.scores.empty()) {
        entries.emplace_back("scored_on", steps::textElement(annotation.source));
        entries.emplace_back("scores", methodScoresFrame(annotation.scores));
    }
    writer.uns("lexicell_annotation", steps::dictElement(std::move(entries)));
    return writer.take();
}

}  // namespace lexicell::models::tasks

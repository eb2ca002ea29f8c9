#include "models/tasks/map_reference/mapping_output.h"

#include "core/steps/step_output.h"
#include "models/tasks/annotate/annotation_output.h"
#include "models/tasks/annotate/label_elements.h"
#include "models/tasks/annotate/score_table.h"

#include <utility>

namespace lexicell::models::tasks {

data::Dataset withMapping(const data::Dataset &embedded, const ReferenceMapping &mapping, const MapReferenceOptions &options,
                          const data::Dataset *kept, JobContext &context, std::string &column)
{
    const std::int64_t cells = embedded.cells();
    const MethodLabels &chosen = mapping.methods.front();
    ResultWriter writer(embedded, kept, context);
    column = writer.obs("lexicell_mapped_label", labelColumn(chosen, mapping.classes, {}));
    writer.obs("lexicell_mapped_confidence", steps::column(chosen.confidence));
    writer.obs("lexicell_mapped_distance", steps::column(mapping.distances));
    writer.obs("lexicell_out_of_reference", steps::boolColumn(mapping.outside));
    for (std::size_t i = 1; i < mapping.methods.size(); ++i) {
        const MethodLabels &labels = mapping.methods[i];
        const std::string suffix = columnSuffix(labels.name);
        writer.obs("lexicell_mapped_label_" + suffix, labelColumn(labels, mapping.classes, {}));
        writer.obs("lexicell_mapped_confidence_" + suffix, steps::column(labels.confidence));
    }
    writer.obsm("lexicell_reference_neighbors", steps::matrixElement(mapping.rows, cells, mapping.neighbors));
    if (mapping.layoutColumns > 0)
        writer.obsm(options.layout + "_reference", steps::matrixElement(mapping.layout, cells, mapping.layoutColumns));
    std::vector<std::pair<std::string, data::ElementPtr>> entries{{"label", steps::textElement(options.label)},
                                                                  {"classes", textsElement(mapping.classes)},
                                                                  {"n_neighbors", steps::integerElement(mapping.neighbors)},
                                                                  {"search", steps::textElement(mapping.search)},
                                                                  {"quantile", steps::numberElement(options.quantile)},
                                                                  {"distance_limit", steps::numberElement(mapping.limit)}};
    if (!mapping.scores.empty()) entries.emplace_back("scores", methodScoresFrame(mapping.scores));
    writer.uns("lexicell_reference_mapping", steps::dictElement(std::move(entries)));
    return writer.take();
}

}  // namespace lexicell::models::tasks

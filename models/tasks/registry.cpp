#include "models/tasks/registry.h"

#include "models/tasks/annotate/annotate_task.h"
#include "models/tasks/annotation_limits/annotation_limits_task.h"
#include "models/tasks/compare/compare_task.h"
#include "models/tasks/convert/convert_task.h"
#include "models/tasks/convert_model/convert_model_task.h"
#include "models/tasks/embed/embed_task.h"
#include "models/tasks/enrich/enrich_task.h"
#include "models/tasks/evaluate/evaluate_task.h"
#include "models/tasks/fine_tune/fine_tune_task.h"
#include "models/tasks/gene_attention/gene_attention_task.h"
#include "models/tasks/gene_context/gene_context_task.h"
#include "models/tasks/gene_network/gene_network_task.h"
#include "models/tasks/gene_scores/gene_scores_task.h"
#include "models/tasks/generate/generate_task.h"
#include "models/tasks/group_agreement/group_agreement_task.h"
#include "models/tasks/knock_out/knock_out_task.h"
#include "models/tasks/knock_out_expression/knock_out_expression_task.h"
#include "models/tasks/map/map_tasks.h"
#include "models/tasks/map_reference/map_reference_task.h"
#include "models/tasks/markers/markers_task.h"
#include "models/tasks/masked_expression/masked_expression_task.h"
#include "models/tasks/merge/merge_task.h"
#include "models/tasks/module_activity/module_activity_task.h"
#include "models/tasks/perturb/perturb_task.h"
#include "models/tasks/pretrain/pretrain_task.h"
#include "models/tasks/simulate/simulate_task.h"

namespace lexicell::models::tasks {

const TaskTable &TaskTable::builtIn()
{
    static const TaskTable table = [] {
        TaskTable tasks;
        tasks.add(convertTask());
        tasks.add(convertModelTask());
        tasks.add(simulateTask());
        tasks.add(qualityControlTask());
        tasks.add(analyzeTask());
        tasks.add(pcaTask());
        tasks.add(neighborsTask());
        tasks.add(umapTask());
        tasks.add(leidenTask());
        tasks.add(embedTask());
        tasks.add(mergeTask());
        tasks.add(markersTask());
        tasks.add(geneScoresTask());
        tasks.add(geneNetworkTask());
        tasks.add(geneAttentionTask());
        tasks.add(geneContextTask());
        tasks.add(groupAgreementTask());
        tasks.add(enrichTask());
        tasks.add(moduleActivityTask());
        tasks.add(knockOutTask());
        tasks.add(knockOutExpressionTask());
        tasks.add(generateTask());
        tasks.add(perturbTask());
        tasks.add(annotateTask());
        tasks.add(annotationLimitsTask());
        tasks.add(mapReferenceTask());
        tasks.add(evaluateTask());
        tasks.add(compareTask());
        tasks.add(maskedExpressionTask());
        tasks.add(fineTuneTask());
        tasks.add(pretrainTask());
        return tasks;
    }();
    return table;
}

const TaskSpec *TaskTable::find(std::string_view id) const
{
    for (const TaskSpec &task : m_tasks)
        if (task.id == id) return &task;
    return nullptr;
}

}  // namespace lexicell::models::tasks

// Every purpose of fine-tuning, one line each.
#include "models/tasks/fine_tune/annotation_tuning.h"
#include "models/tasks/fine_tune/integration_tuning.h"
#include "models/tasks/fine_tune/multiomic_tuning.h"
#include "models/tasks/fine_tune/perturbation_tuning.h"
#include "models/tasks/fine_tune/tuning_task.h"

#include <algorithm>
#include <array>

namespace lexicell::models::tasks {

const TuningKind *tuningKind(std::string_view name)
{
    static const std::array kinds{annotationTuning(), integrationTuning(), multiomicTuning(), perturbationTuning()};
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const TuningKind &kind) { return name == kind.name; });
    return found == kinds.end() ? nullptr : &*found;
}

}  // namespace lexicell::models::tasks

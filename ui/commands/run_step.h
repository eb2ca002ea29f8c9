// One step of an analysis as a job: takes the data set as it is when the job is made, and adds the result to the session.
#pragma once

#include "core/base/option_json.h"
#include "core/base/provenance.h"
#include "ui/workspace/workbench.h"

#include <QJsonObject>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::ui {

struct StepRequest {
    QString step;   // "umap"
    QString title;  // "UMAP"
    QJsonObject options;
};

// What a step returns. `model` is set if the step had to open the network.
struct StepOutcome {
    DatasetPtr dataset;                                         // null: the step changed nothing in it
    std::shared_ptr<const models::tasks::TaskResult> result{};  // of a step with any other result
    std::shared_ptr<const models::LoadedModel> model{};
    ProvenanceStep record{};  // of `result`; a data set holds its own
    std::string modelName{};  // of the network that computed `result`; empty: none did
    QString summary{};        // JSON, for scripts
    // Further results of a step that changed the data set, in the order they are shown.
    std::vector<std::shared_ptr<const models::tasks::TaskResult>> beside{};
    std::optional<Reduction> reduction{};  // runStep() makes it for a step that dropped cells or genes
};

void runStep(Workbench &bench, const StepRequest &request,
             std::function<Result<StepOutcome>(const data::Dataset &, JobContext &)> work, const Then &then);

template <class Options> QJsonObject optionsToJson(const Options &options)
{
    QJsonObject json;
    for (const auto &[name, value] : optionsToText(options)) json[QString::fromStdString(name)] = QString::fromStdString(value);
    return json;
}

}  // namespace lexicell::ui

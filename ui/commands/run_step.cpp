#include "ui/commands/run_step.h"

#include "ui/commands/keep_result.h"

#include <QElapsedTimer>

namespace lexicell::ui {

// A button for the step's form with the choices of the error, or for the dialog where a model's missing files are named.
static std::vector<Notice::Button> waysOut(Workbench &bench, const StepRequest &request, const Error &error)
{
    if (error.choices.empty()) return {};
    Notices *notices = &bench.notices;
    QJsonObject options = request.options;
    for (const Choice &choice : error.choices) {
        if (choice.option == "gene-list" || choice.option == "scaler")
            return {{QObject::tr("Choose its files…"), [notices, error] { Q_EMIT notices->modelFilesWanted({}, error); }}};
        if (choice.values.size() == 1)
            options[QString::fromStdString(choice.option)] = QString::fromStdString(choice.values.front());
    }
    return {{QObject::tr("Change the settings…"),
             [notices, step = request.step, options] { Q_EMIT notices->stepFormWanted(step, options); }}};
}

static StoredResult storedResult(const StepRequest &request, const StepOutcome &outcome,
                                 const std::shared_ptr<const models::tasks::TaskResult> &result)
{
    return {0, request.step.toStdString(), outcome.modelName, outcome.summary, result, outcome.record};
}

void runStep(Workbench &bench, const StepRequest &request,
             std::function<Result<StepOutcome>(const data::Dataset &, JobContext &)> work, const Then &then)
{
    const DatasetPtr input = bench.session.data().dataset();
    if (!input) {
        const Error error{errors::noDataset, QObject::tr("Open a data set first.").toStdString(), ""};
        bench.notices.postError(QObject::tr("%1 could not start.").arg(request.title), error);
        return finish(then, error);
    }
    const QString file = bench.session.data().facts()->identity.fingerprint;
    QElapsedTimer clock;
    clock.start();
    bench.jobs.start(
        {request.step.toStdString(), request.title}, &bench.session,
        [input, filter = bench.session.data().filter(), work = std::move(work)](JobContext &context) -> Result<StepOutcome> {
            LEXICELL_TRY(outcome, work(*input, context));
            const data::Dataset *output = outcome.dataset.get();
            if (output && (output->cells() != input->cells() || output->genes() != input->genes()))
                outcome.reduction = reductionBetween(filter ? &*filter : nullptr, *input, *output);
            return outcome;
        },
        [bench, request, input, file, clock, then](Result<StepOutcome> outcome) mutable {
            // The data set may have been closed, or another opened, perhaps of the same size, while the step ran.
            const bool sameFile = bench.session.data().hasDataset() && bench.session.data().facts()->identity.fingerprint == file;
            if (!outcome.ok() && !sameFile) return finish(then, outcome.error());
            if (!outcome.ok()) {
                bench.notices.postError(QObject::tr("%1 did not finish.").arg(request.title), outcome.error(),
                                        waysOut(bench, request, outcome.error()));
                return finish(then, outcome.error());
            }
            // Another model may have been chosen while the step ran.
            const auto *inUse = bench.session.models().outline();
            if (outcome->model && inUse && inUse->card.path == outcome->model->card.path)
                bench.session.models().setModel(outcome->model);
            const bool fits = sameFile && bench.session.data().cells() == input->cells() &&
                              bench.session.data().dataset()->genes() == input->genes();
            if (!fits) {
                bench.notices.post(
                    {Tone::Warning,
                     QObject::tr("%1 finished, but the open data set has changed; the result was discarded.").arg(request.title),
                     QObject::tr("Run it again."),
                     {}});
                return finish(then, {});
            }
            if (outcome->dataset)
                bench.session.addResults(*input, outcome->dataset,
                                         {QDateTime::currentDateTime(), request.step, request.title, request.options,
                                          static_cast<double>(clock.elapsed()) / 1000.0},
                                         outcome->reduction);
            for (const auto &result : outcome->beside) addResult(bench, storedResult(request, *outcome, result), {});
            if (outcome->result) return addResult(bench, storedResult(request, *outcome, outcome->result), then);
            finish(then, {});
        });
}

}  // namespace lexicell::ui

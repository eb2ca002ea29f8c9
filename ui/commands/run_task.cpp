#include "ui/commands/run_task.h"

#include "core/base/option_json.h"
#include "core/steps/step_output.h"
#include "models/families/open_model.h"
#include "models/tasks/result_files.h"
#include "ui/commands/report_pdf.h"
#include "ui/commands/run_file_task.h"
#include "ui/commands/run_step.h"
#include "ui/workspace/facts/input_hash.h"
#include "ui/workspace/models/model_files.h"
#include "ui/workspace/models/model_memory.h"

#include <filesystem>

namespace lexicell::ui {

namespace {

using models::tasks::DatasetChange;
using models::tasks::ModelUse;
using models::tasks::Reads;
using models::tasks::TaskInput;
using models::tasks::TaskSpec;

std::string optionOf(OptionValues options, const char *name) { return valueOf(optionsToText(std::move(options)), name); }

bool hasOption(OptionValues options, const char *name)
{
    bool found = false;
    describe(options, [&](const Option &option, auto &) { found = found || std::string(option.name) == name; });
    return found;
}

// Everything a job needs of the workspace, taken on the GUI thread.
struct TaskRun {
    TaskSpec task;
    OptionValues options;
    DatasetPtr brought;
    std::filesystem::path file;                        // of the open data set
    std::shared_ptr<const models::LoadedModel> model;  // loaded already
    std::optional<models::ModelSource> source;         // to be loaded first
    TaskReading reading;                               // dataset: with the labels of the window, for a task that has groups
};

void takeNew(data::Dict &to, const data::Dict &read, const data::Dict &made)
{
    for (const auto &[key, element] : made.entries)
        if (read.get(key) != element) to.set(key, element);
}

// What the task set in `made`, put into `dataset`. The labels that it read stay in the window.
data::Dataset withEntry(data::Dataset dataset, const data::Dataset &read, const data::Dataset &made)
{
    takeNew(dataset.obs.columns, read.obs.columns, made.obs.columns);
    takeNew(dataset.obsm, read.obsm, made.obsm);
    takeNew(dataset.var.columns, read.var.columns, made.var.columns);
    takeNew(dataset.uns, read.uns, made.uns);
    for (const auto &[name, matrix] : made.layers.entries) {
        const auto *before = read.layers.find(name);
        if (matrix && (!before || !*before || &before->source() != &matrix.source())) dataset.layers.set(name, matrix);
    }
    return dataset;
}

Result<std::shared_ptr<const models::LoadedModel>> loadedModel(const TaskRun &run, JobContext &context)
{
    if (run.model || !run.source) return run.model;
    context.report(0.0, "loading the network");
    // That of a training is the new network's own; the checkpoint is compared with in fp32.
    const bool trains = run.task.group == models::tasks::TaskGroup::Train;
    const std::string precision = trains ? "" : optionOf(run.options, "precision");
    LEXICELL_TRY(opened,
                 models::openModel(*run.source, {"auto", precision.empty() ? "fp32" : precision, context.threads}, context));
    return std::shared_ptr<const models::LoadedModel>(std::make_shared<const models::LoadedModel>(std::move(opened)));
}

Result<StepOutcome> work(const TaskRun &run, const data::Dataset &dataset, JobContext &context)
{
    LEXICELL_TRY(model, loadedModel(run, context));
    const data::Dataset &read = run.reading.dataset ? *run.reading.dataset : dataset;
    const TaskInput input{.dataset = &read, .model = model.get(), .brought = run.brought.get()};
    LEXICELL_TRY(outcome, run.task.run(input, run.options, context));
    // A file that was deleted meanwhile has no hash. The data set is in memory, so the result is kept.
    const auto hash = inputHash(run.file, context);
    if (!hash.ok() && hash.error().kind == ErrorKind::Cancelled) return hash.error();
    const std::string fileHash = hash.ok() ? *hash : std::string();
    StepOutcome done;
    if (!run.model) done.model = model;
    auto *change = std::get_if<DatasetChange>(&outcome.result);
    for (DatasetChange *made : {change, outcome.entry ? &*outcome.entry : nullptr})
        if (made && run.reading.dataset) made->dataset = withEntry(dataset, read, made->dataset);
    if (DatasetChange *made = change ? change : outcome.entry ? &*outcome.entry : nullptr) {
        if (!fileHash.empty()) steps::recordInput(dataset, made->dataset, "file", fileHash);
        done.dataset = std::make_shared<const data::Dataset>(std::move(made->dataset));
    }
    if (!change || !outcome.beside.empty()) {
        models::tasks::RecordInputs inputs;
        if (!fileHash.empty()) inputs.emplace_back("file", fileHash);
        if (model) inputs.emplace_back("model", model->card.sha256);
        inputs.insert(inputs.end(), run.reading.inputs.begin(), run.reading.inputs.end());
        done.record = models::tasks::recordOf(run.task.id, run.options, std::move(inputs));
        if (model) done.modelName = model->card.name;
        if (!change) done.result = std::make_shared<const models::tasks::TaskResult>(std::move(outcome.result));
        for (models::tasks::TaskResult &result : outcome.beside)
            done.beside.push_back(std::make_shared<const models::tasks::TaskResult>(std::move(result)));
    }
    if (!outcome.files.empty()) {
        makePdfs(outcome.files);
        LEXICELL_TRY(files, models::tasks::pendingFiles(outcome.files));
        LEXICELL_CHECK(files.commit());
    }
    if (!run.reading.summary.empty()) outcome.summary.update(run.reading.summary);
    done.summary = QString::fromStdString(outcome.summary.dump());
    return done;
}

// A task that reads nothing and has no place of its own still works on the open data set here.
std::optional<Error> whyNotHere(const Session &session, const TaskSpec &task, const models::tasks::Situation &now)
{
    if (!hasPlaces(task) && !session.data().hasDataset())
        return Error{errors::noDataset, QObject::tr("Open a data set first.").toStdString()};
    return models::tasks::whyNot(task, now);
}

Result<TaskRun> prepared(const Workbench &bench, const TaskSpec &task, const OptionValues &options)
{
    const auto outline = bench.session.models().sharedOutline();
    LEXICELL_CHECK(checkTask(bench.session, task, options));
    TaskRun run{task,
                options,
                bench.session.data().original(),
                bench.session.data().facts()->identity.path.toStdString(),
                nullptr,
                std::nullopt,
                {}};
    bool groups = false;  // columns of labels are read, which the window may have edited
    for (const char *column : {"groupby", "replicate", "label", "truth"}) groups = groups || hasOption(options, column);
    if (groups || !task.entry.empty()) run.reading.dataset = std::make_shared<const data::Dataset>(bench.session.datasetToSave());
    if (task.model == ModelUse::None || !outline) return run;
    run.model = bench.session.models().model();
    if (run.model) return run;
    if (const QString problem = memoryProblem(outline->card); !problem.isEmpty())
        return Error{errors::outOfMemory, problem.toStdString()};
    run.source = modelSource(QString::fromStdString(outline->card.path.string()));
    return run;
}

}  // namespace

QString taskTitle(const TaskSpec &task, const OptionValues &options, const Session &session)
{
    const std::string representation = optionOf(options, "rep");
    const bool withModel = task.model != ModelUse::None && session.models().outline();
    return taskTitle(task, hasOption(options, "rep") ? &representation : nullptr,
                     withModel ? session.models().outline()->card.name : std::string());
}

models::tasks::Situation situationOf(const Session &session)
{
    models::tasks::Situation now;
    now.dataset = session.data().dataset().get();
    if (const auto *outline = session.models().outline()) now.model = &outline->card;
    if (session.data().hasDataset()) now.counts = session.data().facts()->counts();
    if (const auto coverage = session.models().coverage()) now.genesMatched = coverage->genesMatched;
    return now;
}

Result<void> checkTask(const Session &session, const TaskSpec &task, const OptionValues &options)
{
    models::tasks::Situation now = situationOf(session);
    now.representation = optionOf(options, "rep");
    if (const auto why = whyNotHere(session, task, now)) return *why;
    return task.check ? task.check(options) : Result<void>();
}

QString whyNotTask(const Session &session, const TaskSpec &task)
{
    const auto why = whyNotHere(session, task, situationOf(session));
    return why ? QString::fromStdString(why->message) : QString();
}

models::tasks::Estimate estimateTask(const Session &session, const TaskSpec &task, const OptionValues &options,
                                     const TaskPlaces &places)
{
    if (!task.estimate) return {};
    models::tasks::Situation now = situationOf(session);
    const bool readsOpenAlone = places.datasets == proposedPlaces(session, task).datasets;
    if (task.reads == Reads::Datasets && !readsOpenAlone) now.dataset = nullptr;
    return task.estimate(now, options);
}

void runTask(Workbench &bench, const TaskSpec &task, const OptionValues &options, const TaskPlaces &places, const Then &then)
{
    if (hasPlaces(task)) return runFileTask(bench, task, options, places, then);
    runTaskOn(bench, task, options, {}, then);
}

void runTaskOn(Workbench &bench, const TaskSpec &task, const OptionValues &options, TaskReading reading, const Then &then)
{
    const QString title = taskTitle(task, options, bench.session);
    auto run = prepared(bench, task, options);
    if (!run.ok()) {
        bench.notices.postError(QObject::tr("%1 could not start.").arg(title), run.error());
        return finish(then, run.error());
    }
    if (reading.dataset) run->reading = std::move(reading);
    runStep(
        bench, {QString::fromStdString(task.id), title, optionsToJson(options)},
        [run = std::move(*run)](const data::Dataset &dataset, JobContext &context) { return work(run, dataset, context); }, then);
}

}  // namespace lexicell::ui

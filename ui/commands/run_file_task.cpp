#include "ui/commands/run_file_task.h"

#include "core/io/write_dataset.h"
#include "core/steps/step_output.h"
#include "models/families/open_model.h"
#include "ui/commands/keep_result.h"
#include "ui/commands/load_model.h"
#include "ui/commands/open_dataset.h"
#include "ui/commands/run_step.h"
#include "ui/commands/run_task.h"
#include "ui/workspace/facts/input_hash.h"
#include "ui/workspace/models/model_files.h"
#include "ui/workspace/models/model_memory.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>

namespace lexicell::ui {

namespace {

using models::tasks::ModelUse;
using models::tasks::NewDataset;
using models::tasks::Reads;
using models::tasks::TaskGroup;
using models::tasks::TaskInput;
using models::tasks::TaskSpec;
using models::tasks::Writes;

const QString resumeOption = QStringLiteral("resume");

struct DatasetSource {
    std::filesystem::path file;
    OpenOptions options;
    DatasetPtr open;  // the data as they are in the window; null: to be read
};

// Everything a job needs of the workspace, taken on the GUI thread.
struct FileTaskRun {
    TaskSpec task;
    OptionValues options;
    std::vector<DatasetSource> sources{};
    models::ModelSource checkpoint = "";                 // of the task, or of the model that it uses
    std::shared_ptr<const models::LoadedModel> model{};  // null: opened by the job
    std::filesystem::path output{};
    bool replace = false;
    std::string modelName{};                              // that the task uses; empty: none
    QString data{};                                       // fingerprint of the data set that is open; empty: none is
    std::shared_ptr<models::tasks::LiveCurves> curves{};  // of a training; null: the task measures nothing
};

// What the job tells beside its files.
struct FileTaskNews {
    models::tasks::RecordInputs inputs;
    QString summary;
};

DatasetSource sourceOf(const Session &session, const QString &path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    const bool open = session.data().hasDataset() && session.data().facts()->identity.path == absolute;
    return {absolute.toStdString(), rememberedOpenOptions(absolute), open ? session.data().dataset() : nullptr};
}

Result<FileTaskRun> prepared(const Session &session, const TaskSpec &task, const OptionValues &options, const TaskPlaces &places)
{
    LEXICELL_CHECK(checkTask(session, task, options));
    LEXICELL_CHECK(checkPlaces(session, task, options, places));
    FileTaskRun run{.task = task, .options = options};
    run.output = QFileInfo(places.output).absoluteFilePath().toStdString();
    run.replace = places.replace;
    // With the labels, as a copy of the data that is saved.
    if (task.reads == Reads::Dataset)
        run.sources.push_back({session.data().facts()->identity.path.toStdString(),
                               {},
                               std::make_shared<const data::Dataset>(session.datasetToSave())});
    for (const QString &path : places.datasets) run.sources.push_back(sourceOf(session, path));
    if (!places.checkpoint.isEmpty()) run.checkpoint = modelSource(QFileInfo(places.checkpoint).absoluteFilePath());
    if (const auto outline = session.models().sharedOutline(); task.model != ModelUse::None && outline) {
        run.model = session.models().model();
        if (const QString problem = run.model ? QString() : memoryProblem(outline->card); !problem.isEmpty())
            return Error{errors::outOfMemory, problem.toStdString()};
        run.checkpoint = modelSource(QString::fromStdString(outline->card.path.string()));
        run.modelName = outline->card.name;
    }
    if (session.data().hasDataset()) run.data = session.data().facts()->identity.fingerprint;
    if (task.group == TaskGroup::Train) run.curves = std::make_shared<models::tasks::LiveCurves>();
    return run;
}

Result<std::vector<data::Dataset>> readSources(const FileTaskRun &run, JobContext &context)
{
    std::vector<data::Dataset> datasets;
    for (const DatasetSource &source : run.sources) {
        if (source.open) {
            datasets.push_back(*source.open);
            continue;
        }
        LEXICELL_TRY(dataset, readWithOptions(source.file, source.options, context));
        datasets.push_back(std::move(dataset));
    }
    return datasets;
}

// A file that was deleted meanwhile has no hash. The data set is in memory, so the task runs.
Result<std::vector<std::string>> hashesOf(const FileTaskRun &run, JobContext &context)
{
    std::vector<std::string> hashes;
    for (const DatasetSource &source : run.sources) {
        const auto hash = inputHash(source.file, context);
        if (!hash.ok() && hash.error().kind == ErrorKind::Cancelled) return hash.error();
        if (hash.ok()) hashes.push_back(*hash);
    }
    return hashes;
}

Result<FileTaskNews> work(const FileTaskRun &run, JobContext &context)
{
    context.setRange(0.0, 0.1);
    LEXICELL_TRY(datasets, readSources(run, context));
    LEXICELL_TRY(hashes, hashesOf(run, context));
    TaskInput input{
        .replace = run.replace, .folder = run.output, .files = models::tasks::fileInputs(hashes), .curves = run.curves.get()};
    if (run.task.reads == Reads::Dataset) input.dataset = &datasets.front();
    if (run.task.reads == Reads::Datasets) input.datasets = datasets;
    std::shared_ptr<const models::LoadedModel> model = run.model;
    if (run.task.model != ModelUse::None && !model) {
        LEXICELL_TRY(opened, models::openModel(run.checkpoint, {"auto", "fp32", context.threads}, context));
        model = std::make_shared<const models::LoadedModel>(std::move(opened));
    }
    input.model = model.get();
    if (run.task.reads == Reads::Checkpoint || input.model) input.checkpoint = &run.checkpoint;
    context.setRange(0.1, run.task.writes == Writes::Dataset ? 0.8 : 1.0);
    LEXICELL_TRY(outcome, run.task.run(input, run.options, context));
    FileTaskNews news{input.files, QString::fromStdString(outcome.summary.dump())};
    auto *made = std::get_if<NewDataset>(&outcome.result);
    if (!made) return news;
    if (!datasets.empty() && !hashes.empty()) steps::recordInput(datasets.front(), made->dataset, "file", hashes.front());
    context.setRange(0.8, 1.0);
    LEXICELL_CHECK(
        io::writeDataset(made->dataset, run.output, {.overwrite = run.replace, .gzipLevel = made->gzipLevel}, context));
    return news;
}

Notice::Button loadButton(Workbench &bench, const QString &folder)
{
    return {QObject::tr("Load the model"), [bench, folder]() mutable { loadModel(bench, folder); }};
}

void tellDataset(Workbench &bench, const QString &file, const Then &then)
{
    if (!bench.session.data().hasDataset()) return openDataset(bench, file, OpenOptions{}, then);
    bench.notices.post({Tone::Success,
                        QObject::tr("The data set was written to %1.").arg(QDir::toNativeSeparators(file)),
                        {},
                        {{QObject::tr("Open it"), [bench, file]() mutable { openDataset(bench, file, OpenOptions{}); }}}});
    finish(then, {});
}

void tellFolder(Workbench &bench, const QString &folder, const Then &then)
{
    bench.notices.post({Tone::Success,
                        QObject::tr("The model was written to %1.").arg(QDir::toNativeSeparators(folder)),
                        {},
                        {loadButton(bench, folder)},
                        true});
    finish(then, {});
}

Notice::Button goOnButton(Workbench &bench, const TaskSpec &task, QJsonObject preset)
{
    preset[resumeOption] = QStringLiteral("true");
    return {QObject::tr("Go on…"), [notices = &bench.notices, step = QString::fromStdString(task.id), preset] {
                Q_EMIT notices->stepFormWanted(step, preset);
            }};
}

// The curves of a training stay as a result of the open data, however it ended. `news` is empty where it did not finish.
void keepCurves(Workbench &bench, const FileTaskRun &run, int job, const FileTaskNews &news, const char *ending)
{
    const auto curves = bench.jobs.curves(job);
    if (!curves || curves->curves.empty() || !bench.session.data().hasDataset()) return;
    if (bench.session.data().facts()->identity.fingerprint != run.data) return;  // other data were opened meanwhile
    QJsonObject summary = QJsonDocument::fromJson(news.summary.toUtf8()).object();
    summary[QStringLiteral("ended")] = QLatin1String(ending);
    addResult(bench,
              {0, run.task.id, run.modelName, QString::fromUtf8(QJsonDocument(summary).toJson(QJsonDocument::Compact)),
               std::make_shared<const models::tasks::TaskResult>(*curves),
               models::tasks::recordOf(run.task.id, run.options, news.inputs)},
              {});
}

// Training that is cancelled keeps its best weights. `before`: when the folder last changed before the training.
void tellKept(Workbench &bench, const TaskSpec &task, const QJsonObject &preset, const QString &folder, const QDateTime &before)
{
    std::vector<Notice::Button> buttons;
    QString what = QObject::tr("Training was cancelled before its first epoch was complete: there are no weights yet.");
    if (isCheckpoint(folder) && QFileInfo(folder).lastModified() != before) {
        what = QObject::tr("Training was cancelled. The best weights so far are in %1.").arg(QDir::toNativeSeparators(folder));
        buttons.push_back(loadButton(bench, folder));
    }
    if (hasUnfinishedRun(folder)) buttons.push_back(goOnButton(bench, task, preset));
    if (!buttons.empty()) bench.notices.post({Tone::Neutral, what, {}, std::move(buttons), true});
}

void tellFailure(Workbench &bench, const TaskSpec &task, const QJsonObject &preset, const QString &title, const Error &error)
{
    std::vector<Notice::Button> buttons;
    if (!error.choices.empty())
        buttons.push_back({QObject::tr("Change the settings…"), [notices = &bench.notices, step = QString::fromStdString(task.id),
                                                                 preset] { Q_EMIT notices->stepFormWanted(step, preset); }});
    bench.notices.postError(QObject::tr("%1 did not finish.").arg(title), error, std::move(buttons), true);
}

QJsonObject presetOf(const OptionValues &options, const TaskPlaces &places)
{
    QJsonObject preset = optionsToJson(options), named = toJson(places);
    for (auto entry = named.begin(); entry != named.end(); ++entry) preset[entry.key()] = entry.value();
    return preset;
}

}  // namespace

void runFileTask(Workbench &bench, const TaskSpec &task, const OptionValues &options, const TaskPlaces &places, const Then &then)
{
    const QString title = taskTitle(task);
    auto run = prepared(bench.session, task, options, places);
    if (!run.ok()) {
        bench.notices.postError(QObject::tr("%1 could not start.").arg(title), run.error(), {}, true);
        return finish(then, run.error());
    }
    const QString output = QString::fromStdString(run->output.string());
    const QDateTime before = QFileInfo(output).lastModified();
    // Training and simulating compute; the others read and write each file once.
    const bool computes = task.reads == Reads::Datasets || task.reads == Reads::Nothing || task.model != ModelUse::None;
    auto shared = std::make_shared<const FileTaskRun>(std::move(*run));
    auto job = std::make_shared<int>(0);
    *job = bench.jobs.start(
        {task.id, title, false, shared->curves}, &bench.session, [shared](JobContext &context) { return work(*shared, context); },
        [bench, &task, shared, job, preset = presetOf(options, places), title, output, before,
         then](const Result<FileTaskNews> &done) mutable {
            if (done.ok()) {
                keepCurves(bench, *shared, *job, *done, "done");
                return task.writes == Writes::Folder ? tellFolder(bench, output, then) : tellDataset(bench, output, then);
            }
            const bool stopped = done.error().kind == ErrorKind::Cancelled;
            keepCurves(bench, *shared, *job, {}, stopped ? "cancelled" : "failed");
            if (!stopped) tellFailure(bench, task, preset, title, done.error());
            else if (task.writes == Writes::Folder && task.group == TaskGroup::Train)
                tellKept(bench, task, preset, output, before);
            finish(then, done.error());
        },
        computes ? JobRunner::Lane::Compute : JobRunner::Lane::Files);
}

}  // namespace lexicell::ui

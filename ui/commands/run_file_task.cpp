#include "ui/commands/run_file_task.h"

#include "core/io/h5ad/h5ad_writer.h"
#include "core/steps/step_output.h"
#include "ui/commands/load_model.h"
#include "ui/commands/open_dataset.h"
#include "ui/commands/run_step.h"
#include "ui/commands/run_task.h"
#include "ui/workspace/facts/input_hash.h"
#include "ui/workspace/models/model_files.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>

namespace lexicell::ui {

namespace {

using models::tasks::NewDataset;
using models::tasks::Reads;
using models::tasks::TaskInput;
using models::tasks::TaskSpec;
using models::tasks::Writes;

struct DatasetSource {
    std::filesystem::path file;
    OpenOptions options;
    DatasetPtr open;  // the data as they are in the window; null: to be read
};

// Everything a job needs of the workspace, taken on the GUI thread.
struct FileTaskRun {
    TaskSpec task;
    OptionValues options;
    std::vector<DatasetSource> sources;
    models::ModelSource checkpoint = "";
    std::filesystem::path output;
    bool replace = false;
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
    FileTaskRun run{task, options, {}, "", QFileInfo(places.output).absoluteFilePath().toStdString(), places.replace};
    // With the labels, as a copy of the data that is saved.
    if (task.reads == Reads::Dataset)
        run.sources.push_back({session.data().facts()->identity.path.toStdString(),
                               {},
                               std::make_shared<const data::Dataset>(session.datasetToSave())});
    for (const QString &path : places.datasets) run.sources.push_back(sourceOf(session, path));
    if (!places.checkpoint.isEmpty()) run.checkpoint = modelSource(QFileInfo(places.checkpoint).absoluteFilePath());
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

Result<void> work(const FileTaskRun &run, JobContext &context)
{
    context.setRange(0.0, 0.1);
    LEXICELL_TRY(datasets, readSources(run, context));
    LEXICELL_TRY(hashes, hashesOf(run, context));
    TaskInput input{.replace = run.replace, .folder = run.output, .files = models::tasks::fileInputs(hashes)};
    if (run.task.reads == Reads::Dataset) input.dataset = &datasets.front();
    if (run.task.reads == Reads::Datasets) input.datasets = datasets;
    if (run.task.reads == Reads::Checkpoint) input.checkpoint = &run.checkpoint;
    context.setRange(0.1, run.task.writes == Writes::Dataset ? 0.8 : 1.0);
    LEXICELL_TRY(outcome, run.task.run(input, run.options, context));
    auto *made = std::get_if<NewDataset>(&outcome.result);
    if (!made) return {};
    if (input.dataset && !hashes.empty()) steps::recordInput(*input.dataset, made->dataset, "file", hashes.front());
    context.setRange(0.8, 1.0);
    return io::writeH5ad(made->dataset, run.output, {.overwrite = run.replace, .gzipLevel = made->gzipLevel}, context);
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

// Training that is cancelled keeps its best weights. `before`: when the folder last changed before the training.
void tellKept(Workbench &bench, const QString &folder, const QDateTime &before)
{
    if (!isCheckpoint(folder) || QFileInfo(folder).lastModified() == before) return;
    const QString what = QObject::tr("Training was cancelled. The best weights so far are in %1.");
    bench.notices.post({Tone::Neutral, what.arg(QDir::toNativeSeparators(folder)), {}, {loadButton(bench, folder)}, true});
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
    const bool computes = task.reads == Reads::Datasets || task.reads == Reads::Nothing;
    bench.jobs.start(
        {task.id, title}, &bench.session, [run = std::move(*run)](JobContext &context) { return work(run, context); },
        [bench, &task, preset = presetOf(options, places), title, output, before, then](const Result<void> &done) mutable {
            if (done.ok())
                return task.writes == Writes::Folder ? tellFolder(bench, output, then) : tellDataset(bench, output, then);
            if (done.error().kind != ErrorKind::Cancelled) tellFailure(bench, task, preset, title, done.error());
            else if (task.writes == Writes::Folder && task.reads == Reads::Datasets) tellKept(bench, output, before);
            finish(then, done);
        },
        computes ? JobRunner::Lane::Compute : JobRunner::Lane::Files);
}

}  // namespace lexicell::ui

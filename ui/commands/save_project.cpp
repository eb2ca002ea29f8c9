#include "ui/commands/save_project.h"

#include "ui/workspace/jobs/job_kinds.h"
#include "ui/workspace/results/kept_results.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace lexicell::ui {

namespace {

using ProjectPtr = std::unique_ptr<ProjectFile>;

// What the worker needs to make the project at `path`.
struct SavePlan {
    QString path;
    QString source;       // the project that is copied; empty: none
    bool begins = false;  // its journal begins with the labels that are shown
    bool made = false;    // an earlier try left the file
    ProjectStart start;
    std::vector<StoredResult> results;  // that are shown
};

QString fingerprintOf(const SavePlan &plan) { return plan.start.view.facts->identity.fingerprint; }

// A copy brings its results; a project that begins gets those that are shown.
Result<void> keepResults(const SavePlan &plan)
{
    for (const StoredResult &result : plan.results) LEXICELL_CHECK(keepResult(plan.path, fingerprintOf(plan), result));
    return {};
}

bool holds(const std::vector<StoredResult> &results, int id)
{
    return std::any_of(results.begin(), results.end(), [id](const StoredResult &result) { return result.id == id; });
}

// Results that were added or removed while the job ran.
Result<void> catchUpResults(const SavePlan &plan, const Results &now)
{
    for (const StoredResult &result : now.all())
        if (!holds(plan.results, result.id)) LEXICELL_CHECK(keepResult(plan.path, fingerprintOf(plan), result));
    for (const StoredResult &result : plan.results)
        if (!now.find(result.id)) LEXICELL_CHECK(dropResult(plan.path, result.id));
    return {};
}

JobLabel labelOf(const QString &path)
{
    return {job::saveProject, QObject::tr("Save project %1").arg(QFileInfo(path).fileName()), false};
}

Result<void> copyResults(const ProjectFile &from, const ProjectFile &to)
{
    if (!QFile::exists(from.resultsFile())) return {};
    QFile::remove(to.resultsFile());
    if (QFile::copy(from.resultsFile(), to.resultsFile())) return {};
    return Error{errors::projectUnwritable,
                 QObject::tr("The results could not be copied to %1. Free some space there, or choose another folder.")
                     .arg(QDir::toNativeSeparators(to.resultsFile()))
                     .toStdString(),
                 ""};
}

// The file at the plan's path, without a journal of its own.
Result<ProjectPtr> makeFile(const SavePlan &plan)
{
    if (plan.made) return ProjectFile::open(plan.path);
    if (QFileInfo::exists(plan.path)) {
        LEXICELL_CHECK(ProjectFile::open(plan.path));  // not over a project that another window works on
        if (plan.source.isEmpty())
            return Error{
                errors::outputExists,
                QObject::tr("There is a file %1 already. Choose a new name.").arg(QFileInfo(plan.path).fileName()).toStdString(),
                ""};
    }
    if (plan.source.isEmpty()) return ProjectFile::open(plan.path);
    LEXICELL_TRY(source, ProjectFile::open(plan.source, ProjectFile::Access::Read));
    LEXICELL_CHECK(source->copyTo(plan.path));
    LEXICELL_TRY(project, ProjectFile::open(plan.path));
    LEXICELL_CHECK(copyResults(*source, *project));
    return std::move(project);
}

Result<ProjectPtr> makeProject(const SavePlan &plan)
{
    LEXICELL_TRY(project, makeFile(plan));
    LEXICELL_CHECK(project->setDataset(plan.start.view.facts->identity));
    if (plan.begins) LEXICELL_CHECK(beginProject(*project, plan.start));
    if (plan.begins) LEXICELL_CHECK(keepResults(plan));
    return std::move(project);
}

// False: other data are open by now.
bool stillOpen(const Workbench &bench, const ProjectStart &start) { return bench.session.data().original() == start.original; }

void runPlan(Workbench &bench, const SavePlan &plan, const Then &then)
{
    bench.jobs.start(
        labelOf(plan.path), &bench.session, [plan](JobContext &) { return makeProject(plan); },
        [bench, plan, then](Result<ProjectPtr> made) mutable {
            if (!made.ok()) return finish(then, made.error());
            if (!stillOpen(bench, plan.start)) return finish(then, cancelled());
            if (const auto caught = catchUpResults(plan, bench.results); !caught.ok()) return finish(then, caught);
            ProjectJournal &journal = bench.session.journal();
            if (!plan.begins) {
                // Edits that were made while the project was copied.
                const auto caught = journal.project() ? (*made)->catchUp(*journal.project()) : cancelled();
                if (!caught.ok()) return finish(then, caught);
                journal.move(std::move(*made));
                return finish(then, {});
            }
            const ProjectStart now = bench.session.projectStart();
            if (now.sameAs(plan.start)) {
                bench.session.startIn(std::move(*made), now);
                return finish(then, {});
            }
            // Labels that no project holds have changed since: they are written again.
            SavePlan again = plan;
            again.start = now;
            again.made = true;
            again.results = bench.results.all();
            made->reset();
            runPlan(bench, again, then);
        },
        JobRunner::Lane::Files);
}

}  // namespace

void saveProject(Workbench &bench, const QString &path, const Then &then)
{
    const Session &session = bench.session;
    const ProjectJournal &journal = session.journal();
    if (!session.data().hasDataset())
        return finish(then, Error{errors::noDataset, QObject::tr("Open a data set first.").toStdString(), ""});
    const ProjectFile *current = journal.project();
    if (current && QFileInfo(path).absoluteFilePath() == current->path()) return finish(then, {});
    if (session.changedData() || journal.lent()) return finish(then, *journal.whyReadOnly());  // a person decides first
    // A project that is damaged or was never opened is not copied. The new project gets the labels that are shown.
    const bool copies = current && !current->held();
    runPlan(bench,
            {QFileInfo(path).absoluteFilePath(), copies ? current->path() : QString(), !current || journal.readOnly(), false,
             session.projectStart(), bench.results.all()},
            then);
}

void beginProjectAt(Workbench &bench, const QString &path, const Then &then)
{
    runPlan(bench, {path, {}, true, false, bench.session.projectStart(), bench.results.all()}, then);
}

void renewJournal(Workbench &bench, Session::Keep keep, const std::function<void(const Result<QString> &)> &then)
{
    ProjectJournal &journal = bench.session.journal();
    if (!journal.project() || !journal.project()->held())
        return then(Error{errors::nothingToDecide, QObject::tr("The project needs no decision.").toStdString(), ""});
    const QString suffix = bench.session.changedData() ? QStringLiteral(".earlier") : QStringLiteral(".damaged");
    const ProjectStart start = bench.session.projectStart(keep);
    const JobLabel label = labelOf(journal.project()->path());
    const auto project = std::make_shared<ProjectPtr>(journal.lend());
    bench.jobs.start(
        label, &bench.session, [project, start, suffix](JobContext &) { return renewProject(**project, start, suffix); },
        [bench, project, start, then](const Result<QString> &copy) mutable {
            if (!stillOpen(bench, start)) {
                project->reset();  // its lock ends here
                return then(cancelled());
            }
            if (copy.ok()) bench.session.startIn(std::move(*project), start);
            else bench.session.journal().giveBack(std::move(*project));
            then(copy);
        },
        JobRunner::Lane::Files);
}

}  // namespace lexicell::ui

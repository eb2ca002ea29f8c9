#include "ui/shell/path_steps.h"

#include "ui/workspace/jobs/job_kinds.h"
#include "ui/workspace/why_not.h"

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

namespace {

using State = PathBar::State;

const std::string knockOutKind = "knock-out";  // the task's id

// Kinds of jobs that make a map or a part of it.
bool makesMaps(const JobInfo &job)
{
    for (const char *kind : {"map", "embed", "analyze", "pca", "neighbors", "umap", "leiden"})
        if (job.kind == kind) return true;
    return false;
}

PathBar::Step modelStep(const Session &session)
{
    const auto *outline = session.models().outline();
    PathBar::Step step{QObject::tr("Model"),
                       outline ? QString::fromStdString(outline->card.name) : QString(),
                       outline ? State::Done : State::ToDo,
                       true,
                       {},
                       -1};
    if (outline && session.models().coverage() && session.models().coverage()->countsShare < 0.5) {
        step.state = State::Attention;
        step.note = QObject::tr("fits %1 % of counts").arg(std::lround(session.models().coverage()->countsShare * 100.0));
    }
    return step;
}

}  // namespace

std::vector<PathBar::Step> pathSteps(const Workbench &bench, bool mapped)
{
    const Session &session = bench.session;
    const bool open = session.data().hasDataset();
    const QString noData = whyNotData(session);
    PathBar::Step data{QObject::tr("Data"), QString(), open ? State::Done : State::ToDo, true, {}, -1};
    PathBar::Step model = modelStep(session);
    PathBar::Step map{QObject::tr("Map"), QString(), mapped ? State::Done : State::ToDo, open, noData, -1};
    PathBar::Step annotate{QObject::tr("Annotate"),
                           QString(),
                           State::ToDo,
                           mapped,
                           mapped ? QString() : (open ? QObject::tr("Map the cells first.") : noData),
                           -1};
    PathBar::Step knockOut{QObject::tr("Knock out"), QString(), State::ToDo, open, noData, -1};
    // By the results and not by the jobs, which were for other data, or ran before the project was opened again.
    const auto &results = bench.results.all();
    if (std::any_of(results.begin(), results.end(), [](const StoredResult &each) { return each.task == knockOutKind; }))
        knockOut.state = State::Done;
    for (const JobInfo &running : bench.jobs.jobs()) {
        if (running.finished()) continue;
        if (running.kind == knockOutKind) {
            knockOut.state = State::Running;
            knockOut.progress = running.fraction;
        }
        if (running.kind == job::open) data.state = State::Running;
        if (running.kind == job::loadModel) model.state = State::Running;
        if (makesMaps(running)) {
            map.state = State::Running;
            map.progress = running.fraction;
        }
    }
    if (const LabelFieldPtr field = session.labels().field(session.labels().activeField())) {
        const auto left = field->unlabeled();
        annotate.note = left > 0 ? QObject::tr("%L1 unlabeled").arg(left) : QString();
        annotate.state = left > 0 ? State::Attention : State::Done;
    }
    return {data, model, map, annotate, knockOut};
}

}  // namespace lexicell::ui

#include "ui/path_steps.h"

#include "ui/why_not.h"

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

namespace {

using State = PathBar::State;

std::optional<JobInfo> runningJob(const JobRunner &jobs)
{
    const auto all = jobs.jobs();
    const auto found = std::find_if(all.begin(), all.end(), [](const JobInfo &job) { return !job.finished(); });
    return found == all.end() ? std::nullopt : std::optional<JobInfo>(*found);
}

bool startsWithOneOf(const QString &title, const QStringList &words)
{
    return std::any_of(words.begin(), words.end(), [&](const QString &word) { return title.startsWith(word); });
}

PathBar::Step modelStep(const Session &session)
{
    const auto *outline = session.outline();
    PathBar::Step step{QObject::tr("Model"),
                       outline ? QString::fromStdString(outline->card.name) : QString(),
                       outline ? State::Done : State::ToDo,
                       true,
                       {},
                       -1};
    if (outline && session.coverage() && session.coverage()->countsShare < 0.5) {
        step.state = State::Attention;
        step.note = QObject::tr("fits %1 % of counts").arg(std::lround(session.coverage()->countsShare * 100.0));
    }
    return step;
}

}  // namespace

std::vector<PathBar::Step> pathSteps(const Session &session, const JobRunner &jobs, bool mapped)
{
    const bool open = session.hasDataset();
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
    if (const auto running = runningJob(jobs)) {
        if (startsWithOneOf(running->title, {QObject::tr("Open ")})) data.state = State::Running;
        if (startsWithOneOf(running->title, {QObject::tr("Load model")})) model.state = State::Running;
        if (startsWithOneOf(running->title,
                            {QObject::tr("Map"), QObject::tr("Baseline"), QObject::tr("Embed"), QObject::tr("UMAP"),
                             QObject::tr("PCA"), QObject::tr("Neighbours"), QObject::tr("Leiden")})) {
            map.state = State::Running;
            map.progress = running->fraction;
        }
    }
    if (const LabelFieldPtr field = session.field(session.activeField())) {
        const auto left = field->unlabelled();
        annotate.note = left > 0 ? QObject::tr("%L1 unlabelled").arg(left) : QString();
        annotate.state = left > 0 ? State::Attention : State::Done;
    }
    return {data, model, map, annotate};
}

}  // namespace lexicell::ui

#include "ui/shell/live_docks.h"

#include "ui/views/results/live_curves_view.h"
#include "ui/views/views_area.h"

namespace lexicell::ui {

namespace {

LiveState liveState(const JobInfo &job)
{
    using Phase = LiveState::Phase;
    switch (job.state) {
    case JobInfo::State::Queued: return {Phase::Waiting, {}, 0.0};
    case JobInfo::State::Running: return {Phase::Running, job.stage, job.fraction};
    case JobInfo::State::Done: return {Phase::Done, {}, 1.0};
    case JobInfo::State::Cancelled: return {Phase::Cancelled, {}, job.fraction};
    case JobInfo::State::Failed: break;
    }
    return {Phase::Failed, QString::fromStdString(job.error.message), job.fraction};
}

}  // namespace

LiveDocks::LiveDocks(Workbench bench, ViewsArea &desk) : QObject(&desk), m_bench(bench), m_desk(desk)
{
    connect(&bench.jobs, &JobRunner::jobAdded, this, &LiveDocks::open);
    for (auto signal : {&JobRunner::jobChanged, &JobRunner::jobFinished}) connect(&bench.jobs, signal, this, &LiveDocks::tell);
    connect(&bench.jobs, &JobRunner::curvesGrew, this, [this](int job) {
        if (LiveCurvesView *view = m_views.value(job)) view->grow();
    });
    connect(&bench.results, &Results::resultAdded, this, &LiveDocks::tookOver);
    connect(&bench.session, &Session::datasetClosed, this, &LiveDocks::clear);
    connect(&desk, &ViewDesk::removeWanted, this, [this](View *view) {
        if (const int job = m_views.key(qobject_cast<LiveCurvesView *>(view), 0); job > 0) m_desk.remove(m_views.take(job));
    });
}

void LiveDocks::open(int job)
{
    const auto curves = m_bench.jobs.curves(job);
    const auto info = m_bench.jobs.job(job);
    if (!curves || !info || m_views.contains(job)) return;
    auto *view = new LiveCurvesView(info->title, curves, &m_desk);
    m_views.insert(job, view);
    connect(view, &LiveCurvesView::cancelWanted, this, [this, job] { m_bench.jobs.cancel(job); });
    m_desk.add(view, QStringLiteral("job.%1").arg(job), ViewDesk::Place::Tab);
    m_desk.setShown(view, true);
    // The desk itself is not shown while no data set is open.
    if (!m_bench.session.data().hasDataset()) m_desk.setAway(view, true);
    tell(job);
}

void LiveDocks::tell(int job)
{
    LiveCurvesView *view = m_views.value(job);
    if (const auto info = m_bench.jobs.job(job); view && info) view->setLive(liveState(*info));
}

// The result tells more: its record, and actions with it.
void LiveDocks::tookOver(int result)
{
    const StoredResult *stored = m_bench.results.find(result);
    if (!stored || !std::holds_alternative<models::tasks::Curves>(*stored->result)) return;
    for (auto view = m_views.begin(); view != m_views.end(); ++view) {
        const auto job = m_bench.jobs.job(view.key());
        if (!job || !job->finished() || job->kind != stored->task) continue;
        m_desk.remove(view.value());
        m_views.erase(view);
        return;
    }
}

void LiveDocks::clear()
{
    for (const int job : m_views.keys())
        if (const auto info = m_bench.jobs.job(job); !info || info->finished()) m_desk.remove(m_views.take(job));
}

void LiveDocks::show(int job)
{
    open(job);
    if (LiveCurvesView *view = m_views.value(job)) m_desk.setShown(view, true);
}

void LiveDocks::showLast()
{
    int last = 0;
    for (const JobInfo &job : m_bench.jobs.jobs())
        if (m_bench.jobs.curves(job.id)) last = job.id;
    if (last > 0) show(last);
}

QString LiveDocks::whyNotShow() const
{
    for (const JobInfo &job : m_bench.jobs.jobs())
        if (m_bench.jobs.curves(job.id)) return {};
    return tr("No job has measured curves yet: fine-tuning and pretraining do.");
}

}  // namespace lexicell::ui

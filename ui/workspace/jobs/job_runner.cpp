#include "ui/workspace/jobs/job_runner.h"

#include "core/base/guarded.h"
#include "core/base/pace.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace lexicell::ui {

namespace {

constexpr int refreshMilliseconds = 100;  // progress is read at this pace, however often a job reports
constexpr int roundsPerCurves = 2;        // … and its curves at half of it
constexpr std::size_t historyLength = 200;

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

}  // namespace

struct JobRunner::Job {
    // GUI thread only
    JobInfo info;
    Lane lane = Lane::Compute;
    bool listed = true;
    Task task;
    TimeLeft timeLeft;
    std::shared_ptr<models::tasks::Curves> shown;  // what was taken of `curves`; null: the job measures nothing

    // shared with the worker
    std::shared_ptr<models::tasks::LiveCurves> curves;
    JobContext context{[this](double done, const std::string &doing) { setProgress(done, doing); }};
    std::atomic<bool> running{false};
    mutable std::mutex mutex;
    Clock::time_point started;
    double fraction = 0.0;
    std::string stage;

    void setProgress(double value, const std::string &text)
    {
        const std::lock_guard lock(mutex);
        fraction = std::clamp(value, 0.0, 1.0);
        stage = text;
    }

    bool growCurves() { return shown && curves->take(*shown); }

    // Brings `info` up to date with what the worker reported.
    void refresh()
    {
        if (!running || info.finished()) return;
        const std::lock_guard lock(mutex);
        info.state = JobInfo::State::Running;
        info.fraction = fraction;
        info.stage = QString::fromStdString(stage);
        info.seconds = secondsSince(started);
        info.secondsLeft = timeLeft.after(info.seconds, fraction).value_or(-1.0);
    }
};

class JobRunner::Worker {
  public:
    explicit Worker(JobRunner *runner) : m_runner(runner) {}

    ~Worker()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_stopping = true;
            m_waiting.clear();
            if (m_current) m_current->context.cancel();
        }
        m_wake.notify_all();
        if (m_thread.joinable()) m_thread.join();
    }

    void push(std::shared_ptr<Job> job)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_waiting.push_back(std::move(job));
            // Started with the first job: a window that only shows its start page needs no thread.
            if (!m_thread.joinable()) m_thread = std::thread([this] { loop(); });
        }
        m_wake.notify_all();
    }

    // The first that ended and was not taken yet; null: none.
    std::pair<std::shared_ptr<Job>, std::optional<Error>> takeFinished()
    {
        const std::lock_guard lock(m_mutex);
        if (m_finished.empty()) return {};
        auto first = std::move(m_finished.front());
        m_finished.pop_front();
        return first;
    }

    // True: the job had not started and will not run.
    bool remove(const std::shared_ptr<Job> &job)
    {
        const std::lock_guard lock(m_mutex);
        return std::erase(m_waiting, job) > 0;
    }

  private:
    void loop()
    {
        while (auto job = next()) {
            std::optional<Error> error = runGuarded(*job);
            {
                const std::lock_guard lock(m_mutex);
                m_current.reset();
                if (m_stopping) return;
                // Handed over under our own mutex, which a thread sanitizer sees; Qt's queue only wakes the GUI thread.
                m_finished.emplace_back(std::move(job), std::move(error));
            }
            QMetaObject::invokeMethod(m_runner, "takeFinished", Qt::QueuedConnection);
        }
    }

    std::shared_ptr<Job> next()
    {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [this] { return m_stopping || !m_waiting.empty(); });
        if (m_stopping) return nullptr;
        m_current = m_waiting.front();
        m_waiting.pop_front();
        return m_current;
    }

    static std::optional<Error> runGuarded(Job &job)
    {
        {
            const std::lock_guard lock(job.mutex);
            job.started = Clock::now();
        }
        job.running = true;
        if (job.context.cancelled()) return cancelled();
        try {
            return job.task.run(job.context);
        } catch (...) {
            return currentError("finish this step", "Close other programs, use fewer cells, or choose a smaller batch size.");
        }
    }

    JobRunner *m_runner;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::shared_ptr<Job>> m_waiting;
    std::deque<std::pair<std::shared_ptr<Job>, std::optional<Error>>> m_finished;
    std::shared_ptr<Job> m_current;
    bool m_stopping = false;
    std::thread m_thread;
};

JobRunner::JobRunner(QObject *parent) : QObject(parent)
{
    for (auto &lane : m_lanes) lane = std::make_unique<Worker>(this);
    m_refresh.setInterval(refreshMilliseconds);
    connect(&m_refresh, &QTimer::timeout, this, &JobRunner::refresh);
}

JobRunner::~JobRunner()
{
    for (const auto &job : m_jobs) job->context.cancel();
    for (auto &lane : m_lanes) lane.reset();
}

int JobRunner::enqueue(const JobLabel &label, Task task, Lane lane)
{
    auto job = std::make_shared<Job>();
    job->info.id = ++m_lastId;
    job->info.kind = label.kind;
    job->info.title = label.title;
    job->lane = lane;
    job->listed = !label.quiet && lane != Lane::Interactive;
    job->task = std::move(task);
    job->curves = label.curves;
    if (job->curves) job->shown = std::make_shared<models::tasks::Curves>();
    job->context.threads = m_threads;
    m_jobs.push_back(job);
    ++m_unfinished;
    m_refresh.start();
    worker(lane).push(job);
    if (job->listed) Q_EMIT jobAdded(job->info.id);
    return job->info.id;
}

// One by one: while one is delivered, an event loop may run in it and take the next.
void JobRunner::takeFinished()
{
    for (auto &lane : m_lanes)
        while (lane) {  // null: the runner is being destroyed
            const auto [job, error] = lane->takeFinished();
            if (!job) break;
            finish(job, error);
        }
}

void JobRunner::finish(const std::shared_ptr<Job> &job, const std::optional<Error> &error)
{
    job->refresh();
    JobInfo &info = job->info;
    info.finishedAt = QDateTime::currentDateTime();
    info.secondsLeft = -1.0;
    info.warnings = job->context.warnings();
    if (!error) {
        info.state = JobInfo::State::Done;
        info.fraction = 1.0;
    } else {
        info.state = error->kind == ErrorKind::Cancelled ? JobInfo::State::Cancelled : JobInfo::State::Failed;
        info.error = *error;
    }
    // Taken out first: `deliver` may start or cancel other jobs, and what it captured should not outlive it.
    const Task task = std::exchange(job->task, {});
    const int id = info.id;
    if (!job->listed) std::erase(m_jobs, job);
    while (m_jobs.size() > historyLength && m_jobs.front()->info.finished()) m_jobs.erase(m_jobs.begin());
    if (job->listed && job->growCurves()) Q_EMIT curvesGrew(id);
    if (job->listed) Q_EMIT jobFinished(id);
    task.deliver(error);
    if (--m_unfinished == 0) {
        m_refresh.stop();
        Q_EMIT becameIdle();
    }
}

void JobRunner::cancel(int id)
{
    const auto it = std::find_if(m_jobs.begin(), m_jobs.end(), [id](const auto &job) { return job->info.id == id; });
    if (it == m_jobs.end() || (*it)->info.finished()) return;
    const std::shared_ptr<Job> job = *it;
    job->context.cancel();
    if (worker(job->lane).remove(job))  // queued, because the caller may be changing its own state at this moment
        QMetaObject::invokeMethod(
            this, [this, job] { finish(job, cancelled()); }, Qt::QueuedConnection);
}

void JobRunner::cancelAll()
{
    std::vector<int> ids;
    for (const auto &job : m_jobs) ids.push_back(job->info.id);
    for (const int id : ids) cancel(id);
}

void JobRunner::refresh()
{
    std::vector<int> changed;
    for (const auto &job : m_jobs) {
        if (!job->listed || job->info.finished() || !job->running) continue;
        job->refresh();
        changed.push_back(job->info.id);
    }
    for (const int id : changed) Q_EMIT jobChanged(id);
    if (++m_rounds % roundsPerCurves != 0) return;
    for (const int id : growCurves()) Q_EMIT curvesGrew(id);
}

std::vector<int> JobRunner::growCurves()
{
    std::vector<int> grown;
    for (const auto &job : m_jobs)
        if (job->listed && !job->info.finished() && job->growCurves()) grown.push_back(job->info.id);
    return grown;
}

std::shared_ptr<const models::tasks::Curves> JobRunner::curves(int id) const
{
    for (const auto &job : m_jobs)
        if (job->info.id == id) return job->shown;
    return nullptr;
}

std::vector<JobInfo> JobRunner::jobs() const
{
    std::vector<JobInfo> result;
    for (const auto &job : m_jobs)
        if (job->listed) result.push_back(job->info);
    return result;
}

std::optional<JobInfo> JobRunner::job(int id) const
{
    for (const auto &job : m_jobs)
        if (job->info.id == id) return job->info;
    return std::nullopt;
}

bool JobRunner::idle() const { return m_unfinished == 0; }

void JobRunner::setThreads(int threads) { m_threads = threads; }

}  // namespace lexicell::ui

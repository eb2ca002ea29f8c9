// Runs work away from the GUI thread in three lanes. Each lane has its own worker and runs its jobs in order, so that opening
// and saving never wait for training, and a hover waits for neither.
//
// `work` runs on a worker and may only read values it owns or shares as const. `done` runs on the GUI thread exactly once,
// with the result, the error or lexicell::cancelled(), unless `receiver` has died or the runner itself is being destroyed.
// Exceptions of `work` stop here and become errors. Every function is called from the GUI thread.
#pragma once

#include "core/base/result.h"
#include "ui/workspace/jobs/job_info.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace lexicell::ui {

class JobRunner : public QObject {
    Q_OBJECT

  public:
    enum class Lane {
        Compute,      // tasks: minutes to hours
        Files,        // jobs that read or write a whole file or matrix once: seconds
        Interactive,  // a gene's values, a hover: never a pass over the whole matrix, never listed
    };

    explicit JobRunner(QObject *parent = nullptr);
    ~JobRunner() override;  // cancels everything and waits for the running jobs

    // Work: Result<T>(JobContext &).  Done: void(Result<T>).  Returns the job's id.
    template <class Work, class Done>
    int start(const JobLabel &label, QObject *receiver, Work work, Done done, Lane lane = Lane::Compute)
    {
        using Outcome = std::invoke_result_t<Work &, JobContext &>;
        auto outcome = std::make_shared<std::optional<Outcome>>();
        Task task;
        task.run = [outcome, work = std::move(work)](JobContext &context) mutable -> std::optional<Error> {
            outcome->emplace(work(context));
            return (*outcome)->ok() ? std::nullopt : std::optional<Error>((*outcome)->error());
        };
        task.deliver = [outcome, done = std::move(done),
                        guard = QPointer<QObject>(receiver)](const std::optional<Error> &error) mutable {
            if (!guard) return;
            if (error) done(Outcome(*error));
            else done(std::move(**outcome));
        };
        return enqueue(label, std::move(task), lane);
    }

    void cancel(int id);
    void cancelAll();

    // Jobs that are listed, oldest first, finished ones included (the last 200).
    std::vector<JobInfo> jobs() const;
    std::optional<JobInfo> job(int id) const;
    // What a listed job has measured so far, kept as long as the job is listed; null: it measures nothing. Grows on the GUI
    // thread before each curvesGrew(), at most five times a second.
    std::shared_ptr<const models::tasks::Curves> curves(int id) const;
    bool idle() const;  // nothing queued or running in any lane

    void setThreads(int threads);  // of later jobs; 0: all cores
    int threads() const { return m_threads; }

  Q_SIGNALS:
    void jobAdded(int id);
    void jobChanged(int id);
    void jobFinished(int id);
    void curvesGrew(int id);
    void becameIdle();

  private:
    struct Task {
        std::function<std::optional<Error>(JobContext &)> run;
        std::function<void(const std::optional<Error> &)> deliver;
    };
    struct Job;
    class Worker;

    int enqueue(const JobLabel &label, Task task, Lane lane);
    Q_INVOKABLE void takeFinished();
    void finish(const std::shared_ptr<Job> &job, const std::optional<Error> &error);
    Worker &worker(Lane lane) { return *m_lanes[static_cast<std::size_t>(lane)]; }
    void refresh();
    std::vector<int> growCurves();

    std::vector<std::shared_ptr<Job>> m_jobs;
    std::array<std::unique_ptr<Worker>, 3> m_lanes;
    QTimer m_refresh;
    int m_lastId = 0;
    int m_unfinished = 0;
    int m_rounds = 0;  // of refresh()
    int m_threads = 0;
};

}  // namespace lexicell::ui

// The link from compute code to its caller: cancelling, progress and warnings.
// Long work calls cancelled() once per batch and returns lexicell::cancelled() when it is true.
#pragma once

#include "core/base/error.h"
#include "core/base/warning_classes.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace lexicell {

// A problem that did not stop the work. `warningClass` is a name of warning_classes.h, or the class of an error that was handled.
struct Warning {
    std::string warningClass;
    std::string message;
    std::vector<Choice> choices = {};  // as Error::choices
    std::string key = {};              // the element concerned ("obsm/X_umap"); empty: no single one

    bool is(const WarningClass &of) const { return warningClass == of.name; }
};

class JobContext {
  public:
    using Progress = std::function<void(double fraction, const std::string &stage)>;

    JobContext() = default;
    explicit JobContext(Progress progress) : m_progress(std::move(progress)) {}
    JobContext(const JobContext &) = delete;
    JobContext &operator=(const JobContext &) = delete;

    bool cancelled() const { return m_cancelled.load(std::memory_order_relaxed); }
    void cancel() { m_cancelled.store(true, std::memory_order_relaxed); }

    // fraction of the whole job in [0, 1]; thread-safe
    void report(double fraction, const std::string &stage)
    {
        const std::lock_guard lock(m_mutex);
        if (m_progress) m_progress(m_begin + (m_end - m_begin) * fraction, stage);
    }

    // Maps the progress 0..1 of one step to its part of a longer job.
    void setRange(double begin, double end)
    {
        const std::lock_guard lock(m_mutex);
        m_begin = begin;
        m_end = end;
    }

    std::pair<double, double> range() const
    {
        const std::lock_guard lock(m_mutex);
        return {m_begin, m_end};
    }

    void warn(const WarningClass &of, std::string message, std::vector<Choice> choices = {}, std::string key = {})
    {
        add({of.name, std::move(message), std::move(choices), std::move(key)});
    }
    void warn(const Error &survived, std::string message) { add({survived.errorClass, std::move(message), {}, {}}); }
    std::vector<Warning> warnings() const
    {
        const std::lock_guard lock(m_mutex);
        return m_warnings;
    }

    int threads = 0;  // 0: all cores

  private:
    void add(Warning warning)
    {
        const std::lock_guard lock(m_mutex);
        m_warnings.push_back(std::move(warning));
    }

    std::atomic<bool> m_cancelled{false};
    mutable std::mutex m_mutex;
    Progress m_progress;
    double m_begin = 0.0;
    double m_end = 1.0;
    std::vector<Warning> m_warnings;
};

// A part of a job: while the object lives, reported progress 0..1 maps to begin..end of the enclosing range.
class JobPart {
  public:
    JobPart(JobContext &context, double begin, double end) : m_context(context), m_whole(context.range())
    {
        const double length = m_whole.second - m_whole.first;
        context.setRange(m_whole.first + length * begin, m_whole.first + length * end);
    }
    ~JobPart() { m_context.setRange(m_whole.first, m_whole.second); }
    JobPart(const JobPart &) = delete;
    JobPart &operator=(const JobPart &) = delete;

  private:
    JobContext &m_context;
    std::pair<double, double> m_whole;
};

}  // namespace lexicell

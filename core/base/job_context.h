// All that compute code knows about the outside: may I go on, how far am I, and a place for warnings.
// Long work asks cancelled() once per batch and returns lexicell::cancelled() when told to stop.
#pragma once

#include "core/base/error.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace lexicell {

// Something odd that did not stop the work. `warningClass` is of the same sort as Error::errorClass.
struct Warning {
    std::string warningClass;
    std::string message;
    std::vector<Choice> choices = {};  // as Error::choices
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

    // fraction in [0, 1] of the whole job; may be called from any thread
    void report(double fraction, const std::string &stage)
    {
        const std::lock_guard lock(m_mutex);
        if (m_progress) m_progress(m_begin + (m_end - m_begin) * fraction, stage);
    }

    // Steps of a longer job report their own 0..1; this maps them to a part of the whole.
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

    void warn(std::string warningClass, std::string message, std::vector<Choice> choices = {})
    {
        const std::lock_guard lock(m_mutex);
        m_warnings.push_back({std::move(warningClass), std::move(message), std::move(choices)});
    }
    std::vector<Warning> warnings() const
    {
        const std::lock_guard lock(m_mutex);
        return m_warnings;
    }

    int threads = 0;  // 0: all cores

  private:
    std::atomic<bool> m_cancelled{false};
    mutable std::mutex m_mutex;
    Progress m_progress;
    double m_begin = 0.0;
    double m_end = 1.0;
    std::vector<Warning> m_warnings;
};

// A part of a job that is made of parts: while it lives, reports of 0..1 mean begin..end of what they meant before.
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

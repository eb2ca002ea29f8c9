#include "ui/shell/job_reports.h"

#include "ui/commands/open_dataset.h"
#include "ui/workspace/jobs/job_news.h"

#include <algorithm>

namespace lexicell::ui {

JobReports::JobReports(Workbench bench, QObject *parent) : QObject(parent), m_bench(bench)
{
    connect(&m_bench.jobs, &JobRunner::jobFinished, this, [this](int id) { m_lastFinished = id; });
    // Queued, so that it runs after the job's result was taken: opening a file removes the messages of the file before.
    connect(&m_bench.jobs, &JobRunner::jobFinished, this, &JobReports::report, Qt::QueuedConnection);
    connect(&m_bench.session, &Session::datasetOpened, this, [this] {
        m_told.clear();
        m_openedBy = m_lastFinished;
    });
}

void JobReports::report(int jobId)
{
    const auto job = m_bench.jobs.job(jobId);
    if (!job || job->state != JobInfo::State::Done || jobId < m_openedBy) return;
    const QStringList texts = newsOf(*job, m_bench.session.data().original().get(), m_told);
    if (texts.isEmpty()) return;
    std::vector<Notice::Button> buttons;
    for (const Warning &warning : job->warnings)
        for (const Choice &choice : warning.choices)
            if (choice.option == "orientation" && whyNotTurnRound(m_bench.session).isEmpty() &&
                std::find(choice.values.begin(), choice.values.end(), m_bench.session.data().dataset()->orientation) ==
                    choice.values.end())
                buttons.push_back({tr("Turn it round"), [this] { turnTableRound(m_bench); }});
    m_bench.notices.post({Tone::Warning, job->title, texts.join(QLatin1Char('\n')), std::move(buttons)});
}

}  // namespace lexicell::ui

#include "ui/panels/jobs_strip.h"

#include "core/base/parallel.h"
#include "ui/look/icon.h"

#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QProgressBar>
#include <QTimer>
#include <QToolButton>

#include <cmath>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace lexicell::ui {

namespace {

constexpr int clockMilliseconds = 1000;

QString gigabytes(std::int64_t bytes) { return QLocale().toString(static_cast<double>(bytes) / 1073741824.0, 'f', 1); }

QString threadsText(int threads)
{
    return threads == 1 ? QObject::tr("CPU, 1 thread") : QObject::tr("CPU, %1 threads").arg(threads);
}

QString agoText(const QDateTime &time)
{
    const qint64 seconds = time.secsTo(QDateTime::currentDateTime());
    if (seconds < 60) return QObject::tr("saved %1 s ago").arg(std::max<qint64>(0, seconds));
    return QObject::tr("saved %1").arg(QLocale().toString(time.toLocalTime().time(), QLocale::ShortFormat));
}

}  // namespace

std::int64_t residentBytes()
{
#ifdef Q_OS_LINUX
    QFile file(QStringLiteral("/proc/self/statm"));
    if (file.open(QIODevice::ReadOnly)) return file.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE);
#endif
    return 0;
}

std::int64_t machineBytes()
{
#ifdef Q_OS_LINUX
    return static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
#else
    return 0;
#endif
}

JobsStrip::JobsStrip(Workbench bench, QWidget *parent) : QFrame(parent), m_bench(bench), m_clock(new QTimer(this))
{
    setObjectName(QStringLiteral("jobsStrip"));
    m_text = new QLabel(this);
    m_text->setObjectName(QStringLiteral("jobsText"));
    m_bar = new QProgressBar(this);
    m_bar->setObjectName(QStringLiteral("jobsBar"));
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(140);
    m_bar->setRange(0, 1000);
    m_cancel = new QToolButton(this);
    m_cancel->setObjectName(QStringLiteral("cancelJob"));
    m_cancel->setIcon(icon(QStringLiteral("close")));
    m_cancel->setToolTip(tr("Cancel this step"));
    m_cancel->setAccessibleName(m_cancel->toolTip());
    m_hint = new QLabel(this);
    m_hint->setProperty("muted", true);
    m_machine = new QLabel(this);
    m_machine->setProperty("muted", true);
    m_open = new QToolButton(this);
    m_open->setIcon(icon(QStringLiteral("chevron-up")));
    m_open->setToolTip(tr("Show all jobs and their log"));
    m_open->setAccessibleName(m_open->toolTip());
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 2, 8, 2);
    layout->setSpacing(8);
    layout->addWidget(m_bar);
    layout->addWidget(m_text);
    layout->addWidget(m_cancel);
    layout->addSpacing(8);
    layout->addWidget(m_hint, 1);
    layout->addWidget(m_machine);
    layout->addWidget(m_open);

    connect(m_open, &QToolButton::clicked, this, &JobsStrip::listWanted);
    connect(m_cancel, &QToolButton::clicked, this, [this] { m_bench.jobs.cancel(m_running); });
    for (auto signal : {&JobRunner::jobAdded, &JobRunner::jobChanged, &JobRunner::jobFinished})
        connect(&bench.jobs, signal, this, &JobsStrip::refresh);
    connect(&bench.session.journal(), &ProjectJournal::journaled, this, &JobsStrip::refreshMachine);
    m_clock->setInterval(clockMilliseconds);
    connect(m_clock, &QTimer::timeout, this, &JobsStrip::refreshMachine);
    m_clock->start();
    refresh();
    refreshMachine();
}

void JobsStrip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) Q_EMIT listWanted();
}

void JobsStrip::setHint(const QString &text) { m_hint->setText(text); }

void JobsStrip::refresh()
{
    m_running = 0;
    int waiting = 0, done = 0, failed = 0;
    QString text;
    for (const JobInfo &job : m_bench.jobs.jobs()) {
        if (job.state == JobInfo::State::Running || (job.state == JobInfo::State::Queued && m_running == 0)) {
            m_running = job.id;
            text = job.title;
            if (!job.stage.isEmpty()) text += QStringLiteral(" · ") + job.stage;
            text += QStringLiteral("  %1 %").arg(std::lround(job.fraction * 100.0));
            if (job.secondsLeft >= 0.0) text += tr(" · %1 left").arg(durationText(job.secondsLeft));
            m_bar->setValue(static_cast<int>(std::lround(job.fraction * 1000.0)));
        } else if (job.state == JobInfo::State::Queued) {
            ++waiting;
        }
        done += job.state == JobInfo::State::Done;
        failed += job.state == JobInfo::State::Failed;
    }
    QStringList counts;
    if (waiting > 0) counts << tr("%L1 waiting").arg(waiting);
    if (done > 0) counts << tr("%L1 done").arg(done);
    if (failed > 0) counts << tr("%L1 failed").arg(failed);
    const bool busy = m_running != 0;
    m_bar->setVisible(busy);
    m_cancel->setVisible(busy);
    if (!busy) text = tr("Jobs");
    m_text->setText(counts.isEmpty() ? (busy ? text : tr("Jobs: none yet"))
                                     : text + QStringLiteral("   ") + counts.join(QStringLiteral(" · ")));
}

void JobsStrip::refreshMachine()
{
    QStringList parts;
    parts << threadsText(threadCount(m_bench.jobs.threads()));
    if (residentBytes() > 0) parts << tr("%1 of %2 GB").arg(gigabytes(residentBytes()), gigabytes(machineBytes()));
    if (m_bench.session.journal().journaledAt().isValid()) parts << agoText(m_bench.session.journal().journaledAt());
    m_machine->setText(parts.join(QStringLiteral(" · ")));
}

}  // namespace lexicell::ui

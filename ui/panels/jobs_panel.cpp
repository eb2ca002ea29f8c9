#include "ui/panels/jobs_panel.h"

#include "ui/look/icon.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QToolButton>
#include <QTreeWidget>

#include <cmath>

namespace lexicell::ui {

namespace {

enum Column { TitleColumn, StateColumn, TimeColumn, CurvesColumn, CancelColumn };

}  // namespace

QString stateText(JobInfo::State state)
{
    switch (state) {
    case JobInfo::State::Queued: return QObject::tr("waiting");
    case JobInfo::State::Running: return QObject::tr("running");
    case JobInfo::State::Done: return QObject::tr("done");
    case JobInfo::State::Failed: return QObject::tr("failed");
    case JobInfo::State::Cancelled: break;
    }
    return QObject::tr("cancelled");
}

JobsPanel::JobsPanel(Workbench bench, QWidget *parent) : QWidget(parent), m_bench(bench)
{
    setObjectName(QStringLiteral("jobsPanel"));
    m_list = new QTreeWidget(this);
    m_list->setObjectName(QStringLiteral("jobsList"));
    m_list->setAccessibleName(tr("Jobs"));
    m_list->setRootIsDecorated(false);
    m_list->setHeaderLabels({tr("Job"), tr("State"), tr("Time"), QString(), QString()});
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(TitleColumn, QHeaderView::Stretch);
    m_list->setColumnWidth(StateColumn, fontMetrics().horizontalAdvance(tr("cancelled")) + 32);
    m_list->setColumnWidth(TimeColumn, fontMetrics().horizontalAdvance(tr("0:00:00 left")) + 32);
    for (const int column : {CurvesColumn, CancelColumn}) m_list->setColumnWidth(column, 36);
    m_log = new QPlainTextEdit(this);
    m_log->setObjectName(QStringLiteral("jobsLog"));
    m_log->setAccessibleName(tr("Log of the jobs"));
    m_log->setReadOnly(true);
    m_log->setMaximumBlockCount(5000);
    m_log->setPlaceholderText(tr("Reports of jobs appear here."));
    auto *splitter = new QSplitter(this);
    splitter->addWidget(m_list);
    splitter->addWidget(m_log);
    splitter->setSizes({600, 400});
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    for (auto signal : {&JobRunner::jobAdded, &JobRunner::jobChanged}) connect(&bench.jobs, signal, this, &JobsPanel::showJob);
    connect(&bench.jobs, &JobRunner::jobFinished, this, [this](int id) {
        showJob(id);
        logJob(id);
    });
}

QTreeWidgetItem *JobsPanel::itemOf(int id) const
{
    for (int i = 0; i < m_list->topLevelItemCount(); ++i)
        if (m_list->topLevelItem(i)->data(TitleColumn, Qt::UserRole).toInt() == id) return m_list->topLevelItem(i);
    return nullptr;
}

void JobsPanel::showJob(int id)
{
    const auto job = m_bench.jobs.job(id);
    if (!job) return;
    QTreeWidgetItem *item = itemOf(id);
    if (!item) {
        item = new QTreeWidgetItem;
        item->setData(TitleColumn, Qt::UserRole, id);
        m_list->insertTopLevelItem(0, item);
        auto *cancel = new QToolButton(m_list);
        cancel->setIcon(icon(QStringLiteral("close")));
        cancel->setToolTip(tr("Cancel %1").arg(job->title));
        cancel->setAutoRaise(true);
        connect(cancel, &QToolButton::clicked, this, [this, id] { m_bench.jobs.cancel(id); });
        cancel->setAccessibleName(cancel->toolTip());
        m_list->setItemWidget(item, CancelColumn, cancel);
        if (m_bench.jobs.curves(id)) addCurves(item, id, job->title);
    }
    item->setText(TitleColumn, job->title);
    QString state = stateText(job->state);
    if (job->state == JobInfo::State::Running) state = QStringLiteral("%1 %").arg(std::lround(job->fraction * 100.0));
    item->setText(StateColumn, state);
    item->setToolTip(StateColumn, job->finished() ? QString::fromStdString(job->error.message) : job->stage);
    QString time = job->state == JobInfo::State::Queued ? QString() : durationText(job->seconds);
    if (job->secondsLeft >= 0.0) time = tr("%1 left").arg(durationText(job->secondsLeft));
    item->setText(TimeColumn, time);
    if (job->finished()) m_list->removeItemWidget(item, CancelColumn);
}

void JobsPanel::addCurves(QTreeWidgetItem *item, int id, const QString &title)
{
    auto *curves = new QToolButton(m_list);
    curves->setObjectName(QStringLiteral("jobCurves"));
    curves->setIcon(icon(QStringLiteral("chart")));
    curves->setToolTip(tr("Show the curves of %1").arg(title));
    curves->setAccessibleName(curves->toolTip());
    curves->setAutoRaise(true);
    connect(curves, &QToolButton::clicked, this, [this, id] { Q_EMIT curvesWanted(id); });
    m_list->setItemWidget(item, CurvesColumn, curves);
}

void JobsPanel::logJob(int id)
{
    const auto job = m_bench.jobs.job(id);
    if (!job) return;
    const QString when = QLocale::c().toString(job->finishedAt.time(), QStringLiteral("HH:mm:ss"));
    m_log->appendPlainText(
        QStringLiteral("%1  %2: %3, %4").arg(when, job->title, stateText(job->state), durationText(job->seconds)));
    for (const Warning &warning : job->warnings)
        m_log->appendPlainText(QStringLiteral("          %1").arg(QString::fromStdString(warning.message)));
    if (job->state != JobInfo::State::Failed) return;
    m_log->appendPlainText(QStringLiteral("          %1").arg(QString::fromStdString(job->error.message)));
    if (!job->error.detail.empty())
        m_log->appendPlainText(QStringLiteral("          %1").arg(QString::fromStdString(job->error.detail)));
}

}  // namespace lexicell::ui

#include "ui/workspace/jobs/job_runner.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>
#include <new>
#include <stdexcept>

using lexicell::Error;
using lexicell::ErrorKind;
using lexicell::JobContext;
using lexicell::Result;
using lexicell::ui::JobInfo;
using lexicell::ui::JobLabel;
using lexicell::ui::JobRunner;

namespace {

// Runs until it is cancelled.
Result<int> untilCancelled(JobContext &context)
{
    while (!context.cancelled()) QThread::msleep(1);
    return lexicell::cancelled();
}

}  // namespace

class TestJobRunner : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void resultArrivesOnceOnTheGuiThread()
    {
        JobRunner runner;
        int calls = 0;
        QThread *worked = nullptr, *delivered = nullptr;
        runner.start(
            {"test", "sum"}, this,
            [&](JobContext &) {
                worked = QThread::currentThread();
                return Result<int>(42);
            },
            [&](Result<int> result) {
                ++calls;
                delivered = QThread::currentThread();
                QCOMPARE(*result, 42);
            });
        QTRY_VERIFY(runner.idle());
        QCOMPARE(calls, 1);
        QCOMPARE(delivered, thread());
        QVERIFY(worked != thread());
    }

    // What a job measures grows on the GUI thread, and is whole before the job is told to have ended.
    void curvesGrow()
    {
        JobRunner runner;
        JobLabel label{"test", "measures"};
        label.curves = std::make_shared<lexicell::models::tasks::LiveCurves>();
        std::atomic<bool> goOn = false;
        QSignalSpy grew(&runner, &JobRunner::curvesGrew);
        const int id = runner.start(
            label, this,
            [live = label.curves, &goOn](JobContext &) {
                live->begin({.xName = "step", .yName = "loss", .curves = {{"a", {}, {}, false}}});
                live->add(0, 1.0, 5.0);
                while (!goOn) QThread::msleep(1);
                live->add(0, 2.0, 4.0);
                return Result<int>(1);
            },
            [](const Result<int> &) {});
        QVERIFY(runner.curves(id));
        QTRY_COMPARE(grew.size(), 1);
        QVERIFY(runner.curves(id)->curves.front().y == std::vector<double>{5.0});
        std::size_t atTheEnd = 0;
        connect(&runner, &JobRunner::jobFinished, this, [&] { atTheEnd = runner.curves(id)->curves.front().y.size(); });
        goOn = true;
        QTRY_VERIFY(runner.idle());
        QCOMPARE(atTheEnd, std::size_t{2});
        const int other = runner.start(
            {"test", "measures nothing"}, this, [](JobContext &) { return Result<int>(1); }, [](const Result<int> &) {});
        QVERIFY(!runner.curves(other));
        QTRY_VERIFY(runner.idle());
    }

    // A dialog that is shown when a job has ended runs an event loop.
    void anEventLoopInOneDeliveryHearsOfTheNext()
    {
        JobRunner runner;
        std::atomic<int> ran = 0;
        bool second = false, heard = false;
        const auto work = [&](JobContext &) { return Result<int>(++ran); };
        runner.start({"test", "first"}, this, work,
                     [&](const Result<int> &) { heard = QTest::qWaitFor([&] { return second; }, 2000); });
        runner.start({"test", "second"}, this, work, [&](const Result<int> &) { second = true; });
        while (ran < 2) QThread::msleep(1);
        QThread::msleep(20);  // both are handed over
        QTRY_VERIFY(runner.idle());
        QVERIFY(heard);
    }

    void exceptionsBecomeErrors()
    {
        JobRunner runner;
        std::vector<Error> errors;
        const auto keep = [&](const Result<int> &result) { errors.push_back(result.error()); };
        runner.start(
            {"test", "throws"}, this, [](JobContext &) -> Result<int> { throw std::runtime_error("boom"); }, keep);
        runner.start(
            {"test", "too large"}, this, [](JobContext &) -> Result<int> { throw std::bad_alloc(); }, keep);
        runner.start(
            {"test", "odd"}, this, [](JobContext &) -> Result<int> { throw 7; }, keep);
        QTRY_VERIFY(runner.idle());
        QCOMPARE(errors.size(), std::size_t{3});
        QCOMPARE(errors[0].kind, ErrorKind::Internal);
        QVERIFY(errors[0].detail.find("boom") != std::string::npos);
        QCOMPARE(errors[1].kind, ErrorKind::OutOfMemory);
        QCOMPARE(errors[1].errorClass, std::string("out_of_memory"));
        QCOMPARE(errors[2].kind, ErrorKind::Internal);
        QCOMPARE(runner.jobs().back().state, JobInfo::State::Failed);
    }

    void cancelsARunningAndAQueuedJob()
    {
        JobRunner runner;
        int cancelledJobs = 0;
        bool secondRan = false;
        const auto count = [&](const Result<int> &result) {
            cancelledJobs += !result.ok() && result.error().kind == ErrorKind::Cancelled;
        };
        const int first = runner.start({"test", "long"}, this, untilCancelled, count);
        const int second = runner.start(
            {"test", "waits"}, this,
            [&](JobContext &) {
                secondRan = true;
                return Result<int>(1);
            },
            count);
        QTRY_COMPARE(runner.job(first)->state, JobInfo::State::Running);
        runner.cancel(second);
        runner.cancel(first);
        QTRY_VERIFY(runner.idle());
        QCOMPARE(cancelledJobs, 2);
        QVERIFY(!secondRan);
        QCOMPARE(runner.job(second)->state, JobInfo::State::Cancelled);
    }

    void computeJobsRunInOrder()
    {
        JobRunner runner;
        std::vector<int> order;
        for (int i = 0; i < 20; ++i)
            runner.start(
                {"test", "step"}, this, [i](JobContext &) { return Result<int>(i); },
                [&](Result<int> result) { order.push_back(*result); });
        QTRY_VERIFY(runner.idle());
        for (int i = 0; i < 20; ++i) QCOMPARE(order[static_cast<std::size_t>(i)], i);
    }

    void lightReadsDoNotWaitBehindLongWork()
    {
        JobRunner runner;
        bool read = false;
        const int longJob = runner.start({"test", "train"}, this, untilCancelled, [](const Result<int> &) {});
        runner.start(
            {"test", "a gene"}, this, [](JobContext &) { return Result<int>(1); }, [&](const Result<int> &) { read = true; },
            JobRunner::Lane::Interactive);
        QTRY_VERIFY(read);
        QVERIFY(!runner.idle());
        QCOMPARE(runner.jobs().size(), std::size_t{1});  // reads are not listed
        runner.cancel(longJob);
        QTRY_VERIFY(runner.idle());
    }

    // An hour of training neither keeps a file from being opened nor from being saved, and a hover waits for none of them.
    void everyLaneGoesItsOwnWay()
    {
        JobRunner runner;
        QStringList order;
        const auto say = [&order](const QString &what) { return [&order, what](const Result<int> &) { order << what; }; };
        const int training = runner.start({"test", "train"}, this, untilCancelled, say("train"));
        const int opening = runner.start({"test", "open"}, this, untilCancelled, say("open"), JobRunner::Lane::Files);
        runner.start(
            {"test", "save"}, this, [](JobContext &) { return Result<int>(1); }, say("save"), JobRunner::Lane::Files);
        runner.start(
            {"test", "hover"}, this, [](JobContext &) { return Result<int>(1); }, say("hover"), JobRunner::Lane::Interactive);
        QTRY_COMPARE(order, QStringList{"hover"});
        QCOMPARE(runner.jobs().size(), std::size_t{3});  // the hover is not listed
        runner.cancel(opening);
        QTRY_COMPARE(order, (QStringList{"hover", "open", "save"}));
        QTRY_COMPARE(runner.job(training)->state, JobInfo::State::Running);
        runner.start(
            {"test", "quiet", true}, this, [](JobContext &) { return Result<int>(1); }, say("quiet"), JobRunner::Lane::Files);
        QTRY_VERIFY(order.contains("quiet"));
        QCOMPARE(runner.jobs().size(), std::size_t{3});
        runner.cancel(training);
        QTRY_VERIFY(runner.idle());
    }

    void aDeadReceiverHearsNothing()
    {
        JobRunner runner;
        bool called = false;
        auto receiver = std::make_unique<QObject>();
        std::atomic<bool> go{false};
        runner.start(
            {"test", "late"}, receiver.get(),
            [&](JobContext &) {
                while (!go) QThread::msleep(1);
                return Result<int>(1);
            },
            [&](const Result<int> &) { called = true; });
        receiver.reset();
        go = true;
        QTRY_VERIFY(runner.idle());
        QVERIFY(!called);
    }

    void destroyingTheRunnerStopsTheWork()
    {
        std::atomic<bool> ended{false};
        {
            JobRunner runner;
            runner.start(
                {"test", "long"}, this,
                [&](JobContext &context) {
                    auto result = untilCancelled(context);
                    ended = true;
                    return result;
                },
                [](const Result<int> &) {});
            QTRY_COMPARE(runner.jobs().front().state, JobInfo::State::Running);
        }
        QVERIFY(ended);
    }

    void progressAndWarningsAreSeen()
    {
        JobRunner runner;
        QSignalSpy changed(&runner, &JobRunner::jobChanged);
        std::atomic<bool> go{false};
        const int id = runner.start(
            {"test", "half"}, this,
            [&](JobContext &context) {
                context.report(0.5, "first half");
                context.warn(lexicell::warnings::reduced, "something odd");
                while (!go) QThread::msleep(1);
                return Result<int>(1);
            },
            [](const Result<int> &) {});
        QTRY_COMPARE(runner.job(id)->fraction, 0.5);
        QCOMPARE(runner.job(id)->stage, QString("first half"));
        QVERIFY(changed.count() >= 1);
        go = true;
        QTRY_VERIFY(runner.idle());
        QCOMPARE(runner.job(id)->warnings.size(), std::size_t{1});
        QCOMPARE(runner.job(id)->fraction, 1.0);
    }
};

QTEST_GUILESS_MAIN(TestJobRunner)
#include "tst_job_runner.moc"

// The trainer: epochs, best weights, divergence, cancel, and that a run that goes on equals one that was never disturbed.
#include "models/training/trainer.h"
#include "tests/models/toy_training.h"
#include "tests/support/fixtures.h"

#include <QtCore/QTemporaryDir>

#include <fstream>
#include <iterator>

using namespace lexicell;
using namespace lexicell::models::training;
namespace fs = std::filesystem;

namespace {

constexpr int epochs = 4;

// A run of the toy that can be cancelled after a number of steps or of validation batches.
class ToyRun {
  public:
    explicit ToyRun(fs::path file) : m_file(std::move(file)) {}

    test::ToyNetwork network;
    double rate = 0.02;
    int cancelAfter = -1;    // calls of onStep
    int cancelInBatch = -1;  // validation batches
    Scores scores;
    Selection selection;
    JobContext context;
    std::vector<std::size_t> seen;  // rows of the history at each onStep

    Result<TrainingOutcome> run(bool resume)
    {
        TrainingOptions options;
        options.epochs = epochs;
        const Schedule schedule = warmUpCosine(rate, epochs * test::toySteps);
        const auto onStep = [this](const History &history) {
            seen.push_back(history.rows.size());
            if (static_cast<int>(seen.size()) == cancelAfter) context.cancel();
        };
        const CancellingData data(*this);
        Trainer trainer({network,
                         data,
                         m_objective,
                         options,
                         schedule,
                         {{{"lr", std::to_string(rate)}}, "cells"},
                         m_file,
                         100.0,
                         onStep,
                         scores,
                         selection},
                        context);
        if (resume) LEXICELL_CHECK(trainer.resume());
        return trainer.run();
    }

  private:
    struct CancellingData : test::ToyData {
        explicit CancellingData(ToyRun &of) : run(of) {}
        double weight(const Examples &) const override
        {
            if (batches++ == run.cancelInBatch) run.context.cancel();
            return 1.0;
        }
        ToyRun &run;
        mutable int batches = 0;
    };

    fs::path m_file;
    Objective m_objective{{{"gep", 1.0, "mse"}}, 0.0};
};

std::string contents(const fs::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

float weightOf(const TrainingOutcome &outcome) { return outcome.best.find("weight")->toFloat().front(); }

}  // namespace

class TestTrainer : public QObject {
    Q_OBJECT

    QTemporaryDir m_root;
    fs::path file() const { return fs::path(m_root.path().toStdString()) / "run.resume"; }

    void verifyEqual(const TrainingOutcome &a, const TrainingOutcome &b)
    {
        QCOMPARE(historyText(a.history), historyText(b.history));
        QCOMPARE(a.trainingLoss, b.trainingLoss);
        QCOMPARE(a.validationLoss, b.validationLoss);
        QCOMPARE(weightOf(a), weightOf(b));
    }

  private Q_SLOTS:
    void cleanup() { fs::remove(file()); }

    void keepsTheBestWeights()
    {
        ToyRun toy({});
        toy.rate = 0.5;  // noisy: the last epoch need not be the best
        const auto outcome = toy.run(false);
        VERIFY_OK(outcome);
        QCOMPARE(outcome->history.rows.size(), std::size_t{epochs * test::toySteps});
        double best = 1e30, loss = 0.0;
        for (const HistoryRow &row : outcome->history.rows) {
            QCOMPARE(row.validation.empty(), row.step % test::toySteps != 0);
            if (row.validation.empty() || row.validation.front() >= best) continue;
            best = row.validation.front();
            loss = 0.0;
            const auto batches = test::ToyData().trainingBatches(row.epoch);
            for (std::size_t i = 0; i < batches.size(); ++i)
                loss += outcome->history.rows[static_cast<std::size_t>(row.epoch - 1) * test::toySteps + i].terms.front() *
                        static_cast<double>(batches[i].size()) / 20.0;
        }
        QCOMPARE(outcome->validationLoss, best);
        QVERIFY(std::abs(outcome->trainingLoss - loss) < 1e-9 * loss);
        test::ToyNetwork kept;
        kept.weight = weightOf(*outcome);
        double sum = 0.0;
        for (const auto &cells : test::ToyData().validationBatches())
            sum += kept.evaluate(*test::ToyData().held(cells))->terms.front();
        QCOMPARE(sum / 2.0, best);
        QCOMPARE(toy.seen.size(), std::size_t{epochs * (test::toySteps + 1)});  // steps and validations
        QVERIFY(!fs::exists(file()));
    }

    // A score that is best in the second epoch: its weights are kept, and the run ends an epoch of patience later.
    void aScoreChoosesAndEndsTheRun()
    {
        for (const bool resumed : {false, true}) {
            int epoch = 0;
            const Scores scores{{"score"}, [&](const std::vector<Evaluation> &validation) {
                                    const bool complete = validation.size() == test::ToyData().validationBatches().size();
                                    return std::vector<double>{complete && ++epoch == 2 ? 1.0 : 0.5};
                                }};
            const Selection selection{1, true, 1, 0.0};
            ToyRun toy(file());
            toy.scores = scores;
            toy.selection = selection;
            if (resumed) toy.cancelAfter = test::toySteps + 4;  // in the second epoch
            auto outcome = toy.run(false);
            VERIFY_OK(outcome);
            if (resumed) {
                QVERIFY(outcome->cancelled);
                ToyRun rest(file());
                rest.scores = scores;
                rest.selection = selection;
                outcome = rest.run(true);
                VERIFY_OK(outcome);
            }
            QVERIFY(outcome->endedEarly);
            QCOMPARE(outcome->bestEpoch, 2);
            QVERIFY(outcome->validation.back() == 1.0);
            QCOMPARE(outcome->history.rows.back().epoch, 3);
            QCOMPARE(outcome->history.scores, scores.names);
            QCOMPARE(outcome->history.rows[test::toySteps - 1].validation.size(), std::size_t{2});
        }
    }

    void aRunThatGoesOnIsTheSame_data()
    {
        QTest::addColumn<int>("after");
        QTest::addColumn<int>("batch");
        for (int after = 1; after < epochs * (test::toySteps + 1); ++after) QTest::addRow("after call %d", after) << after << -1;
        for (int batch = 0; batch < 2 * epochs - 1; ++batch) QTest::addRow("validation batch %d", batch) << -1 << batch;
    }
    void aRunThatGoesOnIsTheSame()
    {
        QFETCH(int, after);
        QFETCH(int, batch);
        ToyRun straight({});
        const auto whole = straight.run(false);
        VERIFY_OK(whole);

        ToyRun first(file());
        first.cancelAfter = after;
        first.cancelInBatch = batch;
        const auto part = first.run(false);
        VERIFY_OK(part);
        QVERIFY(part->cancelled);
        QVERIFY(fs::exists(file()));
        ToyRun second(file());
        const auto rest = second.run(true);
        VERIFY_OK(rest);
        QVERIFY(!rest->cancelled);
        verifyEqual(*rest, *whole);
        QVERIFY(!second.seen.empty() && second.seen.size() + first.seen.size() == straight.seen.size());
    }

    void goesOnManyTimes()
    {
        ToyRun straight({});
        const auto whole = straight.run(false);
        VERIFY_OK(whole);
        int runs = 0;
        for (bool done = false; !done; ++runs) {
            ToyRun toy(file());
            toy.cancelAfter = 3;
            const auto outcome = toy.run(runs > 0);
            VERIFY_OK(outcome);
            done = !outcome->cancelled;
            if (done) verifyEqual(*outcome, *whole);
        }
        QVERIFY(runs > 8);
    }

    void aFinishedRunNeedsNoStep()
    {
        ToyRun toy(file());
        const auto whole = toy.run(false);
        VERIFY_OK(whole);
        ToyRun again(file());  // as if the program had died before it wrote the weights
        const auto outcome = again.run(true);
        VERIFY_OK(outcome);
        QCOMPARE(again.network.steps, 0);
        verifyEqual(*outcome, *whole);
    }

    void otherOptionsAreRefused()
    {
        ToyRun toy(file());
        toy.cancelAfter = 5;
        VERIFY_OK(toy.run(false));
        ToyRun other(file());
        other.rate = 0.5;
        const auto outcome = other.run(true);
        QVERIFY(!outcome.ok());
        QVERIFY2(outcome.error().is(errors::badOption), outcome.error().message.c_str());
        QCOMPARE(outcome.error().choices.front().option, std::string("lr"));
        QCOMPARE(other.network.steps, 0);
    }

    void divergenceNamesTheStep()
    {
        ToyRun toy(file());
        toy.network.fails = test::toySteps + 2;
        const auto outcome = toy.run(false);
        QVERIFY(!outcome.ok());
        QVERIFY(outcome.error().is(errors::diverged));
        QVERIFY2(outcome.error().message.find("step 10:") != std::string::npos, outcome.error().message.c_str());
        // The state after the first epoch is still there.
        ToyRun second(file());
        VERIFY_OK(second.run(true));
        QCOMPARE(second.network.steps, (epochs - 1) * test::toySteps);
    }

    void cancelledBeforeTheFirstStep()
    {
        ToyRun toy(file());
        toy.context.cancel();
        const auto outcome = toy.run(false);
        VERIFY_OK(outcome);
        QVERIFY(outcome->cancelled && outcome->best.entries.empty());
        QVERIFY(!fs::exists(file()));
    }

    void goesOnWithoutAResumeFile()
    {
        ToyRun toy(file().parent_path() / "no such folder" / "run.resume");
        const auto outcome = toy.run(false);
        VERIFY_OK(outcome);
        QCOMPARE(outcome->history.rows.size(), std::size_t{epochs * test::toySteps});
        const auto warnings = toy.context.warnings();
        QCOMPARE(warnings.size(), std::size_t{1});
        QVERIFY(warnings.front().is(warnings::leftOut));
    }

    void whatTheNetworkHasToSayIsAWarning()
    {
        ToyRun toy({});
        toy.network.notice = "Computed in parts.";
        VERIFY_OK(toy.run(false));
        const auto warnings = toy.context.warnings();
        QCOMPARE(warnings.size(), std::size_t{1});
        QVERIFY(warnings.front().is(warnings::reduced));
        QCOMPARE(warnings.front().message, std::string("Computed in parts."));
    }

    void theFileHasNoTime()
    {
        std::string files[2];
        for (std::string &bytes : files) {
            ToyRun toy(file());
            toy.cancelAfter = 12;
            VERIFY_OK(toy.run(false));
            bytes = contents(file());
        }
        QVERIFY(!files[0].empty() && files[0] == files[1]);
    }
};

QTEST_APPLESS_MAIN(TestTrainer)
#include "tst_trainer.moc"

// Long knock-outs with a network that can be calculated by hand: what a run will take, going on after a cancel in the middle, and
// a shortlist.
#include "models/contracts/cell_variants.h"
#include "models/tasks/knock_out/knock_out.h"
#include "models/tasks/knock_out/knock_out_estimate.h"
#include "models/tasks/knock_out/knock_out_table.h"
#include "models/tasks/knock_out/knock_out_task.h"
#include "models/tasks/knock_out/unfinished_run.h"

#include "tests/models/counting_model.h"

#include <QFile>
#include <QTemporaryDir>

#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

constexpr std::int64_t cellCount = 40, geneCount = 30;

data::Dataset dataOf(float odd)
{
    data::CsrBlock block;
    block.rows = cellCount;
    block.columns = geneCount;
    for (std::int64_t cell = 0; cell < cellCount; ++cell) {
        for (std::int64_t gene = 0; gene < geneCount; ++gene) {
            if ((cell * 7 + gene * 3) % 5 == 0) continue;
            block.indices.push_back(static_cast<std::int32_t>(gene));
            block.values.push_back(static_cast<float>(1 + (cell * 31 + gene * 17) % 9));
        }
        block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
    }
    block.values.back() += odd;
    data::Dataset dataset = datasetOf(std::move(block), numbered("GENE", geneCount));
    std::vector<std::string> groups;
    for (std::int64_t cell = 0; cell < cellCount; ++cell) groups.push_back(cell % 2 == 0 ? "even" : "odd");
    dataset.obs.columns.set("group", textColumn(groups));
    return dataset;
}

KnockOutOptions optionsFor(std::vector<std::string> names)
{
    KnockOutOptions options;
    options.geneMatching = "exact";
    options.minCells = 3;
    options.batchSize = 5;
    options.genes = std::move(names);
    return options;
}

// Ranks genes by their ids: gene n moves every cell by n along every direction.
class RankingEncoder : public CountingEncoder, public ChangeGradients {
  public:
    bool ranks(ChangeKind kind) const override { return kind == ChangeKind::Delete; }
    Result<std::vector<float>> firstOrder(const TokenBatch &cell, ChangeKind, const std::vector<float> &directions,
                                          JobContext &) const override
    {
        std::vector<float> moves;
        for (std::size_t i = 0; i < directions.size() / 3; ++i)
            for (const std::int64_t gene : cell.genes) moves.push_back(static_cast<float>(gene));
        return moves;
    }
};

void verifySame(const KnockOut &a, const KnockOut &b)
{
    QCOMPARE(a.passes, b.passes);
    QCOMPARE(a.genes.size(), b.genes.size());
    for (std::size_t i = 0; i < a.genes.size(); ++i) {
        QCOMPARE(a.shifts[i].cells, b.shifts[i].cells);
        QCOMPARE(a.shifts[i].change, b.shifts[i].change);
        for (std::size_t k = 0; k < a.shifts[i].shifts.size(); ++k) {
            QCOMPARE(a.shifts[i].shifts[k].shift, b.shifts[i].shifts[k].shift);
            QCOMPARE(a.shifts[i].shifts[k].along, b.shifts[i].shifts[k].along);
        }
        QCOMPARE(a.genes[i].in(ShiftMetric::Shift).effect.value, b.genes[i].in(ShiftMetric::Shift).effect.value);
    }
    QCOMPARE(a.pairEffects.size(), b.pairEffects.size());
    for (std::size_t i = 0; i < a.pairEffects.size(); ++i) {
        QCOMPARE(a.pairEffects[i].cells, b.pairEffects[i].cells);
        QCOMPARE(a.pairEffects[i].excess, b.pairEffects[i].excess);
        QCOMPARE(a.pairEffects[i].interaction, b.pairEffects[i].interaction);
    }
}

}  // namespace

class TestKnockOutRuns : public QObject {
    Q_OBJECT

    const CountingModel m_model{numbered("GENE", geneCount)};
    QTemporaryDir m_folder;

    std::filesystem::path path(const char *name) const { return m_folder.filePath(name).toStdString(); }

    Result<KnockOut> run(const data::Dataset &dataset, const KnockOutOptions &options, JobContext &context,
                         const RunControl &control = {}) const
    {
        context.threads = 1;  // the counting network notes its batches without a lock
        return knockOut(dataset, m_model.loaded, options, context, control);
    }

    // A run that is cancelled when `stage` is half done; it leaves `file`.
    void interrupt(const KnockOutOptions &options, const std::string &stage, const std::filesystem::path &file) const
    {
        JobContext *job = nullptr;
        double begin = -1.0;
        JobContext context([&](double fraction, const std::string &what) {
            if (!what.starts_with(stage)) return;
            if (begin < 0.0) begin = fraction;
            if (fraction > begin + 0.01) job->cancel();
        });
        job = &context;
        UnfinishedRun unfinished(file);
        const auto stopped = run(dataOf(0.0F), options, context, {&unfinished});
        QVERIFY(!stopped.ok() && stopped.error().is(errors::cancelled));
        QVERIFY(std::filesystem::exists(file));
    }

    Result<KnockOut> goOn(const data::Dataset &dataset, const KnockOutOptions &options, const std::filesystem::path &file) const
    {
        UnfinishedRun unfinished(file);
        LEXICELL_CHECK(unfinished.resume(file));
        JobContext context;
        return run(dataset, options, context, {&unfinished});
    }

  private Q_SLOTS:
    void goingOnGivesTheSameBits_data()
    {
        QTest::addColumn<bool>("goal");
        QTest::addColumn<bool>("pairs");
        QTest::addColumn<QString>("stage");
        QTest::newRow("single changes") << false << false << "Changing genes";
        QTest::newRow("with a goal") << true << false << "Changing genes";
        QTest::newRow("pairs, while single genes are changed") << false << true << "Changing genes";
        QTest::newRow("pairs") << true << true << "Changing pairs";
    }
    void goingOnGivesTheSameBits()
    {
        QFETCH(bool, goal);
        QFETCH(bool, pairs);
        QFETCH(QString, stage);
        KnockOutOptions options = optionsFor({"GENE3", "GENE8", "GENE21"});
        options.pairs = pairs;
        if (goal) {
            options.groupby = "group";
            options.from = "even";
            options.toward = "odd";
        }
        JobContext context;
        const auto whole = run(dataOf(0.0F), options, context);
        VERIFY_OK(whole);
        const auto file = path("run.partial");
        interrupt(options, stage.toStdString(), file);
        if (QTest::currentTestFailed()) return;
        m_model.encoder->batches.clear();
        const auto rest = goOn(dataOf(0.0F), options, file);
        VERIFY_OK(rest);
        std::int64_t rows = 0;
        for (const auto &[cells, tokens] : m_model.encoder->batches) rows += cells;
        QVERIFY2(rows < whole->passes, "what was computed is computed again");
        verifySame(*rest, *whole);
    }

    // A run that finds no memory in its middle keeps what it has, and says so.
    void aRunOutOfMemoryGoesOn()
    {
        const KnockOutOptions options = optionsFor({"GENE3", "GENE8", "GENE21"});
        const data::Dataset dataset = dataOf(0.0F);
        JobContext plain;
        const auto whole = run(dataset, options, plain);
        VERIFY_OK(whole);
        const auto file = path("memory.partial");
        int reports = 0;
        JobContext context([&](double, const std::string &what) {
            if (what.starts_with("Changing genes") && ++reports == 3) m_model.encoder->memory = 0;
        });
        context.threads = 1;
        const auto failed = knockOutTask().run({.dataset = &dataset, .model = &m_model.loaded, .unfinished = file},
                                               OptionValues(options), context);
        m_model.encoder->memory = std::numeric_limits<std::int64_t>::max();
        QVERIFY(!failed.ok() && failed.error().is(errors::outOfMemory));
        QVERIFY2(failed.error().message.find(file.string() + "; the run can go on from it.") != std::string::npos,
                 failed.error().message.c_str());
        QVERIFY(!failed.error().choices.empty());
        QCOMPARE(failed.error().choices.back().option, std::string("resume"));
        m_model.encoder->batches.clear();
        const auto rest = goOn(dataset, options, file);
        VERIFY_OK(rest);
        std::int64_t rows = 0;
        for (const auto &[cells, tokens] : m_model.encoder->batches) rows += cells;
        QVERIFY2(rows < whole->passes, "what was computed is computed again");
        verifySame(*rest, *whole);
    }

    void keptWhenItIsTime()
    {
        UnfinishedRun unfinished(path("now.partial"), std::chrono::milliseconds(0));
        JobContext context;
        VERIFY_OK(run(dataOf(0.0F), optionsFor({"GENE3"}), context, {&unfinished}));
        QVERIFY(std::filesystem::exists(path("now.partial")));
        UnfinishedRun rare(path("later.partial"));
        VERIFY_OK(run(dataOf(0.0F), optionsFor({"GENE3"}), context, {&rare}));
        QVERIFY(!std::filesystem::exists(path("later.partial")));
    }

    void anotherRunIsRefused()
    {
        const KnockOutOptions options = optionsFor({"GENE3", "GENE8"});
        const auto file = path("other.partial");
        interrupt(options, "Changing genes", file);
        if (QTest::currentTestFailed()) return;
        const auto verifyRefused = [&](const data::Dataset &dataset, const KnockOutOptions &other, const ErrorClass &of,
                                       const char *word) {
            const auto refused = goOn(dataset, other, file);
            QVERIFY(!refused.ok());
            QVERIFY2(refused.error().is(of), refused.error().message.c_str());
            QVERIFY2(refused.error().message.find(word) != std::string::npos, refused.error().message.c_str());
            QVERIFY2(refused.error().message.find("other.partial") != std::string::npos, refused.error().message.c_str());
        };
        KnockOutOptions other = options;
        other.mode = "zero";
        verifyRefused(dataOf(0.0F), other, errors::badOption, "mode \"delete\"");
        other = options;
        other.seed = 7;
        verifyRefused(dataOf(0.0F), other, errors::badOption, "seed");
        verifyRefused(dataOf(0.0F), optionsFor({"GENE3", "GENE9"}), errors::datasetChanged, "genes");
        verifyRefused(dataOf(3.0F), options, errors::datasetChanged, "cells");
        other = options;
        other.batchSize = 64;  // changes no bit
        VERIFY_OK(goOn(dataOf(0.0F), other, file));
    }

    void aDamagedFileIsRefused()
    {
        const auto file = path("damaged.partial");
        interrupt(optionsFor({"GENE3"}), "Changing genes", file);
        if (QTest::currentTestFailed()) return;
        QFile bytes(QString::fromStdString(file.string()));
        QVERIFY(bytes.open(QIODevice::ReadWrite));
        QVERIFY(bytes.seek(bytes.size() - 1));
        QCOMPARE(bytes.write("\x55", 1), 1);
        bytes.close();
        UnfinishedRun damaged(file);
        QVERIFY(damaged.resume(file).error().is(errors::corruptData));
        QVERIFY(bytes.open(QIODevice::WriteOnly) && bytes.write("gene,effect\n") > 0);
        bytes.close();
        UnfinishedRun other(file);
        QVERIFY(!other.resume(file).ok());
        UnfinishedRun absent(file);
        QVERIFY(absent.resume(path("absent.partial")).error().is(errors::notFound));
    }

    void theTrialCountsThePasses_data()
    {
        QTest::addColumn<bool>("pairs");
        QTest::addColumn<QString>("mode");
        QTest::newRow("single changes") << false << "delete";
        QTest::newRow("pairs") << true << "delete";
        QTest::newRow("over-expression of absent genes, too") << false << "over-express";
    }
    void theTrialCountsThePasses()
    {
        QFETCH(bool, pairs);
        QFETCH(QString, mode);
        KnockOutOptions options = optionsFor({"GENE3", "GENE8", "GENE21", "ABSENT"});
        options.pairs = pairs;
        options.mode = mode.toStdString();
        options.groupby = "group";
        options.from = "even";
        options.toward = "odd";
        JobContext context;
        Trial trial;
        VERIFY_OK(run(dataOf(0.0F), options, context, {nullptr, &trial}));
        const auto whole = run(dataOf(0.0F), options, context);
        VERIFY_OK(whole);
        std::int64_t unchanged = 0;  // need no pass: the gene has the new value already
        for (const KnockOutGene &gene : whole->genes) unchanged += gene.unchanged;
        QCOMPARE(trial.passes, whole->passes + unchanged);
        QCOMPARE(trial.pairs, whole->pairs);
        QCOMPARE(trial.changedPairs, whole->changedPairs);
        QCOMPARE(trial.cells, std::int64_t{20});
        QCOMPARE(trial.genes, std::int64_t{3});
        QVERIFY(trial.seconds > 0.0 && trial.timedRows > 0);
    }

    void theFormKnowsThePasses_data() { theTrialCountsThePasses_data(); }
    void theFormKnowsThePasses()
    {
        QFETCH(bool, pairs);
        QFETCH(QString, mode);
        KnockOutOptions options = optionsFor({"GENE3", "GENE8", "GENE21"});
        options.pairs = pairs;
        options.mode = mode.toStdString();
        const data::Dataset dataset = dataOf(0.0F);
        const Situation now{.dataset = &dataset, .model = &m_model.loaded.card};
        const Estimate estimate = estimateKnockOut(now, OptionValues(options));
        JobContext context;
        Trial trial;
        VERIFY_OK(run(dataset, options, context, {nullptr, &trial}));
        const double ratio = static_cast<double>(estimate.passes.value_or(0)) / static_cast<double>(trial.passes);
        QVERIFY2(ratio > 0.67 && ratio < 1.5, qPrintable(QString::number(ratio)));
        QVERIFY(estimate.resultBytes.value_or(0) > 0);
        QVERIFY(!estimateKnockOut(now, OptionValues(KnockOutOptions{})).passes);  // no gene is named yet
        QVERIFY(!estimateKnockOut({.dataset = &dataset}, OptionValues(options)).passes);
    }

    void aShortlistGetsNumbers()
    {
        CountingModel model(numbered("GENE", geneCount));
        model.loaded.cells = std::make_shared<RankingEncoder>();
        KnockOutOptions options = optionsFor({"GENE3", "GENE8", "GENE21", "GENE14", "ABSENT"});
        options.shortlist = 2;
        JobContext context;
        context.threads = 1;
        const auto result = knockOut(dataOf(0.0F), model.loaded, options, context);
        VERIFY_OK(result);
        const auto statusOf = [&](std::size_t gene) { return std::string(toString(result->genes[gene].gene.status)); };
        QCOMPARE(statusOf(0), std::string("not_shortlisted"));
        QCOMPARE(statusOf(1), std::string("not_shortlisted"));
        QCOMPARE(statusOf(2), std::string("ok"));
        QCOMPARE(statusOf(3), std::string("ok"));
        QCOMPARE(statusOf(4), std::string("not_in_data"));
        QVERIFY(std::isnan(result->genes[0].in(ShiftMetric::Shift).effect.value));
        KnockOutOptions both = optionsFor({"GENE21", "GENE14"});
        const auto exact = knockOut(dataOf(0.0F), model.loaded, both, context);
        VERIFY_OK(exact);
        for (std::size_t i = 0; i < 2; ++i) {
            const MetricNumbers &own = result->genes[2 + i].in(ShiftMetric::Shift);
            const MetricNumbers &same = exact->genes[i].in(ShiftMetric::Shift);
            QCOMPARE(own.effect.value, same.effect.value);
            QCOMPARE(own.null.z, same.null.z);
            QVERIFY(own.adjustedP >= same.adjustedP);  // adjusted for the genes that were left out, too
        }
        QCOMPARE(knockOutTable(*result).rows(), result->genes.size());
    }

    void aShortlistNeedsGradients()
    {
        KnockOutOptions options = optionsFor({"GENE3", "GENE8"});
        options.shortlist = 1;
        JobContext context;
        const auto refused = run(dataOf(0.0F), options, context);
        QVERIFY(!refused.ok() && refused.error().is(errors::unsupportedMode));
        options.shortlist = -1;
        QVERIFY(run(dataOf(0.0F), options, context).error().is(errors::badOption));
    }
};

QTEST_APPLESS_MAIN(TestKnockOutRuns)
#include "tst_knock_out_runs.moc"

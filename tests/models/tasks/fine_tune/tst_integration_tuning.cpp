// Fine-tuning for integration: what it learns and writes, that the reopened model knows its batches and genes by name, a run that
// goes on to the same bytes, and refusals.
#include "core/data/csr_block.h"
#include "models/families/open_model.h"
#include "models/tasks/embed/embed.h"
#include "models/tasks/evaluate/evaluate.h"
#include "tests/models/small_fine_tuning.h"
#include "tests/support/fixtures.h"
#include "tests/support/plain_files.h"

#include <algorithm>
#include <cmath>
#include <optional>

using namespace lexicell;
using namespace lexicell::test;
using models::tasks::FineTuneJob;
using models::tasks::FineTuneSummary;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t cellCount = 240;

// Every second cell is of batch "b", in which every second gene has three times the counts.
data::Dataset cellsOfTwoBatches()
{
    data::Dataset dataset = labeledCells(cellCount);
    auto block = dataset.x.all();
    if (!block.ok()) qFatal("%s", block.error().message.c_str());
    std::vector<std::string> batches;
    for (std::int64_t cell = 0; cell < cellCount; ++cell) {
        const bool second = cell / 3 % 2 == 1;
        batches.emplace_back(second ? "b" : "a");
        for (auto i = block->indptr[static_cast<std::size_t>(cell)];
             second && i < block->indptr[static_cast<std::size_t>(cell) + 1]; ++i)
            if (block->indices[static_cast<std::size_t>(i)] % 2 == 0) block->values[static_cast<std::size_t>(i)] *= 3.0F;
    }
    dataset.x = data::ExpressionMatrix::ofCsr(std::move(*block));
    setColumn(dataset, "batch", batches);
    return dataset;
}

Result<FineTuneSummary> tune(const FineTuneJob &job, JobContext &context)
{
    context.threads = 1;
    return models::tasks::fineTune(job, context);
}

const models::tasks::ScoreRow *rowOf(const models::tasks::ScoreTable &table, const std::string &method)
{
    const auto found = std::find_if(table.rows.begin(), table.rows.end(), [&](const auto &row) { return row.method == method; });
    return found == table.rows.end() ? nullptr : &*found;
}

}  // namespace

class TestIntegrationTuning : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase()
    {
        auto made = smallModel(m_root);
        VERIFY_OK(made);
        m_model.emplace(std::move(*made));
        m_cells = cellsOfTwoBatches();
        FineTuneJob job = this->job("learned");
        job.options.epochs = 12;
        JobContext context;
        auto summary = tune(job, context);
        VERIFY_OK(summary);
        m_summary = std::move(*summary);
        m_folder = job.folder;
        auto opened = models::openModel(m_folder, {"cpu", "fp32", 1}, context);
        VERIFY_OK(opened);
        m_tuned.emplace(std::move(*opened));
    }

    void learnsBesideItsBaselines()
    {
        std::vector<std::string> methods;
        for (const auto &row : m_summary.table.rows) methods.push_back(row.method);
        QCOMPARE(methods,
                 (std::vector<std::string>{"fine_tuned", "zero_shot", "pca", "variable_genes", "harmony", "mnn", "random"}));
        const auto &columns = m_summary.table.columns;
        QCOMPARE(columns.front(), std::string("avg_bio"));
        QCOMPARE(columns[1], std::string("avg_batch"));
        const auto *own = rowOf(m_summary.table, "fine_tuned"), *random = rowOf(m_summary.table, "random");
        QVERIFY2(own->values[0] > random->values[0] + 0.1, qPrintable(QString::number(own->values[0])));
        for (const auto &row : m_summary.table.rows)
            for (const double value : row.values) QVERIFY(std::isfinite(value) && value >= -1.0 && value <= 1.0);
        const std::string history = bytesOf(m_folder / "history.csv");
        QVERIFY2(history.starts_with("step,epoch,gep_mse,gep_zero_nll,gepc_mse,gepc_zero_nll,ecs,dab_ce,total,learning_rate,"
                                     "validation_gep_mse,validation_gep_zero_nll,validation_gepc_mse,validation_gepc_zero_nll,"
                                     "validation_ecs,validation_dab_ce,validation_asw_label,validation_asw_batch\n"),
                 history.c_str());
        const auto &rows = m_summary.history.rows;
        QVERIFY(rows.back().terms.front() < rows.front().terms.front());
        QVERIFY(bytesOf(m_folder / "validation.csv").starts_with("method,avg_bio,avg_batch,"));
    }

    // Its rows of the table come out again from the files alone.
    void reopensWithTheNamesOfItsBatches()
    {
        QCOMPARE(m_tuned->card.batches, 2);
        QCOMPARE(m_tuned->card.batchNames, (std::vector<std::string>{"a", "b"}));
        JobContext context;
        context.threads = 1;
        const auto embedded = models::tasks::embedInto(m_cells, *m_tuned, embedOptions(), context);
        VERIFY_OK(embedded);
        models::tasks::EvaluateOptions options;
        options.embedding = "X_scGPT";
        options.label = "kind";
        options.batch = "batch";
        options.rounds = 0;
        const auto scores = models::tasks::evaluateRepresentation(*embedded, options, context);
        VERIFY_OK(scores);
        const auto *own = rowOf(m_summary.table, "fine_tuned");
        QCOMPARE(scores->own.avgBio, own->values[0]);
        QCOMPARE(scores->own.avgBatch, own->values[1]);
    }

    // A data set of the second batch alone: by the order of categories its cells would be of the first.
    void cellsKeepTheirBatchInOtherDataSets()
    {
        JobContext context;
        context.threads = 1;
        const auto all = models::tasks::embed(m_cells, *m_tuned, embedOptions(), context);
        VERIFY_OK(all);
        std::vector<std::int64_t> second;
        for (std::int64_t cell = 0; cell < cellCount; ++cell)
            if (cell / 3 % 2 == 1) second.push_back(cell);
        auto alone = data::subset(m_cells, &second, nullptr, &context);
        VERIFY_OK(alone);
        const auto part = models::tasks::embed(*alone, *m_tuned, embedOptions(), context);
        VERIFY_OK(part);
        for (std::size_t i = 0; i < second.size(); ++i)
            for (std::int64_t at = 0; at < part->embedding.dimensions; ++at)
                QVERIFY(std::abs(part->embedding.row(static_cast<std::int64_t>(i))[at] - all->embedding.row(second[i])[at]) <
                        1e-5F);
        setColumn(*alone, "batch", std::vector<std::string>(second.size(), "new"));
        const auto unknown = models::tasks::embed(*alone, *m_tuned, embedOptions(), context);
        QVERIFY(!unknown.ok() && unknown.error().is(errors::unknownBatch));
        QVERIFY(unknown.error().message.find("(a, b)") != std::string::npos);
        models::tasks::EmbedOptions without = embedOptions();
        without.batch.clear();
        QVERIFY(models::tasks::embed(*alone, *m_tuned, without, context).error().is(errors::batchesNeeded));
    }

    // <cls> and every gene, with bin 0 where there is no count; upstream's value of <cls> in fine-tuning is 0.
    void everyCellIsFedAllGenes()
    {
        JobContext context;
        const auto prepared = models::input::prepareCells(m_cells, m_tuned->card, m_tuned->tokenizer, embedOptions(), context);
        VERIFY_OK(prepared);
        auto block = prepared->matrix.all();
        VERIFY_OK(block);
        const auto tokens = m_tuned->tokenizer->tokenize(data::selectRows(*block, {0, 5}), prepared->coverage.geneIds,
                                                         {"cell0", "cell5"}, prepared->tokens);
        VERIFY_OK(tokens);
        QCOMPARE(tokens->tokens, smallGeneCount + 1);
        QCOMPARE(tokens->values.front(), 0.0F);
        for (std::int64_t gene = 0; gene < smallGeneCount; ++gene) {
            const auto at = static_cast<std::size_t>(gene + 1);
            const auto begin = block->indices.begin(), end = begin + block->indptr[1];
            const bool counted = std::find(begin, end, static_cast<std::int32_t>(gene)) != end;
            QCOMPARE(tokens->values[at] > 0.0F, counted);
            QCOMPARE(tokens->undetected[at] == 1, !counted);
        }
        QCOMPARE(tokens->undetected.front(), std::uint8_t{0});
    }

    // Each loss is a switch, and so is the batch norm; what no loss needs is not in the checkpoint.
    void lossesAreSwitches()
    {
        FineTuneJob job = this->job("switched");
        job.options.losses = "gep, ecs";
        job.options.batchNorm = "shared";
        job.options.epochs = 1;
        JobContext context;
        VERIFY_OK(tune(job, context));
        QVERIFY(bytesOf(job.folder / "history.csv").starts_with("step,epoch,gep_mse,ecs,total,"));
        auto bundle = models::openModelBundle(job.folder, context);
        VERIFY_OK(bundle);
        for (const auto &[name, tensor] : bundle->tensors.entries)
            for (const char *part : {"dsbn.", "grad_reverse_discriminator.", "mvc_decoder.", "decoder.zero_logit."})
                QVERIFY2(!name.starts_with(part), name.c_str());
        QVERIFY(bundle->tensors.find("batch_encoder.embedding.weight"));
    }

    void aCancelledRunGoesOnToTheSameBytes()
    {
        const FineTuneJob straight = this->job("straight");
        JobContext undisturbed;
        VERIFY_OK(tune(straight, undisturbed));
        FineTuneJob job = this->job("cancelled");
        JobContext context;
        job.onStep = [&](const models::training::History &history) {
            if (history.rows.size() == 17) context.cancel();
        };
        QCOMPARE(tune(job, context).error().kind, ErrorKind::Cancelled);
        QVERIFY(fs::exists(job.folder / "best_model.pt"));  // the best so far
        job.onStep = {};
        job.options.resume = true;
        JobContext again;
        VERIFY_OK(tune(job, again));
        for (const char *file : {"best_model.pt", "history.csv", "validation.csv", "batches.json"})
            QVERIFY2(bytesOf(job.folder / file) == bytesOf(straight.folder / file), file);
    }

    void labelsAreNotNeeded()
    {
        FineTuneJob job = this->job("unlabeled");
        job.options.label = "cell_type";  // the default; these cells have no such column
        job.options.epochs = 1;
        JobContext context;
        const auto summary = tune(job, context);
        VERIFY_OK(summary);
        QVERIFY(summary->table.rows.empty());
        const auto warnings = context.warnings();
        QVERIFY(std::any_of(warnings.begin(), warnings.end(), [](const Warning &w) { return w.is(warnings::noBaseline); }));
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("option");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("error");
        QTest::newRow("no batches named") << "batch"
                                          << ""
                                          << "bad_option";
        QTest::newRow("no such column") << "batch"
                                        << "lane"
                                        << "missing_column";
        QTest::newRow("a single batch") << "batch"
                                        << "one"
                                        << "no_labels";
        QTest::newRow("a batch of one cell") << "batch"
                                             << "rare"
                                             << "too_few_cells";
        QTest::newRow("no such loss") << "losses"
                                      << "gep,cce"
                                      << "bad_option";
        QTest::newRow("no loss") << "losses"
                                 << ""
                                 << "bad_option";
        QTest::newRow("an adapter alone") << "save"
                                          << "adapter"
                                          << "bad_option";
        QTest::newRow("no such label") << "label"
                                       << "type"
                                       << "missing_column";
    }
    void refuses()
    {
        QFETCH(QString, option);
        QFETCH(QString, value);
        QFETCH(QString, error);
        FineTuneJob job = this->job("refused");
        const std::string text = value.toStdString();
        if (option == "batch") job.options.batch = text;
        if (option == "losses") job.options.losses = text;
        if (option == "save") job.options.save = text;
        if (option == "label") job.options.label = text;
        JobContext context;
        const auto summary = tune(job, context);
        QVERIFY(!summary.ok());
        QCOMPARE(QString::fromStdString(summary.error().errorClass), error);
        QVERIFY(!fs::exists(job.folder));
    }

    void aModelOfBatchesIsNotTunedAgain()
    {
        FineTuneJob job{m_cells, *m_tuned, models::ModelSource(m_folder), fs::path(m_root.path().toStdString()) / "again"};
        job.options = this->job("again").options;
        JobContext context;
        QVERIFY(tune(job, context).error().is(errors::unsupportedModel));
    }

  private:
    FineTuneJob job(const std::string &name)
    {
        if (!m_cells.obs.columns.find("one")) {
            setColumn(m_cells, "one", std::vector<std::string>(cellCount, "same"));
            std::vector<std::string> rare(cellCount, "common");
            rare.back() = "rare";
            setColumn(m_cells, "rare", rare);
        }
        FineTuneJob job = smallFineTuning(m_cells, *m_model, m_root, name);
        job.options.task = "integration";
        job.options.batch = "batch";
        job.options.epochs = 4;
        return job;
    }

    models::tasks::EmbedOptions embedOptions() const
    {
        models::tasks::EmbedOptions options;
        options.geneMatching = "exact";
        options.batch = "batch";
        return options;
    }

    QTemporaryDir m_root;
    std::optional<SmallModel> m_model;
    data::Dataset m_cells;
    FineTuneSummary m_summary;
    fs::path m_folder;
    std::optional<models::LoadedModel> m_tuned;
};

QTEST_APPLESS_MAIN(TestIntegrationTuning)
#include "tst_integration_tuning.moc"

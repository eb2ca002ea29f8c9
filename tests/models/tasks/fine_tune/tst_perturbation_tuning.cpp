// Fine-tuning for perturbations: what it learns and writes, a run that goes on to the same bytes, and refusals.
#include "models/families/open_model.h"
#include "models/tasks/perturb/change_weights.h"
#include "tests/models/small_fine_tuning.h"
#include "tests/support/fixtures.h"
#include "tests/support/plain_files.h"

#include <optional>

using namespace lexicell;
using namespace lexicell::test;
using models::tasks::FineTuneJob;
namespace fs = std::filesystem;

class TestPerturbationTuning : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase()
    {
        auto made = smallModel(m_root);
        VERIFY_OK(made);
        m_model.emplace(std::move(*made));
        m_cells = labeledCells(160);
        std::vector<std::string> conditions;
        for (int cell = 0; cell < 160; ++cell)
            conditions.push_back(cell % 4 == 0 ? "ctrl" : "GENE" + std::to_string(cell % 5) + "+ctrl");
        setColumn(m_cells, "condition", conditions);
    }

    void learnsAndReopens()
    {
        const FineTuneJob job = this->job("learned");
        JobContext context;
        context.threads = 1;
        const auto summary = models::tasks::fineTune(job, context);
        VERIFY_OK(summary);
        QVERIFY(summary->history.rows.back().terms.front() < summary->history.rows.front().terms.front());
        QCOMPARE(summary->table.rows.front().method, std::string("fine_tuned"));
        QCOMPARE(summary->table.rows[1].method, std::string("no_change"));
        QVERIFY(bytesOf(job.folder / "conditions.csv").starts_with("condition,part,cells,method,pearson_delta,"));
        QVERIFY(bytesOf(job.folder / "history.csv")
                    .starts_with("step,epoch,gep_mse,total,learning_rate,validation_gep_mse,validation_pearson,"));
        const auto reopened = models::openModel(job.folder, {"cpu", "fp32", 1}, context);
        VERIFY_OK(reopened);
        QVERIFY(reopened->perturbation && !reopened->cells);
    }

    void aCancelledRunGoesOnToTheSameBytes()
    {
        const FineTuneJob straight = this->job("straight");
        JobContext undisturbed;
        undisturbed.threads = 1;
        VERIFY_OK(models::tasks::fineTune(straight, undisturbed));
        FineTuneJob job = this->job("cancelled");
        JobContext context;
        context.threads = 1;
        job.onStep = [&](const models::training::History &history) {
            if (history.rows.size() == 5) context.cancel();
        };
        QVERIFY(!models::tasks::fineTune(job, context).ok());
        job.onStep = {};
        job.options.resume = true;
        JobContext again;
        again.threads = 1;
        VERIFY_OK(models::tasks::fineTune(job, again));
        for (const char *file : {"best_model.pt", "history.csv", "validation.csv", "conditions.csv"})
            QVERIFY2(bytesOf(job.folder / file) == bytesOf(straight.folder / file), file);
    }

    // Genes that change more count more: another loss, named so, and other weights.
    void weighsWhatChanges()
    {
        FineTuneJob job = this->job("weighed");
        job.options.loss = "wmse";
        JobContext context;
        context.threads = 1;
        const auto summary = models::tasks::fineTune(job, context);
        VERIFY_OK(summary);
        QVERIFY(bytesOf(job.folder / "history.csv")
                    .starts_with("step,epoch,gep_wmse,total,learning_rate,validation_gep_wmse,validation_pearson,"));
        QVERIFY(summary->history.rows.back().terms.front() < summary->history.rows.front().terms.front());
        FineTuneJob plain = this->job("plain");
        JobContext again;
        again.threads = 1;
        VERIFY_OK(models::tasks::fineTune(plain, again));
        QVERIFY(bytesOf(job.folder / "best_model.pt") != bytesOf(plain.folder / "best_model.pt"));
    }

    void weightsAreOfTheTest()
    {
        models::tasks::PerturbationCells cells;
        // The second gene differs between the condition's two cells and the control, the first does not.
        cells.values.rows = 5;
        cells.values.columns = 2;
        cells.values.indptr = {0, 2, 4, 6, 8, 10};
        cells.values.indices = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
        cells.values.values = {1.0F, 3.0F, 2.0F, 3.5F, 1.0F, 1.0F, 2.0F, 1.5F, 1.5F, 1.25F};
        cells.genes = {"same", "changed"};
        JobContext context;
        const auto weights = models::tasks::changeWeights(cells, {{0, 1}, {}}, {2, 3, 4}, context);
        VERIFY_OK(weights);
        QCOMPARE(weights->front(), (std::vector<float>{0.0F, 2.0F}));  // scaled to mean 1
        QVERIFY(weights->back().empty());
    }

    void refuses()
    {
        JobContext context;
        FineTuneJob job = this->job("refused");
        job.options.save = "adapter";
        QVERIFY(models::tasks::fineTune(job, context).error().is(errors::badOption));
        FineTuneJob column = this->job("refused");
        column.options.perturbation = "absent";
        QVERIFY(models::tasks::fineTune(column, context).error().is(errors::missingColumn));
        column.options.perturbation = "kind";
        QVERIFY(models::tasks::fineTune(column, context).error().is(errors::choiceNeeded));  // no control
    }

  private:
    FineTuneJob job(const std::string &name)
    {
        FineTuneJob job = smallFineTuning(m_cells, *m_model, m_root, name);
        job.options.task = "perturbation";
        job.options.epochs = 3;
        return job;
    }

    QTemporaryDir m_root;
    std::optional<SmallModel> m_model;
    data::Dataset m_cells;
};

QTEST_APPLESS_MAIN(TestPerturbationTuning)
#include "tst_perturbation_tuning.moc"

// The task fine-tune on a checkpoint of every family: it writes the family's own folder, which opens again with the new classes
// and names the held-out cells as the network in training did.
#include "models/checkpoint/adapter_files.h"
#include "models/families/exceiver/format/scaling.h"
#include "models/families/fine_tuning.h"
#include "models/input/token_batches.h"
#include "models/tasks/fine_tune/cell_labels.h"
#include "tests/models/fine_tuned_families.h"

#include <QtCore/QTemporaryDir>

#include <algorithm>
#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;

class TestFineTuneFamilies : public QObject {
    Q_OBJECT

    QTemporaryDir m_root;
    const std::vector<test::FamilyCase> m_cases = test::familyCases();

    // The scaler of the folder was fitted to the cells that the model learned from, not to those held out.
    void compareScaler(const fs::path &folder, const tasks::LabeledCells &labeled)
    {
        JobContext context;
        const auto bundle = openModelBundle(folder, context);
        VERIFY_OK(bundle);
        const auto trained = tasks::trainingCells(labeled);
        VERIFY_OK(trained);
        const auto genes = static_cast<std::int64_t>(bundle->geneList.size());
        const auto fitted = exceiver::fitScaler(trained->x, labeled.cells.coverage.geneIds, genes, context);
        VERIFY_OK(fitted);
        QVERIFY(bundle->scaler.mean == fitted->mean);
        QVERIFY(bundle->scaler.scale == fitted->scale);
    }

    void addCases()
    {
        QTest::addColumn<int>("number");
        if (m_cases.empty()) QSKIP("no fixtures: set LEXICELL_FIXTURES");
        for (std::size_t i = 0; i < m_cases.size(); ++i)
            QTest::addRow("%s %s", m_cases[i].family.c_str(), m_cases[i].folder.filename().c_str()) << static_cast<int>(i);
    }

  private Q_SLOTS:
    void frozenOutputsChangeNothing_data() { addCases(); }
    // Without dropout, what the frozen first layer makes of a cell may be kept: the same losses to rounding.
    void frozenOutputsChangeNothing()
    {
        QFETCH(int, number);
        const test::FamilyCase &item = m_cases[static_cast<std::size_t>(number)];
        const ModelSource source = test::sourceOf(item);
        JobContext context;
        context.threads = 1;
        const auto model = openModel(source, {"cpu", "fp32", 1}, context);
        VERIFY_OK(model);
        const data::Dataset cells = test::cellsOf(item);
        std::vector<double> losses;
        for (const char *reuse : {"auto", "never"}) {
            tasks::FineTuneOptions options = test::familyOptions();
            options.freeze = "embeddings,0";
            options.adapters = "none";
            options.reuseFrozen = reuse;
            const tasks::FineTuneJob job{
                cells,   *model, source, fs::path(m_root.path().toStdString()) / "frozen" / reuse / QTest::currentDataTag(),
                options, "cpu"};
            const auto summary = tasks::fineTune(job, context);
            VERIFY_OK(summary);
            losses.push_back(summary->validationLoss);
        }
        QVERIFY2(std::abs(losses[0] - losses[1]) <= 1e-4 * std::abs(losses[1]),
                 (std::to_string(losses[0]) + " " + std::to_string(losses[1])).c_str());
    }

    void everyFamily_data() { addCases(); }
    void everyFamily()
    {
        QFETCH(int, number);
        const test::FamilyCase &item = m_cases[static_cast<std::size_t>(number)];
        const ModelSource source = test::sourceOf(item);
        JobContext context;
        context.threads = 1;
        const auto model = openModel(source, {"cpu", "fp32", 1}, context);
        VERIFY_OK(model);
        const data::Dataset cells = test::cellsOf(item);
        const tasks::FineTuneJob job{
            cells, *model, source, fs::path(m_root.path().toStdString()) / QTest::currentDataTag(), test::familyOptions(), "cpu"};
        std::vector<std::string> progress;
        JobContext running([&](double, const std::string &stage) { progress.push_back(stage); });
        running.threads = 1;
        const auto summary = tasks::fineTune(job, running);
        VERIFY_OK(summary);
        QCOMPARE(summary->scores.front().method, std::string("fine_tuned"));
        QVERIFY(summary->scores.size() >= 3);
        QVERIFY(std::isfinite(summary->validationLoss));
        QVERIFY(std::any_of(progress.begin(), progress.end(), [](const std::string &stage) {
            return stage.starts_with("Epoch 2 of 2, step ") && stage.find(": loss ") != std::string::npos;
        }));
        for (const std::string &file : item.files) QVERIFY2(fs::exists(job.folder / file), file.c_str());

        const auto reopened = openModel(job.folder, {"cpu", "fp32", 1}, context);
        VERIFY_OK(reopened);
        QVERIFY(reopened->classifier);
        QCOMPARE(reopened->card.labels, (std::vector<std::string>{"even", "odd"}));
        const auto labeled = tasks::labeledCells(cells, *reopened, job.options, context);
        VERIFY_OK(labeled);
        std::vector<std::string> predicted(static_cast<std::size_t>(labeled->cells.cells()));
        VERIFY_OK(input::forEachBatch(
            labeled->cells, *reopened, "naming",
            [&](const input::CellBatch &batch) -> Result<void> {
                LEXICELL_TRY(logits, reopened->classifier->classify(batch.tokens, context));
                for (std::size_t i = 0; i < batch.cells.size(); ++i)
                    predicted[static_cast<std::size_t>(batch.cells[i])] = logits[2 * i] >= logits[2 * i + 1] ? "even" : "odd";
                return {};
            },
            context));
        std::vector<std::string> held;
        for (const std::int64_t cell : labeled->split.validation) held.push_back(predicted[static_cast<std::size_t>(cell)]);
        const auto score = tasks::scoreOf("reopened", *labeled, held);
        QCOMPARE(score.accuracy, summary->scores.front().accuracy);
        QCOMPARE(score.macroF1, summary->scores.front().macroF1);
        if (item.family == "exceiver") compareScaler(job.folder, *labeled);
    }

    // The files of the adapters beside the weights are no second checkpoint, and the sum of both is in the weights.
    void adaptersOfEveryFamily_data() { addCases(); }
    void adaptersOfEveryFamily()
    {
        QFETCH(int, number);
        const test::FamilyCase &item = m_cases[static_cast<std::size_t>(number)];
        const ModelSource source = test::sourceOf(item);
        JobContext context;
        context.threads = 1;
        const auto model = openModel(source, {"cpu", "fp32", 1}, context);
        VERIFY_OK(model);
        const data::Dataset cells = test::cellsOf(item);
        tasks::FineTuneOptions options = test::familyOptions();
        options.adapters = "lora";
        const fs::path folder = fs::path(m_root.path().toStdString()) / (std::string("adapted ") + QTest::currentDataTag());
        const auto summary = tasks::fineTune({cells, *model, source, folder, options, "cpu"}, context);
        VERIFY_OK(summary);
        QVERIFY(summary->adapted);
        const auto adapter = checkpoint::readAdapter(folder);
        VERIFY_OK(adapter);
        QVERIFY(!adapter->matrices.entries.empty() && !adapter->head.entries.empty());
        auto merged = openModelBundle(source, context);
        const auto written = openModelBundle(folder, context);
        VERIFY_OK(merged);
        VERIFY_OK(written);
        const auto family = fineTuningOf(item.family);
        VERIFY_OK(family);
        VERIFY_OK(checkpoint::mergeAdapter(*merged, *adapter, family->releasedName));
        for (const auto &[name, tensor] : written->tensors.entries) {
            const checkpoint::Tensor *other = merged->tensors.find(name);
            QVERIFY2(other, name.c_str());
            const auto a = tensor.toFloat(), b = other->toFloat();
            QCOMPARE(a.size(), b.size());
            for (std::size_t i = 0; i < a.size(); ++i)
                QVERIFY2(std::abs(a[i] - b[i]) <= 1e-6F * (1.0F + std::abs(b[i])), name.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestFineTuneFamilies)
#include "tst_fine_tune_families.moc"

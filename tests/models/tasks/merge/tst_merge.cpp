// Shares of a run and their merging: together they are the run on all cells, bit for bit, even of a network whose results depend
// on the cells beside a cell; and parts that do not belong together are refused.
#include "core/steps/step_output.h"
#include "models/tasks/embed/embed_task.h"
#include "models/tasks/merge/merge.h"
#include "models/tasks/merge/part.h"
#include "tests/models/counting_model.h"

using namespace lexicell;
using namespace lexicell::models;
using tasks::EmbedOptions;
using tasks::NewDataset;
using tasks::TaskInput;

namespace {

// Each vector also depends on the tokens of the whole batch, as the last bits of real products do.
class BatchBoundEncoder : public CellEncoder {
  public:
    Result<std::vector<float>> encodeCells(const TokenBatch &batch, JobContext &context) const override
    {
        auto vectors = m_own.encodeCells(batch, context);
        for (float &value : *vectors) value += static_cast<float>(batch.cells * 1000 + batch.tokens) / 7.0F;
        return vectors;
    }

  private:
    CountingEncoder m_own;
};

LoadedModel batchBoundModel()
{
    LoadedModel model = CountingModel(numbered("GENE", 40)).loaded;
    model.cells = std::make_shared<BatchBoundEncoder>();
    return model;
}

// Some cells have no gene that the model knows.
data::Dataset cellsWithGaps(std::int64_t cells)
{
    data::Dataset dataset = staircase(cells, 40);
    for (const int gene : {0, 1, 2}) dataset.var.index.values[static_cast<std::size_t>(gene)] = "OTHER" + std::to_string(gene);
    dataset.obs.columns.set("type", textColumn(std::vector<std::string>(static_cast<std::size_t>(cells), "T")));
    dataset.file = "whole.h5ad";
    return dataset;
}

EmbedOptions smallBatches()
{
    EmbedOptions options = exactOptions();
    options.batchSize = 8;
    options.seed = 3;
    return options;
}

data::Dataset partOf(const data::Dataset &whole, const LoadedModel &model, const EmbedOptions &options, std::int64_t index,
                     std::int64_t of)
{
    TaskInput input{.dataset = &whole, .model = &model};
    input.shard = {index, of};
    JobContext context;
    auto outcome = tasks::embedTask().run(input, OptionValues(options), context);
    data::Dataset part = std::move(std::get<NewDataset>(outcome->result).dataset);
    part.file = "part_" + std::to_string(index) + ".h5ad";
    return part;
}

std::vector<data::Dataset> partsOf(const data::Dataset &whole, const LoadedModel &model, std::int64_t of)
{
    std::vector<data::Dataset> parts;
    for (std::int64_t index = of; index >= 1; --index) parts.push_back(partOf(whole, model, smallBatches(), index, of));
    return parts;
}

std::vector<float> vectorsOf(const data::Dataset &dataset)
{
    const auto vectors = dataset.embedding("X_scGPT");
    return {vectors->as<float>(), vectors->as<float>() + vectors->size()};
}

std::string errorOf(const Result<tasks::Merged> &merged) { return merged.ok() ? "" : merged.error().errorClass; }

}  // namespace

class TestMerge : public QObject {
    Q_OBJECT
  private slots:
    void sharesAreTheRunBitForBit_data()
    {
        QTest::addColumn<int>("shares");
        for (const int shares : {1, 2, 3, 7, 60}) QTest::newRow(qPrintable(QString::number(shares))) << shares;
    }
    void sharesAreTheRunBitForBit()
    {
        QFETCH(int, shares);
        const data::Dataset whole = cellsWithGaps(203);
        const LoadedModel model = batchBoundModel();
        JobContext context;
        const TaskInput input{.dataset = &whole, .model = &model};
        const auto outcome = tasks::embedTask().run(input, OptionValues(smallBatches()), context);
        VERIFY_OK(outcome);
        const data::Dataset *const once = &std::get<tasks::DatasetChange>(outcome->result).dataset;
        const auto merged = tasks::merge(whole, partsOf(whole, model, shares), {});
        VERIFY_OK(merged);
        QVERIFY(vectorsOf(merged->dataset) == vectorsOf(*once));
        const auto *marks = merged->dataset.obs.columns.find("lexicell_embedded")->as<data::Array>();
        const auto *expected = once->obs.columns.find("lexicell_embedded")->as<data::Array>();
        bool gaps = false;
        for (std::int64_t cell = 0; cell < 203; ++cell) {
            QCOMPARE(marks->at(cell), expected->at(cell));
            gaps = gaps || marks->at(cell) == 0.0;
        }
        QVERIFY(gaps);
        // The record of the run is that of one machine; the merging follows it.
        const auto run = recordedSteps(steps::recordOf(*once)), both = recordedSteps(steps::recordOf(merged->dataset));
        QCOMPARE(both.size(), run.size() + 1);
        QVERIFY(both.front().options == run.front().options && both.front().inputs == run.front().inputs);
        QCOMPARE(both.back().step, std::string("merge"));
    }

    // Otherwise the test above would hold for any cut of the cells.
    void aCutOfTheCellsWouldDiffer()
    {
        const data::Dataset whole = cellsWithGaps(203);
        const LoadedModel model = batchBoundModel();
        JobContext context;
        std::vector<std::int64_t> first;
        for (std::int64_t cell = 0; cell < 100; ++cell) first.push_back(cell);
        const auto half = data::subset(whole, &first, nullptr);
        const auto cut = tasks::embed(*half, model, smallBatches(), context);
        const auto once = tasks::embed(whole, model, smallBatches(), context);
        VERIFY_OK(cut);
        VERIFY_OK(once);
        QVERIFY(!std::equal(cut->embedding.values.begin(), cut->embedding.values.end(), once->embedding.values.begin()));
    }

    // Equal shares take equally long, and no cell is in two of them.
    void sharesAreEqual()
    {
        const data::Dataset whole = cellsWithGaps(400);
        const LoadedModel model = batchBoundModel();
        std::int64_t cells = 0;
        for (std::int64_t index = 1; index <= 4; ++index) {
            const data::Dataset part = partOf(whole, model, smallBatches(), index, 4);
            cells += part.cells();
            QVERIFY2(part.cells() >= 80 && part.cells() <= 130, std::to_string(part.cells()).c_str());
            QVERIFY(!part.x);
            QVERIFY(part.obs.columns.find("type"));
            const auto read = tasks::readPart(part);
            VERIFY_OK(read);
            for (std::size_t i = 0; i < read->cells.size(); ++i)
                QCOMPARE(part.obs.index.values[i], whole.obs.index.values[static_cast<std::size_t>(read->cells[i])]);
        }
        QCOMPARE(cells, std::int64_t{400});
    }

    void whatDoesNotBelongTogetherIsRefused()
    {
        const data::Dataset whole = cellsWithGaps(120);
        const LoadedModel model = batchBoundModel();
        std::vector<data::Dataset> parts = partsOf(whole, model, 3);
        QCOMPARE(errorOf(tasks::merge(whole, {}, {})), std::string("missing_part"));
        const auto missing = tasks::merge(whole, std::vector<data::Dataset>{parts[0], parts[2]}, {});
        QCOMPARE(errorOf(missing), std::string("missing_part"));
        QVERIFY2(missing.error().message.find("missing: 2.") != std::string::npos, missing.error().message.c_str());
        const auto twice = tasks::merge(whole, std::vector<data::Dataset>{parts[0], parts[1], parts[1], parts[2]}, {});
        QCOMPARE(errorOf(twice), std::string("bad_option"));
        QVERIFY2(twice.error().message.find("part_2.h5ad") != std::string::npos, twice.error().message.c_str());
        QCOMPARE(errorOf(tasks::merge(parts[0], parts, {})), std::string("bad_option"));
        const auto none = tasks::merge(whole, std::vector<data::Dataset>{whole}, {});
        QCOMPARE(errorOf(none), std::string("unsupported"));
        QVERIFY2(none.error().message.find("whole.h5ad is no part") != std::string::npos, none.error().message.c_str());
    }

    void otherRunsAreRefused()
    {
        const data::Dataset whole = cellsWithGaps(120);
        const LoadedModel model = batchBoundModel();
        const data::Dataset first = partOf(whole, model, smallBatches(), 1, 2);
        const auto refused = [&](const data::Dataset &second, const char *what) {
            const auto merged = tasks::merge(whole, std::vector<data::Dataset>{first, second}, {});
            return errorOf(merged) == "dataset_changed" && merged.error().message.find(what) != std::string::npos;
        };
        EmbedOptions other = smallBatches();
        other.batchSize = 16;
        QVERIFY(refused(partOf(whole, model, other, 2, 2), "the option batch-size"));
        other = smallBatches();
        other.seed = 4;
        QVERIFY(refused(partOf(whole, model, other, 2, 2), "the option seed"));
        LoadedModel otherModel = batchBoundModel();
        otherModel.card.sha256 = "beef";
        QVERIFY(refused(partOf(whole, otherModel, smallBatches(), 2, 2), "their models"));
        QVERIFY(refused(partOf(whole, model, smallBatches(), 2, 3), "the numbers of shares"));
        QVERIFY(refused(partOf(cellsWithGaps(121), model, smallBatches(), 2, 2), "their data sets"));
    }

    void anotherWholeIsRefused()
    {
        const data::Dataset whole = cellsWithGaps(120);
        const LoadedModel model = batchBoundModel();
        const auto parts = partsOf(whole, model, 2);
        data::Dataset renamed = whole;
        renamed.obs.index.values[50] = "another";
        QCOMPARE(errorOf(tasks::merge(renamed, parts, {})), std::string("dataset_changed"));
        QCOMPARE(errorOf(tasks::merge(cellsWithGaps(119), parts, {})), std::string("dataset_changed"));
        // Cells of the same names in another file.
        std::vector<data::Dataset> recorded;
        for (const data::Dataset &part : parts) {
            recorded.push_back(part);
            steps::recordInput(whole, recorded.back(), "file", "abc");
        }
        const tasks::RecordInputs same{{"file", "abc"}, {"file_2", "x"}, {"file_3", "y"}};
        const auto merged = tasks::merge(whole, recorded, same);
        VERIFY_OK(merged);
        QCOMPARE(valueOf(recordedSteps(steps::recordOf(merged->dataset)).back().inputs, "part_1"), std::string("y"));
        QCOMPARE(errorOf(tasks::merge(whole, recorded, {{"file", "abd"}, {"file_2", "x"}, {"file_3", "y"}})),
                 std::string("dataset_changed"));
    }

    void damagedPartsAreRefused()
    {
        const data::Dataset whole = cellsWithGaps(120);
        const LoadedModel model = batchBoundModel();
        auto parts = partsOf(whole, model, 2);
        const std::vector<std::int64_t> few{0, 1, 2};
        auto cut = data::subset(parts[1], &few, nullptr);
        VERIFY_OK(cut);
        QCOMPARE(errorOf(tasks::merge(whole, std::vector<data::Dataset>{parts[0], *cut}, {})), std::string("corrupt_data"));
        parts[1].obsm = {};
        QCOMPARE(errorOf(tasks::merge(whole, parts, {})), std::string("corrupt_data"));
    }

    void sharesAreReadFromText()
    {
        const auto shard = input::shardOf("2/5");
        VERIFY_OK(shard);
        QVERIFY(shard->index == 2 && shard->of == 5 && shard->asked());
        for (const char *wrong : {"", "2", "0/5", "6/5", "-1/5", "2/5/6", "a/5", "2/", "/5", "2 / 5", "1/99999999999999999999"})
            QVERIFY2(!input::shardOf(wrong).ok() && input::shardOf(wrong).error().errorClass == std::string("bad_option"), wrong);
    }
};

QTEST_APPLESS_MAIN(TestMerge)
#include "tst_merge.moc"

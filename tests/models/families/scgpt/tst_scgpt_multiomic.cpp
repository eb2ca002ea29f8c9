// scGPT's multi-omic model: what its heads are told of batch and modality, and the first training step.
#include "tests/models/scgpt_training.h"
#include "models/families/open_model.h"

#include <algorithm>
#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;
using test::Hdf5File;
using test::tensorOf;

namespace {

nn::TokenTensors allTokens(const Hdf5File &file, const fs::path &folder)
{
    nn::TokenTensors tokens = test::tokensOf(file, "ids", "values", test::padIdOf(folder));
    tokens.modalities = test::idTensorOf(file, "mod_types");
    tokens.batches = test::idTensorOf(file, "batch_labels");
    return tokens;
}

}  // namespace

class TestScgptMultiomic : public test::ScgptTest {
    Q_OBJECT
  private slots:
    void outputs_data() { test::addCases(m_root, "multiomic"); }
    void outputs()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        const auto tokens = allTokens(file, folder);
        const at::Tensor predicted = tensorOf(file, "eval/mlm_output");  // zero at padding, as ours
        const at::Tensor vectors = tensorOf(file, "eval/cell_emb");

        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        JobContext context;
        const auto expression = model->expression->predictExpression(test::batchOf(tokens), context);
        VERIFY_OK(expression);
        VERIFY_CLOSE(tensorOf(expression->values, predicted.sizes().vec()), predicted);
        VERIFY_CLOSE(tensorOf(expression->fromCell, predicted.sizes().vec()), tensorOf(file, "eval/mvc_output"));
        const auto embedding = model->cells->encodeCells(test::batchOf(tokens), context);
        VERIFY_OK(embedding);
        VERIFY_CLOSE(tensorOf(*embedding, vectors.sizes().vec()), test::unitRows(vectors));

        const auto network = test::networkOf(folder);
        VERIFY_OK(network);
        scgpt::Wanted wanted;
        wanted.discriminator = true;
        const scgpt::Outputs out = scgpt::forward(*network, tokens, wanted, test::reference);
        VERIFY_CLOSE(out.cellVectors, vectors);
        VERIFY_CLOSE(out.batches, tensorOf(file, "eval/dab_output"));
    }

    void firstStep_data() { test::addCases(m_root, "multiomic"); }
    void firstStep()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        auto loaded = test::networkOf(folder);
        VERIFY_OK(loaded);
        const auto trained = test::trainable(std::move(*loaded));
        scgpt::Minibatch batch;
        batch.tokens = test::rowsOf(allTokens(file, folder), test::idTensorOf(file, "train/batch_order")[0]);
        batch.target = batch.tokens.values;
        batch.tokens.values = tensorOf(file, "train/masked_values")[0].to(at::kFloat);
        batch.scored = batch.tokens.values == -1;
        scgpt::Objective objective = scgpt::multiomicObjective();
        objective.batches = file.doubles("train/settings").values[5];
        const test::NoDropout training;
        const auto losses = scgpt::losses(trained.network, batch, objective, training.pass());
        QVERIFY(test::relativeError(losses.value("gep"), file.doubles("train/gep_mse").values[0]) < 1e-5);
        QVERIFY(test::relativeError(losses.value("gepc"), file.doubles("train/gepc_mse").values[0]) < 1e-5);
        QVERIFY(test::relativeError(losses.value("dab"), file.doubles("train/dab").values[0]) < 1e-5);
        QVERIFY(test::relativeError(losses.total(), file.doubles("train/total").values[0]) < 1e-5);
        losses.total().backward();
        QVERIFY(std::abs(test::globalNorm(trained.trained) / file.doubles("train/grad_norm").values[0] - 1.0) < 1e-4);
        const std::string difference = test::gradientDifference(trained, file, "train/grad_step0");
        QVERIFY2(difference.empty(), difference.c_str());
    }

    void batchesAndModalitiesMustBeGiven_data() { test::addCases(m_root, "multiomic"); }
    void batchesAndModalitiesMustBeGiven()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        TokenBatch batch = test::batchOf(allTokens(file, folder));
        JobContext context;
        const auto errorClass = [&] { return model->expression->predictExpression(batch, context).error().errorClass; };
        const auto modalities = batch.modalities;
        batch.modalities.clear();
        QCOMPARE(errorClass(), std::string("modalities_needed"));
        batch.modalities = modalities;
        batch.modalities.front() = 1000;
        QCOMPARE(errorClass(), std::string("unknown_modality"));
        batch.modalities = modalities;
        batch.batches.clear();
        QCOMPARE(errorClass(), std::string("batches_needed"));
        // The cell vector depends on neither.
        batch.modalities.clear();
        VERIFY_OK(model->cells->encodeCells(batch, context));
    }

    // The tokenizer knows genes from proteins, bins each by themselves and says which is which.
    void tokensOfTwoKinds_data() { test::addCases(m_root, "multiomic"); }
    void tokensOfTwoKinds()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        JobContext context;
        const auto outlined = outlineModel(folder, context);
        VERIFY_OK(outlined);
        const auto counts = file.floats("counts");
        const auto &vocabulary = outlined->tokenizer->vocabulary();
        std::vector<std::int64_t> geneIds;
        for (const std::string &feature : file.strings("features").values)
            geneIds.push_back(std::find(vocabulary.begin(), vocabulary.end(), feature) - vocabulary.begin());
        data::CsrBlock block;
        block.rows = counts.rows();
        block.columns = counts.columns();
        block.indptr = {0};
        for (std::int64_t cell = 0; cell < block.rows; ++cell) {
            for (std::int64_t feature = 0; feature < block.columns; ++feature) {
                if (counts.at(cell, feature) == 0.0F) continue;
                block.indices.push_back(static_cast<std::int32_t>(feature));
                block.values.push_back(counts.at(cell, feature));
            }
            block.indptr.push_back(static_cast<std::int64_t>(block.values.size()));
        }
        TokenOptions options;
        options.ties = "half";
        const auto batch = outlined->tokenizer->tokenize(
            block, geneIds, std::vector<std::string>(static_cast<std::size_t>(block.rows), "cell"), options);
        VERIFY_OK(batch);
        QCOMPARE(batch->genes, file.ints("ids").values);
        const auto modalities = file.ints("mod_types").values;
        QVERIFY(std::equal(batch->modalities.begin(), batch->modalities.end(), modalities.begin(), modalities.end()));
        const auto values = file.floats("values");
        for (std::int64_t cell = 0; cell < batch->cells; ++cell)
            for (std::int64_t token = 1; token < batch->tokens; ++token)  // <cls> is 0 in fine-tuning, -2 zero-shot
                QCOMPARE(batch->values[static_cast<std::size_t>(cell * batch->tokens + token)], values.at(cell, token));
    }

    void theCardSaysWhatIsAsked_data() { test::addCases(m_root, "multiomic"); }
    void theCardSaysWhatIsAsked()
    {
        const fs::path folder = test::fetchedFolder();
        JobContext context;
        const auto card = describeModel(folder, context);
        VERIFY_OK(card);
        const auto network = test::networkOf(folder);
        VERIFY_OK(network);
        QCOMPARE(card->batches, network->batches->table.size(0));
        QCOMPARE(card->modalities, network->modalities->table.size(0));
    }
};

QTEST_APPLESS_MAIN(TestScgptMultiomic)
#include "tst_scgpt_multiomic.moc"

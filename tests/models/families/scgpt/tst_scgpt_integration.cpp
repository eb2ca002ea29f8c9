// scGPT fine-tuned for batch integration: batch labels, a batch norm per batch, zero probabilities, the discriminator.
#include "models/nn/optimizer.h"
#include "models/families/scgpt/network/encoder.h"
#include "tests/models/scgpt_training.h"

#include <algorithm>
#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;
using test::Hdf5File;
using test::tensorOf;

namespace {

// The rows of one step, some values hidden.
scgpt::Minibatch minibatch(const Hdf5File &file, std::int64_t step)
{
    scgpt::Minibatch batch;
    batch.tokens = test::tokensOf(file, "ids", "values");
    batch.tokens.batches = test::idTensorOf(file, "batch_labels");
    batch.tokens = test::rowsOf(batch.tokens, test::idTensorOf(file, "batch_order")[step]);
    batch.target = batch.tokens.values;
    batch.tokens.values = tensorOf(file, "masked_values")[step].to(at::kFloat);
    batch.scored = batch.tokens.values == -1;
    return batch;
}

struct Settings {
    double learningRate, epsilon, gamma, stepsPerEpoch, clip;
    scgpt::Objective objective = scgpt::integrationObjective();

    explicit Settings(const Hdf5File &file)
    {
        const auto values = file.doubles("settings").values;
        learningRate = values[0];
        epsilon = values[1];
        gamma = values[2];
        stepsPerEpoch = values[3];
        clip = values[4];
        objective.similarity = values[5];
        objective.batches = values[6];
        objective.similarityThreshold = values[7];
    }
};

// Names of the loss parts in the file, ours beside them.
const std::vector<std::pair<std::string, std::string>> lossNames{{"gep_mse", "gep"},   {"gep_zero_nll", "gep_zero"},
                                                                 {"gepc_mse", "gepc"}, {"gepc_zero_nll", "gepc_zero"},
                                                                 {"ecs", "ecs"},       {"dab", "dab"}};

}  // namespace

class TestScgptIntegration : public test::ScgptTest {
    Q_OBJECT
  private slots:
    void firstStep_data() { addCases(); }
    void firstStep()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        auto loaded = test::networkOf(folder);
        VERIFY_OK(loaded);
        const auto trained = test::trainable(std::move(*loaded));
        const scgpt::Minibatch batch = minibatch(file, 0);
        const test::NoDropout training;
        {
            // The running statistics move with every pass: look at the outputs on a copy.
            auto copy = test::trainable(trained.network);
            scgpt::Wanted wanted;
            wanted.expression = wanted.fromCell = wanted.discriminator = true;
            const scgpt::Outputs out = scgpt::forward(copy.network, batch.tokens, wanted, training.pass());
            VERIFY_CLOSE(out.expression, tensorOf(file, "step0/mlm_output"));
            VERIFY_CLOSE(out.nonZero, tensorOf(file, "step0/mlm_zero_probs"));
            VERIFY_CLOSE(out.fromCell, tensorOf(file, "step0/mvc_output"));
            VERIFY_CLOSE(out.nonZeroFromCell, tensorOf(file, "step0/mvc_zero_probs"));
            VERIFY_CLOSE(out.cellVectors, tensorOf(file, "step0/cell_emb"));
            VERIFY_CLOSE(out.batches, tensorOf(file, "step0/dab_output"));
        }
        const Settings settings(file);
        const scgpt::Losses losses = scgpt::losses(trained.network, batch, settings.objective, training.pass());
        for (const auto &[theirs, ours] : lossNames)
            QVERIFY2(test::relativeError(losses.value(ours), file.doubles("losses/" + theirs).values[0]) < 1e-5, theirs.c_str());
        QVERIFY(test::relativeError(losses.total(), file.doubles("losses/total").values[0]) < 1e-5);
        losses.total().backward();
        QVERIFY(std::abs(test::globalNorm(trained.trained) / file.doubles("losses/grad_norm").values[0] - 1.0) < 1e-4);
        const std::string difference = test::gradientDifference(trained, file, "grad_step0");
        QVERIFY2(difference.empty(), difference.c_str());
    }

    // The whole short run, for its running statistics; then the embedding of every cell in its own batch's norm.
    void embeddingAfterTraining_data() { addCases(); }
    void embeddingAfterTraining()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        auto loaded = test::networkOf(folder);
        VERIFY_OK(loaded);
        const auto trained = test::trainable(std::move(*loaded));
        const Settings settings(file);
        nn::AdamOptions options;
        options.learningRate = settings.learningRate;
        options.epsilon = settings.epsilon;
        nn::Adam adam(trained.trained, options);
        const test::NoDropout training;
        for (std::int64_t step = 0; step < test::idTensorOf(file, "batch_order").size(0); ++step) {
            const auto losses = scgpt::losses(trained.network, minibatch(file, step), settings.objective, training.pass());
            adam.clearGradients();
            losses.total().backward();
            adam.clipGradients(settings.clip);
            adam.setLearningRate(settings.learningRate *
                                 std::pow(settings.gamma, std::floor(static_cast<double>(step) / settings.stepsPerEpoch)));
            adam.step();
        }
        for (const std::string &name : file.children("final_tensor"))
            if (name.ends_with(".running_mean") || name.ends_with(".running_var"))
                VERIFY_CLOSE(trained.parameters.at(name), tensorOf(file, "final_tensor/" + name), 2e-4);

        // In order of batch id, then row, as upstream's; one batch of mixed batches does.
        nn::TokenTensors tokens = test::tokensOf(file, "ids", "values");
        tokens.batches = test::idTensorOf(file, "batch_labels");
        tokens = test::rowsOf(tokens, at::argsort(tokens.batches, true, 0, false));
        JobContext context;
        const scgpt::Encoder encoder(trained.network, at::kCPU, {"cpu", "fp32", 0});
        const auto embedding = encoder.encodeCells(test::batchOf(tokens), context);
        VERIFY_OK(embedding);
        const at::Tensor want = tensorOf(file, "eval/X_scGPT");
        VERIFY_CLOSE(tensorOf(*embedding, want.sizes().vec()), want, 2e-4);
    }

    // In evaluation a cell is normalized as its own batch, whoever is beside it.
    void mixedBatchesEqualSeparateOnes_data() { addCases(); }
    void mixedBatchesEqualSeparateOnes()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        nn::TokenTensors tokens = test::tokensOf(file, "ids", "values");
        tokens.batches = test::idTensorOf(file, "batch_labels");
        JobContext context;
        const auto together = model->cells->encodeCells(test::batchOf(tokens), context);
        VERIFY_OK(together);
        const std::int64_t cells = tokens.genes.size(0);
        const at::Tensor all = tensorOf(*together, {cells, -1});
        const auto expression = model->expression->predictExpression(test::batchOf(tokens), context);
        VERIFY_OK(expression);
        QCOMPARE(expression->nonZero.size(), expression->values.size());
        QCOMPARE(expression->nonZeroFromCell.size(), expression->values.size());
        for (std::int64_t batch = 0; batch <= tokens.batches.max().item<std::int64_t>(); ++batch) {
            const at::Tensor rows = at::nonzero(tokens.batches == batch).squeeze(1);
            const auto some = test::batchOf(test::rowsOf(tokens, rows));
            const auto alone = model->cells->encodeCells(some, context);
            VERIFY_OK(alone);
            VERIFY_CLOSE(tensorOf(*alone, {rows.size(0), -1}), all.index_select(0, rows));
            const auto values = model->expression->predictExpression(some, context);
            VERIFY_OK(values);
            VERIFY_CLOSE(tensorOf(values->values, {rows.size(0), -1}),
                         tensorOf(expression->values, {cells, -1}).index_select(0, rows));
        }
    }

    void batchesMustBeGivenAndKnown_data() { addCases(); }
    void batchesMustBeGivenAndKnown()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        TokenBatch batch = test::batchOf(test::tokensOf(file, "ids", "values"));
        JobContext context;
        QCOMPARE(model->cells->encodeCells(batch, context).error().errorClass, std::string("batches_needed"));
        QCOMPARE(model->expression->predictExpression(batch, context).error().errorClass, std::string("batches_needed"));
        batch.batches.assign(static_cast<std::size_t>(batch.cells), 1000);
        QCOMPARE(model->cells->encodeCells(batch, context).error().errorClass, std::string("unknown_batch"));
        batch.batches.assign(static_cast<std::size_t>(batch.cells), -1);
        QCOMPARE(model->tokens->encodeTokens(batch, context).error().errorClass, std::string("unknown_batch"));
    }

  private:
    void addCases() { test::addCases(m_root, "train_step/integration"); }
};

QTEST_APPLESS_MAIN(TestScgptIntegration)
#include "tst_scgpt_integration.moc"

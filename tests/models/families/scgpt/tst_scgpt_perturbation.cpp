// scGPT's perturbation model: expression after a perturbation, pools of control cells, the first training step.
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

// All cells and genes; genes that the vocabulary lacks are fed as padding's token, and not masked.
nn::TokenTensors allTokens(const Hdf5File &file)
{
    nn::TokenTensors tokens;
    tokens.values = tensorOf(file, "control_values").to(at::kFloat);
    tokens.genes = test::idTensorOf(file, "gene_ids").unsqueeze(0).repeat({tokens.values.size(0), 1});
    tokens.perturbed = test::idTensorOf(file, "flags");
    return tokens;
}

nn::TokenTensors firstCells(const nn::TokenTensors &tokens, std::int64_t count)
{
    return test::rowsOf(tokens, at::arange(count, at::TensorOptions(at::kLong)));
}

}  // namespace

class TestScgptPerturbation : public test::ScgptTest {
    Q_OBJECT
  private slots:
    void predictions_data() { test::addCases(m_root, "perturb"); }
    void predictions()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        const at::Tensor want = tensorOf(file, "forward/pred");
        nn::TokenTensors tokens = firstCells(allTokens(file), want.size(0));
        VERIFY_CLOSE(predicted(*model, tokens), want);
        VERIFY_CLOSE(predicted(*model, tokens), tensorOf(file, "pred_perturb/all"));
        tokens.perturbed.zero_();
        VERIFY_CLOSE(predicted(*model, tokens), tensorOf(file, "forward/pred_no_flag"));
        tokens.perturbed.reset();  // nothing said: nothing perturbed
        VERIFY_CLOSE(predicted(*model, tokens), tensorOf(file, "forward/pred_no_flag"));
    }

    // Only some genes are fed, the others stay zero.
    void someGenes_data() { test::addCases(m_root, "perturb"); }
    void someGenes()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        const at::Tensor want = tensorOf(file, "pred_perturb/batch-wise");
        const at::Tensor fed = test::idTensorOf(file, "pred_perturb/batch-wise_fed_genes");
        nn::TokenTensors tokens = firstCells(allTokens(file), want.size(0));
        for (at::Tensor *part : {&tokens.genes, &tokens.values, &tokens.perturbed}) *part = part->index_select(1, fed);
        at::Tensor all = at::zeros(want.sizes(), at::TensorOptions(at::kFloat));
        all.index_copy_(1, fed, predicted(*model, tokens));
        VERIFY_CLOSE(all, want);
    }

    void pools_data() { test::addCases(m_root, "perturb"); }
    void pools()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        const at::Tensor all = predicted(*model, allTokens(file));
        const auto conditions = file.strings("conditions").values;
        const auto wanted = file.strings("pool/conditions").values;
        const at::Tensor means = tensorOf(file, "pool/mean_pred");
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            std::vector<std::int64_t> rows;
            for (std::size_t cell = 0; cell < conditions.size(); ++cell)
                if (conditions[cell] == wanted[i]) rows.push_back(static_cast<std::int64_t>(cell));
            QVERIFY(!rows.empty());
            VERIFY_CLOSE(all.index_select(0, at::tensor(rows, at::TensorOptions(at::kLong))).mean(0),
                         means[static_cast<std::int64_t>(i)]);
        }
    }

    void firstStep_data() { test::addCases(m_root, "perturb"); }
    void firstStep()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        auto loaded = test::networkOf(folder);
        VERIFY_OK(loaded);
        const auto trained = test::trainable(std::move(*loaded));
        const at::Tensor rows = test::idTensorOf(file, "train/batch_order")[0];
        scgpt::Minibatch batch;
        batch.tokens = test::rowsOf(allTokens(file), rows);
        batch.target = tensorOf(file, "target_values").to(at::kFloat).index_select(0, rows);
        batch.scored = at::ones_like(batch.tokens.genes, at::TensorOptions(at::kBool));
        const test::NoDropout training;
        const auto losses = scgpt::losses(trained.network, batch, scgpt::perturbationObjective(), training.pass());
        QVERIFY(test::relativeError(losses.total(), file.doubles("train/total").values[0]) < 1e-5);
        losses.total().backward();
        QVERIFY(std::abs(test::globalNorm(trained.trained) / file.doubles("train/grad_norm").values[0] - 1.0) < 1e-4);
        const std::string difference = test::gradientDifference(trained, file, "train/grad_step0");
        QVERIFY2(difference.empty(), difference.c_str());
        QCOMPARE(trained.parameters.at("pert_encoder.weight").grad()[0].abs().max().item<double>(), 0.0);
    }

    // Upstream returns no cell vector from this model.
    void thereIsNoCellVector_data() { test::addCases(m_root, "perturb"); }
    void thereIsNoCellVector()
    {
        const fs::path folder = test::fetchedFolder();
        JobContext context;
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        QVERIFY(!model->cells && !model->expression && !model->generator);
        const auto card = describeModel(folder, context);
        VERIFY_OK(card);
        const auto &abilities = card->abilities;
        QVERIFY(std::find(abilities.begin(), abilities.end(), Ability::Cells) == abilities.end());
        QVERIFY(std::find(abilities.begin(), abilities.end(), Ability::Perturbation) != abilities.end());
    }

  private:
    static at::Tensor predicted(const LoadedModel &model, const nn::TokenTensors &tokens)
    {
        JobContext context;
        const auto values = model.perturbation->predictPerturbed(test::batchOf(tokens), context);
        return values.ok() ? tensorOf(*values, tokens.genes.sizes().vec()) : at::Tensor(at::zeros({0}));
    }
};

QTEST_APPLESS_MAIN(TestScgptPerturbation)
#include "tst_scgpt_perturbation.moc"

// scGPT as a generator: from cell vectors, from known genes, from both, in rounds; and its generative pretraining.
#include "models/families/scgpt/format/tokenizer.h"
#include "models/tasks/generate/generate.h"
#include "tests/models/scgpt_training.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;
using test::Hdf5File;
using test::tensorOf;

namespace {

std::vector<float> floats(const at::Tensor &x) { return nn::toVector(x); }

// The known part and the part to be generated; the checkpoint is base's.
struct PromptCase {
    nn::TokenTensors known, asked;
    at::Tensor target;

    PromptCase(const Hdf5File &file, std::int64_t pad, const std::string &asking = "input/gen_ids")
        : known(test::tokensOf(file, "input/pcpt_ids", "input/pcpt_values", pad)),
          asked(test::tokensOf(file, asking, "input/gen_targets", pad)), target(asked.values)
    {
        asked.values.reset();
    }
};

}  // namespace

class TestScgptGeneration : public test::ScgptTest {
    Q_OBJECT
  private slots:
    void fromCells_data() { test::addCases(m_root, "base"); }
    void fromCells()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        const at::Tensor withValues = tensorOf(file, "generate/with_values");  // zero at padding, as ours
        const at::Tensor rows = at::arange(withValues.size(0), at::TensorOptions(at::kLong));
        const auto batch =
            test::batchOf(test::rowsOf(test::tokensOf(file, "tokens/ids", "bins/values_half", test::padIdOf(folder)), rows));
        const auto cells = floats(tensorOf(file, "heads/cell_emb").index_select(0, rows));
        JobContext context;
        for (const bool useValues : {true, false}) {
            const auto values = model->generator->generateFromCells(cells, batch, useValues, context);
            VERIFY_OK(values);
            VERIFY_CLOSE(tensorOf(*values, withValues.sizes().vec()),
                         useValues ? withValues : tensorOf(file, "generate/without_values"));
        }
        QCOMPARE(model->generator->generateFromCells({1.0F}, batch, true, context).error().errorClass,
                 std::string("shape_mismatch"));
    }

    void fromGenes_data() { test::addCases(m_root, "pretrain"); }
    void fromGenes()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        const auto model = test::modelOf(test::baseOf(folder));
        VERIFY_OK(model);
        const std::int64_t pad = test::padIdOf(test::baseOf(folder));
        const PromptCase input(file, pad), leak(file, pad, "leak/gen_ids");
        const at::Tensor want = tensorOf(file, "forward/gen_preds");
        const auto known = test::batchOf(input.known);
        JobContext context;
        const auto values = model->generator->generateFromGenes(known, test::batchOf(input.asked), {}, context);
        VERIFY_OK(values);
        const at::Tensor found = tensorOf(*values, want.sizes().vec());
        VERIFY_CLOSE(found, want);
        const auto prompted = model->generator->generateFromGenes(known, test::batchOf(input.asked),
                                                                  floats(tensorOf(file, "forward/cell_emb")), context);
        VERIFY_OK(prompted);
        VERIFY_CLOSE(tensorOf(*prompted, want.sizes().vec()), tensorOf(file, "forward/gen_preds_cell_prompt"));
        // A gene that is asked for sees no other such gene: exchanging the first changes the first alone.
        const auto other = model->generator->generateFromGenes(known, test::batchOf(leak.asked), {}, context);
        VERIFY_OK(other);
        const at::Tensor leaked = tensorOf(*other, want.sizes().vec());
        VERIFY_CLOSE(leaked, tensorOf(file, "leak/gen_preds"));
        VERIFY_CLOSE(leaked.slice(1, 1), found.slice(1, 1), 1e-6);
        QVERIFY(!at::allclose(leaked.select(1, 0), found.select(1, 0)));
    }

    void promptOutputs_data() { test::addCases(m_root, "pretrain"); }
    void promptOutputs()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        const auto network = test::networkOf(test::baseOf(folder));
        VERIFY_OK(network);
        const PromptCase input(file, test::padIdOf(test::baseOf(folder)));
        const auto out = scgpt::forwardPrompt(*network, input.known, input.asked, {}, test::reference);
        const at::Tensor known = input.known.padding.logical_not();
        const at::Tensor asked = input.asked.padding.logical_not();
        VERIFY_CLOSE(out.known, tensorOf(file, "forward/pcpt_preds"), 1e-5, known);
        VERIFY_CLOSE(out.asked, tensorOf(file, "forward/gen_preds"), 1e-5, asked);
        VERIFY_CLOSE(out.fromCell, tensorOf(file, "forward/mvc_output"), 1e-5, at::cat({known, asked}, 1));
        VERIFY_CLOSE(out.cellVectors, tensorOf(file, "forward/cell_emb"));
    }

    void firstStep_data() { test::addCases(m_root, "pretrain"); }
    void firstStep()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        auto loaded = test::networkOf(test::baseOf(folder));
        VERIFY_OK(loaded);
        const auto trained = test::trainable(std::move(*loaded));
        const PromptCase input(file, test::padIdOf(test::baseOf(folder)));
        const test::NoDropout training;
        const auto losses = scgpt::promptLosses(trained.network, {input.known, input.asked, input.target}, true, training.pass());
        for (const auto &[theirs, ours] : {std::pair{"gene_prompt_mse", "gene_prompt"}, std::pair{"mvc_mse", "mvc"},
                                           std::pair{"cell_prompt_mse", "cell_prompt"}})
            QVERIFY2(test::relativeError(losses.value(ours), file.doubles(std::string("train/") + theirs).values[0]) < 1e-5,
                     ours);
        QVERIFY(test::relativeError(losses.total(), file.doubles("train/total").values[0]) < 1e-5);
        losses.total().backward();
        QVERIFY(std::abs(test::globalNorm(trained.trained) / file.doubles("train/grad_norm").values[0] - 1.0) < 1e-4);
        const std::string difference = test::gradientDifference(trained, file, "train/grad_step0");
        QVERIFY2(difference.empty(), difference.c_str());
    }

    // One round is the plain prediction; in more, every gene is predicted once and later ones see the earlier.
    void inRounds_data() { test::addCases(m_root, "pretrain"); }
    void inRounds()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        const auto model = test::modelOf(test::baseOf(folder));
        VERIFY_OK(model);
        const PromptCase input(file, test::padIdOf(test::baseOf(folder)));
        tasks::Prompt prompt{test::batchOf(input.known), test::batchOf(input.asked), {}};
        JobContext context;
        tasks::GenerationOptions options;
        options.rounds = 1;
        const auto once = tasks::generateInRounds(*model->generator, prompt, options, context);
        VERIFY_OK(once);
        const at::Tensor want = tensorOf(file, "forward/gen_preds");
        const at::Tensor first = tensorOf(*once, want.sizes().vec());
        VERIFY_CLOSE(first, want);
        options.rounds = 3;
        const auto thrice = tasks::generateInRounds(*model->generator, prompt, options, context);
        VERIFY_OK(thrice);
        const at::Tensor later = tensorOf(*thrice, want.sizes().vec());
        const at::Tensor valid = input.asked.padding.logical_not();
        // A third of each cell's genes, the largest, came in the first round and is as in the single one.
        const at::Tensor same = ((later - first).abs() < 1e-5) & valid;
        QVERIFY(at::ge(same.sum(1) * 3, valid.sum(1)).all().item<bool>());
        QVERIFY(((later - first).abs() > 1e-4).any().item<bool>());
        QVERIFY((later.masked_select(input.asked.padding) == 0).all().item<bool>());
        QVERIFY((later.masked_select(valid) != 0).all().item<bool>());

        // From cell vectors alone: the cell token is all that is known.
        nn::TokenTensors cellTokens;
        cellTokens.genes = input.known.genes.slice(1, 0, 1);
        cellTokens.values = input.known.values.slice(1, 0, 1);
        prompt.known = test::batchOf(cellTokens);
        prompt.cellVectors = floats(tensorOf(file, "forward/cell_emb"));
        const auto fromCells = tasks::generateInRounds(*model->generator, prompt, options, context);
        VERIFY_OK(fromCells);
        QVERIFY(at::isfinite(tensorOf(*fromCells, want.sizes().vec())).all().item<bool>());
        options.rounds = 0;
        QCOMPARE(tasks::generateInRounds(*model->generator, prompt, options, context).error().errorClass,
                 std::string("bad_option"));
    }

    // The task's own path: the checkpoint's pass, limited to the bins.
    void throughTheTask_data() { test::addCases(m_root, "pretrain"); }
    void throughTheTask()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File file(folder / "expected.h5");
        auto model = test::modelOf(test::baseOf(folder));
        VERIFY_OK(model);
        const scgpt::Config config;
        model->tokenizer = scgpt::makeTokenizer(scgpt::completeVocabulary({}, config), config);
        const PromptCase input(file, test::padIdOf(test::baseOf(folder)));
        tasks::Prompt prompt{test::batchOf(input.known), test::batchOf(input.asked), {}};
        JobContext context;
        bool pretrained = false;
        const at::Tensor want = tensorOf(file, "forward/gen_preds");
        const auto values = tasks::generatedValues(*model, prompt, 1, pretrained, context);
        VERIFY_OK(values);
        QVERIFY(pretrained);
        VERIFY_CLOSE(tensorOf(*values, want.sizes().vec()), want.clamp(0, 50));
        prompt.cellVectors = floats(tensorOf(file, "forward/cell_emb"));
        const auto prompted = tasks::generatedValues(*model, prompt, 1, pretrained, context);
        VERIFY_OK(prompted);
        VERIFY_CLOSE(tensorOf(*prompted, want.sizes().vec()), tensorOf(file, "forward/gen_preds_cell_prompt").clamp(0, 50));
    }

    void withoutMarksThereIsNoGenePrompt_data() { test::addCases(m_root, "cls"); }
    void withoutMarksThereIsNoGenePrompt()
    {
        const fs::path folder = test::fetchedFolder();
        const auto model = test::modelOf(folder);
        VERIFY_OK(model);
        JobContext context;
        const auto values = model->generator->generateFromGenes({}, {}, {}, context);
        QVERIFY(!values.ok());
        QCOMPARE(values.error().errorClass, std::string("unsupported_model"));
    }
};

QTEST_APPLESS_MAIN(TestScgptGeneration)
#include "tst_scgpt_generation.moc"

// Pretraining through the interface that tasks use, against upstream's numbers (scEMB-style: the fixtures' own program): the loss
// of every step, with the family's optimizer.
#include "models/families/open_model.h"
#include "models/families/torch_library.h"
#include "tests/models/scemb_cases.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
using test::Hdf5File;
using training::Examples;
namespace fs = std::filesystem;

namespace {

Result<std::unique_ptr<training::Trainable>> networkOf(const std::string &family, const fs::path &checkpoint,
                                                       const training::Term &term, const training::OptimizerRule &optimizer)
{
    JobContext context;
    LEXICELL_TRY(bundle, openModelBundle(checkpoint, context));
    training::TrainableRequest request;
    request.bundle = std::move(bundle);
    request.objective.terms = {term};
    request.optimizer = optimizer;
    request.clippingNorm = 0.0;
    request.device = "cpu";
    request.threads = 1;
    LEXICELL_TRY(library, torchLibrary());
    for (const Family &each : library->families())
        if (family == each.name) return each.train(request, context);
    return Error{errors::unsupportedFamily, "no such family", {}};
}

void addCases(const char *family, const std::string &begin)
{
    QTest::addColumn<QString>("folder");
    const auto root = test::fixtures(family);
    if (!root) QSKIP("no fixtures of this family");
    const auto cases = test::caseFolders(*root, "expected.h5", {begin});
    if (cases.empty()) QSKIP("no such case in this folder");
    for (const fs::path &folder : cases) QTest::newRow(folder.filename().c_str()) << QString::fromStdString(folder.string());
}

bool near(double found, double expected, double absolute, double relative)
{
    return std::abs(found - expected) <= absolute + relative * std::abs(expected);
}

}  // namespace

class TestPretraining : public QObject {
    Q_OBJECT
  private slots:
    void scembGenes_data() { test::addScembRows(); }
    void scembGenes()
    {
        SCEMB_CASE_OR_SKIP(item);
        auto network = networkOf("scemb", item.folder, {"mlm", 1.0, "ce"}, {1e-8, 0.01, false});
        VERIFY_OK(network);
        const auto positions = item.expected->ints("mlm/masked_positions");
        Examples examples;
        examples.tokens = item.tokens(item.expected->ints("mlm/cells").values);
        examples.scored.assign(examples.tokens.genes.size(), 0);
        for (std::size_t i = 0; i < positions.values.size(); i += 2)
            examples.scored[static_cast<std::size_t>(positions.values[i] * examples.tokens.tokens + positions.values[i + 1])] = 1;
        std::vector<double> losses;
        for (std::size_t step = 0; step < item.expected->doubles("mlm/loss_6_adamw_steps_f64").values.size(); ++step) {
            const auto terms = (*network)->step({examples}, 1e-3);
            VERIFY_OK(terms);
            losses.push_back(terms->front());
        }
        VERIFY_AS_STATED(*item.expected, "mlm/loss_6_adamw_steps_f64", losses);
    }

    void exceiverValues_data() { addCases("exceiver", "base_"); }
    void exceiverValues()
    {
        QFETCH(QString, folder);
        const fs::path path = folder.toStdString();
        const Hdf5File file(path / "expected.h5");
        auto network = networkOf("exceiver", path / "model.ckpt", {"mse", 1.0, "mse"}, {1e-8, 1e-5, true});
        VERIFY_OK(network);
        const auto ids = file.ints("training/gene_ids"), targets = file.ints("training/target_ids");
        const auto values = file.doubles("training/gene_values_f32"), truth = file.doubles("training/target_values_f32"),
                   bias = file.doubles("training/key_bias_f32");
        const auto losses = file.doubles("training/mse_f64").values, rates = file.doubles("training/lr_f64").values;
        const std::int64_t cells = ids.shape[1], genes = ids.shape[2], hidden = targets.shape[2];
        for (std::size_t step = 0; step < losses.size(); ++step) {
            Examples examples;
            TokenBatch &batch = examples.tokens;
            batch.cells = cells;
            batch.tokens = genes;
            for (std::int64_t cell = 0; cell < cells; ++cell) {
                const std::int64_t row = static_cast<std::int64_t>(step) * cells + cell;
                for (std::int64_t gene = 0; gene < genes; ++gene) {
                    const auto place = static_cast<std::size_t>(row * genes + gene);
                    batch.genes.push_back(gene);
                    batch.values.push_back(static_cast<float>(values.values[place]));
                    batch.undetected.push_back(bias.values[place] > 0.5);
                    batch.padding.push_back(0);
                    examples.scored.push_back(ids.values[place] == genes);
                }
                for (std::int64_t i = 0; i < hidden; ++i) {
                    const auto place = static_cast<std::size_t>(row * hidden + i);
                    batch.values[static_cast<std::size_t>(cell * genes + targets.values[place])] =
                        static_cast<float>(truth.values[place]);
                }
            }
            const auto terms = (*network)->step({examples}, rates[step]);
            VERIFY_OK(terms);
            QVERIFY2(near(terms->front(), losses[step], 2e-5, 1e-4), qPrintable(QString::number(terms->front() - losses[step])));
        }
    }

    void scbertClassesOfGenes_data() { addCases("scbert", "lm_"); }
    void scbertClassesOfGenes()
    {
        QFETCH(QString, folder);
        const fs::path path = folder.toStdString();
        const Hdf5File file(path / "expected.h5");
        auto network = networkOf("scbert", path / "pretrain.pth", {"mlm", 1.0, "ce"}, {});
        VERIFY_OK(network);
        const auto input = file.ints("pretrain/input_tokens"), labels = file.ints("pretrain/labels");
        constexpr std::int64_t mask = 6;
        Examples examples;
        examples.tokens.cells = input.shape[0];
        examples.tokens.tokens = input.shape[1];
        for (std::size_t i = 0; i < input.values.size(); ++i) {
            const bool asked = labels.values[i] != mask;
            examples.tokens.values.push_back(static_cast<float>(input.values[i]));
            examples.target.push_back(static_cast<float>(asked ? labels.values[i] : input.values[i]));
            examples.scored.push_back(asked);
        }
        const double expected = file.doubles("pretrain/per_cell_max/loss_f64").values.front();
        const auto evaluation = (*network)->evaluate(examples);
        VERIFY_OK(evaluation);
        QVERIFY2(near(evaluation->terms.front(), expected, 1e-5, 0.0),
                 qPrintable(QString::number(evaluation->terms.front() - expected)));
        const auto before = (*network)->weights();
        VERIFY_OK((*network)->step({examples}, 1e-3));
        const auto after = (*network)->weights();
        VERIFY_OK(after);
        for (const auto &[name, tensor] : after->entries) {
            const bool same = tensor.toFloat() == before->find(name)->toFloat();
            QVERIFY2(same == name.ends_with(".projection_matrix"), name.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestPretraining)
#include "tst_pretraining.moc"

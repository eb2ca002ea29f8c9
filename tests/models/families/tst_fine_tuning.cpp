// Whole runs of upstream's fine-tuning, through the interface that tasks use: the losses of every step, the weights or the
// outputs after the last, and that low-rank adapters learn.
#include "models/families/fine_tuning.h"
#include "models/families/open_model.h"
#include "models/families/torch_library.h"
#include "models/training/schedule.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <algorithm>
#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
using test::Hdf5File;
using training::Examples;
namespace fs = std::filesystem;

namespace {

using Network = std::unique_ptr<training::Trainable>;

Result<Network> make(const std::string &family, const training::TrainableRequest &request)
{
    LEXICELL_TRY(library, torchLibrary());
    JobContext context;
    for (const Family &each : library->families())
        if (family == each.name) return each.train(request, context);
    return Error{errors::unsupportedFamily, "no such family", {}};
}

training::TrainableRequest requestOf(const fs::path &checkpoint, std::vector<training::Term> terms)
{
    JobContext context;
    auto bundle = openModelBundle(checkpoint, context);
    if (!bundle.ok()) qFatal("%s", bundle.error().message.c_str());
    training::TrainableRequest request;
    request.bundle = std::move(*bundle);
    request.objective.terms = std::move(terms);
    request.device = "cpu";
    request.threads = 1;
    return request;
}

// The fixtures are made without dropout.
void withoutDropout(checkpoint::Bundle &bundle)
{
    QJsonObject settings = QJsonDocument::fromJson(QByteArray::fromStdString(bundle.config)).object();
    settings["dropout"] = 0.0;
    bundle.config = QJsonDocument(settings).toJson().toStdString();
}

template <class T> std::vector<T> rowOf(const test::Hdf5Values<T> &table, std::int64_t row)
{
    const std::int64_t width = table.columns();
    return {table.values.begin() + row * width, table.values.begin() + (row + 1) * width};
}

template <class To, class From> void append(std::vector<To> &to, const std::vector<From> &from)
{
    for (const From &value : from) to.push_back(static_cast<To>(value));
}

void addRows(const char *family, const std::string &below, const std::string &begin)
{
    QTest::addColumn<QString>("folder");
    const auto root = test::fixtures(family);
    if (!root) QSKIP("no fixtures of this family");
    const auto cases = test::caseFolders(below.empty() ? *root : *root / below, "expected.h5", {begin});
    if (cases.empty()) QSKIP("no such case in this folder");
    for (const fs::path &folder : cases) QTest::newRow(folder.filename().c_str()) << QString::fromStdString(folder.string());
}

bool isNear(double value, double expected, double atol, double rtol)
{
    return std::abs(value - expected) <= atol + rtol * std::abs(expected);
}

}  // namespace

class TestFineTuning : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void scgptClasses_data() { addRows("scgpt", "train_step", "annotation"); }
    void scgptClasses()
    {
        QFETCH(QString, folder);
        const fs::path path = folder.toStdString();
        const Hdf5File file(path / "expected.h5");
        const auto ids = file.ints("ids"), order = file.ints("batch_order"), labels = file.ints("labels");
        const auto values = file.doubles("values");
        int runs = 0;
        for (const std::string &group : file.children("/")) {
            if (!file.has(group + "/settings")) continue;
            ++runs;
            const auto settings = file.doubles(group + "/settings").values;  // lr, eps, gamma, steps per epoch, clip
            training::TrainableRequest request = requestOf(path, {{"cls", 1.0, "ce"}});
            withoutDropout(request.bundle);
            request.optimizer.epsilon = settings[1];
            request.clippingNorm = settings[4];
            const auto pad = std::find(request.bundle.vocabulary.begin(), request.bundle.vocabulary.end(), "<pad>") -
                             request.bundle.vocabulary.begin();
            auto network = make("scgpt", request);
            VERIFY_OK(network);
            const auto schedule = training::decayByEpoch(settings[0], 1, settings[2]);
            const auto total = file.doubles(group + "/total").values;
            for (std::size_t step = 0; step < total.size(); ++step) {
                Examples examples;
                TokenBatch &batch = examples.tokens;
                for (const std::int64_t row : rowOf(order, static_cast<std::int64_t>(step))) {
                    append(batch.genes, rowOf(ids, row));
                    append(batch.values, rowOf(values, row));
                    examples.labels.push_back(labels.values[static_cast<std::size_t>(row)]);
                }
                batch.cells = order.columns();
                batch.tokens = ids.columns();
                for (std::size_t i = 0; i < batch.genes.size(); ++i) {
                    batch.padding.push_back(batch.genes[i] == pad);
                    // as the tokenizer gives it: training replaces the cell token's value
                    if (static_cast<std::int64_t>(i) % batch.tokens == 0) batch.values[i] = -2.0F;
                }
                const auto terms =
                    (*network)->step({examples}, schedule(0, static_cast<int>(static_cast<double>(step) / settings[3]) + 1));
                VERIFY_OK(terms);
                QVERIFY2(isNear(terms->front(), total[step], 0.0, step == 0 ? 1e-5 : 1e-4),
                         qPrintable(QString("%1 step %2: %3, expected %4")
                                        .arg(group.c_str())
                                        .arg(step)
                                        .arg(terms->front())
                                        .arg(total[step])));
            }
            const auto weights = (*network)->weights();
            VERIFY_OK(weights);
            for (const std::string &name : file.children(group + "/final_tensor")) {
                if (name.ends_with("_f64")) continue;
                const auto expected = file.doubles(group + "/final_tensor/" + name).values;
                const auto found = weights->find(name)->toFloat();
                QCOMPARE(found.size(), expected.size());
                // Fused attention rounds differently, and Adam turns rounding into steps where a gradient is nearly zero.
                const bool joined = name.ends_with("Wqkv.weight");
                for (std::size_t i = 0; i < expected.size(); ++i)
                    if (!joined || i < expected.size() / 3 || i >= 2 * expected.size() / 3)
                        QVERIFY2(isNear(found[i], expected[i], 1e-4, 0.0), name.c_str());
            }
        }
        QVERIFY(runs > 0);
    }

    // Twelve steps of two parts of three cells, with the key maximum per cell.
    void scbertClasses_data() { addRows("scbert", "", "finetune_"); }
    void scbertClasses()
    {
        QFETCH(QString, folder);
        const fs::path path = folder.toStdString();
        const Hdf5File file(path / "expected.h5");
        const std::string group = "per_cell_max";
        training::TrainableRequest request = requestOf(path / "start.pth", {{"cls", 1.0, "ce"}});
        request.clippingNorm = 0.0;
        request.microBatch = 3;
        const auto family = fineTuningOf("scbert");
        VERIFY_OK(family);
        for (const auto &[name, tensor] : request.bundle.tensors.entries)
            if (!family->changes(request.bundle, name)) request.frozen.push_back(name);
        auto network = make("scbert", request);
        VERIFY_OK(network);
        const auto tokens = file.ints("tokens"), labels = file.ints("labels"), parts = file.ints(group + "/micro_batches");
        const auto losses = file.doubles(group + "/loss_per_step_f64").values,
                   rates = file.doubles(group + "/lr_per_epoch_f64").values;
        const std::size_t perStep = 6, stepsPerEpoch = losses.size() / rates.size();
        QCOMPARE(parts.values.size(), losses.size() * perStep);
        const auto batchOf = [&](const std::vector<std::int64_t> &cells) {
            Examples examples;
            for (const std::int64_t cell : cells) {
                append(examples.tokens.values, rowOf(tokens, cell));
                examples.labels.push_back(labels.values[static_cast<std::size_t>(cell)]);
            }
            examples.tokens.cells = static_cast<std::int64_t>(cells.size());
            examples.tokens.tokens = tokens.columns();
            return examples;
        };
        for (std::size_t step = 0; step < losses.size(); ++step) {
            const auto begin = parts.values.begin() + static_cast<std::ptrdiff_t>(step * perStep);
            const auto terms = (*network)->step({batchOf({begin, begin + perStep})}, rates[step / stepsPerEpoch]);
            VERIFY_OK(terms);
            QVERIFY2(isNear(terms->front(), losses[step], 2e-6, 2e-5),
                     qPrintable(QString::number(terms->front() - losses[step])));
        }
        std::vector<std::int64_t> all;
        for (std::size_t cell = 0; cell < labels.values.size(); ++cell) all.push_back(static_cast<std::int64_t>(cell));
        const auto evaluation = (*network)->evaluate(batchOf(all));
        VERIFY_OK(evaluation);
        const auto expected = file.doubles(group + "/final_logits_single_cells_f64").values;
        QCOMPARE(evaluation->logits.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) QVERIFY(isNear(evaluation->logits[i], expected[i], 2e-5, 1e-4));
    }

    void exceiverClasses_data() { addRows("exceiver", "", "classifier_"); }
    void exceiverClasses()
    {
        QFETCH(QString, folder);
        const fs::path path = folder.toStdString();
        const Hdf5File file(path / "expected.h5");
        training::TrainableRequest request = requestOf(path, {{"cls", 1.0, "ce"}, {"mse", 1.0, "mse"}});
        const auto family = fineTuningOf("exceiver");
        VERIFY_OK(family);
        const auto recipe = family->recipe(request.bundle, "annotation");
        VERIFY_OK(recipe);
        request.optimizer = recipe->optimizer;
        request.clippingNorm = recipe->clippingNorm;
        auto network = make("exceiver", request);
        VERIFY_OK(network);
        const auto ids = file.ints("training/gene_ids"), targets = file.ints("training/target_ids"),
                   labels = file.ints("training/labels");
        const auto values = file.doubles("training/gene_values_f32"), truth = file.doubles("training/target_values_f32"),
                   bias = file.doubles("training/key_bias_f32");
        const auto crossEntropy = file.doubles("training/cross_entropy_f64").values,
                   mse = file.doubles("training/mse_f64").values;
        const auto schedule = training::scheduleOf(*recipe, recipe->learningRate, static_cast<double>(mse.size()));
        const std::int64_t cells = ids.shape[1], genes = ids.shape[2], hidden = targets.shape[2];
        for (std::size_t step = 0; step < mse.size(); ++step) {
            Examples examples;
            TokenBatch &batch = examples.tokens;
            batch.cells = cells;
            batch.tokens = genes;
            const auto first = static_cast<std::int64_t>(step) * cells;
            for (std::int64_t cell = first; cell < first + cells; ++cell) {
                const auto at = static_cast<std::size_t>((cell - first) * genes);
                for (std::int64_t gene = 0; gene < genes; ++gene) {
                    const auto place = static_cast<std::size_t>(cell * genes + gene);
                    batch.genes.push_back(gene);
                    batch.values.push_back(static_cast<float>(values.values[place]));
                    batch.undetected.push_back(bias.values[place] > 0.5);
                    batch.padding.push_back(0);
                    examples.scored.push_back(ids.values[place] == genes);
                }
                for (std::int64_t i = 0; i < hidden; ++i) {
                    const auto place = static_cast<std::size_t>(cell * hidden + i);
                    batch.values[at + static_cast<std::size_t>(targets.values[place])] = static_cast<float>(truth.values[place]);
                }
                examples.labels.push_back(labels.values[static_cast<std::size_t>(cell)]);
            }
            const auto terms = (*network)->step({examples}, schedule(static_cast<std::int64_t>(step), 1));
            VERIFY_OK(terms);
            QVERIFY2(isNear((*terms)[0], crossEntropy[step], 2e-5, 1e-4),
                     qPrintable(QString::number((*terms)[0] - crossEntropy[step])));
            QVERIFY2(isNear((*terms)[1], mse[step], 2e-5, 1e-4), qPrintable(QString::number((*terms)[1] - mse[step])));
        }
        const auto weights = (*network)->weights();
        VERIFY_OK(weights);
        const auto table = weights->find("gene_emb.weight")->toFloat();
        const std::int64_t width = weights->find("gene_emb.weight")->shape[1];
        for (std::int64_t i = genes * width; i < (genes + 1) * width; ++i)
            QCOMPARE(table[static_cast<std::size_t>(i)], 0.0F);  // the mask row
    }
};

QTEST_APPLESS_MAIN(TestFineTuning)
#include "tst_fine_tuning.moc"

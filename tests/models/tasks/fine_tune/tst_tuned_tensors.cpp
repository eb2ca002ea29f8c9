// Which tensors fine-tuning changes: adapters, what is frozen, and what is saved of each.
#include "core/files/mapped_file.h"
#include "models/checkpoint/safetensors/safetensors.h"
#include "models/families/open_model.h"
#include "models/tasks/convert_model/convert_model.h"
#include "models/tasks/fine_tune/tuned_tensors.h"
#include "tests/models/small_fine_tuning.h"
#include "tests/support/fixtures.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

using namespace lexicell;
using namespace lexicell::test;
using models::tasks::FineTuneJob;
using models::tasks::FineTuneSummary;
namespace fs = std::filesystem;

namespace {

Result<FineTuneSummary> run(const FineTuneJob &job, JobContext &context)
{
    context.threads = 1;
    return models::tasks::fineTune(job, context);
}

models::checkpoint::TensorMap tensorsIn(const fs::path &folder)
{
    JobContext context;
    const auto bundle = models::openModelBundle(folder, context);
    if (!bundle.ok()) qFatal("%s", bundle.error().message.c_str());
    return bundle->tensors;
}

bool sameBytes(const models::checkpoint::Tensor &a, const models::checkpoint::Tensor &b)
{
    return a.type == b.type && a.shape == b.shape && std::memcmp(a.data, b.data, a.byteSize()) == 0;
}

}  // namespace

class TestTunedTensors : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase()
    {
        auto made = smallModel(m_root);
        VERIFY_OK(made);
        m_model.emplace(std::move(*made));
        m_cells = labeledCells(240);
    }
    void adaptersLearnAndAreMerged();
    void adapterIsSavedAlone();
    void largeModelsGetAdapters();
    void whatIsFrozenStays_data();
    void whatIsFrozenStays();

  private:
    FineTuneJob job(const std::string &name) { return smallFineTuning(m_cells, *m_model, m_root, name); }

    QTemporaryDir m_root;
    std::optional<SmallModel> m_model;
    data::Dataset m_cells;
};

void TestTunedTensors::adaptersLearnAndAreMerged()
{
    FineTuneJob job = this->job("adapted");
    job.options.adapters = "lora";
    job.options.epochs = 2;
    JobContext context;
    const auto summary = run(job, context);
    VERIFY_OK(summary);
    QVERIFY(summary->adapted);
    const auto file = files::MappedFile::open(job.folder / "adapter.safetensors");
    VERIFY_OK(file);
    const auto matrices = models::checkpoint::readSafetensors(*file, job.folder);
    VERIFY_OK(matrices);
    QCOMPARE(matrices->entries.size(), std::size_t{4});  // queries and values of the first of two layers
    // Every number of both matrices had a gradient: those of `up` began as zeros and are zero nowhere.
    for (const auto &[name, tensor] : matrices->entries)
        for (const float value : tensor.toFloat()) QVERIFY2(value != 0.0F, name.c_str());
    const auto metadata = models::checkpoint::readSafetensorsMetadata(*file, job.folder);
    VERIFY_OK(metadata);
    QCOMPARE(metadata->at("base_sha256"), m_model->model.card.sha256);

    // The checkpoint holds the sum; all else of the body is as it was.
    const auto before = tensorsIn(m_model->source.path), after = tensorsIn(job.folder);
    const std::string joined = "transformer_encoder.layers.0.self_attn.Wqkv.weight";
    const auto base = before.find(joined)->toFloat(), merged = after.find(joined)->toFloat();
    const auto up = matrices->find("lora/" + joined + "/0/up")->toFloat(),
               down = matrices->find("lora/" + joined + "/0/down")->toFloat();
    double largest = 0.0;
    for (std::size_t row = 0; row < 32; ++row)
        for (std::size_t column = 0; column < 32; ++column) {
            double sum = base[row * 32 + column];
            for (std::size_t r = 0; r < 8; ++r) sum += 2.0 * up[row * 8 + r] * down[r * 32 + column];
            largest = std::max(largest, std::abs(sum - merged[row * 32 + column]));
        }
    QVERIFY2(largest < 1e-6, qPrintable(QString::number(largest)));
    QVERIFY(std::equal(base.begin() + 32 * 32, base.begin() + 2 * 32 * 32, merged.begin() + 32 * 32));  // keys
    for (const auto &[name, tensor] : before.entries)
        if (name != joined) QVERIFY2(sameBytes(tensor, *after.find(name)), name.c_str());
}

void TestTunedTensors::adapterIsSavedAlone()
{
    FineTuneJob job = this->job("alone");
    job.options.adapters = "lora";
    job.options.save = "adapter";
    job.options.epochs = 1;
    JobContext context;
    VERIFY_OK(run(job, context));
    QVERIFY(!fs::exists(job.folder / "best_model.pt"));
    QVERIFY(fs::exists(job.folder / "head.safetensors"));
    QVERIFY(fs::file_size(job.folder / "adapter.safetensors") < 1'000'000);
    // Merged on request, it is the checkpoint that the same run would have written.
    FineTuneJob whole = this->job("whole");
    whole.options = job.options;
    whole.options.save = "checkpoint";
    VERIFY_OK(run(whole, context));
    models::tasks::ConvertModelJob merging{m_model->source, fs::path(m_root.path().toStdString()) / "merged", {}, false};
    merging.options.adapter = job.folder.string();
    VERIFY_OK(models::tasks::convertModel(merging, context));
    const auto expected = tensorsIn(whole.folder), merged = tensorsIn(merging.folder);
    QCOMPARE(merged.entries.size(), expected.entries.size());
    for (const auto &[name, tensor] : expected.entries) {
        const auto a = tensor.toFloat(), b = merged.find(name)->toFloat();
        for (std::size_t i = 0; i < a.size(); ++i) QVERIFY2(std::abs(a[i] - b[i]) < 1e-6, name.c_str());
    }
    const auto opened = models::openModel(merging.folder, {"cpu", "fp32", 1}, context);
    VERIFY_OK(opened);
    QCOMPARE(opened->card.labels.size(), std::size_t{3});
    merging.source = whole.folder;  // not the checkpoint that it was made for
    merging.folder += " wrong";
    const auto wrong = models::tasks::convertModel(merging, context);
    QVERIFY(!wrong.ok());
    QCOMPARE(wrong.error().errorClass, std::string("wrong_hash"));
    job.folder += " refused";
    job.options.adapters = "auto";  // the model is small
    const auto refused = run(job, context);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().errorClass, std::string("bad_option"));
}

void TestTunedTensors::whatIsFrozenStays_data()
{
    QTest::addColumn<QString>("freeze");
    QTest::addColumn<QStringList>("stays");
    QTest::addColumn<QStringList>("changes");
    const QString genes = "encoder.embedding.weight", first = "transformer_encoder.layers.0.linear1.weight",
                  second = "transformer_encoder.layers.1.linear1.weight";
    QTest::newRow("none") << "none" << QStringList{} << QStringList{genes, first, second};
    QTest::newRow("embeddings") << "embeddings" << QStringList{genes, "value_encoder.norm.bias"} << QStringList{first, second};
    QTest::newRow("a layer") << "0" << QStringList{first} << QStringList{genes, second};
    QTest::newRow("a list") << "embeddings,0-1" << QStringList{genes, first, second} << QStringList{};
    QTest::newRow("body") << "body" << QStringList{genes, first, second} << QStringList{};
}
void TestTunedTensors::whatIsFrozenStays()
{
    QFETCH(QString, freeze);
    QFETCH(QStringList, stays);
    QFETCH(QStringList, changes);
    FineTuneJob job = this->job("frozen " + freeze.toStdString());
    job.options.freeze = freeze.toStdString();
    job.options.epochs = 1;
    JobContext context;
    VERIFY_OK(run(job, context));
    const auto before = tensorsIn(m_model->source.path), after = tensorsIn(job.folder);
    for (const QString &name : stays)
        QVERIFY2(sameBytes(*before.find(name.toStdString()), *after.find(name.toStdString())), qPrintable(name));
    for (const QString &name : changes)
        QVERIFY2(!sameBytes(*before.find(name.toStdString()), *after.find(name.toStdString())), qPrintable(name));
}

// The released scGPT: 12 layers of 512 numbers.
void TestTunedTensors::largeModelsGetAdapters()
{
    models::checkpoint::Bundle bundle;
    bundle.config = R"({"embsize": 512, "nheads": 8, "d_hid": 512, "nlayers": 12})";
    for (const char *name : {"bn.weight", "bn.running_mean", "bn.running_var", "cls_decoder.out_layer.bias"})
        bundle.tensors.add(name, {1}, {0.0F});
    const auto family = models::fineTuningOf("scgpt");
    VERIFY_OK(family);
    models::ModelCard card;
    card.layers = 12;
    card.parameters = 51'330'049;
    const auto tuned = models::tasks::tunedTensors(bundle, card, *family, {});
    VERIFY_OK(tuned);
    QCOMPARE(tuned->adapters.sites.size(), std::size_t{12});  // queries and values of six layers
    // A batch norm's statistics follow the cells even where its weight is frozen, so they are saved.
    QCOMPARE(tuned->frozen, std::vector<std::string>{"bn.weight"});
    std::int64_t numbers = 0;
    for (const auto &site : tuned->adapters.sites) numbers += tuned->adapters.rank * (site.rows + 512);
    QVERIFY2(numbers * 4 < 1'000'000, qPrintable(QString::number(numbers * 4)));
    card.parameters = 20'000'000;
    QVERIFY(models::tasks::tunedTensors(bundle, card, *family, {})->adapters.sites.empty());
}

QTEST_APPLESS_MAIN(TestTunedTensors)
#include "tst_tuned_tensors.moc"

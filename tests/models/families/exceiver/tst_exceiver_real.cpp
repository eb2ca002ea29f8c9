// The two released Exceiver checkpoints against upstream's numbers (fixtures/exceiver/real_checkpoints) and against float64
// references whose cells hold their detected genes alone (golden_*.npz beside the checkpoints): those say nothing about the
// bias of undetected genes, but check every block to many digits.
#include "models/checkpoint/npy/npy_reader.h"
#include "models/families/exceiver/network/encoder.h"
#include "models/families/exceiver/network/variants.h"
#include "models/nn/tensor_bridge.h"
#include "tests/models/exceiver_changes.h"
#include "tests/models/exceiver_networks.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cstring>

using namespace lexicell;
using namespace lexicell::models;
using test::numbers;
namespace fs = std::filesystem;

namespace {

checkpoint::Bundle openReal(const fs::path &root, const std::string &name)
{
    JobContext context;
    const fs::path file = name == "base" ? root / "exceiver/pretrained_TS_exceiver.ckpt"
                                         : root / "exceiver_classifier/pretrained_TS_exceiver_classifier.ckpt";
    auto bundle = checkpoint::openBundle(file, context);
    if (!bundle.ok()) qFatal("%s", bundle.error().message.c_str());
    return std::move(*bundle);
}

// One of the cells, with a value for every gene were it undetected: the cell's own where it is, else any value (the shortcut
// takes that gene's share of the empty cell away again; 1 is what a gene with a mean of 0 has).
TokenBatch cellOf(const test::Hdf5File &expected, std::int64_t cell)
{
    const std::int64_t genes = expected.shape("gene_values_f32")[1];
    const TokenBatch all =
        test::batchOf(expected.floats("gene_values_f32").values, expected.floats("key_bias_f32").values, genes);
    TokenBatch batch = test::rowsOf(all, {cell});
    for (std::size_t gene = 0; gene < batch.values.size(); ++gene)
        batch.absentValues.push_back(batch.undetected[gene] ? batch.values[gene] : 1.0F);
    return batch;
}

// The first genes with a count, spread over the list, and last one without.
std::vector<std::int64_t> genesToKnockOut(const TokenBatch &batch)
{
    std::vector<std::int64_t> genes;
    for (std::int64_t part = 0; part < 4; ++part) {
        std::int64_t gene = batch.tokens * part / 4;
        while (gene < batch.tokens && batch.undetected[static_cast<std::size_t>(gene)]) ++gene;
        if (gene < batch.tokens && (genes.empty() || genes.back() < gene)) genes.push_back(gene);
    }
    genes.push_back(std::find(batch.undetected.begin(), batch.undetected.end(), std::uint8_t{1}) - batch.undetected.begin());
    return genes;
}

at::Tensor tensorOf(const checkpoint::TensorMap &arrays, const std::string &name)
{
    const checkpoint::Tensor *array = arrays.find(name);
    if (!array) qFatal("no array %s", name.c_str());
    const at::ScalarType type = array->type == checkpoint::TensorType::Int32 ? at::kInt : at::kDouble;
    at::Tensor tensor = at::empty(array->shape, at::TensorOptions(type));
    std::memcpy(tensor.mutable_data_ptr(), array->data, array->byteSize());
    return type == at::kInt ? tensor.to(at::kLong) : tensor;
}

// Of the array's float64 form, or of its float32 twin.
std::int64_t widthOf(const test::Hdf5File &file, const std::string &dataset)
{
    return file.shape(dataset + (file.has(dataset + "_f64") ? "_f64" : "_f32"))[1];
}

void addRows()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"base", "classifier"}) QTest::newRow(name) << QString(name);
}

}  // namespace

class TestExceiverReal : public QObject {
    Q_OBJECT
  private slots:
    void upstreamsNumbers_data() { addRows(); }
    void upstreamsNumbers()
    {
        QFETCH(QString, name);
        LEXICELL_DATA_OR_SKIP(root, "keiserlab_exceiver");
        LEXICELL_FIXTURES_OR_SKIP(fixtures, "exceiver");
        const at::NoGradGuard noGradients;
        if (!fs::exists(fixtures / "real_checkpoints/expected.h5")) QSKIP("no such case in this folder");
        const test::Hdf5File expected(fixtures / "real_checkpoints/expected.h5");
        const exceiver::Encoder encoder(test::networkOf(openReal(root, name.toStdString())), at::kCPU);
        const exceiver::Network &network = encoder.network();
        const std::string group = name.toStdString() + "/";
        const std::int64_t cellCount = expected.shape("gene_values_f32")[0];
        const std::int64_t shown = widthOf(expected, group + "predicted_first256");
        const std::int64_t attended = widthOf(expected, group + "encoder_attention_mean_first256");
        std::vector<double> encoded, plain, latents, predicted, means, attention, logits;
        const auto add = [](std::vector<double> &to, const at::Tensor &values) {
            const auto more = numbers(values);
            to.insert(to.end(), more.begin(), more.end());
        };
        for (std::int64_t cell = 0; cell < cellCount; ++cell) {
            const TokenBatch batch = cellOf(expected, cell);
            // The shortcut is what is tested here; it is for cells that lack most of the genes.
            if (std::count(batch.undetected.begin(), batch.undetected.end(), 1) * 4 > batch.tokens * 3)
                QVERIFY(encoder.sums(batch, 0).has_value());
            add(encoded, encoder.encodeCell(batch, 0));
            add(plain, encoder.encodePlainly(encoder.tokens(batch, 0)));
            const at::Tensor final = encoder.latents(batch, 0, 1, JobContext());
            add(latents, final);
            const at::Tensor values = exceiver::predictValues(
                network, exceiver::decode(network, final, at::arange(network.config.genes).unsqueeze(0), {}));
            add(predicted, values.slice(1, 0, shown));
            add(means, values.mean());
            add(attention, exceiver::meanEncoderAttention(network, test::inputOf(batch)).slice(1, 0, attended));
            if (network.classes) add(logits, exceiver::classify(network, final, {}));
        }
        VERIFY_WITHIN_STATED(encoded, expected, group + "encoder_latents");
        VERIFY_WITHIN_STATED(plain, expected, group + "encoder_latents");
        VERIFY_WITHIN_STATED(latents, expected, group + "latents");
        VERIFY_WITHIN_STATED(predicted, expected, group + "predicted_first256");
        VERIFY_WITHIN_STATED(means, expected, group + "predicted_mean_over_genes");
        VERIFY_WITHIN_STATED(attention, expected, group + "encoder_attention_mean_first256");
        if (network.classes) VERIFY_WITHIN_STATED(logits, expected, group + "class_logits");
        for (std::size_t i = 0; i < encoded.size(); ++i)
            QVERIFY(std::abs(encoded[i] - plain[i]) < 2e-5 + 2e-5 * std::abs(plain[i]));
    }

    void blocksToManyDigits_data() { addRows(); }
    void blocksToManyDigits()
    {
        QFETCH(QString, name);
        LEXICELL_DATA_OR_SKIP(root, "keiserlab_exceiver");
        constexpr double tolerance = 1e-10;
        const at::NoGradGuard noGradients;
        const exceiver::Network network = test::inDouble(test::networkOf(openReal(root, name.toStdString())));
        const auto golden = checkpoint::readNpz(root / ("golden_" + name.toStdString() + "_float64.npz"));
        VERIFY_OK(golden);
        const checkpoint::TensorMap &arrays = golden->numbers;
        const nn::Pass reference{nullptr, false, nullptr};
        for (std::int64_t cell = 0; cell < 3; ++cell) {
            const std::string number = std::to_string(cell);
            const at::Tensor ids = tensorOf(arrays, "ids" + number).unsqueeze(0);
            const at::Tensor values = tensorOf(arrays, "vals" + number).unsqueeze(0);
            const at::Tensor encoded = exceiver::encode(network, {ids, values, at::zeros_like(values)}, reference);
            QVERIFY(test::largestDifference(encoded[0], tensorOf(arrays, "latent_after_encoder")[cell]) < tolerance);
            const at::Tensor latents = exceiver::process(network, encoded, reference);
            QVERIFY(test::largestDifference(latents[0], tensorOf(arrays, "latent_after_process")[cell]) < tolerance);
            const at::Tensor decoded = exceiver::decode(network, latents, at::arange(64).unsqueeze(0), reference)[0];
            QVERIFY(test::largestDifference(decoded, tensorOf(arrays, "decoded_first64")[cell].slice(0, 0, 64)) < tolerance);
            const at::Tensor predicted = exceiver::predictValues(network, decoded);
            QVERIFY(test::largestDifference(predicted, tensorOf(arrays, "expr_pred_first64")[cell].squeeze(-1)) < tolerance);
            if (network.classes)
                QVERIFY(test::largestDifference(exceiver::classify(network, latents, reference)[0],
                                                tensorOf(arrays, "class_logits")[cell]) < tolerance);
        }
    }

    // Of 19,067 genes: one gene's share of the sums, against the whole cell encoded anew.
    void knockOutsFromTheSums_data() { addRows(); }
    void knockOutsFromTheSums()
    {
        QFETCH(QString, name);
        LEXICELL_DATA_OR_SKIP(root, "keiserlab_exceiver");
        LEXICELL_FIXTURES_OR_SKIP(fixtures, "exceiver");
        const at::NoGradGuard noGradients;
        if (!fs::exists(fixtures / "real_checkpoints/expected.h5")) QSKIP("no such case in this folder");
        const test::Hdf5File expected(fixtures / "real_checkpoints/expected.h5");
        const exceiver::Encoder encoder(test::networkOf(openReal(root, name.toStdString())), at::kCPU);
        const TokenBatch batch = cellOf(expected, 0);
        const std::vector<std::int64_t> genes = genesToKnockOut(batch);
        QVERIFY(genes.size() > 1);
        JobContext context;
        std::vector<TokenBatch> changed;
        for (const std::int64_t gene : genes)
            changed.push_back(test::changedCell(batch, 0, gene, test::ExceiverChange::ZeroValue));
        const TokenBatch all = test::joined(changed);
        const auto rows = nn::toVector(exceiver::variantLatents(encoder, {batch, all}, context));
        const auto own = nn::toVector(encoder.latents(batch, 0, 1, context));
        for (std::size_t i = 0; i < genes.size(); ++i) {
            const at::Tensor encoded = encoder.encodePlainly(encoder.tokens(changed[i], 0)).unsqueeze(0);
            const auto anew = nn::toVector(exceiver::process(encoder.network(), encoded, {}));
            const float *row = rows.data() + i * own.size();
            for (std::size_t k = 0; k < own.size(); ++k) QVERIFY(std::abs(row[k] - anew[k]) < 2e-4F);
            const double shift = test::cosineShift(row, own.data(), static_cast<std::int64_t>(own.size()));
            if (i + 1 == genes.size()) QVERIFY(std::abs(shift) < 1e-15);
            else QVERIFY2(shift > 0.0 && shift < 1e-2, qPrintable(QString::number(shift)));
        }
    }
};

QTEST_APPLESS_MAIN(TestExceiverReal)
#include "tst_exceiver_real.moc"

// scGPT's encoders, transformer and cell embeddings against upstream's numbers, the plain path and the fast one.
#include "models/families/scgpt/network/encoder.h"
#include "models/families/scgpt/network/forward.h"
#include "tests/models/scgpt_cases.h"

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;
using test::Hdf5File;
using test::tensorOf;

namespace {

at::Tensor plainVectors(const scgpt::Network &network, const nn::TokenTensors &tokens)
{
    return scgpt::forward(network, tokens, {}, test::reference).cellVectors;
}

at::Tensor fastVectors(const scgpt::Network &network, const nn::TokenTensors &tokens)
{
    JobContext context;
    const scgpt::Encoder encoder(network, at::kCPU, {"cpu", "fp32", 0});
    auto vectors = encoder.cellVectors(tokens, context);
    return vectors.ok() ? *vectors : at::Tensor(at::zeros({0}));
}

}  // namespace

class TestScgptEncoder : public test::ScgptTest {
    Q_OBJECT
  private slots:
    void encoders_data() { test::addCases(m_root, "base"); }
    void encoders()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File expected(folder / "expected.h5");
        const auto network = test::networkOf(folder);
        VERIFY_OK(network);
        VERIFY_CLOSE(scgpt::encodeGenes(*network, test::idTensorOf(expected, "gene_embedding/ids")),
                     tensorOf(expected, "gene_embedding/output"));
        VERIFY_CLOSE(scgpt::encodeValues(*network, tensorOf(expected, "value_encoder/input").to(at::kFloat)),
                     tensorOf(expected, "value_encoder/output"));
        QVERIFY(network->ignored.empty());
    }

    void hidden_data() { test::addCases(m_root, "base"); }
    void hidden()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File expected(folder / "expected.h5");
        const auto network = test::networkOf(folder);
        VERIFY_OK(network);
        const at::Tensor states = tensorOf(expected, "hidden/states");  // cells x layers + 1 x tokens x width
        nn::TokenTensors tokens = test::rowsOf(test::tokensOf(expected, "tokens/ids", "bins/values_half", test::padIdOf(folder)),
                                               test::idTensorOf(expected, "hidden/cells"));
        for (at::Tensor *part : {&tokens.genes, &tokens.values, &tokens.padding}) *part = part->slice(1, 0, states.size(2));
        const at::Tensor valid = tokens.padding.logical_not().unsqueeze(-1).expand({-1, -1, states.size(3)});
        const at::Tensor input =
            scgpt::encodeInput(*network, tokens, scgpt::encodeGenes(*network, tokens.genes), test::reference);
        VERIFY_CLOSE(input, states.select(1, 0), 1e-5, valid);
        for (const bool fused : {false, true}) {
            at::Tensor state = input;
            for (std::size_t i = 0; i < network->layers.size(); ++i) {
                state = nn::encoderLayer(network->layers[i], state, nn::attentionMask(tokens.padding), {nullptr, fused, nullptr});
                VERIFY_CLOSE(state, states.select(1, static_cast<std::int64_t>(i) + 1), 1e-5, valid);
            }
        }
    }

    void embeddings_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("ids");
        QTest::addColumn<QString>("values");
        QTest::addColumn<QString>("embedding");
        if (test::casesOf(m_root, "base").empty()) QSKIP("no such case in this folder");
        for (const fs::path &folder : test::casesOf(m_root, "base")) {
            const QString path = QString::fromStdString(folder.string());
            for (const QString ties : {"half", "mt", "left"})
                QTest::addRow("%s %s", folder.filename().c_str(), qPrintable(ties))
                    << path << "tokens/ids"
                    << "bins/values_" + ties << "embedding/X_scGPT_" + ties;
            QTest::addRow("%s truncated", folder.filename().c_str()) << path << "truncated/ids"
                                                                     << "truncated/values_half"
                                                                     << "truncated/X_scGPT_half";
        }
    }
    void embeddings()
    {
        const fs::path folder = test::fetchedFolder();
        QFETCH(QString, ids);
        QFETCH(QString, values);
        QFETCH(QString, embedding);
        const Hdf5File expected(folder / "expected.h5");
        const auto network = test::networkOf(folder);
        VERIFY_OK(network);
        const auto tokens = test::tokensOf(expected, ids.toStdString(), values.toStdString(), test::padIdOf(folder));
        for (const char *twin : {"", "_f64"}) {
            if (!expected.has(embedding.toStdString() + twin)) continue;
            const at::Tensor want = tensorOf(expected, embedding.toStdString() + twin);
            VERIFY_CLOSE(test::unitRows(plainVectors(*network, tokens)), want);
            VERIFY_CLOSE(test::unitRows(fastVectors(*network, tokens)), want);
        }
    }

    void containers_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("embedding");
        if (!fs::exists(m_root / "pytorch_names")) QSKIP("no such case in this folder");
        const Hdf5File lists(m_root / "pytorch_names/expected.h5");
        for (const std::string &name : lists.strings("good").values)
            QTest::newRow(name.c_str()) << QString::fromStdString(name) << "";
        for (const std::string &name : lists.strings("half").values)
            QTest::newRow(name.c_str()) << QString::fromStdString(name) << QString::fromStdString(name + "/X_scGPT_half");
    }
    void containers()
    {
        const fs::path folder = test::fetchedFolder();
        QFETCH(QString, embedding);
        const Hdf5File base(test::baseOf(m_root / "pytorch_names") / "expected.h5");
        const Hdf5File own(m_root / "pytorch_names/expected.h5");
        const fs::path path = m_root / "pytorch_names" / folder;
        const auto network = test::networkOf(path);
        VERIFY_OK(network);
        const auto tokens = test::tokensOf(base, "tokens/ids", "bins/values_half", test::padIdOf(path));
        const at::Tensor want =
            embedding.isEmpty() ? tensorOf(base, "embedding/X_scGPT_half") : tensorOf(own, embedding.toStdString());
        VERIFY_CLOSE(test::unitRows(plainVectors(*network, tokens)), want);
        VERIFY_CLOSE(test::unitRows(fastVectors(*network, tokens)), want);
    }

    void batchNormalized_data() { test::addCases(m_root, "grn"); }
    void batchNormalized()
    {
        const fs::path folder = test::fetchedFolder();
        const Hdf5File expected(folder / "expected.h5");
        const auto network = test::networkOf(folder);
        VERIFY_OK(network);
        QVERIFY(network->batchNorm.has_value());
        const auto tokens = test::tokensOf(expected, "tokens/ids", "tokens/values", test::padIdOf(folder));
        VERIFY_CLOSE(plainVectors(*network, tokens), tensorOf(expected, "cell_emb_with_bn"));
        VERIFY_CLOSE(fastVectors(*network, tokens), tensorOf(expected, "cell_emb_with_bn"));
    }
};

QTEST_APPLESS_MAIN(TestScgptEncoder)
#include "tst_scgpt_encoder.moc"

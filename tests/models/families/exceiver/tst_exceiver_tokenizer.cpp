// Exceiver's input against upstream's preprocessing: values, key bias, a refitted scaler, and what cannot be tokenized.
#include "core/data/csr_block.h"
#include "core/io/read_dataset.h"
#include "core/preprocess/normalize.h"
#include "models/families/exceiver/format/scaling.h"
#include "models/families/exceiver/format/tokenizer.h"
#include "models/contracts/model.h"
#include "models/families/open_model.h"
#include "models/tasks/embed/embed.h"
#include "tests/models/exceiver_cases.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <limits>
#include <optional>

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;

namespace {

// Two genes with a scaler that changes nothing but the shift by 1.
std::shared_ptr<const Tokenizer> smallTokenizer(bool scaler = true, bool refit = false)
{
    checkpoint::Bundle bundle;
    bundle.geneList = {"A", "B"};
    bundle.refitScaler = refit;
    if (scaler) bundle.scaler = {{0.0, 1.0}, {1.0, 2.0}};
    exceiver::Config config;
    config.genes = 2;
    return exceiver::makeTokenizer(bundle, config);
}

}  // namespace

class TestExceiverTokenizer : public QObject {
    Q_OBJECT
  private slots:
    void valuesAndBiasAreUpstreams_data() { test::addExceiverRows(); }
    void valuesAndBiasAreUpstreams()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        const TokenBatch batch = item.tokens();
        QCOMPARE(item.names, item.expected.strings("cell_ids").values);
        QCOMPARE(batch.tokens, item.config.genes);
        VERIFY_WITHIN_STATED(batch.values, item.expected, "preprocess/gene_values");
        const std::vector<float> bias(batch.undetected.begin(), batch.undetected.end());
        QCOMPARE(bias, item.expected.floats("preprocess/key_bias_f32").values);
        const auto capped = std::count(batch.values.begin(), batch.values.end(), static_cast<float>(exceiver::largestZ + 1.0));
        QCOMPARE(static_cast<double>(capped), item.expected.numberAttribute("preprocess", "clipped_values").front());
    }

    void countsAreScaledOverTheModelsGenes_data() { test::addExceiverRows(); }
    void countsAreScaledOverTheModelsGenes()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        std::vector<double> normalized;
        for (std::int64_t row = 0; row < item.count(); ++row) {
            const auto cell = exceiver::geneCounts(item.cells, row, item.geneIds, item.config.genes);
            for (const double count : cell.counts) normalized.push_back(count * preprocess::scaleToTotal(cell.total));
        }
        VERIFY_WITHIN_STATED(normalized, item.expected, "preprocess/normalised");
    }

    void aRefittedScalerIsUpstreams_data() { test::addExceiverRows(); }
    void aRefittedScalerIsUpstreams()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        checkpoint::Bundle bundle = item.bundle;
        bundle.scaler = {};
        bundle.refitScaler = true;
        const auto tokenizer = exceiver::makeTokenizer(bundle, item.config);
        JobContext context;
        const auto matrix = data::ExpressionMatrix::ofCsr(item.cells);
        const auto scaler = exceiver::fitScaler(matrix, item.geneIds, item.config.genes, context);
        VERIFY_OK(scaler);
        const auto mean = item.expected.doubles("preprocess/refit_scaler_mean").values;
        const auto scale = item.expected.doubles("preprocess/refit_scaler_scale").values;
        for (std::size_t gene = 0; gene < mean.size(); ++gene) {
            QVERIFY(std::abs(scaler->mean[gene] - mean[gene]) < 1e-6);
            QVERIFY(std::abs(scaler->scale[gene] - scale[gene]) < 1e-6);
        }
        const auto fitted = tokenizer->fitted(matrix, item.geneIds, context);
        VERIFY_OK(fitted);
        const auto batch = (*fitted)->tokenize(item.cells, item.geneIds, item.names, {});
        VERIFY_OK(batch);
        VERIFY_WITHIN_STATED(batch->values, item.expected, "preprocess/refit_gene_values");
    }

    void aCellsTokensDependOnTheCellAlone_data() { test::addExceiverRows(); }
    void aCellsTokensDependOnTheCellAlone()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        const TokenBatch all = item.tokens();
        const std::int64_t cell = item.count() - 1;
        const auto alone = item.tokenizer()->tokenize(data::selectRows(item.cells, {cell}), item.geneIds,
                                                      {item.names[static_cast<std::size_t>(cell)]}, {});
        VERIFY_OK(alone);
        QCOMPARE(alone->values, test::rowsOf(all, {cell}).values);
        QCOMPARE(alone->undetected, test::rowsOf(all, {cell}).undetected);
    }

    void absentGenesHaveTheValueThatIsStated_data() { test::addExceiverRows(); }
    void absentGenesHaveTheValueThatIsStated()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        const TokenBatch batch = item.tokens();
        QCOMPARE(static_cast<std::int64_t>(batch.absentValues.size()), batch.tokens);
        for (std::size_t i = 0; i < batch.values.size(); ++i)
            if (batch.undetected[i]) QCOMPARE(batch.values[i], batch.absentValues[i % batch.absentValues.size()]);
    }

    void aCellWithoutCountsIsPadding()
    {
        // cell 0: only a gene the model does not know; cell 1: one gene
        const auto tokenizer = smallTokenizer();
        const auto batch = tokenizer->tokenize({2, 3, {0, 1, 2}, {2, 0}, {5, 4}}, {0, 1, -1}, {"a", "b"}, {});
        VERIFY_OK(batch);
        QCOMPARE(batch->padding, (std::vector<std::uint8_t>{1, 1, 0, 0}));
        QCOMPARE(batch->undetected, (std::vector<std::uint8_t>{1, 1, 0, 1}));
        QCOMPARE(batch->values[3], 0.5F);
        QCOMPARE(batch->values[2], static_cast<float>(std::log1p(1e4)) + 1.0F);
        QCOMPARE(tokenizer->length(0, {}), std::int64_t{0});
        QVERIFY(tokenizer->length(7, {}) > 0);
    }

    void aGeneThatDoesNotVaryIsNotScaled()
    {
        JobContext context;
        const auto matrix = data::ExpressionMatrix::ofCsr({2, 1, {0, 1, 2}, {0, 0}, {3, 9}});
        const auto scaler = exceiver::fitScaler(matrix, {0}, 2, context);
        VERIFY_OK(scaler);
        QCOMPARE(scaler->scale, (std::vector<double>{1.0, 1.0}));
        QCOMPARE(scaler->mean[1], 0.0);
        context.cancel();
        QCOMPARE(exceiver::fitScaler(matrix, {0}, 2, context).error().kind, ErrorKind::Cancelled);
    }

    void withoutAScalerItSaysSo()
    {
        JobContext context;
        const auto matrix = data::ExpressionMatrix::ofCsr({1, 1, {0, 1}, {0}, {3}});
        const auto missing = smallTokenizer(false)->fitted(matrix, {0}, context);
        QVERIFY(!missing.ok());
        QCOMPARE(missing.error().errorClass, std::string("no_scaler"));
        QCOMPARE(missing.error().choices.size(), std::size_t{1});
        QCOMPARE(missing.error().choices[0].option, std::string("scaler"));
        QCOMPARE(missing.error().choices[0].values, std::vector<std::string>{"refit"});
        QCOMPARE(smallTokenizer(false)->tokenize({1, 1, {0, 1}, {0}, {3}}, {0}, {"a"}, {}).error().errorClass,
                 std::string("no_scaler"));
        VERIFY_OK(smallTokenizer(false, true)->fitted(matrix, {0}, context));
        QVERIFY(!*smallTokenizer()->fitted(matrix, {0}, context));
    }

    // Data sets that expected.json of the broken files names, with ok.ckpt and its gene list.
    void badInputs_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("mentions");
        const auto root = test::fixtures("exceiver");
        if (!root || !fs::exists(*root / "broken/expected.json")) {
            QTest::newRow("absent") << QString() << QString();
            return;
        }
        std::ifstream text(*root / "broken/expected.json");
        const auto all = nlohmann::json::parse(text);
        for (const auto &[name, entry] : all.items()) {
            if (!name.ends_with(".h5ad")) continue;
            const auto &words = entry.contains("message_mentions") ? entry["message_mentions"] : entry["message_mentions_any"];
            QTest::newRow(name.c_str()) << QString::fromStdString((*root / "broken" / name).lexically_normal().string())
                                        << QString::fromStdString(words.dump());
        }
    }
    void badInputs()
    {
        QFETCH(QString, file);
        QFETCH(QString, mentions);
        if (file.isEmpty()) QSKIP("no fixtures of this family: set LEXICELL_FIXTURES");
        if (!fs::exists(file.toStdString())) QSKIP("the bad inputs lie with scBERT's fixtures, which are absent");
        JobContext context;
        checkpoint::ModelSource source(*test::fixtures("exceiver") / "broken/ok.ckpt");
        source.genes = *test::fixtures("exceiver") / "broken/gene-features_ok.pkl";
        source.scaler = "refit";
        const auto model = outlineModel(source, context);
        VERIFY_OK(model);
        const auto dataset = io::readDataset(file.toStdString(), {}, context);
        // A reader may refuse it before any model sees it.
        const auto refused = [&]() -> std::optional<Error> {
            if (!dataset.ok()) return dataset.error();
            const auto coverage = input::coverage(*dataset, *model->tokenizer, {}, context);
            return coverage.ok() ? std::nullopt : std::optional<Error>(coverage.error());
        }();
        QVERIFY2(refused, "was accepted");
        bool mentioned = false;
        const auto words = nlohmann::json::parse(mentions.toStdString());
        for (const auto &word : words)
            mentioned = mentioned || refused->message.find(word.get<std::string>()) != std::string::npos;
        QVERIFY2(mentioned, refused->message.c_str());
    }

    void refusesWhatIsNoCount()
    {
        const auto classOf = [&](float value) {
            const auto batch = smallTokenizer()->tokenize({1, 1, {0, 1}, {0}, {value}}, {0}, {"AAAC-1"}, {});
            return batch.ok() ? std::string("ok") : batch.error().errorClass;
        };
        QCOMPARE(classOf(1), std::string("ok"));
        QCOMPARE(classOf(-1), std::string("negative_counts"));
        QCOMPARE(classOf(std::numeric_limits<float>::quiet_NaN()), std::string("non_finite"));
        QCOMPARE(classOf(std::numeric_limits<float>::infinity()), std::string("non_finite"));
    }
};

QTEST_APPLESS_MAIN(TestExceiverTokenizer)
#include "tst_exceiver_tokenizer.moc"

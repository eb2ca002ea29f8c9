// What scEMB-style checkpoints are accepted and refused, against the list that comes with the fixtures and one fault at a time.
#include "core/io/read_dataset.h"
#include "models/model.h"
#include "models/scemb/layout.h"
#include "models/tasks/embed.h"
#include "tests/models/scemb_cases.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QTemporaryDir>

#include <fstream>

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

Json expectedOf(const fs::path &root)
{
    Json json;
    std::ifstream(root / "broken/expected.json") >> json;
    return json;
}

// Empty when the message holds what the fixtures ask for.
std::string missingWords(const Json &entry, const std::string &message)
{
    for (const Json &word : entry.value("message_mentions", Json::array()))
        if (message.find(word.get<std::string>()) == std::string::npos)
            return "no \"" + word.get<std::string>() + "\" in: " + message;
    if (!entry.contains("message_mentions_any")) return {};
    for (const Json &word : entry["message_mentions_any"])
        if (message.find(word.get<std::string>()) != std::string::npos) return {};
    return "none of the words in: " + message;
}

// The class of the error after `from` became `to` in a copy of the good checkpoint's file, or "ok".
std::string classAfter(const fs::path &good, const char *file, const std::string &from, const std::string &to)
{
    const QTemporaryDir temporary;
    const fs::path copy = temporary.path().toStdString();
    fs::copy(good, copy, fs::copy_options::recursive);
    fs::permissions(copy / file, fs::perms::owner_all);
    std::ifstream in(copy / file);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto at = text.find(from);
    if (at == std::string::npos) return "the fixture does not hold " + from;
    std::ofstream(copy / file) << text.replace(at, from.size(), to);
    JobContext context;
    const auto outlined = outlineModel(copy, context);
    return outlined.ok() ? "ok" : outlined.error().errorClass;
}

}  // namespace

class TestScembLayout : public QObject {
    Q_OBJECT
  private slots:
    void describesEveryCase_data() { test::addScembRows(); }
    void describesEveryCase()
    {
        SCEMB_CASE_OR_SKIP(item);
        const ModelCard &card = item.outline.card;
        QCOMPARE(card.family, std::string("scemb"));
        QCOMPARE(card.embeddingKey, std::string("X_scEMB"));
        QCOMPARE(card.notice, std::string("scEMB-style (re-implementation from the abstract)"));
        QCOMPARE(card.embeddingSize, item.bundle.tensors.find("gene_embedding.weight")->shape[1]);
        QCOMPARE(card.vocabulary, item.bundle.tensors.find("gene_embedding.weight")->shape[0]);
        QCOMPARE(card.needsCounts, item.config.binning == scemb::Binning::EqualWidth);
        QCOMPARE(scemb::expectedTensors(item.config).size(), item.bundle.tensors.entries.size());
        JobContext context;
        const auto described = describeModel(item.folder, context);
        VERIFY_OK(described);
        QCOMPARE(described->notice, card.notice);
    }

    void brokenCheckpoints_data()
    {
        rows([](const std::string &name) { return !name.ends_with(".h5ad"); });
    }
    void brokenCheckpoints()
    {
        QFETCH(QString, name);
        if (name.isEmpty()) QSKIP("no fixtures of this family: set LEXICELL_FIXTURES");
        const fs::path root = *test::fixtures("scemb");
        const Json entry = expectedOf(root)[name.toStdString()];
        JobContext context;
        const auto outlined = outlineModel(root / "broken" / name.toStdString(), context);
        QVERIFY(!fs::exists("PAYLOAD_EXECUTED"));
        if (entry.at("must") == "load") {
            VERIFY_OK(outlined);
            return;
        }
        QVERIFY(!outlined.ok());
        QCOMPARE(exitStatus(outlined.error()), 3);
        const std::string missing = missingWords(entry, outlined.error().message);
        QVERIFY2(missing.empty(), missing.c_str());
    }

    // Cells without a count are tst_scemb_network's part.
    void brokenInputs_data()
    {
        rows([](const std::string &name) { return name.ends_with(".h5ad"); });
    }
    void brokenInputs()
    {
        QFETCH(QString, name);
        if (name.isEmpty()) QSKIP("no fixtures of this family: set LEXICELL_FIXTURES");
        const fs::path root = *test::fixtures("scemb");
        const Json entry = expectedOf(root)[name.toStdString()];
        const fs::path input = root / "broken" / name.toStdString();
        if (!fs::exists(input)) QSKIP("these fixtures lack the inputs of scBERT, which are shared");
        JobContext context;
        const auto outlined = outlineModel(root / "broken/ok", context);
        VERIFY_OK(outlined);
        const auto dataset = io::readDataset(input, {}, context);
        std::string message = dataset.ok() ? "" : dataset.error().message;
        if (dataset.ok()) {
            const auto coverage = tasks::coverage(*dataset, *outlined->tokenizer, {}, context);
            if (!coverage.ok()) message = coverage.error().message;
        }
        if (entry.at("must") == "report") {
            QCOMPARE(message, std::string());
            return;
        }
        QVERIFY(!message.empty());
        const std::string missing = missingWords(entry, message);
        QVERIFY2(missing.empty(), missing.c_str());
    }

    void settingsThatAreNotUnderstood()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scemb");
        const fs::path good = root / "broken/ok";
        QCOMPARE(classAfter(good, "config.json", "\"scemb_style\"", "\"bert\""), std::string("bad_config"));
        QCOMPARE(classAfter(good, "config.json", "\"format_version\": 1", "\"format_version\": 2"), std::string("bad_config"));
        QCOMPARE(classAfter(good, "config.json", "\"gelu_erf\"", "\"relu\""), std::string("bad_config"));
        QCOMPARE(classAfter(good, "config.json", "\"norm_position\": \"post\"", "\"norm_position\": \"both\""),
                 std::string("bad_config"));
        QCOMPARE(classAfter(good, "config.json", "\"norm_position\": \"post\"", "\"norm_position\": \"pre\""),
                 std::string("missing_tensor"));
        QCOMPARE(classAfter(good, "config.json", "\"num_layers\": ", "\"num_layers\": 999999"), std::string("missing_tensor"));
        QCOMPARE(classAfter(good, "config.json", "\"num_bins\": ", "\"num_bins\": 9"), std::string("shape_mismatch"));
        QCOMPARE(classAfter(good, "config.json", "\"cpm_scale\": ", "\"cpm_scale\": -"), std::string("bad_config"));
        QCOMPARE(classAfter(good, "config.json", "\"model_type\"", "\"model\""), std::string("bad_config"));
        QCOMPARE(classAfter(good, "config.json", "{", "{\"num_heads\": 1, "), std::string("duplicate_key"));
        QCOMPARE(classAfter(good, "vocab.json", "<mask>", "<unknown>"), std::string("bad_vocabulary"));
        QCOMPARE(classAfter(good, "config.json", "\"hidden_size\"", "\"hidden_size\""), std::string("ok"));
    }

    void missingSidecars()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scemb");
        JobContext context;
        for (const auto &[file, errorClass] :
             {std::pair{"config.json", "missing_config"}, std::pair{"vocab.json", "no_vocabulary"}}) {
            const QTemporaryDir temporary;
            const fs::path copy = temporary.path().toStdString();
            fs::copy(root / "broken/ok", copy, fs::copy_options::recursive);
            fs::remove(copy / file);
            const auto outlined = outlineModel(copy, context);
            QVERIFY(!outlined.ok());
            QCOMPARE(outlined.error().errorClass, std::string(errorClass));
        }
    }

  private:
    template <class Keep> static void rows(const Keep &keep)
    {
        QTest::addColumn<QString>("name");
        const auto root = test::fixtures("scemb");
        if (!root) {
            QTest::newRow("absent") << QString();
            return;
        }
        const Json entries = expectedOf(*root);
        for (const auto &[name, entry] : entries.items())
            if (keep(name)) QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
};

QTEST_APPLESS_MAIN(TestScembLayout)
#include "tst_scemb_layout.moc"

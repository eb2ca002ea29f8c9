// What scEMB-style checkpoints are accepted and refused, against the list that comes with the fixtures and one fault at a time.
#include "core/io/read_dataset.h"
#include "models/contracts/model.h"
#include "models/families/open_model.h"
#include "models/families/scemb/format/layout.h"
#include "models/tasks/embed/embed.h"
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

// The class of the error after a change of one file of a copy of the good checkpoint, or "ok".
template <class Change> std::string classAfter(const fs::path &good, const char *file, const Change &change)
{
    const QTemporaryDir temporary;
    const fs::path copy = temporary.path().toStdString();
    fs::copy(good, copy, fs::copy_options::recursive);
    fs::permissions(copy / file, fs::perms::owner_all);
    std::ifstream in(copy / file);
    Json json = Json::parse(in);
    in.close();
    std::ofstream(copy / file) << change(json);
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
            const auto coverage = input::coverage(*dataset, *outlined->tokenizer, {}, context);
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
        const auto with = [&](const char *key, const Json &value) {
            return classAfter(root / "broken/ok", "config.json", [&](Json &config) {
                if (!config.contains(key)) qFatal("the fixture has no setting %s", key);
                config[key] = value;
                return config.dump();
            });
        };
        Json good;
        std::ifstream(root / "broken/ok/config.json") >> good;
        const auto larger = [&](const char *key) { return good.at(key).get<std::int64_t>() + 9; };
        QCOMPARE(with("model_type", "bert"), std::string("bad_config"));
        QCOMPARE(with("format_version", good.at("format_version").get<int>() + 1), std::string("bad_config"));
        QCOMPARE(with("activation", "relu"), std::string("bad_config"));
        QCOMPARE(with("norm_position", "both"), std::string("bad_config"));
        const bool post = good.at("norm_position") == "post";  // the norm at the end is what pre has beside post
        QCOMPARE(with("norm_position", post ? "pre" : "post"), std::string(post ? "missing_tensor" : "unexpected_tensor"));
        QCOMPARE(with("num_layers", larger("num_layers")), std::string("missing_tensor"));
        QCOMPARE(with("num_bins", larger("num_bins")), std::string("shape_mismatch"));
        QCOMPARE(with("cpm_scale", -good.at("cpm_scale").get<double>()), std::string("bad_config"));
        const auto textAfter = [&](const char *file, const auto &change) { return classAfter(root / "broken/ok", file, change); };
        QCOMPARE(textAfter("config.json",
                           [](Json &config) {
                               config.erase("model_type");
                               return config.dump();
                           }),
                 std::string("bad_config"));
        QCOMPARE(textAfter("config.json", [](Json &config) { return "{\"num_heads\": 1, " + config.dump().substr(1); }),
                 std::string("duplicate_key"));
        QCOMPARE(textAfter("vocab.json",
                           [](Json &vocabulary) {
                               vocabulary["<unknown>"] = vocabulary.at("<mask>");
                               vocabulary.erase("<mask>");
                               return vocabulary.dump();
                           }),
                 std::string("bad_vocabulary"));
        QCOMPARE(textAfter("config.json", [](Json &config) { return config.dump(2); }), std::string("ok"));
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

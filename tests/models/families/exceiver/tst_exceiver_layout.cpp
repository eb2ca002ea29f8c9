// What an Exceiver checkpoint is found to be, and what is refused: fixtures/exceiver/broken with its expected.json, the cases,
// the real checkpoints.
#include "models/checkpoint/scaler.h"
#include "models/families/exceiver/format/layout.h"
#include "models/families/exceiver/format/outline.h"
#include "tests/models/exceiver_cases.h"
#include "models/families/open_model.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>

#include <cmath>
#include <fstream>

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;

namespace {

Result<ModelOutline> open(const checkpoint::ModelSource &source)
{
    JobContext context;
    return outlineModel(source, context);
}

// Opens a checkpoint or, with ok.ckpt, a gene list.
Result<ModelOutline> openBroken(const fs::path &file)
{
    if (file.extension() == ".ckpt") return open(file);
    checkpoint::ModelSource source(file.parent_path() / "ok.ckpt");
    source.genes = file;
    return open(source);
}

std::string mentionsAll(const nlohmann::json &entry, const std::string &message)
{
    for (const auto &word : entry.value("message_mentions", nlohmann::json::array()))
        if (message.find(word.get<std::string>()) == std::string::npos) return word.get<std::string>();
    const auto any = entry.value("message_mentions_any", nlohmann::json::array());
    for (const auto &word : any)
        if (message.find(word.get<std::string>()) != std::string::npos) return {};
    return any.empty() ? std::string() : any.dump();
}

fs::path write(const QTemporaryDir &folder, const char *name, const std::string &text)
{
    const fs::path file = fs::path(folder.path().toStdString()) / name;
    std::ofstream(file) << text;
    return file;
}

}  // namespace

class TestExceiverLayout : public QObject {
    Q_OBJECT
  private slots:
    void cards_data() { test::addExceiverRows(); }
    void cards()
    {
        EXCEIVER_CASE_OR_SKIP(item);
        const auto outlined = exceiver::outline(item.bundle);
        VERIFY_OK(outlined);
        const auto number = [&](const char *name) {
            return static_cast<std::int64_t>(item.expected.numberAttribute("/", name).front());
        };
        const ModelCard &card = outlined->card;
        QCOMPARE(card.family, std::string("exceiver"));
        QCOMPARE(card.embeddingKey, std::string("X_exceiver"));
        QCOMPARE(card.embeddingSize, number("query_len") * number("query_dim"));
        QCOMPARE(card.layers, number("num_layers"));
        QCOMPARE(card.heads, number("nhead"));
        QCOMPARE(card.feedForward, number("dim_feedforward"));
        QCOMPARE(card.vocabulary, number("seq_len"));
        QVERIFY(card.needsCounts);
        QCOMPARE(card.ignoredTensors.size(), std::size_t{12});
        QVERIFY(card.notice.find("detected") != std::string::npos);
        QCOMPARE(outlined->tokenizer->vocabulary(), item.expected.strings("genes").values);
        const bool classifier = item.expected.textAttribute("/", "kind") == "classifier";
        QCOMPARE(std::count(card.abilities.begin(), card.abilities.end(), Ability::Labels), classifier ? 1 : 0);
        QCOMPARE(card.notice.find("classes") != std::string::npos, classifier);
        QCOMPARE(item.config.classes, classifier ? static_cast<std::int64_t>(item.expected.strings("classes").values.size()) : 0);
        QCOMPARE(item.config.warmupSteps, number("warmup_steps"));
        QCOMPARE(item.config.learningRate, item.expected.numberAttribute("/", "learning_rate").front());
    }

    void brokenFiles_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("entry");
        const auto root = test::fixtures("exceiver");
        if (!root || !fs::exists(*root / "broken/expected.json")) {
            QTest::newRow("absent") << QString() << QString();
            return;
        }
        std::ifstream text(*root / "broken/expected.json");
        const auto all = nlohmann::json::parse(text);
        for (const auto &[name, entry] : all.items())
            if (name.ends_with(".ckpt") || name.ends_with(".pkl"))
                QTest::newRow(name.c_str()) << QString::fromStdString((*root / "broken" / name).string())
                                            << QString::fromStdString(entry.dump());
    }
    void brokenFiles()
    {
        QFETCH(QString, file);
        QFETCH(QString, entry);
        if (file.isEmpty()) QSKIP("no fixtures of this family: set LEXICELL_FIXTURES");
        const auto wanted = nlohmann::json::parse(entry.toStdString());
        const auto opened = openBroken(file.toStdString());
        QVERIFY2(!fs::exists("PAYLOAD_EXECUTED"), "code of the file was executed");
        if (wanted["must"] == "load") {
            VERIFY_OK(opened);
            if (wanted.contains("seq_len")) QCOMPARE(opened->card.vocabulary, wanted["seq_len"].get<std::int64_t>());
            if (wanted.contains("count"))
                QCOMPARE(static_cast<std::int64_t>(opened->tokenizer->vocabulary().size()), wanted["count"].get<std::int64_t>());
            return;
        }
        QVERIFY2(!opened.ok(), "was opened");
        const std::string missing = mentionsAll(wanted, opened.error().message);
        QVERIFY2(missing.empty(), (opened.error().message + " does not mention " + missing).c_str());
        QVERIFY(!opened.error().errorClass.empty());
    }

    void withoutAGeneListOnlyRealCellsAreBlocked()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "exceiver");
        const auto outlined = open(root / "broken/ok.ckpt");
        VERIFY_OK(outlined);
        QVERIFY(outlined->card.notice.find("gene list") != std::string::npos);
        QCOMPARE(outlined->tokenizer->vocabulary()[3], std::string("row 3"));
        const auto ready = outlined->tokenizer->ready();
        QVERIFY(!ready.ok());
        QCOMPARE(ready.error().errorClass, std::string("no_vocabulary"));
    }

    void theBatchEffectBranchIsRefusedByName()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "exceiver");
        const auto opened = open(root / "broken/batch_effect_variant.ckpt");
        QVERIFY(!opened.ok());
        QCOMPARE(opened.error().errorClass, std::string("unsupported_model"));
    }

    void scalers()
    {
        QTemporaryDir folder;
        const std::vector<std::string> genes{"A", "B"};
        const auto classOf = [&](const std::string &text) {
            const auto scaler = checkpoint::readScaler(write(folder, "s.csv", text), genes);
            return scaler.ok() ? std::string("ok") : scaler.error().errorClass;
        };
        QCOMPARE(classOf("gene,mean,scale\nA,1,2\nB,3,4\n"), std::string("ok"));
        QCOMPARE(classOf("A,1,2\r\nB,3,4"), std::string("ok"));
        QCOMPARE(classOf("A,1,2\n"), std::string("bad_scaler"));
        QCOMPARE(classOf("A,1,2\nC,3,4\n"), std::string("bad_scaler"));
        QCOMPARE(classOf("A,1,2\nA,3,4\n"), std::string("bad_scaler"));
        QCOMPARE(classOf("A,1,0\nB,3,4\n"), std::string("bad_scaler"));
        QCOMPARE(classOf("A,nan,1\nB,3,4\n"), std::string("bad_scaler"));
        QCOMPARE(classOf("A,1,2\nB,three,4\n"), std::string("parse_error"));
        QCOMPARE(classOf("gene,mean,scale\n"), std::string("bad_scaler"));
        const auto swapped = checkpoint::readScaler(write(folder, "t.csv", "B,3,4\nA,1,2\n"), genes);
        VERIFY_OK(swapped);
        QCOMPARE(swapped->mean, (std::vector<double>{1, 3}));
        QCOMPARE(swapped->scale, (std::vector<double>{2, 4}));
        QVERIFY(!checkpoint::readScaler(write(folder, "u.npz", "no zip"), genes).ok());
    }

    void realCheckpoints_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("layers");
        QTest::addColumn<int>("parameters");
        QTest::newRow("base") << "exceiver/pretrained_TS_exceiver.ckpt" << 8 << 243891;
        QTest::newRow("classifier") << "exceiver_classifier/pretrained_TS_exceiver_classifier.ckpt" << 1 << 114899;
    }
    void realCheckpoints()
    {
        QFETCH(QString, file);
        QFETCH(int, layers);
        QFETCH(int, parameters);
        LEXICELL_DATA_OR_SKIP(root, "keiserlab_exceiver");
        const auto outlined = open(root / file.toStdString());
        VERIFY_OK(outlined);
        QCOMPARE(outlined->card.embeddingSize, std::int64_t{512});
        QCOMPARE(outlined->card.vocabulary, std::int64_t{19067});
        QCOMPARE(outlined->card.heads, std::int64_t{4});
        QCOMPARE(outlined->card.layers, static_cast<std::int64_t>(layers));
        QCOMPARE(outlined->card.parameters, static_cast<std::int64_t>(parameters));
        QVERIFY(!outlined->tokenizer->ready().ok());
    }
};

QTEST_APPLESS_MAIN(TestExceiverLayout)
#include "tst_exceiver_layout.moc"

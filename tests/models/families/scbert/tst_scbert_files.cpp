// Files of scBERT as users have them: containers, gene lists, label_dict in both pickle forms, and the broken and hostile ones,
// each refused with the words that its expected.json asks for and without running anything.
#include "core/io/read_dataset.h"
#include "models/checkpoint/gene_list.h"
#include "models/checkpoint/npy/npy_reader.h"
#include "models/checkpoint/pickle/pickled_list.h"
#include "models/contracts/model.h"
#include "models/families/open_model.h"
#include "models/tasks/embed/embed.h"
#include "tests/models/scbert_cases.h"

#include <QDir>
#include <QTemporaryDir>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

using namespace lexicell;
using namespace lexicell::models;
using test::Hdf5File;
namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

// What opening says: nothing when all is well.
std::string messageOfModel(const ModelSource &source)
{
    JobContext context;
    const auto outlined = outlineModel(source, context);
    return outlined.ok() ? std::string() : outlined.error().message;
}

// A folder with ok.pth and one label_dict.
std::string messageOfLabels(const fs::path &broken, const std::string &name, std::vector<std::string> *labels = nullptr)
{
    const QTemporaryDir folder;
    const fs::path place = folder.path().toStdString();
    fs::copy_file(broken / "ok.pth", place / "ok.pth");
    fs::copy_file(broken / "genes.txt", place / "genes.txt");
    fs::copy_file(broken / name, place / "label_dict");
    JobContext context;
    const auto outlined = outlineModel(place, context);
    if (outlined.ok() && labels) *labels = outlined->card.labels;
    return outlined.ok() ? std::string() : outlined.error().message;
}

// Everything that `embed` does before the network.
std::string messageOfInput(const fs::path &input, const Tokenizer &tokenizer)
{
    JobContext context;
    const auto dataset = io::readDataset(input, {}, context);
    if (!dataset.ok()) return dataset.error().message;
    tasks::EmbedOptions options;
    const auto coverage = input::coverage(*dataset, tokenizer, options, context);
    return coverage.ok() ? std::string() : coverage.error().message;
}

bool mentioned(const Json &item, const std::string &message)
{
    const auto has = [&](const Json &word) { return message.find(word.get<std::string>()) != std::string::npos; };
    if (item.contains("message_mentions_any")) {
        const Json &words = item["message_mentions_any"];
        return std::any_of(words.begin(), words.end(), has);
    }
    if (!item.contains("message_mentions")) return true;
    const Json &words = item["message_mentions"];
    return std::all_of(words.begin(), words.end(), has);
}

}  // namespace

class TestScbertFiles : public QObject {
    Q_OBJECT

    fs::path m_root;

  private slots:
    void initTestCase()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scbert");
        m_root = root;
    }

    void brokenFilesAreJudged_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("item");
        Json expected;
        std::ifstream(m_root / "broken/expected.json") >> expected;
        for (const auto &[name, item] : expected.items())
            QTest::newRow(name.c_str()) << QString::fromStdString(name) << QString::fromStdString(item.dump());
    }
    void brokenFilesAreJudged()
    {
        QFETCH(QString, name);
        QFETCH(QString, item);
        const fs::path broken = m_root / "broken";
        const std::string file = name.toStdString();
        const Json wanted = Json::parse(item.toStdString());
        std::string message;
        std::vector<std::string> labels;
        if (name.endsWith(".pth")) message = messageOfModel(broken / file);
        else if (name.startsWith("label_dict")) message = messageOfLabels(broken, file, &labels);
        else message = messageOfInput(broken / file, *test::scbertTokenizer(broken));
        const std::string must = wanted.at("must");
        if (must == "error") {
            QVERIFY2(!message.empty(), "was accepted");
            QVERIFY2(mentioned(wanted, message), message.c_str());
        } else {
            QVERIFY2(message.empty(), message.c_str());
        }
        if (wanted.contains("classes") && wanted["classes"].is_array())
            QCOMPARE(labels, wanted["classes"].get<std::vector<std::string>>());
        QVERIFY(!QFile::exists("PAYLOAD_EXECUTED"));
    }

    void emptyCellsAreMarked()
    {
        const fs::path broken = m_root / "broken";
        const auto input = test::readCells(broken / "input_empty_cell.h5ad");
        const auto tokenizer = test::scbertTokenizer(broken);
        const auto batch = test::scbertTokens(*tokenizer, input);
        int empty = 0;
        for (std::int64_t row = 0; row < batch.cells; ++row) {
            const bool counts =
                input.cells.indptr[static_cast<std::size_t>(row)] < input.cells.indptr[static_cast<std::size_t>(row) + 1];
            QCOMPARE(batch.padding[static_cast<std::size_t>(row * batch.tokens)] != 0, !counts);
            empty += !counts;
        }
        QVERIFY(empty > 0);
        QCOMPARE(tokenizer->length(0, {}), std::int64_t{0});  // which embed gives a zero row, marks and warns about
    }

    void bothPicklesOfTheLabelsAreRead_data() { test::addCases(m_root, {"classifier_", "finetune_"}); }
    void bothPicklesOfTheLabelsAreRead()
    {
        const fs::path folder = test::currentCase();
        const Hdf5File expected(folder / "expected.h5");
        for (const fs::path &place : {folder, folder / "labels_py36_numpy120"}) {
            const auto names = checkpoint::readPickledNames(place / "label_dict");
            VERIFY_OK(names);
            QCOMPARE(*names, expected.strings("label_dict").values);
            const auto ids = checkpoint::readPickledIntegers(place / "label");
            VERIFY_OK(ids);
            QVERIFY(!ids->empty());
            if (expected.has("label")) QCOMPARE(*ids, expected.ints("label").values);
            for (const std::int64_t id : *ids) QVERIFY(id >= 0 && id < static_cast<std::int64_t>(names->size()));
            QVERIFY(!checkpoint::readPickledNames(place / "label").ok());
            QVERIFY(!checkpoint::readPickledIntegers(place / "label_dict").ok());
        }
    }

    void geneListsAgree_data() { test::addCases(m_root, {"lm_"}); }
    void geneListsAgree()
    {
        const fs::path folder = test::currentCase();
        const auto genes = Hdf5File(folder / "expected.h5").strings("genes").values;
        JobContext context;
        for (const char *name : {"genes.txt", "reference.h5ad"}) {
            const auto list = checkpoint::readGeneList(folder / name, context);
            VERIFY_OK(list);
            QCOMPARE(*list, genes);
        }
    }

    void gene2vecIsThePositionTable_data() { test::addCases(m_root, {"lm_", "classifier_", "finetune_"}); }
    void gene2vecIsThePositionTable()
    {
        const fs::path folder = test::currentCase();
        const auto vectors = checkpoint::readNpy(folder / "gene2vec.npy");
        VERIFY_OK(vectors);
        JobContext context;
        const bool languageModel = fs::exists(folder / "pretrain.pth");
        const auto bundle = checkpoint::openBundle(folder / (languageModel ? "pretrain.pth" : "finetune_best.pth"), context);
        VERIFY_OK(bundle);
        const checkpoint::Tensor *table = bundle->tensors.find("pos_emb.emb.weight");
        QVERIFY(table);
        QVERIFY(table->type == checkpoint::TensorType::Float64);
        auto rows = table->toFloat();
        rows.resize(static_cast<std::size_t>(vectors->size()));
        QCOMPARE(vectors->toFloat(), rows);
        QCOMPARE(vectors->shape[0] + 1, table->shape[0]);
    }

    void cardsOfCases_data() { test::addCases(m_root, {"lm_", "classifier_"}); }
    void cardsOfCases()
    {
        const fs::path folder = test::currentCase();
        const Hdf5File expected(folder / "expected.h5");
        JobContext context;
        const auto outlined = outlineModel(folder, context);
        VERIFY_OK(outlined);
        const auto number = [&](const char *name) {
            return static_cast<std::int64_t>(expected.numberAttribute("/", name).front());
        };
        QCOMPARE(outlined->card.family, std::string("scbert"));
        QCOMPARE(outlined->card.embeddingKey, std::string("X_scBERT"));
        QCOMPARE(outlined->card.embeddingSize, number("dim"));
        QCOMPARE(outlined->card.layers, number("depth"));
        QCOMPARE(outlined->card.heads, number("heads"));
        QCOMPARE(outlined->card.vocabulary + 1, number("max_seq_len"));
        if (expected.has("label_dict")) QCOMPARE(outlined->card.labels, expected.strings("label_dict").values);
    }

    // Every checkpoint alone, without anything beside it, says what it is and what is missing.
    void withoutAGeneListItSaysWhatIsMissing_data()
    {
        QTest::addColumn<QString>("file");
        for (const auto &entry : fs::recursive_directory_iterator(m_root))
            if (entry.path().extension() == ".pth" && entry.path().parent_path().filename() != "broken")
                QTest::newRow(fs::relative(entry.path(), m_root).c_str()) << QString::fromStdString(entry.path().string());
    }
    void withoutAGeneListItSaysWhatIsMissing()
    {
        QFETCH(QString, file);
        const QTemporaryDir folder;
        const fs::path alone = fs::path(folder.path().toStdString()) / "alone.pth";
        fs::copy_file(file.toStdString(), alone);
        JobContext context;
        const auto card = describeModel(alone, context);
        VERIFY_OK(card);
        QCOMPARE(card->family, std::string("scbert"));
        QVERIFY(card->embeddingSize > 0 && card->layers > 0);
        QCOMPARE(card->missing.front(), std::string("gene_list"));
        const bool classes = std::count(card->abilities.begin(), card->abilities.end(), Ability::Labels) > 0;
        QCOMPARE(card->missing.size(), std::size_t{classes ? 2U : 1U});
        QVERIFY(card->notice.find("gene list") != std::string::npos);
        const auto outlined = outlineModel(folder.path().toStdString(), context);
        VERIFY_OK(outlined);
        QCOMPARE(outlined->tokenizer->ready().error().errorClass, std::string("no_vocabulary"));
        QCOMPARE(static_cast<std::int64_t>(outlined->tokenizer->vocabulary().size()), card->vocabulary + 1);
    }

    void variantsWantAGeneList()
    {
        if (!fs::exists(m_root / "variants")) QSKIP("this set of fixtures has no variants");
        JobContext context;
        const auto without = outlineModel(m_root / "variants/qkv_bias.pth", context);
        VERIFY_OK(without);
        QCOMPARE(without->tokenizer->ready().error().errorClass, std::string("no_vocabulary"));
        const auto sequence = Hdf5File(m_root / "variants/expected.h5").ints("tokens").columns();
        const QTemporaryDir folder;
        ModelSource source = m_root / "variants/qkv_bias.pth";
        source.genes = fs::path(folder.path().toStdString()) / "order.csv";
        std::ofstream list(source.genes);
        list << "gene,number\n";
        for (std::int64_t i = 1; i < sequence; ++i) list << "G" << i << "," << i << "\n";
        list.close();
        const auto with = outlineModel(source, context);
        VERIFY_OK(with);
        VERIFY_OK(with->tokenizer->ready());
        QVERIFY(with->card.missing.empty());
        QCOMPARE(with->tokenizer->vocabulary().front(), std::string("G1"));
    }
};

QTEST_GUILESS_MAIN(TestScbertFiles)
#include "tst_scbert_files.moc"

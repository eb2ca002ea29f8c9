// Vocabularies and class names in the shapes that programs write them in.
#include "models/checkpoint/id_list.h"
#include "tests/support/fixtures.h"

using namespace lexicell;
using namespace lexicell::models::checkpoint;

class TestIdList : public QObject {
    Q_OBJECT

    static Result<IdList> read(const QByteArray &text, bool nameOfIdFirst = false)
    {
        return readIdList(nlohmann::json::parse(text.toStdString()), "list.json", {errors::badVocabulary, true, nameOfIdFirst});
    }

  private slots:
    void everyShapeIsUnderstood_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("plain");
        const auto row = [](const char *name, const QByteArray &text, bool plain = false) {
            QTest::newRow(name) << text << plain;
        };
        row("id of name", R"({"B": 1, "<pad>": 2, "A": 0})", true);
        row("id of name as text", R"({"B": "1", "<pad>": "2", "A": "0"})");
        row("id of name as a float", R"({"B": 1.0, "<pad>": 2.0, "A": 0.0})");
        row("name of id", R"({"0": "A", "2": "<pad>", "1": "B"})");
        row("list", R"(["A", "B", "<pad>"])");
        row("pairs", R"([["B", 1], ["A", 0], ["<pad>", 2]])");
        row("pairs, id first", R"([[1, "B"], [0, "A"], [2, "<pad>"]])");
        row("stoi", R"({"stoi": {"A": 0, "B": 1, "<pad>": 2}})");
        row("itos", R"({"itos": ["A", "B", "<pad>"], "default_index": 0, "specials": ["<pad>"]})");
        row("both", R"({"stoi": {"A": 0, "B": 1, "<pad>": 2}, "itos": ["A", "B", "<pad>"]})");
        row("tokenizer.json", R"({"version": "1.0", "model": {"type": "WordLevel", "vocab": {"A": 0, "B": 1, "<pad>": 2}}})");
        row("token_to_id", R"({"token_to_id": {"A": 0, "B": 1, "<pad>": 2}, "id_to_token": {"0": "A", "1": "B", "2": "<pad>"}})");
    }
    void everyShapeIsUnderstood()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, plain);
        const auto list = read(text);
        VERIFY_OK(list);
        QCOMPARE(list->names, (std::vector<std::string>{"A", "B", "<pad>"}));
        QCOMPARE(list->shape == IdShape::IdOfName, plain);
    }

    void whatIsUnclearIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *name, const QByteArray &text, const QByteArray &says) {
            QTest::newRow(name) << text << says;
        };
        row("both ways", R"({"0": "1", "1": "2", "2": "0"})", "ids and names apart");
        row("two that differ", R"({"stoi": {"A": 0, "B": 1}, "itos": ["B", "A"]})", "different things");
        row("a name twice in a list", R"(["A", "A"])", "twice");
        row("a name twice by id", R"({"0": "A", "1": "A"})", "twice");
        row("an id twice", R"({"A": 0, "B": 0})", "both");
        row("a gap", R"({"0": "A", "2": "B"})", "id 2");
        row("a list of numbers", "[1, 2]", "entry 1");
        row("names and pairs", R"(["A", ["B", 1]])", "entry 2");
        row("nothing", "[]", "no entry");
        row("a number", "3", "neither");
    }
    void whatIsUnclearIsRefused()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, says);
        const auto list = read(text);
        QVERIFY(!list.ok());
        QCOMPARE(list.error().errorClass, std::string("bad_vocabulary"));
        QVERIFY2(list.error().message.find(says.toStdString()) != std::string::npos, list.error().message.c_str());
        QVERIFY(list.error().message.find("damaged") == std::string::npos);
    }

    void numbersMayBeNames()
    {
        QCOMPARE(read(R"({"7157": 0, "1017": 1})")->names, (std::vector<std::string>{"7157", "1017"}));  // Entrez ids
        QCOMPARE(read(R"({"0": "7157", "1": "1017"})")->names, (std::vector<std::string>{"7157", "1017"}));
        QCOMPARE(read(R"({"0": "1", "1": "0"})")->names, (std::vector<std::string>{"1", "0"}));  // the same both ways
        // Class names by number are what class names are.
        QCOMPARE(read(R"({"0": "1", "1": "2", "2": "0"})", true)->names, (std::vector<std::string>{"1", "2", "0"}));
        QCOMPARE(read(R"({"B": 0, "NK": 1})", true)->names, (std::vector<std::string>{"B", "NK"}));
    }

    void aGeneMayBeCalledLikeAWrapper() { QCOMPARE(read(R"({"model": 1, "stoi": 0})")->names.front(), std::string("stoi")); }
};

QTEST_APPLESS_MAIN(TestIdList)
#include "tst_id_list.moc"

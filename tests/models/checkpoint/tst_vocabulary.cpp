// vocab.json and id2label.json: ids count, the order of the keys does not.
#include "models/checkpoint/vocabulary.h"
#include "tests/support/fixtures.h"

#include <QTemporaryDir>

#include <fstream>

using namespace lexicell;
using namespace lexicell::models::checkpoint;
namespace fs = std::filesystem;

class TestVocabulary : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path file(const std::string &text) const
    {
        const fs::path path = fs::path(m_folder.path().toStdString()) / "list.json";
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }

  private slots:
    void tokensComeById()
    {
        const auto tokens = readVocabulary(file(R"({"B": 1, "<pad>": 2, "A": 0})"));
        VERIFY_OK(tokens);
        QCOMPARE(*tokens, (std::vector<std::string>{"A", "B", "<pad>"}));
    }

    void whatIsWrittenComesBack()
    {
        const std::vector<std::string> tokens{"TP53", "quote\"d", "<pad>", "Grün"};
        const fs::path path = fs::path(m_folder.path().toStdString()) / "vocab.json";
        VERIFY_OK(writeVocabulary(tokens, path));
        const auto read = readVocabulary(path);
        VERIFY_OK(read);
        QCOMPARE(*read, tokens);
    }

    void aLongListIsReadAtOnce()
    {
        std::vector<std::string> tokens;
        for (int i = 0; i < 60697; ++i) tokens.push_back("GENE" + std::to_string(i));
        const fs::path path = fs::path(m_folder.path().toStdString()) / "vocab.json";
        VERIFY_OK(writeVocabulary(tokens, path));
        QCOMPARE(*readVocabulary(path), tokens);
    }

    void wrongVocabulariesNameTheirFault_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("errorClass");
        QTest::addColumn<QString>("names");
        QTest::newRow("a gap") << QByteArray(R"({"A": 0, "B": 5000})") << "bad_vocabulary"
                               << "5000";
        QTest::newRow("an id twice") << QByteArray(R"({"A": 0, "B": 0})") << "bad_vocabulary"
                                     << "\"B\"";
        QTest::newRow("a negative id") << QByteArray(R"({"A": -1})") << "bad_vocabulary"
                                       << "-1";
        QTest::newRow("an id that is text") << QByteArray(R"({"A": "zero"})") << "bad_vocabulary"
                                            << "\"A\"";
        QTest::newRow("a fraction") << QByteArray(R"({"A": 0.5})") << "bad_vocabulary"
                                    << "\"A\"";
        QTest::newRow("beyond 63 bits") << QByteArray(R"({"A": 18446744073709551615})") << "bad_vocabulary"
                                        << "\"A\"";
        QTest::newRow("a token twice") << QByteArray(R"({"A": 0, "A": 1})") << "duplicate_key"
                                       << "\"A\"";
        QTest::newRow("nothing") << QByteArray("{}") << "bad_vocabulary"
                                 << "list.json";
        QTest::newRow("no JSON") << QByteArray("{\"A\": 0") << "parse_error"
                                 << "list.json";
        QTest::newRow("text alone") << QByteArray("\"A\"") << "bad_vocabulary"
                                    << "list.json";
        QTest::newRow("nested without end") << QByteArray(100'000, '[') << "parse_error"
                                            << "nests";
        QTest::newRow("an empty file") << QByteArray("") << "empty_file"
                                       << "list.json";
    }
    void wrongVocabulariesNameTheirFault()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, names);
        const auto tokens = readVocabulary(file(text.toStdString()));
        QVERIFY(!tokens.ok());
        QTEST(QString::fromStdString(tokens.error().errorClass), "errorClass");
        QVERIFY2(tokens.error().message.find(names.toStdString()) != std::string::npos, tokens.error().message.c_str());
    }

    void otherShapesAreUnderstood()
    {
        bool plain = false;
        QCOMPARE(*readVocabulary(file(R"({"B": 1, "A": 0})"), &plain), (std::vector<std::string>{"A", "B"}));
        QVERIFY(plain);
        for (const char *text : {R"(["A", "B"])", R"({"0": "A", "1": "B"})", R"({"B": "1", "A": "0"})"}) {
            QCOMPARE(*readVocabulary(file(text), &plain), (std::vector<std::string>{"A", "B"}));
            QVERIFY(!plain);  // upstream's programs do not read it
        }
        for (const char *text : {R"(["B", "NK"])", R"({"B": 0, "NK": 1})"}) {
            QCOMPARE(*readLabels(file(text), &plain), (std::vector<std::string>{"B", "NK"}));
            QVERIFY(!plain);
        }
        VERIFY_OK(writeLabels({"B", "NK"}, fs::path(m_folder.path().toStdString()) / "id2label.json"));
        QCOMPARE(*readLabels(fs::path(m_folder.path().toStdString()) / "id2label.json", &plain),
                 (std::vector<std::string>{"B", "NK"}));
        QVERIFY(plain);
    }

    void labelsComeById()
    {
        const auto labels = readLabels(file(R"({"1": "NK", "0": "B"})"));
        VERIFY_OK(labels);
        QCOMPARE(*labels, (std::vector<std::string>{"B", "NK"}));
        QCOMPARE(readLabels(file(R"({"1": "NK"})")).error().errorClass, std::string("bad_labels"));
        QCOMPARE(readLabels(file(R"({"one": "NK"})")).error().errorClass, std::string("bad_labels"));
        QCOMPARE(readLabels(file(R"({"0": 7})")).error().errorClass, std::string("bad_labels"));
    }
};

QTEST_APPLESS_MAIN(TestVocabulary)
#include "tst_vocabulary.moc"

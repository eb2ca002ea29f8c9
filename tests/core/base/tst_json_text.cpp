// JSON of others: read up to a depth, refused beyond it, and never the end of the program. All that reads JSON goes through it.
#include "core/base/json_text.h"
#include "core/base/option_json.h"
#include "core/base/provenance.h"
#include "tests/support/fixtures.h"

using namespace lexicell;

namespace {

std::string nested(const std::string &open, const std::string &close, std::size_t depth)
{
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += open;
    text += "1";
    for (std::size_t i = 0; i < depth; ++i) text += close;
    return text;
}

struct SomeOptions {
    double resolution = 1.0;
};
template <class V> void describe(SomeOptions &o, V &&visit) { visit(Option{"resolution", "", "", {}}, o.resolution); }

}  // namespace

class TestJsonText : public QObject {
    Q_OBJECT
  private slots:
    void deepTextIsRefused_data()
    {
        QTest::addColumn<QByteArray>("open");
        QTest::addColumn<QByteArray>("close");
        QTest::newRow("lists") << QByteArray("[") << QByteArray("]");
        QTest::newRow("objects") << QByteArray("{\"a\":") << QByteArray("}");
        QTest::newRow("both") << QByteArray("[{\"a\":") << QByteArray("}]");
        QTest::newRow("never closed") << QByteArray("[") << QByteArray();
        QTest::newRow("blanks between") << QByteArray(" [ \n") << QByteArray(" ] ");
    }
    void deepTextIsRefused()
    {
        QFETCH(QByteArray, open);
        QFETCH(QByteArray, close);
        const auto text = nested(open.toStdString(), close.toStdString(), 200'000);
        QVERIFY(nestsTooDeeply(text));
        QVERIFY(!parseJson(text));
        QVERIFY(!parseOrderedJson(text));
        std::string duplicate;
        QVERIFY(!parseJson(text, duplicate));
        SomeOptions options;
        QCOMPARE(optionsFromJson(text, options).error().errorClass, std::string("bad_json"));
        QCOMPARE(optionsFromJson("{\"resolution\": " + text + "}", options).error().errorClass, std::string("bad_json"));
    }

    void theDeepestThatIsReadCanBeWritten()
    {
        const auto text = nested("[", "]", deepestJson);
        const auto json = parseJson(text);
        QVERIFY(json);
        QCOMPARE(json->dump(), text);
        QCOMPARE(parseOrderedJson(text)->dump(), text);
        QVERIFY(!parseJson(nested("[", "]", deepestJson + 1)));
    }

    void bracketsInTextDoNotCount()
    {
        const auto text = "{\"a\": \"" + std::string(1000, '[') + "\\\"" + std::string(1000, '{') + "\", \"b\\\\\": [1]}";
        QVERIFY(!nestsTooDeeply(text));
        QVERIFY(parseJson(text));
        const auto row = "[" + nested("[", "]", 10) + std::string(5000, ' ') + "," + nested("[", "]", deepestJson - 1) + "]";
        QVERIFY(parseJson(row));  // one after the other is not within one another
    }

    void whatIsNoJsonIsNothing()
    {
        for (const char *text : {"", "{", "nonsense", "[1,]", "\xff", "{\"a\" 1}"}) {
            QVERIFY2(!parseJson(text), text);
            QVERIFY2(!parseOrderedJson(text), text);
        }
        QVERIFY(parseJson("null"));
        QVERIFY(parseJson("null")->is_null());
    }

    void aKeyTwiceIsTold()
    {
        std::string duplicate;
        QVERIFY(parseJson(R"({"a": {"b": 1}, "c": {"b": 2}})", duplicate));
        QVERIFY(duplicate.empty());
        QVERIFY(parseJson(R"({"a": {"b": 1, "b": 2}})", duplicate));
        QCOMPARE(duplicate, std::string("b"));
    }

    void keysKeepTheirOrder() { QCOMPARE(parseOrderedJson(R"({"b":1,"a":2})")->dump(), std::string(R"({"b":1,"a":2})")); }

    void deepProvenanceIsBegunAnew()
    {
        const auto deep = "{\"steps\": [" + nested("[", "]", 100'000) + "]}";
        const ProvenanceStep step{"pca", "obsm/X_pca", {}, {}};
        const auto text = appendProvenance(deep, step);
        const auto record = parseJson(text);
        QVERIFY(record);
        QCOMPARE((*record)["steps"].size(), std::size_t{1});
        QVERIFY(parseJson(withInput(deep, text, "file", "00")));
        QVERIFY(parseJson(withInput("", deep, "file", "00")));
    }
};

QTEST_APPLESS_MAIN(TestJsonText)
#include "tst_json_text.moc"

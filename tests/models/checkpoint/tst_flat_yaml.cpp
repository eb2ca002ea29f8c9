#include "models/checkpoint/flat_yaml.h"
#include "tests/support/fixtures.h"

using namespace lexicell::models::checkpoint;

// The text of the flat part as JSON, or the class of the error.
static std::string read(const std::string &text)
{
    const auto values = readFlatYaml(text, "hparams.yaml");
    return values.ok() ? values->dump() : values.error().errorClass;
}

static std::string repeated(const std::string &text, int times)
{
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

class TestFlatYaml : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void asLightningWritesIt()
    {
        const auto values = readFlatYaml("# made by hand\nnhead: 4\nlearning_rate: 0.0003\nweight_decay: 1e-05\nload: null\n"
                                         "classify: 'organ'\nlogs: !!python/object/apply:pathlib.PosixPath\n- ..\n- data\n"
                                         "strategy: ddp\nsync: false\n",
                                         "hparams.yaml");
        VERIFY_OK(values);
        QCOMPARE(values->dump(), std::string(R"({"nhead":4,"learning_rate":0.0003,"weight_decay":1e-05,"load":null,)"
                                             R"("classify":"organ","strategy":"ddp","sync":false})"));
        const std::string text = flatYamlText(*values);
        QVERIFY2(text.find("weight_decay: 1.0e-05\n") != std::string::npos, text.c_str());
        QVERIFY2(text.find("load: null\n") != std::string::npos, text.c_str());
        QVERIFY2(text.find("classify: 'organ'\n") != std::string::npos, text.c_str());
        QCOMPARE(read(text), values->dump());
    }

    void scalarsOfTheOutermostMap_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("json");
        const auto row = [](const char *name, const char *text, const char *json) { QTest::newRow(name) << text << json; };
        row("empty", "", "{}");
        row("a comment behind a value", "nhead: 4  # heads\n", R"({"nhead":4})");
        row("a colon in the text", "path: a:b\n", R"({"path":"a:b"})");
        row("quoted numbers are text", "a: '4'\nb: \"1\\t2\"\n", R"({"a":"4","b":"1\t2"})");
        row("a text over two lines", "a: one\n  two\nb: 2\n", R"({"a":"one two","b":2})");
        row("a block of text", "a: |\n  one\n  b: 3\nb: 2\n", R"({"a":"one\nb: 3\n","b":2})");
        row("nested values are left out", "a:\n  nhead: 9\n  b: [1, 2]\nc: {nhead: 8}\nnhead: 4\n", R"({"nhead":4})");
        row("the flow form", "{nhead: 4, dropout: 0.1}", R"({"nhead":4,"dropout":0.1})");
        row("DOS line ends", "nhead: 4\r\nb: x\r\n", R"({"nhead":4,"b":"x"})");
        row("an alias", "a: &size 4\nb: *size\n", R"({"a":4,"b":4})");
        row("tags of YAML", "a: !!str 4\nb: !!int 4\n", R"({"a":"4","b":4})");
        row("tags of Python", "a: !!python/name:os.system ''\nb: !!python/tuple [1]\nc: 1\n", R"({"c":1})");
        row("a list", "- 1\n- nhead: 4\n", "{}");
        row("one word", "nhead", "{}");
        row("only the first document", "a: 1\n---\nb: 2\n", R"({"a":1})");
    }
    void scalarsOfTheOutermostMap()
    {
        QFETCH(QString, text);
        QFETCH(QString, json);
        QCOMPARE(QString::fromStdString(read(text.toStdString())), json);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("errorClass");
        const auto row = [](const char *name, const std::string &text, const char *errorClass) {
            QTest::newRow(name) << QByteArray::fromStdString(text) << QByteArray(errorClass);
        };
        row("a quote that is not closed", "a: \"organ", "parse_error");
        row("a value that is a map on its line", "a: b: c\n", "parse_error");
        row("a bracket that is not closed", "a: [1, 2\n", "parse_error");
        row("a tab as indentation", "a:\n\tb: 1\n", "parse_error");
        row("an unknown alias", "a: *b\n", "parse_error");
        row("a key twice", "nhead: 4\nnhead: 8\n", "duplicate_key");
        row("lists in lists", repeated("[", 100'000), "parse_error");
        row("maps in maps", repeated("{a: ", 100'000), "parse_error");
        row("list items on one line", repeated("- ", 100'000), "parse_error");
        row("keys on one line", repeated("? ", 100'000), "parse_error");
        row("more than settings have", repeated("a: 1\n", 300'000), "parse_error");
    }
    void refused()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, errorClass);
        const auto values = readFlatYaml(text.toStdString(), "hparams.yaml");
        QVERIFY(!values.ok());
        QCOMPARE(QByteArray::fromStdString(values.error().errorClass), errorClass);
        QVERIFY2(values.error().message.starts_with("hparams.yaml "), values.error().message.c_str());
    }

    void asManySettingsAsFit()
    {
        std::string text;
        std::size_t count = 0;
        while (text.size() < 1'000'000) text += "k" + std::to_string(count++) + ": 1\n";
        const auto values = readFlatYaml(text, "hparams.yaml");
        VERIFY_OK(values);
        QCOMPARE(values->size(), count);
    }

    // Ten lists, each of ten aliases of the one before: 10^10 values when they are expanded.
    void aliasesAreNotExpanded()
    {
        std::string text = "l0: &l0 x\n";
        for (int i = 1; i <= 10; ++i) {
            const std::string before = "*l" + std::to_string(i - 1);
            text += "l" + std::to_string(i) + ": &l" + std::to_string(i) + " [" + repeated(before + ", ", 9) + before + "]\n";
        }
        QCOMPARE(read(text + "nhead: 4\n"), std::string(R"({"l0":"x","nhead":4})"));
    }

    void whatIsWrittenIsReadBack()
    {
        PlainValue values{{"text", "it's\ntwo lines: {a} # b"},
                          {"number", "4"},
                          {"flag", "true"},
                          {"none", "null"},
                          {"empty", ""},
                          {"whole", 3.0},
                          {"tiny", 5e-324},
                          {"third", 1.0 / 3.0},
                          {"count", -7},
                          {"key: odd", true}};
        QCOMPARE(read(flatYamlText(values)), values.dump());
        values["nested"] = {1, 2};
        QVERIFY(flatYamlText(values).find("nested") == std::string::npos);
        QCOMPARE(flatYamlText(PlainValue::object()), std::string());
    }
};

QTEST_APPLESS_MAIN(TestFlatYaml)
#include "tst_flat_yaml.moc"

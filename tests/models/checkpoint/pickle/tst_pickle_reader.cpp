// The pickle machine: what it reads, what it refuses, and that no bytes can harm it.
#include "core/base/random.h"
#include "models/checkpoint/pickle/pickle_reader.h"
#include "models/checkpoint/pickle/pickle_writer.h"
#include "tests/support/fixtures.h"

using namespace lexicell;
using namespace lexicell::models::checkpoint;

namespace {

Result<Pickle> read(const std::string &bytes)
{
    return readPickle(reinterpret_cast<const std::byte *>(bytes.data()), bytes.size(), "x.pt");
}

std::string errorOf(const std::string &bytes)
{
    const auto pickle = read(bytes);
    return pickle.ok() ? "ok" : pickle.error().errorClass;
}

// "\0" inside: the length must be given
template <std::size_t N> std::string raw(const char (&text)[N]) { return {text, N - 1}; }

}  // namespace

class TestPickleReader : public QObject {
    Q_OBJECT
  private slots:
    // A long text that is referred to again and again, each time as a new name: 1 MB would become 100 GB.
    void longTextsAreNotMultiplied()
    {
        const std::string text(1'000'000, 'A');
        std::string bytes = raw("\x80\x04X\x40\x42\x0f\x00") + text +
                            raw("q\x00"
                                "0(");
        for (int i = 0; i < 100'000; ++i) bytes += raw("h\x00h\x00\x93");
        bytes += "l.";
        QCOMPARE(errorOf(bytes), std::string("parse_error"));
        // Referring alone costs nothing.
        bytes = raw("\x80\x04X\x40\x42\x0f\x00") + text +
                raw("q\x00"
                    "0(");
        for (int i = 0; i < 100'000; ++i) bytes += raw("h\x00");
        const auto pickle = read(bytes + "l.");
        VERIFY_OK(pickle);
        QCOMPARE(pickle->rootNode().items.size(), std::size_t{100'000});
        QCOMPARE(pickle->nodes.size(), std::size_t{2});
    }

    void numbersOfAllWidths_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<qint64>("value");
        const auto row = [](const char *name, const std::string &bytes, qint64 value) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << value;
        };
        row("one byte", raw("K\xff."), 255);
        row("two bytes", raw("M\x34\x12."), 0x1234);
        row("four bytes, negative", raw("J\xff\xff\xff\xff."), -1);
        row("long, negative", raw("\x8a\x02\x00\xff."), -256);
        row("long, empty", raw("\x8a\x00."), 0);
        row("long, full width", PickleWriter().integer(std::int64_t{1} << 62).finish(), qint64{1} << 62);
        row("text", raw("I-12\n."), -12);
        row("text, long", raw("L12L\n."), 12);
        row("boolean", raw("\x88."), 1);
    }
    void numbersOfAllWidths()
    {
        QFETCH(QByteArray, bytes);
        const auto pickle = read(bytes.toStdString());
        VERIFY_OK(pickle);
        QTEST(static_cast<qint64>(pickle->rootNode().integer), "value");
    }

    void readsContainersAndTheMemo()
    {
        // {"a": [1.5, "a"], "b": ("a",)} with "a" from the memo
        const auto pickle = read(raw("\x80\x02}q\x00(X\x01\x00\x00\x00"
                                     "aq\x01]q\x02(G?\xf8\x00\x00\x00\x00\x00\x00h\x01"
                                     "eX\x01\x00\x00\x00"
                                     "bh\x01\x85u."));
        VERIFY_OK(pickle);
        const PickleNode &root = pickle->rootNode();
        QCOMPARE(root.kind, PickleKind::Dict);
        const PickleNode *list = pickle->find(root, "a");
        QVERIFY(list && list->kind == PickleKind::List);
        QCOMPARE(list->items.size(), std::size_t{2});
        QCOMPARE(pickle->node(list->items[0]).real, 1.5);
        QCOMPARE(pickle->node(list->items[1]).text, std::string("a"));
        const PickleNode *tuple = pickle->find(root, "b");
        QVERIFY(tuple && tuple->kind == PickleKind::Tuple);
        QCOMPARE(tuple->items, std::vector<PickleId>{list->items[1]});
    }

    void aKeyThatComesTwiceMeansItsLastValue()
    {
        const auto pickle = read(PickleWriter().emptyDict().mark().text("a").integer(1).text("a").integer(2).setItems().finish());
        VERIFY_OK(pickle);
        QCOMPARE(pickle->find(pickle->rootNode(), "a")->integer, std::int64_t{2});
    }

    void keepsPermittedCallsAsData()
    {
        const auto path = read(raw("cpathlib\nPosixPath\n(X\x02\x00\x00\x00..X\x04\x00\x00\x00"
                                   "datat"
                                   "R."));
        VERIFY_OK(path);
        QCOMPARE(path->rootNode().kind, PickleKind::Call);
        QCOMPARE(path->rootNode().text, std::string("pathlib PosixPath"));
        const auto ordered = read(PickleWriter()
                                      .global("collections", "OrderedDict")
                                      .emptyTuple()
                                      .reduce()
                                      .mark()
                                      .text("k")
                                      .integer(3)
                                      .setItems()
                                      .finish());
        VERIFY_OK(ordered);
        QCOMPARE(ordered->rootNode().kind, PickleKind::Dict);
        QCOMPARE(ordered->find(ordered->rootNode(), "k")->integer, std::int64_t{3});
    }

    // Every way that pickle has to call something.
    void refusesCallsByName_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char *name, const std::string &bytes) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes);
        };
        row("reduce", raw("cos\nsystem\n(X\x02\x00\x00\x00ls"
                          "tR."));
        row("newobj", raw("cos\nsystem\n)\x81."));
        row("newobj with keywords", raw("cos\nsystem\n)}\x92."));
        row("inst", raw("(X\x02\x00\x00\x00lsios\nsystem\n."));
        row("obj", raw("(cos\nsystem\nX\x02\x00\x00\x00lso."));
        row("stack global", raw("\x80\x04\x8c\x02os\x8c\x06system\x93)R."));
        row("from the memo", raw("cos\nsystem\nq\x01"
                                 "0h\x01)R."));
    }
    void refusesCallsByName()
    {
        QFETCH(QByteArray, bytes);
        const auto pickle = read(bytes.toStdString());
        QVERIFY(!pickle.ok());
        QCOMPARE(pickle.error().errorClass, std::string("forbidden_global"));
        QVERIFY2(pickle.error().message.find("os system") != std::string::npos, pickle.error().message.c_str());
        QCOMPARE(exitStatus(pickle.error()), 3);
    }

    void refusesCallsOfWhatACallReturned()
    {
        QCOMPARE(errorOf(raw("cpathlib\nPosixPath\n)R)R.")), std::string("forbidden_global"));
        QCOMPARE(errorOf(raw("X\x02\x00\x00\x00os)R.")), std::string("forbidden_global"));
    }

    void aNameWithoutACallDoesNoHarm() { QCOMPARE(errorOf(raw("cos\nsystem\n.")), std::string("ok")); }

    void keepsControlCharactersOutOfMessages()
    {
        const auto pickle = read(raw("c\x1b[31mos\nsys\x07tem\n)R."));
        QVERIFY(!pickle.ok());
        QVERIFY(pickle.error().message.find('\x1b') == std::string::npos);
    }

    void malformedStreamsAreErrors_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("errorClass");
        const auto row = [](const char *name, const std::string &bytes, const char *errorClass) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(errorClass);
        };
        row("nothing", "", "truncated");
        row("only a stop", ".", "parse_error");
        row("unknown opcode", raw("\x82\x01."), "parse_error");
        row("memo that was never filled", raw("h\x07."), "parse_error");
        row("tuple without a mark", raw("K\x01t."), "parse_error");
        row("pop below the mark", raw("K\x01(\x85."), "parse_error");
        row("odd number of items", raw("}(K\x01u."), "parse_error");
        row("append to a number",
            raw("K\x01K\x02"
                "a."),
            "parse_error");
        row("text longer than the file",
            raw("X\xff\xff\xff\x7f"
                "ab."),
            "truncated");
        row("text of 2^64 bytes",
            raw("\x8d\xff\xff\xff\xff\xff\xff\xff\xff"
                "ab."),
            "truncated");
        row("no stop", raw("K\x01"), "truncated");
    }
    void malformedStreamsAreErrors()
    {
        QFETCH(QByteArray, bytes);
        QTEST(QString::fromStdString(errorOf(bytes.toStdString())), "errorClass");
    }

    void survivesDeepNestingAndCycles()
    {
        std::string deep;
        for (int i = 0; i < 300000; ++i) deep += ']';
        for (int i = 0; i < 299999; ++i) deep += 'a';
        QCOMPARE(errorOf(deep + "."), std::string("ok"));
        QCOMPARE(errorOf(raw("]q\x01h\x01"
                             "a.")),
                 std::string("ok"));  // a list that holds itself
    }

    void boundsTheTree()
    {
        QCOMPARE(errorOf(std::string(5'000'000, 'N') + "."), std::string("parse_error"));
        QCOMPARE(errorOf(std::string(5'000'000, '(') + "."), std::string("parse_error"));
        QCOMPARE(errorOf("N" + std::string(5'000'000, '2') + "."), std::string("parse_error"));
    }

    void anyCutAndAnyFlippedByteIsHandled()
    {
        PickleWriter writer;
        writer.global("collections", "OrderedDict").emptyTuple().reduce().mark();
        writer.text("w")
            .global("torch._utils", "_rebuild_tensor_v2")
            .mark()
            .mark()
            .text("storage")
            .global("torch", "FloatStorage");
        writer.text("0").text("cpu").integer(6).tuple().persistentId().integer(0).mark().integer(2).integer(3).tuple();
        writer.mark().integer(3).integer(1).tuple().boolean(false).tuple().reduce().setItems();
        const std::string good = writer.finish();
        QCOMPARE(errorOf(good), std::string("ok"));
        for (std::size_t size = 0; size < good.size(); ++size) QVERIFY(errorOf(good.substr(0, size)) != "ok");
        Random random(1, 2);
        for (int round = 0; round < 20000; ++round) {
            std::string bytes = good;
            for (int flips = 0; flips < 3; ++flips) bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
            errorOf(bytes);
        }
    }
};

QTEST_APPLESS_MAIN(TestPickleReader)
#include "tst_pickle_reader.moc"

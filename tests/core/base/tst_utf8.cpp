#include "core/base/utf8.h"

#include <QTest>

using lexicell::isUtf8;
using lexicell::replaceInvalidUtf8;

static QByteArray bytes(const std::string &text) { return QByteArray(text.data(), static_cast<qsizetype>(text.size())); }

class TestUtf8 : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    // Unicode 15, table 3-7: the first and last sequences of each length, and what is next to them.
    void wellFormed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("valid");
        const auto row = [](const char *name, const QByteArray &text, bool valid) { QTest::newRow(name) << text << valid; };
        row("empty", "", true);
        row("a zero byte", QByteArray("a\0b", 3), true);
        row("first of two", "\xC2\x80", true);
        row("last of two", "\xDF\xBF", true);
        row("first of three", "\xE0\xA0\x80", true);
        row("before the surrogates", "\xED\x9F\xBF", true);
        row("last of three", "\xEF\xBF\xBF", true);
        row("first of four", "\xF0\x90\x80\x80", true);
        row("last of four", "\xF4\x8F\xBF\xBF", true);
        row("too long a form of a letter", "\xC1\xBF", false);
        row("too long a form of three", "\xE0\x9F\xBF", false);
        row("too long a form of four", "\xF0\x8F\xBF\xBF", false);
        row("a surrogate", "\xED\xA0\x80", false);
        row("beyond Unicode", "\xF4\x90\x80\x80", false);
        row("a byte that never occurs", "\xFF", false);
        row("a tail alone", "\x80", false);
        row("cut off", "caf\xC3", false);
        row("Latin-1", "caf\xE9 noir", false);
    }
    void wellFormed()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, valid);
        QCOMPARE(isUtf8(text.toStdString()), valid);
        const QByteArray replaced = bytes(replaceInvalidUtf8(text.toStdString()));
        QVERIFY(isUtf8(replaced.toStdString()));
        if (valid) QCOMPARE(replaced, text);
        else QVERIFY(replaced.contains("\xEF\xBF\xBD"));
    }

    void everyInvalidByteIsReplaced()
    {
        const std::string mark = "\xEF\xBF\xBD";
        QCOMPARE(replaceInvalidUtf8("caf\xE9 noir"), "caf" + mark + " noir");
        QCOMPARE(replaceInvalidUtf8("caf\xC3"), "caf" + mark);
        QCOMPARE(replaceInvalidUtf8("\xE2\x82"), mark + mark);
        QCOMPARE(replaceInvalidUtf8("\xED\xA0\x80|\xC3\xA9"), mark + mark + mark + "|\xC3\xA9");
        QCOMPARE(replaceInvalidUtf8("\xFF\xFE"
                                    "a"),
                 mark + mark + "a");
    }

    // All texts of three bytes from those that decide: valid exactly when nothing is replaced.
    void checkAndReplacementAgree()
    {
        const std::string bytesOf = "a\x7F\x80\x8F\x90\x9F\xA0\xBF\xC1\xC2\xDF\xE0\xE1\xED\xEF\xF0\xF4\xF5\xFF";
        for (const char a : bytesOf)
            for (const char b : bytesOf)
                for (const char c : bytesOf) {
                    const std::string text{a, b, c};
                    QCOMPARE(replaceInvalidUtf8(text) == text, isUtf8(text));
                    QCOMPARE(QString::fromUtf8(text).toUtf8() == bytes(text), isUtf8(text));
                }
    }
};

QTEST_APPLESS_MAIN(TestUtf8)
#include "tst_utf8.moc"

#include "core/base/error.h"
#include "core/base/job_context.h"
#include "tests/support/fixtures.h"

#include <QFile>
#include <QSet>
#include <QTest>

using namespace lexicell;

class TestError : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void flagsStandInBrackets_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("shown");
        QTest::newRow("nothing to choose") << "It is broken." << 0 << "It is broken.";
        QTest::newRow("several values: they are in the sentence") << "Choose one." << 1 << "Choose one (--genome).";
        QTest::newRow("one value") << "Choose it." << 2 << "Choose it (--layer counts).";
        QTest::newRow("a value of two words") << "Choose it." << 3 << "Choose it (--feature-type \"Gene Expression\").";
        QTest::newRow("switches") << "Say so." << 4 << "Say so (--layer X --log-normalized).";
        QTest::newRow("switched off") << "Do not" << 5 << "Do not (--no-log-normalized)";
        QTest::newRow("another file is no flag") << "Open one of them." << 6 << "Open one of them.";
    }
    void flagsStandInBrackets()
    {
        static const std::vector<std::vector<Choice>> choices{
            {},
            {{"genome", {"hg19", "mm10"}}},
            {{"layer", {"counts"}}},
            {{"feature-type", {"Gene Expression"}}},
            {{"layer", {"X"}}, {"log-normalized", {"true"}}},
            {{"log-normalized", {"false"}}},
            {{"file", {"/a/x.mtx"}}},
        };
        QFETCH(QString, message);
        QFETCH(int, which);
        QFETCH(QString, shown);
        QCOMPARE(QString::fromStdString(withFlags(message.toStdString(), choices[static_cast<std::size_t>(which)])), shown);
    }

    // The words that scripts rely on stand once in the code and once in docs/errors.md.
    void everyClassIsDocumented()
    {
        QFile page(QString::fromStdString((lexicell::test::sourceRoot() / "docs/errors.md").string()));
        QVERIFY(page.open(QIODevice::ReadOnly));
        const QByteArray text = page.readAll();
        QSet<QByteArray> names;
        for (const ErrorClass &one : errors::all) {
            QVERIFY2(!names.contains(one.name), one.name);
            names << one.name;
            QVERIFY2(text.contains('`' + QByteArray(one.name) + '`'), one.name);
        }
        for (const WarningClass &one : warnings::all) QVERIFY2(text.contains('`' + QByteArray(one.name) + '`'), one.name);
        QVERIFY(names.size() > 50);
    }

    void aWarningKeepsItsChoices()
    {
        JobContext context;
        context.warn(warnings::orientationGuessed, "Guessed.", {{"orientation", {"genes-in-rows"}}});
        context.warn(warnings::reduced, "Odd.", {}, "obsm/X_pca");
        context.warn(Error{errors::badCategory, "Bad."}, "Survived.");
        QCOMPARE(context.warnings()[0].choices.front().values, std::vector<std::string>{"genes-in-rows"});
        QVERIFY(context.warnings()[0].is(warnings::orientationGuessed) && context.warnings()[0].key.empty());
        QVERIFY(context.warnings()[1].choices.empty());
        QCOMPARE(context.warnings()[1].key, std::string("obsm/X_pca"));
        QCOMPARE(context.warnings()[2].warningClass, std::string("bad_category"));
    }
};

QTEST_APPLESS_MAIN(TestError)
#include "tst_error.moc"

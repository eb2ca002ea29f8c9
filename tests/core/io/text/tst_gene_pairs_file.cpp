// Lists of pairs of genes: every layout that is read, and each way in which one can be wrong.
#include "core/io/text/gene_pairs_file.h"
#include "tests/support/fixtures.h"

#include <QFile>
#include <QTemporaryDir>

using namespace lexicell;

class TestGenePairsFile : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    Result<io::GenePairs> read(const QByteArray &text)
    {
        QFile file(m_folder.filePath("pairs.txt"));
        if (!file.open(QIODevice::WriteOnly)) return Error{errors::internal, "no file"};
        file.write(text);
        file.close();
        JobContext context;
        return io::readGenePairs(file.fileName().toStdString(), context);
    }

  private Q_SLOTS:
    void layouts_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<double>("weight");
        QTest::newRow("tabs") << QByteArray("A\tB\nB\tC\n") << 1.0;
        QTest::newRow("commas") << QByteArray("A,B\r\nB,C\r\n") << 1.0;
        QTest::newRow("blanks and comments") << QByteArray("# a list\nA B\n\nB  C") << 1.0;
        QTest::newRow("weights and a heading") << QByteArray("protein1 protein2 score\nA B 0.5\nB C 2\n") << 0.5;
    }
    void layouts()
    {
        QFETCH(QByteArray, text);
        QFETCH(double, weight);
        const auto pairs = read(text);
        VERIFY_OK(pairs);
        QCOMPARE(pairs->genes, (std::vector<std::string>{"A", "B", "C"}));
        QCOMPARE(pairs->pairs.size(), std::size_t{2});
        QCOMPARE(pairs->pairs[0].a, 0);
        QCOMPARE(pairs->pairs[0].b, 1);
        QCOMPARE(pairs->pairs[0].weight, weight);
        QCOMPARE(pairs->weighted, weight != 1.0);
    }

    void aPairIsListedOnce()
    {
        const auto pairs = read("B A 1\nA B 3\nA A 9\nA B 2\n");
        VERIFY_OK(pairs);
        QCOMPARE(pairs->pairs.size(), std::size_t{1});
        QCOMPARE(pairs->pairs[0].weight, 3.0);
    }

    void wrongFiles_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("errorClass");
        QTest::newRow("nothing") << QByteArray() << "empty_file";
        QTest::newRow("no pair") << QByteArray("A A\n") << "empty_file";
        QTest::newRow("one name") << QByteArray("A B\nC\n") << "parse_error";
        QTest::newRow("four fields") << QByteArray("A B 1 2\n") << "parse_error";
        QTest::newRow("a weight that is none") << QByteArray("A B 1\nB C much\n") << "parse_error";
        QTest::newRow("a negative weight") << QByteArray("A B 1\nB C -1\n") << "parse_error";
        QTest::newRow("an endless weight") << QByteArray("A B 1\nB C inf\n") << "parse_error";
        QTest::newRow("some weights") << QByteArray("A B 1\nB C\n") << "parse_error";
    }
    void wrongFiles()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, errorClass);
        const auto pairs = read(text);
        QVERIFY(!pairs.ok());
        QCOMPARE(QString::fromStdString(pairs.error().errorClass), errorClass);
        JobContext context;
        QVERIFY(io::readGenePairs("/nowhere/pairs.txt", context).error().is(errors::notFound));
    }
};

QTEST_APPLESS_MAIN(TestGenePairsFile)
#include "tst_gene_pairs_file.moc"

// GMT files: every layout that is in use, and each way in which one can be wrong.
#include "core/io/text/gene_sets_file.h"
#include "tests/support/fixtures.h"

#include <QFile>
#include <QTemporaryDir>

using namespace lexicell;

class TestGeneSetsFile : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    Result<io::GeneSets> read(const QByteArray &text, JobContext &context)
    {
        QFile file(m_folder.filePath("sets.gmt"));
        if (!file.open(QIODevice::WriteOnly)) return Error{errors::internal, "no file"};
        file.write(text);
        file.close();
        return io::readGeneSets(file.fileName().toStdString(), context);
    }

  private Q_SLOTS:
    void layouts()
    {
        JobContext context;
        const auto sets = read("\xEF\xBB\xBF"
                               "one\thttps://where\tB\tA\tB\r\n\n two \t\tA,1.0\tC,0.5\t\t\n",
                               context);
        VERIFY_OK(sets);
        QCOMPARE(sets->genes, (std::vector<std::string>{"B", "A", "C"}));
        QCOMPARE(sets->sets.size(), std::size_t{2});
        QCOMPARE(sets->sets[0].name, std::string("one"));
        QCOMPARE(sets->sets[0].description, std::string("https://where"));
        QCOMPARE(sets->sets[0].genes, (std::vector<std::int32_t>{0, 1}));
        QCOMPARE(sets->sets[1].name, std::string("two"));
        QCOMPARE(sets->sets[1].genes, (std::vector<std::int32_t>{1, 2}));
        QVERIFY(context.warnings().empty());
    }

    void setsThatSayNothing()
    {
        JobContext context;
        const auto sets = read("none\tempty\n"
                               "a\t\tX\n"
                               "a\t\tY\n",
                               context);
        VERIFY_OK(sets);
        QCOMPARE(sets->sets.size(), std::size_t{2});
        QCOMPARE(context.warnings().size(), std::size_t{2});
        QVERIFY(context.warnings()[0].is(warnings::leftOut) && context.warnings()[1].is(warnings::duplicateNames));
    }

    void wrongFiles_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("errorClass");
        QTest::newRow("nothing") << QByteArray() << "empty_file";
        QTest::newRow("blank lines") << QByteArray("\n  \n") << "empty_file";
        QTest::newRow("sets without genes") << QByteArray("a\tb\n") << "empty_file";
        QTest::newRow("no tabs") << QByteArray("a\t\tX\nB,C,D\n") << "parse_error";
        QTest::newRow("no name") << QByteArray("\tdescription\tA\n") << "parse_error";
        QTest::newRow("bytes") << QByteArray("\x89PNG\0\1\t\t\0", 9) << "parse_error";
        QTest::newRow("half a gzip file") << QByteArray::fromHex("1f8b0800000000000003") << "truncated";
    }
    void wrongFiles()
    {
        QFETCH(QByteArray, text);
        JobContext context;
        const auto sets = read(text, context);
        QVERIFY(!sets.ok());
        QTEST(QString::fromStdString(sets.error().errorClass), "errorClass");
        QVERIFY(sets.error().message.find("sets.gmt") != std::string::npos);
    }

    void noFileAndCancelled()
    {
        JobContext context;
        QCOMPARE(io::readGeneSets("/nowhere/at/all.gmt", context).error().errorClass, std::string("not_found"));
        context.cancel();
        QCOMPARE(read("a\t\tX\n", context).error().kind, ErrorKind::Cancelled);
    }

    void aHundredThousandSets()
    {
        QByteArray text;
        for (int set = 0; set < 100'000; ++set) {
            text += "set " + QByteArray::number(set) + "\t";
            for (int gene = 0; gene < 20; ++gene) text += "\tG" + QByteArray::number((set * 7 + gene * 13) % 20'000);
            text += '\n';
        }
        JobContext context;
        const auto sets = read(text, context);
        VERIFY_OK(sets);
        QCOMPARE(sets->sets.size(), std::size_t{100'000});
        QCOMPARE(sets->genes.size(), std::size_t{20'000});
    }

    void theBundledSets()
    {
        for (const char *name : {"reactome", "go-bp"}) {
            const auto file = io::geneSetsFile(name);
            VERIFY_OK(file);
            JobContext context;
            const auto sets = io::readGeneSets(*file, context);
            VERIFY_OK(sets);
            QVERIFY(sets->sets.size() > 2000 && context.warnings().empty());
            for (const auto &set : sets->sets) QVERIFY(set.genes.size() >= 5 && set.genes.size() <= 500);
        }
        QCOMPARE(io::geneSetsFile("own.gmt")->string(), std::string("own.gmt"));
    }
};

QTEST_APPLESS_MAIN(TestGeneSetsFile)
#include "tst_gene_sets_file.moc"

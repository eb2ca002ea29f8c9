// enrich from the command line: lists in files, gene sets by file and by name, refusals.
#include "tests/app/cli_process.h"

#include <QFile>
#include <QTemporaryDir>

using namespace lexicell::test;

class TestCliEnrich : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    QList<QByteArray> lines(const QString &name) const { return fileBytes(path(name)).trimmed().split('\n'); }

  private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(writeText(path("genes.txt"), "A\nB\nC\n"));
        QVERIFY(writeText(path("sets.gmt"), "first\twhere\tA\tB\tC\tD\tE\nsecond\t\tF\tG\tH\tI\tJ\n"));
        QVERIFY(writeText(path("background.txt"), "A\nB\nC\nD\nE\nF\nG\nH\nI\nJ\nK\nL\n"));
    }

    void aFileAndABackground()
    {
        const Outcome made = cli({"enrich", path("genes.txt"), path("out.csv"), "--gmt", path("sets.gmt"), "--background",
                                  path("background.txt"), "--gene-matching", "exact"});
        VERIFY_DONE(made);
        QCOMPARE(made.json["sets_tested"].toInt(), 2);
        QCOMPARE(made.json["background"].toInt(), 12);
        QCOMPARE(made.json["background_source"].toString(), QString("given"));
        QCOMPARE(lines("out.csv").size(), qsizetype{2});
        QCOMPARE(lines("out.csv").first(), QByteArray("list,term,description,overlap,set_size,list_size,background,expected,fold,"
                                                      "pvals,pvals_adj,genes"));
        const auto fields = lines("out.csv").at(1).split(',');
        QCOMPARE(fields.mid(0, 7), (QList<QByteArray>{"genes", "first", "where", "3", "5", "3", "12"}));
        QVERIFY(qAbs(fields[9].toDouble() - 10.0 / 220.0) < 1e-12);
        QCOMPARE(fields[11], QByteArray("A;B;C"));
        QVERIFY(QFile::exists(path("out.csv.json")));
    }

    void theBundledSets()
    {
        const QString genes = "CD3D,CD3E,CD3G,CD247,LCK,ZAP70,LAT";
        const Outcome made = cli({"enrich", "--genes", genes, path("bundled.csv")});
        VERIFY_DONE(made);
        QVERIFY(made.json["significant"].toInt() > 0);
        QCOMPARE(made.json["background_source"].toString(), QString("gene sets"));
        bool found = false;
        for (const QByteArray &line : lines("bundled.csv").mid(1, 5)) found = found || line.startsWith("genes,TCR signaling,");
        QVERIFY(found);
    }

    void refusals_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("errorClass");
        QVERIFY(writeText(path("bad.gmt"), "first\twhere\tA\nA,B,C\n"));
        QVERIFY(writeText(path("empty.gmt"), "\n"));
        QVERIFY(writeText(path("none.txt"), "\n"));
        const auto row = [this](const char *name, const QString &genes, const QString &gmt, int status, const char *errorClass) {
            QTest::newRow(name) << QStringList{genes, path("none.csv"), "--gmt", gmt} << status << errorClass;
        };
        row("malformed sets", path("genes.txt"), path("bad.gmt"), 3, "parse_error");
        row("empty sets", path("genes.txt"), path("empty.gmt"), 3, "empty_file");
        row("no such sets", path("genes.txt"), "/nowhere/at/all.gmt", 3, "not_found");
        row("empty list", path("none.txt"), path("sets.gmt"), 3, "empty_file");
        row("no such gene", "NOBODY", path("sets.gmt"), 3, "unknown_gene");
        QTest::newRow("no genes") << QStringList{path("none.csv")} << 2 << "usage";
        QTest::newRow("the list as output") << QStringList{path("genes.txt"), path("genes.txt"), "--force"} << 2
                                            << "output_is_input";
        QTest::newRow("a set size of 0") << QStringList{path("genes.txt"), path("none.csv"), "--min-size", "0"} << 2
                                         << "bad_option";
    }
    void refusals()
    {
        QFETCH(QStringList, options);
        QFETCH(QString, errorClass);
        const Outcome refused = cli(QStringList{"enrich"} + options);
        QCOMPARE(refused.errorClass(), errorClass);
        QTEST(refused.status, "status");
        QVERIFY(!QFile::exists(path("none.csv")));
    }
};

QTEST_APPLESS_MAIN(TestCliEnrich)
#include "tst_cli_enrich.moc"

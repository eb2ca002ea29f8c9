// compare from the command line: runs that this program has computed with two seeds, its table, its page, refusals.
#include "tests/app/cli_process.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>

using namespace lexicell::test;

class TestCliCompare : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const QString &name) const { return m_folder.filePath(name); }

  private Q_SLOTS:
    void initTestCase()
    {
        VERIFY_DONE(cli({"simulate", path("reference.h5ad"), "--cells", "160", "--genes", "200", "--batches", "2"}));
        VERIFY_DONE(cli({"simulate", path("cells.h5ad"), "--cells", "60", "--genes", "200", "--seed", "1"}));
    }

    void annotationsOfTwoSeeds()
    {
        QStringList runs;
        for (const char *seed : {"0", "1"}) {
            runs << path(QString("labeled_%1.h5ad").arg(seed));
            VERIFY_DONE(cli({"annotate", path("cells.h5ad"), runs.last(), "--reference", path("reference.h5ad"), "--label",
                             "cell_type", "--no-singler", "--rounds", "20", "--seed", seed}));
        }
        const Outcome made = cli({"compare", runs.join(","), path("table.csv"), "--report", path("report.html")});
        VERIFY_DONE(made);
        QCOMPARE(made.json["runs"].toInt(), 2);
        const QJsonObject comparison = made.json["comparisons"][0].toObject();
        QCOMPARE(comparison["name"].toString(), QString("annotate"));
        QCOMPARE(comparison["models"][0]["seeds"].toArray(), (QJsonArray{0, 1}));
        const auto lines = fileBytes(path("table.csv")).trimmed().split('\n');
        QCOMPARE(lines.first(), QByteArray("comparison,model,method,kind,metric,seeds,mean,low,high,best_baseline,difference,"
                                           "difference_low,difference_high,by_seed"));
        QCOMPARE(lines.size(), qsizetype{1 + 4 * 4});  // four methods, four scores
        QVERIFY(QFile::exists(path("table.csv.json")));
        const QByteArray page = fileBytes(path("report.html"));
        QVERIFY(page.startsWith("<!DOCTYPE html>") && page.contains("<svg ") && page.contains("lexicell-cli annotate DATA_1"));
        QCOMPARE(cli({"compare", runs.join(","), path("other.csv"), "--report", path("report.html")}).errorClass(),
                 QString("output_exists"));
        const Outcome pdf = cli({"compare", runs.join(","), path("other.csv"), "--report", path("report.pdf")});
        QCOMPARE(pdf.errorClass(), QString("unsupported_format"));
        QVERIFY(!QFile::exists(path("other.csv")) && !QFile::exists(path("report.pdf")));
        QCOMPARE(cli({"compare", runs.first() + "," + runs.first(), path("other.csv")}).errorClass(), QString("bad_option"));
        QCOMPARE(cli({"compare", path("cells.h5ad"), path("other.csv")}).errorClass(), QString("unsupported"));
    }
};

QTEST_GUILESS_MAIN(TestCliCompare)
#include "tst_cli_compare.moc"

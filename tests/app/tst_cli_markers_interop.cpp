// Marker genes and gene scores that lexicell-cli wrote: real scanpy reads and plots them, and finds the same numbers.
#include "tests/app/cli_process.h"

#include <QTemporaryDir>

using namespace lexicell::test;

class TestCliMarkersInterop : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const QString &name) const { return m_folder.filePath(name); }

    void check(const QString &input, const QString &written, const QString &table, const QJsonObject &options)
    {
        const QString script = QString::fromStdString((sourceRoot() / "tests/interop/check_markers.py").string());
        const QString json = QString::fromUtf8(QJsonDocument(options).toJson(QJsonDocument::Compact));
        const Outcome outcome = runProgram(python(), {script, input, written, table, json});
        QVERIFY2(outcome.status == 0, qPrintable(outcome.text()));
    }

  private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(!python().isEmpty(), "the tests' Python is missing: ./test makes it in .deps/python");
        VERIFY_DONE(
            cli({"simulate", path("cells.h5ad"), "--cells", "400", "--genes", "300", "--batches", "3", "--knockouts", "2"}));
    }

    void scanpyReadsPlotsAndAgrees_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<bool>("tie");
        QTest::addColumn<QString>("group");
        QTest::addColumn<QString>("reference");
        QTest::newRow("wilcoxon") << "wilcoxon" << true << ""
                                  << "rest";
        QTest::newRow("without ties") << "wilcoxon" << false << ""
                                      << "rest";
        QTest::newRow("t-test") << "t-test" << true << ""
                                << "rest";
        QTest::newRow("overestimated variance") << "t-test_overestim_var" << true << ""
                                                << "rest";
        QTest::newRow("all against one") << "wilcoxon" << true << ""
                                         << "batch1";
        QTest::newRow("one against one") << "wilcoxon" << true << "batch3"
                                         << "batch2";
        QTest::newRow("pseudobulk") << "pseudobulk" << true << ""
                                    << "rest";
    }
    void scanpyReadsPlotsAndAgrees()
    {
        QFETCH(QString, method);
        QFETCH(bool, tie);
        QFETCH(QString, group);
        QFETCH(QString, reference);
        const QString groupby = method == "pseudobulk" ? "cell_type" : "batch";
        QStringList command{"markers", path("cells.h5ad"), path("out.csv"), "--h5ad", path("out.h5ad"), "--groupby",
                            groupby,   "--reference",      reference,       "--force"};
        if (!group.isEmpty()) command << "--group" << group;
        if (!tie) command << "--no-tie-correct";
        if (method == "pseudobulk")
            command << "--pseudobulk"
                    << "batch"
                    << "--min-cells"
                    << "2";
        else command << "--method" << method;
        VERIFY_DONE(cli(command));
        check(path("cells.h5ad"), path("out.h5ad"), path("out.csv"),
              {{"groupby", groupby}, {"reference", reference}, {"group", group}, {"method", method}, {"tie_correct", tie}});
    }

    void scoresAreScanpys()
    {
        VERIFY_DONE(cli({"markers", path("cells.h5ad"), path("genes.csv"), "--groupby", "cell_type"}));
        QStringList genes;
        const auto lines = fileBytes(path("genes.csv")).split('\n');
        for (qsizetype line = 1; line <= 12; ++line) genes << QString::fromUtf8(lines[line].split(',').at(1));
        VERIFY_DONE(cli({"gene-scores", path("cells.h5ad"), path("scored.h5ad"), "--genes", genes.join(',')}));
        check(path("cells.h5ad"), path("scored.h5ad"), "none",
              {{"genes", QJsonArray::fromStringList(genes)}, {"column", "score"}});
    }
};

QTEST_APPLESS_MAIN(TestCliMarkersInterop)
#include "tst_cli_markers_interop.moc"

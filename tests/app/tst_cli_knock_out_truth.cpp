// knock-out from the command line: groups of cells, the test between groups, measured effects, targets, and what is refused.
#include "tests/app/cli_process.h"

#include <QTemporaryDir>

using namespace lexicell::test;

class TestCliKnockOutTruth : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_cells;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    QList<QByteArray> lines(const QString &name) const { return fileBytes(path(name)).trimmed().split('\n'); }
    Outcome run(const QString &output, const QStringList &more) const
    {
        return cli(QStringList{"knock-out", m_cells, path(output), "--model", demoModel(), "--force"} + more);
    }
    // Column of every row of the file.
    QList<QByteArray> column(const QString &file, const QByteArray &name) const
    {
        const auto table = lines(file);
        const auto place = table.first().split(',').indexOf(name);
        QList<QByteArray> values;
        for (const QByteArray &line : table.mid(1)) values.append(place < 0 ? "absent" : line.split(',')[place]);
        return values;
    }

  private Q_SLOTS:
    void initTestCase()
    {
        m_cells = path("cells.h5ad");
        VERIFY_DONE(cli({"simulate", m_cells, "--cells", "240", "--genes", "150", "--batches", "3", "--knockouts", "4"}));
        QVERIFY(writeText(path("risk.gmt"), "LYMPHOID\tknown\tGNLY\tKLRD1\tPRF1\tNO_SUCH_GENE\nMYELOID\t\tLYZ\tCD14\n"));
        QVERIFY(writeText(path("partners.txt"), "GNLY\tPRF1\nGNLY\tLYZ\nPRF1\tNO_SUCH_GENE\n"));
        QVERIFY(writeText(path("bad.gmt"), "no tabs here\n"));
        QVERIFY(writeText(path("empty.gmt"), ""));
        QVERIFY(writeText(path("elsewhere.txt"), "NO_SUCH_GENE\nNOR_THIS\n"));
    }

    void aTestBetweenTheGroups()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const Outcome made = run("goal.csv", {"--genes", "LYZ,CD14,GNLY,FOS", "--groupby", "cell_type", "--from", "CD14+ Mono",
                                              "--toward", "B", "--min-cells", "5"});
        VERIFY_DONE(made);
        const auto change = column("goal.csv", "de_logfc"), p = column("goal.csv", "de_p_adj"), gene = column("goal.csv", "gene");
        QVERIFY(change[gene.indexOf("LYZ")].toDouble() > 1.0);  // a marker of monocytes
        QVERIFY(p[gene.indexOf("LYZ")].toDouble() < 0.05);
        const QJsonObject toward = made.json["spearman"].toObject()["toward"].toObject();
        QVERIFY(toward.contains("de_logfc") && toward["de_logfc"].isDouble());
        QVERIFY(made.json["known_genes"].toObject()["de"].toObject().contains("auroc"));
    }

    void aTableForEachType()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const QStringList genes{"--genes", "LYZ,FOS,GNLY", "--min-cells", "5"};
        const Outcome made = run("by.csv", genes + QStringList{"--by", "batch", "--cells", "cell_type != 'B'"});
        VERIFY_DONE(made);
        const auto groups = column("by.csv", "group");
        for (const char *batch : {"batch1", "batch2", "batch3"}) QVERIFY2(groups.contains(batch), batch);
        QCOMPARE(made.json["groups"].toArray().size(), 3);
        const Outcome alone = run("alone.csv", genes + QStringList{"--cells", "cell_type != 'B' and batch == batch2"});
        VERIFY_DONE(alone);
        auto rows = lines("alone.csv").mid(1);
        for (QByteArray &row : rows) row.replace("delete,,shift", "delete,batch2,shift");
        const auto all = lines("by.csv");
        const auto begin = all.indexOf(rows.first());
        QVERIFY(begin > 0);
        QCOMPARE(all.mid(begin, rows.size()), rows);
        QCOMPARE(made.json["groups"].toArray()[1].toObject()["cells"].toInt(), alone.json["cells"].toInt());
    }

    void measuredEffects()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const Outcome made = run("measured.csv", {"--all-expressed", "--perturbation", "perturbation", "--control", "control",
                                                  "--cells", "perturbation == 'control'", "--min-cells", "5"});
        VERIFY_DONE(made);
        const QJsonObject measured = made.json["measured"].toObject();
        QVERIFY(measured["genes"].toInt() >= 2);
        QVERIFY(measured["control_cells"].toInt() > 50);
        QVERIFY(measured["spearman"].toObject().contains("model"));
        for (const char *method : {"model", "pca", "de", "mean_expression"})
            QVERIFY2(measured[method].toObject().contains("average_precision"), method);
        int found = 0;
        for (const QByteArray &shift : column("measured.csv", "measured_shift")) found += shift.isEmpty() ? 0 : 1;
        QCOMPARE(found, measured["genes"].toInt());
        for (const QByteArray &change : column("measured.csv", "measured_logfc"))
            if (!change.isEmpty()) QVERIFY2(change.toDouble() < 0.0, change.constData());  // a gene that is knocked out falls
        // The markers of the simulated types, beside them.
        for (const char *method : {"model", "pca", "de", "mean_expression"}) {
            const QJsonObject scores = made.json["known_genes"].toObject()[method].toObject();
            QVERIFY2(scores.contains("auroc") && scores.contains("base_rate"), method);
        }
    }

    void targetsOfAGeneSet()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const Outcome made = run("targets.csv", {"--all-expressed", "--cells", "cell_type == NK", "--targets", path("risk.gmt"),
                                                 "--target-set", "LYMPHOID", "--min-cells", "5", "--ppi", path("partners.txt")});
        VERIFY_DONE(made);
        QVERIFY(made.warningClasses().contains("unknown_genes"));
        const QJsonObject targets = made.json["targets"].toObject();
        QCOMPARE(targets["name"].toString(), QString("LYMPHOID"));
        QCOMPARE(targets["given"].toInt(), 4);
        QCOMPARE(targets["in_data"].toInt(), 3);
        QVERIFY(targets["tested"].toInt() >= 2);
        QVERIFY(!targets["hits"].toArray().isEmpty());
        QCOMPARE(targets["ppi"].toObject()["pairs"].toInt(), 3);
        QCOMPARE(targets["ppi"].toObject()["genes_in_data"].toInt(), 3);
        for (const char *method : {"model", "mean_expression", "ppi_degree"}) {
            const QJsonObject ranking = targets[method].toObject();
            QVERIFY2(ranking["p"].toDouble() > 0.0 && ranking["p"].toDouble() <= 1.0, method);
            QVERIFY2(ranking["expected_auroc"].isDouble(), method);
            QCOMPARE(ranking["curve"].toObject()["targets"].toArray().last().toInt(), targets["tested"].toInt());
        }
    }

    void aFullDiskLeavesTheOldRanking()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        QVERIFY(writeText(path("old.csv"), "precious"));
        const QStringList before = filesIn(m_folder.path());
        const Outcome outcome = runProgram(
            "sh", {"-c", QString("ulimit -f 1; %1 knock-out %2 %3 --model %4 --genes LYZ,FOS --min-cells 5 --force --json")
                             .arg(cliProgram(), m_cells, path("old.csv"), demoModel())});
        QVERIFY2(outcome.status == 4, qPrintable(outcome.text()));
        QCOMPARE(outcome.errorClass(), QString("disk_full"));
        QCOMPARE(fileBytes(path("old.csv")), QByteArray("precious"));
        QCOMPARE(filesIn(m_folder.path()), before);
    }

    void refusals_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("errorClass");
        QTest::addColumn<QString>("word");
        const auto row = [](const char *name, const QStringList &options, const char *errorClass, const char *word) {
            QTest::newRow(name) << options << errorClass << word;
        };
        row("a condition without a value", {"--cells", "cell_type =="}, "bad_query", "cell_type ==");
        row("a control without perturbations", {"--control", "control"}, "bad_option", "perturbations");
        row("perturbations without a control", {"--perturbation", "perturbation"}, "bad_option", "without a knock-out");
        row("a set without a file", {"--target-set", "LYMPHOID"}, "bad_option", "file");
        row("no file of targets", {"--targets", "/nowhere/risk.gmt"}, "not_found", "/nowhere/risk.gmt");
        row("no list of targets", {"--targets", "nowhere.txt"}, "not_found", "nowhere.txt");
        row("interactions without targets", {"--ppi", path("partners.txt")}, "bad_option", "targets");
        row("no list of interactions", {"--targets", "LYZ", "--ppi", "/nowhere/ppi.txt"}, "not_found", "/nowhere/ppi.txt");
        row("interactions that are none", {"--targets", "LYZ", "--ppi", path("empty.gmt")}, "empty_file", "empty.gmt");
        row("no gene sets", {"--targets", path("bad.gmt")}, "parse_error", "bad.gmt");
        row("an empty file of sets", {"--targets", path("empty.gmt")}, "empty_file", "empty.gmt");
        row("several sets", {"--targets", path("risk.gmt")}, "choice_needed", "MYELOID");
        row("no such set", {"--targets", path("risk.gmt"), "--target-set", "T CELLS"}, "bad_option", "LYMPHOID");
        row("tables by the groups of the goal", {"--groupby", "cell_type", "--from", "B", "--toward", "NK", "--by", "cell_type"},
            "bad_option", "cell_type");
#ifdef LEXICELL_WITH_TORCH
        row("no target in the data", {"--targets", path("elsewhere.txt")}, "unknown_gene", "NO_SUCH_GENE");
        row("no such control", {"--perturbation", "perturbation", "--control", "untreated"}, "bad_option", "control");
        row("no perturbations", {"--perturbation", "batch", "--control", "batch1"}, "bad_option", "batch2");
        row("no such label", {"--cells", "cell_type == 'Hepatocyte'"}, "bad_query", "Hepatocyte");
        row("no column of groups", {"--by", "tissue"}, "missing_column", "tissue");
#endif
    }
    void refusals()
    {
        QFETCH(QStringList, options);
        QFETCH(QString, errorClass);
        QFETCH(QString, word);
        const Outcome refused = run("refused.csv", QStringList{"--genes", "LYZ"} + options);
        QVERIFY2(refused.status != 0, qPrintable(refused.text()));
        QCOMPARE(refused.errorClass(), errorClass);
        QVERIFY2(refused.message().contains(word), qPrintable(refused.message()));
        QVERIFY(fileBytes(path("refused.csv")).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestCliKnockOutTruth)
#include "tst_cli_knock_out_truth.moc"

// knock-out from the command line: a complete table with its record, the same bytes for any batch size and order of genes, and
// clear refusals.
#include "tests/app/cli_process.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace lexicell::test;

class TestCliKnockOut : public QObject {
    Q_OBJECT

    static constexpr const char *columns =
        "gene,role,mode,group,metric,effect,se,ci_low,ci_high,n_cells,n_replicates,n_replaced,null_mean,null_sd,null_genes,z,p,"
        "p_adj,mean_expression,detection,pca_effect,de_logfc,de_p_adj,second_effect,status";

    QTemporaryDir m_folder;
    QString m_cells;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    QList<QByteArray> lines(const QString &name) const { return fileBytes(path(name)).trimmed().split('\n'); }
    Outcome run(const QString &output, const QStringList &more) const
    {
        return cli(QStringList{"knock-out", m_cells, path(output), "--model", demoModel(), "--force"} + more);
    }
    // Field `column` of the row of this gene, role tested, and metric.
    QByteArray field(const QString &file, const QByteArray &gene, const QByteArray &metric, const QByteArray &column) const
    {
        const auto table = lines(file);
        const auto place = table.first().split(',').indexOf(column);
        for (const QByteArray &line : table) {
            const auto fields = line.split(',');
            if (fields[0] == gene && fields[1] == "tested" && fields[4] == metric) return fields[place];
        }
        return "absent";
    }

  private Q_SLOTS:
    void initTestCase()
    {
        m_cells = path("cells.h5ad");
        VERIFY_DONE(cli({"simulate", m_cells, "--cells", "240", "--genes", "150", "--batches", "3", "--knockouts", "1"}));
        // A model that does not know LYZ.
        QVERIFY(copyFolder(demoModel(), path("strange"), {"vocab.json"}));
        const QByteArray names = fileBytes(demoModel() + "/vocab.json");
        QVERIFY(names.contains("\"LYZ\""));
        QVERIFY(writeText(path("strange/vocab.json"), QByteArray(names).replace("\"LYZ\"", "\"STRANGE_GENE\"")));
    }

    void helpNamesTheColumns()
    {
        const QByteArray help = runProgram(cliProgram(), {"knock-out", "--help"}).out.simplified();
        for (const char *word : {"--genes", "--all-expressed", "--mode", "--dose", "--groupby", "--from", "--toward",
                                 "--replicate", "--min-cells", "pca_effect", "renormalise"})
            QVERIFY2(help.contains(word), word);
    }

    void aListOfGenes()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const Outcome made = run("list.csv", {"--genes", "FOS,LYZ,NO_SUCH_GENE"});
        VERIFY_DONE(made);
        QCOMPARE(made.json["mode"].toString(), QString("delete"));
        QCOMPARE(made.json["genes_tested"].toInt(), 3);
        QVERIFY(made.json["genes_null"].toInt() >= 20);
        QVERIFY(made.json["share_skipped"].toDouble() > 0.1);
        QVERIFY(made.json["caption"].toString().contains("mean expression"));
        QVERIFY(made.warningClasses().contains("unknown_genes"));
        QVERIFY(made.warningClasses().contains("cells_as_replicates"));
        const auto table = lines("list.csv");
        QCOMPARE(table.first(), QByteArray(columns));
        QCOMPARE(table.size(), 1 + 3 + made.json["genes_null"].toInt());
        QCOMPARE(field("list.csv", "NO_SUCH_GENE", "shift", "status"), QByteArray("not_in_data"));
        QVERIFY(field("list.csv", "LYZ", "shift", "effect").toDouble() > 0.0);
        QVERIFY(!field("list.csv", "LYZ", "shift", "p_adj").isEmpty());
        QVERIFY(!field("list.csv", "LYZ", "shift", "pca_effect").isEmpty());
        QVERIFY(fileBytes(path("list.csv.json")).contains("knock-out"));
    }

    void theSameBytesForAnyBatchSizeThreadsAndOrder()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const QStringList groups{"--groupby", "cell_type", "--from", "CD14+ Mono", "--toward", "B", "--min-cells", "5"};
        VERIFY_DONE(run("one.csv", QStringList{"--genes", "FOS,LYZ,CD14,GNLY"} + groups));
        VERIFY_DONE(run("two.csv", QStringList{"--genes", "GNLY,CD14,LYZ,FOS", "--batch-size", "3", "--threads", "1"} + groups));
        auto one = lines("one.csv"), two = lines("two.csv");
        std::sort(one.begin(), one.end());
        std::sort(two.begin(), two.end());
        QCOMPARE(one, two);
        for (const char *metric : {"shift", "toward", "along", "direction_cosine"})
            QVERIFY(!field("one.csv", "LYZ", metric, "effect").isEmpty());
    }

    void replicatesAndOverExpression()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const Outcome made =
            run("raised.csv", {"--genes", "FOS,LYZ", "--mode", "over-express", "--replicate", "batch", "--min-cells", "3"});
        VERIFY_DONE(made);
        QVERIFY(!made.warningClasses().contains("cells_as_replicates"));
        QCOMPARE(field("raised.csv", "LYZ", "shift", "n_replicates"), QByteArray("3"));
        QCOMPARE(field("raised.csv", "LYZ", "shift", "n_cells"), QByteArray("240"));
        QCOMPARE(field("raised.csv", "LYZ", "shift", "mode"), QByteArray("over-express"));
        QVERIFY(!made.json.contains("opposite_to_removal"));
        const Outcome toward = run("toward.csv", {"--genes", "FOS,LYZ", "--mode", "over-express", "--groupby", "cell_type",
                                                  "--from", "CD14+ Mono", "--toward", "B", "--min-cells", "3"});
        VERIFY_DONE(toward);
        const QJsonObject opposite = toward.json["opposite_to_removal"].toObject();
        QCOMPARE(opposite["removal"].toString(), QString("delete"));
        QCOMPARE(opposite["genes"].toInt(), 2);
        QCOMPARE(opposite["share"].toDouble(), opposite["opposite"].toInt() / 2.0);
    }

    void pairsAndASecondModel()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const Outcome made = run("pairs.csv", {"--genes", "FOS,MX1,LYZ", "--pairs", "--second", demoModel()});
        VERIFY_DONE(made);
        QCOMPARE(field("pairs.csv", "FOS", "shift", "second_effect"), field("pairs.csv", "FOS", "shift", "effect"));
        QVERIFY(made.json["spearman"].toObject()["shift"].toObject()["second_model"].toDouble() > 0.999);
        QCOMPARE(made.warningClasses().count("cells_as_replicates"), 1);
        for (const char *metric : {"shift", "interaction", "additive_cosine", "excess"})
            QVERIFY2(!field("pairs.csv", "FOS+MX1", metric, "effect").isEmpty(), metric);
    }

    // docs/knock-outs.md §3 and §4: a row with what can be said, and a warning.
    void tooFewCellsOrReplicatesLeaveFieldsEmpty()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const Outcome few = run("few.csv", {"--genes", "LYZ", "--groupby", "cell_type", "--from", "B", "--min-cells", "1000"});
        VERIFY_DONE(few);
        QVERIFY(few.warningClasses().contains("small_null"));
        QCOMPARE(field("few.csv", "LYZ", "shift", "status"), QByteArray("too_few_cells"));
        QVERIFY(field("few.csv", "LYZ", "shift", "effect").toDouble() > 0.0);
        for (const char *empty : {"null_mean", "z", "p", "p_adj"})
            QCOMPARE(field("few.csv", "LYZ", "shift", empty), QByteArray());
        const Outcome one =
            run("one_batch.csv", {"--genes", "LYZ,FOS", "--groupby", "batch", "--from", "batch1", "--replicate", "batch"});
        VERIFY_DONE(one);
        QVERIFY(one.warningClasses().contains("one_replicate"));
        QCOMPARE(field("one_batch.csv", "LYZ", "shift", "n_replicates"), QByteArray("1"));
        QVERIFY(field("one_batch.csv", "LYZ", "shift", "effect").toDouble() > 0.0);
        for (const char *empty : {"se", "ci_low", "ci_high"})
            QCOMPARE(field("one_batch.csv", "LYZ", "shift", empty), QByteArray());
    }

    void everyExpressedGene()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const Outcome made = run("all.csv", {"--all-expressed", "--groupby", "cell_type", "--from", "NK", "--min-cells", "5"});
        VERIFY_DONE(made);
        QCOMPARE(made.json["genes_null"].toInt(), 0);
        QCOMPARE(made.json["genes_tested"].toInt(), made.json["genes_eligible"].toInt());
        const QJsonObject known = made.json["known_genes"].toObject();
        for (const char *method : {"model", "pca", "mean_expression"}) {
            const double auroc = known[method].toObject()["auroc"].toDouble();
            QVERIFY2(auroc > 0.0 && auroc <= 1.0, method);
        }
        double last = 1e9;
        for (const QByteArray &line : lines("all.csv").mid(1)) {
            const auto z = line.split(',')[15];
            if (z.isEmpty()) continue;
            QVERIFY(z.toDouble() <= last);
            last = z.toDouble();
        }
    }

    void refusals_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("errorClass");
        QTest::addColumn<QString>("word");
        const auto row = [](const char *name, const QStringList &options, const char *errorClass, const char *word) {
            QTest::newRow(name) << options << errorClass << word;
        };
        row("no gene", {}, "bad_option", "Name the genes");
        row("genes and all", {"--genes", "LYZ", "--all-expressed"}, "bad_option", "Name the genes");
        row("no file of genes", {"--gene-file", "/nowhere/genes.txt"}, "not_found", "/nowhere/genes.txt");
        row("a file as the name of a gene", {"--genes", "genes.txt"}, "bad_option", "genes.txt");
        row("groups without a column", {"--genes", "LYZ", "--from", "B"}, "bad_option", "column");
        row("one group twice", {"--genes", "LYZ", "--groupby", "cell_type", "--from", "B", "--toward", "B"}, "bad_option",
            "same group");
        row("a dose without over-expression", {"--genes", "LYZ", "--dose", "3"}, "bad_option", "dose");
        row("a dose that is no number", {"--genes", "LYZ", "--mode", "over-express", "--dose", "much"}, "bad_option", "much");
#ifdef LEXICELL_WITH_TORCH
        row("a dose that the model lacks", {"--genes", "LYZ", "--mode", "over-express", "--dose", "1000"}, "bad_option", "1000");
        row("a mode of other families", {"--genes", "LYZ", "--mode", "mask"}, "unsupported_mode", "delete, zero, over-express");
        row("no such gene", {"--genes", "NO_SUCH_GENE"}, "unknown_gene", "NO_SUCH_GENE");
        row("no such group", {"--genes", "LYZ", "--groupby", "cell_type", "--from", "Hepatocyte"}, "bad_option", "Hepatocyte");
        row("no such column", {"--genes", "LYZ", "--groupby", "tissue", "--from", "B"}, "missing_column", "tissue");
        row("too few cells", {"--all-expressed", "--groupby", "cell_type", "--from", "B", "--min-cells", "1000"}, "too_few_cells",
            "1000");
        row("a second model that knows none of the genes", {"--genes", "LYZ", "--second", path("strange")}, "unknown_gene",
            "The second model");
#endif
    }
    void refusals()
    {
        QFETCH(QStringList, options);
        QFETCH(QString, errorClass);
        QFETCH(QString, word);
        const Outcome refused = run("refused.csv", options);
        QVERIFY2(refused.status != 0, qPrintable(refused.text()));
        QCOMPARE(refused.errorClass(), errorClass);
        QVERIFY2(refused.message().contains(word), qPrintable(refused.message()));
        QVERIFY(fileBytes(path("refused.csv")).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestCliKnockOut)
#include "tst_cli_knock_out.moc"

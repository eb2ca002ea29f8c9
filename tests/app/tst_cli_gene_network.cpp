// gene-network from the command line: a table that is whole or absent, genes by name or from a file, clear refusals.
#include "tests/app/cli_process.h"

#include <QFile>
#include <QJsonArray>
#include <QSet>
#include <QTemporaryDir>
#include <QXmlStreamReader>

using namespace lexicell::test;

class TestCliGeneNetwork : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_cells;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    QList<QByteArray> lines(const QString &name) const { return fileBytes(path(name)).trimmed().split('\n'); }

  private slots:
    void initTestCase()
    {
        m_cells = path("cells.h5ad");
        VERIFY_DONE(cli({"simulate", m_cells, "--cells", "120", "--genes", "150", "--batches", "1", "--knockouts", "1"}));
    }

    void helpNamesTheColumns()
    {
        const QByteArray help = runProgram(cliProgram(), {"gene-network", "--help"}).out.simplified();
        for (const char *word : {"gene_a", "gene_b", "weight", "rank", "--genes", "--source", "--k", "--cut"})
            QVERIFY2(help.contains(word), word);
    }

    void fromTheCells()
    {
        const Outcome made = cli({"gene-network", m_cells, path("cells.csv"), "--source", "coexpression", "--k", "3"});
        VERIFY_DONE(made);
        QCOMPARE(made.json["genes"].toInt(), 150);
        const auto table = lines("cells.csv");
        QCOMPARE(table.first(), QByteArray("gene_a,gene_b,weight,rank,coexpression"));
        QCOMPARE(static_cast<int>(table.size()) - 1, made.json["edges"].toInt());
        QVERIFY(made.json["edges"].toInt() >= 150 && made.json["edges"].toInt() <= 450);
        double last = 1.0;
        for (qsizetype i = 1; i < table.size(); ++i) {
            const auto fields = table[i].split(',');
            QCOMPARE(fields.size(), 5);
            QVERIFY(fields[0] != fields[1]);
            QVERIFY(fields[2].toDouble() <= last && fields[3].toInt() >= 1 && fields[3].toInt() <= 3);
            last = fields[2].toDouble();
        }
    }

    void fromAModel()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const Outcome made = cli({"gene-network", m_cells, path("model.csv"), "--model", demoModel(), "--k", "4"});
        VERIFY_DONE(made);
        QVERIFY(made.json["genes"].toInt() > 10);
        QVERIFY(made.json["sha256"].toString().size() == 64);
        const QJsonObject baseline = made.json["baseline"].toObject();
        QCOMPARE(baseline["source"].toString(), QString("coexpression"));
        QVERIFY(baseline["edges"].toInt() <= made.json["edges"].toInt() && baseline["edges"].toInt() > 0);
        QVERIFY(baseline["shared"].toInt() <= baseline["edges"].toInt());
        QVERIFY(!lines("model.csv").at(1).split(',').at(4).isEmpty());

        // within the first edge's genes there is one edge, whether they are named or from a file
        const auto first = lines("model.csv").at(1).split(',');
        QVERIFY(writeText(path("genes.txt"), first[0] + "\n" + first[1] + "\n"));
        for (const QString &genes : {QString(first[0] + "," + first[1]), path("genes.txt")}) {
            const Outcome pair = cli({"gene-network", m_cells, path("pair.csv"), "--model", demoModel(), "--genes", genes,
                                      "--within", genes, "--force"});
            VERIFY_DONE(pair);
            QCOMPARE(pair.json["edges"].toInt(), 1);
            QCOMPARE(lines("pair.csv").at(1).split(',').at(2), first[2]);
        }
    }

    // A gene that is asked about, its neighbors, and the edges that the whole network has among them.
    void aNeighborhood()
    {
        VERIFY_DONE(cli({"gene-network", m_cells, path("whole.csv"), "--source", "coexpression", "--k", "5"}));
        const QByteArray gene = lines("whole.csv").at(1).split(',').at(0);
        const Outcome made =
            cli({"gene-network", m_cells, path("near.csv"), "--source", "coexpression", "--k", "5", "--genes", gene});
        VERIFY_DONE(made);
        QCOMPARE(made.json["genes_asked"].toInt(), 1);
        QVERIFY(made.json["genes"].toInt() >= 2 && made.json["genes"].toInt() <= 6);
        const auto whole = lines("whole.csv"), near = lines("near.csv"), nodes = lines("near.nodes.csv");
        QCOMPARE(nodes.first(), QByteArray("gene,module,edges,asked"));
        QCOMPARE(static_cast<int>(nodes.size()) - 1, made.json["genes"].toInt());
        QSet<QByteArray> inside;
        for (qsizetype i = 1; i < nodes.size(); ++i) {
            inside.insert(nodes[i].split(',').first());
            QCOMPARE(nodes[i].endsWith(",1"), nodes[i].startsWith(gene + ','));
        }
        QList<QByteArray> expected{whole.first()};
        for (qsizetype i = 1; i < whole.size(); ++i) {
            const auto fields = whole[i].split(',');
            if (inside.contains(fields[0]) && inside.contains(fields[1])) expected << whole[i];
        }
        QCOMPARE(near, expected);
    }

    void otherFormatsAndModules()
    {
        for (const char *name : {"net.graphml", "net.gexf"}) {
            VERIFY_DONE(cli({"gene-network", m_cells, path(name), "--source", "coexpression", "--k", "3"}));
            QXmlStreamReader xml(fileBytes(path(name)));
            int nodes = 0;
            while (!xml.atEnd())
                if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == u"node") ++nodes;
            QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
            QCOMPARE(nodes, 150);
        }
        QVERIFY(!QFile::exists(path("net.nodes.graphml")));

        const Outcome made = cli({"gene-network", m_cells, path("mod.csv"), "--source", "coexpression", "--k", "3", "--modules",
                                  path("modules.csv"), "--gmt", "go-bp"});
        VERIFY_DONE(made);
        QVERIFY(made.json["modules"].toInt() > 1);
        QCOMPARE(made.json["enrichment"].toObject()["background"].toInt(), 150);
        QVERIFY(lines("modules.csv").first().startsWith("list,term,description,overlap,set_size"));
        QVERIFY(lines("modules.csv").at(1).startsWith("module 0,"));
        const Outcome again =
            cli({"gene-network", m_cells, path("mod2.csv"), "--source", "coexpression", "--modules", path("modules.csv")});
        QCOMPARE(again.errorClass(), QString("output_exists"));
        QVERIFY(!QFile::exists(path("mod2.csv")));

        // the modules of the nodes' table are lists of their own
        const Outcome tested = cli({"enrich", path("mod.nodes.csv"), path("tested.csv"), "--gmt", "go-bp"});
        VERIFY_DONE(tested);
        QCOMPARE(tested.json["lists"].toInt(), made.json["modules"].toInt());
    }

    // The demo model's other measures, and measures beside each other.
    void furtherSources()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const QString gene = lines("model.csv").at(1).split(',').at(0);
        const QStringList base{"--model", demoModel(), "--genes", gene, "--k", "4", "--max-cells", "0"};
        const Outcome context = cli(QStringList{"gene-network", m_cells, path("context.csv"), "--source", "context"} + base);
        VERIFY_DONE(context);
        QVERIFY(context.json["genes"].toInt() >= 5);
        const Outcome several = cli(
            QStringList{"gene-network", m_cells, path("several.csv"), "--sources", "embedding,context,spearman,pearson"} + base);
        VERIFY_DONE(several);
        QCOMPARE(several.json["compared"].toArray().size(), 3);
        QCOMPARE(lines("several.csv").first(), QByteArray("gene_a,gene_b,weight,rank,coexpression,context,spearman,pearson"));
        const auto fields = lines("several.csv").at(1).split(',');
        QCOMPARE(fields[4], fields[6]);

        const Outcome targets = cli(QStringList{"gene-network", m_cells, path("targets.csv"), "--source", "attention"} + base);
        VERIFY_DONE(targets);
        QCOMPARE(targets.json["edges"].toInt(), 4);
        for (const QByteArray &line : lines("targets.csv").mid(1)) QCOMPARE(line.split(',').first(), gene.toUtf8());
        QVERIFY(targets.json.contains("score_by_detection"));
        const Outcome two = cli(QStringList{"gene-network", m_cells, path("two.csv"), "--source", "attention", "--groupby",
                                            "perturbation", "--from", "control", "--toward", "STAT1+ctrl"} +
                                base);
        VERIFY_DONE(two);
        QCOMPARE(lines("two.csv").first(),
                 QByteArray("gene_a,gene_b,weight,rank,coexpression,cells,attention_from,attention_toward"));
        for (const QByteArray &line : lines("two.csv").mid(1)) {
            const auto values = line.split(',');
            QVERIFY(qAbs(values[7].toDouble() - values[6].toDouble() - values[2].toDouble()) < 1e-12);
        }
    }

    void theSameInputGivesTheSameBytes()
    {
        for (const char *name : {"same_one.csv", "same_two.csv"})
            VERIFY_DONE(
                cli({"gene-network", m_cells, path(name), "--source", "coexpression", "--max-cells", "50", "--seed", "4"}));
        QCOMPARE(fileBytes(path("same_one.csv")), fileBytes(path("same_two.csv")));
    }

    // The nodes and the record fit, the table does not: no file of the run is left.
    void aFullDiskLeavesNoFile()
    {
        const QStringList before = filesIn(m_folder.path());
        const QString options = "--source coexpression --k 20 --gmt go-bp --json";
        const Outcome outcome = runProgram(
            "sh",
            {"-c", QString("ulimit -f 16; %1 gene-network %2 %3 %4").arg(cliProgram(), m_cells, path("full.csv"), options)});
        QVERIFY2(outcome.status == 4, qPrintable(outcome.text()));
        QCOMPARE(outcome.errorClass(), QString("disk_full"));
        QCOMPARE(filesIn(m_folder.path()), before);
        // A file that is in the way of the modules.
        const Outcome same = cli({"gene-network", m_cells, path("same.csv"), "--source", "coexpression", "--k", "3", "--modules",
                                  path("same.nodes.csv"), "--gmt", "go-bp"});
        QCOMPARE(same.errorClass(), QString("output_exists"));
        QCOMPARE(filesIn(m_folder.path()), before);
    }

    void refusals_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("errorClass");
        QTest::newRow("attention of no gene")
            << QStringList{"--source", "attention", "--model", demoModel()} << 2 << "bad_option";
        QTest::newRow("no such group") << QStringList{"--source", "coexpression", "--groupby", "batch", "--from", "nowhere"} << 2
                                       << "bad_option";
        QTest::newRow("no such column") << QStringList{"--source", "coexpression", "--groupby", "nothing", "--from", "a"} << 3
                                        << "missing_column";
        QTest::newRow("a group without its column")
            << QStringList{"--source", "coexpression", "--from", "a"} << 2 << "bad_option";
        QTest::newRow("nothing to compare") << QStringList{"--sources", "spearman"} << 2 << "bad_option";
        QTest::newRow("no such source") << QStringList{"--sources", "spearman,kendall"} << 2 << "bad_option";
        QTest::newRow("an empty list") << QStringList{"--source", "coexpression", "--genes", path("empty.txt")} << 3
                                       << "empty_file";
        QTest::newRow("no model") << QStringList{} << 2 << "bad_option";
        QTest::newRow("no neighbors") << QStringList{"--source", "coexpression", "--k", "0"} << 2 << "bad_option";
        QTest::newRow("no such gene") << QStringList{"--source", "coexpression", "--genes", "NOBODY"} << 3 << "unknown_gene";
        QTest::newRow("no file of genes") << QStringList{"--source", "coexpression", "--genes", "/nowhere.txt"} << 3
                                          << "not_found";
        QTest::newRow("no file to restrict to")
            << QStringList{"--source", "coexpression", "--within", "/nowhere.txt"} << 3 << "not_found";
        QTest::newRow("no file of known targets")
            << QStringList{"--source", "attention", "--genes", "LYZ", "--known", "/nowhere.csv"} << 3 << "not_found";
        QTest::newRow("no gene sets for the modules")
            << QStringList{"--source", "coexpression", "--modules", path("new.csv"), "--gmt", "/nowhere.gmt"} << 3 << "not_found";
        QTest::newRow("no such model") << QStringList{"--model", "/nowhere/at/all"} << 3 << "not_found";
    }
    void refusals()
    {
        QFETCH(QStringList, options);
        QFETCH(QString, errorClass);
        QVERIFY(writeText(path("empty.txt"), "\n"));
        const Outcome refused = cli(QStringList{"gene-network", m_cells, path("none.csv")} + options);
        QTEST(refused.status, "status");
        QCOMPARE(refused.errorClass(), errorClass);
        QVERIFY(!QFile::exists(path("none.csv")));
    }
};

QTEST_APPLESS_MAIN(TestCliGeneNetwork)
#include "tst_cli_gene_network.moc"

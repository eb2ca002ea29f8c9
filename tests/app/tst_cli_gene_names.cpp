// Genes under the names that people's files have: a model knows as many of them as of plain symbols, quality control finds the
// mitochondrial ones, a filter by nothing is refused, and genes of another species are told.
#include "tests/app/cli_process.h"

#include <QDir>
#include <QTemporaryDir>

using namespace lexicell::test;

class TestCliGeneNames : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const QString &name) const { return m_folder.filePath(name); }

    // A table of genes in rows, with these names.
    QString tableOf(const QString &name, const QStringList &genes) const
    {
        QByteArray text = "gene,AACCGGTTAA,AACCGGTTAC\n";
        for (const QString &gene : genes) text += gene.toUtf8() + ",3,1\n";
        writeText(path(name), text);
        return path(name);
    }

  private slots:
    void allNamesMatch_data()
    {
        QTest::addColumn<QString>("file");
        for (const char *file :
             {"exprMatrix.tsv.gz", "sibling_genome_prefix3.csv.gz", "sibling_r_dots.csv.gz", "sibling_symbol_dash_id.csv.gz"})
            QTest::newRow(file) << file;
    }
    void allNamesMatch()
    {
        LEXICELL_BUGCASES_OR_SKIP(cases);
        QFETCH(QString, file);
        const QString input = QDir(QString::fromStdString(cases.string())).filePath("21-cellbrowser-id-and-symbol/" + file);
        const Outcome info = cli({"info", demoModel(), "--with", input});
        VERIFY_DONE(info);
        QCOMPARE(info.json["coverage"]["genes_matched"].toInt(), 97);
        QCOMPARE(info.json["coverage"]["genes"].toInt(), 120);
        QVERIFY(info.warningClasses().isEmpty());

        // 59 of the 60 cells have more than 5 % mitochondrial counts
        const Outcome filtered =
            cli({"qc", input, path("qc.h5ad"), "--min-genes", "0", "--min-cells", "0", "--max-pct-mt", "5", "--force"});
        VERIFY_DONE(filtered);
        QCOMPARE(filtered.json["n_obs"].toInt(), 1);
        QCOMPARE(filtered.json["cells_removed"].toInt(), 59);
    }

    void aFilterByNothing()
    {
        const QString cells = tableOf("plain.csv", {"CD3E", "MS4A1", "LYZ"});
        const QStringList all{"--min-genes", "0", "--min-cells", "0"};
        const Outcome refused = cli(QStringList{"qc", cells, path("none.h5ad"), "--max-pct-mt", "5"} + all);
        QCOMPARE(refused.status, 3);
        QCOMPARE(refused.errorClass(), QString("no_mt_genes"));
        QVERIFY(refused.message().contains("CD3E"));
        QVERIFY(!QFile::exists(path("none.h5ad")));
        const Outcome unfiltered = cli(QStringList{"qc", cells, path("none.h5ad")} + all);
        VERIFY_DONE(unfiltered);
        QCOMPARE(unfiltered.warningClasses(), QStringList{"no_mt_genes"});
    }

    void otherSpecies_data()
    {
        QTest::addColumn<QStringList>("genes");
        QTest::addColumn<QString>("species");
        QTest::newRow("mouse") << QStringList{"Cd3e", "Nkg7", "Gnly", "Ms4a1", "Lyz2"} << "mouse";
        QTest::newRow("rat") << QStringList{"Cd3e", "Nkg7", "Ms4a1", "Mt-nd1"} << "rat";
        QTest::newRow("mouse ids") << QStringList{"ENSMUSG00000032093", "ENSMUSG00000004612", "CD3E"} << "mouse";
        QTest::newRow("human") << QStringList{"CD3E", "NKG7", "GNLY", "MS4A1"} << "";
    }
    void otherSpecies()
    {
        QFETCH(QStringList, genes);
        QFETCH(QString, species);
        const QString cells = tableOf("species.csv", genes);
        const Outcome info = cli({"info", demoModel(), "--with", cells});
        VERIFY_DONE(info);
        QCOMPARE(info.json["coverage"]["species"]["data"].toString(), species);
        QCOMPARE(info.warningClasses().contains("other_species"), !species.isEmpty());
#ifdef LEXICELL_WITH_TORCH
        const Outcome embedded = cli({"embed", cells, path("embedded.h5ad"), "--model", demoModel(), "--force"});
        VERIFY_DONE(embedded);
        QCOMPARE(embedded.warningClasses().contains("other_species"), !species.isEmpty());
#endif
    }

    // A folder of a counter is a data set, not a checkpoint, whatever its matrix is called.
    void infoOfACountersFolder()
    {
        LEXICELL_BUGCASES_OR_SKIP(cases);
        const QDir root(QString::fromStdString(cases.string()));
        const Outcome info = cli({"info", root.filePath("16-kallisto-bustools/sibling_alevin_fry_quant")});
        VERIFY_DONE(info);
        QCOMPARE(info.json["n_obs"].toInt(), 60);
        QCOMPARE(info.json["n_vars"].toInt(), 120);
    }
};

QTEST_APPLESS_MAIN(TestCliGeneNames)
#include "tst_cli_gene_names.moc"

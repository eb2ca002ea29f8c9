// The tasks about genes that run a model over groups of cells, and scores of gene sets, from the command line.
#include "tests/app/cli_process.h"

#include <QFile>
#include <QJsonArray>
#include <QSet>
#include <QTemporaryDir>

#include <algorithm>

using namespace lexicell::test;

class TestCliGeneTasks : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_cells, m_gene;
    QStringList m_known;  // genes that the demo model knows

    QString path(const QString &name) const { return m_folder.filePath(name); }
    QList<QByteArray> lines(const QString &name) const { return fileBytes(path(name)).trimmed().split('\n'); }

    // Fields of the table's lines, under the names of its columns.
    QList<QHash<QByteArray, QByteArray>> rows(const QString &name) const
    {
        const auto all = lines(name);
        const auto names = all.first().split(',');
        QList<QHash<QByteArray, QByteArray>> rows;
        for (const QByteArray &line : all.mid(1)) {
            const auto fields = line.split(',');
            QHash<QByteArray, QByteArray> row;
            for (qsizetype i = 0; i < names.size() && i < fields.size(); ++i) row[names[i]] = fields[i];
            rows << row;
        }
        return rows;
    }

  private Q_SLOTS:
    void initTestCase()
    {
        m_cells = path("cells.h5ad");
        VERIFY_DONE(cli({"simulate", m_cells, "--cells", "160", "--genes", "150", "--batches", "1", "--knockouts", "1"}));
        VERIFY_DONE(cli({"gene-network", m_cells, path("mod.csv"), "--source", "coexpression", "--k", "4"}));
        m_gene = lines("mod.csv").at(1).split(',').at(0);
#ifdef LEXICELL_WITH_TORCH
        VERIFY_DONE(cli({"gene-network", m_cells, path("model.csv"), "--model", demoModel(), "--k", "4"}));
        for (const QByteArray &line : lines("model.nodes.csv").mid(1, 8)) m_known << line.split(',').first();
        m_gene = m_known.first();
#endif
        QByteArray gmt;
        const auto nodes = lines("mod.nodes.csv");
        for (int set = 0; set < 3; ++set) {
            gmt += "set" + QByteArray::number(set) + "\t";
            for (int gene = 0; gene < 10; ++gene) gmt += '\t' + nodes[1 + 10 * set + gene].split(',').first();
            gmt += '\n';
        }
        QVERIFY(writeText(path("sets.gmt"), gmt + "strangers\t\tNOBODY\tNOTHING\n"));
    }

    void modulesByType()
    {
        const Outcome made = cli({"module-activity", m_cells, path("activity.csv"), "--modules", path("mod.nodes.csv"),
                                  "--groupby", "cell_type", "--min-size", "3"});
        VERIFY_DONE(made);
        QVERIFY(made.json["modules"].toInt() > 1 && made.json["groups"].toInt() > 1);
        const auto table = lines("activity.csv");
        QCOMPARE(static_cast<int>(table.size()) - 1, made.json["modules"].toInt());
        QVERIFY(table.first().endsWith(",\"random sets, 2.5 %\",\"random sets, 97.5 %\""));
        for (const QByteArray &line : table.mid(1)) {
            const auto fields = line.split(',');
            QCOMPARE(static_cast<int>(fields.size()), made.json["groups"].toInt() + 3);
            QVERIFY(fields[fields.size() - 2].toDouble() < fields.last().toDouble());
        }
        QCOMPARE(made.json["by_module"].toArray().size(), made.json["modules"].toInt());
        const Outcome scaled = cli({"module-activity", m_cells, path("scaled.csv"), "--modules", path("sets.gmt"), "--groupby",
                                    "cell_type", "--value", "scaled"});
        VERIFY_DONE(scaled);
        QCOMPARE(scaled.json["modules"].toInt(), 3);
        QVERIFY(scaled.warningClasses().contains("left_out"));
        for (const QByteArray &line : lines("scaled.csv").mid(1)) {
            QList<double> values;
            for (const QByteArray &field : line.split(',').mid(1)) values << field.toDouble();
            QCOMPARE(*std::min_element(values.begin(), values.end()), 0.0);
            QCOMPARE(*std::max_element(values.begin(), values.end()), 1.0);
        }
        QVERIFY(QFile::exists(path("scaled.csv.json")));
    }

    void scoresOfSets()
    {
        const Outcome made = cli({"gene-scores", m_cells, path("scored.h5ad"), "--gmt", path("sets.gmt")});
        VERIFY_DONE(made);
        QCOMPARE(made.json["sets"].toArray().size(), 3);
        QCOMPARE(made.json["sets"][0]["column"].toString(), QString("score_set0"));
        QVERIFY(made.warningClasses().contains("left_out"));
        const Outcome info = cli({"info", path("scored.h5ad")});
        QVERIFY(info.json["obs"].toArray().contains("score_set2") && !info.json["obs"].toArray().contains("score_strangers"));
        const Outcome one =
            cli({"gene-scores", m_cells, path("one.h5ad"), "--gmt", path("sets.gmt"), "--sets", "set1", "--score-name", "s"});
        VERIFY_DONE(one);
        QCOMPARE(one.json["sets"].toArray().size(), 1);
        QCOMPARE(cli({"gene-scores", m_cells, path("none.h5ad"), "--gmt", path("sets.gmt"), "--sets", "set9"}).errorClass(),
                 QString("bad_option"));
        QCOMPARE(cli({"gene-scores", m_cells, path("none.h5ad"), "--gmt", path("sets.gmt"), "--genes", m_gene}).errorClass(),
                 QString("bad_option"));
        QCOMPARE(cli({"gene-scores", m_cells, path("none.h5ad"), "--gmt", "go-bp"}).errorClass(), QString("too_large"));
        // Each set has a column of its own, under the name that the summary says.
        const QByteArray genes = "\t\t" + lines("mod.nodes.csv").at(1).split(',').first() + '\t' +
                                 lines("mod.nodes.csv").at(40).split(',').first() + '\n';
        QVERIFY(writeText(path("alike.gmt"), "a/b" + genes + "a/b" + genes + "a_b" + genes));
        const Outcome alike = cli({"gene-scores", m_cells, path("alike.h5ad"), "--gmt", path("alike.gmt")});
        VERIFY_DONE(alike);
        const QJsonArray written = cli({"info", path("alike.h5ad")}).json["obs"].toArray();
        QSet<QString> columns;
        for (const QJsonValue set : alike.json["sets"].toArray()) {
            QVERIFY2(written.contains(set["column"]), qPrintable(set["column"].toString()));
            columns.insert(set["column"].toString());
        }
        QCOMPARE(columns.size(), qsizetype{3});
        QVERIFY(writeText(path("empty.gmt"), "\n"));
        QCOMPARE(cli({"gene-scores", m_cells, path("none.h5ad"), "--gmt", path("empty.gmt")}).errorClass(),
                 QString("empty_file"));
        QVERIFY(!QFile::exists(path("none.h5ad")));
    }

    void attentionByType()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const Outcome made =
            cli({"gene-attention", m_cells, path("attention.csv"), "--model", demoModel(), "--groupby", "cell_type", "--top",
                 "10", "--max-cells", "15", "--enrichment", path("enriched.csv"), "--gmt", "go-bp"});
        VERIFY_DONE(made);
        QVERIFY(made.json["tested"].toBool());
        for (const QJsonValue group : made.json["groups"].toArray()) {
            QVERIFY(group["shared_with_wilcoxon"].toInt() <= 10);
            QVERIFY(group["shared_by_chance"].toDouble() > 0.0);
        }
        QSet<QByteArray> groups;
        for (const auto &row : rows("attention.csv")) {
            groups.insert(row["group"]);
            QVERIFY(row["rank"].toInt() >= 1 && row["rank"].toInt() <= 10);
            QVERIFY(row["attention"].toDouble() > 0.0 && !row["wilcoxon_gene"].isEmpty());
        }
        QCOMPARE(static_cast<int>(groups.size()), static_cast<int>(made.json["groups"].toArray().size()));
        QVERIFY(made.json["enrichment"].toObject().contains("significant_wilcoxon"));
        // Only genes with a rank can be in a list, so they are its background: against all genes, any list of expressed genes
        // looks special.
        QHash<QByteArray, QByteArray> ranked;
        for (const QJsonValue group : made.json["groups"].toArray())
            ranked[group["group"].toString().toUtf8()] = QByteArray::number(group["genes_ranked"].toInt());
        QVERIFY(lines("enriched.csv").first().startsWith("list,term,"));
        QVERIFY(lines("enriched.csv").size() > 1);
        for (const QByteArray &line : lines("enriched.csv").mid(1)) {
            const bool byTest = line.startsWith('"');  // "NK, Wilcoxon"
            const QByteArray group = byTest ? line.mid(1, line.indexOf(", Wilcoxon") - 1) : line.split(',').first();
            QVERIFY2(ranked.contains(group), line.constData());
            const int quotes = static_cast<int>(line.count('"'));
            if (quotes > 2 || (!byTest && quotes > 0)) continue;  // a description with commas
            QCOMPARE(line.split(',')[byTest ? 7 : 6], ranked[group]);
        }
    }

    void genesInContext()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const auto run = [this](const QString &file, const QString &threads) {
            return cli({"gene-context", m_cells, path(file), "--model", demoModel(), "--genes", m_known.join(','), "--groupby",
                        "cell_type", "--fewest-cells", "5", "--exchanges", "50", "--threads", threads});
        };
        const Outcome made = run("context.csv", "1");
        VERIFY_DONE(made);
        QVERIFY(made.json["pairs"].toInt() >= 1);
        for (const auto &row : rows("context.csv")) {
            QVERIFY(m_known.contains(row["gene"]));
            QVERIFY(row["distance"].toDouble() >= -1e-12 && row["explained_by_bins"].toDouble() <= 1.0);
            QVERIFY(row["cells_a"].toInt() >= 5 && row["cells_b"].toInt() >= 5);
        }
        VERIFY_DONE(run("again.csv", "2"));
        QCOMPARE(fileBytes(path("context.csv")), fileBytes(path("again.csv")));
    }

    void cellsAndGenesOfGroups()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const Outcome made = cli(
            {"group-agreement", m_cells, path("agreement.csv"), "--model", demoModel(), "--groupby", "cell_type", "--top", "5"});
        VERIFY_DONE(made);
        const int groups = static_cast<int>(made.json["groups"].toArray().size());
        QCOMPARE(static_cast<int>(lines("agreement.csv").size()) - 1, groups * (groups - 1) / 2);
        for (const QString source : {"mantel", "baseline"}) {
            const QJsonObject test =
                source == "mantel" ? made.json["mantel"].toObject() : made.json["baseline"]["mantel"].toObject();
            QVERIFY(test["r"].toDouble() >= -1.0 && test["r"].toDouble() <= 1.0);
            QVERIFY(test["p"].toDouble() > 0.0 && test["p"].toDouble() <= 1.0);
        }
    }

    void knownTargets()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        QByteArray gmt = m_gene.toUtf8() + " made up\t";
        for (const QByteArray &line : lines("mod.nodes.csv").mid(1, 30)) gmt += '\t' + line.split(',').first();
        QVERIFY(writeText(path("chip.gmt"), gmt + '\n'));
        const Outcome made = cli({"gene-network", m_cells, path("targets.csv"), "--model", demoModel(), "--source", "attention",
                                  "--genes", m_gene, "--known", path("chip.gmt"), "--max-cells", "30", "--k", "10"});
        VERIFY_DONE(made);
        const QJsonValue known = made.json["known_targets"][0];
        QCOMPARE(known["gene"].toString(), m_gene);
        QVERIFY(known["base_rate"].toDouble() > 0.0 && known["base_rate"].toDouble() < 1.0);
        const double auroc = known["found_by"]["attention"]["auroc"].toDouble();
        QVERIFY(auroc > 0.0 && auroc < 1.0);
        for (const char *name : {"mean_expression", "variance", "detection", "coexpression"})
            QVERIFY2(known["baselines"][name]["auroc"].isDouble(), name);
        QCOMPARE(known["by_chance"]["auroc"].toDouble(), 0.5);
        QCOMPARE(
            cli({"gene-network", m_cells, path("no.csv"), "--source", "coexpression", "--known", path("chip.gmt")}).errorClass(),
            QString("bad_option"));
    }

    void refusals_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("errorClass");
        QTest::newRow("no group") << QStringList{"module-activity", "--modules", "A,B"} << 2 << "bad_option";
        QTest::newRow("no module") << QStringList{"module-activity", "--groupby", "cell_type"} << 2 << "bad_option";
        QTest::newRow("unknown genes") << QStringList{"module-activity", "--modules", "A,B", "--groupby", "cell_type"} << 3
                                       << "unknown_gene";
        QTest::newRow("no such column") << QStringList{"module-activity", "--modules", "A,B", "--groupby", "nothing"} << 3
                                        << "missing_column";
        QTest::newRow("malformed sets") << QStringList{"module-activity", "--modules", path("bad.gmt"), "--groupby", "cell_type"}
                                        << 3 << "parse_error";
        QTest::newRow("no genes") << QStringList{"gene-context", "--model", demoModel(), "--groupby", "cell_type"} << 2
                                  << "bad_option";
        QTest::newRow("few exchanges") << QStringList{"group-agreement", "--model",     demoModel(), "--groupby",
                                                      "cell_type",       "--exchanges", "3"}
                                       << 2 << "bad_option";
    }
    void refusals()
    {
        QFETCH(QStringList, command);
        QFETCH(QString, errorClass);
        QVERIFY(writeText(path("bad.gmt"), "first\t\tA\nA,B,C\n"));
        command.insert(1, m_cells);
        command.insert(2, path("refused.csv"));
        const Outcome refused = cli(command);
        QTEST(refused.status, "status");
        QCOMPARE(refused.errorClass(), errorClass);
        QVERIFY(!QFile::exists(path("refused.csv")));
    }
};

QTEST_APPLESS_MAIN(TestCliGeneTasks)
#include "tst_cli_gene_tasks.moc"

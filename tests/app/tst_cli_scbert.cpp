// The scBERT fixtures through the command line: embedding with the gene list beside the checkpoint and elsewhere, tokens, info.
#include "tests/app/cli_process.h"
#include "tests/support/h5ad_cells.h"
#include "tests/support/hdf5_values.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <set>

using namespace lexicell::test;

class TestCliScbert : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_root;

    QString path(const QString &name) const { return m_folder.filePath(name); }

    void addCases(const QStringList &patterns) const
    {
        QTest::addColumn<QString>("model");
        const QStringList names = QDir(m_root).entryList(patterns, QDir::Dirs);
        if (names.isEmpty()) QSKIP("no such case in this folder");
        for (const QString &name : names) QTest::newRow(qPrintable(name)) << m_root + "/" + name;
    }

    // A cell with fewer than 200 of the listed genes, which is where upstream drops it.
    static bool hasPoorCells(const QString &model)
    {
        const std::filesystem::path folder = model.toStdString();
        const H5adCells input = readCells(folder / "input.h5ad");
        const auto genes = Hdf5File(folder / "expected.h5").strings("genes").values;
        const std::set<std::string> listed(genes.begin(), genes.end());
        for (std::size_t row = 0; row < input.names.size(); ++row) {
            std::set<std::string> found;
            for (auto i = input.cells.indptr[row]; i < input.cells.indptr[row + 1]; ++i) {
                const auto &gene = input.genes[static_cast<std::size_t>(input.cells.indices[static_cast<std::size_t>(i)])];
                if (listed.contains(gene)) found.insert(gene);
            }
            if (found.size() < 200) return true;
        }
        return false;
    }

    static QString checkpointOf(const QString &model)
    {
        return model + (QFile::exists(model + "/pretrain.pth") ? "/pretrain.pth" : "/finetune_best.pth");
    }

  private slots:
    void initTestCase()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scbert");
        m_root = QString::fromStdString(root.string());
    }

    void embeds_data() { addCases({"lm_*", "classifier_*"}); }
    void embeds()
    {
        QFETCH(QString, model);
        VERIFY_DONE(
            cli({"embed", model + "/input.h5ad", path("out.h5ad"), "--model", model, "--gene-matching", "exact", "--force"}));
        const Hdf5File expected((model + "/expected.h5").toStdString());
        const auto wanted = expected.doubles("mean_embedding_f64");
        const auto found = Hdf5File(path("out.h5ad").toStdString()).doubles("obsm/X_scBERT");
        const double allowed = expected.numberAttribute("mean_embedding_f64", "atol").front();
        std::vector<std::int64_t> rows;
        if (expected.has("kept_cells")) rows = expected.ints("kept_cells").values;
        else
            for (std::int64_t i = 0; i < wanted.rows(); ++i) rows.push_back(i);
        QCOMPARE(found.columns(), wanted.columns());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            for (std::int64_t c = 0; c < wanted.columns(); ++c) {
                const double want = wanted.at(static_cast<std::int64_t>(i), c);
                QVERIFY(std::abs(found.at(rows[i], c) - want) <= allowed + 1e-5 * std::abs(want));
            }
        }
    }

    void poorCellsAreWarnedAbout_data() { addCases({"lm_*"}); }
    void poorCellsAreWarnedAbout()
    {
        QFETCH(QString, model);
        const Outcome outcome = cli({"embed", model + "/input.h5ad", path("poor.h5ad"), "--model", model, "--force"});
        VERIFY_DONE(outcome);
        QVERIFY2(outcome.warningClasses().contains("poor_cells") == hasPoorCells(model), qPrintable(outcome.text()));
        QVERIFY(outcome.json["notice"].toString().contains("GPL-3.0"));
    }

    void tokensOfCountsAndOfNormalizedValuesAgree_data() { addCases({"lm_*"}); }
    void tokensOfCountsAndOfNormalizedValuesAgree()
    {
        QFETCH(QString, model);
        const Hdf5File expected((model + "/expected.h5").toStdString());
        const auto wanted = expected.ints("tokens");
        const QString cells = "0," + QString::number(wanted.rows() - 1);
        const Outcome outcome = cli({"tokens", model + "/preprocessed.h5ad", "--model", model, "--cells", cells});
        VERIFY_DONE(outcome);
        for (const auto &item : outcome.json["cells"].toArray()) {
            const QJsonObject cell = item.toObject();
            const auto values = cell["values"].toArray();
            QCOMPARE(static_cast<std::int64_t>(values.size()), wanted.columns());
            for (std::int64_t i = 0; i < wanted.columns(); ++i)
                QCOMPARE(static_cast<std::int64_t>(values[static_cast<int>(i)].toDouble()), wanted.at(cell["index"].toInt(), i));
            QCOMPARE(cell["genes"].toArray()[0].toString().toStdString(), expected.strings("genes").values[0]);
        }
    }

    void theGeneListMayLieElsewhere_data() { addCases({"lm_*", "classifier_*"}); }
    void theGeneListMayLieElsewhere()
    {
        QFETCH(QString, model);
        const QString copy = path("alone.pth");
        QFile::remove(copy);
        QVERIFY(QFile::copy(checkpointOf(model), copy));
        const Outcome without = cli({"info", copy});
        VERIFY_DONE(without);
        QCOMPARE(without.json["family"].toString(), QString("scbert"));
        QCOMPARE(without.json["missing"].toArray()[0].toString(), QString("gene_list"));
        QVERIFY(without.json["notice"].toString().contains("gene list"));
        const Outcome embedded = cli({"embed", model + "/input.h5ad", path("nameless.h5ad"), "--model", copy});
        QCOMPARE(embedded.status, 3);
        QCOMPARE(embedded.errorClass(), QString("no_vocabulary"));
        QVERIFY(embedded.message().contains("--gene-list"));
        const Outcome with =
            cli({"info", copy, "--gene-list", model + "/genes.txt", "--with", model + "/input.h5ad", "--gene-matching", "exact"});
        VERIFY_DONE(with);
        QCOMPARE(with.json["family"].toString(), QString("scbert"));
        QCOMPARE(with.json["licence"].toString(), QString("GPL-3.0"));
        QVERIFY(with.json["coverage"]["genes_matched"].toInt() > 0);
        const Outcome wrong = cli({"info", copy, "--gene-list", model + "/input.h5ad"});
        if (wrong.status != 0) QCOMPARE(wrong.errorClass(), QString("shape_mismatch"));
        QVERIFY(writeText(path("short.txt"), "CD3D\nCD3E\n"));
        QCOMPARE(cli({"info", copy, "--gene-list", path("short.txt")}).errorClass(), QString("shape_mismatch"));
    }
};

QTEST_GUILESS_MAIN(TestCliScbert)
#include "tst_cli_scbert.moc"

// scEMB-style checkpoints from the command line: what is embedded, what it says of itself, what is refused.
#include "tests/app/cli_process.h"
#include "tests/support/hdf5_values.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

using namespace lexicell::test;

class TestCliScemb : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    const QString m_notice = "scEMB-style (re-implementation from the abstract)";

    QString path(const QString &name) const { return m_folder.filePath(name); }

    static std::vector<std::filesystem::path> scembFolders(const std::filesystem::path &root)
    {
        std::vector<std::filesystem::path> folders;
        for (const auto &folder : caseFolders(root, "expected.h5"))
            if (std::filesystem::exists(folder / "config.json")) folders.push_back(folder);
        return folders;
    }

    // Three genes of the case's vocabulary.
    static QStringList someGenes(const QString &folder)
    {
        QStringList genes;
        for (const QString &gene : QJsonDocument::fromJson(fileBytes(folder + "/vocab.json")).object().keys())
            if (!gene.startsWith('<') && genes.size() < 3) genes << gene;
        return genes;
    }

  private slots:
    void everyCase_data()
    {
        QTest::addColumn<QString>("folder");
        LEXICELL_FIXTURES_OR_SKIP(root, "scemb");
        const auto folders = scembFolders(root);
        if (folders.empty()) QFAIL("the folder of this family holds no case");
        for (const auto &folder : folders) QTest::newRow(folder.filename().c_str()) << QString::fromStdString(folder.string());
    }
    void everyCase()
    {
        QFETCH(QString, folder);
        const QString out = path("out.h5ad"), input = folder + "/input.h5ad";
        const Outcome made = cli({"embed", input, out, "--model", folder, "--force", "--gene-matching", "exact"});
        VERIFY_DONE(made);
        QCOMPARE(made.json["key"].toString(), QString("X_scEMB"));
        QCOMPARE(made.json["notice"].toString(), m_notice);
        const Hdf5File expected((folder + "/expected.h5").toStdString()), written(out.toStdString());
        QCOMPARE(made.json["truncated_cells"].toDouble(), expected.numberAttribute("tokens", "truncated_cells").at(0));
        const auto wanted = expected.doubles("embedding_f64");
        const auto found = written.doubles("obsm/X_scEMB");
        QCOMPARE(found.shape, wanted.shape);
        const double atol = expected.numberAttribute("embedding_f64", "atol").at(0);
        const double rtol = expected.numberAttribute("embedding_f64", "rtol").at(0);
        for (std::size_t i = 0; i < wanted.values.size(); ++i)
            QVERIFY(std::abs(found.values[i] - wanted.values[i]) <= atol + rtol * std::abs(wanted.values[i]));
        QVERIFY(QString::fromStdString(written.strings("uns/lexicell").values.at(0)).contains(m_notice));

        const Outcome info = cli({"info", folder, "--with", input, "--gene-matching", "exact"});
        VERIFY_DONE(info);
        QCOMPARE(info.json["family"].toString(), QString("scemb"));
        QCOMPARE(info.json["notice"].toString(), m_notice);
        QVERIFY(info.json["coverage"]["genes_matched"].toInt() > 0);

        const Outcome tokens = cli({"tokens", input, "--model", folder, "--cells", "0,1", "--gene-matching", "exact"});
        VERIFY_DONE(tokens);
        const auto ids = expected.ints("tokens/gene_ids");
        for (const auto &item : tokens.json["cells"].toArray()) {
            const QJsonObject cell = item.toObject();
            const QJsonArray listed = cell["ids"].toArray();
            QVERIFY(!listed.isEmpty());
            for (qsizetype i = 0; i < listed.size(); ++i)
                QCOMPARE(static_cast<std::int64_t>(listed[i].toInt()), ids.at(cell["index"].toInt(), i));
        }
    }

    void brokenOnesAreRefusedByName()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scemb");
        const auto folders = scembFolders(root);
        if (folders.empty()) QFAIL("the folder of this family holds no case");
        const QString input = QString::fromStdString((folders.front() / "input.h5ad").string());
        for (const auto &[name, mention] : {std::pair{"missing_tensor", "ffn.down.weight"},
                                            std::pair{"vocab_duplicate_id", "G09"}, std::pair{"unknown_binning", "kmeans"}}) {
            const Outcome refused =
                cli({"embed", input, path("none.h5ad"), "--model", QString::fromStdString((root / "broken" / name).string())});
            QVERIFY2(refused.status == 3, qPrintable(refused.text()));
            QVERIFY2(refused.message().contains(mention), qPrintable(refused.text()));
            QVERIFY(!QFile::exists(path("none.h5ad")));
        }
    }

    // Equal widths depend on the values, quantiles on their order only.
    void countsWhereTheyAreNeeded()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scemb");
        int equalWidths = 0;
        for (const auto &place : scembFolders(root)) {
            const QString folder = QString::fromStdString(place.string());
            if (QJsonDocument::fromJson(fileBytes(folder + "/config.json"))["binning"].toString() != "equal_width") continue;
            ++equalWidths;
            const QStringList genes = someGenes(folder);
            QVERIFY(writeText(path("fractions.csv"),
                              "cell," + genes.join(',').toUtf8() + "\na,0.5,1.25,0\nb,1.5,0,2.5\nc,0.5,3.5,1\n"));
            const Outcome refused =
                cli({"embed", path("fractions.csv"), path("none.h5ad"), "--model", folder, "--orientation", "cells-in-rows"});
            QVERIFY2(refused.status == 3, qPrintable(refused.text()));
            QCOMPARE(refused.errorClass(), QString("counts_needed"));
        }
        if (equalWidths == 0) QSKIP("this set of fixtures has no case with bins of equal width");
    }
};

QTEST_APPLESS_MAIN(TestCliScemb)
#include "tst_cli_scemb.moc"

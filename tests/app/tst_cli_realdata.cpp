// The program on files that others published: every one of them opens, and the main path comes to a map that a biologist would
// recognize.
#include "core/io/h5ad/h5ad_reader.h"
#include "tests/app/cli_process.h"

#include <QDirIterator>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <map>

using namespace lexicell;
using test::cli;

namespace {

// Data sets below the folder of real data: files, and folders with a matrix.mtx.
QStringList dataSets(const QString &root)
{
    QStringList found;
    QDirIterator it(root, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QFileInfo file(it.next());
        if (QStringList{"h5ad", "h5", "loom"}.contains(file.suffix())) found << file.filePath();
        else if (file.fileName().startsWith("matrix.mtx")) found << file.path();
    }
    found.sort();
    return found;
}

// Share of cells that are of the most frequent type of their cluster.
double purity(const data::Categorical &clusters, const data::Categorical &types)
{
    std::map<std::int32_t, std::map<std::int32_t, int>> counts;
    for (std::size_t i = 0; i < types.codes.size(); ++i) ++counts[clusters.codes[i]][types.codes[i]];
    int right = 0;
    for (const auto &[cluster, ofType] : counts) {
        int most = 0;
        for (const auto &[type, cells] : ofType) most = std::max(most, cells);
        right += most;
    }
    return right / static_cast<double>(types.codes.size());
}

}  // namespace

class TestCliRealdata : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const QString &name) const { return m_folder.filePath(name); }

  private slots:
    void everyDataSetOpens_data()
    {
        LEXICELL_DATA_OR_SKIP(root, ".");
        QTest::addColumn<QString>("input");
        const QString folder = QDir::cleanPath(QString::fromStdString(root.string()));
        const QStringList found = dataSets(folder);
        QVERIFY2(!found.isEmpty(), "the folder of real data holds no data set");
        for (const QString &input : found) QTest::newRow(qPrintable(input.mid(folder.size() + 1))) << input;
    }
    void everyDataSetOpens()
    {
        QFETCH(QString, input);
        const QString out = path("converted.h5ad");
        test::Outcome outcome = cli({"convert", input, out, "--force"});
        if (outcome.errorClass() == "choice_needed") {
            // A file of several genomes names them; each of them opens.
            const QString named = outcome.message().section("genome: ", 1).section(". ", 0, 0);
            for (const QString &genome : named.split(", ")) {
                outcome = cli({"convert", input, out, "--force", "--genome", genome});
                QVERIFY2(outcome.status == 0, qPrintable(genome + ": " + outcome.text()));
            }
        }
        VERIFY_DONE(outcome);
        QVERIFY(outcome.json["n_obs"].toInt() > 0);
        const auto info = cli({"info", out});
        VERIFY_DONE(info);
        for (const char *key : {"n_obs", "n_vars"}) QCOMPARE(info.json[key], outcome.json[key]);
    }

    void clustersAreCellTypes()
    {
        LEXICELL_DATA_OR_SKIP(input, "rnabioco_clustifyr/pbmc3k_2638x13714_counts.h5ad");
        const QString filtered = path("filtered.h5ad"), mapped = path("mapped.h5ad");
        VERIFY_DONE(cli({"qc", QString::fromStdString(input.string()), filtered, "--min-genes", "200", "--min-cells", "3"}));
        VERIFY_DONE(cli({"analyze", filtered, mapped}));
        JobContext context;
        const auto result = io::readH5ad(mapped.toStdString(), {}, context);
        VERIFY_OK(result);
        const auto *leiden = result->obs.columns.find("leiden");
        const auto *types = result->obs.columns.find("cell_type");
        QVERIFY(leiden && types);
        const auto &clusters = *leiden->as<data::Categorical>();
        QVERIFY(clusters.categoryCount() >= 6 && clusters.categoryCount() <= 12);
        const double share = purity(clusters, *types->as<data::Categorical>());
        QVERIFY2(share > 0.85, qPrintable(QString::number(share)));
    }

#ifdef LEXICELL_WITH_TORCH
    // A model that knows none of the tissue still gives every cell a vector of its own, and loses nothing of the file.
    void cellsOfTwoStudiesAreEmbedded()
    {
        LEXICELL_DATA_OR_SKIP(input, "derived/pbmc3k_pbmc4k_2batches_counts.h5ad");
        const QString embedded = path("embedded.h5ad");
        const auto outcome = cli({"embed", QString::fromStdString(input.string()), embedded, "--model", test::demoModel()});
        VERIFY_DONE(outcome);
        JobContext context;
        const auto before = io::readH5ad(input, {}, context);
        const auto after = io::readH5ad(embedded.toStdString(), {}, context);
        VERIFY_OK(before);
        VERIFY_OK(after);
        QCOMPARE(after->cells(), before->cells());
        QCOMPARE(after->obs.index.values, before->obs.index.values);
        for (const auto &[name, column] : before->obs.columns.entries) QVERIFY2(after->obs.columns.find(name), name.c_str());
        const auto info = cli({"info", embedded});
        VERIFY_DONE(info);
        QVERIFY(info.json["obsm"].toArray().contains("X_scGPT"));
    }
#endif
};

QTEST_GUILESS_MAIN(TestCliRealdata)
#include "tst_cli_realdata.moc"

// generate from the command line: tags that stay when the file is converted, the same bytes again, clear refusals.
#include "core/io/h5ad/h5ad_reader.h"
#include "tests/app/cli_process.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace lexicell;
using namespace lexicell::test;

class TestCliGenerate : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_cells;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    Outcome generated(const QString &output, const QStringList &more) const
    {
        return cli(QStringList{"generate", path(output), "--model", demoModel(), "--force"} + more);
    }

  private Q_SLOTS:
    void initTestCase()
    {
        m_cells = path("cells.h5ad");
        VERIFY_DONE(cli({"simulate", m_cells, "--cells", "90", "--genes", "150", "--batches", "1", "--knockouts", "1"}));
    }

    void cellsAreTaggedAndStaySo()
    {
        const QStringList options{"--data",    m_cells, "--prompt",  "genes", "--groupby", "cell_type",
                                  "--n-cells", "12",    "--n-genes", "60",    "--rounds",  "50"};
        const Outcome made = generated("made.h5ad", options);
        VERIFY_DONE(made);
        QCOMPARE(made.json["n_obs"].toInt(), 12);
        QCOMPARE(made.json["unit"].toString(), QString("bin"));
        QVERIFY(!made.json["pretrained"].toBool());
        QVERIFY(made.json["values_compared"].toInt() > 0);
        QCOMPARE(made.json["methods"].toArray().size(), 3);
        VERIFY_DONE(generated("again.h5ad", options));
        QCOMPARE(fileBytes(path("again.h5ad")), fileBytes(path("made.h5ad")));
        VERIFY_DONE(cli({"convert", path("made.h5ad"), path("converted.h5ad")}));
        JobContext context;
        const auto dataset = io::readH5ad(path("converted.h5ad").toStdString(), {}, context);
        VERIFY_OK(dataset);
        const data::Element *flag = dataset->obs.columns.find("lexicell_generated");
        QVERIFY(flag && flag->as<data::Array>());
        for (std::int64_t cell = 0; cell < 12; ++cell) QVERIFY(flag->as<data::Array>()->at(cell) != 0.0);
        QVERIFY(dataset->uns.find("lexicell_generated") && dataset->uns.find("lexicell_generation"));
        QVERIFY(dataset->layers.find("lexicell_prompt"));
    }

    void aVectorOfCells()
    {
        const Outcome made = generated("vectors.h5ad", {"--data", m_cells, "--n-cells", "3", "--n-genes", "20"});
        VERIFY_DONE(made);
        QCOMPARE(made.json["prompt"].toString(), QString("cell"));
        QCOMPARE(made.json["n_obs"].toInt(), 3);
        QVERIFY(made.json["n_vars"].toInt() <= 20);
    }

    void refusals()
    {
        QCOMPARE(generated("none.h5ad", {}).errorClass(), QString("bad_option"));
        QCOMPARE(generated("none.h5ad", {"--genes", "LYZ"}).errorClass(), QString("bad_option"));
        QCOMPARE(generated("none.h5ad", {"--genes", "NO_SUCH_GENE=4", "--targets", "FOS"}).errorClass(), QString("unknown_gene"));
        QCOMPARE(generated("none.h5ad", {"--data", m_cells, "--cells", "cell_type == 'nothing'"}).errorClass(),
                 QString("bad_query"));
        QVERIFY(!QFile::exists(path("none.h5ad")));
    }
};

QTEST_APPLESS_MAIN(TestCliGenerate)
#include "tst_cli_generate.moc"

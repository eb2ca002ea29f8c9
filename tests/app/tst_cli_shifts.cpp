// knock-out --shifts and knock-out-expression from the command line: what is in the files, the same bytes for any batch size, and
// clear refusals.
#include "core/io/h5ad/h5ad_reader.h"
#include "tests/app/cli_process.h"

#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

using namespace lexicell;
using namespace lexicell::test;

class TestCliShifts : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_cells;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    QList<QByteArray> lines(const QString &name) const { return fileBytes(path(name)).trimmed().split('\n'); }
    Outcome knockOut(const QString &output, const QStringList &more) const
    {
        return cli(QStringList{"knock-out", m_cells, path(output), "--model", demoModel(), "--force"} + more);
    }
    Outcome predicted(const QString &output, const QStringList &more) const
    {
        return cli(QStringList{"knock-out-expression", m_cells, path(output), "--model", demoModel(), "--force"} + more);
    }
    data::Dataset read(const QString &name) const
    {
        JobContext context;
        auto dataset = io::readH5ad(path(name).toStdString(), {}, context);
        if (!dataset.ok()) qFatal("%s", dataset.error().message.c_str());
        return std::move(*dataset);
    }

  private Q_SLOTS:
    void initTestCase()
    {
        m_cells = path("cells.h5ad");
        VERIFY_DONE(cli({"simulate", m_cells, "--cells", "240", "--genes", "150", "--batches", "3", "--knockouts", "1"}));
    }

    void shiftsOfCells()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const Outcome made = knockOut("table.csv", {"--genes", "FOS,LYZ,NO_SUCH_GENE", "--shifts", path("shifts.h5ad")});
        VERIFY_DONE(made);
        QCOMPARE(made.json["shifts"].toString(), path("shifts.h5ad"));
        QCOMPARE(made.json["shift_keys"].toArray(), (QJsonArray{"lexicell_shift_FOS", "lexicell_shift_LYZ"}));
        QCOMPARE(made.warningClasses().count("unknown_genes"), 1);
        const data::Dataset dataset = read("shifts.h5ad");
        const data::Element *column = dataset.obs.columns.find("lexicell_shift_LYZ"),
                            *matrix = dataset.obsm.find("lexicell_shift_LYZ");
        QVERIFY(column && matrix && !dataset.obsm.find("lexicell_shift_NO_SUCH_GENE"));
        QVERIFY(dataset.obs.columns.find("cell_type"));  // all that the input had
        const data::Element *null = dataset.obsm.find("lexicell_shiftnull_LYZ");
        QVERIFY(null && null->as<data::Array>()->dim(0) == 240 && null->as<data::Array>()->dim(1) > 20);
        const std::vector<double> shifts = column->as<data::Array>()->toDouble();
        const auto *differences = matrix->as<data::Array>();
        QCOMPARE(differences->dim(0), std::int64_t{240});
        const std::int64_t width = differences->dim(1);
        const std::vector<float> values = differences->toFloat();
        std::int64_t missing = 0;
        double sum = 0.0;
        for (std::size_t cell = 0; cell < shifts.size(); ++cell) {
            double squares = 0.0;
            for (std::size_t i = 0; i < static_cast<std::size_t>(width); ++i)
                squares += std::pow(static_cast<double>(values[cell * static_cast<std::size_t>(width) + i]), 2);
            QCOMPARE(std::isnan(shifts[cell]), std::isnan(squares));
            if (std::isnan(shifts[cell])) {
                ++missing;
                continue;
            }
            sum += shifts[cell];
            // Vectors of length 1: 1 − cosine is half the squared distance.
            QVERIFY2(std::abs(shifts[cell] - 0.5 * squares) < 1e-6, qPrintable(QString::number(shifts[cell])));
        }
        const auto table = lines("table.csv");
        const QByteArray row =
            *std::find_if(table.begin(), table.end(), [](const QByteArray &line) { return line.startsWith("LYZ,tested"); });
        QCOMPARE(240 - missing, row.split(',')[9].toLongLong());
        QVERIFY(missing > 0);
        QVERIFY(std::abs(sum / static_cast<double>(240 - missing) - row.split(',')[5].toDouble()) < 1e-12);
    }

    void theSameBytesForAnyBatchSize()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const QStringList genes{"--genes", "LYZ", "--groupby", "cell_type", "--from", "B", "--min-cells", "5"};
        VERIFY_DONE(knockOut("one.csv", genes + QStringList{"--shifts", path("one.h5ad")}));
        VERIFY_DONE(
            knockOut("two.csv", genes + QStringList{"--batch-size", "3", "--threads", "1", "--shifts", path("two.h5ad")}));
        const data::Dataset one = read("one.h5ad"), two = read("two.h5ad");
        const auto bits = [](const data::Dataset &dataset) {
            const auto *array = dataset.obsm.find("lexicell_shift_LYZ")->as<data::Array>();
            return QByteArray(reinterpret_cast<const char *>(array->as<float>()),
                              static_cast<qsizetype>(array->dim(0) * array->dim(1) * 4));
        };
        QCOMPARE(bits(one), bits(two));
        // Without the option there is no such file, and the table is the same.
        VERIFY_DONE(knockOut("three.csv", genes));
        QCOMPARE(fileBytes(path("three.csv")), fileBytes(path("one.csv")));
    }

    void refusals()
    {
        QStringList many;
        for (int i = 0; i < 21; ++i) many << QString("GENE%1").arg(i);
        const Outcome refused = knockOut("many.csv", {"--genes", many.join(','), "--shifts", path("many.h5ad")});
        QCOMPARE(refused.errorClass(), QString("bad_option"));
        QVERIFY2(refused.message().contains("at most 20 genes, but 21"), qPrintable(refused.message()));
        const Outcome all = knockOut("all.csv", {"--all-expressed", "--shifts", path("many.h5ad")});
        QCOMPARE(all.errorClass(), QString("bad_option"));
        const Outcome same = knockOut("same.csv", {"--genes", "LYZ", "--shifts", path("same.csv")});
        QCOMPARE(same.errorClass(), QString("usage"));
        QVERIFY(!QFile::exists(path("many.csv")) && !QFile::exists(path("many.h5ad")));
    }

    void predictedExpression()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const Outcome made = predicted("expression.csv", {"--gene", "LYZ"});
        VERIFY_DONE(made);
        QCOMPARE(made.json["gene"].toString(), QString("LYZ"));
        QCOMPARE(made.json["unit"].toString(), QString("bin"));
        QVERIFY(made.json["decoder_error"].toDouble() > 0.0);
        QVERIFY(made.json["error_of_mean"].toDouble() > 0.0);
        QVERIFY(made.json["caption"].toString().contains("no measurement"));
        const auto table = lines("expression.csv");
        QVERIFY2(table.first().startsWith("gene,") &&
                     table.first().endsWith(",standard_error,ci_low,ci_high,before,after,change_in_errors,decoder_error,error_of_"
                                            "mean,n_cells,n_replicates"),
                 table.first());
        QCOMPARE(table.size() - 1, made.json["genes"].toInt());
        for (const QByteArray &line : table.mid(1)) {
            const auto fields = line.split(',');
            QVERIFY(fields[0] != "LYZ");
            QVERIFY(std::abs(fields[6].toDouble() - fields[5].toDouble() - fields[1].toDouble()) < 1e-6);
        }
        VERIFY_DONE(predicted("again.csv", {"--gene", "LYZ", "--batch-size", "5", "--threads", "1"}));
        QCOMPARE(fileBytes(path("again.csv")), fileBytes(path("expression.csv")));
        QVERIFY(fileBytes(path("expression.csv.json")).contains("knock-out-expression"));
    }

    void predictedExpressionRefusals()
    {
        QCOMPARE(predicted("none.csv", {}).errorClass(), QString("bad_option"));
#ifdef LEXICELL_WITH_TORCH
        QCOMPARE(predicted("none.csv", {"--gene", "NO_SUCH_GENE"}).errorClass(), QString("unknown_gene"));
        QCOMPARE(predicted("none.csv", {"--gene", "LYZ", "--mode", "mask"}).errorClass(), QString("unsupported_mode"));
#endif
        QVERIFY(!QFile::exists(path("none.csv")));
    }
};

QTEST_APPLESS_MAIN(TestCliShifts)
#include "tst_cli_shifts.moc"

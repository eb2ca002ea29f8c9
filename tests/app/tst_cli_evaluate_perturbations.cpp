// `evaluate --truth` from the command line: keys, columns, refusals with their class.
#include "tests/app/cli_process.h"
#include "tests/support/hdf5_values.h"

#include <QFile>
#include <QTemporaryDir>

#include <cmath>

using namespace lexicell::test;

class TestCliEvaluatePerturbations : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_cells;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    static QStringList options(const QString &truth)
    {
        return {"--truth",      truth, "--perturbation", "perturbation", "--control", "control", "--rounds", "20",
                "--replicates", "2"};
    }

  private Q_SLOTS:
    void initTestCase()
    {
        m_cells = path("cells.h5ad");
        VERIFY_DONE(cli({"simulate", m_cells, "--cells", "600", "--genes", "200", "--batches", "1", "--knockouts", "3"}));
    }

    void theMeasurementItself()
    {
        const Outcome made = cli(QStringList{"evaluate", m_cells, path("scores.csv")} + options(m_cells));
        VERIFY_DONE(made);
        const QJsonObject vcc = made.json["vcc2026"].toObject();
        for (const char *key : {"pds_cosine", "expr_mse_unbiased_capped_norm", "de_wilcoxon_sig_jaccard"}) {
            const QJsonObject metric = vcc[key].toObject();
            for (const char *value : {"u", "b", "r"}) QVERIFY2(metric[value].isDouble(), key);
            QCOMPARE(metric["s_interval"].toArray().size(), 2);
        }
        QCOMPARE(vcc["pds_cosine"].toObject()["u"].toDouble(), 1.0);
        QCOMPARE(vcc["de_wilcoxon_sig_jaccard"].toObject()["u"].toDouble(), 1.0);
        QCOMPARE(made.json["cell_eval"].toObject()["mae"].toDouble(), 0.0);
        QCOMPARE(made.json["cell_eval"].toObject()["pearson_delta"].toDouble(), 1.0);
        QVERIFY(made.json["systema"].toObject()["prediction"].toObject()["pearson_delta"].toDouble() > 0.999);
        const QJsonObject calibrated = made.json["calibrated"].toObject();
        for (const char *arm : {"prediction", "baseline", "train_mean", "control", "interpolated_duplicate", "drf"})
            QVERIFY2(calibrated[arm].toObject()["wmse"].isDouble(), arm);
        const auto lines = fileBytes(path("scores.csv")).trimmed().split('\n');
        QCOMPARE(lines.size(), qsizetype(made.json["perturbations"].toInt() + 1));
        QVERIFY(lines.first().startsWith("perturbation,cells_measured,cells_predicted,pds_cosine,numerator,denominator,"));
        const Outcome again = cli(QStringList{"evaluate", m_cells} + options(m_cells) + QStringList{"--threads", "1"});
        VERIFY_DONE(again);
        QCOMPARE(again.json["vcc2026"].toObject(), vcc);
    }

    void aBaselineFromAFile()
    {
        const Outcome made = cli(QStringList{"evaluate", m_cells, "--baseline", m_cells} + options(m_cells));
        VERIFY_DONE(made);
        const QJsonObject metric = made.json["vcc2026"].toObject()["de_wilcoxon_sig_jaccard"].toObject();
        QCOMPARE(metric["b"].toDouble(), metric["u"].toDouble());
        QCOMPARE(made.json["cell_eval"].toObject()["score"].toDouble(), 0.0);
    }

    void referenceValues()
    {
        LEXICELL_FIXTURES_OR_SKIP(folder, "perturbation_metrics");
        const Hdf5File expected(folder / "expected.h5");
        const auto file = [&](const std::string &name) { return QString::fromStdString((folder / (name + ".h5ad")).string()); };
        const QStringList scoring{"--truth",        file("real"),
                                  "--perturbation", "perturbation",
                                  "--control",      QString::fromStdString(expected.textAttribute("/", "control")),
                                  "--baseline",     file("pred_baseline_response"),
                                  "--rounds",       "0",
                                  "--replicates",   "0"};
        const auto names = expected.strings("vcc2026/metrics").values;
        const auto b = expected.doubles("vcc2026/baseline/b").values;
        for (const std::string prediction : {"interpolated", "noisy_truth"}) {
            if (!expected.has("vcc2026/" + prediction)) continue;
            const auto u = expected.doubles("vcc2026/" + prediction + "/u").values;
            const Outcome made = cli(QStringList{"evaluate", file("pred_" + prediction)} + scoring);
            VERIFY_DONE(made);
            for (std::size_t i = 0; i < names.size(); ++i) {
                const QJsonObject metric = made.json["vcc2026"].toObject()[QString::fromStdString(names[i])].toObject();
                QVERIFY2(std::abs(metric["u"].toDouble() - u[i]) <= 1e-6 * std::abs(u[i]), names[i].c_str());
                QVERIFY2(std::abs(metric["b"].toDouble() - b[i]) <= 1e-6 * std::abs(b[i]), names[i].c_str());
                QVERIFY(metric["r"].isNull() && metric["s"].isNull() && !metric.contains("s_interval"));
            }
        }
        // Only a baseline may hold fractions.
        QCOMPARE(cli(QStringList{"evaluate", file("pred_baseline_response")} + scoring).errorClass(), QString("counts_needed"));
    }

    void refusals()
    {
        const auto refused = [this](QStringList changed, const QString &truth) {
            return cli(QStringList{"evaluate", m_cells} + (options(truth) + changed)).errorClass();
        };
        QCOMPARE(cli({"evaluate", m_cells, "--truth", m_cells}).errorClass(), QString("bad_option"));
        QCOMPARE(cli({"evaluate", m_cells, "--truth", m_cells, "--perturbation", "perturbation"}).errorClass(),
                 QString("bad_option"));
        QStringList other = options(m_cells);
        other[5] = "nothing";
        QCOMPARE(cli(QStringList{"evaluate", m_cells} + other).errorClass(), QString("bad_option"));
        other = options(m_cells);
        other[3] = "nowhere";
        QCOMPARE(cli(QStringList{"evaluate", m_cells} + other).errorClass(), QString("missing_column"));
        QCOMPARE(refused({"--split", "nowhere"}, m_cells), QString("missing_column"));
        QCOMPARE(refused({"--split", "cell_type"}, m_cells), QString("bad_option"));
        QCOMPARE(refused({}, path("absent.h5ad")), QString("not_found"));

        const QString fewer = path("fewer.h5ad"), one = path("one.h5ad");
        VERIFY_DONE(cli({"simulate", fewer, "--cells", "600", "--genes", "150", "--batches", "1", "--knockouts", "3"}));
        const Outcome genes = cli(QStringList{"evaluate", fewer} + options(m_cells));
        QCOMPARE(genes.errorClass(), QString("too_few_genes"));
        QVERIFY2(genes.message().contains("of the 200 genes"), qPrintable(genes.message()));
        const QString few = path("few.h5ad");
        VERIFY_DONE(cli({"simulate", few, "--cells", "8", "--genes", "200", "--batches", "1", "--knockouts", "3"}));
        VERIFY_DONE(cli({"simulate", one, "--cells", "400", "--genes", "200", "--batches", "1", "--knockouts", "1"}));
        const Outcome missing = cli(QStringList{"evaluate", few} + options(m_cells));
        QCOMPARE(missing.errorClass(), QString("too_few_cells"));
        QCOMPARE(cli(QStringList{"evaluate", one} + options(one)).errorClass(), QString("too_small"));
    }
};

QTEST_GUILESS_MAIN(TestCliEvaluatePerturbations)
#include "tst_cli_evaluate_perturbations.moc"

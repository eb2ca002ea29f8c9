// Over every data set that the tests have: what `convert` and `qc` write is opened by real anndata, and nothing of the input is
// gone without a warning that names it. `qc` drops cells and genes each time.
#include "core/io/read_dataset.h"
#include "tests/app/cli_process.h"
#include "tests/support/data_files.h"

#include <QFile>
#include <QTemporaryDir>

#include <algorithm>

using namespace lexicell::test;
using lexicell::JobContext;

namespace {

// The smallest threshold above some of these numbers, so that something is dropped and something stays; 0 when all are equal.
int thresholdOf(std::vector<int> numbers)
{
    std::sort(numbers.begin(), numbers.end());
    const auto above = std::upper_bound(numbers.begin(), numbers.end(), numbers.empty() ? 0 : numbers.front());
    return above == numbers.end() ? 0 : *above;
}

struct Thresholds {
    int minGenes = 0;
    int minCells = 0;
};

Thresholds thresholdsFor(const QString &converted)
{
    JobContext context;
    const auto dataset = lexicell::io::readDataset(converted.toStdString(), {}, context);
    if (!dataset.ok() || !dataset->x) return {};
    const auto counts = dataset->x.all();
    if (!counts.ok()) return {};
    std::vector<int> genes(static_cast<std::size_t>(counts->rows)), cells(static_cast<std::size_t>(counts->columns));
    const auto visit = [&](auto &&use) {
        for (std::size_t row = 0; row < genes.size(); ++row)
            for (auto k = counts->indptr[row]; k < counts->indptr[row + 1]; ++k)
                if (counts->values[static_cast<std::size_t>(k)] > 0)
                    use(row, static_cast<std::size_t>(counts->indices[static_cast<std::size_t>(k)]));
    };
    visit([&](std::size_t row, std::size_t) { ++genes[row]; });
    Thresholds result;
    result.minGenes = thresholdOf(genes);
    visit([&](std::size_t row, std::size_t column) { cells[column] += genes[row] >= result.minGenes; });
    result.minCells = thresholdOf(cells);
    return result;
}

}  // namespace

class TestCliNothingLost : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QJsonArray m_jobs;

    void add(const QString &written, const QString &original, const Outcome &outcome)
    {
        QJsonArray warnings;
        for (const auto &warning : outcome.json["warnings"].toArray()) warnings << warning.toObject()["message"];
        m_jobs << QJsonObject{{"written", written}, {"original", original}, {"warnings", warnings}};
    }

    void check()
    {
        const QString jobs = m_folder.filePath("jobs.json");
        QVERIFY(writeText(jobs, QJsonDocument(m_jobs).toJson()));
        const QString script = QString::fromStdString((sourceRoot() / "tests/interop/check_nothing_lost.py").string());
        const Outcome outcome = runProgram(python(), {script, jobs});
        QVERIFY2(outcome.status == 0, qPrintable(outcome.text()));
    }

  private Q_SLOTS:
    void initTestCase() { QVERIFY2(!python().isEmpty(), "the tests' Python is missing: ./test makes it in .deps/python"); }

    void everyDataSet()
    {
        int converted = 0, filtered = 0;
        for (const DataFile &file : allDataFiles()) {
            const QString out = m_folder.filePath(QString::number(m_jobs.size()) + "_converted.h5ad");
            const Outcome outcome = cli(QStringList{"convert", file.path, out} + file.options);
            if (outcome.status != 0) continue;  // what cannot be read is the business of other tests
            ++converted;
            add(out, file.path, outcome);
            const Thresholds keep = thresholdsFor(out);
            const QString cut = m_folder.filePath(QString::number(m_jobs.size()) + "_filtered.h5ad");
            const Outcome qc = cli(QStringList{"qc", file.path, cut, "--min-genes", QString::number(keep.minGenes), "--min-cells",
                                               QString::number(keep.minCells)} +
                                   file.options);
            if (qc.status != 0) continue;  // no counts
            filtered += qc.json["cells_removed"].toInt() > 0 && qc.json["genes_removed"].toInt() > 0;
            add(cut, file.path, qc);
        }
        QVERIFY(converted > 20);
        QVERIFY(filtered > 10);
        check();
    }

    // raw has genes of its own, so what belongs to the others cannot come along.
    void whatCannotComeWithRawIsNamed()
    {
        const QString file = QString::fromStdString((sourceRoot() / "tests/fixtures/bugcases/h5ad-siblings/names.h5ad").string());
        const Outcome outcome = cli({"convert", file, m_folder.filePath("raw.h5ad"), "--layer", "raw"});
        VERIFY_DONE(outcome);
        QCOMPARE(outcome.json["n_vars"].toInt(), 16);
        for (const char *name : {"layers/raw/counts", "layers/a_b", "varm/PCs/all", "varp/cor/r"})
            QVERIFY2(outcome.out.contains(name), qPrintable(QString(name) + "\n" + outcome.text()));
        QVERIFY(outcome.warningClasses().contains("left_out"));
    }

    // Choices of `convert` that give the cells or the genes other names.
    void otherNames_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::newRow("unique") << QStringList{"--make-unique"};
        QTest::newRow("gene column") << QStringList{"--gene-column", "biotype"};
        QTest::newRow("another gene column") << QStringList{"--gene-column", "symbol2"};
        QTest::newRow("raw") << QStringList{"--layer", "raw"};
        QTest::newRow("layer with a slash") << QStringList{"--layer", "raw/counts"};
    }

    void otherNames()
    {
        QFETCH(QStringList, options);
        m_jobs = {};
        for (const DataFile &file : allDataFiles()) {
            if (!file.path.endsWith(".h5ad")) continue;
            const QString out =
                m_folder.filePath(QString::number(m_jobs.size()) + "_" + options.join("_").replace('/', '_') + ".h5ad");
            const Outcome outcome = cli(QStringList{"convert", file.path, out} + options);
            if (outcome.status != 0) continue;
            add(out, out, outcome);  // that anndata opens it; what is left out with raw is another question
        }
        if (m_jobs.isEmpty()) QSKIP("the cases with this column are absent: they lie in ../shared/bugcases");
        check();
    }
};

QTEST_GUILESS_MAIN(TestCliNothingLost)
#include "tst_cli_nothing_lost.moc"

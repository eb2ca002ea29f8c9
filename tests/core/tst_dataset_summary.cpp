// What a data set holds, by every format's way of telling it.
#include "core/io/dataset_summary.h"
#include "tests/core/reading.h"

using namespace lexicell;
using namespace lexicell::test;

class TestDatasetSummary : public QObject {
    Q_OBJECT

  private slots:
    // The same cells summarised and read.
    void agreesWithReading_data()
    {
        QTest::addColumn<QString>("file");
        for (const char *file : {"10x/v3.h5", "10x/v2.h5", "mtx/v3_gz"}) QTest::newRow(file) << file;
    }
    void agreesWithReading()
    {
        LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
        QFETCH(QString, file);
        const auto path = folder / file.toStdString();
        JobContext context;
        const auto summary = io::describeDataset(path, {}, context);
        VERIFY_OK(summary);
        const auto dataset = read(path);
        VERIFY_OK(dataset);
        QCOMPARE(summary->format, dataset->format);
        QCOMPARE(summary->cells, dataset->cells());
        QCOMPARE(summary->genes, dataset->genes());
        QCOMPARE(summary->var.size(), dataset->var.columns.entries.size());
        QCOMPARE(summary->stored, std::optional(dataset->x.source().stored()));
        QCOMPARE(summary->counts, std::optional(true));
        QVERIFY(summary->otherFeatureTypes.empty());
    }

    void namesTheFeatureTypesLeftOut_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("h5") << "10x/v3_multi_feature.h5";
        QTest::newRow("folder") << "mtx/multi_feature";
    }
    void namesTheFeatureTypesLeftOut()
    {
        LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
        QFETCH(QString, file);
        JobContext context;
        const auto summary = io::describeDataset(folder / file.toStdString(), {}, context);
        VERIFY_OK(summary);
        QVERIFY(!summary->otherFeatureTypes.empty());
        QCOMPARE(summary->otherFeatureTypes[0].first, std::string("Antibody Capture"));
        QCOMPARE(summary->otherFeatureTypes[0].second, 6);

        io::ReadOptions options;
        options.featureType = "all";
        const auto everything = io::describeDataset(folder / file.toStdString(), options, context);
        VERIFY_OK(everything);
        QCOMPARE(everything->genes, 19);
        QVERIFY(everything->otherFeatureTypes.empty());
    }

    void saysWhatItCannotDescribe()
    {
        JobContext context;
        const ScratchFolder scratch;
        const auto missing = io::describeDataset(scratch.path() / "absent.h5ad", {}, context);
        QVERIFY(!missing.ok());
        QCOMPARE(missing.error().errorClass, std::string("not_found"));
    }
};

QTEST_GUILESS_MAIN(TestDatasetSummary)
#include "tst_dataset_summary.moc"

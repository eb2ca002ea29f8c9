// What a data set holds, by every format's way of telling it.
#include "core/io/dataset_summary.h"
#include "tests/core/reading.h"
#include "tests/support/manifest.h"

using namespace lexicell;
using namespace lexicell::test;

class TestDatasetSummary : public QObject {
    Q_OBJECT

    static void addRows()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("counts");
        LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
        const auto entries = readManifest(folder / "manifest.json", {"10x_h5", "10x_mtx"});
        if (entries.empty()) QSKIP("none of these formats is listed");
        for (const auto &entry : entries)
            if (entry.outcome == "open")
                QTest::newRow(entry.file.c_str())
                    << QString::fromStdString((folder / entry.file).string()) << entry.json.value("counts", true);
    }

  private slots:
    // The same cells summarized and read, in every file of 10x that opens.
    void agreesWithReading_data() { addRows(); }
    void agreesWithReading()
    {
        QFETCH(QString, path);
        JobContext context;
        const auto summary = io::describeDataset(path.toStdString(), {}, context);
        VERIFY_OK(summary);
        const auto dataset = read(path.toStdString());
        VERIFY_OK(dataset);
        QCOMPARE(summary->format, dataset->format);
        QCOMPARE(summary->cells, dataset->cells());
        QCOMPARE(summary->genes, dataset->genes());
        QCOMPARE(summary->var.size(), dataset->var.columns.entries.size());
        if (summary->otherFeatureTypes.empty()) QCOMPARE(summary->stored, std::optional(dataset->x.source().stored()));
        QFETCH(bool, counts);
        QCOMPARE(summary->counts, std::optional(counts));
        QCOMPARE(summary->otherFeatureTypes.empty(), !dataset->uns.find("other_feature_types"));
    }

    void namesTheFeatureTypesLeftOut_data() { addRows(); }
    void namesTheFeatureTypesLeftOut()
    {
        QFETCH(QString, path);
        JobContext context;
        const auto summary = io::describeDataset(path.toStdString(), {}, context);
        VERIFY_OK(summary);
        io::ReadOptions options;
        options.featureType = "all";
        const auto everything = io::describeDataset(path.toStdString(), options, context);
        VERIFY_OK(everything);
        QVERIFY(everything->otherFeatureTypes.empty());
        auto left = summary->genes;
        for (const auto &[type, count] : summary->otherFeatureTypes) {
            options.featureType = type;
            const auto some = read(path.toStdString(), options);
            VERIFY_OK(some);
            QCOMPARE(some->genes(), count);
            left += count;
        }
        QCOMPARE(everything->genes, left);
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

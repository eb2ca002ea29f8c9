// Silhouette width: groups that a line can hold, and the reference cells of the scGPT fixtures.
#include "core/analysis/silhouette.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"

#include <cmath>

using namespace lexicell;
using analysis::meanSilhouette;

class TestSilhouette : public QObject {
    Q_OBJECT
  private slots:
    // Two at 0 and 1, two at 10 and 12: widths 1 - 1/11, 1 - 1/10, 1 - 2/9.5, 1 - 2/11.5.
    void onALine()
    {
        JobContext context;
        const auto mean = meanSilhouette(data::rowsOf({0, 1, 10, 12}, 1), {"a", "a", "b", "b"}, context);
        VERIFY_OK(mean);
        const double expected = 1.0 - (1.0 / 11.0 + 1.0 / 10.0 + 2.0 / 9.5 + 2.0 / 11.5) / 4.0;
        QVERIFY(std::abs(*mean - expected) < 1e-12);
    }

    void aCellAloneCountsNothing()
    {
        JobContext context;
        const auto mean = meanSilhouette(data::rowsOf({0, 10}, 1), {"a", "b"}, context);
        VERIFY_OK(mean);
        QCOMPARE(*mean, 0.0);
    }

    void oneGroupHasNone()
    {
        JobContext context;
        QCOMPARE(meanSilhouette(data::rowsOf({0, 10}, 1), {"a", "a"}, context).error().errorClass, std::string("bad_option"));
        context.cancel();
        QCOMPARE(meanSilhouette(data::rowsOf({0, 10}, 1), {"a", "b"}, context).error().kind, ErrorKind::Cancelled);
    }

    void theReferenceOfTheFixtures()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        const auto folders = test::caseFolders(root, "expected.h5", {"refmap"});
        if (folders.empty()) QSKIP("no such case in this folder");
        for (const auto &folder : folders) {
            const test::Hdf5File file(folder / "expected.h5");
            const auto values = file.floats("reference/X_scGPT");
            JobContext context;
            const auto mean =
                meanSilhouette(data::rowsOf(values.values, values.columns()), file.strings("reference/labels").values, context);
            VERIFY_OK(mean);
            QVERIFY(std::abs((*mean + 1.0) / 2.0 - file.doubles("metrics/asw_label_reference").values[0]) < 1e-6);
        }
    }
};

QTEST_APPLESS_MAIN(TestSilhouette)
#include "tst_silhouette.moc"

// Data frames in obsm and varm whose row names are not those of the axis, and what anndata takes only as a column.

#include "tests/core/siblings.h"

using namespace lexicell;
using namespace lexicell::test;

namespace {

std::vector<double> upTo(int count)
{
    std::vector<double> numbers;
    for (int i = 0; i < count; ++i) numbers.push_back(i);
    return numbers;
}

const std::vector<std::string> &indexOf(const data::Dict &dict, const std::string &frame)
{
    return dict.find(frame)->as<data::Table>()->index.values;
}

}  // namespace

class TestH5adAligned : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void rowsOfFrames_data()
    {
        QTest::addColumn<QString>("frame");
        QTest::addColumn<QString>("warning");
        QTest::newRow("the cells' names") << "same"
                                          << "";
        QTest::newRow("R's 1, 2, 3") << "from_r"
                                     << "row names of its own";
        QTest::newRow("numbers") << "numbers"
                                 << "row names of its own";
        QTest::newRow("another order") << "permuted"
                                       << "matched by name";
        QTest::newRow("one name is another") << "one_other"
                                             << "row names of its own";
    }

    void rowsOfFrames()
    {
        QFETCH(QString, frame);
        QFETCH(QString, warning);
        const auto read = readFile(sibling("frames.h5ad"));
        VERIFY_OK(read);
        const auto key = frame.toStdString();
        QCOMPARE(frameColumn(read->dataset.obsm, key, "u"), upTo(12));
        QCOMPARE(indexOf(read->dataset.obsm, key), read->dataset.obs.index.values);
        QCOMPARE(read->warned("row_names", "obsm/" + key + " "), !warning.isEmpty());
        if (!warning.isEmpty()) QVERIFY(read->warned("row_names", warning.toStdString()));
    }

    void aContradictingFrameIsLeftOut()
    {
        const auto read = readFile(sibling("frames.h5ad"));
        VERIFY_OK(read);
        QVERIFY(!read->dataset.obsm.find("contradicting"));
        QVERIFY(read->warned("row_names", "obsm/contradicting "));
        QVERIFY(read->warned("row_names", "left out"));
    }

    void genesAndRawLikewise()
    {
        const auto read = readFile(sibling("frames.h5ad"));
        VERIFY_OK(read);
        QCOMPARE(indexOf(read->dataset.varm, "loadings"), read->dataset.var.index.values);
        QCOMPARE(frameColumn(read->dataset.varm, "loadings", "w"), upTo(8));
        QCOMPARE(frameColumn(read->dataset.raw->varm, "raw_loadings", "w"), (std::vector<double>{7, 6, 5, 4, 3, 2, 1, 0}));
        QVERIFY(read->warned("row_names", "varm/loadings "));
        QVERIFY(read->warned("row_names", "raw/varm/raw_loadings "));
    }

    void aLayoutThatIsAFrameHasCoordinates()
    {
        const auto read = readFile(sibling("frames.h5ad"));
        VERIFY_OK(read);
        const auto layout = read->dataset.embedding("X_umap");
        VERIFY_OK(layout);
        QCOMPARE(layout->shape(), (std::vector<std::int64_t>{12, 2}));
        QCOMPARE(layout->at(2 * 5 + 1), 25.0);
    }

    void framesFollowNewNames()
    {
        auto read = readFile(sibling("frames.h5ad"));
        VERIFY_OK(read);
        for (auto &name : read->dataset.obs.index.values) name += "-new";
        for (auto &name : read->dataset.var.index.values) name += "-new";
        const auto saved = writtenAndRead(read->dataset);
        VERIFY_OK(saved);
        QCOMPARE(indexOf(saved->dataset.obsm, "same"), read->dataset.obs.index.values);
        QCOMPARE(indexOf(saved->dataset.varm, "loadings"), read->dataset.var.index.values);
        QVERIFY2(saved->warnings.empty(), saved->allWarnings().c_str());
    }

    void repeatedAndNumericNames()
    {
        const auto twice = readFile(sibling("duplicate_cells.h5ad"));
        VERIFY_OK(twice);
        QVERIFY2(!twice->warned("row_names", ""), twice->allWarnings().c_str());
        QCOMPARE(frameColumn(twice->dataset.obsm, "made_unique", "u"), upTo(12));
        const auto numeric = readFile(sibling("numeric_cells.h5ad"));
        VERIFY_OK(numeric);
        QVERIFY(!numeric->warned("row_names", "obsm/same "));
        QVERIFY(numeric->warned("row_names", "obsm/counted "));
        const auto saved = writtenAndRead(numeric->dataset);
        VERIFY_OK(saved);
        QVERIFY(!saved->dataset.obsm.find("same")->as<data::Table>()->numericIndex);  // anndata refuses numbers there
    }

    void columnsInObsmBecomeFrames()
    {
        const auto read = readFile(sibling("columns.h5ad"));
        VERIFY_OK(read);
        const auto saved = writtenAndRead(read->dataset);
        VERIFY_OK(saved);
        const auto *frame = saved->dataset.obsm.find("category")->as<data::Table>();
        QVERIFY(frame);
        QCOMPARE(labelsOf(*frame, "category")[1], std::string("y"));
        QVERIFY(saved->warned("reshaped", "obsm/category "));
    }
};

QTEST_APPLESS_MAIN(TestH5adAligned)
#include "tst_h5ad_aligned.moc"

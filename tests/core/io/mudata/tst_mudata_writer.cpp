// MuData that is written: read again it is the same data set, and its groups are those that mudata reads.
#include "core/data/feature_types.h"
#include "core/io/write_dataset.h"
#include "tests/core/reading.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"

#include <QtTest>

using namespace lexicell;
using namespace lexicell::test;

namespace {

std::filesystem::path fixtureFile(const char *name) { return sourceRoot() / "tests/fixtures/formats" / name; }

}  // namespace

class TestMuDataWriter : public QObject {
    Q_OBJECT

    ScratchFolder m_folder;

    Result<void> write(const data::Dataset &dataset, const std::string &name, JobContext &context)
    {
        return io::writeDataset(dataset, m_folder.path() / name, {.overwrite = true, .gzipLevel = 0}, context);
    }

  private slots:
    void mosaicDataComeBack()
    {
        JobContext context;
        const auto dataset = read(fixtureFile("mudata/mosaic.h5mu"));
        VERIFY_OK(dataset);
        VERIFY_OK(write(*dataset, "again.h5mu", context));
        const auto again = read(m_folder.path() / "again.h5mu");
        VERIFY_OK(again);
        QCOMPARE(again->format, std::string("h5mu"));
        QCOMPARE(again->obs.index.values, dataset->obs.index.values);
        QCOMPARE(again->var.index.values, dataset->var.index.values);
        QCOMPARE(valuesOf(*again), valuesOf(*dataset));
        QVERIFY(again->layers.find("counts"));
        QCOMPARE(again->obs.columns.entries.size(), dataset->obs.columns.entries.size());
        for (const auto &[name, column] : dataset->obs.columns.entries) QVERIFY2(again->obs.columns.find(name), name.c_str());
        QCOMPARE(textColumn(again->var, "feature_types").values, textColumn(dataset->var, "feature_types").values);
        QVERIFY(again->uns.find("title"));
    }

    void modalitiesHoldTheirCellsAlone()
    {
        JobContext context;
        const auto dataset = read(fixtureFile("mudata/mosaic.h5mu"));
        VERIFY_OK(dataset);
        VERIFY_OK(write(*dataset, "parts.h5mu", context));
        const Hdf5File file(m_folder.path() / "parts.h5mu");
        QCOMPARE(file.children("mod").size(), std::size_t{2});
        QCOMPARE(file.strings("mod/rna/obs/" + dataset->obs.indexName).values.size(), std::size_t{18});
        QCOMPARE(file.strings("mod/prot/var/" + dataset->var.indexName).values.size(), std::size_t{4});
        for (const char *part : {"obsmap/rna", "obsmap/prot", "varmap/rna", "varmap/prot", "obsm/rna", "obs", "var", "uns"})
            QVERIFY2(file.has(part), part);
    }

    // Features of 10x with guides: each type is a modality. Types come in the order of the file, and so do the features.
    void everyFeatureTypeIsAModality()
    {
        io::ReadOptions options;
        options.featureType = "all";
        JobContext context;
        const auto dataset = read(fixtureFile("10x/v3_multi_feature.h5"), options);
        VERIFY_OK(dataset);
        VERIFY_OK(write(*dataset, "tenx.h5mu", context));
        const auto again = read(m_folder.path() / "tenx.h5mu");
        VERIFY_OK(again);
        QCOMPARE(again->cells(), dataset->cells());
        QCOMPARE(again->genes(), dataset->genes());
        auto types = textColumn(dataset->var, "feature_types").values, same = textColumn(again->var, "feature_types").values;
        std::sort(types.begin(), types.end());
        std::sort(same.begin(), same.end());
        QCOMPARE(same, types);
    }

    void genesAloneAreOneModality()
    {
        JobContext context;
        const auto dataset = read(fixtureFile("h5ad/csr_float32.h5ad"));
        VERIFY_OK(dataset);
        VERIFY_OK(write(*dataset, "genes.h5mu", context));
        const auto again = read(m_folder.path() / "genes.h5mu");
        VERIFY_OK(again);
        QCOMPARE(valuesOf(*again), valuesOf(*dataset));
        QCOMPARE(again->var.index.values, dataset->var.index.values);
    }

    void aNameThatIsTakenIsRefused()
    {
        JobContext context;
        const auto dataset = read(fixtureFile("mudata/mosaic.h5mu"));
        VERIFY_OK(dataset);
        VERIFY_OK(write(*dataset, "taken.h5mu", context));
        const auto again = io::writeDataset(*dataset, m_folder.path() / "taken.h5mu", {}, context);
        QVERIFY(!again.ok() && again.error().is(errors::outputExists));
    }
};

QTEST_GUILESS_MAIN(TestMuDataWriter)
#include "tst_mudata_writer.moc"

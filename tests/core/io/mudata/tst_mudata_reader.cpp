// MuData as one data set: cells of all modalities, features side by side, what a cell was measured by.
#include "core/data/feature_types.h"
#include "core/io/dataset_summary.h"
#include "core/io/mudata/joined_columns.h"
#include "core/io/reading_choices.h"
#include "tests/core/reading.h"
#include "tests/support/fixtures.h"

#include <QtTest>

#include <cmath>

using namespace lexicell;
using namespace lexicell::test;

namespace {

std::filesystem::path mosaicFile() { return sourceRoot() / "tests/fixtures/formats/mudata/mosaic.h5mu"; }

Names labelsOf(const data::Dataset &dataset, const std::string &column)
{
    const auto read = dataset.labels(column);
    Names labels;
    if (!read.ok()) return labels;
    const auto names = read->categoryNames();
    for (const std::int32_t code : read->codes) labels.push_back(code < 0 ? "" : names[static_cast<std::size_t>(code)]);
    return labels;
}

}  // namespace

class TestMuDataReader : public QObject {
    Q_OBJECT

  private slots:
    void featuresStandSideBySide()
    {
        const auto dataset = read(mosaicFile());
        VERIFY_OK(dataset);
        QCOMPARE(dataset->format, std::string("h5mu"));
        QCOMPARE(dataset->var.index.values, (Names{"CD3D", "CD4", "CD8A", "MS4A1", "LYZ", "NKG7", "GNLY", "CD19", "ACTB", "CD3",
                                                   "p_CD4", "p_CD19", "CD45RA"}));
        const auto kinds = data::modalitiesOf(dataset->var);
        QCOMPARE(kinds.front()->modality, data::Modality::Rna);
        QCOMPARE(kinds[9]->modality, data::Modality::Protein);
        QCOMPARE(textColumn(dataset->var, "feature_types").values[9], std::string("Antibody Capture"));
        QVERIFY(textColumn(dataset->var, "gene_ids").missing[9]);
        const auto *flags = dataset->var.columns.find("highly_variable")->as<data::NullableArray>();
        QVERIFY(flags);
        QVERIFY(flags->values.intAt(0) == 1 && !flags->mask[0] && flags->mask[12]);
    }

    // The rows of the proteins are stored in another order than the cells.
    void cellsAreThoseOfAllModalities()
    {
        const auto dataset = read(mosaicFile());
        VERIFY_OK(dataset);
        QCOMPARE(dataset->cells(), std::int64_t{24});
        const auto modalities = labelsOf(*dataset, data::modalitiesColumn);
        QCOMPARE(std::count(modalities.begin(), modalities.end(), "rna"), 6);
        QCOMPARE(std::count(modalities.begin(), modalities.end(), "rna+prot"), 12);
        QCOMPARE(std::count(modalities.begin(), modalities.end(), "prot"), 6);
        const auto values = valuesOf(*dataset);
        const std::vector<float> cell7(values.begin() + 7 * 13, values.begin() + 8 * 13);
        QCOMPARE(cell7, (std::vector<float>{1, 3, 0, 0, 3, 0, 5, 0, 0, 23, 19, 20, 25}));
        for (std::size_t cell = 0; cell < 24; ++cell)
            for (std::size_t gene = 0; gene < 13; ++gene)
                if ((gene < 9 && modalities[cell] == "prot") || (gene >= 9 && modalities[cell] == "rna"))
                    QCOMPARE(values[13 * cell + gene], 0.0F);
        QVERIFY(dataset->layers.find("counts"));
        QVERIFY(!dataset->layers.find("scaled"));
        QVERIFY(dataset->uns.find("title"));
    }

    void columnsOfCellsNameTheModalityThatTheyDifferIn()
    {
        const auto dataset = read(mosaicFile());
        VERIFY_OK(dataset);
        QVERIFY(dataset->obs.columns.find("cell_type"));
        QVERIFY(dataset->obs.columns.find("phase"));
        QVERIFY(!dataset->obs.columns.find("n_counts"));
        const auto *counts = dataset->obs.columns.find("prot:n_counts")->as<data::NullableArray>();
        QVERIFY(counts && counts->mask[0] && !counts->mask[23]);
        QVERIFY(dataset->obs.columns.find("rna:n_counts"));
    }

    void whatHasNoPlaceIsNamed()
    {
        JobContext context;
        VERIFY_OK(io::readDataset(mosaicFile(), {}, context));
        QVERIFY(warned(context, "renamed"));
        std::string text;
        for (const Warning &warning : context.warnings())
            if (warning.warningClass == "left_out") text += warning.message;
        QVERIFY2(text.find("rna/layers/scaled") != std::string::npos, text.c_str());
        QVERIFY2(text.find("rna/obsm/X_pca") != std::string::npos, text.c_str());
    }

    void summaryAndChoices()
    {
        JobContext context;
        const auto summary = io::describeDataset(mosaicFile(), {}, context);
        VERIFY_OK(summary);
        QCOMPARE(summary->cells, std::int64_t{24});
        QCOMPARE(summary->counts, std::optional(true));
        const auto choices = io::readingChoices(mosaicFile(), context);
        VERIFY_OK(choices);
        QCOMPARE(choices->layers, (Names{"counts"}));
    }

    void namesOfModalities_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("name");
        QTest::newRow("gex") << "GEX"
                             << "rna";
        QTest::newRow("adt") << "ADT"
                             << "prot";
        QTest::newRow("antibodies") << "Antibody Capture"
                                    << "prot";
        QTest::newRow("peaks") << "Peaks"
                               << "atac";
        QTest::newRow("guides") << "CRISPR Guide Capture"
                                << "";
    }
    void namesOfModalities()
    {
        QFETCH(QString, text);
        QFETCH(QString, name);
        const auto *found = data::modalityNamed(text.toStdString());
        QCOMPARE(QString(found ? found->name : ""), name);
    }

    void columnsOfDifferentKindsDoNotJoin()
    {
        const data::Element numbers{data::Array::of(std::vector<double>{1.0, 2.0})};
        const data::Element text{data::StringArray{{2}, {"a", "b"}, {}, false}};
        QVERIFY(!io::joinedColumn({{&numbers, {0, 1}}, {&text, {0, 1}}}));
        const auto placed = io::placedColumn(numbers, {1, -1, 0});
        const auto values = placed->as<data::Array>()->toDouble();
        QCOMPARE(values[0], 2.0);
        QVERIFY(std::isnan(values[1]));
        QVERIFY(!io::agree(numbers, text));
    }
};

QTEST_GUILESS_MAIN(TestMuDataReader)
#include "tst_mudata_reader.moc"

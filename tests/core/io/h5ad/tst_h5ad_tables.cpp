// Columns of data frames: factors as SeuratDisk writes them, and categories and masks that anndata would refuse.

#include "tests/core/siblings.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::test;
using Labels = std::vector<std::string>;

class TestH5adTables : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void factors_data()
    {
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("firstThree");
        QTest::newRow("codes") << "plain"
                               << "B Mono T";
        QTest::newRow("R's missing integer") << "missing_r"
                                             << "B - T";
        QTest::newRow("minus one") << "missing_minus"
                                   << "B - T";
        QTest::newRow("floats with NaN") << "float"
                                         << "B - T";
        QTest::newRow("counted from one") << "from_one"
                                          << "B Mono T";
        QTest::newRow("one level") << "one_level"
                                   << "only only only";
        QTest::newRow("all missing") << "all_missing"
                                     << "- - -";
        QTest::newRow("the reference is dead") << "dead_reference"
                                               << "B Mono T";
    }

    void factors()
    {
        QFETCH(QString, column);
        QFETCH(QString, firstThree);
        const auto read = readFile(sibling("seuratdisk.h5ad"));
        VERIFY_OK(read);
        const auto labels = labelsOf(read->dataset.obs, column.toStdString());
        QCOMPARE(labels.size(), std::size_t{12});
        QCOMPARE(QString::fromStdString(labels[0] + " " + labels[1] + " " + labels[2]), firstThree);
        const auto saved = writtenAndRead(read->dataset);
        VERIFY_OK(saved);
        QCOMPARE(labelsOf(saved->dataset.obs, column.toStdString()), labels);
    }

    void factorsOfGenes()
    {
        const auto read = readFile(sibling("seuratdisk.h5ad"));
        VERIFY_OK(read);
        QCOMPARE(labelsOf(read->dataset.var, "biotype")[1], std::string("lnc"));
        QCOMPARE(labelsOf(read->dataset.raw->var, "biotype")[1], std::string("lnc"));
    }

    void numbersThatAreNoCodesStayNumbers()
    {
        const auto read = readFile(sibling("seuratdisk.h5ad"));
        VERIFY_OK(read);
        QCOMPARE(numbersOf(read->dataset.obs.columns.find("not_codes"))[1], 100.0);
        QCOMPARE(numbersOf(read->dataset.obs.columns.find("no_factor"))[2], 2.0);
        for (const char *name : {"obs/__categories/not_codes", "obs/__categories/ghost", "obs/stray"})
            QVERIFY2(read->warned("left_out", name), (name + ("\n" + read->allWarnings())).c_str());
        QCOMPARE(read->warnings.size(), std::size_t{3});
    }

    void categoriesAndMasks()
    {
        const auto read = readFile(sibling("columns.h5ad"));
        VERIFY_OK(read);
        const auto saved = writtenAndRead(read->dataset);
        VERIFY_OK(saved);
        const auto &obs = saved->dataset.obs;
        const auto firstTwo = [&](const char *column) {
            const auto labels = labelsOf(obs, column);
            return labels.size() < 2 ? std::string("no categories") : labels[0] + " " + labels[1];
        };
        QCOMPARE(firstTwo("number_categories"), std::string("7 -2"));
        QCOMPARE(firstTwo("bool_categories"), std::string("True False"));
        QCOMPARE(firstTwo("float_categories"), std::string("0.5 1.5"));
        QCOMPARE(firstTwo("nan_category"), std::string("- 1.5"));
        QCOMPARE(firstTwo("empty_category"), std::string(" y"));
        QCOMPARE(firstTwo("no_categories"), std::string("- -"));
        QVERIFY(obs.columns.find("maybe_int")->as<data::NullableArray>()->mask[3]);
        QVERIFY(obs.columns.find("maybe_bool")->as<data::NullableArray>()->mask[3]);
        QVERIFY(obs.columns.find("maybe_text")->as<data::StringArray>()->missing[3]);
        const auto maybe = numbersOf(obs.columns.find("maybe_float"));  // anndata has no nullable floats
        QVERIFY(std::isnan(maybe[3]));
        QCOMPARE(maybe[5], 0.5);
        QVERIFY(obs.columns.find("f2")->as<data::Array>()->half());
        QCOMPARE(obs.columns.find("huge")->as<data::Array>()->as<std::uint64_t>()[0], ~std::uint64_t{0});
    }
};

QTEST_APPLESS_MAIN(TestH5adTables)
#include "tst_h5ad_tables.moc"

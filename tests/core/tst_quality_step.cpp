// Quality control: metrics, filters, mitochondrial genes.
#include "tests/core/small_steps.h"

using namespace lexicell;
using namespace lexicell::test;
using data::Dataset;

class TestQualityStep : public QObject {
    Q_OBJECT

  private slots:
    void measuresAndFilters()
    {
        auto dataset = sample();
        analysis::QcOptions options;
        options.minGenes = 34;
        options.minCells = 5;
        JobContext context;
        const auto result = analysis::qualityControl(dataset, options, context);
        VERIFY_OK(result);
        QVERIFY(result->cells() > 0 && result->cells() < 150);
        const auto *genes = result->obs.columns.find("n_genes_by_counts")->as<data::Array>();
        QCOMPARE(genes->size(), result->cells());
        for (std::int64_t cell = 0; cell < genes->size(); ++cell) QVERIFY(genes->intAt(cell) >= 34);
        for (const char *key : {"total_counts", "pct_counts_mt"}) QVERIFY2(result->obs.columns.find(key), key);
        QCOMPARE(result->x.cells(), result->cells());
        QCOMPARE(result->x.genes(), result->genes());
        QVERIFY(!warned(context, "no_mt_genes"));
    }

    void saysWhenNothingIsLeft()
    {
        analysis::QcOptions options;
        options.minGenes = 1000;
        JobContext context;
        VERIFY_CLASS(analysis::qualityControl(sample(), options, context), "no_cells_left");
        options.minGenes = 0;
        options.minCells = 1000;
        VERIFY_CLASS(analysis::qualityControl(sample(), options, context), "no_cells_left");
    }

    void findsSymbolsBesideEnsemblIds()
    {
        auto dataset = sample();
        data::StringArray symbols;
        symbols.values = dataset.var.index.values;
        symbols.shape = {120};
        setNames(dataset.var, "ENSG0000000", 120);
        dataset.var.columns.set("feature_name", data::makeElement(std::move(symbols)));
        analysis::QcOptions options;
        options.minGenes = options.minCells = 0;
        JobContext context;
        const auto result = analysis::qualityControl(dataset, options, context);
        VERIFY_OK(result);
        QVERIFY(!warned(context, "no_mt_genes"));
        QVERIFY(result->var.columns.find("mt")->as<data::Array>()->intAt(119) != 0);
    }
};

QTEST_GUILESS_MAIN(TestQualityStep)
#include "tst_quality_step.moc"

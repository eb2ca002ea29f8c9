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
        steps::QcOptions options;
        options.minGenes = 34;
        options.minCells = 5;
        JobContext context;
        const auto result = steps::qualityControl(dataset, options, context);
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
        steps::QcOptions options;
        options.minGenes = 1000;
        JobContext context;
        VERIFY_CLASS(steps::qualityControl(sample(), options, context), "no_cells_left");
        options.minGenes = 0;
        options.minCells = 1000;
        VERIFY_CLASS(steps::qualityControl(sample(), options, context), "no_cells_left");
    }

    void findsSymbolsBesideEnsemblIds()
    {
        auto dataset = sample();
        data::StringArray symbols;
        symbols.values = dataset.var.index.values;
        symbols.shape = {120};
        setNames(dataset.var, "ENSG0000000", 120);
        dataset.var.columns.set("feature_name", data::makeElement(std::move(symbols)));
        steps::QcOptions options;
        options.minGenes = options.minCells = 0;
        JobContext context;
        const auto result = steps::qualityControl(dataset, options, context);
        VERIFY_OK(result);
        QVERIFY(!warned(context, "no_mt_genes"));
        QVERIFY(result->var.columns.find("mt")->as<data::Array>()->intAt(119) != 0);
    }

    // The last two genes of the sample are mitochondrial, whatever they are called.
    void findsMitochondrialGenes_data()
    {
        QTest::addColumn<QStringList>("names");
        QTest::newRow("human Ensembl ids") << QStringList{"ENSG00000198888", "ENSG00000198763.3"};
        QTest::newRow("mouse Ensembl ids") << QStringList{"ENSMUSG00000064341", "ENSMUSG00000064345"};
        QTest::newRow("rat") << QStringList{"Mt-nd1", "Mt-nd2"};
        QTest::newRow("fly") << QStringList{"mt:ND1", "mt:ND2"};
        QTest::newRow("R") << QStringList{"MT.ND1", "MT.ND2"};
        QTest::newRow("genome") << QStringList{"GRCh38_MT-ND1", "GRCh38_MT-ND2"};
        QTest::newRow("id and symbol") << QStringList{"ENSG00000198888|MT-ND1", "ENSG00000198763|MT-ND2"};
    }
    void findsMitochondrialGenes()
    {
        QFETCH(QStringList, names);
        auto dataset = sample();
        const bool ids = names[0].startsWith("ENS") && !names[0].contains('|');
        for (std::size_t gene = 0; gene < 118; ++gene) {
            // ids of genes that are not there: the table knows the others
            std::string number = std::to_string(gene);
            number.insert(0, 11 - number.size(), '9');
            if (ids) dataset.var.index.values[gene] = (names[0].startsWith("ENSM") ? "ENSMUSG" : "ENSG") + number;
        }
        dataset.var.index.values[118] = names[0].toStdString();
        dataset.var.index.values[119] = names[1].toStdString();
        steps::QcOptions options;
        options.minGenes = options.minCells = 0;
        options.maxPctMt = 1.0;
        JobContext context;
        const auto result = steps::qualityControl(dataset, options, context);
        VERIFY_OK(result);
        QVERIFY(!warned(context, "no_mt_genes"));
        QVERIFY(result->cells() < 150);
        const auto *mt = result->var.columns.find("mt")->as<data::Array>();
        QCOMPARE(mt->intAt(118) + mt->intAt(119), std::int64_t{2});
        QCOMPARE(mt->intAt(0), std::int64_t{0});
    }

    // A filter that was asked for must not let everything pass.
    void refusesAFilterByNothing()
    {
        auto dataset = sample();
        setNames(dataset.var, "gene", 120);
        steps::QcOptions options;
        options.minGenes = options.minCells = 0;
        JobContext context;
        VERIFY_OK(steps::qualityControl(dataset, options, context));
        QVERIFY(warned(context, "no_mt_genes"));
        options.maxPctMt = 5.0;
        const auto refused = steps::qualityControl(dataset, options, context);
        VERIFY_CLASS(refused, "no_mt_genes");
        QVERIFY(refused.error().message.find("gene0") != std::string::npos);
        QVERIFY(refused.error().message.find("--") == std::string::npos);

        // what to do, and an earlier program's word for it
        data::StringArray symbols;
        symbols.values = sample().var.index.values;
        symbols.shape = {120};
        dataset.var.columns.set("my names", data::makeElement(std::move(symbols)));
        options.geneColumn = "my names";
        VERIFY_OK(steps::qualityControl(dataset, options, context));
        options.geneColumn = "nothing";
        VERIFY_CLASS(steps::qualityControl(dataset, options, context), "missing_column");
        options.geneColumn.clear();
        std::vector<bool> flags(120);
        flags[3] = true;
        dataset.var.columns.set("mt", data::makeElement(data::Array::ofBool(flags)));
        VERIFY_OK(steps::qualityControl(dataset, options, context));
    }
};

QTEST_GUILESS_MAIN(TestQualityStep)
#include "tst_quality_step.moc"

#include "core/analysis/steps.h"
#include "core/base/random.h"
#include "tests/support/analysis_cases.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <set>

using namespace lexicell;
using namespace lexicell::test;
using data::Dataset;

static void setNames(data::Table &table, const std::string &prefix, std::int64_t count)
{
    table.index.shape = {count};
    table.index.values.clear();
    for (std::int64_t i = 0; i < count; ++i) table.index.values.push_back(prefix + std::to_string(i));
}

static Dataset withCounts(data::CsrBlock counts)
{
    Dataset dataset;
    setNames(dataset.obs, "cell", counts.rows);
    setNames(dataset.var, "gene", counts.columns);
    dataset.x = data::ExpressionMatrix::ofCsr(std::move(counts));
    return dataset;
}

// Three groups of cells, each with 30 genes of its own; the last two genes are mitochondrial.
static Dataset sample(std::int64_t cells = 150, std::int64_t genes = 120)
{
    Random random(11, 0);
    data::CsrBlock counts;
    counts.rows = cells;
    counts.columns = genes;
    for (std::int64_t cell = 0; cell < cells; ++cell) {
        for (std::int64_t gene = 0; gene < genes; ++gene) {
            const double mean = gene / 30 == cell % 3 ? 4.0 : 0.4;
            const double count = std::floor(-mean * std::log(1.0 - random.uniform()));
            if (count < 1.0) continue;
            counts.indices.push_back(static_cast<std::int32_t>(gene));
            counts.values.push_back(static_cast<float>(count));
        }
        counts.indptr.push_back(static_cast<std::int64_t>(counts.indices.size()));
    }
    Dataset dataset = withCounts(std::move(counts));
    dataset.var.index.values[static_cast<std::size_t>(genes - 1)] = "MT-A";
    dataset.var.index.values[static_cast<std::size_t>(genes - 2)] = "MT-B";
    return dataset;
}

static Dataset mapped(const Dataset &dataset, float (*change)(float))
{
    auto block = *dataset.x.all();
    for (auto &value : block.values) value = change(value);
    Dataset result = dataset;
    result.x = data::ExpressionMatrix::ofCsr(std::move(block));
    return result;
}

static analysis::AnalyzeOptions quick()
{
    analysis::AnalyzeOptions options;
    options.nTopGenes = 90;
    options.nPcs = 10;
    options.nNeighbors = 10;
    return options;
}

static bool warned(const JobContext &context, const std::string &warningClass)
{
    for (const auto &warning : context.warnings())
        if (warning.warningClass == warningClass) return true;
    return false;
}

static std::string textAt(const data::Dict &dict, const std::string &key)
{
    const auto *element = dict.find(key);
    const auto *text = element ? element->as<data::StringArray>() : nullptr;
    return text && text->values.size() == 1 ? text->values[0] : "";
}

#define VERIFY_CLASS(result, wanted)                                                                                             \
    QVERIFY2(!(result).ok(), "an error was expected");                                                                           \
    QCOMPARE(QString::fromStdString((result).error().errorClass), QString(wanted))

class TestSteps : public QObject {
    Q_OBJECT

  private slots:
    void analyzeFindsTheGroups()
    {
        const Dataset dataset = sample();
        std::vector<double> fractions;
        JobContext context([&](double fraction, const std::string &) { fractions.push_back(fraction); });
        const auto result = analysis::analyze(dataset, quick(), context);
        VERIFY_OK(result);
        const auto clusters = result->labels("leiden");
        VERIFY_OK(clusters);
        std::set<std::pair<std::int64_t, std::int32_t>> pairs;
        for (std::int64_t cell = 0; cell < 150; ++cell) pairs.insert({cell % 3, clusters->codes[static_cast<std::size_t>(cell)]});
        QCOMPARE(pairs.size(), clusters->categoryCount());  // no cluster holds two groups
        QCOMPARE(clusters->categoryNames()[0], std::string("0"));
        QCOMPARE(result->x.source().load()->get(), dataset.x.source().load()->get());  // X is left as it was
        QVERIFY(std::is_sorted(fractions.begin(), fractions.end()));
        QVERIFY(!fractions.empty() && fractions.back() <= 1.0 && fractions.back() > 0.95);
    }

    void writesScanpysKeys()
    {
        JobContext context;
        const auto result = analysis::analyze(sample(), quick(), context);
        VERIFY_OK(result);
        for (const char *key : {"highly_variable", "means", "dispersions", "dispersions_norm"})
            QVERIFY2(result->var.columns.find(key), key);
        const auto *scores = result->obsm.find("X_pca")->as<data::Array>();
        QCOMPARE(scores->shape(), (std::vector<std::int64_t>{150, 10}));
        QCOMPARE(result->varm.find("PCs")->as<data::Array>()->shape(), (std::vector<std::int64_t>{120, 10}));
        QCOMPARE(result->obsm.find("X_umap")->as<data::Array>()->shape(), (std::vector<std::int64_t>{150, 2}));
        QCOMPARE(result->obsp.find("distances")->as<data::SparseMatrix>()->indices.size(), std::size_t{150 * 9});
        QVERIFY(result->obsp.find("connectivities")->as<data::SparseMatrix>());
        const auto *neighbors = result->uns.find("neighbors")->as<data::Dict>();
        QCOMPARE(textAt(*neighbors, "connectivities_key"), std::string("connectivities"));
        QCOMPARE(textAt(*neighbors->find("params")->as<data::Dict>(), "use_rep"), std::string("X_pca"));
        QCOMPARE(textAt(*neighbors->find("params")->as<data::Dict>(), "method"), std::string("umap"));
        for (const char *key : {"pca", "hvg", "umap", "leiden"})
            QVERIFY2(result->uns.find(key) && result->uns.find(key)->as<data::Dict>(), key);
        QCOMPARE(result->uns.find("pca")->as<data::Dict>()->find("variance")->as<data::Array>()->size(), std::int64_t{10});
    }

    void recordsHowItWasMade()
    {
        JobContext context;
        auto options = quick();
        options.seed = 7;
        const auto result = analysis::analyze(sample(), options, context);
        VERIFY_OK(result);
        const auto json = nlohmann::json::parse(textAt(result->uns, "lexicell"));
        std::vector<std::string> steps;
        for (const auto &step : json["steps"]) {
            steps.push_back(step["step"]);
            QCOMPARE(step["options"]["seed"].get<std::string>(), std::string("7"));
        }
        QCOMPARE(steps, (std::vector<std::string>{"pca", "neighbors", "umap", "leiden"}));
        QCOMPARE(json["steps"][0]["options"]["n-pcs"].get<std::string>(), std::string("10"));
    }

    void isFixedByTheSeed()
    {
        JobContext one, four;
        one.threads = 1;
        four.threads = 4;
        const auto a = analysis::analyze(sample(), quick(), one), b = analysis::analyze(sample(), quick(), four);
        VERIFY_OK(a);
        VERIFY_OK(b);
        QVERIFY(*a->obsm.find("X_umap")->as<data::Array>() == *b->obsm.find("X_umap")->as<data::Array>());
        QCOMPARE(a->labels("leiden")->codes, b->labels("leiden")->codes);
        auto options = quick();
        options.seed = 3;
        const auto c = analysis::analyze(sample(), options, one);
        VERIFY_OK(c);
        QVERIFY(!(*a->obsm.find("X_umap")->as<data::Array>() == *c->obsm.find("X_umap")->as<data::Array>()));
    }

    void namesResultsAfterTheRepresentation()
    {
        QCOMPARE(analysis::keySuffix("", ""), std::string());
        QCOMPARE(analysis::keySuffix("X_pca", ""), std::string());
        QCOMPARE(analysis::keySuffix("X_scGPT", ""), std::string("scGPT"));
        QCOMPARE(analysis::keySuffix("X_scGPT", "mine"), std::string("mine"));
        JobContext context;
        auto dataset = sample();
        const auto scores = analysis::analyze(dataset, quick(), context);
        VERIFY_OK(scores);
        dataset.obsm.set("X_scGPT", scores->obsm.get("X_pca"));
        auto options = quick();
        options.rep = "X_scGPT";
        const auto result = analysis::analyze(dataset, options, context);
        VERIFY_OK(result);
        QVERIFY(!result->obsm.find("X_pca") && !result->uns.find("neighbors") && !result->obsm.find("X_umap"));
        QVERIFY(result->obsm.find("X_umap_scGPT") && result->obs.columns.find("leiden_scGPT"));
        const auto *neighbors = result->uns.find("neighbors_scGPT")->as<data::Dict>();
        QVERIFY(result->obsp.find(textAt(*neighbors, "connectivities_key")));
    }

    void leavesOutCellsThatWereNotEmbedded()
    {
        JobContext context;
        auto dataset = sample();
        const auto scores = analysis::analyze(dataset, quick(), context);
        VERIFY_OK(scores);
        dataset.obsm.set("X_scGPT", scores->obsm.get("X_pca"));
        std::vector<bool> embedded(150, true);
        embedded[0] = embedded[77] = false;
        dataset.obs.columns.set("lexicell_embedded", data::makeElement(data::Array::ofBool(embedded)));
        auto options = quick();
        options.rep = "X_scGPT";
        JobContext second;
        const auto result = analysis::analyze(dataset, options, second);
        VERIFY_OK(result);
        QVERIFY(warned(second, "cells_left_out"));
        const auto *graph = result->obsp.find("neighbors_scGPT_distances")->as<data::SparseMatrix>();
        QCOMPARE(graph->rows, std::int64_t{150});
        QCOMPARE(graph->indptr[1], std::int64_t{0});
        QCOMPARE(graph->indptr[78], graph->indptr[77]);
        for (const auto column : graph->indices) QVERIFY(column != 0 && column != 77);
        const auto layout = result->embedding("X_umap_scGPT");
        VERIFY_OK(layout);
        QVERIFY(std::isnan(layout->at(0)) && std::isnan(layout->at(2 * 77)) && std::isfinite(layout->at(2)));
        const auto clusters = result->labels("leiden_scGPT");
        VERIFY_OK(clusters);
        QCOMPARE(clusters->codes[0], -1);
        QVERIFY(clusters->codes[1] >= 0);
    }

    void choosesGenesWithinBatches_data()
    {
        QTest::addColumn<QString>("flavor");
        QTest::newRow("seurat") << "seurat";
        QTest::newRow("cell_ranger") << "cell_ranger";
        QTest::newRow("seurat_v3") << "seurat_v3";
    }
    void choosesGenesWithinBatches()
    {
        QFETCH(QString, flavor);
        auto dataset = sample();
        data::StringArray batch;
        for (int cell = 0; cell < 150; ++cell) batch.values.push_back(cell % 2 ? "b" : "a");
        batch.shape = {150};
        dataset.obs.columns.set("batch", data::makeElement(std::move(batch)));
        analysis::PcaOptions options;
        options.hvgFlavor = flavor.toStdString();
        options.batch = "batch";
        options.nTopGenes = 60;
        options.nPcs = 5;
        JobContext context;
        const auto result = analysis::pca(dataset, options, context);
        VERIFY_OK(result);
        QVERIFY(result->var.columns.find("highly_variable_nbatches"));
        QCOMPARE(result->var.columns.find("highly_variable_rank") != nullptr, flavor == "seurat_v3");
        options.batch = "donor";
        VERIFY_CLASS(analysis::pca(dataset, options, context), "missing_column");
    }

    void qualityControlMeasuresAndFilters()
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

    void qualityControlSaysWhenNothingIsLeft()
    {
        analysis::QcOptions options;
        options.minGenes = 1000;
        JobContext context;
        VERIFY_CLASS(analysis::qualityControl(sample(), options, context), "no_cells_left");
        options.minGenes = 0;
        options.minCells = 1000;
        VERIFY_CLASS(analysis::qualityControl(sample(), options, context), "no_cells_left");
    }

    void qualityControlFindsSymbolsBesideEnsemblIds()
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

    void refusesWhatIsNotCounts_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("word");
        QTest::newRow("log-normalised") << 0 << "already log-normalised";
        QTest::newRow("normalised") << 1 << "fractions";
        QTest::newRow("scaled") << 2 << "negative";
    }
    void refusesWhatIsNotCounts()
    {
        QFETCH(int, kind);
        QFETCH(QString, word);
        const Dataset counts = sample();
        Dataset dataset = mapped(
            counts, kind == 0   ? [](float v) { return std::log1p(v * 3.3f); }
                    : kind == 1 ? [](float v) { return v * 101.3f; }
                                : [](float v) { return v - 3.0f; });
        JobContext context;
        const auto alone = analysis::analyze(dataset, quick(), context);
        VERIFY_CLASS(alone, "counts_needed");
        QVERIFY2(alone.error().message.find(word.toStdString()) != std::string::npos, alone.error().message.c_str());
        QCOMPARE(alone.error().message.find("--log-normalized") != std::string::npos, kind == 0);
        const auto quality = analysis::qualityControl(dataset, {}, context);
        VERIFY_CLASS(quality, "counts_needed");
        QVERIFY(quality.error().message.find("--log-normalized") == std::string::npos);
        // the message names the matrix that does hold counts
        dataset.layers.set("counts", counts.x);
        const auto beside = analysis::analyze(dataset, quick(), context);
        VERIFY_CLASS(beside, "counts_needed");
        QVERIFY2(beside.error().message.find("--layer counts") != std::string::npos, beside.error().message.c_str());
        auto options = quick();
        options.layer = "counts";
        VERIFY_OK(analysis::analyze(dataset, options, context));
    }

    void takesLogNormalizedValuesWhenTold()
    {
        const Dataset counts = sample();
        const Dataset logged = mapped(counts, [](float v) { return std::log1p(v * 3.3f); });
        auto options = quick();
        options.logNormalized = true;
        JobContext context;
        VERIFY_OK(analysis::analyze(logged, options, context));
        VERIFY_CLASS(analysis::analyze(counts, options, context), "log_values_needed");
        options.hvgFlavor = "seurat_v3";
        VERIFY_CLASS(analysis::analyze(logged, options, context), "counts_needed");
    }

    void readsRawByGeneName()
    {
        const Dataset counts = sample();
        Dataset dataset = mapped(counts, [](float v) { return v - 3.0f; });
        const std::vector<std::int64_t> kept{5, 40, 41, 70, 3, 100};
        auto smaller = data::subset(dataset, nullptr, &kept);
        VERIFY_OK(smaller);
        smaller->raw = data::Raw{counts.x, counts.var, {}};
        analysis::PcaOptions options;
        options.layer = "raw";
        options.nPcs = 2;
        JobContext context;
        const auto result = analysis::pca(*smaller, options, context);
        VERIFY_OK(result);
        QCOMPARE(result->varm.find("PCs")->as<data::Array>()->dim(0), std::int64_t{6});
        smaller->var.index.values[2] = "unheard of";
        VERIFY_CLASS(analysis::pca(*smaller, options, context), "shape_mismatch");
    }

    void refusesEmptyDataAndSingleCells()
    {
        JobContext context;
        VERIFY_CLASS(analysis::analyze(Dataset(), quick(), context), "empty_data");
        VERIFY_CLASS(analysis::analyze(withCounts({0, 5, {0}, {}, {}}), quick(), context), "empty_data");
        VERIFY_CLASS(analysis::qualityControl(withCounts({5, 0, {0, 0, 0, 0, 0, 0}, {}, {}}), {}, context), "empty_data");
        VERIFY_CLASS(analysis::analyze(withCounts({1, 3, {0, 2}, {0, 2}, {4, 1}}), quick(), context), "too_small");
        auto dataset = sample(2, 120);
        dataset.obsm.set("X_one", data::makeElement(data::Array(data::DType::Float32, {2, 3})));
        analysis::NeighborsOptions options;
        options.rep = "X_one";
        VERIFY_OK(analysis::neighbors(dataset, options, context));
    }

    void refusesValuesThatAreNotNumbers()
    {
        JobContext context;
        const auto dataset = mapped(sample(), [](float v) { return v > 8.0f ? std::nanf("") : v; });
        VERIFY_CLASS(analysis::analyze(dataset, quick(), context), "non_finite");
    }

    void lowersWhatTheDataDoNotAllow()
    {
        JobContext context;
        analysis::AnalyzeOptions options;  // 50 components, 15 neighbours
        const auto result = analysis::analyze(sample(9), options, context);
        VERIFY_OK(result);
        QVERIFY(warned(context, "reduced"));
        QCOMPARE(result->obsm.find("X_pca")->as<data::Array>()->dim(1), std::int64_t{8});
        QCOMPARE(result->uns.find("neighbors")
                     ->as<data::Dict>()
                     ->find("params")
                     ->as<data::Dict>()
                     ->find("n_neighbors")
                     ->as<data::Array>()
                     ->intAt(0),
                 std::int64_t{5});
    }

    void survivesCellsWithoutCounts()
    {
        auto block = *sample().x.all();
        const auto removed = block.indptr[3];  // the first three cells lose everything
        block.indices.erase(block.indices.begin(), block.indices.begin() + removed);
        block.values.erase(block.values.begin(), block.values.begin() + removed);
        for (std::size_t i = 0; i < block.indptr.size(); ++i) block.indptr[i] = i <= 3 ? 0 : block.indptr[i] - removed;
        JobContext context;
        const auto result = analysis::analyze(withCounts(std::move(block)), quick(), context);
        VERIFY_OK(result);
        for (const float value : result->embedding("X_umap")->toFloat()) QVERIFY(std::isfinite(value));
    }

    void saysWhatIsMissing()
    {
        JobContext context;
        const auto dataset = sample();
        const auto noPca = analysis::neighbors(dataset, {}, context);
        VERIFY_CLASS(noPca, "missing_embedding");
        QVERIFY(noPca.error().message.find("PCA") != std::string::npos);
        VERIFY_CLASS(analysis::umap(dataset, {}, context), "missing_neighbors");
        VERIFY_CLASS(analysis::leiden(dataset, {}, context), "missing_neighbors");
        auto options = quick();
        options.rep = "X_scGPT";
        VERIFY_CLASS(analysis::analyze(dataset, options, context), "missing_embedding");
        options = quick();
        options.layer = "spliced";
        VERIFY_CLASS(analysis::analyze(dataset, options, context), "missing_layer");
        options = quick();
        options.hvgFlavor = "pearson";
        VERIFY_CLASS(analysis::analyze(dataset, options, context), "bad_option");
    }

    void saysWhenAResultIsReplaced()
    {
        JobContext first, second;
        const auto once = analysis::analyze(sample(), quick(), first);
        VERIFY_OK(once);
        QVERIFY(!warned(first, "replaced"));
        VERIFY_OK(analysis::analyze(*once, quick(), second));
        QVERIFY(warned(second, "replaced"));
    }

    void stopsWhenCancelled_data()
    {
        QTest::addColumn<double>("after");
        QTest::newRow("at once") << 0.0;
        QTest::newRow("in the PCA") << 0.2;
        QTest::newRow("in the layout") << 0.7;
    }
    void stopsWhenCancelled()
    {
        QFETCH(double, after);
        JobContext *running = nullptr;
        JobContext context([&](double fraction, const std::string &) {
            if (fraction >= after) running->cancel();
        });
        running = &context;
        const auto result = analysis::analyze(sample(), quick(), context);
        QVERIFY(!result.ok() && result.error().kind == ErrorKind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestSteps)
#include "tst_steps.moc"

// The steps in one go: what they find, which keys they write, what they record, what the seed fixes.
#include "tests/core/small_steps.h"

#include "core/steps/step_output.h"

#include <nlohmann/json.hpp>

#include <set>

using namespace lexicell;
using namespace lexicell::test;
using data::Dataset;

class TestSteps : public QObject {
    Q_OBJECT

  private slots:
    void analyzeFindsTheGroups()
    {
        const Dataset dataset = sample();
        std::vector<double> fractions;
        JobContext context([&](double fraction, const std::string &) { fractions.push_back(fraction); });
        const auto result = steps::analyze(dataset, quick(), context);
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
        const auto result = steps::analyze(sample(), quick(), context);
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
        const auto result = steps::analyze(sample(), options, context);
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

    // The file is an input of the steps that this run added, and of no earlier one.
    void namesTheFileItWasMadeFrom()
    {
        JobContext context;
        const Dataset counts = sample();
        steps::PcaOptions options;
        options.nPcs = 10;
        auto first = steps::pca(counts, options, context);
        VERIFY_OK(first);
        steps::recordInput(counts, *first, "file", "aa");
        auto second = steps::neighbors(*first, {}, context);
        VERIFY_OK(second);
        steps::recordInput(*first, *second, "file", "bb");
        const auto json = nlohmann::json::parse(textAt(second->uns, "lexicell"));
        QCOMPARE(json["steps"].size(), std::size_t{2});
        QCOMPARE(json["steps"][0]["inputs"]["file"].get<std::string>(), std::string("aa"));
        QCOMPARE(json["steps"][1]["inputs"]["file"].get<std::string>(), std::string("bb"));
        QCOMPARE(json["steps"][1]["inputs"]["representation"].get<std::string>(), std::string("obsm/X_pca"));

        Dataset untouched = counts;
        steps::recordInput(counts, untouched, "file", "cc");
        QVERIFY(!untouched.uns.find("lexicell"));
    }

    void isFixedByTheSeed()
    {
        JobContext one, four;
        one.threads = 1;
        four.threads = 4;
        const auto a = steps::analyze(sample(), quick(), one), b = steps::analyze(sample(), quick(), four);
        VERIFY_OK(a);
        VERIFY_OK(b);
        QVERIFY(*a->obsm.find("X_umap")->as<data::Array>() == *b->obsm.find("X_umap")->as<data::Array>());
        QCOMPARE(a->labels("leiden")->codes, b->labels("leiden")->codes);
        auto options = quick();
        options.seed = 3;
        const auto c = steps::analyze(sample(), options, one);
        VERIFY_OK(c);
        QVERIFY(!(*a->obsm.find("X_umap")->as<data::Array>() == *c->obsm.find("X_umap")->as<data::Array>()));
    }

    void namesResultsAfterTheRepresentation()
    {
        QCOMPARE(steps::keySuffix("", ""), std::string());
        QCOMPARE(steps::keySuffix("X_pca", ""), std::string());
        QCOMPARE(steps::keySuffix("X_scGPT", ""), std::string("scGPT"));
        QCOMPARE(steps::keySuffix("X_scGPT", "mine"), std::string("mine"));
        JobContext context;
        auto dataset = sample();
        const auto scores = steps::analyze(dataset, quick(), context);
        VERIFY_OK(scores);
        dataset.obsm.set("X_scGPT", scores->obsm.get("X_pca"));
        auto options = quick();
        options.rep = "X_scGPT";
        const auto result = steps::analyze(dataset, options, context);
        VERIFY_OK(result);
        QVERIFY(!result->obsm.find("X_pca") && !result->uns.find("neighbors") && !result->obsm.find("X_umap"));
        QVERIFY(result->obsm.find("X_umap_scGPT") && result->obs.columns.find("leiden_scGPT"));
        const auto *neighbors = result->uns.find("neighbors_scGPT")->as<data::Dict>();
        QVERIFY(result->obsp.find(textAt(*neighbors, "connectivities_key")));
    }

    void writesUnderOtherKeysWhenAsked()
    {
        JobContext context;
        auto options = quick();
        options.pcaKey = "X_mine";
        options.varSuffix = "_mine";
        const auto result = steps::analyze(sample(), options, context);
        VERIFY_OK(result);
        for (const char *key : {"X_pca", "X_umap"}) QVERIFY2(!result->obsm.find(key), key);
        QVERIFY(!result->varm.find("PCs") && !result->uns.find("pca") && !result->uns.find("hvg"));
        QVERIFY(!result->var.columns.find("highly_variable") && result->var.columns.find("highly_variable_mine"));
        QVERIFY(result->obsm.find("X_mine") && result->varm.find("X_mine"));
        QCOMPARE(textAt(*result->uns.find("X_mine")->as<data::Dict>()->find("params")->as<data::Dict>(), "mask_var"),
                 std::string("highly_variable_mine"));
        QVERIFY(result->obsm.find("X_umap_mine") && result->obs.columns.find("leiden_mine"));
        // UMAP on a graph of another name
        steps::UmapOptions layout;
        layout.neighborsKey = "neighbors_mine";
        layout.keyAdded = "second";
        const auto again = steps::umap(*result, layout, context);
        VERIFY_OK(again);
        QVERIFY(again->obsm.find("X_umap_second"));
        layout.neighborsKey = "neighbors_none";
        QCOMPARE(steps::umap(*result, layout, context).error().errorClass, std::string("missing_neighbors"));
    }

    // The flags of one model's cells say nothing about the cells of another.
    void everyModelHasItsOwnFlags()
    {
        auto dataset = sample();
        QCOMPARE(steps::embeddedColumn(dataset, "X_scGPT"), std::string("lexicell_embedded"));
        steps::record(dataset, {"embed", "obsm/X_scGPT", {}, {{"model", "a"}}});
        QCOMPARE(steps::embeddedColumn(dataset, "X_scGPT"), std::string("lexicell_embedded"));
        QCOMPARE(steps::embeddedColumn(dataset, "X_scGPT_other"), std::string("lexicell_embedded_scGPT_other"));
        steps::record(dataset, {"embed", "obsm/X_scGPT_other", {}, {{"model", "b"}}});
        QCOMPARE(steps::embeddedColumn(dataset, "X_scGPT"), std::string("lexicell_embedded"));
        QCOMPARE(recordedInput(steps::recordOf(dataset), "obsm/X_scGPT_other", "model"), std::string("b"));
        QCOMPARE(recordedInput(steps::recordOf(dataset), "obsm/X_none", "model"), std::string());
    }

    void leavesOutCellsThatWereNotEmbedded()
    {
        JobContext context;
        auto dataset = sample();
        const auto scores = steps::analyze(dataset, quick(), context);
        VERIFY_OK(scores);
        dataset.obsm.set("X_scGPT", scores->obsm.get("X_pca"));
        std::vector<bool> embedded(150, true);
        embedded[0] = embedded[77] = false;
        dataset.obs.columns.set("lexicell_embedded", data::makeElement(data::Array::ofBool(embedded)));
        auto options = quick();
        options.rep = "X_scGPT";
        JobContext second;
        const auto result = steps::analyze(dataset, options, second);
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
        steps::PcaOptions options;
        options.hvgFlavor = flavor.toStdString();
        options.batch = "batch";
        options.nTopGenes = 60;
        options.nPcs = 5;
        JobContext context;
        const auto result = steps::pca(dataset, options, context);
        VERIFY_OK(result);
        QVERIFY(result->var.columns.find("highly_variable_nbatches"));
        QCOMPARE(result->var.columns.find("highly_variable_rank") != nullptr, flavor == "seurat_v3");
        options.batch = "donor";
        VERIFY_CLASS(steps::pca(dataset, options, context), "missing_column");
    }

    void saysWhenAResultIsReplaced()
    {
        JobContext first, second;
        const auto once = steps::analyze(sample(), quick(), first);
        VERIFY_OK(once);
        QVERIFY(!warned(first, "replaced"));
        VERIFY_OK(steps::analyze(*once, quick(), second));
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
        const auto result = steps::analyze(sample(), quick(), context);
        QVERIFY(!result.ok() && result.error().kind == ErrorKind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestSteps)
#include "tst_steps.moc"

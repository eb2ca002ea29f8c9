// What the steps accept: counts, log-normalized values when told, raw; and what they refuse, by name.
#include "tests/core/small_steps.h"

using namespace lexicell;
using namespace lexicell::test;
using data::Dataset;

class TestStepInput : public QObject {
    Q_OBJECT

  private slots:
    void refusesWhatIsNotCounts_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("word");
        QTest::newRow("log-normalized") << 0 << "already log-normalized";
        QTest::newRow("normalized") << 1 << "fractions";
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
        const auto alone = steps::analyze(dataset, quick(), context);
        VERIFY_CLASS(alone, "counts_needed");
        QVERIFY2(alone.error().message.find(word.toStdString()) != std::string::npos, alone.error().message.c_str());
        const auto offers = [](const Error &error, const std::string &option) {
            return std::any_of(error.choices.begin(), error.choices.end(), [&](const Choice &c) { return c.option == option; });
        };
        QCOMPARE(offers(alone.error(), "log-normalized"), kind == 0);
        QCOMPARE(withFlags(alone.error().message, alone.error().choices).find("--layer X --log-normalized") != std::string::npos,
                 kind == 0);
        const auto quality = steps::qualityControl(dataset, {}, context);
        VERIFY_CLASS(quality, "counts_needed");
        QVERIFY(!offers(quality.error(), "log-normalized"));
        // the message names the matrix that does hold counts
        dataset.layers.set("counts", counts.x);
        const auto beside = steps::analyze(dataset, quick(), context);
        VERIFY_CLASS(beside, "counts_needed");
        QCOMPARE(beside.error().choices.size(), std::size_t{1});
        QCOMPARE(beside.error().choices[0].option, std::string("layer"));
        QCOMPARE(beside.error().choices[0].values, std::vector<std::string>{"counts"});
        auto options = quick();
        options.layer = "counts";
        VERIFY_OK(steps::analyze(dataset, options, context));
    }

    void takesLogNormalizedValuesWhenTold()
    {
        const Dataset counts = sample();
        const Dataset logged = mapped(counts, [](float v) { return std::log1p(v * 3.3f); });
        auto options = quick();
        options.logNormalized = true;
        JobContext context;
        VERIFY_OK(steps::analyze(logged, options, context));
        VERIFY_CLASS(steps::analyze(counts, options, context), "log_values_needed");
        options.hvgFlavor = "seurat_v3";
        VERIFY_CLASS(steps::analyze(logged, options, context), "counts_needed");
    }

    void readsRawByGeneName()
    {
        const Dataset counts = sample();
        Dataset dataset = mapped(counts, [](float v) { return v - 3.0f; });
        const std::vector<std::int64_t> kept{5, 40, 41, 70, 3, 100};
        auto smaller = data::subset(dataset, nullptr, &kept);
        VERIFY_OK(smaller);
        smaller->raw = data::Raw{counts.x, counts.var, {}};
        steps::PcaOptions options;
        options.layer = "raw";
        options.nPcs = 2;
        JobContext context;
        const auto result = steps::pca(*smaller, options, context);
        VERIFY_OK(result);
        QCOMPARE(result->varm.find("PCs")->as<data::Array>()->dim(0), std::int64_t{6});
        smaller->var.index.values[2] = "unheard of";
        VERIFY_CLASS(steps::pca(*smaller, options, context), "shape_mismatch");
    }

    void refusesEmptyDataAndSingleCells()
    {
        JobContext context;
        VERIFY_CLASS(steps::analyze(Dataset(), quick(), context), "empty_data");
        VERIFY_CLASS(steps::analyze(withCounts({0, 5, {0}, {}, {}}), quick(), context), "empty_data");
        VERIFY_CLASS(steps::qualityControl(withCounts({5, 0, {0, 0, 0, 0, 0, 0}, {}, {}}), {}, context), "empty_data");
        VERIFY_CLASS(steps::analyze(withCounts({1, 3, {0, 2}, {0, 2}, {4, 1}}), quick(), context), "too_small");
        auto dataset = sample(2, 120);
        dataset.obsm.set("X_one", data::makeElement(data::Array(data::DType::Float32, {2, 3})));
        steps::NeighborsOptions options;
        options.rep = "X_one";
        VERIFY_OK(steps::neighbors(dataset, options, context));
    }

    void refusesValuesThatAreNotNumbers()
    {
        JobContext context;
        const auto dataset = mapped(sample(), [](float v) { return v > 8.0f ? std::nanf("") : v; });
        VERIFY_CLASS(steps::analyze(dataset, quick(), context), "non_finite");
    }

    void lowersWhatTheDataDoNotAllow()
    {
        JobContext context;
        steps::AnalyzeOptions options;  // 50 components, 15 neighbors
        const auto result = steps::analyze(sample(9), options, context);
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
        const auto result = steps::analyze(withCounts(std::move(block)), quick(), context);
        VERIFY_OK(result);
        for (const float value : result->embedding("X_umap")->toFloat()) QVERIFY(std::isfinite(value));
    }

    void saysWhatIsMissing()
    {
        JobContext context;
        const auto dataset = sample();
        const auto noPca = steps::neighbors(dataset, {}, context);
        VERIFY_CLASS(noPca, "missing_embedding");
        QVERIFY(noPca.error().message.find("PCA") != std::string::npos);
        VERIFY_CLASS(steps::umap(dataset, {}, context), "missing_neighbors");
        VERIFY_CLASS(steps::leiden(dataset, {}, context), "missing_neighbors");
        auto options = quick();
        options.rep = "X_scGPT";
        VERIFY_CLASS(steps::analyze(dataset, options, context), "missing_embedding");
        options = quick();
        options.layer = "spliced";
        VERIFY_CLASS(steps::analyze(dataset, options, context), "missing_layer");
        options = quick();
        options.hvgFlavor = "pearson";
        VERIFY_CLASS(steps::analyze(dataset, options, context), "bad_option");
    }
};

QTEST_GUILESS_MAIN(TestStepInput)
#include "tst_step_input.moc"

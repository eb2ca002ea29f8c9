// A representation that some cells lack (NaN or infinity): they stay out of neighbors, layout and clusters, and it is said.
#include "tests/core/small_steps.h"

#include <limits>

using namespace lexicell;
using namespace lexicell::test;
using data::Dataset;

namespace {

constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();
constexpr float infinite = std::numeric_limits<float>::infinity();

// 60 cells in three groups, of which 0, 7 and 59 have no place: NaN, infinity and minus infinity.
Dataset partlyPlaced()
{
    Dataset dataset = sample(60, 120);
    data::Array places(data::DType::Float32, {60, 4});
    Random random(3, 0);
    for (std::int64_t i = 0; i < places.size(); ++i)
        places.as<float>()[i] = static_cast<float>(4 * ((i / 4) % 3)) + static_cast<float>(random.uniform());
    places.as<float>()[0] = notANumber;
    places.as<float>()[7 * 4 + 2] = infinite;
    places.as<float>()[59 * 4 + 3] = -infinite;
    dataset.obsm.set("X_sub", data::makeElement(places));
    return dataset;
}

std::int64_t edgesOf(const data::SparseMatrix &graph, std::size_t row) { return graph.indptr[row + 1] - graph.indptr[row]; }

}  // namespace

class TestNeighborsStep : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void cellsWithoutAPlaceAreLeftOut()
    {
        steps::NeighborsOptions options;
        options.rep = "X_sub";
        options.nNeighbors = 8;
        JobContext context;
        const auto result = steps::neighbors(partlyPlaced(), options, context);
        VERIFY_OK(result);
        QCOMPARE(context.warnings().size(), std::size_t{1});
        QCOMPARE(context.warnings().front().warningClass, std::string("cells_left_out"));
        QVERIFY(context.warnings().front().message.starts_with("3 cells without numbers in obsm[\"X_sub\"]"));
        const data::SparseMatrix *graph = nullptr;
        for (const auto &[key, element] : result->obsp.entries) graph = graph ? graph : element->as<data::SparseMatrix>();
        QVERIFY(graph);
        QCOMPARE(graph->rows, std::int64_t{60});
        for (const std::size_t cell : {std::size_t{0}, std::size_t{7}, std::size_t{59}})
            QCOMPARE(edgesOf(*graph, cell), std::int64_t{0});
        for (const std::size_t cell : {std::size_t{1}, std::size_t{6}, std::size_t{58}}) QVERIFY(edgesOf(*graph, cell) > 0);
    }

    void theWholeAnalysisGoesOnWithoutThem()
    {
        steps::AnalyzeOptions options = quick();
        options.rep = "X_sub";
        JobContext context;
        const auto result = steps::analyze(partlyPlaced(), options, context);
        VERIFY_OK(result);
        std::string layoutKey, clusterKey;
        for (const auto &[key, element] : result->obsm.entries)
            if (key.starts_with("X_umap")) layoutKey = key;
        for (const auto &[key, element] : result->obs.columns.entries)
            if (key.starts_with("leiden")) clusterKey = key;
        const auto layout = result->embedding(layoutKey);
        VERIFY_OK(layout);
        const auto clusters = result->labels(clusterKey);
        VERIFY_OK(clusters);
        for (std::int64_t cell = 0; cell < 60; ++cell) {
            const bool out = cell == 0 || cell == 7 || cell == 59;
            QCOMPARE(std::isnan(layout->at(2 * cell)), out);
            QCOMPARE(clusters->codes[static_cast<std::size_t>(cell)] < 0, out);
        }
    }

    void onlyTheColumnsThatAreUsedCount()
    {
        steps::NeighborsOptions options;
        options.rep = "X_sub";
        options.nNeighbors = 8;
        options.nPcs = 2;  // infinity stands in the third and the fourth
        JobContext context;
        VERIFY_OK(steps::neighbors(partlyPlaced(), options, context));
        QVERIFY(context.warnings().front().message.starts_with("1 cell without"));
    }

    void noPlaceAtAllIsRefused()
    {
        Dataset dataset = sample(60, 120);
        data::Array places(data::DType::Float32, {60, 2});
        for (std::int64_t i = 0; i < places.size(); ++i) places.as<float>()[i] = notANumber;
        dataset.obsm.set("X_sub", data::makeElement(places));
        steps::NeighborsOptions options;
        options.rep = "X_sub";
        JobContext context;
        VERIFY_CLASS(steps::neighbors(dataset, options, context), "empty_data");
    }
};

QTEST_GUILESS_MAIN(TestNeighborsStep)
#include "tst_neighbors_step.moc"

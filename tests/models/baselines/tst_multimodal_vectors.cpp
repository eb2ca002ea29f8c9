// How each kind of features is prepared, by hand, and representations of several kinds as one.
#include "core/analysis/scaled_embeddings.h"
#include "core/base/random.h"
#include "models/baselines/multimodal_vectors.h"
#include "tests/support/fixtures.h"

#include <cmath>
#include <numeric>

using namespace lexicell;
using models::baselines::ModalityBlock;

namespace {

// Two cells, three features: {2, 0, 6} and {0, 4, 4}.
ModalityBlock twoCells(data::Modality modality)
{
    ModalityBlock block;
    block.modality = modality;
    block.values.rows = 2;
    block.values.columns = 3;
    block.values.indptr = {0, 2, 4};
    block.values.indices = {0, 2, 1, 2};
    block.values.values = {2.0F, 6.0F, 4.0F, 4.0F};
    return block;
}

data::Embedding randomCells(std::int64_t cells, std::int64_t dimensions, double scale, std::uint64_t seed)
{
    data::Embedding vectors{cells, dimensions, {}, {}};
    Random random(seed, 1);
    for (std::int64_t i = 0; i < cells * dimensions; ++i) vectors.values.push_back(static_cast<float>(scale * random.normal()));
    return vectors;
}

}  // namespace

class TestMultimodalVectors : public QObject {
    Q_OBJECT

  private slots:
    void proteinsAreLogRatios()
    {
        ModalityBlock block = twoCells(data::Modality::Protein);
        models::baselines::normalizeModality(block, 1);
        const double center = std::exp((std::log1p(2.0) + std::log1p(6.0)) / 3.0);
        QVERIFY(std::abs(static_cast<double>(block.values.values[0]) - std::log1p(2.0 / center)) < 1e-6);
        QVERIFY(std::abs(static_cast<double>(block.values.values[1]) - std::log1p(6.0 / center)) < 1e-6);
    }

    void peaksAreWeighedByRarity()
    {
        ModalityBlock block = twoCells(data::Modality::Atac);
        models::baselines::normalizeModality(block, 1);
        const double first = std::log1p(2.0 / 8.0 * (2.0 / 2.0) * 1e4), shared = std::log1p(6.0 / 8.0 * (2.0 / 10.0) * 1e4);
        QVERIFY(std::abs(static_cast<double>(block.values.values[0]) - first) < 1e-5);
        QVERIFY(std::abs(static_cast<double>(block.values.values[1]) - shared) < 1e-5);
    }

    void valuesThatAreNotCountsStay()
    {
        ModalityBlock block = twoCells(data::Modality::Rna);
        block.counts = false;
        models::baselines::normalizeModality(block, 1);
        QCOMPARE(block.values.values, twoCells(data::Modality::Rna).values.values);
    }

    // The first component of peaks, which is left out, follows the depth.
    void eachKindHasItsName()
    {
        for (const auto &[modality, name] :
             {std::pair(data::Modality::Rna, "pca_rna"), std::pair(data::Modality::Protein, "pca_prot"),
              std::pair(data::Modality::Atac, "lsi_atac")}) {
            ModalityBlock block;
            block.modality = modality;
            block.values.rows = 40;
            block.values.columns = 12;
            Random random(5, 2);
            for (int cell = 0; cell < 40; ++cell) {
                for (std::int32_t feature = 0; feature < 12; ++feature) {
                    const auto count = random.below(feature % 2 == cell % 2 ? 9 : 3);
                    if (count == 0) continue;
                    block.values.indices.push_back(feature);
                    block.values.values.push_back(static_cast<float>(count));
                }
                block.values.indptr.push_back(static_cast<std::int64_t>(block.values.values.size()));
            }
            JobContext context;
            const auto vectors = models::baselines::modalityVectors(block, 1, context);
            VERIFY_OK(vectors);
            QCOMPARE(vectors->method, std::string(name));
            QCOMPARE(vectors->vectors.cells, std::int64_t{40});
            const auto again = models::baselines::modalityVectors(block, 1, context);
            QCOMPARE(again->vectors.values, vectors->vectors.values);
        }
    }

    // A kind with ten times the distances weighs no more than the other.
    void distancesOfNeighborsBecomeEqual()
    {
        const data::Embedding small = randomCells(120, 6, 1.0, 3), large = randomCells(120, 6, 10.0, 3);
        JobContext context;
        const auto joint = models::baselines::jointVectors({{"a", small}, {"b", large}}, context);
        VERIFY_OK(joint);
        QCOMPARE(joint->front().method, std::string("concatenated"));
        QCOMPARE(joint->back().method, std::string("scaled"));
        const data::Embedding &scaled = joint->back().vectors;
        QCOMPARE(scaled.dimensions, std::int64_t{12});
        for (std::int64_t cell = 0; cell < 120; ++cell)
            for (std::int64_t at = 0; at < 6; ++at) {
                QCOMPARE(scaled.row(cell)[at], small.row(cell)[at]);
                QVERIFY(std::abs(scaled.row(cell)[at + 6] - small.row(cell)[at]) < 1e-4F);
                QCOMPARE(joint->front().vectors.row(cell)[at + 6], large.row(cell)[at]);
            }
    }

    void refusals()
    {
        JobContext context;
        QVERIFY(analysis::sideBySide({randomCells(3, 2, 1.0, 1), randomCells(4, 2, 1.0, 1)}).error().is(errors::shapeMismatch));
        QVERIFY(analysis::scaledTogether({randomCells(1, 2, 1.0, 1)}, context).error().is(errors::tooSmall));
        data::Embedding same{30, 2, std::vector<float>(60, 1.0F), {}};  // all cells are equal
        const auto joined = analysis::scaledTogether({randomCells(30, 2, 1.0, 1), same}, context);
        VERIFY_OK(joined);
        for (const float value : joined->values) QVERIFY(std::isfinite(value));
    }
};

QTEST_APPLESS_MAIN(TestMultimodalVectors)
#include "tst_multimodal_vectors.moc"

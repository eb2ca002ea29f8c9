// What a newcomer meets: the bundled model, which has learned from other simulated cells without their types, keeps the types
// of the bundled cells apart.
#include "core/analysis/neighbors.h"
#include "core/base/platform/resources.h"
#include "core/io/read_dataset.h"
#include "models/contracts/model.h"
#include "models/families/open_model.h"
#include "models/tasks/embed/embed.h"
#include "tests/support/fixtures.h"

using namespace lexicell;

namespace {

constexpr std::int64_t cells = 500;  // of 3,000: enough to tell, quick to embed
constexpr int neighbors = 15;

}  // namespace

class TestSample : public QObject {
    Q_OBJECT
  private slots:
    void neighborsAreOfOneType()
    {
        JobContext context;
        const auto file = resourceFile("sample/lexicell_sample.h5ad");
        VERIFY_OK(file);
        const auto folder = resourceFile("sample/demo_scgpt");
        VERIFY_OK(folder);
        const auto whole = io::readDataset(*file, {}, context);
        VERIFY_OK(whole);
        std::vector<std::int64_t> first(cells);
        for (std::size_t i = 0; i < first.size(); ++i) first[i] = static_cast<std::int64_t>(i);
        const auto sample = data::subset(*whole, &first, nullptr);
        VERIFY_OK(sample);
        const auto model = models::openModel(*folder, {"cpu", "fp32", 0}, context);
        VERIFY_OK(model);

        const auto result = models::tasks::embed(*sample, *model, {}, context);
        VERIFY_OK(result);
        QCOMPARE(result->coverage.genesMatched, sample->genes());
        const data::Embedding &embedding = result->embedding;
        const auto nearest = analysis::nearestNeighbors({embedding.values.data(), cells, embedding.dimensions}, neighbors + 1,
                                                        analysis::NeighborMethod::Exact, context);
        VERIFY_OK(nearest);
        const auto &types = sample->obs.columns.find("cell_type")->as<data::Categorical>()->codes;
        int same = 0;
        for (std::size_t cell = 0; cell < static_cast<std::size_t>(cells); ++cell)
            for (std::size_t i = 1; i <= neighbors; ++i)
                same += types[static_cast<std::size_t>(nearest->indices[cell * (neighbors + 1) + i])] == types[cell] ? 1 : 0;
        // Chance is 0.13, an untrained network of this shape 0.16, this checkpoint 0.87.
        const double agreement = same / static_cast<double>(cells * neighbors);
        QVERIFY2(agreement >= 0.7, qPrintable(QString::number(agreement)));
    }
};

QTEST_APPLESS_MAIN(TestSample)
#include "tst_sample.moc"

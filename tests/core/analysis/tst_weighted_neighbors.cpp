// Weighted nearest neighbors against the paper's formulas written out over all pairs of cells.
#include "core/analysis/weighted_neighbors.h"
#include "core/base/random.h"
#include "tests/support/fixtures.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace lexicell;
using namespace lexicell::analysis;

namespace {

using Rows = std::vector<std::vector<double>>;

data::Embedding noise(std::int64_t cells, std::int64_t width, std::uint64_t seed)
{
    Random random(seed, 1);
    data::Embedding vectors{cells, width, {}, {}};
    for (std::int64_t i = 0; i < cells * width; ++i) vectors.values.push_back(static_cast<float>(random.normal()));
    return vectors;
}

struct Formulas {
    Rows x;
    std::vector<std::vector<int>> near;  // without the cell
    std::vector<double> nearest, width;
    int k;

    Formulas(const data::Embedding &vectors, int neighbors) : k(neighbors)
    {
        for (std::int64_t cell = 0; cell < vectors.cells; ++cell) {
            std::vector<double> row(vectors.row(cell), vectors.row(cell) + vectors.dimensions);
            double sum = 0.0;
            for (const double value : row) sum += value * value;
            for (double &value : row) value /= std::sqrt(sum);
            x.push_back(row);
        }
        for (std::size_t cell = 0; cell < x.size(); ++cell) {
            std::vector<std::pair<double, int>> all;
            for (std::size_t other = 0; other < x.size(); ++other)
                if (other != cell) all.emplace_back(distance(x[cell], x[other]), static_cast<int>(other));
            std::sort(all.begin(), all.end());
            nearest.push_back(all.front().first);
            near.emplace_back();
            for (int i = 0; i < k; ++i) near.back().push_back(all[static_cast<std::size_t>(i)].second);
        }
        for (std::size_t cell = 0; cell < x.size(); ++cell) {
            std::vector<std::pair<double, std::size_t>> overlap;
            for (std::size_t other = 0; other < x.size(); ++other) {
                const std::set<int> a = hood(cell), b = hood(other);
                std::vector<int> both, either;
                std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
                std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(either));
                if (other != cell && !both.empty())
                    overlap.emplace_back(static_cast<double>(both.size()) / static_cast<double>(either.size()), other);
            }
            std::sort(overlap.begin(), overlap.end());
            overlap.resize(std::min(overlap.size(), static_cast<std::size_t>(k)));
            double sum = 0.0;
            for (const auto &[jaccard, other] : overlap) sum += distance(x[cell], x[other]);
            width.push_back(sum / static_cast<double>(overlap.size()));
        }
    }
    std::set<int> hood(std::size_t cell) const
    {
        std::set<int> all(near[cell].begin(), near[cell].end());
        all.insert(static_cast<int>(cell));
        return all;
    }
    static double distance(const std::vector<double> &a, const std::vector<double> &b)
    {
        double sum = 0.0;
        for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return std::sqrt(sum);
    }
    double alike(std::size_t cell, const std::vector<double> &point) const
    {
        return std::exp(-std::max(distance(x[cell], point) - nearest[cell], 0.0) / (width[cell] - nearest[cell]));
    }
    double predicted(std::size_t cell, const Formulas &by) const
    {
        std::vector<double> mean(x[cell].size(), 0.0);
        for (const int other : by.near[cell])
            for (std::size_t d = 0; d < mean.size(); ++d) mean[d] += x[static_cast<std::size_t>(other)][d] / k;
        return alike(cell, mean);
    }
};

}  // namespace

class TestWeightedNeighbors : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theFormulas();
    void aKindThatTellsNothingWeighsLittle();
    void fewCells();
};

void TestWeightedNeighbors::theFormulas()
{
    constexpr int k = 6;
    const data::Embedding first = noise(60, 3, 1), second = noise(60, 4, 2);
    const Formulas a(first, k), b(second, k);
    JobContext context;
    const auto found = weightedNeighbors(first, second, {.neighbors = k, .candidates = 59}, context);
    VERIFY_OK(found);
    QCOMPARE(found->neighbors.columns, k + 1);
    for (std::size_t cell = 0; cell < 60; ++cell) {
        const double one = a.predicted(cell, a) / (a.predicted(cell, b) + 1e-4);
        const double two = b.predicted(cell, b) / (b.predicted(cell, a) + 1e-4);
        const double weight = std::exp(one) / (std::exp(one) + std::exp(two));
        QVERIFY2(std::abs(found->firstWeight[cell] - weight) < 1e-4,
                 qPrintable(QString("%1: %2, not %3").arg(cell).arg(found->firstWeight[cell]).arg(weight)));
        std::vector<double> distances;
        for (std::size_t other = 0; other < 60; ++other)
            if (other != cell)
                distances.push_back(
                    std::sqrt((1.0 - weight * a.alike(cell, a.x[other]) - (1.0 - weight) * b.alike(cell, b.x[other])) / 2.0));
        std::sort(distances.begin(), distances.end());
        for (int i = 0; i < k; ++i) {
            const double distance = found->neighbors.distances[cell * (k + 1) + static_cast<std::size_t>(i) + 1];
            QVERIFY2(std::abs(distance - distances[static_cast<std::size_t>(i)]) < 1e-4, qPrintable(QString::number(distance)));
        }
        QCOMPARE(found->neighbors.indices[cell * (k + 1)], static_cast<std::int32_t>(cell));
    }
}

void TestWeightedNeighbors::aKindThatTellsNothingWeighsLittle()
{
    constexpr std::int64_t cells = 200;
    data::Embedding types = noise(cells, 4, 3);
    for (std::int64_t cell = 0; cell < cells; ++cell) {
        for (int d = 0; d < 4; ++d) types.row(cell)[d] *= 0.05F;
        types.row(cell)[cell % 4] += 1.0F;
    }
    const data::Embedding nothing = noise(cells, 8, 4);
    JobContext context;
    const auto found = weightedNeighbors(types, nothing, {}, context);
    VERIFY_OK(found);
    const auto swapped = weightedNeighbors(nothing, types, {}, context);
    VERIFY_OK(swapped);
    int same = 0;
    for (std::size_t cell = 0; cell < cells; ++cell) {
        QVERIFY2(found->firstWeight[cell] > 0.9, qPrintable(QString::number(found->firstWeight[cell])));
        QVERIFY(std::abs(found->firstWeight[cell] + swapped->firstWeight[cell] - 1.0) < 1e-9);
        for (std::size_t i = 1; i <= 20; ++i) same += found->neighbors.indices[cell * 21 + i] % 4 == static_cast<int>(cell) % 4;
    }
    QVERIFY2(same > 0.98 * 20 * cells, qPrintable(QString::number(same)));
}

void TestWeightedNeighbors::fewCells()
{
    JobContext context;
    const auto four = weightedNeighbors(noise(4, 2, 5), noise(4, 2, 6), {}, context);
    VERIFY_OK(four);
    QCOMPARE(four->neighbors.columns, 4);
    for (const double weight : four->firstWeight) QVERIFY(weight > 0.0 && weight < 1.0);
    QCOMPARE(weightedNeighbors(noise(2, 2, 5), noise(2, 2, 6), {}, context).error().errorClass, std::string("too_small"));
    QCOMPARE(weightedNeighbors(noise(5, 2, 5), noise(4, 2, 6), {}, context).error().errorClass, std::string("shape_mismatch"));
}

QTEST_APPLESS_MAIN(TestWeightedNeighbors)
#include "tst_weighted_neighbors.moc"

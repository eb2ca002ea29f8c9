// Weighted nearest neighbors against the formulas written out over all pairs of cells.
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

// One kind of features; `size` of a neighborhood, with the cell.
struct Formulas {
    Rows x;
    std::vector<std::vector<int>> near;  // the cell first
    std::vector<double> nearest, width;

    Formulas(const data::Embedding &vectors, int size)
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
                all.emplace_back(other == cell ? -1.0 : distance(x[cell], x[other]), static_cast<int>(other));
            std::sort(all.begin(), all.end());
            nearest.push_back(all[1].first);
            near.emplace_back();
            for (int i = 0; i < size; ++i) near.back().push_back(all[static_cast<std::size_t>(i)].second);
        }
        for (std::size_t cell = 0; cell < x.size(); ++cell) width.push_back(widthOf(cell));
    }
    double widthOf(std::size_t cell) const
    {
        std::vector<std::pair<double, double>> partners;  // Jaccard's index, excess distance
        for (std::size_t other = 0; other < x.size(); ++other) {
            const std::set<int> a(near[cell].begin(), near[cell].end()), b(near[other].begin(), near[other].end());
            std::vector<int> both, either;
            std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
            std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(either));
            if (!both.empty())
                partners.emplace_back(static_cast<double>(both.size()) / static_cast<double>(either.size()),
                                      excess(cell, x[other]));
        }
        std::sort(partners.begin(), partners.end());
        const std::size_t count = std::min(partners.size(), near[cell].size());
        std::vector<double> distances;
        for (const auto &[jaccard, distance] : partners)
            if (jaccard <= partners[count - 1].first) distances.push_back(distance);
        std::sort(distances.rbegin(), distances.rend());
        double sum = 0.0;
        for (std::size_t i = 0; i < count; ++i) sum += distances[i];
        return sum / static_cast<double>(count);
    }
    static double distance(const std::vector<double> &a, const std::vector<double> &b)
    {
        double sum = 0.0;
        for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return std::sqrt(sum);
    }
    double excess(std::size_t cell, const std::vector<double> &point) const
    {
        return std::max(distance(x[cell], point) - nearest[cell], 0.0);
    }
    double alike(std::size_t cell, const std::vector<double> &point) const
    {
        return std::exp(-excess(cell, point) / width[cell]);
    }
    double predicted(std::size_t cell, const Formulas &by) const
    {
        std::vector<double> mean(x[cell].size(), 0.0);
        const double neighbors = static_cast<double>(by.near[cell].size()) - 1.0;
        for (std::size_t i = 1; i < by.near[cell].size(); ++i)
            for (std::size_t d = 0; d < mean.size(); ++d) mean[d] += x[static_cast<std::size_t>(by.near[cell][i])][d] / neighbors;
        return alike(cell, mean);
    }
};

}  // namespace

class TestWeightedNeighbors : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theFormulas_data();
    void theFormulas();
    void aKindThatTellsNothingWeighsLittle();
    void fewOrEqualCells();
};

void TestWeightedNeighbors::theFormulas_data()
{
    QTest::addColumn<int>("count");
    QTest::newRow("two kinds") << 2;
    QTest::newRow("three kinds") << 3;
}

void TestWeightedNeighbors::theFormulas()
{
    QFETCH(int, count);
    constexpr int size = 6;
    constexpr std::size_t cells = 60;
    std::vector<data::Embedding> vectors;
    std::vector<Formulas> kinds;
    for (int kind = 0; kind < count; ++kind) {
        vectors.push_back(noise(cells, 3 + kind, static_cast<std::uint64_t>(kind) + 1));
        kinds.emplace_back(vectors.back(), size);
    }
    JobContext context;
    const auto found = weightedNeighbors(vectors, {.neighborhood = size, .candidates = 60}, context);
    VERIFY_OK(found);
    QCOMPARE(found->neighbors.columns, size + 1);
    for (std::size_t cell = 0; cell < cells; ++cell) {
        std::vector<double> weights;
        double sum = 0.0;
        for (const Formulas &own : kinds) {
            weights.push_back(0.0);
            for (const Formulas &other : kinds)
                if (&other != &own)
                    weights.back() += std::exp(std::min(own.predicted(cell, own) / (own.predicted(cell, other) + 1e-4), 200.0));
            sum += weights.back();
        }
        std::vector<double> distances;
        for (std::size_t other = 0; other < cells; ++other) {
            double alike = 0.0;
            for (std::size_t kind = 0; kind < kinds.size(); ++kind)
                alike += weights[kind] / sum * kinds[kind].alike(cell, kinds[kind].x[other]);
            if (other != cell) distances.push_back(std::sqrt(std::max(0.0, (1.0 - alike) / 2.0)));
        }
        std::sort(distances.begin(), distances.end());
        for (std::size_t kind = 0; kind < kinds.size(); ++kind)
            QVERIFY2(std::abs(found->weights[kind][cell] - weights[kind] / sum) < 1e-3,
                     qPrintable(QString("%1: %2, not %3").arg(cell).arg(found->weights[kind][cell]).arg(weights[kind] / sum)));
        QCOMPARE(found->neighbors.indices[cell * (size + 1)], static_cast<std::int32_t>(cell));
        for (std::size_t i = 0; i < size; ++i) {
            const double distance = found->neighbors.distances[cell * (size + 1) + i + 1];
            // A root makes much of float32 rounding near 0.
            QVERIFY2(std::abs(distance * distance - distances[i] * distances[i]) < 1e-4,
                     qPrintable(QString("cell %1, neighbor %2: %3, not %4").arg(cell).arg(i).arg(distance).arg(distances[i])));
        }
    }
}

void TestWeightedNeighbors::aKindThatTellsNothingWeighsLittle()
{
    constexpr std::size_t cells = 200;
    data::Embedding types = noise(cells, 4, 3);
    for (std::size_t cell = 0; cell < cells; ++cell) {
        float *const row = types.row(static_cast<std::int64_t>(cell));
        for (int d = 0; d < 4; ++d) row[d] *= 0.05F;
        row[cell % 4] += 1.0F;
    }
    const data::Embedding nothing = noise(cells, 8, 4);
    JobContext context;
    const auto found = weightedNeighbors({types, nothing}, {}, context);
    VERIFY_OK(found);
    const auto swapped = weightedNeighbors({nothing, types}, {}, context);
    VERIFY_OK(swapped);
    int same = 0;
    for (std::size_t cell = 0; cell < cells; ++cell) {
        QVERIFY2(found->weights[0][cell] > 0.9, qPrintable(QString::number(found->weights[0][cell])));
        QVERIFY(std::abs(found->weights[0][cell] - swapped->weights[1][cell]) < 1e-9);
        for (std::size_t i = 1; i <= 20; ++i)
            same += found->neighbors.indices[cell * 21 + i] % 4 == static_cast<int>(cell % 4) ? 1 : 0;
    }
    QVERIFY2(same > 0.98 * 20 * cells, qPrintable(QString::number(same)));
}

void TestWeightedNeighbors::fewOrEqualCells()
{
    JobContext context;
    const auto four = weightedNeighbors({noise(4, 2, 5), noise(4, 2, 6)}, {}, context);
    VERIFY_OK(four);
    QCOMPARE(four->neighbors.columns, 4);
    data::Embedding equal = noise(40, 3, 7);
    for (std::int64_t cell = 10; cell < 40; ++cell) std::copy_n(equal.row(0), 3, equal.row(cell));
    const auto copies = weightedNeighbors({equal, noise(40, 2, 8)}, {}, context);
    VERIFY_OK(copies);
    for (const auto *found : {&*four, &*copies})
        for (const auto &weights : found->weights)
            for (const double weight : weights) QVERIFY2(weight >= 0.0 && weight <= 1.0, qPrintable(QString::number(weight)));
    QCOMPARE(weightedNeighbors({noise(2, 2, 5), noise(2, 2, 6)}, {}, context).error().errorClass, std::string("too_small"));
    QCOMPARE(weightedNeighbors({noise(5, 2, 5)}, {}, context).error().errorClass, std::string("shape_mismatch"));
    QCOMPARE(weightedNeighbors({noise(5, 2, 5), noise(4, 2, 6)}, {}, context).error().errorClass, std::string("shape_mismatch"));
}

QTEST_APPLESS_MAIN(TestWeightedNeighbors)
#include "tst_weighted_neighbors.moc"

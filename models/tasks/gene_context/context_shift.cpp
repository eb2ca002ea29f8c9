#include "models/tasks/gene_context/context_shift.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::models::tasks {

namespace {

using Vector = std::vector<double>;

constexpr std::size_t cellsOfBin = 10;  // at least, on average: with fewer, many bins would hold cells of one group only
constexpr std::size_t fewestBins = 2, mostBins = 50;
constexpr double rounding = 1e-12;  // of a distance: equal ones count as reached

double cosineDistance(const Vector &x, const Vector &y)
{
    double xy = 0.0, xx = 0.0, yy = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xy += x[i] * y[i];
        xx += x[i] * x[i];
        yy += y[i] * y[i];
    }
    return xx > 0.0 && yy > 0.0 ? 1.0 - std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0) : std::numeric_limits<double>::quiet_NaN();
}

void add(Vector &sum, const float *vector, double weight)
{
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += weight * static_cast<double>(vector[i]);
}

void add(Vector &sum, const Vector &other, double weight)
{
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += weight * other[i];
}

// The cells of two groups, bin by bin.
class Pair {
  public:
    Pair(const std::vector<ContextVector> &vectors, std::size_t a, std::size_t b, std::int64_t width)
        : m_width(static_cast<std::size_t>(width))
    {
        for (const ContextVector &vector : vectors)
            if (vector.group == a || vector.group == b) m_cells.push_back(vector);
        const auto binOf = valueBins(m_cells);
        m_bins.resize(binOf.empty() ? 0 : *std::max_element(binOf.begin(), binOf.end()) + 1);
        for (std::size_t cell = 0; cell < m_cells.size(); ++cell) {
            m_bins[binOf[cell]].push_back(cell);
            m_isB.push_back(m_cells[cell].group == b ? 1 : 0);
        }
    }

    void describe(ContextShift &shift) const
    {
        Vector meanA(m_width), meanB(m_width), binsA(m_width), binsB(m_width);
        for (std::size_t cell = 0; cell < m_cells.size(); ++cell) {
            ++(m_isB[cell] ? shift.cellsB : shift.cellsA);
            (m_isB[cell] ? shift.valueB : shift.valueA) += static_cast<double>(m_cells[cell].value);
        }
        const auto a = static_cast<double>(shift.cellsA), b = static_cast<double>(shift.cellsB);
        shift.valueA /= a;
        shift.valueB /= b;
        for (const auto &bin : m_bins) {
            Vector sumA(m_width), sumB(m_width);
            double inB = 0.0;
            for (const std::size_t cell : bin) {
                add(m_isB[cell] ? sumB : sumA, m_cells[cell].vector, 1.0);
                inB += m_isB[cell];
            }
            const double inA = static_cast<double>(bin.size()) - inB;
            add(meanA, sumA, 1.0 / a);
            add(meanB, sumB, 1.0 / b);
            Vector ofBin(m_width);
            if (inA > 0.0) add(ofBin, sumA, (inB > 0.0 ? 0.5 : 1.0) / inA);
            if (inB > 0.0) add(ofBin, sumB, (inA > 0.0 ? 0.5 : 1.0) / inB);
            add(binsA, ofBin, inA / a);
            add(binsB, ofBin, inB / b);
        }
        shift.distance = cosineDistance(meanA, meanB);
        shift.distanceOfBins = cosineDistance(binsA, binsB);
        double all = 0.0, left = 0.0;
        for (std::size_t i = 0; i < m_width; ++i) {
            const double difference = meanA[i] - meanB[i], ofBins = binsA[i] - binsB[i];
            all += difference * difference;
            left += (difference - ofBins) * (difference - ofBins);
        }
        shift.explained = all > 0.0 ? 1.0 - left / all : std::numeric_limits<double>::quiet_NaN();
    }

    // With these labels; `matched` null: not asked.
    double matchedDistance(const std::vector<std::uint8_t> &isB, std::int64_t *matched = nullptr) const
    {
        Vector sumA(m_width), sumB(m_width);
        std::int64_t cells = 0;
        for (const auto &bin : m_bins) {
            std::int64_t b = 0;
            for (const std::size_t cell : bin) b += isB[cell];
            const std::int64_t a = static_cast<std::int64_t>(bin.size()) - b, both = std::min(a, b);
            if (both == 0) continue;
            cells += both;
            for (const std::size_t cell : bin)
                add(isB[cell] ? sumB : sumA, m_cells[cell].vector,
                    static_cast<double>(both) / static_cast<double>(isB[cell] ? b : a));
        }
        if (matched) *matched = cells;
        return cells > 0 ? cosineDistance(sumA, sumB) : std::numeric_limits<double>::quiet_NaN();
    }

    void test(ContextShift &shift, int exchanges, std::uint64_t seed) const
    {
        shift.distanceMatched = matchedDistance(m_isB, &shift.matchedCells);
        if (std::isnan(shift.distanceMatched) || exchanges < 1) {
            shift.nullMean = shift.pValue = std::numeric_limits<double>::quiet_NaN();
            return;
        }
        Random random(seed, Random::streamOf("context shift"));
        std::vector<std::uint8_t> labels = m_isB;
        int reached = 0;
        for (int exchange = 0; exchange < exchanges; ++exchange) {
            for (const auto &bin : m_bins)
                for (std::size_t i = bin.size(); i > 1; --i) std::swap(labels[bin[i - 1]], labels[bin[random.below(i)]]);
            const double distance = matchedDistance(labels);
            shift.nullMean += distance / exchanges;
            reached += distance >= shift.distanceMatched - rounding ? 1 : 0;
        }
        shift.pValue = static_cast<double>(reached + 1) / static_cast<double>(exchanges + 1);
    }

  private:
    std::size_t m_width;
    std::vector<ContextVector> m_cells;
    std::vector<std::vector<std::size_t>> m_bins;  // cells
    std::vector<std::uint8_t> m_isB;               // [cells]
};

}  // namespace

std::vector<std::size_t> valueBins(const std::vector<ContextVector> &vectors)
{
    std::vector<float> sorted;
    for (const ContextVector &vector : vectors) sorted.push_back(vector.value);
    std::sort(sorted.begin(), sorted.end());
    std::vector<float> edges = sorted;  // the smallest value of each bin
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    if (edges.size() * cellsOfBin > sorted.size()) {
        const std::size_t count = std::clamp(sorted.size() / cellsOfBin, fewestBins, mostBins);
        edges.clear();
        for (std::size_t bin = 0; bin < count; ++bin) edges.push_back(sorted[bin * sorted.size() / count]);
        edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    }
    std::vector<std::size_t> bins;
    for (const ContextVector &vector : vectors)
        bins.push_back(static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), vector.value) - edges.begin()) - 1);
    return bins;
}

ContextShift contextShift(const std::vector<ContextVector> &vectors, std::size_t a, std::size_t b, std::int64_t width,
                          int exchanges, std::uint64_t seed)
{
    ContextShift shift;
    const Pair pair(vectors, a, b, width);
    pair.describe(shift);
    pair.test(shift, exchanges, seed);
    return shift;
}

}  // namespace lexicell::models::tasks

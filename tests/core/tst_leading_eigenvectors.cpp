#include "core/analysis/leading_eigenvectors.h"
#include "tests/support/analysis_cases.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::test;
using analysis::leadingEigenvectors;

// The path graph's matrix 2 - neighbours has the eigenvalues 2 - 2 cos(pi j / (n + 1)).
static analysis::SymmetricOperator path(std::int64_t n)
{
    return [n](const double *x, double *y) {
        for (std::int64_t i = 0; i < n; ++i) y[i] = 2.0 * x[i] - (i > 0 ? x[i - 1] : 0.0) - (i + 1 < n ? x[i + 1] : 0.0);
    };
}

class TestLeadingEigenvectors : public QObject {
    Q_OBJECT

  private slots:
    void findsKnownValues_data()
    {
        QTest::addColumn<int>("n");
        QTest::newRow("dense") << 60;
        QTest::newRow("lanczos") << 700;
    }
    void findsKnownValues()
    {
        QFETCH(int, n);
        JobContext context;
        const auto pairs = leadingEigenvectors(n, path(n), {5, 1e-10, 1, 0}, context);
        VERIFY_OK(pairs);
        std::vector<double> expected, image(static_cast<std::size_t>(n)), residuals;
        for (int j = 0; j < 5; ++j) {
            expected.push_back(2.0 + 2.0 * std::cos(M_PI * (j + 1) / (n + 1)));
            const double *const vector = pairs->vectors.data() + j * n;
            path(n)(vector, image.data());
            double residual = 0.0, norm = 0.0;
            for (int i = 0; i < n; ++i) {
                residual +=
                    std::pow(image[static_cast<std::size_t>(i)] - pairs->values[static_cast<std::size_t>(j)] * vector[i], 2);
                norm += vector[i] * vector[i];
            }
            residuals.push_back(std::sqrt(residual));
            QVERIFY(std::abs(norm - 1.0) < 1e-10);
        }
        VERIFY_SAME(difference(pairs->values, expected, 1e-10));
        VERIFY_SAME(difference(residuals, std::vector<double>(5), 0, 1e-8));
    }

    // Rank two: the Lanczos basis is exhausted after a few steps and must go on from a fresh direction.
    void survivesLowRank()
    {
        const std::int64_t n = 500;
        const auto multiply = [n](const double *x, double *y) {
            for (std::int64_t i = 0; i < n; ++i) y[i] = i == 3 ? 4.0 * x[3] : i == 8 ? 9.0 * x[8] : 0.0;
        };
        JobContext context;
        const auto pairs = leadingEigenvectors(n, multiply, {3, 1e-10, 5, 0}, context);
        VERIFY_OK(pairs);
        VERIFY_SAME(difference(pairs->values, std::vector<double>{9, 4, 0}, 1e-10, 1e-10));
    }

    void findsEqualValues()
    {
        const std::int64_t n = 450;
        const auto multiply = [n](const double *x, double *y) {
            for (std::int64_t i = 0; i < n; ++i) y[i] = i < 3 ? 5.0 * x[i] : x[i] / static_cast<double>(i);
        };
        JobContext context;
        const auto pairs = leadingEigenvectors(n, multiply, {3, 1e-10, 5, 0}, context);
        VERIFY_OK(pairs);
        QVERIFY(std::abs(pairs->values[0] - 5.0) < 1e-9);
    }

    void stopsWhenCancelled()
    {
        JobContext context;
        context.cancel();
        const auto pairs = leadingEigenvectors(700, path(700), {5, 1e-10, 1, 0}, context);
        QVERIFY(!pairs.ok() && pairs.error().kind == ErrorKind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestLeadingEigenvectors)
#include "tst_leading_eigenvectors.moc"

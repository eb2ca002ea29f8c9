#include "core/analysis/truncated_svd.h"
#include "tests/support/analysis_cases.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::test;
using analysis::MatrixProducts;
using analysis::truncatedSvd;

using Function = std::function<void(const double *, double *)>;

static MatrixProducts symmetric(std::int64_t n, const Function &multiply) { return {n, n, multiply, multiply}; }

// The path graph's matrix 2 - neighbors has the eigenvalues 2 - 2 cos(pi j / (n + 1)).
static MatrixProducts path(std::int64_t n)
{
    return symmetric(n, [n](const double *x, double *y) {
        for (std::int64_t i = 0; i < n; ++i) y[i] = 2.0 * x[i] - (i > 0 ? x[i - 1] : 0.0) - (i + 1 < n ? x[i + 1] : 0.0);
    });
}

// Zero but for entry(i), i, on the diagonal.
static MatrixProducts diagonal(std::int64_t rows, std::int64_t columns, const std::function<double(std::int64_t)> &entry)
{
    const auto smaller = std::min(rows, columns);
    const auto into = [=](std::int64_t length) {
        return [=](const double *x, double *y) {
            for (std::int64_t i = 0; i < length; ++i) y[i] = i < smaller ? entry(i) * x[i] : 0.0;
        };
    };
    return {rows, columns, into(rows), into(columns)};
}

class TestTruncatedSvd : public QObject {
    Q_OBJECT

  private slots:
    void findsKnownValues_data()
    {
        QTest::addColumn<int>("n");
        QTest::newRow("dense") << 60;
        QTest::newRow("irlba") << 260;
    }
    void findsKnownValues()
    {
        QFETCH(int, n);
        JobContext context;
        const auto found = truncatedSvd(path(n), {5, 1e-10, 1}, context);
        VERIFY_OK(found);
        std::vector<double> expected, image(static_cast<std::size_t>(n)), residuals;
        for (int j = 0; j < 5; ++j) {
            expected.push_back(2.0 + 2.0 * std::cos(M_PI * (j + 1) / (n + 1)));
            const double *const left = found->left.data() + j * n, *const right = found->right.data() + j * n;
            path(n).times(right, image.data());
            double residual = 0.0, norm = 0.0;
            for (int i = 0; i < n; ++i) {
                residual +=
                    std::pow(image[static_cast<std::size_t>(i)] - found->values[static_cast<std::size_t>(j)] * left[i], 2);
                norm += left[i] * left[i];
            }
            residuals.push_back(std::sqrt(residual));
            QVERIFY(std::abs(norm - 1.0) < 1e-10);
        }
        VERIFY_SAME(difference(found->values, expected, 1e-9));
        VERIFY_SAME(difference(residuals, std::vector<double>(5), 0, 1e-7));
    }

    void findsTheVectorsOfBothSides_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        QTest::newRow("dense, tall") << 500 << 60;
        QTest::newRow("dense, wide") << 60 << 500;
        QTest::newRow("irlba, tall") << 700 << 300;
        QTest::newRow("irlba, wide") << 300 << 700;
    }
    void findsTheVectorsOfBothSides()
    {
        QFETCH(int, rows);
        QFETCH(int, columns);
        JobContext context;
        const auto found = truncatedSvd(diagonal(rows, columns, [](auto i) { return 10.0 / static_cast<double>(1 + i); }),
                                        {3, 1e-10, 0}, context);
        VERIFY_OK(found);
        VERIFY_SAME(difference(found->values, std::vector<double>{10, 5, 10.0 / 3.0}, 1e-9));
        for (int j = 0; j < 3; ++j) {
            const double left = found->left[static_cast<std::size_t>(j * rows + j)],
                         right = found->right[static_cast<std::size_t>(j * columns + j)];
            QVERIFY(std::abs(std::abs(left) - 1.0) < 1e-8);
            QVERIFY(std::abs(left - right) < 1e-8);  // one sign for both
        }
    }

    // Fewer directions than the basis of the iterations has: it must go on from a fresh one.
    void survivesLowRank()
    {
        JobContext context;
        const auto matrix = diagonal(500, 500, [](auto i) { return i == 3 ? 4.0 : i == 8 ? 9.0 : 0.0; });
        const auto found = truncatedSvd(matrix, {3, 1e-10, 5}, context);
        VERIFY_OK(found);
        VERIFY_SAME(difference(found->values, std::vector<double>{9, 4, 0}, 1e-9, 1e-7));
    }

    void survivesZeros()
    {
        JobContext context;
        const auto found = truncatedSvd(diagonal(300, 250, [](auto) { return 0.0; }), {3, 1e-10, 5}, context);
        VERIFY_OK(found);
        QCOMPARE(found->values, std::vector<double>(3, 0.0));
        for (const double entry : found->left) QVERIFY(std::isfinite(entry));
    }

    void findsEqualValues()
    {
        JobContext context;
        const auto matrix = diagonal(450, 450, [](auto i) { return i < 3 ? 5.0 : 1.0 / static_cast<double>(i); });
        const auto found = truncatedSvd(matrix, {3, 1e-10, 5}, context);
        VERIFY_OK(found);
        QVERIFY(std::abs(found->values[0] - 5.0) < 1e-9);
    }

    void isFixedByTheSeed()
    {
        JobContext context;
        const auto a = truncatedSvd(path(300), {2, 1e-6, 4}, context), b = truncatedSvd(path(300), {2, 1e-6, 4}, context);
        VERIFY_OK(a);
        VERIFY_OK(b);
        QCOMPARE(a->left, b->left);
    }

    void stopsWhenCancelled_data() { findsKnownValues_data(); }
    void stopsWhenCancelled()
    {
        QFETCH(int, n);
        JobContext context;
        context.cancel();
        const auto found = truncatedSvd(path(n), {5, 1e-10, 1}, context);
        QVERIFY(!found.ok() && found.error().kind == ErrorKind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestTruncatedSvd)
#include "tst_truncated_svd.moc"

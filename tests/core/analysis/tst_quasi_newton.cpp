// The minimizer on functions whose smallest value is known.
#include "core/analysis/quasi_newton.h"

#include "tests/support/fixtures.h"

#include <cmath>

using namespace lexicell;
using analysis::minimize;
using analysis::QuasiNewtonOptions;

class TestQuasiNewton : public QObject {
    Q_OBJECT

    // sum s_i (x_i - c_i)² / 2 with scales from 1 to 10,000
    static double bowl(const std::vector<double> &x, std::vector<double> &gradient)
    {
        double value = 0.0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double scale = std::pow(10.0, static_cast<double>(i % 5)), apart = x[i] - center(i);
            value += 0.5 * scale * apart * apart;
            gradient[i] = scale * apart;
        }
        return value;
    }
    static double center(std::size_t i) { return i % 2 == 0 ? 2.0 : -0.5; }

  private slots:
    void aBowl()
    {
        JobContext context;
        QuasiNewtonOptions options;
        options.gradientTolerance = 1e-10;
        const auto found = minimize(&bowl, std::vector<double>(20), options, context);
        VERIFY_OK(found);
        QVERIFY(found->converged);
        for (std::size_t i = 0; i < 20; ++i) QVERIFY(std::abs(found->x[i] - center(i)) < 1e-5);
    }

    // Rosenbrock's valley: curved, the smallest value at (1, 1).
    void aValley()
    {
        const auto valley = [](const std::vector<double> &x, std::vector<double> &gradient) {
            const double a = 1.0 - x[0], b = x[1] - x[0] * x[0];
            gradient = {-2.0 * a - 400.0 * x[0] * b, 200.0 * b};
            return a * a + 100.0 * b * b;
        };
        JobContext context;
        QuasiNewtonOptions options;
        options.gradientTolerance = 1e-9;
        const auto found = minimize(valley, {-1.2, 1.0}, options, context);
        VERIFY_OK(found);
        QVERIFY(std::abs(found->x[0] - 1.0) < 1e-6 && std::abs(found->x[1] - 1.0) < 1e-6);
    }

    // With the sum of |x|: x_i = c_i moved by l1 / s_i toward 0, and exactly 0 where that crosses it.
    void softThresholds()
    {
        JobContext context;
        QuasiNewtonOptions options;
        options.l1 = 1.0;
        options.gradientTolerance = 1e-10;
        const auto found = minimize(&bowl, std::vector<double>(20), options, context);
        VERIFY_OK(found);
        for (std::size_t i = 0; i < 20; ++i) {
            const double scale = std::pow(10.0, static_cast<double>(i % 5));
            const double size = std::max(0.0, std::abs(center(i)) - 1.0 / scale);
            const double expected = center(i) > 0.0 ? size : -size;
            if (expected == 0.0) QCOMPARE(found->x[i], 0.0);
            else QVERIFY(std::abs(found->x[i] - expected) < 1e-5);
        }
    }

    void cancelled()
    {
        JobContext context;
        context.cancel();
        QCOMPARE(minimize(&bowl, std::vector<double>(20), {}, context).error().kind, ErrorKind::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestQuasiNewton)
#include "tst_quasi_newton.moc"

#include "core/preprocess/loess.h"
#include "tests/support/analysis_cases.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::test;

class TestLoess : public QObject {
    Q_OBJECT

  private slots:
    // A local quadratic reproduces a quadratic at the vertices, and so does the blending between them.
    void reproducesAQuadratic()
    {
        std::vector<double> x, y;
        for (int i = 0; i < 200; ++i) {
            x.push_back(std::sin(i * 1.7) * 3.0);
            y.push_back(0.5 - 2.0 * x.back() + 0.25 * x.back() * x.back());
        }
        const auto fitted = preprocess::loess(x, y);
        VERIFY_OK(fitted);
        VERIFY_SAME(difference(*fitted, y, 1e-10, 1e-10));
    }

    // Values of scikit-misc 0.5.3: loess(x, y, span=0.3, degree=2), x = (i / 40) ** 1.5 rounded to 1e-3 (so with no ties),
    // y = sin(3 x) + 0.3 cos(17 i).
    void matchesScikitMisc()
    {
        std::vector<double> x, y;
        for (int i = 0; i < 80; ++i) {
            x.push_back(std::round(std::pow(i / 40.0, 1.5) * 1e3) / 1e3);
            y.push_back(std::sin(3.0 * x.back()) + 0.3 * std::cos(17.0 * i));
        }
        const auto fitted = preprocess::loess(x, y);
        VERIFY_OK(fitted);
        const std::vector<double> picked{(*fitted)[0], (*fitted)[7], (*fitted)[20], (*fitted)[41], (*fitted)[63], (*fitted)[79]};
        VERIFY_SAME(difference(picked,
                               std::vector<double>{0.031406240282529925, 0.2281205892737549, 0.872362794479927,
                                                   0.026682494201186235, -0.34312973465800917, 0.9982034732865221},
                               1e-9));
    }

    void refusesTooFewDistinctValues()
    {
        std::vector<double> x, y;
        for (int i = 0; i < 100; ++i) {
            x.push_back(i % 2);
            y.push_back(i);
        }
        const auto fitted = preprocess::loess(x, y);
        QVERIFY(!fitted.ok());
        QCOMPARE(QString::fromStdString(fitted.error().errorClass), QString("singular_loess"));
    }
};

QTEST_GUILESS_MAIN(TestLoess)
#include "tst_loess.moc"

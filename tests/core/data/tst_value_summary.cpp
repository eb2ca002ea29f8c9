// Whether values are counts or logarithms: the one answer of the window, the command line and the models.
#include "core/data/value_summary.h"
#include "tests/support/fixtures.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace lexicell;
using namespace lexicell::data;

namespace {

ValueSummary summaryOf(const std::vector<double> &values)
{
    ValueSummary summary;
    for (const double value : values) summary.add(value);
    return summary;
}

}  // namespace

class TestValueSummary : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void sumsAreExact()
    {
        // 2^24 + 1 is the first whole number that float32 cannot hold
        SparseMatrix matrix{SparseMatrix::Layout::Csr,
                            1,
                            4,
                            Array::of(std::vector<std::int64_t>{16777217, 16777217, 0, 1}),
                            {0, 1, 2, 3},
                            {0, 4}};
        const auto summary = summarize(ExpressionMatrix::inMemory(makeElement(matrix)));
        VERIFY_OK(summary);
        QCOMPARE(summary->sum, 33554435.0);
        QCOMPARE(summary->nonZeros, std::int64_t{3});
        QCOMPARE(summary->max, 16777217.0);
        QVERIFY(summary->counts());
    }

    void dense()
    {
        Array array(DType::Float64, {1, 3});
        const double values[] = {-4.0, 0.0, 2.0};
        std::copy_n(values, 3, array.as<double>());
        const auto summary = summarize(ExpressionMatrix::inMemory(makeElement(array)));
        VERIFY_OK(summary);
        QCOMPARE(summary->min, -4.0);
        QCOMPARE(summary->nonZeros, std::int64_t{2});
        QVERIFY(summary->negative);
        VERIFY_OK(summarize(ExpressionMatrix()));
    }

    void whatTheyAre_data()
    {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        QTest::addColumn<QList<double>>("values");
        QTest::addColumn<bool>("counts");
        QTest::addColumn<bool>("logged");
        QTest::newRow("counts") << QList<double>{0.0, 3.0} << true << false;
        QTest::newRow("counts beyond 2^53") << QList<double>{1.0, 1e300} << true << false;
        QTest::newRow("logarithms") << QList<double>{0.5, 3.0} << false << true;
        QTest::newRow("the largest logarithm") << QList<double>{0.5, 29.9} << false << true;
        QTest::newRow("normalized") << QList<double>{0.5, 30.0} << false << false;
        QTest::newRow("scaled") << QList<double>{-0.5, 3.0} << false << false;
        QTest::newRow("negative") << QList<double>{-1.0, 3.0} << false << false;
        // The window once took infinity for a whole number, and so for a count.
        QTest::newRow("infinite") << QList<double>{1.0, infinity} << false << false;
        QTest::newRow("no number") << QList<double>{1.0, std::nan("")} << false << false;
        QTest::newRow("no number, fractions") << QList<double>{0.5, std::nan("")} << false << false;
        // The command line once called a matrix of zeros counts; the window did not.
        QTest::newRow("zeros") << QList<double>{0.0, 0.0} << false << false;
    }
    void whatTheyAre()
    {
        QFETCH(QList<double>, values);
        QFETCH(bool, counts);
        QFETCH(bool, logged);
        const ValueSummary summary = summaryOf({values.begin(), values.end()});
        QCOMPARE(summary.counts(), counts);
        QCOMPARE(summary.looksLogged(), logged);
    }

    // Zeros are no reason to refuse a matrix where counts are needed.
    void zerosContradictNothing() { QVERIFY(!summaryOf({0.0}).contradictsCounts()); }
};

QTEST_APPLESS_MAIN(TestValueSummary)
#include "tst_value_summary.moc"

#include "core/preprocess/normalize.h"
#include "tests/support/analysis_cases.h"

using namespace lexicell;
using namespace lexicell::test;

class TestNormalize : public QObject {
    Q_OBJECT

  private slots:
    void matchesReference_data() { LEXICELL_ADD_ANALYSIS_CASES("lognorm/sample_value"); }
    void matchesReference()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "lognorm/sample_value");
        auto values = which.counts();
        preprocess::logNormalize(values, 0);

        std::vector<double> rowSum(static_cast<std::size_t>(values.rows)), columnSum(static_cast<std::size_t>(values.columns)),
            totals(3);
        for (std::size_t row = 0; row < rowSum.size(); ++row)
            for (auto i = static_cast<std::size_t>(values.indptr[row]); i < static_cast<std::size_t>(values.indptr[row + 1]);
                 ++i) {
                const auto value = static_cast<double>(values.values[i]);
                rowSum[row] += value;
                columnSum[static_cast<std::size_t>(values.indices[i])] += value;
                totals[0] += value;
                totals[1] += value * value;
                totals[2] = std::max(totals[2], value);
            }
        VERIFY_SAME(difference(rowSum, which.doubles("lognorm/row_sum"), 1e-6));
        VERIFY_SAME(difference(columnSum, which.doubles("lognorm/col_sum"), 1e-6));
        VERIFY_SAME(difference(totals, which.doubles("lognorm/totals"), 1e-6));

        const auto rows = which.ints("lognorm/sample_row"), columns = which.ints("lognorm/sample_col");
        std::vector<float> sample(rows.size());
        for (std::size_t s = 0; s < rows.size(); ++s) {
            const auto begin = values.indices.begin() + values.indptr[static_cast<std::size_t>(rows[s])];
            const auto end = values.indices.begin() + values.indptr[static_cast<std::size_t>(rows[s]) + 1];
            const auto at = std::lower_bound(begin, end, columns[s]);
            if (at != end && *at == columns[s]) sample[s] = values.values[static_cast<std::size_t>(at - values.indices.begin())];
        }
        VERIFY_SAME(difference(sample, which.doubles("lognorm/sample_value"), 2e-6));
    }

    void doesNotDependOnThreads()
    {
        data::CsrBlock one{3, 4, {0, 2, 2, 4}, {0, 3, 1, 2}, {1, 3, 7, 2}}, two = one;
        preprocess::logNormalize(one, 1);
        preprocess::logNormalize(two, 3);
        QCOMPARE(one.values, two.values);
    }

    // What the window draws and what models read are the same numbers as these.
    void oneCountHasTheSameBits()
    {
        data::CsrBlock block{1, 3, {0, 3}, {0, 1, 2}, {1, 3, 777}};
        preprocess::logNormalize(block, 1);
        const double counts[] = {1, 3, 777};
        for (std::size_t i = 0; i < 3; ++i) QCOMPARE(static_cast<float>(preprocess::logCp10k(counts[i], 781.0)), block.values[i]);
        QCOMPARE(preprocess::logCp10k(0.0, 0.0), 0.0);
    }

    void leavesCellsWithoutCounts()
    {
        data::CsrBlock block{2, 2, {0, 0, 1}, {1}, {5}};
        preprocess::logNormalize(block, 1);
        QCOMPARE(block.values.size(), std::size_t{1});
        QCOMPARE(block.values[0], static_cast<float>(std::log1p(1e4)));
    }

    void takesOtherBases()
    {
        data::CsrBlock block{1, 1, {0, 1}, {0}, {3}};
        preprocess::normalize(block, std::nullopt, preprocess::Log1p{2.0}, 1);
        QCOMPARE(block.values[0], 2.0f);
    }
};

QTEST_GUILESS_MAIN(TestNormalize)
#include "tst_normalize.moc"

#include "core/analysis/pca.h"
#include "core/data/csr_block.h"
#include "core/preprocess/normalize.h"
#include "tests/support/analysis_cases.h"

#include <cmath>
#include <numeric>

using namespace lexicell;
using namespace lexicell::test;
using analysis::Scaling;

static data::CsrBlock pcaInput(const AnalysisCase &which)
{
    auto values = which.counts();
    preprocess::logNormalize(values, 0);
    return data::selectColumns(values, which.ints("pca/genes"));
}

// Component c is defined by itself where the gaps on both sides are wide enough.
static bool isSingle(const std::vector<double> &gap, std::size_t c) { return gap[c] > 1e-3 && (c == 0 || gap[c - 1] > 1e-3); }

class TestPca : public QObject {
    Q_OBJECT

    // scores: [rows x components] of our result and of the reference
    void compareScores(const std::vector<std::vector<double>> &own, const std::vector<double> &reference,
                       const std::vector<double> &gap)
    {
        const std::size_t components = gap.size(), rows = reference.size() / components;
        for (std::size_t c = 0; c < components; ++c) {
            if (!isSingle(gap, c)) continue;
            std::vector<double> a(rows), b(rows);
            double largest = 0.0;
            for (std::size_t row = 0; row < rows; ++row) {
                a[row] = own[row][c];
                b[row] = reference[row * components + c];
                largest = std::max(largest, std::abs(b[row]));
            }
            const double r = correlation(a, b);
            QVERIFY2(std::abs(r) > 0.9999, ("component " + std::to_string(c) + ": correlation " + std::to_string(r)).c_str());
            if (r < 0.0)  // two loadings of nearly the same size may decide the sign either way
                for (double &value : a) value = -value;
            VERIFY_SAME(difference(a, b, 0.0, 1e-3 * largest));
        }
    }

    void compare(const AnalysisCase &which, const std::string &folder, bool center, Scaling scaling)
    {
        const auto gap = which.doubles(folder + "/relative_gap");
        analysis::PcaInput settings;
        settings.components = static_cast<int>(gap.size());
        settings.center = center;
        settings.scaling = scaling;
        JobContext context;
        const auto result = analysis::principalComponents(pcaInput(which), settings, context);
        VERIFY_OK(result);
        if (which.has(folder + "/variance")) {
            VERIFY_SAME(difference(result->variance, which.doubles(folder + "/variance"), 1e-4));
            VERIFY_SAME(difference(result->varianceRatio, which.doubles(folder + "/variance_ratio"), 1e-4));
        }
        if (which.has(folder + "/singular_values"))
            VERIFY_SAME(difference(result->singularValues, which.doubles(folder + "/singular_values"), 1e-4));
        std::vector<std::vector<double>> scores;
        const auto row = [&](std::int64_t cell) {
            return std::vector<double>(result->scores.row(cell), result->scores.row(cell) + settings.components);
        };
        if (which.has(folder + "/scores")) {
            for (std::int64_t cell = 0; cell < result->scores.cells; ++cell) scores.push_back(row(cell));
            compareScores(scores, which.doubles(folder + "/scores"), gap);
        } else {
            for (const auto cell : which.ints("pca/sample_rows")) scores.push_back(row(cell));
            compareScores(scores, which.doubles(folder + "/scores_sample"), gap);
        }
        if (which.has(folder + "/loadings_first5")) compareLoadings(which, folder, result->loadings, gap);
    }

    // loadings: [genes x components]; the file has the first of them.
    void compareLoadings(const AnalysisCase &which, const std::string &folder, const std::vector<double> &loadings,
                         const std::vector<double> &gap)
    {
        const auto first = static_cast<std::size_t>(which.shape(folder + "/loadings_first5")[1]);
        const auto reference = which.doubles(folder + "/loadings_first5");
        for (std::size_t c = 0; c < first; ++c) {
            if (!isSingle(gap, c)) continue;
            std::vector<double> own, wanted;
            double product = 0.0;
            for (std::size_t gene = 0; gene < loadings.size() / gap.size(); ++gene) {
                own.push_back(loadings[gene * gap.size() + c]);
                wanted.push_back(reference[gene * first + c]);
                product += own.back() * wanted.back();
            }
            if (product < 0.0)
                for (double &value : own) value = -value;
            VERIFY_SAME(difference(own, wanted, 0.0, 1e-4));
        }
    }

    static data::CsrBlock someValues(int rows, int columns)
    {
        data::CsrBlock block;
        block.rows = rows;
        block.columns = columns;
        for (int r = 0; r < rows; ++r) {
            for (int c = 0; c < columns; ++c)
                if ((r * 31 + c * 17 + r * c) % 5 < 2) {
                    block.indices.push_back(c);
                    block.values.push_back(static_cast<float>(0.1 * ((r * 7 + c * c * 3 + r * r * c) % 23 + 1)));
                }
            block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
        }
        return block;
    }

  private slots:
    void centered_data() { LEXICELL_ADD_ANALYSIS_CASES("pca/centred"); }
    void centered()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "pca/centred");
        compare(which, "pca/centred", true, Scaling::None);
    }
    void scaled_data() { LEXICELL_ADD_ANALYSIS_CASES("pca/scaled"); }
    void scaled()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "pca/scaled");
        compare(which, "pca/scaled", true, Scaling::Standardize);
    }
    void uncentered_data() { LEXICELL_ADD_ANALYSIS_CASES("pca/uncentred"); }
    void uncentered()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "pca/uncentred");
        compare(which, "pca/uncentred", false, Scaling::None);
    }
    void scaledUncentered_data() { LEXICELL_ADD_ANALYSIS_CASES("pca/scaled_uncentred"); }
    void scaledUncentered()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "pca/scaled_uncentred");
        compare(which, "pca/scaled_uncentred", false, Scaling::UnitVariance);
    }

    void scalesAsScanpy_data() { LEXICELL_ADD_ANALYSIS_CASES("pca/scaled/sample_scaled"); }
    void scalesAsScanpy()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "pca/scaled/sample_scaled");
        analysis::ScalingOptions options;
        options.scaling = Scaling::Standardize;
        options.center = false;  // the z scores themselves
        const analysis::CenteredMatrix matrix(pcaInput(which), options);
        const auto shape = which.shape("pca/scaled/sample_scaled");
        const auto cells = which.ints("pca/sample_rows");
        std::vector<double> sample;
        for (std::int64_t i = 0; i < shape[0]; ++i) {
            const auto row = matrix.row(cells[static_cast<std::size_t>(i)]);
            sample.insert(sample.end(), row.begin(), row.begin() + shape[1]);
        }
        VERIFY_SAME(difference(sample, which.doubles("pca/scaled/sample_scaled"), 0.0, 2e-5));
    }

    void doesNotDependOnThreads()
    {
        JobContext one, four;
        one.threads = 1;
        four.threads = 4;
        const auto block = someValues(1200, 450);  // enough values for more than one thread
        analysis::PcaInput settings;
        settings.components = 10;
        const auto a = analysis::principalComponents(block, settings, one),
                   b = analysis::principalComponents(block, settings, four);
        VERIFY_OK(a);
        VERIFY_OK(b);
        QCOMPARE(a->scores.values, b->scores.values);
        QCOMPARE(a->loadings, b->loadings);
    }

    // The products that all rests on, against the rows themselves.
    void multipliesAsFilled()
    {
        const auto block = someValues(500, 43);
        for (const auto scaling : {Scaling::None, Scaling::UnitVariance, Scaling::Standardize}) {
            const analysis::CenteredMatrix matrix(block, {true, scaling, 10.0, 1});
            std::vector<double> x(43), y(500), product, sums(43), transposed(43);
            for (std::size_t gene = 0; gene < x.size(); ++gene) x[gene] = std::sin(static_cast<double>(gene));
            matrix.multiply(x.data(), y.data());
            for (std::int64_t cell = 0; cell < 500; ++cell) {
                const auto row = matrix.row(cell);
                product.push_back(std::inner_product(row.begin(), row.end(), x.begin(), 0.0));
                for (std::size_t gene = 0; gene < row.size(); ++gene) sums[gene] += row[gene] * y[static_cast<std::size_t>(cell)];
            }
            matrix.multiplyTransposed(y.data(), transposed.data());
            VERIFY_SAME(difference(y, product, 1e-9, 1e-9));
            VERIFY_SAME(difference(transposed, sums, 1e-9, 1e-9));
        }
    }

    // Few genes are solved densely, many by iteration.
    void agreesBetweenItsWays()
    {
        const auto block = someValues(500, 40);
        analysis::PcaInput settings;
        settings.components = 6;
        JobContext context;
        const auto wide = analysis::principalComponents(block, settings, context);
        VERIFY_OK(wide);
        // the same cells with 600 genes that never vary added: too many for the dense way
        auto padded = block;
        padded.columns = 640;
        const auto tall = analysis::principalComponents(padded, settings, context);
        VERIFY_OK(tall);
        VERIFY_SAME(difference(tall->variance, wide->variance, 1e-9));
        VERIFY_SAME(difference(tall->scores.values, wide->scores.values, 1e-4, 1e-5));
    }

    // A gene whose zeros lie more than ten deviations below the mean: they are clipped too.
    void clipsZerosOfConstantGenes()
    {
        data::CsrBlock block;
        block.rows = 400;
        block.columns = 1;
        for (int row = 0; row < 400; ++row) {
            if (row != 0) {
                block.indices.push_back(0);
                block.values.push_back(5.0f + 0.001f * static_cast<float>(row % 2));
            }
            block.indptr.push_back(static_cast<std::int64_t>(block.indices.size()));
        }
        const analysis::CenteredMatrix matrix(block, {false, Scaling::Standardize, 10.0, 1});
        QVERIFY(std::abs(matrix.row(0)[0] + 10.0) < 1e-5);
        QVERIFY(std::abs(matrix.row(1)[0]) < 0.1);
    }

    void limitsTheComponents()
    {
        JobContext context;
        const auto result = analysis::principalComponents(someValues(6, 30), {}, context);
        VERIFY_OK(result);
        QCOMPARE(result->scores.dimensions, 5);
        const auto one = analysis::principalComponents(someValues(1, 30), {}, context);
        QVERIFY(!one.ok());
        QCOMPARE(QString::fromStdString(one.error().errorClass), QString("too_small"));
    }

    void stopsWhenCancelled()
    {
        JobContext context;
        context.cancel();
        const auto result = analysis::principalComponents(someValues(900, 450), {}, context);
        QVERIFY(!result.ok() && result.error().kind == ErrorKind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestPca)
#include "tst_pca.moc"

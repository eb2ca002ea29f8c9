// Pseudobulk and moderated t against edgeR and limma (fixtures/differential); each step from the stored input of that step.
#include "core/analysis/moderated_t.h"
#include "core/analysis/p_values.h"
#include "core/analysis/pseudobulk.h"
#include "tests/support/analysis_cases.h"
#include "tests/support/h5ad_cells.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::test;
using namespace lexicell::analysis;

namespace {

// The problems of both fixture folders: the one that was found, and the small copy of this repository.
std::vector<std::pair<std::string, std::filesystem::path>> problems()
{
    std::vector<std::pair<std::string, std::filesystem::path>> all;
    const std::filesystem::path own = sourceRoot() / "tests/fixtures/differential";
    const auto found = fixtures("differential");
    for (const auto &folder : {found.value_or(own), own}) {
        if (folder == own && !all.empty() && found && std::filesystem::equivalent(*found, own)) continue;
        const Hdf5File file(folder / "expected.h5");
        for (const std::string &group : file.children("/"))
            if (file.has("/" + group + "/pseudobulk")) all.emplace_back(group, folder);
    }
    return all;
}

SampleMatrix matrixOf(const Hdf5File &file, const std::string &name)
{
    const auto stored = file.doubles(name);
    return {stored.rows(), stored.columns(), stored.values};
}

struct Samples {
    std::vector<std::string> names;
    SampleDesign design;
};

// "REPLICATE_CONDITION"; the other condition is tested against the reference.
Samples samplesOf(const Hdf5File &file, const std::string &problem)
{
    Samples samples{file.strings(problem + "/samples").values, {}};
    const auto replicates = file.strings(problem + "/replicate_names").values;
    const std::string tested = file.textAttribute(problem, "other");
    for (const std::string &name : samples.names) {
        const auto cut = name.rfind('_');
        samples.design.condition.push_back(name.substr(cut + 1) == tested ? 1 : 0);
        const auto at = std::find(replicates.begin(), replicates.end(), name.substr(0, cut));
        samples.design.replicate.push_back(static_cast<int>(at - replicates.begin()));
    }
    return samples;
}

std::string farLogs(const std::vector<double> &actual, const std::vector<double> &expected)
{
    std::vector<double> a, b;
    for (const double p : actual) a.push_back(std::log10(p));
    for (const double p : expected) b.push_back(std::log10(p));
    return difference(a, b, 0.0, 1e-5);
}

// t against limma's, at the fixture's relative tolerance and what the rounding of the stored values adds. They are given to 7e-12
// of their size. The coefficient of the condition is a difference of means, so it is off by at most twice that, and t by that
// over the standard error of the coefficient, logFC / t: where t is near 0 no relative tolerance can hold.
std::string farT(const ModeratedT &fit, const std::vector<double> &expected, const SampleMatrix &values)
{
    constexpr double rounding = 7e-12;
    for (std::size_t gene = 0; gene < expected.size(); ++gene) {
        double largest = 0.0;
        for (std::int64_t sample = 0; sample < values.samples; ++sample)
            largest = std::max(largest, std::abs(values.at(sample, static_cast<std::int64_t>(gene))));
        const double error = fit.t[gene] == 0.0 ? 1.0 : fit.logFoldChange[gene] / fit.t[gene];
        const double allowed = 1e-6 * std::abs(expected[gene]) + 2.0 * rounding * largest / error;
        if (!(std::abs(fit.t[gene] - expected[gene]) <= allowed))
            return "gene " + std::to_string(gene) + ": " + std::to_string(fit.t[gene]) + ", not " +
                   std::to_string(expected[gene]);
    }
    return fit.t.size() == expected.size() ? std::string() : "other numbers of genes";
}

}  // namespace

#define FETCH_PROBLEM()                                                                                                          \
    QFETCH(int, index);                                                                                                          \
    const auto [name, folder] = problems()[static_cast<std::size_t>(index)];                                                     \
    const Hdf5File file(folder / "expected.h5");                                                                                 \
    const std::string problem = "/" + name;                                                                                      \
    const Samples samples = samplesOf(file, problem)

class TestPseudobulk : public QObject {
    Q_OBJECT

    static void addProblems()
    {
        QTest::addColumn<int>("index");
        const auto all = problems();
        for (std::size_t i = 0; i < all.size(); ++i)
            QTest::newRow((all[i].first + " " + std::to_string(i)).c_str()) << static_cast<int>(i);
    }

  private Q_SLOTS:
    void sumsCounts_data() { addProblems(); }
    void sumsCounts()
    {
        FETCH_PROBLEM();
        const auto data = realData(file.textAttribute(problem, "path"));
        if (!data) QSKIP("real data is absent: set LEXICELL_DATA");
        const data::CsrBlock counts = readMatrix(Hdf5File(*data), "X");
        const auto cells = file.ints(problem + "/cells").values;
        const auto condition = file.ints(problem + "/condition").values, replicate = file.ints(problem + "/replicate").values;
        const auto conditions = file.strings(problem + "/condition_names").values;
        const auto replicates = file.strings(problem + "/replicate_names").values;
        std::vector<std::int32_t> sampleOf(static_cast<std::size_t>(counts.rows), -1);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string sample =
                replicates[static_cast<std::size_t>(replicate[i])] + "_" + conditions[static_cast<std::size_t>(condition[i])];
            sampleOf[static_cast<std::size_t>(cells[i])] =
                static_cast<std::int32_t>(std::find(samples.names.begin(), samples.names.end(), sample) - samples.names.begin());
        }
        const auto sums = sumCounts(counts, sampleOf, static_cast<std::int64_t>(samples.names.size()));
        VERIFY_SAME(difference(sums.values, file.doubles(problem + "/pseudobulk").values, 0.0));
    }

    void keepsGenesAsEdgeR_data() { addProblems(); }
    void keepsGenesAsEdgeR()
    {
        FETCH_PROBLEM();
        const auto kept = genesWithCounts(matrixOf(file, problem + "/pseudobulk"), samples.design.condition);
        QCOMPARE(kept, file.ints(problem + "/kept_genes").values);
    }

    void normalizesAsEdgeR_data() { addProblems(); }
    void normalizesAsEdgeR()
    {
        FETCH_PROBLEM();
        const auto counts = selectGenes(matrixOf(file, problem + "/pseudobulk"), file.ints(problem + "/kept_genes").values);
        for (const std::string norm : {"none", "TMM"}) {
            const std::string at = problem + "/" + norm;
            auto libraries = librarySizes(counts);
            VERIFY_SAME(difference(libraries, file.doubles(at + "/lib_size").values, 0.0));
            const auto factors = file.doubles(at + "/norm_factor").values;
            if (norm == "TMM") VERIFY_SAME(difference(tmmFactors(counts, libraries), factors, 1e-8));
            for (std::size_t i = 0; i < libraries.size(); ++i) libraries[i] *= factors[i];
            VERIFY_SAME(
                difference(logCountsPerMillion(counts, libraries).values, file.doubles(at + "/logcpm").values, 0.0, 1e-8));
        }
    }

    void testsAsLimma_data() { addProblems(); }
    void testsAsLimma()
    {
        FETCH_PROBLEM();
        for (const std::string norm : {"none", "TMM"})
            for (const std::string kind : {"paired", "unpaired"}) {
                const std::string at = problem + "/" + norm + "/" + kind + "/limma_";
                SampleDesign design = samples.design;
                if (kind == "unpaired") design.replicate.clear();
                const SampleMatrix values = matrixOf(file, problem + "/" + norm + "/logcpm");
                const ModeratedT fit = moderatedT(values, design);
                VERIFY_SAME(difference(fit.logFoldChange, file.doubles(at + "logFC").values, 0.0, 1e-8));
                VERIFY_SAME(difference(fit.sigma, file.doubles(at + "sigma").values, 1e-6));
                VERIFY_SAME(difference(fit.priorVariance, file.doubles(at + "s2prior").values, 1e-5));
                VERIFY_SAME(farT(fit, file.doubles(at + "t").values, values));
                VERIFY_SAME(farLogs(fit.pValue, file.doubles(at + "P").values));
                VERIFY_SAME(farLogs(falseDiscoveryRates(fit.pValue), file.doubles(at + "adjP").values));
                const auto degrees = file.doubles(at + "df").values;
                if (std::isinf(degrees[0])) QVERIFY(std::isinf(fit.priorDegrees));
                else VERIFY_SAME(difference(std::vector<double>{fit.priorDegrees}, {degrees[0]}, 1e-5));
                VERIFY_SAME(
                    difference(std::vector<double>{fit.residualDegrees, fit.totalDegrees}, {degrees[1], degrees[2]}, 1e-5));
            }
    }

    // Samples in another order are the same samples.
    void theOrderOfSamplesDoesNotMatter()
    {
        SampleMatrix values{6, 40, {}};
        for (std::size_t i = 0; i < 240; ++i)
            values.values.push_back(std::sin(static_cast<double>(i * i)) + static_cast<double>(i % 40));
        const SampleDesign design{{0, 1, 0, 1, 0, 1}, {0, 0, 1, 1, 2, 2}};
        SampleMatrix turned = values;
        std::reverse(turned.values.begin(), turned.values.end());
        for (std::int64_t sample = 0; sample < 6; ++sample)
            std::reverse(turned.values.begin() + sample * 40, turned.values.begin() + (sample + 1) * 40);
        const SampleDesign turnedDesign{{1, 0, 1, 0, 1, 0}, {2, 2, 1, 1, 0, 0}};
        VERIFY_SAME(difference(moderatedT(values, design).t, moderatedT(turned, turnedDesign).t, 1e-9));
        QCOMPARE(design.residual(), 2);
    }

    // One gene, genes of one level, genes that never vary: numbers, and no NaN.
    void fewAndFlatGenes()
    {
        const SampleDesign design{{0, 0, 1, 1}, {}};
        const ModeratedT one = moderatedT({4, 1, {1, 2, 4, 5}}, design);
        QCOMPARE(one.logFoldChange[0], 3.0);
        QVERIFY(one.pValue[0] > 0.0 && one.pValue[0] < 1.0);
        SampleMatrix same{4, 35, {}};
        for (int sample = 0; sample < 4; ++sample)
            for (int gene = 0; gene < 35; ++gene) same.values.push_back(gene < 34 ? (sample % 2 ? 1.0 : -1.0) : 0.0);
        for (const double t : moderatedT(same, design).t) QVERIFY(std::isfinite(t));
        const ModeratedT flat = moderatedT({4, 5, std::vector<double>(20, 2.0)}, design);
        for (const double p : flat.pValue) QCOMPARE(p, 1.0);
    }

    void pValuesAreKnownOnes()
    {
        // scipy 1.17: 2 t.sf(2.5, 7.3), 2 t.sf(40, 3), 2 t.sf(1e-3, 1e5), 2 norm.sf(6)
        VERIFY_SAME(difference(std::vector<double>{studentTwoSided(2.5, 7.3), studentTwoSided(-40, 3), studentTwoSided(1e-3, 1e5),
                                                   studentTwoSided(6, std::numeric_limits<double>::infinity())},
                               {0.03965023466560043, 3.4380680789158506e-05, 0.9992021175668878, 1.973175290075389e-09}, 1e-11));
        QVERIFY(std::isnan(studentTwoSided(std::nan(""), 3)));
        // As many degrees of freedom as cells: mpmath 1.3, 50 digits.
        const double many = studentTwoSided(1.6960220063064719, 2941166.7559149875);
        QVERIFY2(std::abs(many / 0.089881818414642217 - 1.0) < 1e-13, qPrintable(QString::number(many, 'g', 17)));
        for (const double y : {1e-8, 1e-3, 0.3, 1.0, 50.0, 1e9})
            QVERIFY(std::abs(trigamma(trigammaInverse(y)) / y - 1.0) < (y < 1e-6 || y > 1e7 ? 1e-3 : 1e-10));
        const double nan = std::nan("");
        VERIFY_SAME(difference(falseDiscoveryRates({0.01, nan, 0.04, 0.03, 1.0}), {0.04, nan, 0.16 / 3, 0.16 / 3, 1.0}, 1e-15));
    }
};

QTEST_GUILESS_MAIN(TestPseudobulk)
#include "tst_pseudobulk.moc"

// Cases of the analysis fixtures: every root group of expected.h5 whose attribute `path` names a data file, below the data
// root or beside expected.h5. The fixtures found by fixtures("analysis") and the small ones of this repository are all run.
#pragma once

#include "core/analysis/neighbors.h"
#include "core/data/element.h"
#include "core/data/expression_matrix.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"

#include <memory>
#include <string>
#include <vector>

namespace lexicell::test {

struct AnalysisCase {
    std::string name;   // "pbmc3k"
    std::string group;  // of expected.h5
    std::shared_ptr<const Hdf5File> expected;
    std::filesystem::path folder;
    std::filesystem::path dataFile;  // empty: not found

    bool has(const std::string &array) const { return expected->has(group + "/" + array); }
    std::vector<double> doubles(const std::string &array) const { return expected->doubles(group + "/" + array).values; }
    std::vector<float> floats(const std::string &array) const { return expected->floats(group + "/" + array).values; }
    std::vector<std::int64_t> ints(const std::string &array) const { return expected->ints(group + "/" + array).values; }
    std::vector<std::int64_t> shape(const std::string &array) const { return expected->shape(group + "/" + array); }

    data::CsrBlock counts() const;  // read without the readers under test; indices sorted
    std::vector<std::string> geneNames() const;
    data::Categorical batches() const;  // the obs column that the attribute `batch` names
};

// Cases that have `array`; empty: no analysis fixtures at all.
std::vector<AnalysisCase> analysisCases(const std::string &array);

// Empty when all |actual - expected| <= atol + rtol |expected| (NaN equals NaN), else a sentence on the largest difference.
std::string difference(const std::vector<double> &actual, const std::vector<double> &expected, double rtol, double atol = 0.0);
template <class A, class B>
std::string difference(const std::vector<A> &actual, const std::vector<B> &expected, double rtol, double atol = 0.0)
{
    return difference(std::vector<double>(actual.begin(), actual.end()), std::vector<double>(expected.begin(), expected.end()),
                      rtol, atol);
}

double correlation(const std::vector<double> &a, const std::vector<double> &b);
std::size_t common(std::vector<std::int64_t> a, std::vector<std::int64_t> b);  // size of the intersection

analysis::NearestNeighbors storedNeighbors(const AnalysisCase &which, int columns);  // knn/*, the first columns
data::SparseMatrix storedGraph(const AnalysisCase &which);                           // umap_graph/*, both triangles

}  // namespace lexicell::test

// One row per case, named after it. The column "index" is the position in analysisCases(array).
#define LEXICELL_ADD_ANALYSIS_CASES(array)                                                                                       \
    QTest::addColumn<int>("index");                                                                                              \
    {                                                                                                                            \
        const auto found = lexicell::test::analysisCases(array);                                                                 \
        if (found.empty()) QSKIP("no analysis fixtures: set LEXICELL_FIXTURES");                                                 \
        for (std::size_t i = 0; i < found.size(); ++i) QTest::newRow(found[i].name.c_str()) << static_cast<int>(i);              \
    }

#define LEXICELL_FETCH_ANALYSIS_CASE(variable, array)                                                                            \
    QFETCH(int, index);                                                                                                          \
    const auto variable = lexicell::test::analysisCases(array)[static_cast<std::size_t>(index)]

#define VERIFY_SAME(text)                                                                                                        \
    do {                                                                                                                         \
        const std::string lexicellDifference = (text);                                                                           \
        QVERIFY2(lexicellDifference.empty(), lexicellDifference.c_str());                                                        \
    } while (false)

#include "tests/support/analysis_cases.h"

#include "tests/support/h5ad_cells.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>

namespace lexicell::test {

namespace fs = std::filesystem;

static void addCases(std::vector<AnalysisCase> &cases, const fs::path &folder, const std::string &prefix,
                     const std::string &array)
{
    const auto expected = std::make_shared<const Hdf5File>(folder / "expected.h5");
    for (const auto &group : expected->children("/")) {
        if (!expected->hasAttribute("/" + group, "path") || !expected->has("/" + group + "/" + array)) continue;
        const std::string path = expected->textAttribute("/" + group, "path");
        AnalysisCase found{prefix + group, "/" + group, expected, folder, {}};
        if (const auto real = realData(path)) found.dataFile = *real;
        else if (fs::exists(folder / path)) found.dataFile = folder / path;
        cases.push_back(std::move(found));
    }
}

std::vector<AnalysisCase> analysisCases(const std::string &array)
{
    std::vector<AnalysisCase> cases;
    const fs::path own = sourceRoot() / "tests/fixtures/analysis";
    const auto found = fixtures("analysis");
    if (found) addCases(cases, *found, "", array);
    if (fs::exists(own) && !(found && fs::equivalent(*found, own))) addCases(cases, own, "small/", array);
    return cases;
}

data::CsrBlock AnalysisCase::counts() const
{
    if (dataFile.empty()) throw std::runtime_error("the data file of case " + name + " is missing: set LEXICELL_DATA");
    std::string matrix = "X";
    if (expected->hasAttribute(group, "layer"))
        if (const auto layer = expected->textAttribute(group, "layer"); !layer.empty() && layer != "X")
            matrix = "layers/" + layer;
    return readMatrix(Hdf5File(dataFile), matrix);
}

std::vector<std::string> AnalysisCase::geneNames() const { return readIndex(Hdf5File(dataFile), "var"); }

data::Categorical AnalysisCase::batches() const
{
    return readCategorical(Hdf5File(dataFile), "obs", expected->textAttribute(group, "batch"));
}

std::string difference(const std::vector<double> &actual, const std::vector<double> &expected, double rtol, double atol)
{
    if (actual.size() != expected.size())
        return std::to_string(actual.size()) + " values, expected " + std::to_string(expected.size());
    double worst = 0.0;
    std::size_t place = 0;
    for (std::size_t i = 0; i < actual.size(); ++i) {
        if (std::isnan(actual[i]) && std::isnan(expected[i])) continue;
        const double allowed = atol + rtol * std::abs(expected[i]);
        const double off = std::abs(actual[i] - expected[i]);
        if (off <= allowed) continue;
        const double excess = std::isnan(off) || allowed == 0.0 ? 1e300 : off / allowed;
        if (excess > worst) {
            worst = excess;
            place = i;
        }
    }
    if (worst == 0.0) return {};
    return "at " + std::to_string(place) + ": " + std::to_string(actual[place]) + ", expected " +
           std::to_string(expected[place]) + " (" + std::to_string(worst) + " times the tolerance)";
}

double correlation(const std::vector<double> &a, const std::vector<double> &b)
{
    const auto n = static_cast<double>(a.size());
    const double meanA = std::accumulate(a.begin(), a.end(), 0.0) / n, meanB = std::accumulate(b.begin(), b.end(), 0.0) / n;
    double ab = 0.0, aa = 0.0, bb = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - meanA) * (b[i] - meanB);
        aa += (a[i] - meanA) * (a[i] - meanA);
        bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return ab / std::sqrt(aa * bb);
}

std::size_t common(std::vector<std::int64_t> a, std::vector<std::int64_t> b)
{
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    std::vector<std::int64_t> both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    return both.size();
}

analysis::NearestNeighbors storedNeighbors(const AnalysisCase &which, int columns)
{
    const auto shape = which.shape("knn/indices");
    const auto indices = which.ints("knn/indices");
    const auto distances = which.doubles("knn/distances");
    analysis::NearestNeighbors result{shape[0], columns, {}, {}};
    for (std::int64_t row = 0; row < shape[0]; ++row)
        for (std::int64_t column = 0; column < columns; ++column) {
            result.indices.push_back(static_cast<std::int32_t>(indices[static_cast<std::size_t>(row * shape[1] + column)]));
            result.distances.push_back(distances[static_cast<std::size_t>(row * shape[1] + column)]);
        }
    return result;
}

data::SparseMatrix storedGraph(const AnalysisCase &which)
{
    const auto row = which.ints("umap_graph/row"), column = which.ints("umap_graph/col");
    const auto value = which.floats("umap_graph/value");
    const std::int64_t cells = which.shape("knn/indices")[0];
    std::vector<std::map<std::int32_t, float>> entries(static_cast<std::size_t>(cells));
    for (std::size_t i = 0; i < value.size(); ++i) {
        entries[static_cast<std::size_t>(row[i])][static_cast<std::int32_t>(column[i])] = value[i];
        entries[static_cast<std::size_t>(column[i])][static_cast<std::int32_t>(row[i])] = value[i];
    }
    data::SparseMatrix graph;
    graph.rows = graph.columns = cells;
    graph.indptr.push_back(0);
    std::vector<float> values;
    for (const auto &list : entries) {
        for (const auto &[target, weight] : list) {
            graph.indices.push_back(target);
            values.push_back(weight);
        }
        graph.indptr.push_back(static_cast<std::int64_t>(values.size()));
    }
    graph.values = data::Array::of(values);
    return graph;
}

}  // namespace lexicell::test

// Cases of the perturbation metrics: a folder with expected.h5, real.h5ad and the predictions pred_*.h5ad. Their layout and
// formulas stand in the README of the fixture.
#pragma once

#include "core/analysis/perturbation/perturbation_counts.h"
#include "tests/support/analysis_cases.h"
#include "tests/support/h5ad_cells.h"

#include <cmath>
#include <memory>

namespace lexicell::test {

struct PerturbationCase {
    std::filesystem::path folder;
    std::shared_ptr<const Hdf5File> expected;
    std::vector<std::string> perturbations;
    analysis::PerturbationPanel panel;
    analysis::PerturbationCounts real;
    std::vector<std::int32_t> half;  // [cells] 1 or 2

    std::vector<double> doubles(const std::string &array) const { return expected->doubles(array).values; }
    // Names below `group` whose cells are there, in name order; `real` is the measurement itself.
    std::vector<std::string> predictions(const std::string &group) const
    {
        std::vector<std::string> names;
        for (const std::string &name : expected->children(group))
            if (name == "real" || std::filesystem::exists(folder / ("pred_" + name + ".h5ad"))) names.push_back(name);
        return names;
    }
    // As the file holds them, with their own control cells.
    analysis::PerturbationCounts cells(const std::string &prediction) const
    {
        const auto path = folder / (prediction == "real" ? std::string("real.h5ad") : "pred_" + prediction + ".h5ad");
        const Hdf5File file(path);
        analysis::PerturbationCounts cells;
        cells.counts = readMatrix(file, "X");
        const auto labels = readCategorical(file, "obs", "perturbation");
        const auto categories = labels.categoryNames();
        std::vector<std::int32_t> codes;
        for (const std::int32_t code : labels.codes) {
            const auto found = std::find(perturbations.begin(), perturbations.end(), categories[static_cast<std::size_t>(code)]);
            codes.push_back(static_cast<std::int32_t>(found - perturbations.begin()));  // the rest is the control
        }
        cells.groups = analysis::groupsOf(std::move(codes), perturbations.size() + 1);
        return cells;
    }
    std::vector<std::size_t> trained() const
    {
        const auto test = expected->ints("is_test").values;
        std::vector<std::size_t> rows;
        for (std::size_t p = 0; p < test.size(); ++p)
            if (test[p] == 0) rows.push_back(p);
        return rows;
    }
    std::vector<std::int64_t> cellsOfHalf(std::int32_t which) const
    {
        std::vector<std::int64_t> rows;
        for (std::size_t cell = 0; cell < half.size(); ++cell)
            if (half[cell] == which) rows.push_back(static_cast<std::int64_t>(cell));
        return rows;
    }
};

inline std::vector<PerturbationCase> perturbationCases(const std::filesystem::path &family)
{
    std::vector<std::filesystem::path> folders = caseFolders(family, "expected.h5");
    if (std::filesystem::exists(family / "expected.h5")) folders.insert(folders.begin(), family);
    std::vector<PerturbationCase> cases;
    for (const auto &folder : folders) {
        PerturbationCase found;
        found.folder = folder;
        found.expected = std::make_shared<const Hdf5File>(folder / "expected.h5");
        found.perturbations = found.expected->strings("perturbations").values;
        found.panel.genes = found.expected->strings("genes").values;
        for (const std::int64_t gene : found.expected->ints("target_gene").values)
            found.panel.targets.push_back(gene < 0 ? std::vector<std::int64_t>() : std::vector<std::int64_t>{gene});
        found.real = found.cells("real");
        for (const std::int64_t which : Hdf5File(folder / "real.h5ad").ints("obs/half").values)
            found.half.push_back(static_cast<std::int32_t>(which));
        cases.push_back(std::move(found));
    }
    return cases;
}

// |log10 a - log10 b| <= atol + rtol |log10 b|; NaN equals NaN.
inline std::string logDifference(std::vector<double> actual, std::vector<double> expected, double rtol, double atol)
{
    for (double &value : actual) value = std::log10(value);
    for (double &value : expected) value = std::log10(value);
    return difference(actual, expected, rtol, atol);
}

}  // namespace lexicell::test

// Every case of the fixture, or the test fails or is skipped as LEXICELL_FIXTURES_OR_SKIP says.
#define PERTURBATION_CASES_OR_SKIP(variable)                                                                                     \
    LEXICELL_FIXTURES_OR_SKIP(lexicellFamily, "perturbation_metrics");                                                           \
    const auto variable = lexicell::test::perturbationCases(lexicellFamily);                                                     \
    QVERIFY(!variable.empty())

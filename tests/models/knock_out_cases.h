// The cases of fixtures/knockout: a model, cells and the numbers of knock-outs, found by pattern.
#pragma once

#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/tasks/knock_out/knock_out_options.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"

#include <QTemporaryDir>

#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::test {

// A row per case that has `part` in its expected.h5, column `folder`; without fixtures one row with an empty folder.
void addKnockOutRows(const std::string &part);

struct KnockOutCase {
    std::filesystem::path folder;
    Hdf5File expected;
    data::Dataset dataset;

    explicit KnockOutCase(const std::filesystem::path &folder);  // ends the test when the case cannot be read

    std::int64_t minCells() const { return static_cast<std::int64_t>(expected.numberAttribute("/", "min_cells").front()); }
    bool hasGoal() const { return expected.has("groups"); }
    std::vector<std::string> modes() const;  // groups of expected.h5: "delete", "over_express_dose_25"
    std::vector<std::int64_t> indices(const std::string &name) const { return expected.ints(name).values; }
    std::vector<std::string> namesOf(const std::vector<std::int64_t> &columns) const;

    models::LoadedModel model() const;
    // `mode`: one of modes(). The genes tested are those of the case.
    models::tasks::KnockOutOptions options(const std::string &mode, bool replicates) const;

  private:
    std::string labelOf(const std::string &cells) const;
    QTemporaryDir m_scratch;
};

// Empty when the numbers agree within the attributes atol and rtol of `dataset`, or within the given ones, NaN with NaN.
std::string difference(const std::vector<double> &actual, const Hdf5File &file, const std::string &dataset, double atol = -1.0,
                       double rtol = 0.0);
// The same for two lists of whole numbers.
std::string difference(const std::vector<std::int64_t> &actual, const Hdf5File &file, const std::string &dataset);

}  // namespace lexicell::test

#define VERIFY_EQUAL_TO(...)                                                                                                     \
    do {                                                                                                                         \
        const std::string lexicellDifference = lexicell::test::difference(__VA_ARGS__);                                          \
        QVERIFY2(lexicellDifference.empty(), lexicellDifference.c_str());                                                        \
    } while (false)
#define KNOCK_OUT_CASE_OR_SKIP(name)                                                                                             \
    QFETCH(QString, folder);                                                                                                     \
    if (folder.isEmpty()) QSKIP("no fixtures of this family: set LEXICELL_FIXTURES");                                            \
    const lexicell::test::KnockOutCase name(folder.toStdString())

// The cases of fixtures/scemb, found by pattern: every folder that holds config.json and expected.h5.
#pragma once

#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/families/scemb/format/config.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace lexicell::test {

std::vector<std::filesystem::path> scembCases(const std::filesystem::path &root);
// A row per case, column `folder`; without fixtures one row with an empty folder.
void addScembRows();

struct ScembCase {
    std::filesystem::path folder;
    std::unique_ptr<Hdf5File> expected;
    models::checkpoint::Bundle bundle;
    models::scemb::Config config;
    data::Dataset dataset;
    models::ModelOutline outline;
    data::CsrBlock counts;
    std::vector<std::int64_t> geneIds;

    explicit ScembCase(const std::filesystem::path &folder);  // ends the test when the case cannot be read
    models::TokenBatch tokens() const;
    models::TokenBatch tokens(const models::Tokenizer &tokenizer) const;
    // These cells of it.
    models::TokenBatch tokens(const std::vector<std::int64_t> &cells) const;
};

// Empty when |actual − X_f64| <= atol + rtol·|X_f64| everywhere, the tolerances being the dataset's own attributes, else what
// differs. `rows` (of `columns` numbers): only these are compared, actual[i] with the dataset's row rows[i].
std::string differenceFrom(const Hdf5File &file, const std::string &dataset, const std::vector<double> &actual,
                           const std::vector<std::int64_t> *rows = nullptr);
std::vector<double> toDoubles(const std::vector<float> &values);

}  // namespace lexicell::test

#define VERIFY_AS_STATED(...)                                                                                                    \
    do {                                                                                                                         \
        const std::string lexicellStated = lexicell::test::differenceFrom(__VA_ARGS__);                                          \
        QVERIFY2(lexicellStated.empty(), lexicellStated.c_str());                                                                \
    } while (false)
#define SCEMB_CASE_OR_SKIP(name)                                                                                                 \
    QFETCH(QString, folder);                                                                                                     \
    if (folder.isEmpty()) QSKIP("no fixtures of this family: set LEXICELL_FIXTURES");                                            \
    const lexicell::test::ScembCase name(folder.toStdString())

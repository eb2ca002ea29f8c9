// The fixtures of Exceiver: cases by pattern (base_*, classifier_*), their inputs read without the readers under test.
#pragma once

#include "models/checkpoint/bundle.h"
#include "models/families/exceiver/format/config.h"
#include "models/contracts/tokens.h"
#include "tests/models/batch_rows.h"
#include "tests/support/fixtures.h"
#include "tests/support/h5ad_cells.h"
#include "tests/support/hdf5_values.h"
#include "tests/support/stated_tolerance.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace lexicell::test {

// A test row per case that has `dataset` in its expected.h5 (empty: all), column `folder`; no fixtures at all: one row with an
// empty folder; fixtures without any case: the row fails when it is read.
void addExceiverRows(const std::string &dataset = {});

struct ExceiverCase {
    std::filesystem::path folder;
    Hdf5File expected;
    models::checkpoint::Bundle bundle;  // with the scaler that the case gives as data
    models::exceiver::Config config;
    data::CsrBlock cells;
    std::vector<std::string> genes, names;
    std::vector<std::int64_t> geneIds;

    explicit ExceiverCase(const std::filesystem::path &folder);  // ends the test when the case cannot be read
    std::shared_ptr<const models::Tokenizer> tokenizer() const;
    models::TokenBatch tokens() const;
    std::int64_t count() const { return cells.rows; }
};

// A batch of the model's genes in order from values and key biases given as data, [cells x genes].
models::TokenBatch batchOf(const std::vector<float> &values, const std::vector<float> &keyBias, std::int64_t genes);

}  // namespace lexicell::test

#define EXCEIVER_CASE_OR_SKIP(name)                                                                                              \
    QFETCH(QString, folder);                                                                                                     \
    if (folder.isEmpty()) QSKIP("no fixtures of this family: set LEXICELL_FIXTURES");                                            \
    const lexicell::test::ExceiverCase name(folder.toStdString())

// The fixtures of scBERT: cases by pattern, their inputs read without the readers under test, and the tolerance that each
// dataset carries as attributes.
#pragma once

#include "models/contracts/tokens.h"
#include "tests/models/batch_rows.h"
#include "tests/support/fixtures.h"
#include "tests/support/h5ad_cells.h"
#include "tests/support/hdf5_values.h"

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

namespace lexicell::test {

// Folders of the family whose names begin with one of `prefixes` ("lm_"), as test rows with the column `folder`.
void addCases(const std::filesystem::path &root, std::initializer_list<const char *> prefixes);
std::filesystem::path currentCase();

// The case's own checkpoint: pretrain.pth, finetune_best.pth, or ok.pth of the broken files' folder.
std::filesystem::path scbertCheckpoint(const std::filesystem::path &folder);
// genes.txt of a case with the token count of its checkpoint.
std::shared_ptr<const models::Tokenizer> scbertTokenizer(const std::filesystem::path &folder);
// Genes matched by equal names, as upstream does.
models::TokenBatch scbertTokens(const models::Tokenizer &tokenizer, const H5adCells &input);

// Tokens given as data [cells x sequence] as a batch.
models::TokenBatch batchOf(const Hdf5Values<std::int64_t> &tokens);

// Empty when every number lies within atol + rtol |expected| of `dataset` + "_f64" (and of its "_f32" twin, if there is one),
// else what differs. Without either suffix in the file `dataset` is taken by its own name.
std::string outside(const std::vector<float> &actual, const Hdf5File &file, const std::string &dataset);

}  // namespace lexicell::test

#define VERIFY_WITHIN(...)                                                                                                       \
    do {                                                                                                                         \
        const std::string lexicellOutside = lexicell::test::outside(__VA_ARGS__);                                                \
        QVERIFY2(lexicellOutside.empty(), lexicellOutside.c_str());                                                              \
    } while (false)

// The fixtures of scGPT as tensors, token batches and models, and the tolerance their README states.
#pragma once

#include "models/checkpoint/bundle.h"
#include "models/contracts/model.h"
#include "models/nn/tensor_bridge.h"
#include "models/families/scgpt/network/network.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"

#include <ATen/ATen.h>

#include <QObject>

#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::test {

at::Tensor tensorOf(const Hdf5File &file, const std::string &dataset);    // floating types as float64, shape kept
at::Tensor idTensorOf(const Hdf5File &file, const std::string &dataset);  // int64
at::Tensor tensorOf(const std::vector<float> &values, std::vector<std::int64_t> shape);

// A test of cases that upstream computed: skipped where this family has none.
class ScgptTest : public QObject {
    Q_OBJECT

  protected:
    std::filesystem::path m_root;

  private Q_SLOTS:
    void initTestCase();
};

// The folders below `root` that are a case of this kind: `name` itself and those that begin with "name_".
std::vector<std::filesystem::path> casesOf(const std::filesystem::path &root, const std::string &name);
// Adds a row "folder" for each of them, or skips the test where there is none; to be called in its _data function.
void addCases(const std::filesystem::path &root, const std::string &name);
std::filesystem::path fetchedFolder();  // of the row that runs

// The checkpoint of a case that has none of its own (pretrain): the "base" beside it, the one with the same ending where
// there are several.
std::filesystem::path baseOf(const std::filesystem::path &folder);

// A checkpoint folder as a network, not prepared for anything; vocabulary = rows of the gene table.
Result<models::scgpt::Network> networkOf(const std::filesystem::path &folder);
// And as a model with its abilities, on the CPU in fp32. Card and tokenizer are left out.
Result<models::LoadedModel> modelOf(const std::filesystem::path &folder);

// ids and float values of two datasets; padding where the id is that of `pad`, none where it is negative.
models::nn::TokenTensors tokensOf(const Hdf5File &file, const std::string &ids, const std::string &values, std::int64_t pad = -1);
std::int64_t padIdOf(const std::filesystem::path &folder);
// The rows of a table, in this order.
models::nn::TokenTensors rowsOf(const models::nn::TokenTensors &tokens, const at::Tensor &rows);
models::TokenBatch batchOf(const models::nn::TokenTensors &tokens);

at::Tensor unitRows(const at::Tensor &x);

// Empty when every |actual − expected| is at most `relative` x max(1, largest |expected|), else what differs and by how much.
// `where` (bool, same shape; undefined: everywhere) restricts it.
std::string difference(const at::Tensor &actual, const at::Tensor &expected, double relative = 1e-5,
                       const at::Tensor &where = {});

// The plain formulas: no dropout, softmax written out.
inline const models::nn::Pass reference{nullptr, false, nullptr};

}  // namespace lexicell::test

#define VERIFY_CLOSE(...)                                                                                                        \
    do {                                                                                                                         \
        const std::string lexicellDifference = lexicell::test::difference(__VA_ARGS__);                                          \
        QVERIFY2(lexicellDifference.empty(), lexicellDifference.c_str());                                                        \
    } while (false)

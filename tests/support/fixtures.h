// Where reference values and real data lie. A family's folder is searched in this order: $LEXICELL_FIXTURES,
// ../shared/fixtures (relative to the source root), tests/fixtures; real data: $LEXICELL_DATA, ../shared/data.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"

#include <QTest>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::test {

std::filesystem::path sourceRoot();
std::optional<std::filesystem::path> fixtures(const std::string &family);  // "scgpt", "formats", …
std::optional<std::filesystem::path> realData(const std::string &relativePath);
// Whether a family's folder holds at least one case: reference values, or a list of files that must or must not open.
bool holdsCases(const std::filesystem::path &family);
// Folders below `parent` that hold `file` and whose names begin with one of `prefixes` (none given: any name), in name order.
// The rest of the name and the size do not matter.
std::vector<std::filesystem::path> caseFolders(const std::filesystem::path &parent, const std::string &file,
                                               const std::vector<std::string> &prefixes = {});
// Where the networks of parity tests compute: $LEXICELL_TEST_DEVICE, else "cpu". ./test sets it to "cuda" for a second run where
// there is such a device.
std::string device();

}  // namespace lexicell::test

// Skips with a message when a whole family is absent. Existing cases must run, and a folder without any case is an error.
#define LEXICELL_FIXTURES_OR_SKIP(variable, family)                                                                              \
    const auto variable##Found = lexicell::test::fixtures(family);                                                               \
    if (!variable##Found) QSKIP("no fixtures of this family: set LEXICELL_FIXTURES");                                            \
    if (!lexicell::test::holdsCases(*variable##Found)) QFAIL("the folder of this family holds no case");                         \
    const std::filesystem::path &variable = *variable##Found

// Cases that are only files. Their expected values stand in the tests.
#define LEXICELL_BUGCASES_OR_SKIP(variable)                                                                                      \
    const auto variable##Found = lexicell::test::fixtures("bugcases");                                                           \
    if (!variable##Found) QSKIP("no bug cases: set LEXICELL_FIXTURES");                                                          \
    const std::filesystem::path &variable = *variable##Found

#define LEXICELL_DATA_OR_SKIP(variable, relative)                                                                                \
    const auto variable##Found = lexicell::test::realData(relative);                                                             \
    if (!variable##Found) QSKIP("real data is absent: set LEXICELL_DATA");                                                       \
    const std::filesystem::path &variable = *variable##Found

// Fails the test with the error's own text.
#define VERIFY_OK(result)                                                                                                        \
    do {                                                                                                                         \
        const auto &lexicellVerified = (result);                                                                                 \
        QVERIFY2(lexicellVerified.ok(), lexicellVerified.ok() ? "" : lexicellVerified.error().message.c_str());                  \
    } while (false)

// Where reference values and real data lie. A family's folder is searched in this order: $LEXICELL_FIXTURES,
// ../shared/fixtures (relative to the source root), tests/fixtures; real data: $LEXICELL_DATA, ../shared/data.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"

#include <QtTest/QtTest>

#include <filesystem>
#include <optional>
#include <string>

namespace lexicell::test {

std::filesystem::path sourceRoot();
std::optional<std::filesystem::path> fixtures(const std::string &family);  // "scgpt", "formats", …
std::optional<std::filesystem::path> realData(const std::string &relativePath);
// Where the networks of parity tests compute: $LEXICELL_TEST_DEVICE, else "cpu". ./test sets it to "cuda" for a second run where
// there is such a device.
std::string device();

}  // namespace lexicell::test

// Skips with a message when a whole family is absent; a case that is there must run.
#define LEXICELL_FIXTURES_OR_SKIP(variable, family)                                                                              \
    const auto variable##Found = lexicell::test::fixtures(family);                                                               \
    if (!variable##Found) QSKIP("no fixtures of this family: set LEXICELL_FIXTURES");                                            \
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

#include "tests/support/test_program.h"

#include <cstdio>
#include <filesystem>
#include <map>
#include <string>

namespace lexicell::test {

namespace {

std::map<std::string, TestOfFile::Run> &tests()
{
    static std::map<std::string, TestOfFile::Run> all;
    return all;
}

}  // namespace

TestOfFile::TestOfFile(const char *file, Run run) { tests()[std::filesystem::path(file).stem().string()] = run; }

}  // namespace lexicell::test

int main(int argc, char **argv)
{
    const auto &tests = lexicell::test::tests();
    const auto found = tests.find(std::filesystem::path(argv[0]).filename().string());
    if (found != tests.end()) return found->second(argc, argv);
    std::fprintf(stderr, "This program holds the tests below; start one by the link of its name beside it.\n");
    for (const auto &[name, run] : tests) std::fprintf(stderr, "%s\n", name.c_str());
    return 2;
}

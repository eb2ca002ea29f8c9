// One fuzzer; which reader it drives, CMake says (LEXICELL_FUZZ_INPUT: a function of inputs.h).
#include "tests/fuzz/inputs.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string complaint = lexicell::fuzz::LEXICELL_FUZZ_INPUT({reinterpret_cast<const std::byte *>(data), size});
    if (complaint.empty()) return 0;
    std::fprintf(stderr, "wrong: %s\n", complaint.c_str());
    std::abort();
}

#include "tests/fuzz/inputs.h"

#include <atomic>
#include <cstdio>
#include <fstream>
#include <unistd.h>

namespace lexicell::fuzz {

std::string refusal(const Error &error)
{
    if (error.kind == ErrorKind::Internal) return "an internal error: " + error.message + " " + error.detail;
    if (error.errorClass.empty() || error.message.empty()) return "refused without a class or a message";
    return {};
}

ScratchFile::ScratchFile(Bytes bytes, const std::string &extension)
{
    static std::atomic<int> count{0};
    m_path = std::filesystem::temp_directory_path() /
             ("lexicell_fuzz_" + std::to_string(getpid()) + "_" + std::to_string(count++) + extension);
    std::ofstream(m_path, std::ios::binary)
        .write(reinterpret_cast<const char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

ScratchFile::~ScratchFile()
{
    std::error_code ignored;
    std::filesystem::remove(m_path, ignored);
}

}  // namespace lexicell::fuzz

#include "core/genes/table_text.h"

#include <array>
#include <zlib.h>

namespace lexicell::genes {

std::size_t splitFields(std::string_view line, std::span<std::string_view> fields)
{
    std::size_t count = 0;
    while (count + 1 < fields.size()) {
        const std::size_t tab = line.find('\t');
        if (tab == std::string_view::npos) break;
        fields[count++] = line.substr(0, tab);
        line.remove_prefix(tab + 1);
    }
    fields[count] = line;
    return count + 1;
}

std::vector<std::string> listed(std::string_view text)
{
    std::vector<std::string> parts;
    forEachPart(text, '|', [&](std::string_view part) { parts.emplace_back(part); });
    return parts;
}

Result<std::string> readGzip(const std::filesystem::path &file)
{
    gzFile stream = gzopen(file.c_str(), "rb");
    if (!stream) return Error{errors::notFound, "The gene table " + file.string() + " cannot be opened.", {}};
    gzbuffer(stream, 1u << 17);
    std::string text;
    std::array<char, 1 << 16> block;
    int got = 0;
    while ((got = gzread(stream, block.data(), block.size())) > 0) text.append(block.data(), static_cast<std::size_t>(got));
    const int closed = gzclose(stream);
    if (got < 0 || closed != Z_OK)
        return Error{errors::truncated, "The gene table " + file.string() + " is damaged. Install Lexicell again.", {}};
    return text;
}

}  // namespace lexicell::genes

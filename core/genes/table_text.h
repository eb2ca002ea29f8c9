// The text of the bundled tables of genes: gzip, lines of fields between tabs, lists joined by "|".
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lexicell::genes {

// Calls f(part) for each part of `text` between separators; an end without text is no part.
template <class F> void forEachPart(std::string_view text, char separator, F &&f)
{
    while (!text.empty()) {
        const std::size_t end = text.find(separator);
        f(text.substr(0, end));
        if (end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}

// Fills `fields` with those of the line, empty ones included, and gives their number. The last field of a full span holds all
// that follows.
std::size_t splitFields(std::string_view line, std::span<std::string_view> fields);
std::vector<std::string> listed(std::string_view text);

// Error classes: not_found, truncated.
Result<std::string> readGzip(const std::filesystem::path &file);

}  // namespace lexicell::genes

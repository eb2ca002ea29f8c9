#include "core/files/csv.h"

#include <utility>

namespace lexicell::files {

std::string csvField(std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::vector<std::vector<std::string>> csvRecords(std::string_view text)
{
    std::vector<std::vector<std::string>> records;
    std::vector<std::string> fields(1);
    bool quoted = false;
    const auto endRecord = [&] {
        if (fields.size() > 1 || !fields.front().empty()) records.push_back(std::move(fields));
        fields.assign(1, {});
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') fields.back() += text[++i];
        else if (c == '"' && (quoted || fields.back().empty())) quoted = !quoted;
        else if (!quoted && c == ',') fields.emplace_back();
        else if (!quoted && c == '\n') endRecord();
        else if (quoted || c != '\r') fields.back() += c;
    }
    endRecord();
    return records;
}

}  // namespace lexicell::files

#include "core/io/text/table_fields.h"

#include <algorithm>

namespace lexicell::io {

bool FieldCursor::nextQuoted(std::string_view &field)
{
    m_unescaped.clear();
    std::size_t at = 1;
    while (true) {
        const std::size_t quote = m_rest.find('"', at);
        m_unescaped += m_rest.substr(at, quote == std::string_view::npos ? quote : quote - at);
        if (quote == std::string_view::npos) {
            m_brokenQuote = m_done = true;
            break;
        }
        if (quote + 1 < m_rest.size() && m_rest[quote + 1] == '"') {
            m_unescaped += '"';
            at = quote + 2;
            continue;
        }
        const std::size_t end = quote + 1 == m_rest.size() ? std::string_view::npos : quote + 1;
        if (end != std::string_view::npos && m_rest[end] != m_separator) m_brokenQuote = m_done = true;
        else advance(end);
        break;
    }
    field = m_unescaped;
    return true;
}

std::vector<std::string> fieldsOf(std::string_view line, char separator)
{
    std::vector<std::string> fields;
    FieldCursor cursor(line, separator);
    std::string_view field;
    while (cursor.next(field)) fields.emplace_back(field);
    return fields;
}

std::size_t countFields(std::string_view line, char separator)
{
    FieldCursor cursor(line, separator);
    std::string_view field;
    std::size_t count = 0;
    while (cursor.next(field)) ++count;
    return count;
}

char findSeparator(std::string_view header, std::string_view firstRow)
{
    char best = '\0', cutsBest = '\0';
    std::size_t most = 1, mostNames = 1;
    for (const char separator : {'\t', ',', ';', ' '}) {
        const std::size_t names = countFields(header, separator);
        const std::size_t values = firstRow.empty() ? names : countFields(firstRow, separator);
        // A table of one column in R's style has a header without any separator.
        const bool fits = values == names || values == names + 1;
        if (fits && std::max(names, values) > most) {
            best = separator;
            most = std::max(names, values);
        }
        if (names > mostNames) {
            cutsBest = separator;
            mostNames = names;
        }
    }
    return best != '\0' ? best : cutsBest;  // nothing fits: the message counts the fields as in the header
}

bool looksBinary(std::string_view line)
{
    return std::any_of(line.begin(), line.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7F;
    });
}

}  // namespace lexicell::io

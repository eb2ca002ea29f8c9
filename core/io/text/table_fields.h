// Splits the lines of a text table into fields: separators, quotes as in RFC 4180.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lexicell::io {

class FieldCursor {
  public:
    FieldCursor(std::string_view line, char separator) : m_rest(line), m_separator(separator) {}

    // The next field without its quotes, valid until the next call; false after the last one.
    bool next(std::string_view &field)
    {
        if (m_done) return false;
        if (!m_rest.empty() && m_rest.front() == '"') return nextQuoted(field);
        const std::size_t end = m_rest.find(m_separator);
        field = m_rest.substr(0, end);
        advance(end);
        return true;
    }
    bool brokenQuote() const { return m_brokenQuote; }  // a quote is not closed, or something follows it

  private:
    bool nextQuoted(std::string_view &field);
    void advance(std::size_t end)
    {
        m_done = end == std::string_view::npos;
        if (!m_done) m_rest.remove_prefix(end + 1);
    }

    std::string_view m_rest;
    std::string m_unescaped;
    char m_separator;
    bool m_done = false;
    bool m_brokenQuote = false;
};

std::vector<std::string> fieldsOf(std::string_view line, char separator);
std::size_t countFields(std::string_view line, char separator);

// The separator that splits the header into most fields and the first row into as many or one more: tab, comma, semicolon or
// blank; '\0' when none splits it.
char findSeparator(std::string_view header, std::string_view firstRow);

// Control characters: the bytes are not text.
bool looksBinary(std::string_view line);

}  // namespace lexicell::io

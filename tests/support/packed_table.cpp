#include "tests/support/packed_table.h"

#include "core/io/text/text_file.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string_view>

namespace lexicell::test {

static std::vector<std::string> fieldsOf(std::string_view line)
{
    std::vector<std::string> fields;
    for (;;) {
        const std::size_t tab = line.find('\t');
        fields.emplace_back(line.substr(0, tab));
        if (tab == std::string_view::npos) return fields;
        line.remove_prefix(tab + 1);
    }
}

std::vector<float> PackedTable::numbers() const
{
    std::vector<float> values;
    for (const auto &row : rows)
        for (const std::string &field : row) values.push_back(std::stof(field));
    return values;
}

std::vector<std::int32_t> PackedTable::codes(const std::string &column) const
{
    const auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), column) - names.begin());
    std::map<std::string, std::int32_t> known;
    std::vector<std::int32_t> found;
    for (const auto &row : rows)
        found.push_back(known.emplace(row.at(at), static_cast<std::int32_t>(known.size())).first->second);
    return found;
}

PackedTable readPackedTable(const std::filesystem::path &file)
{
    JobContext context;
    io::TextFile text(file, context, "");
    PackedTable table;
    std::string_view line;
    if (text.nextLine(line)) table.names = fieldsOf(line);
    while (text.nextLine(line)) {
        table.rows.push_back(fieldsOf(line));
        if (table.rows.back().size() != table.names.size()) throw std::runtime_error("a row of another length");
    }
    return table;
}

}  // namespace lexicell::test

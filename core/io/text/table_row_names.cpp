#include "core/io/text/table_row_names.h"

#include "core/genes/gene_spelling.h"
#include "core/io/text/number_parse.h"
#include "core/io/text/table_orientation.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace lexicell::io {

namespace {

bool isNumber(const std::string &text)
{
    double value = 0.0;
    return parseNumber(trimmed(text), value);
}

bool isWhole(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "V1" before "V2"
bool beginsSeries(const std::string &first, const std::string &second)
{
    const auto stemOf = [](const std::string &text) { return text.find_last_not_of("0123456789") + 1; };
    const std::size_t stem = stemOf(first), other = stemOf(second);
    if (stem == first.size() || other == second.size() || first.size() - stem > 8 || second.size() - other > 8) return false;
    return first.substr(0, stem) == second.substr(0, other) &&
           std::stol(first.substr(stem)) + 1 == std::stol(second.substr(other));
}

bool isLikeTheOthers(const std::string &corner, const std::vector<std::string> &columns)
{
    if (columns.empty()) return false;
    if (beginsSeries(corner, columns.front())) return true;
    constexpr double most = 0.5;
    if (looksLikeBarcode(corner)) return shareOfBarcodes(columns) >= most;
    return shareOfGenes({corner}) > 0.0 && shareOfGenes(columns) >= most;
}

bool areNumberNames(const std::vector<std::string> &values)
{
    std::unordered_set<std::string_view> seen;
    bool running = true, zero = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::string_view text = trimmed(values[i]);
        if (!isWhole(text) || !seen.insert(text).second) return false;
        running = running && text == std::to_string(i);
        zero = zero || text.find_first_not_of('0') == std::string_view::npos;
    }
    return values.size() > 1 && (running || !zero);
}

}  // namespace

bool firstColumnNamesRows(const std::string &corner, const std::vector<std::string> &columns,
                          const std::vector<std::string> &values)
{
    if (!std::all_of(values.begin(), values.end(), isNumber)) return true;
    if (corner.empty()) return true;
    const genes::NamesOf names = genes::namesUnder(corner);
    if (names == genes::NamesOf::Nothing || names == genes::NamesOf::Rows) {
        if (isLikeTheOthers(corner, columns)) return false;
    }
    return names != genes::NamesOf::Nothing || areNumberNames(values);
}

}  // namespace lexicell::io

#include "core/io/mtx/name_list.h"

#include "core/genes/gene_table.h"
#include "core/genes/gene_spelling.h"
#include "core/io/text/number_parse.h"
#include "core/io/text/table_fields.h"
#include "core/io/text/table_orientation.h"
#include "core/io/text/text_file.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <unordered_set>

namespace lexicell::io {

namespace {

using genes::NamesOf;
using Row = std::vector<std::string>;
using Rows = std::vector<Row>;

constexpr std::size_t kLook = 200;  // lines inspected to recognize the form of a list

std::string cleaned(std::string_view field)
{
    field = trimmed(field);
    return isUtf8(field) ? std::string(field) : replaceInvalidUtf8(field);
}

Row cut(std::string_view line, char separator)
{
    FieldCursor cursor(line, separator);
    Row fields;
    std::string_view field;
    while (cursor.next(field)) fields.push_back(cleaned(field));
    if (!cursor.brokenQuote()) return fields;
    fields.clear();  // a quote that is part of a name
    for (std::size_t begin = 0; begin <= line.size();) {
        const std::size_t end = std::min(line.find(separator, begin), line.size());
        fields.push_back(cleaned(line.substr(begin, end - begin)));
        begin = end + 1;
    }
    return fields;
}

bool isWholeNumber(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Whether it splits every line but the first into the same number of fields, and the first into as many or one less.
bool cutsEvenly(const std::vector<std::string> &lines, char separator)
{
    if (lines.size() < 2) return countFields(lines.front(), separator) > 1;
    const std::size_t width = countFields(lines[1], separator);
    const std::size_t first = countFields(lines.front(), separator);
    if (width < 2 || (first != width && first + 1 != width)) return false;
    return std::all_of(lines.begin() + 1, lines.end(),
                       [&](const std::string &line) { return countFields(line, separator) == width; });
}

// Blanks are separators only in R's output: names in quotes, or row numbers in front. "Gene Expression" is one field.
bool blanksSeparate(const std::vector<std::string> &lines)
{
    if (!cutsEvenly(lines, ' ')) return false;
    return std::all_of(lines.begin() + (lines.size() > 1), lines.end(),
                       [](const std::string &line) { return line.front() == '"' || isWholeNumber(cut(line, ' ').front()); });
}

char separatorOf(const std::vector<std::string> &lines, bool namedCsv)
{
    const auto anyHas = [&](char separator) {
        return std::any_of(lines.begin(), lines.end(),
                           [&](const auto &line) { return line.find(separator) != std::string::npos; });
    };
    if (namedCsv && anyHas(',')) return ',';
    if (anyHas('\t')) return '\t';
    for (const char separator : {',', ';'})
        if (cutsEvenly(lines, separator)) return separator;
    return blanksSeparate(lines) ? ' ' : '\t';
}

bool isNumber(const std::string &text)
{
    double value = 0.0;
    return parseNumber(text, value);
}

template <class Is> bool allBelow(const Rows &rows, std::size_t column, Is &&is)
{
    const std::size_t step = std::max<std::size_t>(1, rows.size() / kLook);
    for (std::size_t i = 1; i < rows.size(); i += step)
        if (column >= rows[i].size() || !is(rows[i][column])) return false;
    return rows.size() > 1;
}

bool looksLikeHeading(const Rows &rows)
{
    const Row &first = rows.front();
    if (rows.size() > 1 && first.size() + 1 == rows[1].size()) return true;  // R writes no heading for the column of row names
    for (std::size_t column = 0; column < first.size(); ++column) {
        const std::string &word = first[column];
        if (genes::namesUnder(word) != NamesOf::Nothing && (column == 0 || !word.empty())) return true;
        if (!isNumber(word) && allBelow(rows, column, isNumber)) return true;
        if (!looksLikeBarcode(word) && allBelow(rows, column, looksLikeBarcode)) return true;
        const auto isId = [](const std::string &name) { return !genes::ensemblId(name).empty(); };
        if (!isId(word) && allBelow(rows, column, isId)) return true;
    }
    return false;
}

void padTo(Row &row, std::size_t width)
{
    while (row.size() < width) row.emplace_back();
}

std::vector<std::string> columnOf(const Rows &rows, std::size_t column)
{
    std::vector<std::string> values;
    values.reserve(rows.size());
    for (const Row &row : rows) values.push_back(row[column]);
    return values;
}

std::size_t distinct(const std::vector<std::string> &values)
{
    return std::unordered_set<std::string_view>(values.begin(), values.end()).size();
}

// 1, 2, 3 … or 0, 1, 2 …
bool isRunning(const Rows &rows)
{
    const std::size_t first = rows.front().front() == "0" ? 0 : 1;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows[i].front() != std::to_string(first + i)) return false;
    return true;
}

void eraseFirstColumn(NameList &list)
{
    for (Row &row : list.rows) row.erase(row.begin());
    if (!list.heading.empty()) list.heading.erase(list.heading.begin());
}

// Row numbers that R or pandas put in front. They are names only if no other column can be.
void dropRowNumbers(NameList &list, bool mayRepeat)
{
    if (list.rows.empty() || list.rows.front().size() < 2 || !isRunning(list.rows)) return;
    const std::vector<std::string> next = columnOf(list.rows, 1);
    const bool named = list.heading.size() > 1 && genes::namesUnder(list.heading[1]) != NamesOf::Nothing;
    const bool areNames = mayRepeat ? !std::all_of(next.begin(), next.end(), isNumber) : distinct(next) == next.size();
    if (named || areNames) eraseFirstColumn(list);
}

std::string titleOf(const NameList &list, std::size_t column)
{
    if (column < list.heading.size() && !list.heading[column].empty()) return list.heading[column];
    return "column_" + std::to_string(column + 1);
}

bool isMissing(const std::string &text) { return text.empty() || text == "NA" || text == "NaN" || text == "nan"; }

// Numbers if all fields are numbers; a number with leading zeros is a name.
data::ElementPtr valuesOf(std::vector<std::string> values)
{
    std::vector<double> numbers;
    bool whole = true, any = false;
    for (const std::string &value : values) {
        double number = std::numeric_limits<double>::quiet_NaN();
        if (isMissing(value)) whole = false;
        else if (!parseNumber(value, number) || (value.size() > 1 && value[0] == '0' && value[1] != '.'))
            return textColumn(std::move(values));
        else any = true;
        whole = whole && isWholeNumber(value) && value.size() < 16;
        numbers.push_back(number);
    }
    if (!any) return textColumn(std::move(values));
    if (!whole) return data::makeElement(data::Array::of(numbers));
    std::vector<std::int64_t> integers(numbers.begin(), numbers.end());
    return data::makeElement(data::Array::of(integers));
}

void addOthers(const NameList &list, const std::vector<std::size_t> &taken, data::Dict &columns)
{
    const std::size_t width = list.rows.empty() ? 0 : list.rows.front().size();
    for (std::size_t column = 0; column < width; ++column) {
        if (std::find(taken.begin(), taken.end(), column) != taken.end()) continue;
        auto values = columnOf(list.rows, column);
        if (std::all_of(values.begin(), values.end(), [](const auto &value) { return value.empty(); })) continue;
        std::string title = titleOf(list, column);
        while (columns.find(title)) title += "_" + std::to_string(column + 1);
        columns.set(title, valuesOf(std::move(values)));
    }
}

// 10x Genomics' feature types (Cell Ranger, feature reference csv), as spelled there.
std::optional<std::string> knownType(const std::string &type)
{
    constexpr std::array types{
        "Gene Expression", "Antibody Capture",       "CRISPR Guide Capture", "Multiplexing Capture", "Antigen Capture", "Custom",
        "Peaks",           "Chromatin Accessibility"};
    const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
    for (const std::string_view known : types)
        if (std::equal(known.begin(), known.end(), type.begin(), type.end(), same)) return std::string(known);
    return std::nullopt;
}

// The column of feature types: the one with that heading, else the third one if its values are such types.
std::optional<std::size_t> typeColumn(const NameList &list)
{
    for (std::size_t column = 0; column < list.heading.size(); ++column) {
        std::string word;
        for (const char c : list.heading[column])
            if (c != '_' && c != ' ' && c != '.') word += static_cast<char>(c | 0x20);
        if (word == "featuretype" || word == "featuretypes") return column;
    }
    if (list.rows.empty() || list.rows.front().size() < 3) return std::nullopt;
    std::size_t known = 0;
    bool expression = false;
    for (const Row &row : list.rows) {
        const auto type = knownType(row[2]);
        known += type.has_value();
        expression = expression || type == "Gene Expression";
    }
    // A user's own type ("Hashtag") is accepted beside genes, but not alone: "protein_coding" is not a feature type.
    const bool isType = known == list.rows.size() || (expression && 2 * known >= list.rows.size());
    return isType ? std::optional<std::size_t>(2) : std::nullopt;
}

struct FeatureColumns {
    std::size_t names = 0;
    std::optional<std::size_t> identifiers;
};

// As in 10x files: identifiers, then symbols; unless the second column holds no gene names (a biotype, number, chromosome).
FeatureColumns byContent(const NameList &list)
{
    if (list.rows.empty() || list.rows.front().size() < 2) return {};
    const auto first = columnOf(list.rows, 0), second = columnOf(list.rows, 1);
    const auto ids = [](const std::vector<std::string> &names) {
        return std::count_if(names.begin(), names.end(), [](const auto &name) { return !genes::ensemblId(name).empty(); });
    };
    if (ids(second) > ids(first) && 2 * ids(second) > static_cast<std::ptrdiff_t>(second.size())) return {0, 1};
    const auto areNumbers = [](const auto &values) { return std::all_of(values.begin(), values.end(), isNumber); };
    const bool numbers = areNumbers(second) && !areNumbers(first);
    const bool few = list.rows.size() > 4 && 2 * distinct(second) < list.rows.size() && distinct(first) > distinct(second);
    if (numbers || few) return {};
    return {1, 0};
}

FeatureColumns byHeading(const NameList &list)
{
    FeatureColumns columns;
    std::optional<std::size_t> symbols;
    for (std::size_t column = list.heading.size(); column-- > 0;) {
        const std::string &word = list.heading[column];
        const NamesOf names = genes::namesUnder(word);
        if (names == NamesOf::GeneIds) columns.identifiers = column;
        else if (names == NamesOf::GeneSymbols || (names == NamesOf::Rows && column > 0 && word == "name")) symbols = column;
    }
    if (!symbols && !columns.identifiers) return byContent(list);
    if (symbols) columns.names = *symbols;
    else columns.names = *std::exchange(columns.identifiers, std::nullopt);
    if (!columns.identifiers && columns.names > 0) columns.identifiers = 0;
    if (columns.identifiers == columns.names) columns.identifiers.reset();
    return columns;
}

std::size_t barcodeColumn(const NameList &list)
{
    for (std::size_t column = 0; column < list.heading.size(); ++column)
        if (!list.heading[column].empty() && genes::namesUnder(list.heading[column]) == NamesOf::Cells) return column;
    const std::size_t width = list.rows.front().size();
    for (std::size_t column = 0; column < width && width > 1; ++column)
        if (distinct(columnOf(list.rows, column)) == list.rows.size() &&
            (column == 0 ||
             std::all_of(list.rows.begin(), list.rows.end(), [&](const Row &row) { return looksLikeBarcode(row[column]); })))
            return column;
    return 0;
}

}  // namespace

NameList readNameList(const std::filesystem::path &file, JobContext &context)
{
    TextFile text(file, context, {});  // short: only the matrix reports progress
    const std::string name = file.filename().string();
    std::vector<std::string> first;
    std::string_view line;
    const auto next = [&] {
        if (!text.nextLine(line)) return false;
        if (line.find('\0') != std::string_view::npos) throw text.bad(errors::badText, "this is not text.");
        return true;
    };
    while (first.size() < kLook && next()) first.emplace_back(line);
    std::vector<std::string> look = first;
    while (!look.empty() && trimmed(look.back()).empty()) look.pop_back();
    NameList list;
    if (look.empty()) return list;
    const char separator = separatorOf(look, name.find(".csv") != std::string::npos);
    for (const std::string &each : first) list.rows.push_back(cut(each, separator));
    while (next()) list.rows.push_back(cut(line, separator));
    while (!list.rows.empty() && list.rows.back().size() == 1 && list.rows.back().front().empty()) list.rows.pop_back();
    return list;
}

bool fits(const NameList &list, std::int64_t wanted)
{
    return list.size() == wanted || (list.size() == wanted + 1 && looksLikeHeading(list.rows));
}

void fitTo(NameList &list, std::int64_t wanted)
{
    if (list.size() == wanted + 1 && looksLikeHeading(list.rows)) {
        list.heading = std::move(list.rows.front());
        list.rows.erase(list.rows.begin());
    }
    std::size_t width = 0;
    for (const Row &row : list.rows) width = std::max(width, row.size());
    for (Row &row : list.rows) padTo(row, width);
    if (list.heading.empty()) return;
    if (list.heading.size() + 1 == width) list.heading.insert(list.heading.begin(), std::string());
    padTo(list.heading, width);
}

Features featuresOf(NameList list)
{
    dropRowNumbers(list, true);
    const FeatureColumns chosen = list.heading.empty() ? byContent(list) : byHeading(list);
    Features features;
    std::vector<std::size_t> taken{chosen.names};
    const std::size_t fallback = chosen.identifiers.value_or(0);
    for (const Row &row : list.rows)
        if (!row.empty()) features.names.push_back(row[chosen.names].empty() ? row[fallback] : row[chosen.names]);
    if (chosen.identifiers) {
        features.columns.set("gene_ids", textColumn(columnOf(list.rows, *chosen.identifiers)));
        taken.push_back(*chosen.identifiers);
    }
    if (const auto types = typeColumn(list); types && *types != chosen.names && types != chosen.identifiers) {
        auto values = columnOf(list.rows, *types);
        for (std::string &value : values) value = knownType(value).value_or(value);
        features.columns.set("feature_types", textColumn(std::move(values)));
        taken.push_back(*types);
        if (list.heading.empty() && list.rows.front().size() == 6) list.heading = {"", "", "", "chromosome", "start", "end"};
    }
    addOthers(list, taken, features.columns);
    return features;
}

Barcodes barcodesOf(NameList list)
{
    dropRowNumbers(list, false);
    Barcodes barcodes;
    if (list.rows.empty()) return barcodes;
    const std::size_t column = barcodeColumn(list);
    barcodes.names = columnOf(list.rows, column);
    addOthers(list, {column}, barcodes.columns);
    return barcodes;
}

std::vector<std::string> namesIn(const NameList &list)
{
    std::vector<std::string> names;
    for (const Row &row : list.rows)
        for (const std::string &field : row)
            if (!isWholeNumber(field) && !field.empty()) {
                names.push_back(field);
                break;
            }
    return names;
}

}  // namespace lexicell::io

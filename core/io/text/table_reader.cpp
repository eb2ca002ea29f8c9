#include "core/io/text/table_reader.h"

#include "core/io/hdf5/dense_rows.h"
#include "core/io/tenx/features.h"
#include "core/io/text/number_parse.h"
#include "core/io/text/table_fields.h"
#include "core/io/text/table_orientation.h"
#include "core/io/text/table_row_names.h"
#include "core/io/text/text_file.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <unordered_set>
#include <utility>

namespace lexicell::io {

using data::Array;
using data::DType;
using data::SparseMatrix;

namespace {

constexpr std::size_t kMostColumns = 4'000'000;  // cells of the largest atlases; more names would fill the memory

std::string shown(std::string_view field) { return "\"" + replaceInvalidUtf8(field.substr(0, 40)) + "\""; }

bool isMissingWord(std::string_view field)
{
    constexpr std::array words{"NA", "N/A", "#N/A", "<NA>", "NULL", "null", "None", "na", "n/a"};
    return std::find(words.begin(), words.end(), field) != words.end();
}

bool hasDecimalComma(std::string_view field)
{
    const std::size_t comma = field.find(',');
    double number = 0.0;
    return comma != std::string_view::npos && comma > 0 && parseNumber(field.substr(0, comma), number) &&
           parseNumber(field.substr(comma + 1), number);
}

class TableReader {
  public:
    TableReader(const std::filesystem::path &path, const ReadOptions &options, JobContext &context)
        : m_text(path, context, "reading the table"), m_options(options), m_context(context)
    {
    }

    data::Dataset read()
    {
        readHeader();
        std::string_view line;
        while (m_text.nextLine(line))
            if (!trimmed(line).empty()) readRow(line);
        if (m_matrix.rows == 0)
            throw m_text.badFileAsWhole(errors::emptyFile, "there is a header but no row of values. Export the table again.");
        return finish();
    }

  private:
    std::string name(std::string_view field)
    {
        if (isUtf8(field)) return std::string(field);
        m_replacedText = true;
        return replaceInvalidUtf8(field);
    }

    // The header and the first row together determine the form of the table.
    void readHeader()
    {
        std::string header, first;
        std::string_view line;
        while (header.empty() && m_text.nextLine(line))
            if (!trimmed(line).empty() && !line.starts_with("# ") && !line.starts_with("##")) header = line;
        if (header.empty()) throw m_text.badFileAsWhole(errors::emptyFile, "the file is empty. Export the table again.");
        refuseBinary(header);
        const std::int64_t headerLine = m_text.lineNumber();
        while (first.empty() && m_text.nextLine(line))
            if (!trimmed(line).empty()) first = line;
        m_separator = findSeparator(header, first);
        if (m_separator == '\0')
            throw m_text.bad(errors::parseError,
                             "no tab, comma or semicolon separates the values; a table of cells x genes is needed.");
        if (countFields(header, m_separator) > kMostColumns)
            throw m_text.badFileAsWhole(errors::parseError,
                                        "the first line has more fields than a table of cells and genes can have.");
        readColumns(header, headerLine);
        if (first.empty()) return;
        // The header has as many fields as a row: the first is the heading of the row names, unless it is a gene.
        if (countFields(first, m_separator) == m_columns.size()) {
            m_hasCorner = true;
            m_corner = m_columns.front();
            m_columns.erase(m_columns.begin());
        }
        m_matrix.columns = static_cast<std::int64_t>(m_columns.size());
        m_matrix.indptr = {0};
        readRow(first);
    }

    void readColumns(const std::string &header, std::int64_t line)
    {
        FieldCursor cursor(header, m_separator);
        std::string_view field;
        while (cursor.next(field)) m_columns.emplace_back(field);
        if (cursor.brokenQuote())
            throw m_text.badFileAsWhole(errors::parseError, "in line " + std::to_string(line) +
                                                                ", the header, a quote is not closed, or text follows it. Export "
                                                                "the table again.");
    }

    void refuseBinary(const std::string &header) const
    {
        if (header.starts_with("\xFF\xFE") || header.starts_with("\xFE\xFF"))
            throw m_text.bad(errors::parseError, "the text is UTF-16; save it as UTF-8.");
        if (header.find('\r') != std::string::npos)
            throw m_text.bad(errors::parseError, "lines end with CR alone; save the table with LF or CRLF line ends.");
        if (looksBinary(header))
            throw m_text.bad(errors::parseError,
                             "this is not text. Choose a csv or tsv file, or give the file the ending of its real format.");
    }

    void readRow(std::string_view line)
    {
        FieldCursor cursor(line, m_separator);
        std::string_view field;
        if (cursor.next(field)) m_rowNames.push_back(name(field));
        std::int64_t column = 0;
        while (cursor.next(field)) {
            if (column < m_matrix.columns)
                if (const float value = readValue(field, column); value != 0.0f) {
                    m_matrix.indices.push_back(static_cast<std::int32_t>(column));
                    m_values.push_back(value);
                }
            ++column;
        }
        if (cursor.brokenQuote()) throw m_text.bad(errors::parseError, "a quote is not closed, or text follows it.");
        if (column != m_matrix.columns)
            throw m_text.bad(errors::parseError, std::to_string(column) + " values where the header names " +
                                                     std::to_string(m_matrix.columns) + ". Export the table again.");
        m_matrix.indptr.push_back(static_cast<std::int64_t>(m_values.size()));
        ++m_matrix.rows;
    }

    float readValue(std::string_view field, std::int64_t column) const
    {
        double value = 0.0;
        field = trimmed(field);
        if (parseNumber(field, value)) {
            const auto narrow = static_cast<float>(value);
            if (std::isfinite(narrow)) return narrow;
            refuse(errors::nonFinite, column, field, "a matrix may only hold finite numbers.");
        }
        if (field.empty())
            refuse(errors::parseError, column, field, "an empty field is a missing value, not 0. Fill it in and export again.");
        if (isMissingWord(field)) refuse(errors::nonFinite, column, field, "a missing value; fill it in and export again.");
        if (hasDecimalComma(field))
            refuse(errors::parseError, column, field, "a decimal comma. Export the table with decimal points.");
        refuse(errors::parseError, column, field, "this is not a number. Remove the columns of text.");
    }

    [[noreturn]] void refuse(const ErrorClass &errorClass, std::int64_t column, std::string_view field, const char *why) const
    {
        throw m_text.bad(errorClass,
                         shown(field) + " in column " + shown(m_columns[static_cast<std::size_t>(column)]) + ": " + why);
    }

    bool cellsInRows()
    {
        if (m_options.orientation == "cells-in-rows") return true;
        if (m_options.orientation == "genes-in-rows") return false;
        const Orientation guess = guessOrientation(m_rowNames, m_columns, m_corner);
        if (guess == Orientation::Unknown)
            m_context.warn(
                warnings::orientationGuessed,
                "Neither the rows nor the columns of " + m_text.path().string() +
                    " are known genes or barcodes: the rows were taken for cells. If they are genes, turn the table round.",
                {{"orientation", {"genes-in-rows"}}});
        return guess != Orientation::GenesInRows;
    }

    void warnAboutNames(const std::vector<std::string> &names, const char *what)
    {
        std::unordered_set<std::string_view> seen;
        for (const std::string &each : names)
            if (!seen.insert(each).second) {
                m_context.warn(warnings::duplicateNames, std::string(what) + " \"" + each + "\" occurs more than once in " +
                                                             m_text.path().string() + "; both were kept.");
                return;
            }
    }

    data::Dataset finish()
    {
        data::Dataset dataset;
        dataset.file = m_text.path();
        dataset.format = m_separator == '\t' ? "tsv" : "csv";
        for (std::string &column : m_columns) column = name(column);
        m_corner = name(m_corner);
        const bool namedRows = !m_hasCorner || firstColumnNamesRows(m_corner, m_columns, m_rowNames);
        if (!namedRows) takeFirstColumn();
        const bool cells = cellsInRows();
        dataset.orientation = cells ? "cells-in-rows" : "genes-in-rows";
        if (!namedRows) {
            m_rowNames = madeUpNames(cells ? "cell" : "gene", m_matrix.rows);
            m_context.warn(warnings::madeUpNames,
                           "The rows of " + m_text.path().string() + " have no names: they were named by number.");
        }
        m_matrix.values = Array::of(m_values);
        m_values = {};
        if (!cells) m_matrix = transposed(m_matrix);
        setIndex(dataset.obs, cells ? std::move(m_rowNames) : std::move(m_columns));
        setIndex(dataset.var, cells ? std::move(m_columns) : std::move(m_rowNames));
        warnAboutNames(dataset.obs.index.values, "The cell");
        warnAboutNames(dataset.var.index.values, "The gene");
        const bool mostlyFilled = m_matrix.values.size() > m_matrix.rows * m_matrix.columns / 2;
        dataset.x = data::ExpressionMatrix::inMemory(mostlyFilled ? data::makeElement(denseOf(m_matrix))
                                                                  : data::makeElement(std::move(m_matrix)));
        if (m_replacedText)
            m_context.warn(warnings::badText,
                           m_text.path().string() + " holds names that are not UTF-8; the unreadable characters were replaced.");
        warnAboutNegative(dataset.x, m_text.path(), m_context);
        return dataset;
    }

    // The first column is a gene or a cell like the others, so its numbers go into the matrix.
    void takeFirstColumn()
    {
        m_columns.insert(m_columns.begin(), std::exchange(m_corner, {}));
        SparseMatrix wider;
        wider.rows = m_matrix.rows;
        wider.columns = m_matrix.columns + 1;
        wider.indptr = {0};
        std::vector<float> values;
        for (std::size_t row = 0; row < m_rowNames.size(); ++row) {
            double first = 0.0;
            parseNumber(trimmed(m_rowNames[row]), first);
            if (!std::isfinite(static_cast<float>(first)))
                throw m_text.badFileAsWhole(errors::nonFinite, shown(m_rowNames[row]) + " in column " + shown(m_columns.front()) +
                                                                   ": a matrix may only hold finite numbers.");
            if (first != 0.0) {
                wider.indices.push_back(0);
                values.push_back(static_cast<float>(first));
            }
            for (auto k = static_cast<std::size_t>(m_matrix.indptr[row]); k < static_cast<std::size_t>(m_matrix.indptr[row + 1]);
                 ++k) {
                wider.indices.push_back(m_matrix.indices[k] + 1);
                values.push_back(m_values[k]);
            }
            wider.indptr.push_back(static_cast<std::int64_t>(values.size()));
        }
        m_matrix = std::move(wider);
        m_values = std::move(values);
    }

    static Array denseOf(const SparseMatrix &matrix)
    {
        Array dense(DType::Float32, {matrix.rows, matrix.columns});
        for (std::int64_t row = 0; row < matrix.rows; ++row)
            for (std::int64_t k = matrix.indptr[static_cast<std::size_t>(row)];
                 k < matrix.indptr[static_cast<std::size_t>(row) + 1]; ++k)
                dense.as<float>()[row * matrix.columns + matrix.indices[static_cast<std::size_t>(k)]] =
                    matrix.values.as<float>()[k];
        return dense;
    }

    TextFile m_text;
    const ReadOptions &m_options;
    JobContext &m_context;
    char m_separator = ',';
    std::string m_corner;      // heading of the first column
    bool m_hasCorner = false;  // the header has a field for it
    bool m_replacedText = false;
    std::vector<std::string> m_columns;  // names of the columns of values
    std::vector<std::string> m_rowNames;
    SparseMatrix m_matrix;  // rows as in the file
    std::vector<float> m_values;
};

}  // namespace

Result<data::Dataset> readTable(const std::filesystem::path &path, const ReadOptions &options, JobContext &context)
{
    return guarded(path, [&] { return TableReader(path, options, context).read(); });
}

}  // namespace lexicell::io

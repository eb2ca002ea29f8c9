#include "core/io/mtx_reader.h"

#include "core/io/features.h"
#include "core/io/matrix_market.h"
#include "core/io/mtx_files.h"
#include "core/io/number_parse.h"
#include "core/io/utf8.h"

#include <algorithm>
#include <array>
#include <optional>

namespace lexicell::io {

namespace {

namespace fs = std::filesystem;
using Rows = std::vector<std::vector<std::string>>;

std::string unquoted(std::string_view field)
{
    field = trimmed(field);
    if (field.size() >= 2 && field.front() == '"' && field.back() == '"') field = field.substr(1, field.size() - 2);
    return isUtf8(field) ? std::string(field) : replaceInvalidUtf8(field);
}

// The lines of a list, cut at tabs (at commas in a .csv); empty lines at the end do not count.
Rows readList(const fs::path &file, JobContext &context)
{
    TextFile text(file, context, {});  // short: the matrix has the progress bar to itself
    const bool commas = file.filename().string().find(".csv") != std::string::npos;
    Rows rows;
    std::string_view line;
    while (text.nextLine(line)) {
        if (line.find('\0') != std::string_view::npos) throw text.bad("bad_text", "this is no text.");
        std::vector<std::string> fields;
        const char separator = commas ? ',' : '\t';
        for (std::size_t begin = 0; begin <= line.size();) {
            const std::size_t end = std::min(line.find(separator, begin), line.size());
            fields.push_back(unquoted(line.substr(begin, end - begin)));
            begin = end + 1;
        }
        rows.push_back(std::move(fields));
    }
    while (!rows.empty() && rows.back().size() == 1 && rows.back().front().empty()) rows.pop_back();
    return rows;
}

// Some lists have a heading. It is one only if the list is too long by one and the line says what the column is.
bool hasHeading(const Rows &rows, std::int64_t wanted)
{
    if (static_cast<std::int64_t>(rows.size()) != wanted + 1) return false;
    constexpr std::array headings{"gene",    "genes",    "gene_id", "gene_ids", "geneid",       "gene_name", "symbol",
                                  "feature", "features", "id",      "ensembl",  "ensembl_id",   "barcode",   "barcodes",
                                  "cell",    "cells",    "cell_id", "cellid",   "cell_barcode", "x",         "v1"};
    std::string first = rows.front().front();
    for (char &c : first)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return std::find(headings.begin(), headings.end(), first) != headings.end();
}

bool hasLength(const Rows &rows, std::int64_t wanted)
{
    return static_cast<std::int64_t>(rows.size()) == wanted || hasHeading(rows, wanted);
}

void dropHeading(Rows &rows, std::int64_t wanted)
{
    if (hasHeading(rows, wanted)) rows.erase(rows.begin());
}

Features featuresOf(const Rows &rows)
{
    Features features;
    const std::size_t width = rows.empty() ? 1 : rows.front().size();
    std::vector<std::string> identifiers, types;
    for (const auto &row : rows) {
        identifiers.push_back(row.front());
        features.names.push_back(row.size() > 1 && !row[1].empty() ? row[1] : row.front());
        types.push_back(row.size() > 2 ? row[2] : std::string());
    }
    if (width > 1) features.columns.set("gene_ids", textColumn(std::move(identifiers)));
    if (width > 2) features.columns.set("feature_types", textColumn(std::move(types)));
    return features;
}

struct Lists {
    Rows features, barcodes;
};

// Are the rows genes? By the lengths of the lists; where both ways fit, as 10x has it.
bool rowsAreGenes(const MatrixMarketHeader &header, Lists &lists, const TextFile &file)
{
    const auto fits = [&](std::int64_t genes, std::int64_t cells) {
        if (!hasLength(lists.features, genes) || !hasLength(lists.barcodes, cells)) return false;
        dropHeading(lists.features, genes);
        dropHeading(lists.barcodes, cells);
        return true;
    };
    if (fits(header.rows, header.columns)) return true;
    if (fits(header.columns, header.rows)) return false;
    throw file.badFileAsWhole("shape_mismatch", "the matrix has " + std::to_string(header.rows) + " rows and " +
                                                    std::to_string(header.columns) + " columns, but the lists beside it have " +
                                                    std::to_string(lists.features.size()) + " features and " +
                                                    std::to_string(lists.barcodes.size()) +
                                                    " barcodes. Check that the files belong together.");
}

data::Dataset readWithLists(const MtxFiles &files, const ReadOptions &options, JobContext &context)
{
    TextFile text(files.matrix, context, "reading the matrix");
    const MatrixMarketHeader header = readMatrixMarketHeader(text);
    Lists lists{readList(files.features, context), readList(files.barcodes, context)};
    const bool genesInRows = rowsAreGenes(header, lists, text);
    TenxParts parts;
    parts.features = featuresOf(lists.features);
    for (auto &row : lists.barcodes) parts.barcodes.push_back(std::move(row.front()));
    const ChosenFeatures chosen = chooseFeatures(parts.features, options, files.features);
    parts.matrix = toCellsByGenes(readMatrixMarketEntries(text, header), genesInRows,
                                  static_cast<std::int64_t>(parts.barcodes.size()), parts.features.size());
    return assemble(std::move(parts), chosen);
}

data::Dataset readAlone(const fs::path &file, JobContext &context)
{
    TextFile text(file, context, "reading the matrix");
    const MatrixMarketHeader header = readMatrixMarketHeader(text);
    constexpr std::int64_t mostMadeUp = 20'000'000;  // names alone would take gigabytes
    if (header.rows + header.columns > mostMadeUp)
        throw badFile("missing_element",
                      file.string() + ": a matrix of this size needs its lists of features and barcodes beside it.");
    TenxParts parts;
    parts.matrix = toCellsByGenes(readMatrixMarketEntries(text, header), true, header.columns, header.rows);
    parts.features.names = madeUpNames("gene", header.rows);
    parts.barcodes = madeUpNames("cell", header.columns);
    context.warn("made_up_names",
                 "No lists of features and barcodes go with " + file.string() +
                     ": its rows were taken for genes, its columns for " +
                     "cells, and both were named by number. Put features.tsv and barcodes.tsv beside it and open the folder.");
    return assemble(std::move(parts), {});
}

data::Dataset finished(data::Dataset dataset, const fs::path &path, const char *format, JobContext &context)
{
    warnAboutNegative(dataset.x, path, context);
    dataset.file = path;
    dataset.format = format;
    return dataset;
}

}  // namespace

Result<data::Dataset> readMtxFolder(const fs::path &folder, const ReadOptions &options, JobContext &context)
{
    return guarded(folder,
                   [&] { return finished(readWithLists(findMtxFiles(folder), options, context), folder, "10x_mtx", context); });
}

Result<data::Dataset> readMtxFile(const fs::path &file, const ReadOptions &options, JobContext &context)
{
    return guarded(file, [&] {
        const std::optional<MtxFiles> files = listsBeside(file);
        return finished(files ? readWithLists(*files, options, context) : readAlone(file, context), file, "mtx", context);
    });
}

}  // namespace lexicell::io

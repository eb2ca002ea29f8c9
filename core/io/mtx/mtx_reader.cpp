#include "core/io/mtx/mtx_reader.h"

#include "core/io/tenx/features.h"
#include "core/io/mtx/matrix_market.h"
#include "core/io/mtx/mtx_files.h"
#include "core/io/mtx/name_list.h"
#include "core/io/text/table_orientation.h"
#include "core/io/text/table_reader.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace lexicell::io {

namespace {

namespace fs = std::filesystem;

struct Lists {
    NameList features, barcodes;
};

// Whether the rows are genes, by the lengths of the lists. If both ways fit, rows are genes as in 10x files.
bool rowsAreGenes(const MatrixMarketHeader &header, Lists &lists, const TextFile &file)
{
    const auto fit = [&](std::int64_t genes, std::int64_t cells) {
        if (!fits(lists.features, genes) || !fits(lists.barcodes, cells)) return false;
        fitTo(lists.features, genes);
        fitTo(lists.barcodes, cells);
        return true;
    };
    if (fit(header.rows, header.columns)) return true;
    if (fit(header.columns, header.rows)) return false;
    throw file.badFileAsWhole(errors::shapeMismatch,
                              "the matrix has " + std::to_string(header.rows) + " rows and " + std::to_string(header.columns) +
                                  " columns, but the lists beside it have " + std::to_string(lists.features.size()) +
                                  " features and " + std::to_string(lists.barcodes.size()) +
                                  " barcodes. Check that the files belong together.");
}

// Lists named after the sides of the matrix arrive as columns and rows. This decides which of them are genes.
bool rowsAreGenesBySides(const MatrixMarketHeader &header, Lists &lists, const MtxFiles &files, const TextFile &file)
{
    const std::vector<std::string> rows = namesIn(lists.barcodes), columns = namesIn(lists.features);
    Orientation orientation = guessOrientation(rows, columns, {});
    if (orientation == Orientation::Unknown)  // alevin has cells in rows; R and 10x have genes in rows
        orientation =
            files.matrix.filename().string().starts_with("quants_mat") ? Orientation::CellsInRows : Orientation::GenesInRows;
    const bool genes = orientation == Orientation::GenesInRows;
    if (!fits(lists.barcodes, header.rows) || !fits(lists.features, header.columns)) {
        if (genes) std::swap(lists.features, lists.barcodes);
        return rowsAreGenes(header, lists, file);
    }
    fitTo(lists.barcodes, header.rows);
    fitTo(lists.features, header.columns);
    if (genes) std::swap(lists.features, lists.barcodes);
    return genes;
}

// kallisto's genes.names.txt holds the names in the order of the identifiers.
void takeSymbols(Features &features, const MtxFiles &files, JobContext &context)
{
    if (!files.symbols) return;
    NameList list = readNameList(*files.symbols, context);
    if (!fits(list, features.size())) return;
    fitTo(list, features.size());
    if (!features.columns.find("gene_ids")) features.columns.set("gene_ids", textColumn(features.names));
    for (std::size_t i = 0; i < features.names.size(); ++i)
        if (!list.rows[i].front().empty()) features.names[i] = list.rows[i].front();
}

data::Dataset readWithLists(const MtxFiles &files, const ReadOptions &options, JobContext &context)
{
    TextFile text(files.matrix, context, "reading the matrix");
    const MatrixMarketHeader header = readMatrixMarketHeader(text);
    Lists lists{readNameList(files.features, context), readNameList(files.barcodes, context)};
    const bool genesInRows = files.bySides ? rowsAreGenesBySides(header, lists, files, text) : rowsAreGenes(header, lists, text);
    TenxParts parts;
    parts.features = featuresOf(std::move(lists.features));
    takeSymbols(parts.features, files, context);
    Barcodes barcodes = barcodesOf(std::move(lists.barcodes));
    parts.barcodes = std::move(barcodes.names);
    parts.cellColumns = std::move(barcodes.columns);
    const ChosenFeatures chosen = chooseFeatures(parts.features, options, files.features);
    parts.matrix = toCellsByGenes(readMatrixMarketEntries(text, header), genesInRows,
                                  static_cast<std::int64_t>(parts.barcodes.size()), parts.features.size());
    return assemble(std::move(parts), chosen);
}

data::Dataset readAlone(const fs::path &file, JobContext &context)
{
    TextFile text(file, context, "reading the matrix");
    const MatrixMarketHeader header = readMatrixMarketHeader(text);
    constexpr std::int64_t mostMadeUp = 20'000'000;  // more names would take gigabytes
    if (header.rows + header.columns > mostMadeUp)
        throw badFile(errors::missingElement,
                      file.string() + ": a matrix of this size needs its lists of features and barcodes beside it.");
    Coordinates entries = readMatrixMarketEntries(text, header);
    // A raw matrix of droplets has a dozen entries per empty droplet. Millions of names for a few entries
    // mean a mistake in the header.
    constexpr std::int64_t alwaysNamed = 100'000, namesPerEntry = 20;
    const auto stored = static_cast<std::int64_t>(entries.values.size());
    if (header.rows + header.columns > alwaysNamed + namesPerEntry * stored)
        throw badFile(errors::missingElement,
                      file.string() + " declares a matrix of " + std::to_string(header.rows) + " x " +
                          std::to_string(header.columns) + ", but holds " + std::to_string(stored) +
                          (stored == 1 ? " entry" : " entries") +
                          ". Names by number need a smaller matrix. Put features.tsv and barcodes.tsv beside it, or "
                          "get the file again.");
    TenxParts parts;
    parts.matrix = toCellsByGenes(std::move(entries), true, header.columns, header.rows);
    parts.features.names = madeUpNames("gene", header.rows);
    parts.barcodes = madeUpNames("cell", header.columns);
    context.warn(warnings::madeUpNames,
                 "No lists of features and barcodes belong to " + file.string() +
                     ". Its rows were read as genes, its columns as " +
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
    return guarded(folder, [&] {
        const MtxFiles files = findMtxFiles(folder, context);
        return finished(readWithLists(files, options, context), folder, "10x_mtx", context);
    });
}

Result<data::Dataset> readMtxFile(const fs::path &file, const ReadOptions &options, JobContext &context)
{
    return guarded(file, [&] {
        const std::optional<MtxFiles> files = listsBeside(file, context);
        return finished(files ? readWithLists(*files, options, context) : readAlone(file, context), file, "mtx", context);
    });
}

Result<data::Dataset> readTableOrList(const fs::path &file, const ReadOptions &options, JobContext &context)
{
    const auto matrix = guarded(file, [&] { return matrixOfList(file, context); });
    if (!matrix.ok()) return matrix.error();
    if (*matrix) return readMtxFile(**matrix, options, context);
    auto table = readTable(file, options, context);
    if (!isNamedAsList(file)) return table;
    const bool other = table.ok()
                           ? std::min(table->cells(), table->genes()) > 1  // a table that is only named like a list
                           : table.error().kind == ErrorKind::Cancelled || table.error().errorClass == errors::emptyFile.name;
    if (other) return table;
    return Error{errors::missingElement,
                 file.string() + " is a list of names, and the matrix that it belongs to (matrix.mtx[.gz]) is not beside it. "
                                 "Put it there, or open the folder that holds it.",
                 table.ok() ? std::string() : table.error().message};
}

}  // namespace lexicell::io

// Lists of names beside a matrix: features.tsv, genes.tsv, barcodes.tsv, in the forms that counting programs, R and people write.
//
// Fields are separated by tabs, commas, semicolons or blanks, quoted or not. A heading, row numbers in front (R's write.table)
// and further columns may occur. A heading is recognized by its words or because it differs from the lines below it.
#pragma once

#include "core/base/job_context.h"
#include "core/io/tenx/features.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::io {

struct NameList {
    std::vector<std::string> heading;            // one entry per column; empty: there is none
    std::vector<std::vector<std::string>> rows;  // all of the same width

    std::int64_t size() const { return static_cast<std::int64_t>(rows.size()); }
};

// Throws Failure: those of TextFile, bad_text (zero bytes).
NameList readNameList(const std::filesystem::path &file, JobContext &context);

// Fits the list to `wanted` names: the first line becomes a heading if there is one line too many and it looks like a heading.
// False: the list has another length.
bool fits(const NameList &list, std::int64_t wanted);
void fitTo(NameList &list, std::int64_t wanted);

// The features of a fitted list. The names are symbols where there are any, var["gene_ids"] the identifiers beside
// them, var["feature_types"] a column of 10x's types. Further columns are named by heading or by number ("column_4").
Features featuresOf(NameList list);

struct Barcodes {
    std::vector<std::string> names;
    data::Dict columns;  // further columns about the cells, named by heading or number
};
Barcodes barcodesOf(NameList list);

// The names in the first column that holds some, for inspection.
std::vector<std::string> namesIn(const NameList &list);

}  // namespace lexicell::io

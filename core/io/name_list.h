// Lists of names beside a matrix: features.tsv, genes.tsv, barcodes.tsv as counters, R and people write them.
//
// Fields are separated by tabs, commas, semicolons or blanks, quoted or not; a heading, row numbers in front (R's write.table)
// and further columns may be there. A heading is told by what it says or by being unlike the lines below it.
#pragma once

#include "core/base/job_context.h"
#include "core/io/features.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::io {

struct NameList {
    std::vector<std::string> heading;            // one word a column; empty: there is none
    std::vector<std::vector<std::string>> rows;  // all of one width

    std::int64_t size() const { return static_cast<std::int64_t>(rows.size()); }
};

// Throws Failure: those of TextFile, bad_text (zero bytes).
NameList readNameList(const std::filesystem::path &file, JobContext &context);

// The list as it is for `wanted` names: its first line is a heading where there is a line too many and it looks like one.
// False: the list is of another length.
bool fits(const NameList &list, std::int64_t wanted);
void fitTo(NameList &list, std::int64_t wanted);

// The features in a list that was fitted. The names are symbols where there are any, var["gene_ids"] the identifiers beside
// them, var["feature_types"] a column of 10x's types; further columns go by their heading, or by their number ("column_4").
Features featuresOf(NameList list);

struct Barcodes {
    std::vector<std::string> names;
    data::Dict columns;  // what else the list says of the cells, by its heading or number
};
Barcodes barcodesOf(NameList list);

// The names in the first column that holds some, to look at.
std::vector<std::string> namesIn(const NameList &list);

}  // namespace lexicell::io

#include "core/genes/gene_names.h"

#include "core/genes/gene_spelling.h"

namespace lexicell::genes {

Result<std::vector<std::string>> geneNames(const data::Dataset &dataset, const std::string &column)
{
    if (column.empty()) return dataset.var.index.values;
    if (auto names = textOf(dataset.var, column)) return std::move(*names);
    std::string columns;
    for (const auto &[name, value] : dataset.var.columns.entries) columns += (columns.empty() ? "" : ", ") + name;
    return Error{errors::missingColumn,
                 dataset.file.string() + " has no text column " + column +
                     " in var. Columns: " + (columns.empty() ? "none" : columns) + ".",
                 {}};
}

}  // namespace lexicell::genes

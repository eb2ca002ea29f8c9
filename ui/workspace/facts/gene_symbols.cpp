#include "ui/workspace/facts/gene_symbols.h"

#include "core/genes/gene_spelling.h"

namespace lexicell::ui {

namespace {

const std::string *textAt(const data::Table &table, const std::string &name, std::size_t row)
{
    const data::Element *column = table.columns.find(name);
    if (!column) return nullptr;
    if (const auto *text = column->as<data::StringArray>()) return row < text->values.size() ? &text->values[row] : nullptr;
    const auto *categorical = column->as<data::Categorical>();
    const auto *names = categorical ? categorical->categories->as<data::StringArray>() : nullptr;
    if (!names || row >= categorical->codes.size() || categorical->codes[row] < 0) return nullptr;
    return &names->values[static_cast<std::size_t>(categorical->codes[row])];
}

}  // namespace

std::string geneSymbol(const data::Dataset &dataset, std::int64_t gene)
{
    for (const std::string &name : genes::symbolColumns(dataset.var))
        if (const std::string *symbol = textAt(dataset.var, name, static_cast<std::size_t>(gene)); symbol && !symbol->empty())
            return *symbol;
    return {};
}

std::vector<std::string> secondGeneNames(const data::Dataset &dataset)
{
    // symbols beside identifiers, else identifiers beside symbols
    for (const auto &columns : {genes::symbolColumns(dataset.var), genes::identifierColumns(dataset.var)})
        for (const std::string &column : columns)
            if (auto names = genes::textOf(dataset.var, column); names && *names != dataset.var.index.values)
                return std::move(*names);
    return {};
}

}  // namespace lexicell::ui

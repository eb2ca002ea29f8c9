// The part of Session that finds genes.
#include "ui/session.h"

namespace lexicell::ui {

namespace {

// Columns of var with symbols (feature_name: CELLxGENE; gene_symbols: scanpy) and with identifiers, the most usual first.
constexpr const char *symbolColumns[] = {"feature_name",    "gene_symbols", "gene_symbol", "gene_name", "gene_names",
                                         "gene_short_name", "symbol",       "Symbol",      "name",      "hgnc_symbol"};
constexpr const char *idColumns[] = {"gene_ids", "gene_id", "ensembl_id", "ensembl", "feature_id"};

std::vector<std::string> textOf(const data::Table &table, const char *name)
{
    const data::Element *column = table.columns.find(name);
    if (!column) return {};
    if (const auto *text = column->as<data::StringArray>()) return text->values;
    const auto *categorical = column->as<data::Categorical>();
    if (!categorical) return {};
    const std::vector<std::string> names = categorical->categoryNames();
    std::vector<std::string> values;
    for (const auto code : categorical->codes) values.push_back(code < 0 ? std::string() : names[static_cast<std::size_t>(code)]);
    return values;
}

template <class Names> std::vector<std::string> firstOf(const data::Table &table, const Names &names)
{
    for (const char *name : names)
        if (std::vector<std::string> values = textOf(table, name); !values.empty()) return values;
    return {};
}

const std::string *textAt(const data::Table &table, const char *name, std::size_t row)
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
    for (const char *name : symbolColumns)
        if (const std::string *symbol = textAt(dataset.var, name, static_cast<std::size_t>(gene)); symbol && !symbol->empty())
            return *symbol;
    return {};
}

std::vector<std::string> secondGeneNames(const data::Dataset &dataset)
{
    std::vector<std::string> symbols = firstOf(dataset.var, symbolColumns);
    return symbols.empty() || symbols == dataset.var.index.values ? firstOf(dataset.var, idColumns) : symbols;
}

const data::GeneSearch &Session::genes() const
{
    if (!m_genes)
        m_genes = m_dataset ? std::make_shared<const data::GeneSearch>(m_dataset->var.index.values, secondGeneNames(*m_dataset),
                                                                       nullptr)
                            : std::make_shared<const data::GeneSearch>();
    return *m_genes;
}

void Session::setGenes(const DatasetPtr &dataset, std::shared_ptr<const data::GeneSearch> search)
{
    if (m_dataset && m_dataset->var.index.values == dataset->var.index.values) m_genes = std::move(search);
}

}  // namespace lexicell::ui

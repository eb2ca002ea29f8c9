#include "models/input/gene_union.h"

#include "core/genes/gene_spelling.h"
#include "core/genes/gene_table.h"

#include <algorithm>
#include <unordered_map>

namespace lexicell::models::input {

namespace {

std::vector<std::string> symbolsOf(const data::Dataset &dataset)
{
    std::vector<std::string> names = genes::geneSymbols(dataset.var);
    const auto unclear = [](const std::string &name) {
        return !genes::ensemblId(name).empty() || name.find('.') != std::string::npos;
    };
    if (std::none_of(names.begin(), names.end(), unclear)) return names;
    if (const auto table = genes::GeneTable::nearest(genes::likelySpecies(dataset.var.index.values)); table.ok())
        for (std::string &name : names)
            if (unclear(name)) name = genes::geneSymbol(name, table->get());
    return names;
}

}  // namespace

Result<GeneUnion> geneUnion(const std::vector<data::Dataset> &datasets)
{
    GeneUnion all;
    std::unordered_map<std::string, std::int64_t> ids;
    for (const data::Dataset &dataset : datasets) {
        if (!dataset.x || dataset.cells() == 0 || dataset.genes() == 0)
            return Error{errors::emptyData, dataset.file.string() + " has no cells or no matrix X for pretraining.", {}};
        std::vector<std::int64_t> columns;
        for (const std::string &name : symbolsOf(dataset)) {
            const auto [entry, added] = ids.emplace(name, static_cast<std::int64_t>(all.genes.size()));
            if (added) all.genes.push_back(name);
            columns.push_back(entry->second);
        }
        all.columns.push_back(std::move(columns));
    }
    return all;
}

}  // namespace lexicell::models::input

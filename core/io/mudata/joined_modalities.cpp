#include "core/io/mudata/joined_modalities.h"

#include "core/data/feature_types.h"
#include "core/io/failure.h"
#include "core/io/mudata/joined_columns.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

namespace lexicell::io {

using data::Dataset;

namespace {

using Modalities = std::vector<ReadModality>;

bool hasAllCells(const ReadModality &modality)
{
    return std::find(modality.rows.begin(), modality.rows.end(), -1) == modality.rows.end();
}

// What a cell was measured by: "rna+prot".
data::ElementPtr measuredBy(std::size_t cells, const Modalities &modalities)
{
    data::StringArray patterns;
    data::Categorical result;
    for (std::size_t cell = 0; cell < cells; ++cell) {
        std::string pattern;
        for (const ReadModality &modality : modalities)
            if (modality.rows[cell] >= 0) pattern += (pattern.empty() ? "" : "+") + modality.name;
        const auto known = std::find(patterns.values.begin(), patterns.values.end(), pattern);
        result.codes.push_back(static_cast<std::int32_t>(known - patterns.values.begin()));
        if (known == patterns.values.end()) patterns.values.push_back(std::move(pattern));
    }
    patterns.shape = {static_cast<std::int64_t>(patterns.values.size())};
    result.categories = data::makeElement(std::move(patterns));
    return data::makeElement(std::move(result));
}

// Columns of the modalities beside those of the file: under their own name where all modalities that have one agree, else under
// the modality's name as well.
void addColumnsOfCells(data::Table &obs, const Modalities &modalities)
{
    for (const ReadModality &modality : modalities)
        for (const auto &[name, column] : modality.dataset.obs.columns.entries) {
            if (name == data::modalitiesColumn || obs.columns.find(modality.name + ":" + name)) continue;
            const data::ElementPtr placed = placedColumn(*column, modality.rows);
            if (!placed) continue;
            bool same = true;
            for (const ReadModality &other : modalities) {
                const data::Element *theirs = other.dataset.obs.columns.find(name);
                const data::ElementPtr there = theirs ? placedColumn(*theirs, other.rows) : nullptr;
                same = same && (!theirs || (there && agree(*placed, *there)));
            }
            const data::Element *shared = obs.columns.find(name);
            if (shared && agree(*placed, *shared)) continue;
            if (same && !shared) obs.columns.set(name, placed);
            else obs.columns.set(modality.name + ":" + name, placed);
        }
}

// One modality after the other; a name that a gene has is marked.
data::StringArray namesOfFeatures(const Modalities &modalities, JobContext &context)
{
    std::unordered_set<std::string> genes;
    const auto isRna = [](const ReadModality &modality) {
        const auto *kind = data::modalityNamed(modality.name);
        return kind && kind->modality == data::Modality::Rna;
    };
    for (const ReadModality &modality : modalities)
        if (isRna(modality)) genes.insert(modality.dataset.var.index.values.begin(), modality.dataset.var.index.values.end());
    data::StringArray names;
    for (const ReadModality &modality : modalities) {
        const auto *kind = data::modalityNamed(modality.name);
        const std::string mark = kind && *kind->mark ? std::string(kind->mark) : modality.name + ":";
        std::int64_t marked = 0;
        std::vector<std::string> own;
        for (const std::string &name : modality.dataset.var.index.values) {
            const bool taken = !isRna(modality) && genes.contains(name);
            marked += taken;
            own.push_back(taken ? mark + name : name);
        }
        if (marked > 0)
            context.warn(warnings::renamed, std::to_string(marked) + " features of the modality " + modality.name +
                                                " have the name of another feature; " + mark + " is put before it.");
        if (!isRna(modality)) genes.insert(own.begin(), own.end());
        names.values.insert(names.values.end(), own.begin(), own.end());
    }
    names.shape = {static_cast<std::int64_t>(names.values.size())};
    return names;
}

data::ElementPtr typesOfFeatures(const Modalities &modalities)
{
    data::StringArray types;
    for (const ReadModality &modality : modalities) {
        const data::Element *column = modality.dataset.var.columns.find(data::featureTypesColumn);
        const auto *kind = data::modalityNamed(modality.name);
        const std::string byName = kind ? kind->featureType : modality.name;
        const auto *text = column ? column->as<data::StringArray>() : nullptr;
        const auto *categorical = column ? column->as<data::Categorical>() : nullptr;
        std::vector<std::string> categories;
        if (categorical) categories = categorical->categoryNames();
        for (std::int64_t i = 0; i < modality.dataset.genes(); ++i) {
            const auto at = static_cast<std::size_t>(i);
            std::string own = text ? text->values[at] : std::string();
            if (categorical && categorical->codes[at] >= 0) own = categories[static_cast<std::size_t>(categorical->codes[at])];
            types.values.push_back(own.empty() ? byName : own);
        }
    }
    types.shape = {static_cast<std::int64_t>(types.values.size())};
    return data::makeElement(std::move(types));
}

data::Table featuresOf(const Modalities &modalities, std::vector<std::string> &leftOut, JobContext &context)
{
    data::Table var;
    var.index = namesOfFeatures(modalities, context);
    var.columns.set(data::featureTypesColumn, typesOfFeatures(modalities));
    for (const ReadModality &modality : modalities)
        for (const auto &[name, column] : modality.dataset.var.columns.entries) {
            if (var.columns.find(name)) continue;
            std::vector<ColumnPart> parts;
            for (const ReadModality &other : modalities) {
                std::vector<std::int64_t> all(static_cast<std::size_t>(other.dataset.genes()));
                std::iota(all.begin(), all.end(), 0);
                parts.push_back({other.dataset.var.columns.find(name), std::move(all)});
            }
            if (auto joined = joinedColumn(parts)) var.columns.set(name, std::move(joined));
            else leftOut.push_back("var/" + name);
        }
    return var;
}

// [cells of the file x features of all]. `layer`: empty for X. Null: no modality has it.
data::ExpressionMatrix joinedMatrix(const Modalities &modalities, const std::string &layer, std::int64_t cells)
{
    std::vector<data::CsrBlock> blocks;
    std::int64_t columns = 0;
    for (const ReadModality &modality : modalities) {
        const data::ExpressionMatrix *matrix = layer.empty() ? &modality.dataset.x : modality.dataset.layers.find(layer);
        blocks.push_back(matrix && *matrix ? orThrow(matrix->all()) : data::CsrBlock());
        columns += modality.dataset.genes();
    }
    data::CsrBlock joined;
    joined.rows = cells;
    joined.columns = columns;
    std::size_t entries = 0;
    for (const data::CsrBlock &block : blocks) entries += block.values.size();
    joined.indices.reserve(entries);
    joined.values.reserve(entries);
    joined.indptr.reserve(static_cast<std::size_t>(cells) + 1);
    for (std::size_t cell = 0; cell < static_cast<std::size_t>(cells); ++cell) {
        std::int64_t before = 0;
        for (std::size_t m = 0; m < modalities.size(); ++m) {
            const std::int64_t row = modalities[m].rows[cell];
            const data::CsrBlock &block = blocks[m];
            if (row >= 0 && row < block.rows)
                for (auto i = static_cast<std::size_t>(block.indptr[static_cast<std::size_t>(row)]);
                     i < static_cast<std::size_t>(block.indptr[static_cast<std::size_t>(row) + 1]); ++i) {
                    joined.indices.push_back(static_cast<std::int32_t>(before + block.indices[i]));
                    joined.values.push_back(block.values[i]);
                }
            before += modalities[m].dataset.genes();
        }
        joined.indptr.push_back(static_cast<std::int64_t>(joined.values.size()));
    }
    return data::ExpressionMatrix::ofCsr(std::move(joined));
}

void joinMatrices(Dataset &dataset, const Modalities &modalities, std::vector<std::string> &leftOut)
{
    const auto there = [](const ReadModality &modality) { return static_cast<bool>(modality.dataset.x); };
    if (std::any_of(modalities.begin(), modalities.end(), there)) dataset.x = joinedMatrix(modalities, {}, dataset.cells());
    for (const ReadModality &modality : modalities)
        for (const auto &[name, matrix] : modality.dataset.layers.entries) {
            const auto has = [&key = name](const ReadModality &other) { return other.dataset.layers.find(key) != nullptr; };
            if (!std::all_of(modalities.begin(), modalities.end(), has)) leftOut.push_back(modality.name + "/layers/" + name);
            else if (!dataset.layers.find(name)) dataset.layers.set(name, joinedMatrix(modalities, name, dataset.cells()));
        }
}

// A modality that has all cells keeps its embeddings.
void addEmbeddings(Dataset &dataset, const Modalities &modalities, std::vector<std::string> &leftOut)
{
    for (const ReadModality &modality : modalities) {
        data::Dict placed;
        if (hasAllCells(modality)) placed = data::takeRows(modality.dataset.obsm, modality.rows);
        for (const auto &[key, element] : modality.dataset.obsm.entries)
            if (placed.find(key)) dataset.obsm.set(key + "_" + modality.name, placed.get(key));
            else leftOut.push_back(modality.name + "/obsm/" + key);
    }
}

void listOtherParts(const Modalities &modalities, std::vector<std::string> &leftOut)
{
    for (const ReadModality &modality : modalities) {
        const auto add = [&](const char *part, const data::Dict &dict) {
            for (const auto &[key, element] : dict.entries) leftOut.push_back(modality.name + "/" + part + "/" + key);
        };
        add("varm", modality.dataset.varm);
        add("obsp", modality.dataset.obsp);
        add("varp", modality.dataset.varp);
        if (modality.dataset.raw) leftOut.push_back(modality.name + "/raw");
    }
}

void warnOfLeftOut(const std::vector<std::string> &leftOut, JobContext &context)
{
    if (leftOut.empty()) return;
    std::string list;
    for (const std::string &part : leftOut) list += (list.empty() ? "" : ", ") + part;
    context.warn(warnings::leftOut,
                 "The modalities become one data set, in which these parts have no place: " + list + ". They are left out.");
}

}  // namespace

Dataset joinModalities(const data::Table &obs, const Modalities &modalities, JobContext &context)
{
    Dataset dataset;
    std::vector<std::string> leftOut;
    dataset.obs = obs;
    addColumnsOfCells(dataset.obs, modalities);
    dataset.obs.columns.set(data::modalitiesColumn, measuredBy(static_cast<std::size_t>(obs.rows()), modalities));
    dataset.var = featuresOf(modalities, leftOut, context);
    joinMatrices(dataset, modalities, leftOut);
    addEmbeddings(dataset, modalities, leftOut);
    for (const ReadModality &modality : modalities)
        if (!modality.dataset.uns.entries.empty()) dataset.uns.set(modality.name, data::makeElement(modality.dataset.uns));
    listOtherParts(modalities, leftOut);
    warnOfLeftOut(leftOut, context);
    return dataset;
}

}  // namespace lexicell::io

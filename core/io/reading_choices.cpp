#include "core/io/reading_choices.h"

#include "core/io/failure.h"
#include "core/io/file_kind.h"
#include "core/io/mtx/mtx_files.h"

#include <algorithm>

namespace lexicell::io {

namespace {

void addNew(std::vector<std::string> &list, const std::string &value)
{
    if (!value.empty() && std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

std::vector<std::string> distinct(const data::Dict &columns, const char *name)
{
    std::vector<std::string> values;
    const data::Element *element = columns.find(name);
    if (const auto *text = element ? element->as<data::StringArray>() : nullptr)
        for (const std::string &value : text->values) addNew(values, value);
    return values;
}

void addGeneColumns(const data::Dict &columns, ReadingChoices &choices)
{
    for (const auto &[name, element] : columns.entries)
        if (element->as<data::StringArray>() || element->as<data::Categorical>()) choices.geneColumns.push_back(name);
}

// Reads everything; for a file with one matrix per genome the error lists the genomes.
Result<ReadingChoices> choicesOfMatrix(const std::filesystem::path &path, JobContext &context)
{
    ReadingChoices choices;
    ReadOptions everything;
    everything.featureType = "all";
    auto dataset = readDataset(path, everything, context);
    if (!dataset.ok()) {
        for (const Choice &choice : dataset.error().choices)
            if (choice.option == "genome") choices.genomes = choice.values;
        if (choices.genomes.empty()) return dataset.error();
        everything.genome = choices.genomes.front();
        dataset = readDataset(path, everything, context);
        if (!dataset.ok()) return choices;
    } else {
        choices.genomes = distinct(dataset->var.columns, "genome");
    }
    choices.featureTypes = distinct(dataset->var.columns, "feature_types");
    addGeneColumns(dataset->var.columns, choices);
    return choices;
}

}  // namespace

Result<ReadingChoices> readingChoices(const std::filesystem::path &path, JobContext &context)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error))
        return Error{errors::notFound, "There is no file or folder " + path.string() + ". Check the path.", {}};
    auto recognized = guarded(path, [&] { return recognize(path); });
    if (!recognized.ok()) return recognized.error();
    switch (recognized->kind) {
    case FileKind::TenxH5:
    case FileKind::MtxFolder:
    case FileKind::Mtx: return choicesOfMatrix(path, context);
    case FileKind::Table: {
        const auto matrix = guarded(path, [&] { return matrixOfList(path, context); });
        if (!matrix.ok()) return matrix.error();
        if (*matrix) return choicesOfMatrix(**matrix, context);
        ReadingChoices choices;
        choices.table = true;
        return choices;
    }
    case FileKind::H5ad: {
        ReadOptions options;
        options.backed = true;
        LEXICELL_TRY(dataset, readDataset(path, options, context));
        ReadingChoices choices;
        if (dataset.raw) choices.layers.emplace_back("raw");
        for (const auto &[name, matrix] : dataset.layers.entries) choices.layers.push_back(name);
        addGeneColumns(dataset.var.columns, choices);
        return choices;
    }
    case FileKind::MuData:
    case FileKind::Loom: {
        LEXICELL_TRY(dataset, readDataset(path, {}, context));
        ReadingChoices choices;
        for (const auto &[name, matrix] : dataset.layers.entries) choices.layers.push_back(name);
        addGeneColumns(dataset.var.columns, choices);
        return choices;
    }
    case FileKind::Unsupported: break;
    }
    return Error{errors::unsupportedFormat, path.string() + " " + recognized->whyNot, {}};
}

}  // namespace lexicell::io

#include "core/io/tenx/features.h"

#include "core/data/matrix_parts.h"
#include "core/data/value_summary.h"

#include <algorithm>
#include <map>

namespace lexicell::io {

using data::Array;
using data::StringArray;

namespace {

constexpr const char *kGeneExpression = "Gene Expression";

std::map<std::string, std::int64_t> countsOf(const std::vector<std::string> &values)
{
    std::map<std::string, std::int64_t> counts;
    for (const std::string &value : values) ++counts[value];
    return counts;
}

// "6 Antibody Capture, 3 CRISPR Guide Capture"
std::string listed(const std::map<std::string, std::int64_t> &counts)
{
    std::string text;
    for (const auto &[name, count] : counts) text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + name;
    return text;
}

std::vector<std::string> namesOf(const std::map<std::string, std::int64_t> &counts)
{
    std::vector<std::string> names;
    for (const auto &[name, count] : counts) names.push_back(name);
    return names;
}

std::string chooseType(const std::map<std::string, std::int64_t> &types, const std::string &wanted,
                       const std::filesystem::path &file)
{
    if (types.contains(wanted) || wanted == "all") return wanted;
    if (wanted != kGeneExpression)
        throw Failure({errors::missingFeatureType,
                       file.string() + " holds no features of type \"" + wanted + "\"; it holds " + listed(types) + ".",
                       {},
                       {{"feature-type", namesOf(types)}}});
    if (types.size() == 1) return types.begin()->first;  // a matrix of antibodies alone: no choice
    std::vector<std::string> choices = namesOf(types);
    choices.emplace_back("all");
    throw Failure(
        {errors::choiceNeeded,
         file.string() + " holds no gene expression but " + listed(types) + ". Choose one of these feature types, or all.",
         {},
         {{"feature-type", choices}}});
}

}  // namespace

const std::vector<std::string> *Features::texts(const std::string &column) const
{
    const data::Element *element = columns.find(column);
    const StringArray *array = element ? element->as<StringArray>() : nullptr;
    return array ? &array->values : nullptr;
}

ChosenFeatures chooseFeatures(const Features &features, const ReadOptions &options, const std::filesystem::path &file)
{
    ChosenFeatures result;
    std::vector<bool> keep(features.names.size(), true);
    if (const auto *types = features.texts("feature_types"); types && !types->empty()) {
        const auto counts = countsOf(*types);
        const std::string type = chooseType(counts, options.featureType, file);
        for (std::size_t i = 0; i < keep.size(); ++i) keep[i] = type == "all" || (*types)[i] == type;
        for (const auto &other : counts)
            if (type != "all" && other.first != type) result.others.push_back(other);
    }
    if (!options.genome.empty()) {
        const auto *genomes = features.texts("genome");
        const auto counts = genomes ? countsOf(*genomes) : std::map<std::string, std::int64_t>();
        if (!counts.contains(options.genome))
            throw Failure({errors::missingGenome,
                           file.string() + " holds no genome \"" + options.genome + "\"" +
                               (counts.empty() ? std::string(": it names none.") : "; it holds " + listed(counts) + " features."),
                           {},
                           {{"genome", namesOf(counts)}}});
        for (std::size_t i = 0; i < keep.size(); ++i) keep[i] = keep[i] && (*genomes)[i] == options.genome;
    }
    if (std::find(keep.begin(), keep.end(), false) == keep.end()) return result;
    result.positions.emplace();
    for (std::size_t i = 0; i < keep.size(); ++i)
        if (keep[i]) result.positions->push_back(static_cast<std::int64_t>(i));
    return result;
}

data::ElementPtr textColumn(std::vector<std::string> values)
{
    StringArray array;
    array.shape = {static_cast<std::int64_t>(values.size())};
    array.values = std::move(values);
    return data::makeElement(std::move(array));
}

void setIndex(data::Table &table, std::vector<std::string> names)
{
    table.index.shape = {static_cast<std::int64_t>(names.size())};
    table.index.values = std::move(names);
}

std::vector<std::string> madeUpNames(const std::string &word, std::int64_t count)
{
    std::vector<std::string> names;
    names.reserve(static_cast<std::size_t>(count));
    for (std::int64_t i = 1; i <= count; ++i) names.push_back(word + "_" + std::to_string(i));
    return names;
}

void warnAboutNegative(const data::ExpressionMatrix &matrix, const std::filesystem::path &file, JobContext &context)
{
    const auto summary = data::summarize(matrix);
    if (summary.ok() && summary->negative)
        context.warn(warnings::negativeCounts, file.string() + " holds negative values (the least is " +
                                                   std::to_string(summary->min) + "). Its values are not treated as counts.");
}

static data::ElementPtr selected(const data::ElementPtr &column, const std::vector<std::int64_t> &positions)
{
    if (const auto *numbers = column->as<Array>()) return data::makeElement(numbers->rows(positions));
    std::vector<std::string> kept;
    kept.reserve(positions.size());
    for (const std::int64_t i : positions) kept.push_back(column->as<StringArray>()->values[static_cast<std::size_t>(i)]);
    return textColumn(std::move(kept));
}

data::Dataset assemble(TenxParts parts, const ChosenFeatures &chosen)
{
    data::Dataset dataset;
    if (chosen.positions) {
        parts.matrix = data::subset(parts.matrix, nullptr, &*chosen.positions);
        for (auto &[name, column] : parts.features.columns.entries) column = selected(column, *chosen.positions);
        std::vector<std::string> names;
        names.reserve(chosen.positions->size());
        for (const std::int64_t i : *chosen.positions)
            names.push_back(std::move(parts.features.names[static_cast<std::size_t>(i)]));
        parts.features.names = std::move(names);
    }
    setIndex(dataset.obs, std::move(parts.barcodes));
    dataset.obs.columns = std::move(parts.cellColumns);
    setIndex(dataset.var, std::move(parts.features.names));
    dataset.var.columns = std::move(parts.features.columns);
    dataset.x = data::ExpressionMatrix::inMemory(data::makeElement(std::move(parts.matrix)));
    if (!chosen.others.empty()) {
        data::Dict others;
        for (const auto &[type, count] : chosen.others) others.set(type, data::makeElement(Array::scalarInt(count)));
        dataset.uns.set("other_feature_types", data::makeElement(std::move(others)));
    }
    return dataset;
}

}  // namespace lexicell::io

#include "core/steps/step_input.h"

#include "core/data/csr_block.h"
#include "core/data/value_summary.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <unordered_map>

namespace lexicell::steps {

namespace {

std::string matrixName(const std::string &layer)
{
    if (layer.empty() || layer == "X") return "X";
    return layer == "raw" ? "raw.X" : "layers[\"" + layer + "\"]";
}

data::ValueSummary look(const std::vector<float> &values)
{
    data::ValueSummary seen;
    for (const float value : values) seen.add(static_cast<double>(value));
    return seen;
}

// A matrix of the data set that holds counts, else one that can be used as it is.
Advice adviceOnCounts(const data::Dataset &dataset, const std::string &chosen, LogValues logValues)
{
    std::vector<std::string> names{"X", "raw"};
    for (const auto &[name, matrix] : dataset.layers.entries) names.push_back(name);
    std::string logarithmic;
    for (const auto &name : names) {
        const auto matrix = dataset.matrix(name);
        if (!matrix.ok()) continue;
        const auto summary = data::summarize(*matrix);
        if (!summary.ok()) continue;
        if (summary->counts() && matrixName(name) != matrixName(chosen))
            return {matrixName(name) + " holds counts: choose it.", {{"layer", {name}}}};
        if (logarithmic.empty() && summary->looksLogged()) logarithmic = name;
    }
    if (logValues == LogValues::Allowed && !logarithmic.empty())
        return {"No matrix holds counts; to use " + matrixName(logarithmic) + " as it is, mark it as log-normalized.",
                {{"layer", {logarithmic}}, {"log-normalized", {"true"}}}};
    return {"No matrix of the data set holds counts. Open a file with the unprocessed counts.", {}};
}

Error countsNeeded(const data::Dataset &dataset, const std::string &layer, const data::ValueSummary &seen, LogValues logValues)
{
    char largest[32];
    std::snprintf(largest, sizeof largest, "%.3g", seen.max);
    std::string what = "holds fractions (perhaps normalized values)";
    if (seen.negative) what = "holds negative values (perhaps scaled data)";
    else if (seen.looksLogged()) what = "is already log-normalized (fractions, the largest " + std::string(largest) + ")";
    Advice advice = adviceOnCounts(dataset, layer, logValues);
    return {errors::countsNeeded,
            matrixName(layer) + " of " + sourceName(dataset) + " " + what + ": integer counts are needed. " + advice.sentence,
            {},
            std::move(advice.choices)};
}

Error nonFinite(const data::Dataset &dataset, const std::string &layer)
{
    return {errors::nonFinite,
            matrixName(layer) + " of " + sourceName(dataset) +
                " holds values that are not numbers (NaN or infinity); "
                "choose another matrix or correct the file.",
            {},
            {{"layer"}}};
}

// raw.X has other genes: takes the columns that var names, in var's order.
Result<data::CsrBlock> columnsOfVar(const data::Dataset &dataset, const data::CsrBlock &raw)
{
    const auto &rawNames = dataset.raw->var.index.values;
    const auto &names = dataset.var.index.values;
    if (rawNames == names) return raw;
    std::unordered_map<std::string, std::int64_t> position;
    for (std::size_t i = 0; i < rawNames.size(); ++i) position.emplace(rawNames[i], static_cast<std::int64_t>(i));
    std::vector<std::int64_t> columns;
    for (const auto &name : names) {
        const auto found = position.find(name);
        if (found == position.end())
            return Error{errors::shapeMismatch,
                         "raw of " + sourceName(dataset) + " lacks the gene \"" + name + "\" of var; choose another matrix.",
                         {},
                         {{"layer"}}};
        columns.push_back(found->second);
        position.erase(found);
    }
    return data::selectColumns(raw, columns);
}

Result<data::CsrBlock> readMatrix(const data::Dataset &dataset, const std::string &layer)
{
    if (dataset.cells() == 0 || dataset.genes() == 0)
        return Error{errors::emptyData,
                     sourceName(dataset) + " has " + std::to_string(dataset.cells()) + " cells and " +
                         std::to_string(dataset.genes()) + " genes: there is nothing to analyze.",
                     {}};
    LEXICELL_TRY(matrix, dataset.matrix(layer));
    auto block = matrix.all();
    if (!block.ok()) return block.error();
    return layer == "raw" ? columnsOfVar(dataset, *block) : std::move(block);
}

}  // namespace

std::string sourceName(const data::Dataset &dataset) { return dataset.file.empty() ? "the data set" : dataset.file.string(); }

Result<data::CsrBlock> readCounts(const data::Dataset &dataset, const std::string &layer, LogValues logValues)
{
    LEXICELL_TRY(block, readMatrix(dataset, layer));
    const data::ValueSummary seen = look(block.values);
    if (!seen.finite) return nonFinite(dataset, layer);
    if (seen.contradictsCounts()) return countsNeeded(dataset, layer, seen, logValues);
    return std::move(block);
}

Result<data::CsrBlock> readLogNormalized(const data::Dataset &dataset, const std::string &layer)
{
    LEXICELL_TRY(block, readMatrix(dataset, layer));
    const data::ValueSummary seen = look(block.values);
    if (!seen.finite) return nonFinite(dataset, layer);
    if (!seen.looksLogged())
        return Error{errors::logValuesNeeded,
                     matrixName(layer) + " of " + sourceName(dataset) +
                         " is probably not log-normalized. If it holds counts, do not mark it so, or choose another matrix.",
                     {},
                     {{"log-normalized", {"false"}}, {"layer"}}};
    return std::move(block);
}

Result<NeighborGraph> readGraph(const data::Dataset &dataset, const std::string &key, const std::string &hint)
{
    const auto missing = [&](const std::string &what) {
        return Error{errors::missingNeighbors, sourceName(dataset) + " has no " + what + ": " + hint, {}};
    };
    const auto *entry = dataset.uns.find(key);
    const auto *settings = entry ? entry->as<data::Dict>() : nullptr;
    if (!settings) return missing("neighbors graph uns[\"" + key + "\"]");
    const auto text = [](const data::Element *element) {
        const auto *string = element ? element->as<data::StringArray>() : nullptr;
        return string && string->values.size() == 1 ? string->values[0] : std::string();
    };
    NeighborGraph graph;
    if (const auto *parameters = settings->find("params"); parameters && parameters->as<data::Dict>())
        graph.representation = text(parameters->as<data::Dict>()->find("use_rep"));
    std::string name = text(settings->find("connectivities_key"));
    if (name.empty()) name = "connectivities";
    const auto *element = dataset.obsp.find(name);
    const auto *stored = element ? element->as<data::SparseMatrix>() : nullptr;
    if (!stored) return missing("sparse obsp[\"" + name + "\"]");
    if (stored->rows != dataset.cells() || stored->columns != dataset.cells())
        return missing("graph of its cells in obsp[\"" + name + "\"]");

    auto &result = graph.connectivities;
    result.rows = result.columns = stored->rows;
    result.indptr.push_back(0);
    const auto weights = stored->values.toFloat();
    std::vector<float> kept;
    for (std::size_t row = 0; row < static_cast<std::size_t>(stored->rows); ++row) {
        for (auto k = static_cast<std::size_t>(stored->indptr[row]); k < static_cast<std::size_t>(stored->indptr[row + 1]); ++k) {
            if (!std::isfinite(weights[k]) || weights[k] < 0.0f)
                return Error{errors::nonFinite,
                             "obsp[\"" + name + "\"] of " + sourceName(dataset) +
                                 " holds a weight that is negative or not a number: " + hint,
                             {}};
            if (weights[k] == 0.0f || static_cast<std::size_t>(stored->indices[k]) == row) continue;
            kept.push_back(weights[k]);
            result.indices.push_back(stored->indices[k]);
        }
        result.indptr.push_back(static_cast<std::int64_t>(kept.size()));
    }
    result.values = data::Array::of(kept);
    return graph;
}

}  // namespace lexicell::steps

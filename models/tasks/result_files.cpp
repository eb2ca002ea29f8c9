#include "models/tasks/result_files.h"

#include "core/data/number_text.h"
#include "core/files/atomic_file.h"
#include "core/files/csv.h"

#include <cmath>

namespace lexicell::models::tasks {

namespace {

using files::csvField;

std::string number(double value) { return std::isnan(value) ? std::string() : data::numberText(value); }

std::string cell(const Column &column, std::size_t row)
{
    return std::visit(
        [row](const auto &values) -> std::string {
            const auto &value = values[row];
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>) return csvField(value);
            else if constexpr (std::is_same_v<std::decay_t<decltype(value)>, double>) return number(value);
            else return std::to_string(value);
        },
        column.values);
}

void addNames(std::string &text, const std::vector<Column> &columns)
{
    for (const Column &column : columns) text += ',' + csvField(column.name);
}

void addCells(std::string &text, const std::vector<Column> &columns, std::size_t row)
{
    for (const Column &column : columns) text += ',' + cell(column, row);
}

std::string csv(const Table &table)
{
    std::string text;
    for (std::size_t i = 0; i < table.columns.size(); ++i) text += (i ? "," : "") + csvField(table.columns[i].name);
    text += '\n';
    for (std::size_t row = 0; row < table.rows(); ++row) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) text += (i ? "," : "") + cell(table.columns[i], row);
        text += '\n';
    }
    return text;
}

std::string csv(const Graph &graph)
{
    std::string text = csvField(graph.nodeKind + "_a") + ',' + csvField(graph.nodeKind + "_b") + ",weight";
    addNames(text, graph.edgeColumns);
    text += '\n';
    for (std::size_t edge = 0; edge < graph.weight.size(); ++edge) {
        text += csvField(graph.nodes[static_cast<std::size_t>(graph.from[edge])]) + ',' +
                csvField(graph.nodes[static_cast<std::size_t>(graph.to[edge])]) + ',' + number(graph.weight[edge]);
        addCells(text, graph.edgeColumns, edge);
        text += '\n';
    }
    return text;
}

std::string csv(const Ranking &ranking)
{
    std::vector<Column> columns{{ranking.effectName, ranking.effect}};
    if (!ranking.standardError.empty()) columns.push_back({"standard_error", ranking.standardError});
    if (!ranking.adjustedP.empty()) columns.push_back({"p_adj", ranking.adjustedP});
    if (!ranking.baselineName.empty()) columns.push_back({ranking.baselineName, ranking.baseline});
    columns.insert(columns.end(), ranking.columns.begin(), ranking.columns.end());
    std::string text = csvField(ranking.itemKind);
    addNames(text, columns);
    text += '\n';
    for (std::size_t row = 0; row < ranking.items.size(); ++row) {
        text += csvField(ranking.items[row]);
        addCells(text, columns, row);
        text += '\n';
    }
    return text;
}

std::string csv(const Heatmap &map)
{
    std::string text = csvField(map.valueName);
    for (const std::string &column : map.columns) text += ',' + csvField(column);
    text += '\n';
    for (std::size_t row = 0; row < map.rows.size(); ++row) {
        text += csvField(map.rows[row]);
        for (std::size_t column = 0; column < map.columns.size(); ++column)
            text += ',' + number(map.values[row * map.columns.size() + column]);
        text += '\n';
    }
    return text;
}

std::string csv(const Curves &curves)
{
    std::string text = "curve," + csvField(curves.xName) + ',' + csvField(curves.yName) + '\n';
    for (const Curve &curve : curves.curves)
        for (std::size_t i = 0; i < curve.x.size(); ++i)
            text += csvField(curve.name) + ',' + number(curve.x[i]) + ',' + number(curve.y[i]) + '\n';
    return text;
}

std::string csv(const DatasetChange &) { return {}; }
std::string csv(const NewDataset &) { return {}; }
std::string csv(const CheckpointFolder &) { return {}; }

}  // namespace

std::string resultCsv(const TaskResult &result)
{
    return std::visit([](const auto &value) { return csv(value); }, result);
}

// The record comes first, so that no result stands without one.
Result<void> writeResult(const TaskResult &result, const ProvenanceStep &record, const std::filesystem::path &csv, bool replace)
{
    const std::filesystem::path beside = recordBeside(csv);
    std::error_code error;
    const bool there = std::filesystem::exists(beside, error);
    if (there && !replace && !isRecord(beside))
        return Error{errors::outputExists, beside.string() +
                                               " exists and is not the record of a result, which is written there. Choose "
                                               "another name for the result."};
    LEXICELL_CHECK(writeRecord(record, beside));
    auto written = files::writeTextFile(csv, resultCsv(result));
    if (!written.ok() && !there) std::filesystem::remove(beside, error);
    return written;
}

}  // namespace lexicell::models::tasks

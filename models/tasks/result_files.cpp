#include "models/tasks/result_files.h"

#include "core/data/number_text.h"
#include "core/files/csv.h"
#include "models/tasks/graph_files.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <utility>

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
    if (!ranking.complete.columns.empty()) return csv(ranking.complete);
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
    const bool several = !curves.axes.empty();  // then a column says what the value is
    std::string text = "curve," + csvField(curves.xName) + ',' + (several ? "value,measure" : csvField(curves.yName)) + '\n';
    for (std::size_t of = 0; of < curves.curves.size(); ++of) {
        const Curve &curve = curves.curves[of];
        const std::string end = several ? ',' + csvField(curves.axisOf(of)) + '\n' : std::string("\n");
        for (std::size_t i = 0; i < curve.x.size(); ++i)
            text += csvField(curve.name) + ',' + number(curve.x[i]) + ',' + number(curve.y[i]) + end;
    }
    return text;
}

std::string csv(const DatasetChange &) { return {}; }
std::string csv(const NewDataset &) { return {}; }
std::string csv(const CheckpointFolder &) { return {}; }

}  // namespace

std::vector<std::string> resultEndings(const TaskResult &result)
{
    if (std::holds_alternative<Graph>(result)) return {"csv", "graphml", "gexf"};
    const bool text = !std::holds_alternative<DatasetChange>(result) && !std::holds_alternative<NewDataset>(result) &&
                      !std::holds_alternative<CheckpointFolder>(result);
    return text ? std::vector<std::string>{"csv"} : std::vector<std::string>();
}

Table nodeTable(const Graph &graph)
{
    if (graph.nodeColumns.empty()) return {};
    Table table{{{graph.nodeKind, graph.nodes}}};
    table.columns.insert(table.columns.end(), graph.nodeColumns.begin(), graph.nodeColumns.end());
    return table;
}

std::filesystem::path nodesBeside(const std::filesystem::path &csv)
{
    std::filesystem::path nodes = csv;
    return nodes.replace_extension(".nodes" + csv.extension().string());
}

std::string resultCsv(const TaskResult &result)
{
    return std::visit([](const auto &value) { return csv(value); }, result);
}

namespace {

std::string endingOf(const std::filesystem::path &file)
{
    std::string ending = file.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return std::tolower(c); });
    return ending;
}

Error taken(const std::filesystem::path &beside, const char *what)
{
    return {errors::outputExists,
            beside.string() + " exists and is not " + what + ", which is written there. Choose another name for the result."};
}

// The result's own files with their texts, the result last.
Result<std::vector<TextFile>> textsOf(const TaskResult &result, const std::filesystem::path &file)
{
    const std::string ending = endingOf(file);
    const auto *graph = std::get_if<Graph>(&result);
    if (ending == ".graphml" || ending == ".gexf") {
        if (!graph)
            return Error{errors::unsupportedFormat,
                         "Only a network can be written to " + file.filename().string() + ". Give the file the ending .csv."};
        return std::vector<TextFile>{{file, ending == ".gexf" ? gexf(*graph) : graphMl(*graph)}};
    }
    std::vector<TextFile> texts;
    if (graph && !graph->nodeColumns.empty()) texts.push_back({nodesBeside(file), csv(nodeTable(*graph))});
    texts.push_back({file, resultCsv(result)});
    return texts;
}

// A further file must not have the name of the result, its record or its nodes.
Result<void> checkNames(const std::vector<TextFile> &own, const std::filesystem::path &record,
                        const std::vector<TextFile> &further)
{
    std::error_code error;
    std::vector<std::filesystem::path> taken{std::filesystem::weakly_canonical(record, error)};
    for (const TextFile &file : own) taken.push_back(std::filesystem::weakly_canonical(file.path, error));
    for (const TextFile &file : further) {
        const std::filesystem::path name = std::filesystem::weakly_canonical(file.path, error);
        if (std::find(taken.begin(), taken.end(), name) != taken.end())
            return Error{errors::outputExists, file.path.string() + " is named for two files of this result. Choose two names."};
        taken.push_back(name);
    }
    return {};
}

}  // namespace

Result<files::PendingFiles> pendingResult(const TaskResult &result, const ProvenanceStep &record,
                                          const std::filesystem::path &file, bool replace, const std::vector<TextFile> &further)
{
    const std::filesystem::path beside = recordBeside(file);
    std::error_code error;
    const bool there = std::filesystem::exists(beside, error);
    if (there && !replace && !isRecord(beside)) return taken(beside, "the record of a result");
    LEXICELL_TRY(texts, textsOf(result, file));
    for (const auto &[path, text] : texts)
        if (path != file && !replace && !there && std::filesystem::exists(path, error))
            return taken(path, "the table of the nodes of a result");
    LEXICELL_CHECK(checkNames(texts, beside, further));
    files::PendingFiles pending;
    LEXICELL_CHECK(pending.add(beside, recordText(record)));
    for (const std::vector<TextFile> *group : {&further, &std::as_const(texts)})
        for (const auto &[path, text] : *group) LEXICELL_CHECK(pending.add(path, text));
    return pending;
}

Result<void> writeResult(const TaskResult &result, const ProvenanceStep &record, const std::filesystem::path &file, bool replace,
                         const std::vector<TextFile> &further)
{
    LEXICELL_TRY(files, pendingResult(result, record, file, replace, further));
    return files.commit();
}

Result<files::PendingFiles> pendingFiles(const std::vector<TextFile> &further)
{
    files::PendingFiles pending;
    for (const auto &[path, text] : further) LEXICELL_CHECK(pending.add(path, text));
    return pending;
}

}  // namespace lexicell::models::tasks

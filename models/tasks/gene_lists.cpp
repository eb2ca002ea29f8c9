#include "models/tasks/gene_lists.h"

#include "core/io/text/gene_sets_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>

namespace lexicell::models::tasks {

namespace {

bool isFile(const std::vector<std::string> &given)
{
    std::error_code error;
    return given.size() == 1 && std::filesystem::is_regular_file(given.front(), error);
}

Error absent(const std::string &path, const char *instead)
{
    return {errors::notFound, "There is no file " + path + ". Check the path" + instead + "."};
}

// Names that cannot be genes.
Result<void> checkNames(const std::vector<std::string> &given)
{
    const auto file = std::find_if(given.begin(), given.end(), looksLikeFile);
    if (file == given.end()) return {};
    if (given.size() == 1) return absent(*file, ", or give genes separated by commas");
    return Error{errors::badOption,
                 *file + " is a file among names of genes. Give one file alone, or genes separated by commas."};
}

Result<std::vector<std::string>> linesOf(const std::string &path)
{
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.pop_back();
        if (!line.empty()) lines.push_back(line);
    }
    if (file.bad() || lines.empty())
        return Error{errors::emptyFile,
                     "There is no gene in " + path + ". Write one name per line, or give genes separated by commas."};
    return lines;
}

// Names of genes hold no line breaks, so a line is a row.
std::vector<std::string> csvFields(const std::string &line)
{
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') fields.back() += line[i++];
        else if (line[i] == '"') quoted = !quoted;
        else if (line[i] == ',' && !quoted) fields.emplace_back();
        else fields.back() += line[i];
    }
    return fields;
}

Result<std::vector<GeneList>> modulesIn(const std::string &path, const std::vector<std::string> &lines, std::size_t column)
{
    std::map<int, GeneList> modules;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const std::vector<std::string> fields = csvFields(lines[i]);
        int module = 0;
        const std::string number = column < fields.size() ? fields[column] : std::string();
        if (std::from_chars(number.data(), number.data() + number.size(), module).ec != std::errc())
            return Error{errors::badList, "Line " + std::to_string(i + 1) + " of " + path +
                                              " names no module. The column module holds whole numbers; -1: in none."};
        if (module < 0) continue;
        GeneList &list = modules[module];
        list.name = "module " + std::to_string(module);
        list.genes.push_back(fields.front());
    }
    if (modules.empty()) return Error{errors::emptyFile, "No gene of " + path + " is in a module."};
    std::vector<GeneList> lists;
    for (auto &[number, list] : modules) lists.push_back(std::move(list));
    return lists;
}

}  // namespace

Result<std::vector<std::string>> geneNames(const std::vector<std::string> &given)
{
    if (isFile(given)) return linesOf(given.front());
    LEXICELL_CHECK(checkNames(given));
    return given;
}

bool looksLikeFile(const std::string &name)
{
    constexpr std::array endings{".txt", ".csv", ".tsv", ".gmt", ".gmt.gz"};
    return name.find('/') != std::string::npos ||
           std::any_of(endings.begin(), endings.end(), [&name](const char *ending) { return name.ends_with(ending); });
}

Result<std::vector<GeneList>> geneLists(const std::vector<std::string> &given)
{
    if (!isFile(given)) {
        LEXICELL_CHECK(checkNames(given));
        return std::vector<GeneList>{{"genes", given}};
    }
    LEXICELL_TRY(lines, linesOf(given.front()));
    const std::vector<std::string> heading = csvFields(lines.front());
    const auto column = std::find(heading.begin(), heading.end(), "module");
    if (column != heading.end() && column != heading.begin())
        return modulesIn(given.front(), lines, static_cast<std::size_t>(column - heading.begin()));
    return std::vector<GeneList>{{std::filesystem::path(given.front()).stem().string(), std::move(lines)}};
}

bool namesGeneSets(const std::vector<std::string> &given)
{
    if (given.size() != 1) return false;
    const std::string &name = given.front();
    return name == "reactome" || name == "go-bp" || name.ends_with(".gmt") || name.ends_with(".gmt.gz");
}

Result<void> checkGeneSets(const std::string &nameOrFile)
{
    LEXICELL_TRY(file, io::geneSetsFile(nameOrFile));
    std::error_code error;
    if (!std::filesystem::exists(file, error)) return absent(file.string(), "");
    return {};
}

Result<std::vector<GeneList>> geneSetLists(const std::vector<std::string> &given, JobContext &context)
{
    if (!namesGeneSets(given)) return geneLists(given);
    LEXICELL_TRY(file, io::geneSetsFile(given.front()));
    LEXICELL_TRY(sets, io::readGeneSets(file, context));
    std::vector<GeneList> lists;
    for (const io::GeneSet &set : sets.sets) {
        GeneList list{set.name, {}};
        for (const std::int32_t gene : set.genes) list.genes.push_back(sets.genes[static_cast<std::size_t>(gene)]);
        lists.push_back(std::move(list));
    }
    return lists;
}

}  // namespace lexicell::models::tasks

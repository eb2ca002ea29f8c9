// Reading and writing the files of tests/fixtures/bugcases/h5ad-siblings, with the warnings that came of it.
#pragma once

#include "core/io/h5ad/h5ad_writer.h"
#include "core/io/read_dataset.h"
#include "tests/support/fixtures.h"

#include <QTemporaryDir>

#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::test {

struct ReadFile {
    data::Dataset dataset;
    std::vector<Warning> warnings;

    // Does a warning of this class name this?
    bool warned(const std::string &warningClass, const std::string &what) const
    {
        for (const auto &warning : warnings)
            if (warning.warningClass == warningClass && warning.message.find(what) != std::string::npos) return true;
        return false;
    }
    std::string allWarnings() const
    {
        std::string text;
        for (const auto &warning : warnings) text += warning.warningClass + ": " + warning.message + "\n";
        return text;
    }
};

inline std::filesystem::path sibling(const std::string &name)
{
    return sourceRoot() / "tests/fixtures/bugcases/h5ad-siblings" / name;
}

inline Result<ReadFile> readFile(const std::filesystem::path &path)
{
    JobContext context;
    auto dataset = io::readDataset(path, {}, context);
    if (!dataset.ok()) return dataset.error();
    return ReadFile{std::move(*dataset), context.warnings()};
}

// Written, and read again; the warnings are those of the writing.
inline Result<ReadFile> writtenAndRead(const data::Dataset &dataset)
{
    static const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("written.h5ad").toStdString();
    JobContext context;
    if (auto written = io::writeH5ad(dataset, file, {true, 0}, context); !written.ok()) return written.error();
    auto again = readFile(file);
    if (again.ok()) again->warnings = context.warnings();
    return again;
}

inline std::vector<double> numbersOf(const data::Element *element)
{
    const auto *array = element ? element->as<data::Array>() : nullptr;
    return array ? array->toDouble() : std::vector<double>{};
}

// A column of a data frame that is an entry of obsm or varm.
inline std::vector<double> frameColumn(const data::Dict &dict, const std::string &frame, const std::string &column)
{
    const auto *table = dict.find(frame) ? dict.find(frame)->as<data::Table>() : nullptr;
    return table ? numbersOf(table->columns.find(column)) : std::vector<double>{};
}

// Category names of the rows; "-" where missing.
inline std::vector<std::string> labelsOf(const data::Table &table, const std::string &column)
{
    const auto *categorical = table.columns.find(column) ? table.columns.find(column)->as<data::Categorical>() : nullptr;
    std::vector<std::string> labels;
    if (!categorical) return labels;
    const auto names = categorical->categoryNames();
    for (const auto code : categorical->codes) labels.push_back(code < 0 ? "-" : names[static_cast<std::size_t>(code)]);
    return labels;
}

}  // namespace lexicell::test

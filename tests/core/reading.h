// What the tests of the data set readers share: files of their own making, reading, and looking at what came out.
#pragma once

#include "core/io/read_dataset.h"
#include "tests/support/fixtures.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace lexicell::test {

using Names = std::vector<std::string>;

// A folder of the test's own, gone at its end.
class ScratchFolder {
  public:
    std::filesystem::path path() const { return m_folder.path().toStdString(); }

    std::filesystem::path write(const std::string &name, const std::string &text) const
    {
        const std::filesystem::path file = path() / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
        return file;
    }

  private:
    QTemporaryDir m_folder;
};

inline Result<data::Dataset> read(const std::filesystem::path &path, const io::ReadOptions &options = {})
{
    JobContext context;
    return io::readDataset(path, options, context);
}

inline std::string classOf(const Result<data::Dataset> &result) { return result.ok() ? "opened" : result.error().errorClass; }

inline bool warned(const JobContext &context, const std::string &warningClass)
{
    for (const Warning &warning : context.warnings())
        if (warning.warningClass == warningClass) return true;
    return false;
}

inline const data::StringArray &textColumn(const data::Table &table, const char *name)
{
    static const data::StringArray none;
    const data::Element *column = table.columns.find(name);
    return column && column->as<data::StringArray>() ? *column->as<data::StringArray>() : none;
}

// [cells x genes], row-major
inline std::vector<float> valuesOf(const data::Dataset &dataset)
{
    const auto block = dataset.x.all();
    if (!block.ok()) return {};
    std::vector<float> dense(static_cast<std::size_t>(block->rows * block->columns), 0.0f);
    for (std::int64_t row = 0; row < block->rows; ++row)
        for (auto k = block->indptr[static_cast<std::size_t>(row)]; k < block->indptr[static_cast<std::size_t>(row) + 1]; ++k)
            dense[static_cast<std::size_t>(row * block->columns + block->indices[static_cast<std::size_t>(k)])] =
                block->values[static_cast<std::size_t>(k)];
    return dense;
}

}  // namespace lexicell::test

#include "models/tasks/record.h"

#include "core/base/option_json.h"
#include "core/files/atomic_file.h"

#include <fstream>
#include <iterator>

namespace lexicell::models::tasks {

namespace fs = std::filesystem;

ProvenanceStep recordOf(const std::string &task, OptionValues options, RecordInputs inputs)
{
    ProvenanceStep record{task, {}, optionsToText(options), std::move(inputs)};
    if (const std::int64_t *seed = options.seed()) record.options.emplace_back("seed", std::to_string(*seed));
    return record;
}

RecordInputs fileInputs(const std::vector<std::string> &hashes)
{
    RecordInputs inputs;
    for (const std::string &hash : hashes)
        inputs.emplace_back(inputs.empty() ? "file" : "file_" + std::to_string(inputs.size() + 1), hash);
    return inputs;
}

fs::path recordBeside(const fs::path &csv) { return csv.string() + ".json"; }
fs::path recordInside(const fs::path &folder) { return folder / "lexicell.json"; }

std::string recordText(const ProvenanceStep &record, const std::string &earlier)
{
    return appendProvenance(earlier, record) + '\n';
}

Result<void> writeRecord(const ProvenanceStep &record, const fs::path &file, const std::string &earlier)
{
    return files::writeTextFile(file, recordText(record, earlier));
}

bool isRecord(const fs::path &file)
{
    constexpr std::uintmax_t most = 16u << 20;  // bytes; a record has a few hundred
    std::error_code error;
    if (!fs::is_regular_file(file, error) || fs::file_size(file, error) > most) return false;
    std::ifstream stream(file);
    return !recordedSteps(std::string(std::istreambuf_iterator<char>(stream), {})).empty();
}

}  // namespace lexicell::models::tasks

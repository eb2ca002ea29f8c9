// The record of a result that is no part of a data set, made alike by both programs. It is the record of
// core/base/provenance.h as a file: beside a CSV file (edges.csv.json), and in a checkpoint folder (lexicell.json).
#pragma once

#include "core/base/option_values.h"
#include "core/base/provenance.h"
#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace lexicell::models::tasks {

using RecordInputs = std::vector<std::pair<std::string, std::string>>;  // {"file", SHA-256}, {"model", SHA-256}

// Every option with its value, the seed among them.
ProvenanceStep recordOf(const std::string &task, OptionValues options, RecordInputs inputs);

// The inputs of several data files, in their order: file, file_2, file_3, …
RecordInputs fileInputs(const std::vector<std::string> &hashes);

std::filesystem::path recordBeside(const std::filesystem::path &csv);     // edges.csv.json
std::filesystem::path recordInside(const std::filesystem::path &folder);  // lexicell.json

// The record as the text of its file. `earlier`: as for writeRecord().
std::string recordText(const ProvenanceStep &record, const std::string &earlier = {});

// `earlier`: the record of the data set that was read, whose steps come first. Error classes: not_writable, disk_full.
Result<void> writeRecord(const ProvenanceStep &record, const std::filesystem::path &file, const std::string &earlier = {});

// Whether the file holds such a record. Only then may it be replaced without being asked for.
bool isRecord(const std::filesystem::path &file);

}  // namespace lexicell::models::tasks

// The record of how a result was made, with all that is needed to repeat it. Stored as JSON text in uns["lexicell"].
// It holds no time and no machine name: same input, options and seed give the same bytes.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lexicell {

const char *version();  // the program's version, e.g. "0.1.0"

struct ProvenanceStep {
    std::string step;                                          // "embed", "umap", …
    std::string key;                                           // where the result is stored: "obsm/X_scGPT"
    std::vector<std::pair<std::string, std::string>> options;  // every option with the value used
    std::vector<std::pair<std::string, std::string>> inputs;   // "file" -> sha256, "model" -> sha256, …
};

// Appends `step` to the JSON text of earlier steps ("" or damaged text: a new record) and returns the new text.
std::string appendProvenance(const std::string &json, const ProvenanceStep &step);

// The steps of a record, oldest first; malformed steps are left out.
std::vector<ProvenanceStep> recordedSteps(const std::string &json);
// An option or input of a step; empty: the step has none of that name.
std::string valueOf(const std::vector<std::pair<std::string, std::string>> &entries, const std::string &name);

// Keys that the steps of this name wrote, in the order of the record.
std::vector<std::string> recordedKeys(const std::string &json, const std::string &step);

// Input `name` of the last step that wrote `key` ("obsm/X_scGPT", "model"); empty: not in the record.
std::string recordedInput(const std::string &json, const std::string &key, const std::string &name);

// Adds an input to the steps of `after` that follow the steps of `before`.
std::string withInput(const std::string &before, const std::string &after, const std::string &name, const std::string &value);

}  // namespace lexicell

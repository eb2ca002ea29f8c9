// How a result was made: enough to make it again. Written as JSON text into uns["lexicell"].
// Holds no time and no machine name: same input, options and seed give the same bytes.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace lexicell {

const char *version();  // the program's version, e.g. "0.1.0"

struct ProvenanceStep {
    std::string step;                                          // "embed", "umap", …
    std::string key;                                           // where the result lies: "obsm/X_scGPT"
    std::vector<std::pair<std::string, std::string>> options;  // every option with the value used
    std::vector<std::pair<std::string, std::string>> inputs;   // "file" -> sha256, "model" -> sha256, …
};

// Appends `step` to the JSON text of earlier steps ("" or damaged text: a new record) and returns the new text.
std::string appendProvenance(const std::string &json, const ProvenanceStep &step);

// Keys that steps of this name wrote, in the order of the record.
std::vector<std::string> recordedKeys(const std::string &json, const std::string &step);

// Input `name` of the last step that wrote `key` ("obsm/X_scGPT", "model"); empty: the record knows none.
std::string recordedInput(const std::string &json, const std::string &key, const std::string &name);

// Names an input of those steps of `after` that came after the steps of `before`.
std::string withInput(const std::string &before, const std::string &after, const std::string &name, const std::string &value);

}  // namespace lexicell

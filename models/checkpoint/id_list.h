// Names by their ids 0 … n-1 in any of the shapes in which programs write them as JSON:
//     {"CD3D": 0, "NKG7": 1}            name -> id, upstream's vocabularies; ids as text ("0") or 0.0, too
//     {"0": "CD3D", "1": "NKG7"}        id -> name, upstream's class names
//     ["CD3D", "NKG7"]                  the names in their order
//     [["CD3D", 0], ["NKG7", 1]]        pairs, either way round
//     {"stoi": …, "itos": …}            any of these under a word for it; several must say the same
// What can be read both ways and then means two things is refused.
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::models::checkpoint {

enum class IdShape { IdOfName, NameOfId, Other };

struct IdList {
    std::vector<std::string> names;  // by id
    IdShape shape = IdShape::Other;
};

struct IdListRules {
    const char *errorClass;  // of every error
    bool namesDiffer;        // a name may not come twice
    bool nameOfIdFirst;      // where both ways can be read, this one is meant
};

Result<IdList> readIdList(const nlohmann::json &json, const std::filesystem::path &file, const IdListRules &rules);

}  // namespace lexicell::models::checkpoint

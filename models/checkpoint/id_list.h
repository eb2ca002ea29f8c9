// Names by their ids 0 … n-1, in any JSON form that programs write:
//     {"CD3D": 0, "NKG7": 1}            name -> id, upstream's vocabularies; also ids as text ("0") or 0.0
//     {"0": "CD3D", "1": "NKG7"}        id -> name, upstream's class names
//     ["CD3D", "NKG7"]                  the names in order
//     [["CD3D", 0], ["NKG7", 1]]        pairs, in either order
//     {"stoi": …, "itos": …}            any of these under a known key; several must agree
// A list with two different readings is refused.
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
    ErrorClass errorClass;  // of all errors
    bool namesDiffer;       // names must be unique
    bool nameOfIdFirst;     // where both readings are possible, id -> name is used
};

Result<IdList> readIdList(const nlohmann::json &json, const std::filesystem::path &file, const IdListRules &rules);

}  // namespace lexicell::models::checkpoint

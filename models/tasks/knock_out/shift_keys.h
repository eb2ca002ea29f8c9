// The keys in obs and obsm under which the shifts of single cells are kept (stored_shifts.h). In obsm they are movements, so they
// are offered neither as maps nor to compute on.
#pragma once

#include <string>
#include <string_view>

namespace lexicell::models::tasks {

inline constexpr std::string_view shiftKeyStart = "lexicell_shift_";

inline std::string shiftKey(const std::string &gene) { return std::string(shiftKeyStart) + gene; }

// Empty: the key is of something else.
inline std::string geneOfShiftKey(const std::string &key)
{
    return key.starts_with(shiftKeyStart) ? key.substr(shiftKeyStart.size()) : std::string();
}

}  // namespace lexicell::models::tasks

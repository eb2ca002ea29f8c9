// The keys in obs and obsm under which the shifts of single cells and their null are kept (stored_shifts.h). In obsm they are
// movements and sizes of movements, so they are offered neither as maps nor to compute on.
#pragma once

#include <string>
#include <string_view>

namespace lexicell::models::tasks {

inline constexpr std::string_view shiftKeyStart = "lexicell_shift_", shiftNullKeyStart = "lexicell_shiftnull_";

inline std::string shiftKey(const std::string &gene) { return std::string(shiftKeyStart) + gene; }

// Empty: the key is of something else.
inline std::string geneOfShiftKey(const std::string &key)
{
    return key.starts_with(shiftKeyStart) ? key.substr(shiftKeyStart.size()) : std::string();
}

// The key of the null that belongs to the shifts under a key.
inline std::string shiftNullKey(const std::string &shifts) { return std::string(shiftNullKeyStart) + geneOfShiftKey(shifts); }

inline bool isOfShifts(const std::string &key) { return key.starts_with(shiftKeyStart) || key.starts_with(shiftNullKeyStart); }

}  // namespace lexicell::models::tasks

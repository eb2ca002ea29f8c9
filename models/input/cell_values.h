// What is said of a value that no model can read, in the same words by every tokenizer.
// Error classes: non_finite, negative_counts.
#pragma once

#include "core/base/error.h"

#include <string>

namespace lexicell::models::input {

inline Error notFinite(const std::string &cell, const std::string &advice = "Remove it or choose another layer.")
{
    return {errors::nonFinite, "Cell " + cell + " holds a value that is not finite (NaN or infinity). " + advice, {}};
}

// `needs`: what the model reads, and what to do.
inline Error negative(const std::string &cell, const std::string &needs)
{
    return {errors::negativeCounts, "Cell " + cell + " holds a negative value. " + needs, {}};
}

}  // namespace lexicell::models::input

// Numbers as Python prints them: the text of numeric categories and of numeric indices must be the one that pandas shows
// ("1.0", "0.1", "1e-05", "True"), so that a label means the same in both worlds.
#pragma once

#include "core/data/array.h"

#include <string>

namespace lexicell::data {

std::string numberText(double value);  // Python's repr: shortest digits that give the same double
std::string numberText(float value);   // in the same form: shortest digits that give the same float
std::string numberText(const Array &array, std::int64_t flat);

}  // namespace lexicell::data

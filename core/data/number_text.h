// Numbers as Python prints them. The text of numeric categories and indices must equal pandas' text
// ("1.0", "0.1", "1e-05", "True"), so that labels agree between the two programs.
#pragma once

#include "core/data/array.h"

#include <string>

namespace lexicell::data {

std::string numberText(double value);  // Python's repr: shortest digits that give the same double
std::string numberText(float value);   // in the same form: shortest digits that give the same float
std::string numberText(const Array &array, std::int64_t flat);

}  // namespace lexicell::data

// NumPy arrays as pickle.dump writes them: class names and class ids as scBERT's scripts read them (finetune.py and predict.py at
// commit 262fd4b). Under the module names of NumPy 1, which NumPy 2 still knows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::checkpoint {

std::string textArrayPickle(const std::vector<std::string> &values);      // dtype object
std::string integerArrayPickle(const std::vector<std::int64_t> &values);  // dtype int64

}  // namespace lexicell::models::checkpoint

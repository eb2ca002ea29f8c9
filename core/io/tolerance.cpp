#include "core/io/tolerance.h"

#include <unordered_set>

namespace lexicell::io {

bool isTolerable(const Error &error)
{
    static const std::unordered_set<std::string> tolerable = {
        "dangling_link",      "link_cycle",   "bad_encoding",   "missing_element",    "unsupported_type",
        "unsupported_filter", "bad_category", "indptr_invalid", "index_out_of_range", "shape_mismatch"};
    return tolerable.contains(error.errorClass);
}

}  // namespace lexicell::io

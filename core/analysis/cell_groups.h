// Cells dealt to groups, for tests between the groups.
#pragma once

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

struct CellGroups {
    std::vector<std::int32_t> of;     // [cells] position in `sizes`; -1: in no group
    std::vector<std::int64_t> sizes;  // [groups] cells

    std::size_t count() const { return sizes.size(); }
    std::int64_t cells() const { return static_cast<std::int64_t>(of.size()); }
};

}  // namespace lexicell::analysis

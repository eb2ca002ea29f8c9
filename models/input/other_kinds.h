// Features of a kind that a model does not have: proteins and peaks for a model of genes.
#pragma once

#include <cstdint>

namespace lexicell::models::input {

// In Coverage::geneIds in place of a vocabulary id, -1 being an unknown name: the values of such features are skipped.
inline constexpr std::int64_t otherKindOfFeature = -2;

}  // namespace lexicell::models::input

// The keys that results of the steps lie under; the rule is in steps.h.
#pragma once

#include <string>

namespace lexicell::analysis {

struct ResultKeys {
    std::string neighbors;       // uns
    std::string connectivities;  // obsp
    std::string distances;       // obsp
    std::string layout;          // obsm
    std::string layoutSettings;  // uns
    std::string clusters;        // obs and uns
};

ResultKeys resultKeys(const std::string &rep, const std::string &keyAdded);
std::string representationKey(const std::string &rep);  // obsm key: "X_pca" when empty

}  // namespace lexicell::analysis

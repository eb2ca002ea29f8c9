#include "core/steps/result_keys.h"

#include "core/steps/steps.h"

namespace lexicell::steps {

std::string keySuffix(const std::string &rep, const std::string &keyAdded)
{
    if (!keyAdded.empty()) return keyAdded;
    if (rep.empty() || rep == "X_pca") return {};
    return rep.starts_with("X_") ? rep.substr(2) : rep;
}

std::string representationKey(const std::string &rep) { return rep.empty() ? "X_pca" : rep; }

PcaKeys pcaKeys(const std::string &keyAdded, const std::string &varSuffix)
{
    if (keyAdded.empty()) return {"X_pca", "PCs", "pca", "hvg" + varSuffix, varSuffix};
    return {keyAdded, keyAdded, keyAdded, "hvg" + varSuffix, varSuffix};
}

ResultKeys resultKeys(const std::string &rep, const std::string &keyAdded)
{
    const std::string suffix = keySuffix(rep, keyAdded);
    if (suffix.empty()) return {"neighbors", "connectivities", "distances", "X_umap", "umap", "leiden"};
    const std::string neighbors = "neighbors_" + suffix, layout = "X_umap_" + suffix;
    return {neighbors, neighbors + "_connectivities", neighbors + "_distances", layout, layout, "leiden_" + suffix};
}

}  // namespace lexicell::steps

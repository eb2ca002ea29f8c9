#include "core/steps/free_keys.h"

#include "core/steps/result_keys.h"
#include "core/steps/steps.h"

#include <algorithm>
#include <iterator>

namespace lexicell::steps {

namespace {

// `start`, then start_2, start_3, … until `isFree`.
template <class IsFree> std::string firstFree(const std::string &start, IsFree isFree)
{
    std::string name = start;
    for (int number = 2; !isFree(name); ++number) name = start + "_" + std::to_string(number);
    return name;
}

bool graphKeysAreFree(const data::Dataset &original, const std::string &rep, const std::string &suffix)
{
    const auto keys = resultKeys(rep, suffix);
    return !original.uns.find(keys.neighbors) && !original.obsp.find(keys.connectivities) &&
           !original.obsp.find(keys.distances) && !original.obsm.find(keys.layout) && !original.uns.find(keys.layoutSettings) &&
           !original.obs.columns.find(keys.clusters) && !original.uns.find(keys.clusters);
}

constexpr const char *aside = "lexicell_aside_";

template <std::size_t N> void setAside(const char *const (&names)[N], const data::Dict &original, data::Dict &columns)
{
    for (const std::string name : names) {
        if (!original.find(name) || !columns.find(name)) continue;
        columns.set(aside + name, columns.get(name));
        columns.erase(name);
    }
}

template <std::size_t N> void putBack(const char *const (&names)[N], data::Dict &columns, std::vector<std::string> &renamed)
{
    for (const std::string name : names) {
        const data::ElementPtr kept = columns.get(aside + name);
        if (!kept) continue;
        if (const data::ElementPtr fresh = columns.get(name)) {
            columns.set(name + "_new", fresh);
            renamed.push_back(name + "_new");
        }
        columns.set(name, kept);
        columns.erase(aside + name);
    }
}

}  // namespace

std::string freeSuffix(const data::Dataset &original, const std::string &rep, const std::string &wanted)
{
    if (graphKeysAreFree(original, rep, wanted)) return wanted;
    const std::string usual = keySuffix(rep, wanted);
    return firstFree(usual.empty() ? "pca" : usual,
                     [&](const std::string &suffix) { return graphKeysAreFree(original, rep, suffix); });
}

std::string freePcaKey(const data::Dataset &original, const std::string &wanted)
{
    const auto isFree = [&](const std::string &key) {
        const auto keys = pcaKeys(key, {});
        return !original.obsm.find(keys.scores) && !original.varm.find(keys.loadings) && !original.uns.find(keys.settings);
    };
    return isFree(wanted) ? wanted : firstFree((wanted.empty() ? "X_pca" : wanted) + "_2", isFree);
}

std::string freeVarSuffix(const data::Dataset &original, const std::string &wanted)
{
    const auto isFree = [&](const std::string &suffix) {
        const bool taken = std::any_of(std::begin(pcaColumns), std::end(pcaColumns),
                                       [&](const char *column) { return original.var.columns.find(column + suffix) != nullptr; });
        return !taken && !original.uns.find(pcaKeys({}, suffix).geneSettings);
    };
    return isFree(wanted) ? wanted : firstFree(wanted + "_new", isFree);
}

std::string freeUnsKey(const data::Dataset &original, const std::string &wanted)
{
    return firstFree(wanted, [&](const std::string &key) { return !original.uns.find(key); });
}

std::string freeObsColumn(const data::Dataset &original, const std::string &wanted)
{
    return firstFree(wanted, [&](const std::string &key) { return !original.obs.columns.find(key); });
}

std::string graphFor(const data::Dataset &current, const std::string &rep, const std::string &suffix)
{
    const std::string own = resultKeys(rep, suffix).neighbors;
    const std::string usual = resultKeys(rep, {}).neighbors;
    return current.uns.find(own) || !current.uns.find(usual) ? own : usual;
}

data::Dataset withColumnsAside(const data::Dataset &original, const data::Dataset &input)
{
    data::Dataset result = input;
    setAside(qualityObsColumns, original.obs.columns, result.obs.columns);
    setAside(qualityVarColumns, original.var.columns, result.var.columns);
    return result;
}

std::vector<std::string> putColumnsBack(data::Dataset &output)
{
    std::vector<std::string> renamed;
    putBack(qualityObsColumns, output.obs.columns, renamed);
    putBack(qualityVarColumns, output.var.columns, renamed);
    return renamed;
}

}  // namespace lexicell::steps

#include "core/data/perturbation_labels.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>

namespace lexicell::data {

namespace {

constexpr std::string_view separators = "+,;|&";

bool isDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

// Lower case without signs, so that "Non-targeting" and "non_targeting" are one word.
std::string plain(std::string_view text)
{
    std::string result;
    for (const char c : text)
        if (std::isalnum(static_cast<unsigned char>(c))) result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

std::vector<std::string> split(std::string_view text, std::string_view at)
{
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find_first_of(at, begin), text.size());
        if (const std::string_view part = trimmed(text.substr(begin, end - begin)); !part.empty()) parts.emplace_back(part);
        begin = end + 1;
    }
    return parts;
}

bool saysNothing(const std::string &name)
{
    static const std::set<std::string> words{"", "nan", "na", "none", "unknown", "unassigned", "negative"};
    return words.contains(plain(name));
}

// A name without the number of the guide, and the number's separator: "GENE_2", "GENE-2", "GENE.2", "GENEg2". Empty: no number.
std::string_view withoutGuide(std::string_view name)
{
    std::size_t end = name.size();
    while (end > 0 && isDigit(name[end - 1])) --end;
    if (end == name.size() || end < 2 || std::string_view("-_.g").find(name[end - 1]) == std::string_view::npos) return {};
    return name.substr(0, end - 1);
}

std::string_view withoutPrefix(std::string_view name)
{
    for (const std::string_view prefix : {"sg", "SG", "Sg"})
        if (name.size() > prefix.size() && name.starts_with(prefix)) return name.substr(prefix.size());
    return name;
}

// The gene that a part of a label names. A name that is no known gene stays as it is, unless the label is one of a guide.
std::string geneOf(const std::string &part, const PerturbationRules &rules)
{
    const auto known = [&](std::string_view name) { return rules.knownGene && rules.knownGene(std::string(name)); };
    if (known(part)) return part;
    const std::string_view bare = withoutPrefix(part);
    const std::string_view gene = withoutGuide(bare);
    for (const std::string_view name : {bare, withoutGuide(part), gene})
        if (!name.empty() && known(name)) return std::string(name);
    if (!rules.guides) return part;
    return std::string(gene.empty() ? bare : gene);
}

bool isControlPart(const std::string &part, const PerturbationRules &rules)
{
    if (!rules.control.empty() && part == rules.control) return true;
    return isControlName(part) && !(rules.knownGene && rules.knownGene(part));
}

// "A_B": only where every part is a control or a known gene, as an underscore can be part of a name.
std::vector<std::string> partsOf(const std::string &label, const PerturbationRules &rules)
{
    std::vector<std::string> parts = split(label, separators);
    if (parts.size() != 1 || !rules.knownGene || rules.knownGene(label)) return parts;
    std::vector<std::string> finer = split(label, "_");
    const bool understood = finer.size() > 1 && std::all_of(finer.begin(), finer.end(), [&](const std::string &part) {
                                return isControlPart(part, rules) || rules.knownGene(part);
                            });
    return understood ? finer : parts;
}

}  // namespace

bool isControlName(const std::string &name)
{
    static const std::set<std::string> words{
        "ctrl",        "control",         "controls",     "nt",       "nontargeting", "nontarget",     "negctrl",
        "negcontrol",  "negativecontrol", "aavs1",        "scramble", "scrambled",    "safetargeting", "safeharbor",
        "unperturbed", "untreated",       "nonperturbed", "wildtype", "neg",          "intergenic"};
    const std::string_view bare = withoutPrefix(name);
    for (std::string word : {plain(name), plain(bare), plain(withoutGuide(bare))}) {
        while (!word.empty() && isDigit(word.back()) && !words.contains(word)) word.pop_back();  // NegCtrl0
        if (words.contains(word)) return true;
    }
    return false;
}

PerturbationLabel readPerturbation(const std::string &label, const PerturbationRules &rules)
{
    PerturbationLabel result;
    if (!rules.control.empty() && label == rules.control) return {true, {}};
    if (saysNothing(label)) return result;
    std::set<std::string> genes;
    bool controls = false;
    for (const std::string &part : partsOf(label, rules)) {
        if (isControlPart(part, rules)) controls = true;
        else if (!saysNothing(part)) genes.insert(geneOf(part, rules));
    }
    result.genes.assign(genes.begin(), genes.end());
    result.control = controls && genes.empty();
    return result;
}

std::string conditionName(const PerturbationLabel &label)
{
    if (label.control) return "ctrl";
    if (label.genes.empty()) return {};
    std::string name = label.genes.front();
    for (std::size_t i = 1; i < label.genes.size(); ++i) name += '+' + label.genes[i];
    return label.genes.size() == 1 ? name + "+ctrl" : name;
}

}  // namespace lexicell::data

#include "models/tasks/knock_out/perturbed_cells.h"

#include "models/tasks/knock_out/warn_once.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string_view>

namespace lexicell::models::tasks {

namespace {

constexpr std::size_t mostNamed = 8;  // labels that a message lists

std::string lower(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

std::vector<std::string> split(std::string_view text, char separator)
{
    std::vector<std::string> parts(1);
    for (const char c : text)
        if (c == separator) parts.emplace_back();
        else if (c != ' ') parts.back() += c;
    return parts;
}

bool isControl(const std::string &part, const std::string &control)
{
    static const std::set<std::string> words{"ctrl", "control", "nt", "non-targeting", "nontargeting", "negctrl"};
    return part == control || words.contains(lower(part));
}

// "sgSTAT1-2", "STAT1_2": the gene that the guide cuts; -1: none.
std::int64_t geneOfGuide(std::string_view name, const GeneFinder &finder)
{
    if (lower(name.substr(0, 2)) == "sg") name.remove_prefix(2);
    if (const std::int64_t gene = finder.column(std::string(name)); gene >= 0) return gene;
    const std::size_t end = name.find_last_of("-_.");
    if (end == std::string_view::npos || end + 1 == name.size() || end == 0) return -1;
    const std::string_view number = name.substr(end + 1);
    if (!std::all_of(number.begin(), number.end(), [](unsigned char c) { return std::isdigit(c) != 0; })) return -1;
    return finder.column(std::string(name.substr(0, end)));
}

// Of the parts that are not the control.
std::vector<std::int64_t> genesOf(const std::vector<std::string> &parts, const std::string &control, const GeneFinder &finder)
{
    std::set<std::int64_t> genes;
    for (const std::string &part : parts) {
        if (isControl(part, control)) continue;
        const std::int64_t named = part.empty() ? -1 : finder.column(part);
        genes.insert(named >= 0 || part.empty() ? named : geneOfGuide(part, finder));
    }
    return {genes.begin(), genes.end()};
}

std::string someOf(const std::vector<std::string> &names)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), mostNamed); ++i) text += (i ? ", " : "") + names[i];
    return names.size() > mostNamed ? text + " and " + std::to_string(names.size() - mostNamed) + " more" : text;
}

// [categories] the gene; -1: the control's column number, two genes, or no gene.
struct LabelGenes {
    std::vector<std::int64_t> gene;
    std::int64_t control = -1;  // its category
};

Result<LabelGenes> labelGenes(const std::vector<std::string> &names, const GeneFinder &finder, const KnockOutOptions &options)
{
    LabelGenes result{std::vector<std::int64_t>(names.size(), -1)};
    bool anyGene = false;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == options.control) {
            result.control = static_cast<std::int64_t>(i);
            continue;
        }
        const auto genes = genesOfLabel(names[i], options.control, finder);
        anyGene = anyGene || (!genes.empty() && genes.back() >= 0);
        if (genes.size() == 1) result.gene[i] = genes.front();
    }
    if (result.control < 0)
        return Error{errors::badOption,
                     "The column " + options.perturbation + " has no value " + options.control +
                         " for the control. Its values are " + someOf(names) + ".",
                     {},
                     {{"control"}}};
    if (!anyGene)
        return Error{errors::badOption,
                     "No value of the column " + options.perturbation + " names a gene of the data set: " + someOf(names) +
                         ". GENE, GENE+" + options.control + " and guides such as GENE_2 are understood. Choose another column.",
                     {},
                     {{"perturbation"}}};
    return result;
}

}  // namespace

std::vector<std::int64_t> PerturbedCells::all() const
{
    std::vector<std::int64_t> cells = control;
    for (const PerturbedGene &gene : genes) cells.insert(cells.end(), gene.cells.begin(), gene.cells.end());
    std::sort(cells.begin(), cells.end());
    return cells;
}

std::vector<std::int64_t> genesOfLabel(const std::string &label, const std::string &control, const GeneFinder &finder)
{
    if (label == control) return {};
    auto genes = genesOf(split(label, '+'), control, finder);
    // A name may hold an underscore, so this is only for labels that are no gene as a whole.
    if (!genes.empty() && genes.front() < 0 && label.find('_') != std::string::npos) {
        auto others = genesOf(split(label, '_'), control, finder);
        if (others.empty() || others.front() >= 0) return others;
    }
    return genes;
}

Result<PerturbedCells> perturbedCells(const data::Dataset &dataset, const input::PreparedCells &cells,
                                      const std::vector<std::int64_t> &tested, const KnockOutOptions &options,
                                      const std::vector<std::int64_t> *within, JobContext &context)
{
    PerturbedCells result;
    if (options.perturbation.empty()) return result;
    LEXICELL_TRY(labels, dataset.labels(options.perturbation));
    LEXICELL_TRY(column, input::chooseGeneColumn(dataset, cells.tokenizer->vocabulary(), options));
    LEXICELL_TRY(label,
                 labelGenes(labels.categoryNames(), GeneFinder(std::move(column), options.geneMatching == "exact"), options));
    std::map<std::int64_t, std::vector<std::int64_t>> byGene;
    for (std::int64_t cell = 0; cell < cells.cells(); ++cell) {
        const std::int32_t code = labels.codes[static_cast<std::size_t>(cell)];
        if (code < 0 || cells.length(cell) == 0) continue;
        if (within && !std::binary_search(within->begin(), within->end(), cell)) continue;
        if (code == label.control) result.control.push_back(cell);
        else if (const std::int64_t gene = label.gene[static_cast<std::size_t>(code)]; gene >= 0) byGene[gene].push_back(cell);
    }
    if (static_cast<std::int64_t>(result.control.size()) < options.minCells) {
        const std::string what = "The control " + options.control + " of " + options.perturbation + " has " +
                                 std::to_string(result.control.size()) + " cells, but min-cells is " +
                                 std::to_string(options.minCells) + ". Choose another control, or lower the minimum.";
        if (!within) return Error{errors::tooFewCells, what, {}, {{"control"}, {"min-cells"}}};
        warnOnce(context, warnings::noBaseline, what, {{"control"}, {"min-cells"}});
        return PerturbedCells();
    }
    for (auto &[gene, members] : byGene) {
        if (std::find(tested.begin(), tested.end(), gene) == tested.end()) continue;
        if (static_cast<std::int64_t>(members.size()) < options.minCells) ++result.tooFew;
        else result.genes.push_back({gene, std::move(members)});
    }
    if (result.genes.empty())
        warnOnce(context, warnings::noBaseline,
                 "None of the genes was knocked out in at least " + std::to_string(options.minCells) + " cells of " +
                     options.perturbation + ", so no effect was measured.",
                 {{"perturbation"}});
    return result;
}

}  // namespace lexicell::models::tasks

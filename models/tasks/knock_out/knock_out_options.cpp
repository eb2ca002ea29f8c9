#include "models/tasks/knock_out/knock_out_options.h"

#include "core/data/cell_query.h"
#include "core/data/number_text.h"
#include "models/tasks/gene_lists.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>

namespace lexicell::models::tasks {

namespace {

Error bad(std::string message, const char *option) { return {errors::badOption, std::move(message), {}, {{option}}}; }

std::optional<double> numberIn(const std::string &text)
{
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

Result<double> doseOf(const std::string &text, const DoseRange &range)
{
    const auto value = numberIn(text);
    if (value && *value >= range.lowest && *value <= range.highest && (!range.whole || *value == std::floor(*value)))
        return *value;
    return bad("The dose " + text + " is not a " + (range.whole ? "whole " : "") + "number from " +
                   data::numberText(range.lowest) + " to " + data::numberText(range.highest) +
                   ", the values that this model knows.",
               "dose");
}

}  // namespace

Result<void> checkKnockOutOptions(const KnockOutOptions &options)
{
    const bool named = !options.genes.empty() || !options.geneFile.empty();
    if (named == options.allExpressed) return bad("Name the genes to change, or choose all that are expressed.", "genes");
    if (options.pairs && options.allExpressed) return bad("Name the genes whose pairs are changed.", "pairs");
    if (options.groupby.empty() && (!options.from.empty() || !options.toward.empty()))
        return bad("Name the obs column that holds the groups.", "groupby");
    if (!options.groupby.empty() && options.from.empty()) return bad("Name the group whose cells are changed.", "from");
    if (!options.from.empty() && options.from == options.toward)
        return bad("The cells to change and the goal are the same group, " + options.from + ". Choose another goal.", "toward");
    if (!options.dose.empty() && options.mode != "over-express") return bad("Only over-expression has a dose.", "dose");
    if (!options.dose.empty() && !numberIn(options.dose)) return bad("The dose " + options.dose + " is not a number.", "dose");
    if (!options.by.empty() && !options.toward.empty() && options.by == options.groupby)
        return bad("The goal is another group of " + options.by +
                       ", so no single group has both. Choose another column for the tables.",
                   "by");
    if (options.perturbation.empty() != options.control.empty())
        return options.control.empty() ? bad("Name the cells without a knock-out.", "control")
                                       : bad("Name the obs column that holds the perturbations.", "perturbation");
    if (options.targets.empty() && !options.targetSet.empty()) return bad("Name the file that holds the gene sets.", "targets");
    if (!options.ppi.empty() && options.targets.empty())
        return bad("Name the targets that the interactions of proteins are held against.", "targets");
    if (!options.cells.empty()) LEXICELL_CHECK(data::parseCellQuery(options.cells));
    if (options.shortlist < 0) return bad("The shortlist must have at least 1 gene, or 0 for every gene.", "shortlist");
    if (options.minCells < 1) return bad("min-cells must be at least 1.", "min-cells");
    return {};
}

Result<std::vector<std::string>> namedGenes(const KnockOutOptions &options)
{
    std::vector<std::string> all = options.genes;
    if (const auto file = std::find_if(all.begin(), all.end(), looksLikeFile); file != all.end())
        return bad(*file + " is written like a file, and names of genes are expected. Name it as the file of genes.",
                   "gene-file");
    if (!options.geneFile.empty()) {
        std::ifstream file(options.geneFile);
        if (!file) return Error{errors::notFound, "Cannot open " + options.geneFile + ". Check that it exists and can be read."};
        const std::size_t before = all.size();
        for (std::string line; std::getline(file, line);) {
            while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.pop_back();
            if (!line.empty()) all.push_back(line);
        }
        if (all.size() == before)
            return Error{errors::emptyFile, "There is no gene in " + options.geneFile + ". Write one name per line."};
    }
    std::vector<std::string> names;
    for (std::string &name : all)
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    return names;
}

Result<GeneChange> changeOf(const KnockOutOptions &options, const LoadedModel &model)
{
    const auto *changes = geneChanges(*model.tokenizer);
    if (!model.cells || !changes)
        return Error{errors::unsupportedModel,
                     "The model " + model.card.name + " has no vector for a cell whose genes can be changed."};
    if (!model.compute.precision.empty() && model.compute.precision != "fp32")
        return Error{errors::badOption, "Knock-outs need fp32: with " + model.compute.precision +
                                            " rounding is larger than the effect of a gene. Open the model with fp32."};
    const auto kinds = changes->kinds();
    GeneChange change{kinds.front(), {}};
    if (options.mode != "default") {
        const auto kind = changeNamed(options.mode);
        if (!kind || std::find(kinds.begin(), kinds.end(), *kind) == kinds.end()) {
            std::string list;
            for (const ChangeKind known : kinds) list += (list.empty() ? "" : ", ") + std::string(toString(known));
            return Error{errors::unsupportedMode,
                         "The mode " + options.mode + " does not exist for " + model.card.name + ". Its modes are " + list + ".",
                         {},
                         {{"mode"}}};
        }
        change.kind = *kind;
    }
    if (options.dose.empty()) return change;
    LEXICELL_TRY(dose, doseOf(options.dose, changes->doses()));
    change.dose = dose;
    return change;
}

}  // namespace lexicell::models::tasks

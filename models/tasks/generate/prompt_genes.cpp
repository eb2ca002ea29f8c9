#include "models/tasks/generate/prompt_genes.h"

#include "core/data/number_text.h"
#include "core/genes/gene_table.h"
#include "models/input/gene_column.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_set>

namespace lexicell::models::tasks {

namespace {

constexpr std::size_t mostNamed = 5;  // genes that a message lists

Error badValue(const std::string &text, const std::string &what)
{
    return {errors::badOption, "\"" + text + "\" is no gene with a value: " + what, {}, {{"genes"}}};
}

// Of names without one: nothing.
Result<void> reportUnknown(const std::vector<std::string> &unknown, std::size_t all, JobContext &context)
{
    if (unknown.empty()) return {};
    std::string list;
    for (std::size_t i = 0; i < std::min(unknown.size(), mostNamed); ++i) list += (i ? ", " : "") + unknown[i];
    if (unknown.size() > mostNamed) list += " and " + std::to_string(unknown.size() - mostNamed) + " more";
    const std::string text = "Not known to the model: " + list + ". Check the spelling.";
    if (unknown.size() == all)
        return Error{errors::unknownGene, "The model knows none of the genes. " + text, {}, {{"genes"}, {"targets"}}};
    context.warn(warnings::unknownGenes, text);
    return {};
}

}  // namespace

Result<std::vector<GeneValueText>> geneValues(const std::vector<std::string> &given)
{
    std::vector<GeneValueText> all;
    for (const std::string &text : given) {
        const std::size_t sign = text.rfind('=');
        if (sign == std::string::npos || sign == 0) return badValue(text, "write the gene, an equals sign and the value.");
        GeneValueText one{text.substr(0, sign), 0.0};
        const char *const begin = text.data() + sign + 1, *const end = text.data() + text.size();
        const auto read = std::from_chars(begin, end, one.value);
        if (read.ec != std::errc() || read.ptr != end || !std::isfinite(one.value))
            return badValue(text, "what follows the equals sign is no number.");
        all.push_back(std::move(one));
    }
    return all;
}

Result<std::vector<PromptGene>> genesNamed(const std::vector<std::string> &names, const std::vector<std::string> &vocabulary,
                                           const input::MatchOptions &options, JobContext &context)
{
    const bool exact = options.geneMatching == "exact";
    const auto table = exact ? Result<std::shared_ptr<const genes::GeneTable>>(std::shared_ptr<const genes::GeneTable>())
                             : genes::GeneTable::nearest(genes::likelySpecies(vocabulary));
    const auto report = genes::matchGenes(names, vocabulary, exact ? genes::GeneMatching::Exact : genes::GeneMatching::Resolve,
                                          table.ok() ? table.value().get() : nullptr);
    std::vector<PromptGene> found;
    std::vector<std::string> unknown;
    std::unordered_set<std::int64_t> seen;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::int64_t id = report.matches[i].target;
        // "<cls>" and its like are no genes.
        if (id < 0 || vocabulary[static_cast<std::size_t>(id)].starts_with('<')) unknown.push_back(names[i]);
        else if (seen.insert(id).second) found.push_back({id, names[i], 0.0F});
    }
    LEXICELL_CHECK(reportUnknown(unknown, names.size(), context));
    return found;
}

Result<std::vector<PromptGene>> genesWithValues(const std::vector<std::string> &given, const std::vector<std::string> &vocabulary,
                                                const DoseRange &range, const input::MatchOptions &options, JobContext &context)
{
    LEXICELL_TRY(values, geneValues(given));
    std::vector<std::string> names;
    for (const GeneValueText &one : values) {
        const bool fits =
            one.value >= range.lowest && one.value <= range.highest && (!range.whole || one.value == std::floor(one.value));
        if (!fits)
            return badValue(one.gene + "=" + data::numberText(one.value),
                            std::string("the model reads ") + (range.whole ? "whole numbers" : "numbers") + " from " +
                                data::numberText(range.lowest) + " to " + data::numberText(range.highest) + ".");
        names.push_back(one.gene);
    }
    LEXICELL_TRY(found, genesNamed(names, vocabulary, options, context));
    for (PromptGene &gene : found)
        gene.value = static_cast<float>(
            std::find_if(values.begin(), values.end(), [&](const auto &one) { return one.gene == gene.name; })->value);
    return found;
}

}  // namespace lexicell::models::tasks

#include "models/families/scemb/format/token_changes.h"

#include <algorithm>
#include <iterator>

namespace lexicell::models::scemb {

namespace {

using Tokens = std::vector<RankedToken>;

Tokens::iterator find(Tokens &tokens, std::int64_t gene)
{
    return std::find_if(tokens.begin(), tokens.end(), [gene](const RankedToken &token) { return token.gene == gene; });
}

// Makes room in both cells for the genes that over-expression adds: the last token that is none of them is left out.
void makeRoom(ChangedRanks &result, const std::vector<std::int64_t> &genes, const Config &config)
{
    std::size_t added = 0;
    for (const std::int64_t gene : genes) added += find(result.intact, gene) == result.intact.end() ? 1 : 0;
    while (added > 0 && result.intact.size() + added > static_cast<std::size_t>(config.maxGenes)) {
        const auto last = std::find_if(result.intact.rbegin(), result.intact.rend(), [&](const RankedToken &token) {
            return std::find(genes.begin(), genes.end(), token.gene) == genes.end();
        });
        if (last == result.intact.rend()) break;
        result.intact.erase(std::next(last).base());
        ++result.replaced;
    }
}

void raise(Tokens &tokens, std::int64_t gene, std::int64_t bin)
{
    const auto place = find(tokens, gene);
    if (place != tokens.end()) {
        if (place->bin == bin) return;
        tokens.erase(place);
    }
    const auto behind =
        std::find_if(tokens.rbegin(), tokens.rend(), [bin](const RankedToken &token) { return token.bin >= bin; });
    tokens.insert(behind.base(), {gene, bin});
}

}  // namespace

ChangedRanks changeRanks(const std::vector<RankedToken> &kept, const std::vector<std::int64_t> &genes, const GeneChange &change,
                         const Config &config)
{
    ChangedRanks result;
    result.intact = kept;
    const bool raises = change.kind == ChangeKind::OverExpress;
    for (const std::int64_t gene : genes)
        if (kept.empty() || (!raises && find(result.intact, gene) == result.intact.end())) return result;
    if (raises) makeRoom(result, genes, config);
    result.changed = result.intact;
    const auto bin = static_cast<std::int64_t>(change.dose.value_or(static_cast<double>(config.bins)));
    for (const std::int64_t gene : genes) {
        if (raises) raise(result.changed, gene, bin);
        else if (change.kind == ChangeKind::Delete) result.changed.erase(find(result.changed, gene));
        else *find(result.changed, gene) = {maskId, maskBin(config)};
    }
    result.takesPart = !result.intact.empty() && !result.changed.empty();
    return result;
}

}  // namespace lexicell::models::scemb

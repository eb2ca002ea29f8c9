#include "models/families/scgpt/format/token_changes.h"

#include <algorithm>

namespace lexicell::models::scgpt {

namespace {

std::size_t placeOf(const GeneBins &tokens, std::int64_t gene)
{
    return static_cast<std::size_t>(std::find(tokens.genes.begin(), tokens.genes.end(), gene) - tokens.genes.begin());
}

bool has(const GeneBins &tokens, std::int64_t gene) { return placeOf(tokens, gene) < tokens.genes.size(); }

// A gene that is fed without a count has bin 0.
bool isExpressed(const GeneBins &tokens, std::int64_t gene)
{
    const std::size_t place = placeOf(tokens, gene);
    return place < tokens.genes.size() && tokens.values[place] != 0.0F;
}

void erase(GeneBins &tokens, std::size_t place)
{
    tokens.genes.erase(tokens.genes.begin() + static_cast<std::ptrdiff_t>(place));
    tokens.values.erase(tokens.values.begin() + static_cast<std::ptrdiff_t>(place));
}

// The last drawn token that is none of the tested genes; the number of tokens if all are.
std::size_t lastOther(const GeneBins &tokens, const std::vector<std::int64_t> &tested)
{
    for (std::size_t i = tokens.genes.size(); i > 0; --i)
        if (std::find(tested.begin(), tested.end(), tokens.genes[i - 1]) == tested.end()) return i - 1;
    return tokens.genes.size();
}

// Makes the tested genes of the cell part of the sample, and room for those that over-expression adds.
void drawTested(ChangedBins &result, const DrawnCell &cell, const std::vector<std::int64_t> &genes, bool adds)
{
    std::size_t added = 0;
    for (const std::int64_t gene : genes) {
        const std::size_t place = placeOf(cell.all, gene);
        if (place == cell.all.genes.size()) {
            added += adds ? 1 : 0;
            continue;
        }
        if (has(result.intact, gene)) continue;
        const std::size_t last = lastOther(result.intact, genes);
        if (last == result.intact.genes.size()) continue;
        result.intact.genes[last] = gene;
        result.intact.values[last] = cell.all.values[place];
        ++result.replaced;
    }
    while (added > 0 && result.intact.genes.size() + added > cell.room) {
        const std::size_t last = lastOther(result.intact, genes);
        if (last == result.intact.genes.size()) break;
        erase(result.intact, last);
        ++result.replaced;
    }
}

}  // namespace

ChangedBins changeBins(const DrawnCell &cell, const std::vector<std::int64_t> &genes, const GeneChange &change, int topBin)
{
    ChangedBins result;
    const bool raises = change.kind == ChangeKind::OverExpress;
    for (const std::int64_t gene : genes)
        if (cell.all.genes.empty() || (!raises && !isExpressed(cell.all, gene))) return result;
    result.intact = cell.drawn;
    drawTested(result, cell, genes, raises);
    result.changed = result.intact;
    const auto bin = static_cast<float>(change.kind == ChangeKind::Zero ? 0.0 : change.dose.value_or(topBin));
    for (const std::int64_t gene : genes) {
        const std::size_t place = placeOf(result.changed, gene);
        if (place == result.changed.genes.size()) {
            result.changed.genes.push_back(gene);
            result.changed.values.push_back(bin);
        } else if (change.kind == ChangeKind::Delete) {
            erase(result.changed, place);
        } else {
            result.changed.values[place] = bin;
        }
    }
    result.takesPart = !result.changed.genes.empty() && !result.intact.genes.empty();
    return result;
}

}  // namespace lexicell::models::scgpt

#include "models/families/scemb/format/deletion.h"

#include <algorithm>

namespace lexicell::models::scemb {

namespace {

// Appends a row without the token at `place`, padded to the original width.
void appendWithout(TokenBatch &to, const TokenBatch &from, std::size_t begin, std::size_t place)
{
    const auto width = static_cast<std::size_t>(from.tokens);
    for (std::size_t i = begin; i < begin + width; ++i) {
        if (i == place) continue;
        to.genes.push_back(from.genes[i]);
        to.values.push_back(from.values[i]);
        to.padding.push_back(from.padding[i]);
    }
    to.genes.push_back(padId);
    to.values.push_back(static_cast<float>(padBin));
    to.padding.push_back(1);
}

}  // namespace

DeletedCells deleteGene(const TokenBatch &batch, std::int64_t gene, Deletion how, const Config &config)
{
    DeletedCells deleted;
    deleted.batch.tokens = batch.tokens;
    const auto width = static_cast<std::size_t>(batch.tokens);
    for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
        const std::size_t begin = static_cast<std::size_t>(cell) * width;
        std::size_t place = begin;
        while (place < begin + width && (batch.padding[place] != 0 || batch.genes[place] != gene)) ++place;
        const auto row = [begin](const auto &table) { return table.begin() + static_cast<std::ptrdiff_t>(begin); };
        const auto tokens = std::count(row(batch.padding), row(batch.padding) + batch.tokens, 0);
        if (place == begin + width || (how == Deletion::Remove && tokens == 1)) continue;
        deleted.cells.push_back(cell);
        TokenBatch &to = deleted.batch;
        ++to.cells;
        if (how == Deletion::Remove) {
            appendWithout(to, batch, begin, place);
            continue;
        }
        to.genes.insert(to.genes.end(), row(batch.genes), row(batch.genes) + batch.tokens);
        to.values.insert(to.values.end(), row(batch.values), row(batch.values) + batch.tokens);
        to.padding.insert(to.padding.end(), row(batch.padding), row(batch.padding) + batch.tokens);
        const std::size_t at = to.genes.size() - width + (place - begin);
        to.genes[at] = maskId;
        to.values[at] = static_cast<float>(maskBin(config));
    }
    return deleted;
}

}  // namespace lexicell::models::scemb

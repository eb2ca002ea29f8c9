#include "ui/workspace/selection_summary.h"

#include "core/preprocess/normalize.h"

#include <algorithm>
#include <numeric>

namespace lexicell::ui {

namespace {

constexpr std::int64_t blockRows = 2048;

struct Sums {
    explicit Sums(std::size_t genes) : inside(genes), outside(genes), expressedInside(genes), expressedOutside(genes) {}
    std::vector<double> inside, outside;
    std::vector<std::int64_t> expressedInside, expressedOutside;
};

void addRow(const data::CsrBlock &block, std::int64_t row, double total, bool counts, bool selected, Sums &sums)
{
    auto &values = selected ? sums.inside : sums.outside;
    auto &expressed = selected ? sums.expressedInside : sums.expressedOutside;
    for (auto i = block.indptr[static_cast<std::size_t>(row)]; i < block.indptr[static_cast<std::size_t>(row) + 1]; ++i) {
        const auto value = static_cast<double>(block.values[static_cast<std::size_t>(i)]);
        const auto gene = static_cast<std::size_t>(block.indices[static_cast<std::size_t>(i)]);
        values[gene] += counts ? preprocess::logCp10k(value, total) : value;
        expressed[gene] += value > 0.0;
    }
}

}  // namespace

Result<std::vector<StandOutGene>> standOutGenes(const data::Dataset &dataset, const DatasetFacts &facts,
                                                const std::vector<std::uint8_t> &selection, int most, JobContext &context)
{
    std::vector<StandOutGene> genes;
    const auto inside = std::count(selection.begin(), selection.end(), std::uint8_t{1});
    const auto outside = static_cast<std::int64_t>(selection.size()) - inside;
    if (!dataset.x || inside == 0) return genes;
    Sums sums(static_cast<std::size_t>(dataset.genes()));
    for (std::int64_t begin = 0; begin < dataset.cells(); begin += blockRows) {
        if (context.cancelled()) return cancelled();
        LEXICELL_TRY(block, dataset.x.rows(begin, std::min(begin + blockRows, dataset.cells())));
        for (std::int64_t row = 0; row < block.rows; ++row) {
            const auto cell = static_cast<std::size_t>(begin + row);
            addRow(block, row, facts.totals[cell], facts.counts(), selection[cell] != 0, sums);
        }
    }
    for (std::size_t g = 0; g < sums.inside.size(); ++g) {
        StandOutGene gene;
        gene.gene = static_cast<std::int64_t>(g);
        gene.meanInside = sums.inside[g] / static_cast<double>(inside);
        gene.difference = gene.meanInside - (outside > 0 ? sums.outside[g] / static_cast<double>(outside) : 0.0);
        gene.fractionInside = static_cast<double>(sums.expressedInside[g]) / static_cast<double>(inside);
        gene.fractionOutside = outside > 0 ? static_cast<double>(sums.expressedOutside[g]) / static_cast<double>(outside) : 0.0;
        genes.push_back(gene);
    }
    const auto kept = std::min(genes.size(), static_cast<std::size_t>(most));
    std::partial_sort(genes.begin(), genes.begin() + static_cast<std::ptrdiff_t>(kept), genes.end(),
                      [](const StandOutGene &a, const StandOutGene &b) { return a.difference > b.difference; });
    genes.resize(kept);
    std::erase_if(genes, [](const StandOutGene &gene) { return gene.difference <= 0.0; });
    return genes;
}

std::vector<Share> composition(const LabelField &field, const std::vector<std::uint8_t> &selection)
{
    std::vector<Share> shares;
    for (const auto &label : field.labels) shares.push_back({label.name, label.color, 0});
    Share none{QObject::tr("unlabeled"), QColor(), 0};
    for (std::size_t i = 0; i < selection.size() && i < field.codes.size(); ++i) {
        if (!selection[i]) continue;
        if (field.codes[i] < 0) ++none.cells;
        else ++shares[static_cast<std::size_t>(field.codes[i])].cells;
    }
    std::erase_if(shares, [](const Share &share) { return share.cells == 0; });
    std::stable_sort(shares.begin(), shares.end(), [](const Share &a, const Share &b) { return a.cells > b.cells; });
    if (none.cells > 0) shares.push_back(none);
    return shares;
}

}  // namespace lexicell::ui

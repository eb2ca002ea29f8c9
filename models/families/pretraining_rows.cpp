#include "models/families/pretraining_rows.h"

#include "models/input/cell_survey.h"

#include <algorithm>
#include <numeric>

namespace lexicell::models {

namespace {

constexpr std::int64_t rowsPerRead = 1024;

// Of several columns of one gene the first counts, as upstream's scBERT has it; the others are outside the vocabulary.
std::vector<std::int64_t> blockColumns(const std::vector<std::int64_t> &columns, std::int64_t genes)
{
    std::vector<bool> taken(static_cast<std::size_t>(genes), false);
    std::vector<std::int64_t> result(columns.size(), genes);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i] < 0 || taken[static_cast<std::size_t>(columns[i])]) continue;
        taken[static_cast<std::size_t>(columns[i])] = true;
        result[i] = columns[i];
    }
    return result;
}

void append(NamedRows &rows, const data::CsrBlock &block, std::int64_t row, const std::vector<std::int64_t> &columns)
{
    const auto begin = static_cast<std::size_t>(block.indptr[static_cast<std::size_t>(row)]),
               end = static_cast<std::size_t>(block.indptr[static_cast<std::size_t>(row) + 1]);
    std::vector<std::pair<std::int32_t, float>> values;
    values.reserve(end - begin);
    for (std::size_t i = begin; i < end; ++i)
        values.emplace_back(static_cast<std::int32_t>(columns[static_cast<std::size_t>(block.indices[i])]), block.values[i]);
    std::stable_sort(values.begin(), values.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    for (const auto &[column, value] : values) {
        rows.block.indices.push_back(column);
        rows.block.values.push_back(value);
    }
    rows.block.indptr.push_back(static_cast<std::int64_t>(rows.block.values.size()));
    ++rows.block.rows;
}

}  // namespace

Result<PretrainingRows> PretrainingRows::make(const std::vector<data::Dataset> &datasets,
                                              std::vector<std::vector<std::int64_t>> columns, std::int64_t genes,
                                              JobContext &context)
{
    PretrainingRows rows;
    rows.m_datasets = datasets;
    std::int64_t empty = 0;
    for (std::size_t i = 0; i < datasets.size(); ++i) {
        LEXICELL_TRY(survey, input::survey(datasets[i], datasets[i].x, columns[i], context));
        for (std::size_t row = 0; row < survey.matchedGenes.size(); ++row) {
            if (survey.matchedGenes[row] == 0) ++empty;
            else
                rows.m_places.push_back({static_cast<std::int32_t>(i), survey.matchedGenes[row], static_cast<std::int64_t>(row)});
        }
        rows.m_columns.push_back(blockColumns(columns[i], genes));
    }
    if (rows.m_places.empty())
        return Error{errors::noGeneMatches, "No cell has a value in a gene of the model, so there is nothing to learn from.", {}};
    if (empty > 0) context.warn(warnings::emptyCells, std::to_string(empty) + " cells have no gene at all and were left out.");
    rows.m_geneIds.resize(static_cast<std::size_t>(genes) + 1);
    std::iota(rows.m_geneIds.begin(), rows.m_geneIds.end(), 0);
    rows.m_geneIds.back() = -1;
    return rows;
}

Result<void> PretrainingRows::read(const std::vector<std::int64_t> &cells, const Visit &visit) const
{
    const auto placeOf = [&](std::size_t i) { return m_places[static_cast<std::size_t>(cells[i])]; };
    for (std::size_t begin = 0; begin < cells.size();) {
        const Place first = placeOf(begin);
        std::size_t end = begin + 1;
        while (end < cells.size() && placeOf(end).dataset == first.dataset && placeOf(end).row < first.row + rowsPerRead) ++end;
        const data::Dataset &dataset = m_datasets[static_cast<std::size_t>(first.dataset)];
        LEXICELL_TRY(block, dataset.x.rows(first.row, placeOf(end - 1).row + 1));
        NamedRows rows;
        rows.block.columns = static_cast<std::int64_t>(m_geneIds.size());
        for (std::size_t i = begin; i < end; ++i) {
            const std::int64_t row = placeOf(i).row;
            rows.cells.push_back(cells[i]);
            rows.names.push_back(dataset.obs.index.values[static_cast<std::size_t>(row)]);
            append(rows, block, row - first.row, m_columns[static_cast<std::size_t>(first.dataset)]);
        }
        LEXICELL_CHECK(visit(rows));
        begin = end;
    }
    return {};
}

Result<NamedRows> PretrainingRows::all(const std::vector<std::int64_t> &cells) const
{
    NamedRows all;
    all.block.columns = static_cast<std::int64_t>(m_geneIds.size());
    std::int64_t values = 0;
    for (const std::int64_t cell : cells) values += matchedGenes(cell);
    all.block.indices.reserve(static_cast<std::size_t>(values));
    all.block.values.reserve(static_cast<std::size_t>(values));
    const auto add = [&](const NamedRows &rows) -> Result<void> {
        const std::int64_t before = all.block.indptr.back();
        all.cells.insert(all.cells.end(), rows.cells.begin(), rows.cells.end());
        all.names.insert(all.names.end(), rows.names.begin(), rows.names.end());
        all.block.indices.insert(all.block.indices.end(), rows.block.indices.begin(), rows.block.indices.end());
        all.block.values.insert(all.block.values.end(), rows.block.values.begin(), rows.block.values.end());
        for (std::size_t row = 1; row < rows.block.indptr.size(); ++row)
            all.block.indptr.push_back(before + rows.block.indptr[row]);
        all.block.rows += rows.block.rows;
        return {};
    };
    LEXICELL_CHECK(read(cells, add));
    return all;
}

}  // namespace lexicell::models

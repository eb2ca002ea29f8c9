#include "ui/workspace/project/axis_filter.h"

#include "core/data/merge.h"
#include "ui/workspace/project/packed_numbers.h"

#include <algorithm>
#include <utility>

namespace lexicell::ui {

JournalEntry entryOf(const AxisFilter &filter)
{
    JournalEntry entry{0, {}, JournalEntry::Kind::Cells, {{"cells", static_cast<qint64>(filter.cells.size())}}, {}};
    entry.payload["genes"] = QString::fromLatin1(packNumbers(filter.genes).toBase64());
    entry.bytes = packNumbers(filter.cells);
    return entry;
}

Reduction reductionBetween(const AxisFilter *present, const data::Dataset &input, const data::Dataset &output)
{
    AxisFilter filter{data::keptPositions(input.obs.index.values, output.obs.index.values),
                      data::keptPositions(input.var.index.values, output.var.index.values)};
    if (present) {
        for (auto &cell : filter.cells) cell = present->cells[static_cast<std::size_t>(cell)];
        for (auto &gene : filter.genes) gene = present->genes[static_cast<std::size_t>(gene)];
    }
    JournalEntry entry = entryOf(filter);
    return {std::move(filter), std::move(entry)};
}

std::optional<AxisFilter> filterOf(const JournalEntry &entry)
{
    if (entry.kind != JournalEntry::Kind::Cells || !entry.payload.contains("genes")) return std::nullopt;
    const auto cells = unpackNumbers(entry.bytes);
    const auto genes = unpackNumbers(QByteArray::fromBase64(entry.payload["genes"].toString().toLatin1()));
    if (!cells || !genes) return std::nullopt;
    return AxisFilter{*cells, *genes};
}

std::optional<std::vector<std::int64_t>> positionsWithin(const std::vector<std::int64_t> *present,
                                                         const std::vector<std::int64_t> &kept)
{
    if (!present) return kept;
    std::vector<std::int64_t> positions;
    positions.reserve(kept.size());
    auto at = present->begin();
    for (const auto position : kept) {
        at = std::lower_bound(at, present->end(), position);
        if (at == present->end() || *at != position) return std::nullopt;
        positions.push_back(at - present->begin());
    }
    return positions;
}

namespace {

// Per reduction of the journal: whether undo or redo can still reach it. One that was undone before another edit is lost.
std::vector<bool> reachable(const std::vector<JournalEntry> &journal)
{
    constexpr std::size_t noReduction = static_cast<std::size_t>(-1);
    std::vector<std::size_t> history;  // which reduction a step of the history is
    std::size_t done = 0, reductions = 0;
    const auto push = [&](std::size_t step) {
        history.resize(done++);
        history.push_back(step);
    };
    for (const JournalEntry &entry : journal) {
        if (entry.kind == JournalEntry::Kind::Edit || entry.kind == JournalEntry::Kind::GeneEdit) push(noReduction);
        else if (entry.kind == JournalEntry::Kind::Cells && entry.payload.contains("genes")) push(reductions++);
        else if (entry.kind == JournalEntry::Kind::Cells) history.resize(done = 0);
        else if (entry.kind == JournalEntry::Kind::Undo && done > 0) --done;
        else if (entry.kind == JournalEntry::Kind::Redo && done < history.size()) ++done;
    }
    std::vector<bool> result(reductions, false);
    for (const auto step : history)
        if (step != noReduction) result[step] = true;
    return result;
}

}  // namespace

std::vector<std::shared_ptr<const data::Dataset>> reductionsOf(const data::Dataset &whole,
                                                               const std::vector<JournalEntry> &journal)
{
    // Ascending, as they are written: those of a damaged project may be any numbers.
    const auto fits = [](const std::vector<std::int64_t> &kept, std::int64_t size) {
        return kept.empty() || (std::is_sorted(kept.begin(), kept.end()) && kept.front() >= 0 && kept.back() < size);
    };
    // The names are enough to replay edits on a reduction that cannot come back.
    data::Dataset names;
    names.obs = whole.obs;
    names.var = whole.var;
    const std::vector<bool> needed = reachable(journal);
    std::vector<std::shared_ptr<const data::Dataset>> reductions;
    for (const JournalEntry &entry : journal) {
        if (entry.kind != JournalEntry::Kind::Cells || !entry.payload.contains("genes")) continue;
        const auto filter = filterOf(entry);
        if (!filter || !fits(filter->cells, whole.cells()) || !fits(filter->genes, whole.genes())) break;
        auto reduced = data::subset(needed[reductions.size()] ? whole : names, &filter->cells, &filter->genes);
        if (!reduced.ok()) break;
        reductions.push_back(std::make_shared<const data::Dataset>(std::move(*reduced)));
    }
    return reductions;
}

}  // namespace lexicell::ui

#include "models/tasks/knock_out/stored_shifts.h"

#include "core/base/guarded.h"
#include "core/steps/step_output.h"
#include "models/input/prepared_cells.h"
#include "models/tasks/knock_out/changed_cells.h"
#include "models/tasks/knock_out/query_cells.h"
#include "models/tasks/knock_out/row_encoder.h"
#include "models/tasks/knock_out/tested_genes.h"

#include <algorithm>
#include <limits>

namespace lexicell::models::tasks {

namespace {

constexpr double preparingShare = 0.1;
constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

struct GeneShifts {
    std::string gene;
    std::int64_t column = 0;         // of the data set
    std::int64_t id = 0;             // in the vocabulary
    std::vector<double> shifts;      // [cells of the data set]
    std::vector<float> differences;  // [cells of the data set x width]
};

class Run {
  public:
    Run(const input::PreparedCells &cells, const LoadedModel &model, const GeneChange &change, std::vector<GeneShifts> &genes,
        JobContext &context)
        : m_cells(cells), m_change(change), m_genes(genes), m_context(context),
          m_encoder(model, cells.batchSize, context.threads), m_width(static_cast<std::size_t>(model.card.embeddingSize))
    {
        const auto rows = static_cast<std::size_t>(cells.cells());
        for (GeneShifts &gene : genes) {
            gene.shifts.assign(rows, std::numeric_limits<double>::quiet_NaN());
            gene.differences.assign(rows * m_width, unknown);
        }
    }

    Result<void> all(const std::vector<std::int64_t> &query)
    {
        const IntactCellWork work = [&](std::size_t place, const IntactCell &cell) -> Result<void> {
            const Result<void> added = add(query[place], cell);
            if (!added.ok() || !m_encoder.full()) return added;
            m_context.report(static_cast<double>(place) / static_cast<double>(query.size()),
                             "Keeping the shifts of cells: " + std::to_string(place) + " of " + std::to_string(query.size()));
            return take();
        };
        LEXICELL_CHECK(forEachIntactCell(m_cells, query, work));
        return take();
    }

  private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    struct Waiting {
        std::size_t gene, cell;
        std::size_t intact, changed;  // rows of the encoder; no changed row: the cell has the new value already
    };

    Result<void> add(std::int64_t row, const IntactCell &cell)
    {
        m_encoder.startCell(withLabel(cell.tokens(), m_cells, row));  // as for the ranking: the same numbers
        std::size_t plain = none;                                     // the row of the intact cell, once a gene needs it
        for (std::size_t gene = 0; gene < m_genes.size(); ++gene) {
            LEXICELL_TRY(changed, cell.change({m_genes[gene].id}, m_change));
            if (!changed.takesPart) continue;
            Waiting item{gene, static_cast<std::size_t>(row), none, none};
            if (changed.changed.cells > 0) {
                if (changed.intact.cells > 0) item.intact = m_encoder.add(withLabel(std::move(changed.intact), m_cells, row));
                else if (plain == none) plain = m_encoder.add(withLabel(cell.tokens(), m_cells, row));
                if (item.intact == none) item.intact = plain;
                item.changed = m_encoder.add(withLabel(std::move(changed.changed), m_cells, row));
            }
            m_waiting.push_back(item);
        }
        return {};
    }

    Result<void> take()
    {
        LEXICELL_TRY(vectors, m_encoder.encode(m_context));
        for (const Waiting &item : m_waiting) {
            GeneShifts &gene = m_genes[item.gene];
            float *difference = gene.differences.data() + item.cell * m_width;
            if (item.changed == none) {
                gene.shifts[item.cell] = 0.0;
                std::fill_n(difference, m_width, 0.0F);
                continue;
            }
            const CellVector &intact = vectors[item.intact], &changed = vectors[item.changed];
            gene.shifts[item.cell] = cellShift(intact, changed, {}).shift;
            for (std::size_t i = 0; i < m_width; ++i) difference[i] = static_cast<float>(changed[i] - intact[i]);
        }
        m_waiting.clear();
        return {};
    }

    const input::PreparedCells &m_cells;
    const GeneChange &m_change;
    std::vector<GeneShifts> &m_genes;
    JobContext &m_context;
    RowEncoder m_encoder;
    std::size_t m_width;
    std::vector<Waiting> m_waiting;
};

// The run itself has warned already of what the preparation warns of.
Result<std::vector<GeneShifts>> compute(const TaskInput &input, const KnockOutOptions &options, JobContext &context)
{
    JobContext quiet([&](double fraction, const std::string &stage) {
        context.report(preparingShare * fraction, stage);
        if (context.cancelled()) quiet.cancel();
    });
    quiet.threads = context.threads;
    LEXICELL_TRY(change, changeOf(options, *input.model));
    LEXICELL_TRY(cells, input::prepareCells(*input.dataset, input.model->card, input.model->tokenizer, options, quiet));
    LEXICELL_TRY(query, queryCells(*input.dataset, cells, options, quiet));
    LEXICELL_TRY(names, requestedGenes(*input.dataset, cells, options, quiet));
    std::vector<GeneShifts> genes;
    for (const RequestedGene &gene : names.requested)
        if (canBeChanged(gene))
            genes.push_back({gene.name, gene.column, cells.coverage.geneIds[static_cast<std::size_t>(gene.column)], {}, {}});
    const JobPart part(context, preparingShare, 1.0);
    LEXICELL_CHECK(Run(cells, *input.model, change, genes, context).all(query.cells));
    return genes;
}

const KnockOutGene *testedGene(const KnockOut &result, std::int64_t column)
{
    const auto found = std::find_if(result.genes.begin(), result.genes.end(),
                                    [column](const KnockOutGene &gene) { return gene.tested && gene.gene.column == column; });
    return found == result.genes.end() ? nullptr : &*found;
}

// [cells x null genes]; without a null gene one column of NaN, which replaces the null of an earlier run.
data::ElementPtr nullShifts(const std::vector<KnockOut> &results, std::int64_t column, std::int64_t cells)
{
    std::size_t width = 1;
    for (const KnockOut &result : results)
        if (const KnockOutGene *gene = testedGene(result, column)) width = std::max(width, gene->nullGenes.size());
    std::vector<float> values(static_cast<std::size_t>(cells) * width, unknown);
    for (const KnockOut &result : results) {
        const KnockOutGene *gene = testedGene(result, column);
        for (std::size_t rank = 0; gene && rank < gene->nullGenes.size(); ++rank) {
            const TargetShifts &other = result.shifts[gene->nullGenes[rank]];
            for (std::size_t i = 0; i < other.cells.size(); ++i) {
                const auto cell = static_cast<std::size_t>(result.cells[static_cast<std::size_t>(other.cells[i])]);
                values[cell * width + rank] = static_cast<float>(other.shifts[i].shift);
            }
        }
    }
    return steps::matrixElement(values, cells, static_cast<std::int64_t>(width));
}

// A key that is free in the file, for a data set that keeps the file's own elements.
std::string freeKey(const TaskInput &input, const std::string &wanted, JobContext &context)
{
    if (!input.brought) {
        steps::warnReplaced(*input.dataset, {data::Slot::Obs, wanted}, context);
        steps::warnReplaced(*input.dataset, {data::Slot::Obsm, wanted}, context);
        return wanted;
    }
    const auto taken = [&](const std::string &key) {
        return input.brought->obs.columns.find(key) || input.brought->obsm.find(key) ||
               input.brought->obsm.find(shiftNullKey(key));
    };
    std::string key = wanted;
    for (int number = 2; taken(key); ++number) key = wanted + "_" + std::to_string(number);
    if (key != wanted)
        context.warn(warnings::keyTaken,
                     "The file's own elements are kept. New results: obs[\"" + key + "\"], obsm[\"" + key + "\"].");
    return key;
}

ProvenanceStep recordedStep(const LoadedModel &model, const KnockOutOptions &options, const std::string &key)
{
    ProvenanceStep step{"knock-out", data::toText({data::Slot::Obsm, key}), optionsToText(options), {}};
    step.options.emplace_back("seed", std::to_string(options.seed));
    step.inputs = {{"family", model.card.family}, {"model", model.card.sha256}};
    if (!model.card.notice.empty()) step.inputs.emplace_back("notice", model.card.notice);
    return step;
}

Result<StoredShifts> store(const TaskInput &input, const KnockOutOptions &options, const std::vector<KnockOut> &results,
                           JobContext &context)
{
    LEXICELL_TRY(genes, compute(input, options, context));
    StoredShifts stored{*input.dataset, {}};
    const std::int64_t cells = stored.dataset.cells();
    for (GeneShifts &gene : genes) {
        const std::string key = freeKey(input, shiftKey(gene.gene), context);
        stored.dataset.obs.columns.set(key, steps::column(gene.shifts));
        stored.dataset.obsm.set(key, steps::matrixElement(gene.differences, cells, input.model->card.embeddingSize));
        stored.dataset.obsm.set(shiftNullKey(key), nullShifts(results, gene.column, cells));
        steps::record(stored.dataset, recordedStep(*input.model, options, key));
        stored.keys.push_back(key);
        gene.differences = {};
    }
    return stored;
}

}  // namespace

Result<void> checkStoredShifts(const KnockOutOptions &options)
{
    LEXICELL_TRY(names, namedGenes(options));
    if (!options.allExpressed && names.size() <= mostStoredShifts) return {};
    return Error{errors::badOption,
                 "The shifts of single cells are kept for at most " + std::to_string(mostStoredShifts) + " genes, but " +
                     (options.allExpressed ? "all expressed genes" : std::to_string(names.size())) +
                     " are to be changed. Name fewer genes, or leave the shifts of cells out.",
                 {},
                 {{"genes"}, {"shifts"}}};
}

Result<StoredShifts> withStoredShifts(const TaskInput &input, const KnockOutOptions &options,
                                      const std::vector<KnockOut> &results, JobContext &context)
{
    return guarded(
        "keep the shifts of cells", [&] { return store(input, options, results, context); },
        "Choose fewer cells or genes, or close other programs.");
}

}  // namespace lexicell::models::tasks

#include "ui/workspace/neighborhood.h"

#include "models/families/open_model.h"
#include "ui/workspace/jobs/job_kinds.h"
#include "ui/workspace/models/model_files.h"
#include "ui/workspace/models/model_memory.h"

#include <algorithm>
#include <utility>

namespace lexicell::ui {

namespace {

// A checkpoint with another gene list is another model.
QString keyOf(const models::ModelOutline &outline)
{
    return QString::fromStdString(outline.card.sha256 + ' ' + outline.card.path.string() + ' ') +
           QString::number(reinterpret_cast<quintptr>(outline.tokenizer.get()));
}

// The table, and the network if it had to be opened for it.
struct ReadModel {
    NearTablePtr table;
    std::shared_ptr<const models::LoadedModel> opened;
};

Result<ReadModel> read(std::shared_ptr<const models::LoadedModel> network, const models::ModelSource &source,
                       const std::vector<std::int64_t> &ids, JobContext &context)
{
    ReadModel done;
    if (!network) {
        context.report(0.0, "loading the network");
        LEXICELL_TRY(opened, models::openModel(source, {"auto", "fp32", context.threads}, context));
        network = done.opened = std::make_shared<const models::LoadedModel>(std::move(opened));
    }
    LEXICELL_TRY(table, modelTable(*network, ids, context));
    done.table = std::move(table);
    return done;
}

}  // namespace

std::vector<std::int64_t> ModelNeighborhood::shared(const NearList &coexpressed) const
{
    std::vector<std::int64_t> genes;
    for (const NearGene &one : near.genes)
        for (const NearGene &other : coexpressed.genes)
            if (one.gene == other.gene) genes.push_back(one.gene);
    return genes;
}

Neighborhood::Neighborhood(Workbench bench, ModelShelf &shelf, QObject *parent) : QObject(parent), m_bench(bench), m_shelf(shelf)
{
    connect(&bench.session, &Session::datasetOpened, this, &Neighborhood::forget);
    connect(&bench.session, &Session::datasetClosed, this, &Neighborhood::forget);
    connect(&bench.session.data(), &DatasetStore::cellsReplaced, this, &Neighborhood::forget);
}

void Neighborhood::forget()
{
    ++m_generation;
    for (const Table &table : std::as_const(m_tables)) m_bench.jobs.cancel(table.job);  // the next data wait in the same lane
    m_tables.clear();
    m_gene = -1;
    m_models.clear();
    m_coexpressed = {};
}

void Neighborhood::ask(std::int64_t gene)
{
    m_gene = gene;
    refresh();
}

void Neighborhood::askAgain()
{
    m_tables.removeIf([](const QHash<QString, Table>::iterator &entry) { return !entry->problem.isEmpty(); });
    refresh();
}

void Neighborhood::refresh()
{
    m_models.clear();
    m_coexpressed = {};
    if (m_gene < 0 || !m_bench.session.data().hasDataset()) return Q_EMIT changed();
    if (!m_tables.contains(QString())) readCoexpression();
    take(m_coexpressed, QString());
    for (std::size_t i = 0; i < m_shelf.models().size(); ++i) {
        const ShelfModel &model = m_shelf.models()[i];
        ModelNeighborhood about;
        about.model = QString::fromStdString(model.outline->card.name);
        about.inUse = static_cast<int>(i) == m_shelf.active();
        askModel(model, about);
        m_models.push_back(std::move(about));
    }
    Q_EMIT changed();
}

void Neighborhood::take(NearList &list, const QString &key)
{
    Table &entry = m_tables[key];
    if (!entry.problem.isEmpty()) {
        list.state = NearList::State::Failed;
        list.problem = entry.problem;
        return;
    }
    if (!entry.table) return;
    if (entry.gene != m_gene) {
        entry.gene = m_gene;
        entry.found = false;
        m_bench.jobs.start(
            {job::nearGenes, tr("Near genes"), true}, this,
            [table = entry.table, gene = m_gene, threads = m_bench.jobs.threads()](JobContext &) {
                return Result<std::vector<NearGene>>(nearGenes(*table, gene, count, threads));
            },
            [this, key, gene = m_gene, generation = m_generation](Result<std::vector<NearGene>> nearest) {
                if (generation != m_generation || !nearest.ok() || m_tables[key].gene != gene) return;
                m_tables[key].found = true;
                m_tables[key].nearest = std::move(*nearest);
                refresh();
            },
            JobRunner::Lane::Interactive);
    }
    list.meanOfPairs = entry.table->meanOfPairs;
    list.usable = static_cast<std::int64_t>(entry.table->genes.size());
    list.cells = entry.table->cells;
    if (!entry.found) return;
    list.genes = entry.nearest;
    list.state = list.genes.empty() ? NearList::State::Silent : NearList::State::Ready;
}

void Neighborhood::askModel(const ShelfModel &model, ModelNeighborhood &about)
{
    if (!model.coverageProblem.isEmpty()) {
        about.near.state = NearList::State::Failed;
        about.near.problem = model.coverageProblem;
        return;
    }
    if (!model.coverage) return;  // the shelf matches the genes and tells
    const std::vector<std::int64_t> &ids = model.coverage->geneIds;
    if (static_cast<std::size_t>(m_gene) >= ids.size()) return;
    const auto knows = [&ids](std::int64_t gene) { return ids[static_cast<std::size_t>(gene)] >= 0; };
    if (!knows(m_gene)) {
        about.near.state = NearList::State::Unknown;
        return;
    }
    for (std::size_t gene = 0; gene < ids.size(); ++gene)
        if (ids[gene] >= 0) about.usable.push_back(static_cast<std::int64_t>(gene));
    about.coexpressedKnown = std::count_if(m_coexpressed.genes.begin(), m_coexpressed.genes.end(),
                                           [&knows](const NearGene &near) { return knows(near.gene); });
    if (!m_tables.contains(keyOf(*model.outline))) readModel(model);
    take(about.near, keyOf(*model.outline));
}

void Neighborhood::readCoexpression()
{
    const DatasetPtr dataset = m_bench.session.data().dataset();
    m_tables[QString()].job = m_bench.jobs.start(
        {job::nearGenes, tr("Genes that are expressed alike"), true}, this,
        [dataset](JobContext &context) { return coexpressionTable(*dataset, context); },
        [this, generation = m_generation](Result<NearTablePtr> table) {
            if (generation != m_generation) return;
            if (table.ok()) m_tables[QString()].table = *table;
            else m_tables[QString()].problem = QString::fromStdString(table.error().message);
            refresh();
        },
        JobRunner::Lane::Files);
}

void Neighborhood::readModel(const ShelfModel &model)
{
    const QString key = keyOf(*model.outline);
    Table &entry = m_tables[key];
    if (!model.network) entry.problem = memoryProblem(model.outline->card);
    if (!entry.problem.isEmpty()) return;
    const auto source = modelSource(QString::fromStdString(model.outline->card.path.string()));
    entry.job = m_bench.jobs.start(
        {job::nearGenes, tr("Gene vectors of %1").arg(QString::fromStdString(model.outline->card.name)), true}, this,
        [network = model.network, source, coverage = model.coverage](JobContext &context) {
            return read(network, source, coverage->geneIds, context);
        },
        [this, key, generation = m_generation](Result<ReadModel> done) {
            if (generation != m_generation) return;
            if (done.ok()) m_tables[key].table = done->table;
            else m_tables[key].problem = QString::fromStdString(done.error().message);
            const auto *inUse = m_bench.session.models().outline();
            if (done.ok() && done->opened && inUse && keyOf(*inUse) == key && !m_bench.session.models().model())
                m_bench.session.models().setModel(done->opened);
            refresh();
        },
        JobRunner::Lane::Files);
}

}  // namespace lexicell::ui

#include "ui/workspace/models/model_shelf.h"

#include "ui/workspace/models/model_memory.h"
#include "ui/workspace/jobs/job_kinds.h"

#include <algorithm>

namespace lexicell::ui {

ModelShelf::ModelShelf(ShelfParts parts, QObject *parent) : QObject(parent), m_with(parts)
{
    connect(&parts.models, &Models::modelChanged, this, &ModelShelf::takeModel);
    connect(&parts.models, &Models::coverageChanged, this, &ModelShelf::keepCoverage);
    connect(&parts.data, &DatasetStore::cellsReplaced, this, &ModelShelf::forgetCoverage);
    takeModel();
}

int ModelShelf::find(const models::ModelCard &card) const
{
    const auto same = [&](const ShelfModel &model) { return model.outline->card.path == card.path; };
    const auto found = std::find_if(m_models.begin(), m_models.end(), same);
    return found == m_models.end() ? -1 : static_cast<int>(found - m_models.begin());
}

int ModelShelf::active() const
{
    const auto *outline = m_with.models.outline();
    return outline ? find(outline->card) : -1;
}

void ModelShelf::takeModel()
{
    const auto outline = m_with.models.sharedOutline();
    if (!outline) return;
    int index = find(outline->card);
    if (index < 0) {
        index = static_cast<int>(m_models.size());
        m_models.emplace_back();
    }
    ShelfModel &model = m_models[static_cast<std::size_t>(index)];
    // Another file under the same name, or the same with another gene list or scaler.
    if (model.outline && (model.outline->card.sha256 != outline->card.sha256 || model.outline->tokenizer != outline->tokenizer))
        model = {};
    model.outline = outline;
    if (m_with.models.model()) model.network = m_with.models.model();
    model.lastUse = ++m_clock;
    makeRoom();
    Q_EMIT changed();
}

void ModelShelf::keepCoverage()
{
    const int index = active();
    if (index < 0) return;
    ShelfModel &model = m_models[static_cast<std::size_t>(index)];
    model.coverage = m_with.models.coverage();
    model.coverageProblem.clear();
    Q_EMIT changed();
}

// The command that opens the data computes the coverage for the model in use. The coverage of the others is computed here.
void ModelShelf::forgetCoverage()
{
    for (ShelfModel &model : m_models) {
        model.coverage.reset();
        model.coverageProblem.clear();
    }
    for (int i = 0; i < static_cast<int>(m_models.size()); ++i)
        if (i != active()) readCoverage(i);
    Q_EMIT changed();
}

void ModelShelf::readCoverage(int index)
{
    const auto outline = m_models[static_cast<std::size_t>(index)].outline;
    const DatasetPtr dataset = m_with.data.dataset();
    if (!dataset) return;
    const QString file = m_with.data.facts()->identity.fingerprint;
    using models::input::Coverage;
    m_with.jobs.start(
        {job::matchGenes, tr("Match genes of %1").arg(QString::fromStdString(outline->card.name)), true}, this,
        [outline, dataset](JobContext &context) { return models::input::coverage(*dataset, *outline->tokenizer, {}, context); },
        [this, outline, dataset, file](Result<Coverage> coverage) {
            const int place = find(outline->card);
            const bool sameFile = m_with.data.hasDataset() && m_with.data.facts()->identity.fingerprint == file;
            if (place < 0 || !sameFile || !m_with.data.isLike(*dataset)) return;
            ShelfModel &model = m_models[static_cast<std::size_t>(place)];
            if (coverage.ok()) model.coverage = std::make_shared<const Coverage>(std::move(*coverage));
            else model.coverageProblem = QString::fromStdString(coverage.error().message);
            if (place == active() && model.coverage) m_with.models.setCoverage(model.coverage);  // this emits changed()
            else Q_EMIT changed();
        },
        JobRunner::Lane::Files);
}

QString ModelShelf::whyNotUse(int index) const
{
    if (index == active()) return tr("This model is in use already.");
    return {};
}

QString ModelShelf::whyNotUnload(int index) const
{
    const bool inMemory = m_models[static_cast<std::size_t>(index)].network != nullptr;
    if (index == active() && !inMemory) return tr("Its network is not in memory, and the model in use stays in the list.");
    if (!m_with.jobs.idle() && inMemory) return tr("Wait until the jobs are done: one of them may need it.");
    return {};
}

void ModelShelf::use(int index)
{
    if (!whyNotUse(index).isEmpty()) return;
    const ShelfModel chosen = m_models[static_cast<std::size_t>(index)];
    m_with.models.setOutline(*chosen.outline);
    if (chosen.network) m_with.models.setModel(chosen.network);
    if (chosen.coverage) m_with.models.setCoverage(chosen.coverage);
    else if (m_with.data.hasDataset()) readCoverage(find(chosen.outline->card));
}

void ModelShelf::unload(int index)
{
    if (!whyNotUnload(index).isEmpty()) return;
    m_models[static_cast<std::size_t>(index)].network.reset();
    if (index == active()) return m_with.models.setModel(nullptr);
    m_models.erase(m_models.begin() + index);
    Q_EMIT changed();
}

qint64 ModelShelf::usedBytes() const
{
    qint64 bytes = 0;
    for (const ShelfModel &model : m_models)
        if (model.network) bytes += networkBytes(model.outline->card);
    return bytes;
}

void ModelShelf::setBudget(qint64 bytes)
{
    setModelBudget(bytes);
    makeRoom();
    Q_EMIT changed();
}

void ModelShelf::makeRoom()
{
    const int inUse = active();
    const auto needed = [&] {
        const bool open = inUse < 0 || m_models[static_cast<std::size_t>(inUse)].network;
        return usedBytes() + (open ? 0 : networkBytes(m_models[static_cast<std::size_t>(inUse)].outline->card));
    };
    QStringList names;
    while (needed() > modelBudget()) {
        ShelfModel *oldest = nullptr;
        for (int i = 0; i < static_cast<int>(m_models.size()); ++i) {
            ShelfModel &model = m_models[static_cast<std::size_t>(i)];
            if (i != inUse && model.network && (!oldest || model.lastUse < oldest->lastUse)) oldest = &model;
        }
        if (!oldest) break;
        oldest->network.reset();
        names << QString::fromStdString(oldest->outline->card.name);
    }
    if (names.isEmpty()) return;
    m_with.notices.post({Tone::Neutral,
                         tr("%1 was removed from memory to make room.").arg(names.join(QStringLiteral(", "))),
                         tr("Models may take %1 together. It is opened again when it is used.").arg(memoryText(modelBudget())),
                         {},
                         true});
}

}  // namespace lexicell::ui

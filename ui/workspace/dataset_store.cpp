#include "ui/workspace/dataset_store.h"

#include "models/tasks/shift_keys.h"
#include "ui/workspace/facts/gene_symbols.h"

#include <utility>

namespace lexicell::ui {

void DatasetStore::begin(DatasetPtr dataset, FactsPtr facts)
{
    clear();
    m_original = dataset;
    m_now = {std::move(dataset), std::move(facts), std::nullopt};
}

void DatasetStore::clear()
{
    m_now = {};
    m_original.reset();
    m_genes.reset();
}

bool DatasetStore::isLike(const data::Dataset &dataset) const
{
    return cells() == dataset.cells() && hasDataset() && m_now.dataset->var.index.values == dataset.var.index.values;
}

void DatasetStore::setView(View view)
{
    if (view.dataset->var.index.values != m_now.dataset->var.index.values) m_genes.reset();
    m_now = std::move(view);
}

DatasetPtr DatasetStore::replaceResults(DatasetPtr dataset) { return std::exchange(m_now.dataset, std::move(dataset)); }

QStringList DatasetStore::embeddings() const
{
    QStringList layouts, others;
    if (!hasDataset()) return layouts;
    for (const auto &[key, element] : dataset()->obsm.entries) {
        const auto *array = element->as<data::Array>();
        if (!array || array->shape().size() != 2 || array->dim(1) < 2) continue;
        if (models::tasks::isOfShifts(key)) continue;  // a movement, no place
        const QString name = QString::fromStdString(key);
        const QString lower = name.toLower();
        const bool layout =
            array->dim(1) <= 3 || lower.contains(QStringLiteral("umap")) || lower.contains(QStringLiteral("tsne"));
        (layout ? layouts : others) << name;
    }
    return layouts + others;
}

const genes::GeneSearch &DatasetStore::genes() const
{
    if (!m_genes)
        m_genes = hasDataset() ? std::make_shared<const genes::GeneSearch>(dataset()->var.index.values,
                                                                           secondGeneNames(*dataset()), nullptr)
                               : std::make_shared<const genes::GeneSearch>();
    return *m_genes;
}

void DatasetStore::setGenes(const DatasetPtr &dataset, std::shared_ptr<const genes::GeneSearch> search)
{
    if (hasDataset() && m_now.dataset->var.index.values == dataset->var.index.values) m_genes = std::move(search);
}

}  // namespace lexicell::ui

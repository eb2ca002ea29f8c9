// The open data set: as its file has it, as it is now with the results of steps, and the cells that quality control left.
//
// Only the GUI thread touches it; jobs read its shared const values. It announces nothing on its own: DataHistory changes it and
// the label fields together, then emits its signals, so that a listener never meets one without the other. genesNamed() comes
// from the command that reads the names.
#pragma once

#include "core/data/dataset.h"
#include "core/data/result_key.h"
#include "core/genes/gene_search.h"
#include "ui/workspace/facts/dataset_facts.h"
#include "ui/workspace/project/axis_filter.h"

#include <QObject>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace lexicell::ui {

using DatasetPtr = std::shared_ptr<const data::Dataset>;
using FactsPtr = std::shared_ptr<const DatasetFacts>;
using ResultKeys = std::vector<data::ResultKey>;

class DatasetStore : public QObject {
    Q_OBJECT

  public:
    using QObject::QObject;

    bool hasDataset() const { return m_now.dataset != nullptr; }
    const DatasetPtr &dataset() const { return m_now.dataset; }  // as read, with results; edits of labels are in Labels
    const DatasetPtr &original() const { return m_original; }    // without any result, as its file has it
    const FactsPtr &facts() const { return m_now.facts; }
    // Whether the open data have as many cells and the same genes: what was computed of `dataset` is about them.
    bool isLike(const data::Dataset &dataset) const;
    std::int64_t cells() const { return hasDataset() ? m_now.dataset->cells() : 0; }
    const std::optional<AxisFilter> &filter() const { return m_now.filter; }  // none: all cells and genes of the file

    // obsm keys with at least two columns, layouts (umap, tsne) first.
    QStringList embeddings() const;
    // Finds the genes of the data set: by their names in the data set, and by all other names after a search with the table of
    // its species was set. A search for other genes is ignored.
    const genes::GeneSearch &genes() const;
    void setGenes(const DatasetPtr &dataset, std::shared_ptr<const genes::GeneSearch> search);

    // What changes when cells or genes are dropped or brought back.
    struct View {
        DatasetPtr dataset;
        FactsPtr facts;
        std::optional<AxisFilter> filter;
    };
    const View &view() const { return m_now; }
    void setView(View view);

    void begin(DatasetPtr dataset, FactsPtr facts);
    void clear();
    // The same cells and genes with other results; returns what was there before.
    DatasetPtr replaceResults(DatasetPtr dataset);

  Q_SIGNALS:
    void resultsAdded(const lexicell::ui::ResultKeys &keys);
    void resultsTakenBack(const lexicell::ui::ResultKeys &keys);  // by undo: gone, or as they were before
    void cellsReplaced();                                         // other cells or genes: some were dropped, or brought back
    void genesNamed();                                            // from now on genes are found by all their names

  private:
    View m_now;
    DatasetPtr m_original;
    mutable std::shared_ptr<const genes::GeneSearch> m_genes;  // null: not asked for yet
};

}  // namespace lexicell::ui

// The neighborhoods of the current gene: its nearest genes in each loaded model, beside those that are expressed like it. Filled
// part by part by jobs; a part says what it waits for or why it cannot be had. Networks are opened when a person first looks.
#pragma once

#include "ui/workspace/genes/near_genes.h"
#include "ui/workspace/models/model_shelf.h"
#include "ui/workspace/workbench.h"

#include <QHash>
#include <QObject>
#include <QString>

#include <vector>

namespace lexicell::ui {

struct NearList {
    enum class State {
        Waiting,  // a job reads or computes
        Ready,    // `genes` is the answer
        Unknown,  // the gene is not in the model's vocabulary
        Silent,   // no cell that was read expresses the gene
        Failed,   // `problem` says why
    };
    State state = State::Waiting;
    QString problem;
    std::vector<NearGene> genes;  // best first
    double meanOfPairs = 0.0;     // of two genes at random
    std::int64_t usable = 0;      // genes that could have been near
    std::int64_t cells = 0;       // read for it
};

struct ModelNeighborhood {
    QString model;       // name of the checkpoint
    bool inUse = false;  // steps and forms work with it
    NearList near;
    std::int64_t coexpressedKnown = 0;                                    // of the co-expressed genes, those that the model knows
    std::vector<std::int64_t> usable;                                     // genes that the model knows, ascending
    std::vector<std::int64_t> shared(const NearList &coexpressed) const;  // genes in both lists
};

class Neighborhood : public QObject {
    Q_OBJECT

  public:
    static constexpr std::int64_t count = 10;  // genes in a list

    Neighborhood(Workbench bench, ModelShelf &shelf, QObject *parent = nullptr);

    // Starts what is missing for the gene (-1: none) in the models that are loaded now. What is known is there when it returns.
    void ask(std::int64_t gene);
    void askAgain();  // after a failure
    std::int64_t gene() const { return m_gene; }
    const NearList &coexpressed() const { return m_coexpressed; }
    const std::vector<ModelNeighborhood> &models() const { return m_models; }

  Q_SIGNALS:
    void changed();

  private:
    void forget();
    void refresh();
    // Fills the list with what was found by the table under this key, or has a job search it.
    void take(NearList &list, const QString &key);
    void askModel(const ShelfModel &model, ModelNeighborhood &about);
    void readCoexpression();
    void readModel(const ShelfModel &model);

    Workbench m_bench;
    ModelShelf &m_shelf;
    std::int64_t m_gene = -1;
    NearList m_coexpressed;
    std::vector<ModelNeighborhood> m_models;
    // Of the open data. A table that could not be made has a problem instead.
    struct Table {
        NearTablePtr table;  // null: being made
        QString problem;
        int job = 0;             // that makes it, or did
        std::int64_t gene = -1;  // that is searched, or was
        bool found = false;
        std::vector<NearGene> nearest;
    };
    QHash<QString, Table> m_tables;  // by the hash and path of the checkpoint; empty: co-expression
    int m_generation = 0;            // of the data; jobs for earlier data are not heard
};

}  // namespace lexicell::ui

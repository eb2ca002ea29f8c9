// The models that are loaded at once. One of them is in use: it is the session's, which steps and forms work with. Each keeps
// its network, once a step opened it, and its coverage of the open data, so that two can be compared and switched between.
//
// Networks together stay within the memory budget (model_memory.h), room for the one in use included. Those used longest ago
// are removed from memory with a message, and are opened again when needed. Listens to the session; GUI thread only.
#pragma once

#include "ui/workspace/workbench.h"

#include <QObject>

#include <memory>
#include <vector>

namespace lexicell::ui {

struct ShelfModel {
    std::shared_ptr<const models::ModelOutline> outline;
    std::shared_ptr<const models::LoadedModel> network;       // null: not in memory
    std::shared_ptr<const models::input::Coverage> coverage;  // null: no data, or not yet known
    QString coverageProblem;                                  // why there is none
    quint64 lastUse = 0;
};

class ModelShelf : public QObject {
    Q_OBJECT

  public:
    explicit ModelShelf(Workbench bench, QObject *parent = nullptr);

    const std::vector<ShelfModel> &models() const { return m_models; }
    int active() const;  // -1: none
    void use(int index);
    // Removes the network from memory, and a model that is not in use from the shelf.
    void unload(int index);
    QString whyNotUse(int index) const;  // empty: it can
    QString whyNotUnload(int index) const;

    qint64 usedBytes() const;  // of the networks in memory
    void setBudget(qint64 bytes);

  Q_SIGNALS:
    void changed();

  private:
    void takeFromSession();
    void keepCoverage();
    void forgetCoverage();
    void readCoverage(int index);
    void makeRoom();
    int find(const models::ModelCard &card) const;

    Workbench m_bench;
    std::vector<ShelfModel> m_models;  // in the order of loading
    quint64 m_clock = 0;
};

}  // namespace lexicell::ui

// The models that are loaded at once. One of them is in use: it is the session's, which steps and forms work with. Each keeps
// its network, once a step opened it, and its coverage of the open data, so that two can be compared and switched between.
//
// Networks together stay within the memory budget (model_memory.h), room for the one in use included. Those used longest ago
// are removed from memory with a message, and are opened again when needed. GUI thread only.
#pragma once

#include "ui/workspace/dataset_store.h"
#include "ui/workspace/jobs/job_runner.h"
#include "ui/workspace/models/models.h"
#include "ui/workspace/notices.h"

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

// What the shelf works with; all outlive it.
struct ShelfParts {
    Models &models;
    const DatasetStore &data;
    JobRunner &jobs;
    Notices &notices;
};

class ModelShelf : public QObject {
    Q_OBJECT

  public:
    explicit ModelShelf(ShelfParts parts, QObject *parent = nullptr);

    void forgetCoverage();  // other data were opened, or closed: reads the coverage of models that are not in use again

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
    void takeModel();
    void keepCoverage();
    void readCoverage(int index);
    void makeRoom();
    int find(const models::ModelCard &card) const;

    ShelfParts m_with;
    std::vector<ShelfModel> m_models;  // in the order of loading
    quint64 m_clock = 0;
};

}  // namespace lexicell::ui

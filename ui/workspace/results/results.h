// What tasks found that is no part of the data set: tables, graphs, rankings, heat maps, curves. Each keeps how it was made, so
// that its title can be made when it is shown, in the language of the window. The project keeps them (kept_results.h).
#pragma once

#include "core/base/provenance.h"
#include "models/tasks/result.h"

#include <QObject>
#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace lexicell::ui {

struct StoredResult {
    int id = 0;         // the same in every session of the project
    std::string task;   // the task's id
    std::string model;  // name of the checkpoint; empty: none was used
    QString summary;    // the task's own JSON object (TaskOutcome::summary)
    std::shared_ptr<const models::tasks::TaskResult> result;
    ProvenanceStep record;
};

class Results : public QObject {
    Q_OBJECT

  public:
    using QObject::QObject;

    int nextId() { return ++m_lastId; }  // a free id, taken
    void add(StoredResult result);       // with its id
    // Those of the project that was opened. `lastId`: the highest in use there, by results of other data as well.
    void restore(std::vector<StoredResult> kept, int lastId);
    void remove(int id);
    void clear();  // the data set that they belong to was closed
    const StoredResult *find(int id) const;
    const std::vector<StoredResult> &all() const { return m_all; }

  Q_SIGNALS:
    void resultAdded(int id);
    void restored();  // after the last resultAdded() of restore()
    void resultRemoved(int id);

  private:
    std::vector<StoredResult> m_all;
    int m_lastId = 0;
};

}  // namespace lexicell::ui

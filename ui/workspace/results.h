// What tasks found that is no part of the data set: tables, graphs, rankings, heat maps, curves. Each keeps how it was made.
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
    int id = 0;
    std::string task;  // the task's id
    QString title;     // "Gene network · scGPT_human"; translated
    QString caption;   // one line: how many, of what, beside which baseline
    std::shared_ptr<const models::tasks::TaskResult> result;
    ProvenanceStep record;
};

class Results : public QObject {
    Q_OBJECT

  public:
    using QObject::QObject;

    int add(StoredResult result);  // its id
    void remove(int id);
    void clear();  // the data set that they belong to was closed
    const StoredResult *find(int id) const;
    const std::vector<StoredResult> &all() const { return m_all; }

  Q_SIGNALS:
    void resultAdded(int id);
    void resultRemoved(int id);

  private:
    std::vector<StoredResult> m_all;
    int m_lastId = 0;
};

}  // namespace lexicell::ui

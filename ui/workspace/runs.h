// What was computed for the open data: one record a step, in order, also those of earlier sittings.
#pragma once

#include "ui/workspace/project/project_file.h"

#include <utility>
#include <vector>

namespace lexicell::ui {

class Runs {
  public:
    const std::vector<RunRecord> &all() const { return m_all; }
    void add(RunRecord run)
    {
        m_all.push_back(std::move(run));
        m_unsaved = true;
    }
    // As the project has them.
    void restore(std::vector<RunRecord> runs) { m_all = std::move(runs); }
    void clear() { *this = {}; }

    // Whether there are results that no h5ad has.
    bool unsaved() const { return m_unsaved; }
    void markSaved()
    {
        m_saved = count();
        m_unsaved = false;
    }
    qint64 count() const { return static_cast<qint64>(m_all.size()); }
    // `saved` runs are in the h5ad that was saved last; the results of later ones were found beside the project.
    void setSaved(qint64 saved) { m_saved = saved; }
    void resultsRestored(bool any) { m_unsaved = any && count() > m_saved; }

  private:
    std::vector<RunRecord> m_all;
    qint64 m_saved = 0;
    bool m_unsaved = false;
};

}  // namespace lexicell::ui

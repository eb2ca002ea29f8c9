// All tasks: one line each in registry.cpp.
#pragma once

#include "models/tasks/task.h"

#include <string_view>
#include <vector>

namespace lexicell::models::tasks {

class TaskTable {
  public:
    static const TaskTable &builtIn();

    void add(TaskSpec task) { m_tasks.push_back(std::move(task)); }
    const std::vector<TaskSpec> &all() const { return m_tasks; }  // in the order of menus and help
    const TaskSpec *find(std::string_view id) const;              // null: no such task

  private:
    std::vector<TaskSpec> m_tasks;
};

}  // namespace lexicell::models::tasks

// Makes the window's actions and its menu bar: names users look for, keys in the menus, and why an action cannot run.
#pragma once

#include "models/tasks/task.h"
#include "ui/commands/actions.h"

class QMenu;

namespace lexicell::ui {

class MainWindow;

class MenuBuilder {
  public:
    explicit MenuBuilder(MainWindow &window) : m_window(window) {}
    void build();

  private:
    void file();
    void edit();
    void view();
    void tools(QMenu *menu);
    void select();
    void label();
    void labelFields(QMenu *menu);
    void analysis();
    void model();
    void genes();
    void jobsWindowHelp();

    QMenu *menu(const QString &title);
    void addTasks(QMenu *menu, const QString &prefix, bool (*belongs)(const models::tasks::TaskSpec &task));
    void add(QMenu *menu, ActionSpec spec);
    std::function<QString()> needsData() const;
    std::function<QString()> needsSelection() const;
    std::function<QString()> needsLabels() const;
    std::function<QString()> needsLabelsAndSelection() const;
    std::function<QString()> needsView() const;

    MainWindow &m_window;
};

}  // namespace lexicell::ui

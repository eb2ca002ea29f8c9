// Every command of the window by name: menus, the command palette, shortcuts and tests read this one list. An action that
// cannot run is disabled and its tool tip says why.
#pragma once

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>

#include <functional>

namespace lexicell::ui {

struct ActionSpec {
    QString id;    // "file.open"; also the QAction's objectName
    QString text;  // as in the menu, with "…" when it asks for more
    QString iconName;
    QList<QKeySequence> shortcuts;
    std::function<void()> run;
    std::function<QString()> whyNot;  // empty text: it can run
    QString help;
};

// {"Ctrl+Shift+Z", "Ctrl+Y"}: the first stands in the menu.
QList<QKeySequence> keys(std::initializer_list<const char *> texts);

class Actions : public QObject {
    Q_OBJECT

  public:
    explicit Actions(QWidget *window);

    QAction *add(ActionSpec spec);
    QAction *addToggle(ActionSpec spec, bool on, std::function<void(bool)> toggled);
    QAction *get(const QString &id) const;  // null: no such action
    const QList<QAction *> &all() const { return m_order; }
    QString whyNot(const QString &id) const;

    // Enables every action that can run. Call after a change of the session.
    void refresh();

    // Shortcuts a person changed, from the settings; empty list: the default.
    void setShortcuts(const QString &id, const QList<QKeySequence> &shortcuts);
    QList<QKeySequence> defaultShortcuts(const QString &id) const;

  private:
    void dress(QAction &action, const ActionSpec &spec, const QString &reason) const;

    QWidget *m_window;
    QHash<QString, ActionSpec> m_specs;
    QHash<QString, QAction *> m_actions;
    QList<QAction *> m_order;
};

}  // namespace lexicell::ui

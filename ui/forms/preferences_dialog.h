// Edit ▸ Preferences: theme, threads, and the keys of every action.
#pragma once

#include "ui/commands/actions.h"
#include "ui/look/theme.h"

#include <QDialog>

class QTabWidget;

namespace lexicell::ui {

class PreferencesDialog : public QDialog {
    Q_OBJECT

  public:
    explicit PreferencesDialog(Actions &actions, QWidget *parent = nullptr);
    void showShortcuts();  // opens on the list of keys

  Q_SIGNALS:
    void themeChosen(lexicell::ui::ThemeMode mode);
    void threadsChosen(int threads);

  private:
    QWidget *buildGeneral();
    QWidget *buildShortcuts();

    Actions &m_actions;
    QTabWidget *m_tabs;
};

// From the settings; threads: two thirds of the cores, never more than all but one.
ThemeMode preferredTheme();
int preferredThreads();

}  // namespace lexicell::ui

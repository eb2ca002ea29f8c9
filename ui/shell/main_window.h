// The window: the path across the top, data left, maps in the middle, the inspector right, jobs below. Puts the parts
// together and keeps their layout; what they do is in commands/, panels/ and forms/.
#pragma once

#include "ui/commands/actions.h"
#include "ui/shell/file_actions.h"
#include "ui/workspace/jobs/job_runner.h"
#include "ui/workspace/notices.h"
#include "ui/workspace/session.h"
#include "ui/look/theme.h"
#include "ui/workspace/workbench.h"

#include <QMainWindow>

class QDockWidget;
class QStackedWidget;

namespace lexicell::ui {

class CommandPalette;
class DataPanel;
class GeneDocks;
class InspectorPanel;
class JobsStrip;
class KnockOutDock;
class LegendPanel;
class LiveDocks;
class ModelsPanel;
class PathBar;
class ResultDocks;
class StartPage;
class ViewsArea;

class MainWindow : public QMainWindow {
    Q_OBJECT

  public:
    explicit MainWindow(const models::tasks::TaskTable &tasks = models::tasks::TaskTable::builtIn(), QWidget *parent = nullptr);
    ~MainWindow() override;

    Workbench &bench() { return m_bench; }
    Actions &actions() { return m_actions; }
    ViewsArea *views() const { return m_views; }
    InspectorPanel *inspector() const { return m_inspector; }
    ModelsPanel *models() const { return m_models; }
    GeneDocks *genes() const { return m_geneDocks; }
    // "data", "inspector", "gene", "gene-sets", "legend", "history", "jobs", "models", "knock-outs", "suggestions", "genes" (the
    // search), "start", "views"; false: there is no such panel.
    bool showPanel(const QString &name);
    void setTheme(ThemeMode mode);

    // A data set, a project, or a checkpoint.
    void open(const QString &path);
    void openSample();

  protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void changeEvent(QEvent *event) override;

  private:
    static constexpr int layoutVersion = 3;

    friend class MenuBuilder;  // main_menu.h: makes the actions and the menu bar

    void buildCenter();
    void buildDocks();
    void buildTop();
    QDockWidget *dock(const QString &name, const QString &title, QWidget *panel, Qt::DockWidgetArea area);
    void connectSession();
    void updatePath();
    void updateTitle();
    void pathStep(int index);
    void restoreLayout();
    void keepLayout();
    void resetLayout();
    void keepResults();
    void showGene(const QString &name);  // the current gene from now on; colors the active view
    void showCell(std::int64_t cell);
    void cellMenu(const QPoint &global, std::int64_t cell);

    Session m_session;
    JobRunner m_jobs;
    Notices m_notices;
    Results m_results;
    Workbench m_bench;
    Actions m_actions;
    FileActions m_files;

    PathBar *m_path = nullptr;
    QStackedWidget *m_pages = nullptr;
    StartPage *m_start = nullptr;
    ViewsArea *m_views = nullptr;
    ResultDocks *m_resultDocks = nullptr;
    LiveDocks *m_live = nullptr;
    GeneDocks *m_geneDocks = nullptr;
    KnockOutDock *m_knockOuts = nullptr;
    DataPanel *m_data = nullptr;
    LegendPanel *m_legend = nullptr;
    InspectorPanel *m_inspector = nullptr;
    ModelsPanel *m_models = nullptr;
    JobsStrip *m_strip = nullptr;
    CommandPalette *m_palette = nullptr;
    QHash<QString, QDockWidget *> m_docks;
    QByteArray m_defaultLayout;
};

}  // namespace lexicell::ui

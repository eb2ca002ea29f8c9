// The maps on the desk. By default the model's map and the PCA baseline's stand side by side, linked: one selection, one hover,
// one tool. Results stand on the same desk (ui/shell/result_docks.h).
#pragma once

#include "ui/views/view_desk.h"
#include "ui/views/view_pane.h"

class QStackedWidget;

namespace lexicell::ui {

class EmptyState;

class ViewsArea : public ViewDesk {
    Q_OBJECT

  public:
    explicit ViewsArea(Workbench bench, QWidget *parent = nullptr);

    ViewPane *active() const { return m_active; }  // null: no view yet
    const std::vector<ViewPane *> &panes() const { return m_panes; }
    // `name`: of a map that a layout knows; empty: a free one.
    ViewPane *addPane(const MapSource &source, const QString &colorKey, const QString &name = {});
    ViewPane *addPane(const QString &embedding, const QString &colorKey);  // an obsm key
    bool loading() const;
    QRect mapsOn(const QWidget *page) const;  // around the maps in sight; empty: there is none

    void setTool(ScatterView::Tool tool);
    ScatterView::Tool tool() const { return m_tool; }
    void setCaptioned(bool on);
    Q_INVOKABLE void refreshTheme();
    void colorBy(const QString &key);  // in the active view

    QJsonObject state() const;  // "panes": of each map ViewPane::state() and "name"
    // Puts every view where the project has it. Called again when views have come that were not there the first time.
    void restoreStoredLayout();
    // The window closes: stores the layout as it is now. What closing does to it is not stored.
    void closeLayout();

  Q_SIGNALS:
    void activeChanged();
    void colorsChanged();  // of the active view
    void toolChanged(lexicell::ui::ScatterView::Tool tool);
    void cellHovered(std::int64_t cell);
    void contextMenuWanted(QPoint global, std::int64_t cell);
    void mapWanted();
    void embedWanted();

  private:
    void closeAll();
    void choosePage();
    void connectPane(ViewPane *pane);
    QString freeName() const;
    void keepLayout();
    void closePane(ViewPane *pane);
    void setActive(ViewPane *pane);
    void begin();
    void restore(const QJsonObject &state);
    bool restoreRest();
    void showDefault();
    void arrange(const ResultKeys &newKeys);
    void placeNew(const MapLayout &layout);
    void rearrange();
    std::optional<MapLayout> layoutOf(const ViewPane *pane) const;
    void combine(const std::vector<std::int64_t> &cells, ScatterView::Combine how);
    void hover(ViewPane *from, std::int64_t cell);
    void keepState();
    QString firstColor() const;

    Workbench m_bench;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    EmptyState *m_away;  // all views are in windows of their own
    std::vector<ViewPane *> m_panes;
    ViewPane *m_active = nullptr;
    ScatterView::Tool m_tool = ScatterView::Tool::Lasso;
    bool m_captioned = true;
    bool m_restoring = false;
    bool m_standIn = false;  // the views replace arranged views that have no coordinates now
    QJsonObject m_pending;   // views of results that are not read back yet
};

}  // namespace lexicell::ui

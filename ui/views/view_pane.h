// One map with its header: which embedding, what colors it, export, close. The map itself is a ScatterView; the pane
// brings it points, colors and selection from the session.
#pragma once

#include "ui/views/map_coloring.h"
#include "ui/views/scatter/scatter_view.h"
#include "ui/views/view.h"
#include "ui/workspace/facts/map_layouts.h"
#include "ui/workspace/workbench.h"

class QAction;
class QComboBox;
class QLabel;

namespace lexicell::ui {

class ColorByBox;
class ShiftArrows;

class ViewPane : public View {
    Q_OBJECT

  public:
    ViewPane(Workbench bench, QWidget *parent = nullptr);

    void setSource(const MapSource &source);
    const MapSource &source() const { return m_source; }
    void setEmbedding(const QString &key) { setSource({MapSource::Kind::Obsm, key, {}}); }
    // obsm key; empty when the map is made of obs columns.
    QString embedding() const { return m_source.kind == MapSource::Kind::Obsm ? m_source.x : QString(); }
    void chooseAxes();  // asks for two obs columns
    MapColoring &coloring() const { return *m_coloring; }
    void colorBy(const QString &key) { m_coloring->colorBy(key); }  // an obs column or gene; empty: one color
    const QString &colorKey() const { return m_coloring->key(); }
    bool loading() const { return m_coloring->loading(); }
    const PaneColors &colors() const { return m_coloring->colors(); }

    QString title() const override;
    QString caption() const override;
    bool hasHeader() const override { return true; }
    void setAway(bool away) override;
    QStringList exportKinds() const override;
    Result<void> exportTo(const QString &file) override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

    ScatterView *scatter() const { return m_scatter; }
    ShiftArrows &arrows() const { return *m_arrows; }
    void setActive(bool active);
    void refresh();  // the data set or its labels changed
    void refreshTheme();

    void exportFigure();  // asks for a name

  Q_SIGNALS:
    void activated();
    void closeWanted();
    void splitWanted();
    void windowWanted();  // into a window of its own, or back
    void colorsChanged();
    void selectionDrawn(const std::vector<std::int64_t> &cells, lexicell::ui::ScatterView::Combine combine);
    void cellHovered(std::int64_t cell);
    void contextMenuWanted(QPoint global, std::int64_t cell);

  protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

  private:
    void build();
    void connectMap();
    void reloadLists();
    void loadPoints();
    void offerMap(int index);
    void refreshIfReplaced(const ResultKeys &keys);
    void showWithoutPlace();
    void showArrowNote();
    void showVisible();

    Workbench m_bench;
    MapSource m_source;
    std::int64_t m_withoutPlace = 0;  // cells that have no coordinates

    QComboBox *m_embeddings = nullptr;
    QLabel *m_note = nullptr;
    ColorByBox *m_colorBy = nullptr;
    ScatterView *m_scatter = nullptr;
    MapColoring *m_coloring = nullptr;
    ShiftArrows *m_arrows = nullptr;
    QLabel *m_arrowNote = nullptr;
    QAction *m_window = nullptr;
};

}  // namespace lexicell::ui

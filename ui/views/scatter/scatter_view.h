// The map: up to millions of cells as points, panned, zoomed, selected, colored. VTK draws, into a QOpenGLWidget.
//
// The view owns no data of the session: its owner sets points, colors and selection, and listens to what a person did.
//
// Clouds above 100,000 cells are indexed, colored and selected in the background; the last request wins, the screen never
// waits. settle() brings everything up to date at once. Without OpenGL 3.2 the same picture is drawn on the processor.
#pragma once

#include "core/base/result.h"
#include "ui/views/scatter/map_figure.h"

#include <QColor>
#include <QWidget>

#include <cstdint>
#include <memory>
#include <vector>

namespace lexicell::ui {

class ScatterStage;

class ScatterView : public QWidget {
    Q_OBJECT

  public:
    enum class Tool { Pan, Rectangle, Lasso, Polygon };
    enum class Combine { Replace, Add, Remove, Intersect };  // plain, Shift, Ctrl, Shift+Ctrl while drawing

    explicit ScatterView(QWidget *parent = nullptr);
    // Call while `widget`'s window has not been shown: makes the native window one that OpenGL can draw into. Without it, Qt
    // destroys the window and makes another when the first map comes.
    static void reserveOpenGl(QWidget *widget);
    ~ScatterView() override;

    // Coordinates [cells x 2], row-major. Cells with a NaN coordinate are not drawn.
    void setPoints(std::vector<float> coordinates);
    // One category code per cell; -1 missing (drawn first, light gray). colors[code]; hidden[code] are not drawn.
    void setCategories(std::vector<std::int32_t> codes, std::vector<QColor> colors, std::vector<bool> hidden = {});
    // One number per cell (NaN missing) on a continuous map ("viridis", "RdBu_r", …) between low and high.
    void setValues(std::vector<float> values, const QString &colorMap, double low, double high);
    void setScale(const ContinuousLegend &scale);  // of the values, drawn in a corner until other colors come
    void setUniformColor();

    // Selected cells are outlined by dimming the others; empty: none.
    void setSelection(std::vector<std::uint8_t> selected);
    // Cells a filter lets through; empty: all. Others are neither drawn nor selectable.
    void setVisibleCells(std::vector<std::uint8_t> visible);
    void setHighlight(std::vector<std::uint8_t> highlighted);  // legend hover: emphasized for a moment

    void setTool(Tool tool);
    Tool tool() const;
    void setPointSize(double pixels);  // 0: from the number of cells and the zoom
    double pointSize() const;          // in force
    void setDark(bool dark);
    void setAxisNames(const QString &x, const QString &y);  // "UMAP 1"; empty: none
    void setTag(const QString &tag);                        // "simulated data", in the corner; empty: none
    void setArrows(MapArrows arrows);                       // without arrows: none
    void setHoverText(const QString &text);                 // card beside the hovered cell; cleared when the pointer moves on
    // Names drawn at the median position of each category; empty: none.
    void setCategoryLabels(std::vector<QString> names);

    void zoomToFit();
    void zoomToSelection();
    void zoomBy(double factor);
    QRectF shownRegion() const;  // data coordinates; for linked cameras
    void showRegion(const QRectF &region);
    // Data <-> widget coordinates, for tests and overlays.
    QPointF toWidget(double x, double y) const;
    QPointF toData(const QPointF &position) const;

    // What is on the screen, at `pixelRatio` times the widget's size.
    QImage grabImage(double pixelRatio = 1.0);
    // PNG, SVG or PDF by the file's suffix; see FigureOptions.
    Result<void> exportFigure(const QString &file, const FigureOptions &options);
    // Points as an embedded picture when there are many, axes and text as vectors.
    bool exportSvg(const QString &file, const QString &title, const QString &caption);
    // Waits for what is still being computed in the background.
    void settle();
    bool drawnByOpenGl() const;

  Q_SIGNALS:
    void selectionDrawn(std::vector<std::int64_t> cells, lexicell::ui::ScatterView::Combine combine);
    void cellHovered(std::int64_t cell);  // -1: none
    // A click without a drag: on a cell, or (cell -1) on the ground, which by itself also clears the selection.
    void cellClicked(std::int64_t cell, lexicell::ui::ScatterView::Combine combine);
    void viewChanged();  // panned, zoomed or resized by a person
    void contextMenuWanted(QPoint global, std::int64_t cell);
    void toolChanged(lexicell::ui::ScatterView::Tool tool);

  protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

  private:
    std::unique_ptr<ScatterStage> d;
};

}  // namespace lexicell::ui

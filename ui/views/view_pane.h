// One map with its header: which embedding, what colors it, export, close. The map itself is a ScatterView; the pane
// brings it points, colors and selection from the session.
#pragma once

#include "ui/workspace/facts/map_layouts.h"
#include "ui/views/scatter/scatter_view.h"
#include "ui/look/legend_entry.h"
#include "ui/workspace/workbench.h"

#include <QFrame>
#include <QJsonObject>

#include <optional>

class QAction;
class QComboBox;
class QLabel;

namespace lexicell::ui {

class ColorByBox;

// What the legend shows for a pane.
struct PaneColors {
    enum class Kind { None, Labels, Numbers };
    Kind kind = Kind::None;
    LabelFieldPtr field;       // of Labels
    ContinuousLegend numbers;  // of Numbers
};

class ViewPane : public QFrame {
    Q_OBJECT

  public:
    ViewPane(Workbench bench, QWidget *parent = nullptr);

    void setSource(const MapSource &source);
    const MapSource &source() const { return m_source; }
    void setEmbedding(const QString &key) { setSource({MapSource::Kind::Obsm, key, {}}); }
    // obsm key; empty when the map is made of obs columns.
    QString embedding() const { return m_source.kind == MapSource::Kind::Obsm ? m_source.x : QString(); }
    void chooseAxes();                 // asks for two obs columns
    void colorBy(const QString &key);  // an obs column or gene; empty: one color
    const QString &colorKey() const { return m_colorKey; }
    bool loading() const { return m_pendingRead != 0; }
    const PaneColors &colors() const { return m_colors; }
    QString title() const;

    ScatterView *scatter() const { return m_scatter; }
    void setActive(bool active);
    void setFloating(bool floating);  // it is in a window of its own
    void setCaptioned(bool on);       // category names on the map
    void setColorMap(const QString &name);
    void setRange(double lowPercentile, double highPercentile);
    void refresh();  // the data set or its labels changed
    void refreshTheme();

    QJsonObject state() const;
    void restore(const QJsonObject &state);
    void exportFigure();
    Result<void> exportTo(const QString &file);  // .png or .svg

  Q_SIGNALS:
    void activated();
    void closeWanted();
    void splitWanted();
    void windowWanted();  // into a window of its own, or back
    void colorsChanged();
    void selectionDrawn(const std::vector<std::int64_t> &cells, lexicell::ui::ScatterView::Combine combine);
    void cellHovered(std::int64_t cell);
    void contextMenuWanted(QPoint global, std::int64_t cell);
    void stateChanged();

  protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

  private:
    void build();
    void reloadLists();
    void loadPoints();
    void offerMap(int index);
    void refreshIfReplaced(const ResultKeys &keys);
    void showWithoutPlace();
    // view_pane_colors.cpp
    void showLabels(LabelFieldPtr field);  // by value, because the pane resets its own pointer first
    void showNumbers(std::vector<float> values, const QString &title, const QString &unit);
    void drawNumbers();
    void showGene(std::int64_t gene, const QString &name);
    void showVisible();
    FigureLegend figureLegend() const;

    Workbench m_bench;
    MapSource m_source;
    std::int64_t m_withoutPlace = 0;  // cells that have no coordinates
    QString m_colorKey;
    PaneColors m_colors;
    std::vector<float> m_values;  // of Numbers
    QString m_colorMap = QStringLiteral("viridis");
    double m_lowPercentile = 0.0;
    double m_highPercentile = 100.0;
    bool m_captioned = true;
    int m_pendingRead = 0;

    QComboBox *m_embeddings = nullptr;
    QLabel *m_note = nullptr;
    ColorByBox *m_colorBy = nullptr;
    ScatterView *m_scatter = nullptr;
    QAction *m_window = nullptr;
};

// The rows of a legend for a field; cells without a label come last.
std::vector<LegendEntry> legendEntries(const LabelField &field);

}  // namespace lexicell::ui

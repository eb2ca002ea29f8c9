// What colors the cells of a map: nothing, a field of labels, a column of numbers or a gene. Reads it from the session and gives
// it to the ScatterView; the legend and exported figures read it here.
#pragma once

#include "ui/look/legend_entry.h"
#include "ui/views/scatter/scatter_view.h"
#include "ui/workspace/workbench.h"

#include <QJsonObject>
#include <QObject>

namespace lexicell::ui {

// What the legend shows for a map.
struct PaneColors {
    enum class Kind { None, Labels, Numbers };
    Kind kind = Kind::None;
    LabelFieldPtr field;       // of Labels
    ContinuousLegend numbers;  // of Numbers
};

class MapColoring : public QObject {
    Q_OBJECT

  public:
    // `scatter` outlives this object.
    MapColoring(Workbench bench, ScatterView &scatter, QObject *parent);

    void colorBy(const QString &key);  // an obs column or gene; empty: one color
    const QString &key() const { return m_key; }
    bool loading() const { return m_pendingRead != 0; }  // a gene is being read
    const PaneColors &colors() const { return m_colors; }
    FigureLegend legend() const;

    void setCaptioned(bool on);  // category names on the map
    void setColorMap(const QString &name);
    void setRange(double lowPercentile, double highPercentile);

    QJsonObject state() const;  // "color-by", "color-map", "low", "high" (percentiles)
    void restore(const QJsonObject &state);

  Q_SIGNALS:
    void keyChanged();  // before the colors are there
    void colorsChanged();
    void stateChanged();

  private:
    void showLabels(LabelFieldPtr field);  // by value, because the former field is dropped first
    void showNumbers(std::vector<float> values, const QString &title, const QString &unit);
    void showGene(std::int64_t gene, const QString &name);
    void drawNumbers();

    Workbench m_bench;
    ScatterView &m_scatter;
    QString m_key;
    PaneColors m_colors;
    std::vector<float> m_values;  // of Numbers
    QString m_colorMap = QStringLiteral("viridis");
    double m_lowPercentile = 0.0;
    double m_highPercentile = 100.0;
    bool m_captioned = true;
    int m_pendingRead = 0;
};

// The rows of a legend for a field; cells without a label come last.
std::vector<LegendEntry> legendEntries(const LabelField &field);

}  // namespace lexicell::ui

// What the heat maps of a ranking have in common: choices above, the heat map, a sentence below. A choice makes another heat map.
#pragma once

#include "models/tasks/result.h"
#include "ui/views/results/figure_page.h"

#include <memory>
#include <vector>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace lexicell::ui {

class HeatmapArea;
class HeatmapCanvas;

class MatrixPage : public FigurePage {
    Q_OBJECT

  public:
    explicit MatrixPage(QWidget *parent);
    ~MatrixPage() override;

    Result<void> saveFigure(const QString &file, const QString &title, const QString &caption) override;
    QJsonObject state() const override;  // the choices by their names
    void restore(const QJsonObject &state) override;

  protected:
    virtual models::tasks::Heatmap heatmap() const = 0;
    virtual QStringList facts(const models::tasks::Heatmap &shown, int row, int column) const = 0;  // beside the pointer
    virtual QString sentence() const = 0;
    virtual std::string geneAt(const models::tasks::Heatmap &shown, int row, int column) const = 0;

    // A choice above the heat map; with a single value it is not shown. `ids` are kept in the state.
    QComboBox *addChoice(const QString &name, const QString &label, const QStringList &ids, const QStringList &texts);
    QString chosen(const QString &name) const;
    void show();  // makes the heat map that is chosen; called once by the constructor of the page

  private:
    QHBoxLayout *m_choices;
    QVBoxLayout *m_column;
    QLabel *m_sentence;
    std::unique_ptr<models::tasks::Heatmap> m_heatmap;
    HeatmapArea *m_area = nullptr;
    HeatmapCanvas *m_canvas = nullptr;
};

}  // namespace lexicell::ui

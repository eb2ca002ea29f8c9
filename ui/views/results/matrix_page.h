// What the heat maps of a ranking have in common.
#pragma once

#include "models/tasks/result.h"
#include "ui/views/results/choice_page.h"

#include <memory>

namespace lexicell::ui {

class HeatmapArea;
class HeatmapCanvas;

class MatrixPage : public ChoicePage {
    Q_OBJECT

  public:
    explicit MatrixPage(QWidget *parent);
    ~MatrixPage() override;

    Result<void> saveFigure(const QString &file, const QString &title, const QString &caption) override;

  protected:
    virtual models::tasks::Heatmap heatmap() const = 0;
    virtual QStringList facts(const models::tasks::Heatmap &shown, int row, int column) const = 0;  // beside the pointer
    virtual QString sentence() const = 0;
    virtual std::string geneAt(const models::tasks::Heatmap &shown, int row, int column) const = 0;

    void showChosen() final;

  private:
    std::unique_ptr<models::tasks::Heatmap> m_heatmap;
    HeatmapArea *m_area = nullptr;
    HeatmapCanvas *m_canvas = nullptr;
};

}  // namespace lexicell::ui

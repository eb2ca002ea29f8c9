// Two models on the same genes: a scatter of their ranks or effects, with Spearman's correlation beside those of the baselines.
#pragma once

#include "core/base/provenance.h"
#include "ui/views/results/choice_page.h"
#include "ui/views/results/complete_rows.h"
#include "ui/views/results/models_figure.h"

namespace lexicell::ui {

class ModelsCanvas;

class ModelsPage : public ChoicePage {
    Q_OBJECT

  public:
    // Null: no row has the effect of a second model. `record` names it. The ranking must outlive the page.
    static ModelsPage *of(const models::tasks::Ranking &ranking, const ProvenanceStep &record, QWidget *parent);

    QString name() const override { return QStringLiteral("models"); }
    QString tabName() const override { return tr("Two models"); }
    Result<void> saveFigure(const QString &file, const QString &title, const QString &caption) override;

  protected:
    void showChosen() final;

  private:
    ModelsPage(const models::tasks::Ranking &ranking, const ProvenanceStep &record, QWidget *parent);
    std::vector<std::size_t> compared() const;  // rows with both effects
    QString sentence() const;

    CompleteRows m_rows;
    QString m_second;  // name of the second model
    ModelsCanvas *m_canvas = nullptr;
};

}  // namespace lexicell::ui

// Two models on the same genes: a scatter of their ranks or effects, with Spearman's correlation beside those of the baselines.
#pragma once

#include "core/base/provenance.h"
#include "ui/views/results/complete_rows.h"
#include "ui/views/results/figure_page.h"
#include "ui/views/results/models_figure.h"

class QComboBox;
class QHBoxLayout;
class QLabel;

namespace lexicell::ui {

class ModelsCanvas;

class ModelsPage : public FigurePage {
    Q_OBJECT

  public:
    // Null: no row has the effect of a second model. `record` names it. The ranking must outlive the page.
    static ModelsPage *of(const models::tasks::Ranking &ranking, const ProvenanceStep &record, QWidget *parent);

    QString name() const override { return QStringLiteral("models"); }
    QString tabName() const override { return tr("Two models"); }
    Result<void> saveFigure(const QString &file, const QString &title, const QString &caption) override;
    QJsonObject state() const override;  // "metric", "group", "value"
    void restore(const QJsonObject &state) override;

  private:
    ModelsPage(const models::tasks::Ranking &ranking, const ProvenanceStep &record, QWidget *parent);
    QComboBox *addChoice(QHBoxLayout *row, const QString &name, const QString &label, const QStringList &ids,
                         const QStringList &texts);
    QString chosen(const QString &name) const;
    std::vector<std::size_t> compared() const;  // rows with both effects
    void show();
    QString sentence() const;

    CompleteRows m_rows;
    QString m_second;  // name of the second model
    ModelsCanvas *m_canvas = nullptr;
    QLabel *m_sentence = nullptr;
};

}  // namespace lexicell::ui

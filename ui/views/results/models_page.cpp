#include "ui/views/results/models_page.h"

#include "models/tasks/knock_out/rank_statistics.h"
#include "ui/figures/figure_file.h"
#include "ui/look/number_text.h"
#include "ui/views/results/figure_sheet.h"
#include "ui/views/results/models_canvas.h"

#include <QFileInfo>
#include <QLocale>
#include <QScrollArea>

#include <cmath>

namespace lexicell::ui {

namespace {

const QString metricChoice = QStringLiteral("metric"), groupChoice = QStringLiteral("group"),
              valueChoice = QStringLiteral("value");
constexpr QSizeF exportedSpace(620, 640);

std::vector<double> column(const CompleteRows &rows, const char *name, const std::vector<std::size_t> &which)
{
    std::vector<double> values;
    values.reserve(which.size());
    for (const std::size_t row : which) values.push_back(rows.number(name, row));
    return values;
}

// 1: the largest.
std::vector<double> ranksFromTop(std::vector<double> values)
{
    for (double &value : values) value = -value;
    return models::tasks::midRanks(values);
}

QString twoDigits(double value) { return readersLocale().toString(value, 'f', 2); }

}  // namespace

ModelsPage *ModelsPage::of(const models::tasks::Ranking &ranking, const ProvenanceStep &record, QWidget *parent)
{
    const CompleteRows rows(ranking.complete);
    if (!rows.has("gene") || !rows.has("metric") || !rows.has("effect")) return nullptr;
    for (std::size_t row = 0; row < rows.size(); ++row)
        if (std::isfinite(rows.number("second_effect", row))) return new ModelsPage(ranking, record, parent);
    return nullptr;
}

ModelsPage::ModelsPage(const models::tasks::Ranking &ranking, const ProvenanceStep &record, QWidget *parent)
    : ChoicePage(parent), m_rows(ranking.complete)
{
    m_second = QFileInfo(QString::fromStdString(valueOf(record.options, "second"))).fileName();
    if (m_second.isEmpty()) m_second = tr("the second model");
    QStringList metrics, groups;
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        if (!std::isfinite(m_rows.number("second_effect", row))) continue;
        const QString metric = QString::fromStdString(m_rows.text("metric", row));
        const QString group = QString::fromStdString(m_rows.text("group", row));
        if (!metrics.contains(metric)) metrics << metric;
        if (!groups.contains(group)) groups << group;
    }
    const QString leading = leadingMetric(ranking, metrics);
    metrics.removeAll(leading);
    metrics.prepend(leading);
    addChoice(metricChoice, tr("Effect"), metrics, metrics);
    addChoice(groupChoice, tr("Group"), groups, groups);
    addChoice(valueChoice, tr("Axes"), {QStringLiteral("ranks"), QStringLiteral("effects")}, {tr("ranks"), tr("effects")});
    m_canvas = new ModelsCanvas(this);
    m_canvas->setFacts([this](const AgreementPoint &point) {
        return QStringList{point.gene} +
               m_rows.facts({"effect", "second_effect", "pca_effect", "z", "p_adj", "n_cells", "mean_expression"}, point.row);
    });
    connect(m_canvas, &ModelsCanvas::itemPicked, this, &FigurePage::itemPicked);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_canvas);
    addPicture(scroll);
    setFocusProxy(m_canvas);
    showChosen();
}

std::vector<std::size_t> ModelsPage::compared() const
{
    std::vector<std::size_t> rows;
    for (const std::size_t row : m_rows.genesIn(chosen(metricChoice), chosen(groupChoice)))
        if (std::isfinite(m_rows.number("effect", row)) && std::isfinite(m_rows.number("second_effect", row)))
            rows.push_back(row);
    return rows;
}

void ModelsPage::showChosen()
{
    const auto rows = compared();
    std::vector<double> first = column(m_rows, "effect", rows), second = column(m_rows, "second_effect", rows);
    const QString metric = chosen(metricChoice);
    Agreement agreement;
    agreement.ranks = chosen(valueChoice) == QStringLiteral("ranks");
    agreement.xName = agreement.ranks ? tr("rank by %1 (1: largest)").arg(metric) : metric;
    agreement.yName = agreement.ranks ? tr("rank in %1 (1: largest)").arg(m_second) : tr("%1 in %2").arg(metric, m_second);
    if (agreement.ranks) {
        first = ranksFromTop(std::move(first));
        second = ranksFromTop(std::move(second));
    }
    for (std::size_t i = 0; i < rows.size(); ++i)
        agreement.points.push_back({QString::fromStdString(m_rows.text("gene", rows[i])), first[i], second[i], rows[i]});
    m_canvas->setAgreement(std::move(agreement));
    setSentence(sentence());
}

QString ModelsPage::sentence() const
{
    const auto rows = compared();
    const auto with = [&](const char *name) {
        return models::tasks::spearman(column(m_rows, "effect", rows), column(m_rows, name, rows));
    };
    const double rho = with("second_effect");
    const QString count = countText(static_cast<std::int64_t>(rows.size()));
    if (std::isnan(rho)) return tr("There are too few genes to compare the two models: n = %1.").arg(count);
    QString text = tr("Spearman %1 between the two models over n = %2 genes.").arg(twoDigits(rho), count);
    QStringList beside;
    if (const double pca = with("pca_effect"); std::isfinite(pca))
        beside << tr("%1 with the same change in the PCA").arg(twoDigits(pca));
    if (const double mean = with("mean_expression"); std::isfinite(mean))
        beside << tr("%1 with mean expression").arg(twoDigits(mean));
    if (!beside.isEmpty())
        text += QLatin1Char(' ') + tr("For comparison, the first model: %1.").arg(beside.join(QStringLiteral(", ")));
    return text;
}

Result<void> ModelsPage::saveFigure(const QString &file, const QString &title, const QString &caption)
{
    const Agreement &agreement = m_canvas->agreement();
    const Figure figure = agreementFigure(agreement, planAgreement(agreement, exportedSpace), themeColors());
    return ui::saveFigure(withTitleAndCaption(figure, title, withSentence(caption), themeColors()), {}, file);
}

}  // namespace lexicell::ui

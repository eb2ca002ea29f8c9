#include "ui/views/results/ranking_view.h"

#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/views/results/painted_figure.h"
#include "ui/views/results/ranking_chart.h"
#include "ui/views/results/ranking_facts.h"
#include "ui/views/results/table_page.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

RankingView::RankingView(const ShownResult &shown, QWidget *parent) : ResultView(shown, parent)
{
    const auto &ranking = resultAs<models::tasks::Ranking>();
    if (ranking.items.empty()) {
        showEmpty(QStringLiteral("chart"), tr("Nothing to rank"), tr("The task found no item that it could give an effect."));
        return;
    }
    const auto unknown = std::count_if(ranking.effect.begin(), ranking.effect.end(), [](double e) { return !std::isfinite(e); });
    const auto all = static_cast<std::int64_t>(ranking.items.size()), known = all - static_cast<std::int64_t>(unknown);
    if (known > static_cast<std::int64_t>(mostRankedRows))
        addToCaption(tr("first %1 of %2 shown").arg(countText(mostRankedRows), countText(known)));
    if (unknown > 0) addToCaption(tr("%1 without an effect stand in the table alone").arg(countText(unknown)));
    auto *table = new TablePage(shown.result, this);
    if (known == 0) showTable(table);
    else showFigure(makeChartPage(), tr("Chart"), table);
}

QWidget *RankingView::makeChartPage()
{
    const auto &ranking = resultAs<models::tasks::Ranking>();
    auto *page = new QWidget(this);
    auto *scroll = new QScrollArea(page);
    m_chart = new RankingChart(ranking, rankedRows(ranking), nullptr);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_chart);
    auto *sentence = new QLabel(baselineSentence(ranking), page);
    sentence->setObjectName(QStringLiteral("baselineSentence"));
    sentence->setWordWrap(true);
    sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    sentence->setContentsMargins(3 * themeGrid, 2 * themeGrid, 3 * themeGrid, 2 * themeGrid);
    sentence->setVisible(!sentence->text().isEmpty());
    page->setFocusProxy(m_chart);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(scroll, 1);
    column->addWidget(sentence);
    connect(m_chart, &RankingChart::itemPicked, this, &View::itemPicked);
    connect(m_chart, &RankingChart::rowWanted, scroll, [scroll](int y) { scroll->ensureVisible(0, y, 0, 6 * themeGrid); });
    return page;
}

Result<void> RankingView::saveFigureAs(const QString &file)
{
    const ThemeColors &theme = themeColors();
    QStringList lines{caption(), baselineSentence(resultAs<models::tasks::Ranking>())};
    lines.removeAll(QString());
    return savePaintedFigure({m_chart->pictureSize(), [this](QPainter &painter) { m_chart->paintPicture(painter); }, title(),
                              lines.join('\n'), theme.map, theme.text, theme.textMuted},
                             file);
}

}  // namespace lexicell::ui

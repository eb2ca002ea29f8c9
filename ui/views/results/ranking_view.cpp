#include "ui/views/results/ranking_view.h"

#include "ui/look/icon.h"
#include "ui/look/number_text.h"
#include "ui/look/theme.h"
#include "ui/views/results/groups_page.h"
#include "ui/views/results/knock_out_rankings.h"
#include "ui/views/results/models_page.h"
#include "ui/views/results/painted_figure.h"
#include "ui/views/results/pairs_page.h"
#include "ui/views/results/ranking_chart.h"
#include "ui/views/results/ranking_controls.h"
#include "ui/views/results/ranking_facts.h"
#include "ui/views/results/table_page.h"
#include "ui/views/results/volcano_chart.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/folded_text.h"

#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

namespace {

constexpr int mostWithout = 8;     // genes without numbers that are named
constexpr int roomForWords = 560;  // pixels: in less, the sentences take the room of the rows that they are about
const QString controlsKey = QStringLiteral("ranking");

}  // namespace

RankingView::RankingView(const ShownResult &shown, QWidget *parent)
    : ResultView(shown, parent), m_knockOut(isKnockOut(resultAs<models::tasks::Ranking>())), m_shown(shown.result)
{
    if (ranking().items.empty()) {
        showEmpty(QStringLiteral("chart"), tr("Nothing to rank"), tr("The task found no item that it could give an effect."));
        return;
    }
    const auto unknown =
        std::count_if(ranking().effect.begin(), ranking().effect.end(), [](double e) { return !std::isfinite(e); });
    const auto all = static_cast<std::int64_t>(ranking().items.size()), known = all - static_cast<std::int64_t>(unknown);
    if (known > static_cast<std::int64_t>(mostRankedRows))
        addToCaption(tr("first %1 of %2 shown").arg(countText(mostRankedRows), countText(known)));
    if (unknown > 0 && !m_knockOut) addToCaption(tr("%1 without an effect stand in the table alone").arg(countText(unknown)));
    if (known == 0) showTable(makeTable());
    else showFigure(makeChartPage(), tr("Chart"), makeTable());
    const auto &everything = resultAs<models::tasks::Ranking>();
    addFigurePage(GroupsPage::of(everything, this));
    addFigurePage(PairsPage::of(everything, this));
    addFigurePage(ModelsPage::of(everything, shown.record, this));
    if (m_controls) showRanking();
}

TablePage *RankingView::makeTable()
{
    auto *table = new TablePage(m_shown, this);
    if (m_knockOut) table->setCellsColumn(QStringLiteral("n_cells"));
    return table;
}

QWidget *RankingView::makeChartPage()
{
    auto *page = new QWidget(this);
    m_controls = new RankingControls(ranking(), page);
    m_scroll = new QScrollArea(page);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_words = new FoldedText(page);
    m_sentence = m_words->addLabel("baselineSentence");
    m_without = m_words->addLabel("withoutNumbers");
    m_without->setProperty("muted", true);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_controls);
    column->addWidget(m_scroll, 1);
    column->addWidget(m_words);
    connect(m_controls, &RankingControls::rankingChanged, this, [this] {
        showRanking();
        Q_EMIT stateChanged();
    });
    connect(m_controls, &RankingControls::changed, this, [this] {
        showChart();
        Q_EMIT stateChanged();
    });
    return page;
}

void RankingView::resizeEvent(QResizeEvent *event)
{
    ResultView::resizeEvent(event);
    if (m_words) m_words->setScarce(height() < roomForWords);
}

void RankingView::showRanking()
{
    if (m_knockOut) {
        // The chart reads the former ranking until the next one is shown.
        const auto former = m_shown;
        m_shown = std::make_shared<const models::tasks::TaskResult>(
            rankingIn(resultAs<models::tasks::Ranking>(), m_controls->chosenMetric(), m_controls->group()));
        replaceTable(makeTable());
        showChart();
    } else showChart();
    m_sentence->setText(sentences().join(QLatin1Char(' ')));
    const QString without = m_knockOut ? withoutNumbers(ranking(), mostWithout) : QString();
    m_without->setText(without.isEmpty() ? QString() : tr("Without a number: %1.").arg(without));
    m_words->refresh();
}

void RankingView::showChart()
{
    m_chart = nullptr;
    const auto shown = [this](auto *chart) {
        using Chart = std::remove_pointer_t<decltype(chart)>;
        m_chart = chart;
        connect(chart, &Chart::itemPicked, this, &View::itemPicked);
        connect(chart, &Chart::menuWanted, this, &RankingView::showMenu);
        m_scroll->setWidget(chart);
        m_scroll->setFocusProxy(chart);
    };
    const auto empty = [this](const QString &title, const QString &text) {
        m_scroll->setWidget(new EmptyState(QStringLiteral("chart"), title, text, nullptr));
    };
    if (m_controls->isVolcano()) {
        if (!VolcanoChart::hasPoints(ranking(), false))
            return empty(tr("No p values"),
                         tr("This metric has no test, or fewer than 20 genes of like expression have an effect."));
        if (!VolcanoChart::hasPoints(ranking(), m_controls->volcanoOfZ()))
            return empty(tr("No z"), tr("The effects of the genes of like expression do not vary. Choose Effect as the "
                                        "horizontal axis."));
        return shown(new VolcanoChart(ranking(), m_controls->volcanoOfZ(), m_controls->filter(), nullptr));
    }
    const auto rows = chosenRows(ranking(), m_controls->order(), m_controls->filter(), mostRankedRows);
    if (rows.empty())
        return empty(tr("No gene to show"), m_controls->filter().isEmpty()
                                                ? tr("In this metric no gene has a number.")
                                                : tr("No name with a number contains “%1”.").arg(m_controls->filter()));
    auto *chart = new RankingChart(ranking(), rows, nullptr);
    shown(chart);
    connect(chart, &RankingChart::rowWanted, m_scroll, [this](int y) { m_scroll->ensureVisible(0, y, 0, 6 * themeGrid); });
}

void RankingView::showMenu(const QString &name, const QPoint &global)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString kind = QString::fromStdString(ranking().itemKind);
    menu->addAction(icon(QStringLiteral("map")), tr("Color the map by %1").arg(name), this,
                    [this, kind, name] { Q_EMIT itemPicked(kind, name); });
    if (m_knockOut)
        menu->addAction(icon(QStringLiteral("lasso")), tr("Select the cells behind %1").arg(name), this,
                        [this, name] { Q_EMIT itemPicked(cellsOfGene, name); });
    if (kind == QStringLiteral("gene"))
        menu->addAction(icon(QStringLiteral("knock-out")), tr("Knock %1 out…").arg(name), this,
                        [this, name] { Q_EMIT knockOutWanted({name}); });
    menu->popup(global);
}

QStringList RankingView::sentences() const
{
    if (m_knockOut) return skepticsSentences(ranking());
    const QString sentence = baselineSentence(ranking());
    return sentence.isEmpty() ? QStringList() : QStringList{sentence};
}

QJsonObject RankingView::state() const
{
    QJsonObject state = ResultView::state();
    if (m_controls) state[controlsKey] = m_controls->state();
    return state;
}

void RankingView::restore(const QJsonObject &state)
{
    if (m_controls) m_controls->restore(state[controlsKey].toObject());
    ResultView::restore(state);
}

Result<void> RankingView::saveFigureAs(const QString &file)
{
    if (!m_chart)
        return Error{errors::badOption, tr("There is no figure to export now: show a metric with numbers first.").toStdString()};
    const ThemeColors &theme = themeColors();
    QStringList lines{caption(), sentences().join(QLatin1Char(' ')), m_without->text()};
    lines.removeAll(QString());
    return savePaintedFigure({m_chart->pictureSize(), [this](QPainter &painter) { m_chart->paintPicture(painter); }, title(),
                              lines.join('\n'), theme.map, theme.text, theme.textMuted},
                             file);
}

}  // namespace lexicell::ui

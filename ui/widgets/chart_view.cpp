#include "ui/widgets/chart_view.h"

#include "ui/theme.h"
#include "ui/views/figure_file.h"

#include <QPainter>

namespace lexicell::ui {

ChartView::ChartView(QWidget *parent) : QWidget(parent)
{
    setAccessibleName(tr("Chart"));
    setMinimumSize(160, 100);
}

void ChartView::setChart(Maker maker, const QString &description)
{
    m_maker = std::move(maker);
    setAccessibleDescription(description);
    update();
}

void ChartView::clear() { setChart(nullptr); }

Result<void> ChartView::save(const QString &file, int dpi) const
{
    if (!m_maker) return Error{ErrorKind::NotFound, "not_found", tr("There is no chart to save yet.").toStdString(), {}};
    return saveFigure(m_maker(size(), isDarkTheme()), {dpi, 1}, file);
}

void ChartView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_maker) paintFigure(painter, m_maker(size(), isDarkTheme()));
}

}  // namespace lexicell::ui

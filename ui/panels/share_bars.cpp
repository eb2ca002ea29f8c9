#include "ui/panels/share_bars.h"

#include "ui/look/palettes.h"
#include "ui/look/theme.h"

#include <QPainter>

#include <cmath>

namespace lexicell::ui {

namespace {

constexpr std::size_t mostRows = 6;

}  // namespace

void ShareBars::setShares(std::vector<Share> shares, std::int64_t total)
{
    m_shares = std::move(shares);
    m_total = total;
    if (m_shares.size() > mostRows) {
        Share rest{tr("%1 others").arg(m_shares.size() - mostRows + 1), themeColors().borderStrong, 0};
        while (m_shares.size() >= mostRows) {
            rest.cells += m_shares.back().cells;
            m_shares.pop_back();
        }
        m_shares.push_back(rest);
    }
    QStringList words;
    for (const Share &share : m_shares)
        words << QStringLiteral("%1 %2 %")
                     .arg(share.name)
                     .arg(std::lround(100.0 * static_cast<double>(share.cells) /
                                      static_cast<double>(std::max<std::int64_t>(1, total))));
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

int ShareBars::rowHeight() const { return fontMetrics().height() + 6; }

QSize ShareBars::sizeHint() const { return {160, static_cast<int>(m_shares.size()) * rowHeight()}; }

void ShareBars::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const ThemeColors &theme = themeColors();
    const int percentWidth = fontMetrics().horizontalAdvance(QStringLiteral("100 %"));
    const int barWidth = 56;
    int y = 0;
    for (const Share &share : m_shares) {
        const double part = m_total > 0 ? static_cast<double>(share.cells) / static_cast<double>(m_total) : 0.0;
        const QRect row(0, y, width(), rowHeight());
        const QRect bar(0, y + row.height() / 2 - 4, barWidth, 8);
        painter.fillRect(bar, theme.raised);
        painter.fillRect(QRect(bar.left(), bar.top(), std::max(2, static_cast<int>(std::lround(barWidth * part))), bar.height()),
                         share.color.isValid() ? share.color : missingColor(isDarkTheme()));
        painter.setPen(theme.text);
        const int textLeft = barWidth + 8;
        painter.drawText(QRect(textLeft, y, width() - textLeft - percentWidth - 8, row.height()),
                         Qt::AlignVCenter | Qt::AlignLeft,
                         fontMetrics().elidedText(share.name, Qt::ElideRight, width() - textLeft - percentWidth - 8));
        painter.setPen(theme.textMuted);
        const QString percent =
            part > 0 && part < 0.01 ? QStringLiteral("<1 %") : QStringLiteral("%1 %").arg(std::lround(100.0 * part));
        painter.drawText(row, Qt::AlignVCenter | Qt::AlignRight, percent);
        y += rowHeight();
    }
}

}  // namespace lexicell::ui

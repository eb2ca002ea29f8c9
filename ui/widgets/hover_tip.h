// Facts beside the pointer, or beside what the keyboard points at.
#pragma once

#include <QPoint>
#include <QStringList>
#include <QToolTip>

namespace lexicell::ui {

// The first line bold. Names come from files: whatever they hold is shown as it is.
inline void showFacts(const QPoint &global, const QStringList &lines, QWidget *of)
{
    QString text;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString line = lines[i].toHtmlEscaped();
        text += i == 0 ? QStringLiteral("<p style='white-space:pre'><b>%1</b>").arg(line) : QStringLiteral("<br>") + line;
    }
    QToolTip::showText(global, text + QStringLiteral("</p>"), of);
}

}  // namespace lexicell::ui

// What several tests of the window click on, and files they open.
#pragma once

#include "ui/shell/main_window.h"
#include "ui/widgets/banner.h"

#include <QFile>
#include <QPushButton>

namespace lexicell::ui {

// Null: no message offers it.
inline QPushButton *bannerButton(const MainWindow &window, const QString &text)
{
    for (Banner *banner : window.findChildren<Banner *>())
        for (QPushButton *button : banner->findChildren<QPushButton *>())
            if (button->text() == text) return button;
    return nullptr;
}

// Cells x genes of counts whose names nobody knows: the reader must guess what the rows are.
inline QString unknownTable(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return {};
    file.write("name,w1,w2,w3,w4\n");
    for (int row = 0; row < 6; ++row) file.write(QString("row%1,%2,0,%3,1\n").arg(row).arg(row).arg(2 * row).toUtf8());
    return path;
}

}  // namespace lexicell::ui

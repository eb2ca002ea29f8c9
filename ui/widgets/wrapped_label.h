// A label of several lines whose text can be copied.
#pragma once

#include <QLabel>

namespace lexicell::ui {

// `property`: of the style sheet, "muted" or "heading"; null: plain text.
inline QLabel *wrappedLabel(QWidget *parent, const char *property = nullptr)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (property) label->setProperty(property, true);
    return label;
}

}  // namespace lexicell::ui

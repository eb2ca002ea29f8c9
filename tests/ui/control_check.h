// What holds for every control that a person sees: it has a name for screen readers, the Tab key reaches it, and while it is
// disabled its tool tip says why. And for every text: it is not cut off.
#pragma once

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStringList>
#include <QTabBar>
#include <QToolButton>

namespace lexicell::test {

inline bool isControl(const QWidget *widget)
{
    if (qobject_cast<const QScrollBar *>(widget)) return false;
    if (widget->objectName().startsWith("qt_dockwidget_")) return false;  // Qt's own; the menu Window has each panel
    if (widget->inherits("lexicell::ui::Chip") && widget->focusPolicy() == Qt::NoFocus) return false;  // a word, no button
    const QWidget *parent = widget->parentWidget();
    // Parts of a control: the line of a box, the buttons in a line and in a row of tabs.
    for (; parent; parent = parent->parentWidget())
        if (qobject_cast<const QComboBox *>(parent) || qobject_cast<const QAbstractSpinBox *>(parent) ||
            qobject_cast<const QLineEdit *>(parent) || qobject_cast<const QTabBar *>(parent) ||
            qobject_cast<const QAbstractItemView *>(parent))
            return false;
    return qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QComboBox *>(widget) ||
           qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QAbstractSpinBox *>(widget) ||
           qobject_cast<const QAbstractSlider *>(widget) || qobject_cast<const QPlainTextEdit *>(widget) ||
           (qobject_cast<const QAbstractItemView *>(widget) && !widget->inherits("QHeaderView"));
}

inline bool hasName(const QWidget *widget)
{
    if (!widget->accessibleName().isEmpty()) return true;
    const auto *button = qobject_cast<const QAbstractButton *>(widget);
    if (button && !button->text().isEmpty()) return true;
    for (const QLabel *label : widget->window()->findChildren<QLabel *>())
        if (label->buddy() == widget && !label->text().isEmpty()) return true;
    return false;
}

// Whether Tab reaches it, or another widget that hands the keyboard on to it. A row of exclusive buttons is one stop.
inline bool isReached(const QWidget *widget)
{
    if (widget->focusPolicy() & Qt::TabFocus) return true;
    // What a tool bar offers is in a menu, too.
    if (const auto *button = qobject_cast<const QToolButton *>(widget); button && button->defaultAction()) return true;
    for (const QWidget *other : widget->window()->findChildren<QWidget *>())
        if (other->focusProxy() == widget && (other->focusPolicy() & Qt::TabFocus)) return true;
    return false;
}

inline QString named(const QWidget *widget)
{
    QString path = widget->objectName().isEmpty() ? QString::fromLatin1(widget->metaObject()->className()) : widget->objectName();
    for (const QWidget *parent = widget->parentWidget(); parent; parent = parent->parentWidget())
        if (!parent->objectName().isEmpty()) return parent->objectName() + '/' + path;
    return path;
}

// Of `root` and what is seen in it. `controls`: how many there are.
inline QStringList faultsOfControls(const QWidget *root, int *controls = nullptr)
{
    QStringList faults;
    for (const QWidget *widget : root->findChildren<QWidget *>()) {
        if (!widget->isVisibleTo(root) || !isControl(widget)) continue;
        if (controls) ++*controls;
        if (!hasName(widget)) faults << named(widget) + " has no accessible name";
        if (!widget->isEnabled() && widget->toolTip().isEmpty()) faults << named(widget) + " does not say why it is disabled";
        if (widget->isEnabled() && !isReached(widget)) faults << named(widget) + " is not reached by Tab";
    }
    return faults;
}

// The rest of it is reached by scrolling.
inline bool isScrolled(const QWidget *widget)
{
    for (const QWidget *parent = widget->parentWidget(); parent; parent = parent->parentWidget())
        if (qobject_cast<const QAbstractScrollArea *>(parent)) return true;
    return false;
}

// Texts and buttons of `root` that are narrower or lower than what is written on them, or that reach beyond their parent.
inline QStringList cutOffIn(const QWidget *root)
{
    QStringList faults;
    for (const QWidget *widget : root->findChildren<QWidget *>()) {
        if (!widget->isVisibleTo(root) || isScrolled(widget) || widget->inherits("lexicell::ui::ElidedLabel")) continue;
        const auto *label = qobject_cast<const QLabel *>(widget);
        if (label ? label->text().isEmpty() : !qobject_cast<const QAbstractButton *>(widget) || !isControl(widget)) continue;
        const QSize needed = label && label->wordWrap() ? QSize(0, label->heightForWidth(label->width())) : widget->sizeHint();
        if (widget->width() < needed.width() || widget->height() < needed.height())
            faults << QString("%1 needs %2x%3 and has %4x%5")
                          .arg(named(widget))
                          .arg(needed.width())
                          .arg(needed.height())
                          .arg(widget->width())
                          .arg(widget->height());
        else if (widget->visibleRegion().boundingRect() != widget->rect() && widget->isVisible())
            faults << named(widget) + " reaches beyond its parent";
    }
    return faults;
}

}  // namespace lexicell::test

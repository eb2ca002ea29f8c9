#include "ui/views/view_dock.h"

#include "ui/look/icon.h"
#include "ui/look/theme.h"
#include "ui/views/view.h"
#include "ui/widgets/elided_label.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace lexicell::ui {

namespace {

constexpr int gripHeight = 8;
constexpr int dots = 5, dotStep = 6, dotSize = 2;  // pixels

// A row of dots to drag the view by.
class Grip : public QWidget {
  public:
    explicit Grip(ViewDock *dock) : QWidget(dock), m_dock(dock)
    {
        setFixedHeight(gripHeight);
        setCursor(Qt::OpenHandCursor);
        setToolTip(
            QObject::tr("Drag to move this view: beside another, or onto it to stack both as tabs. A double click makes it "
                        "fill the middle of the window."));
    }

  protected:
    void mouseDoubleClickEvent(QMouseEvent *) override { Q_EMIT m_dock->maximizeWanted(); }
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const int left = (width() - (dots - 1) * dotStep - dotSize) / 2;
        for (int i = 0; i < dots; ++i)
            painter.fillRect(left + i * dotStep, (gripHeight - dotSize) / 2, dotSize, dotSize, themeColors().borderStrong);
    }
    // Without it the dock leaves no room, and the dots lie over the title.
    QSize sizeHint() const override { return {(dots - 1) * dotStep + dotSize, gripHeight}; }

  private:
    ViewDock *m_dock;
};

// Title, caption and buttons of a view; a double click on it is one on the grip.
class Head : public QWidget {
  public:
    Head(ViewDock *dock, QWidget *parent) : QWidget(parent), m_dock(dock) {}

  protected:
    void mouseDoubleClickEvent(QMouseEvent *) override { Q_EMIT m_dock->maximizeWanted(); }

  private:
    ViewDock *m_dock;
};

}  // namespace

ViewDock::ViewDock(View *view, const QString &name, QWidget *parent) : QDockWidget(view->title(), parent), m_view(view)
{
    setObjectName(QStringLiteral("dock.") + name);
    setTitleBarWidget(new Grip(this));
    if (view->hasHeader()) {
        setFeatures(DockWidgetMovable);
        m_content = view;
    } else {
        setFeatures(DockWidgetMovable | DockWidgetClosable);
        m_content = framed();
    }
    setWidget(m_content);
    connect(view, &View::titleChanged, this, [this] { setWindowTitle(m_view->title()); });
}

QWidget *ViewDock::framed()
{
    auto *frame = new QWidget(this);
    auto *top = new Head(this, frame);
    auto *title = new ElidedLabel(top), *caption = new ElidedLabel(top);
    title->setObjectName(QStringLiteral("resultTitle"));
    title->setProperty("heading", true);
    caption->setObjectName(QStringLiteral("resultCaption"));
    caption->setProperty("muted", true);
    const auto tell = [this, title, caption] {
        title->setText(m_view->title());
        caption->setText(m_view->caption());
        caption->setVisible(!caption->text().isEmpty());
    };
    connect(m_view, &View::titleChanged, title, tell);
    tell();
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(title);
    words->addWidget(caption);
    auto *head = new QHBoxLayout(top);
    head->setContentsMargins(12, 0, 4, 2);
    head->setSpacing(2);
    head->addLayout(words, 1);
    if (!m_view->exportKinds().isEmpty())
        addButton(head, "exportResult", "export", tr("Export this result to a file"), &ViewDock::exportWanted);
    m_maximize = addButton(head, "maximizeView", "maximize", {}, &ViewDock::maximizeWanted);
    addButton(head, "ownWindow", "window", tr("Into a window of its own, or back"), &ViewDock::windowWanted);
    addMenu(head, frame);
    addButton(head, "removeResult", "trash", tr("Remove this result from the project"), &ViewDock::removeWanted);
    m_close = addButton(head, "closeResult", "close", tr("Close: the result stays in the project and in the menu Window"),
                        &ViewDock::closeWanted);
    setMaximized(false);
    auto *column = new QVBoxLayout(frame);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(top);
    column->addWidget(m_view, 1);
    return frame;
}

QToolButton *ViewDock::addButton(QHBoxLayout *row, const char *name, const char *iconName, const QString &tip,
                                 void (ViewDock::*wanted)())
{
    auto *made = new QToolButton(row->parentWidget());
    made->setObjectName(QLatin1String(name));
    made->setIcon(icon(QLatin1String(iconName)));
    made->setToolTip(tip);
    made->setAccessibleName(tip);
    made->setAutoRaise(true);
    made->setFocusPolicy(Qt::StrongFocus);
    connect(made, &QToolButton::clicked, this, wanted);
    row->addWidget(made);
    return made;
}

void ViewDock::setMaximized(bool maximized)
{
    if (!m_maximize) return;
    m_maximize->setIcon(icon(maximized ? QStringLiteral("restore") : QStringLiteral("maximize")));
    m_maximize->setToolTip(maximized ? tr("Show the other views again")
                                     : tr("Fill the middle of the window (double click on the title)"));
    m_maximize->setAccessibleName(m_maximize->toolTip());
}

void ViewDock::setAway(bool away)
{
    for (QToolButton *button : {m_maximize, m_close})
        if (button) button->setVisible(!away);
}

// The actions that the view was given, if it was given any.
void ViewDock::addMenu(QHBoxLayout *head, QWidget *frame)
{
    if (m_view->actions().isEmpty()) return;
    auto *more = new QToolButton(frame);
    more->setObjectName(QStringLiteral("resultMenu"));
    more->setIcon(icon(QStringLiteral("more")));
    more->setToolTip(tr("More with this result"));
    more->setAccessibleName(more->toolTip());
    more->setAutoRaise(true);
    more->setFocusPolicy(Qt::StrongFocus);
    more->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(more);
    menu->setToolTipsVisible(true);
    menu->addActions(m_view->actions());
    more->setMenu(menu);
    head->addWidget(more);
}

}  // namespace lexicell::ui

#include "ui/views/view_dock.h"

#include "ui/look/icon.h"
#include "ui/look/theme.h"
#include "ui/views/view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace lexicell::ui {

namespace {

constexpr int gripHeight = 8;
constexpr int dots = 5, dotStep = 6, dotSize = 2;  // pixels

// The title of a view that has a header: a row of dots to drag it by.
class Grip : public QWidget {
  public:
    explicit Grip(QWidget *parent) : QWidget(parent)
    {
        setFixedHeight(gripHeight);
        setCursor(Qt::OpenHandCursor);
        setToolTip(QObject::tr("Drag to move this view: beside another, or onto it to stack both as tabs."));
    }

  protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const int left = (width() - (dots - 1) * dotStep - dotSize) / 2;
        for (int i = 0; i < dots; ++i)
            painter.fillRect(left + i * dotStep, (gripHeight - dotSize) / 2, dotSize, dotSize, themeColors().borderStrong);
    }
};

}  // namespace

ViewDock::ViewDock(View *view, const QString &name, QWidget *parent) : QDockWidget(view->title(), parent), m_view(view)
{
    setObjectName(QStringLiteral("dock.") + name);
    if (view->hasHeader()) {
        setFeatures(DockWidgetMovable);
        setTitleBarWidget(new Grip(this));
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
    auto *caption = new QLabel(m_view->caption(), frame);
    caption->setObjectName(QStringLiteral("resultCaption"));
    caption->setWordWrap(true);
    caption->setProperty("muted", true);
    caption->setTextInteractionFlags(Qt::TextSelectableByMouse);
    connect(m_view, &View::titleChanged, caption, [this, caption] { caption->setText(m_view->caption()); });
    auto *head = new QHBoxLayout;
    head->setContentsMargins(8, 4, 4, 4);
    head->setSpacing(2);
    head->addWidget(caption, 1);
    const auto button = [&](const char *name, const QString &iconName, const QString &tip, void (ViewDock::*wanted)()) {
        auto *made = new QToolButton(frame);
        made->setObjectName(QLatin1String(name));
        made->setIcon(icon(iconName));
        made->setToolTip(tip);
        made->setAccessibleName(tip);
        made->setAutoRaise(true);
        connect(made, &QToolButton::clicked, this, wanted);
        head->addWidget(made);
    };
    if (!m_view->exportKinds().isEmpty())
        button("exportResult", QStringLiteral("export"), tr("Export this result to a file"), &ViewDock::exportWanted);
    button("ownWindow", QStringLiteral("window"), tr("Into a window of its own, or back"), &ViewDock::windowWanted);
    addMenu(head, frame);
    button("removeResult", QStringLiteral("trash"), tr("Remove this result from the project"), &ViewDock::removeWanted);
    auto *column = new QVBoxLayout(frame);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_view, 1);
    return frame;
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
    more->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(more);
    menu->setToolTipsVisible(true);
    menu->addActions(m_view->actions());
    more->setMenu(menu);
    head->addWidget(more);
}

}  // namespace lexicell::ui

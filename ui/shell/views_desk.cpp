#include "ui/shell/views_desk.h"

#include "ui/look/icon.h"
#include "ui/views/results/result_view.h"
#include "ui/views/views_area.h"
#include "ui/workspace/save_place.h"

#include <QDockWidget>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace lexicell::ui {

ViewsDesk::ViewsDesk(Workbench bench, ViewsArea *maps, QWidget *parent) : QMainWindow(parent), m_bench(bench)
{
    setWindowFlags(Qt::Widget);  // a part of the window around it, whatever its class says
    setObjectName(QStringLiteral("viewsDesk"));
    setDockNestingEnabled(true);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCentralWidget(maps);
    connect(&bench.results, &Results::resultAdded, this, &ViewsDesk::open);
    connect(&bench.results, &Results::resultRemoved, this, &ViewsDesk::close);
}

ViewsDesk::~ViewsDesk()
{
    // The docks go with this object: nothing of it may hear of that.
    for (QDockWidget *dock : m_docks) dock->disconnect(this);
}

void ViewsDesk::open(int id)
{
    const StoredResult *stored = m_bench.results.find(id);
    View *view = makeResultView({stored->title, stored->caption, stored->result, stored->record}, this);
    if (!view) return;
    auto *dock = new QDockWidget(stored->title, this);
    dock->setObjectName(QStringLiteral("dock.result.%1").arg(id));
    dock->setAttribute(Qt::WA_DeleteOnClose);
    dock->setWidget(framed(view));
    connect(view, &View::itemPicked, this, &ViewsDesk::itemPicked);
    connect(view, &View::titleChanged, dock, [dock, view] { dock->setWindowTitle(view->title()); });
    connect(dock, &QObject::destroyed, this, [this, id] {  // closed by the person
        if (m_docks.remove(id) > 0) m_bench.results.remove(id);
    });
    QDockWidget *beside = m_docks.isEmpty() ? nullptr : m_docks.begin().value();
    m_docks.insert(id, dock);
    addDockWidget(Qt::RightDockWidgetArea, dock);
    if (beside) tabifyDockWidget(beside, dock);
    else resizeDocks({dock}, {width() / 2}, Qt::Horizontal);
    dock->show();
    dock->raise();
}

void ViewsDesk::close(int id)
{
    if (QDockWidget *dock = m_docks.take(id)) {
        dock->hide();
        dock->deleteLater();
    }
}

// The view below its caption and the button that every view has.
QWidget *ViewsDesk::framed(View *view)
{
    auto *frame = new QWidget(this);
    auto *caption = new QLabel(view->caption(), frame);
    caption->setObjectName(QStringLiteral("resultCaption"));
    caption->setWordWrap(true);
    caption->setProperty("muted", true);
    caption->setTextInteractionFlags(Qt::TextSelectableByMouse);
    connect(view, &View::titleChanged, caption, [caption, view] { caption->setText(view->caption()); });
    auto *button = new QToolButton(frame);
    button->setObjectName(QStringLiteral("exportResult"));
    button->setIcon(icon("export"));
    button->setText(tr("Export…"));
    button->setToolTip(tr("Write this result to a file"));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    connect(button, &QToolButton::clicked, this, [this, view] { exportView(view); });
    auto *head = new QHBoxLayout;
    head->setContentsMargins(8, 4, 8, 4);
    head->addWidget(caption, 1);
    head->addWidget(button);
    auto *column = new QVBoxLayout(frame);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(view, 1);
    return frame;
}

void ViewsDesk::exportView(View *view)
{
    QStringList filters;
    for (const QString &kind : view->exportKinds()) filters << QStringLiteral("%1 (*.%2)").arg(kind.toUpper(), kind);
    QString name = view->title().simplified().replace(QLatin1Char(' '), QLatin1Char('_'));
    name.remove(QLatin1Char('/'));
    const QString file =
        QFileDialog::getSaveFileName(this, tr("Export result"),
                                     savePlace(m_bench.session.data().facts()->identity.path,
                                               QLatin1Char('_') + name + QLatin1Char('.') + view->exportKinds().first()),
                                     filters.join(QStringLiteral(";;")));
    if (file.isEmpty()) return;
    rememberSavePlace(file);
    const auto written = view->exportTo(file);
    if (written.ok()) m_bench.notices.post({Tone::Success, tr("Result written to %1.").arg(file), {}, {}});
    else m_bench.notices.postError(tr("The result could not be written."), written.error());
}

}  // namespace lexicell::ui

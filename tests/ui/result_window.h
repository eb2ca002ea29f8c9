// A view of a result in a window of its own, and what tests of such views ask again and again.
#pragma once

#include "tests/support/fixtures.h"
#include "tests/ui/result_fixture.h"

#include "ui/look/theme.h"
#include "ui/views/network/network_page.h"
#include "ui/views/results/graph_view.h"
#include "ui/views/results/result_view.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QTextDocumentFragment>
#include <QToolTip>

#include <set>

namespace lexicell::test {

using ui::View;

inline QString pictureFolder()
{
    const QString folder = qEnvironmentVariable("LEXICELL_BINARY_DIR", QDir::currentPath()) + "/pictures";
    QDir().mkpath(folder);
    return folder;
}

inline std::shared_ptr<const tasks::TaskResult> named(const QString &name)
{
    if (name == "table") return shared(table(300));
    if (name == "graph") return shared(graph(600, 3000));
    if (name == "small-graph") return shared(graph(40, 60));
    if (name == "ranking") return shared(ranking(2000));
    if (name == "short-ranking") return shared(ranking(6));
    if (name == "heatmap") return shared(heatmap(24, 9, false));
    if (name == "diverging-heatmap") return shared(heatmap(12, 12, true));
    if (name == "large-heatmap") return shared(heatmap(900, 300, true));
    if (name == "curves") return shared(curves());
    if (name == "empty-table") return shared(tasks::Table{});
    if (name == "empty-graph") {
        tasks::Graph lonely = graph(40, 60);
        lonely.from = lonely.to = {};
        lonely.weight = {};
        lonely.edgeColumns = {};
        return shared(lonely);
    }
    if (name == "empty-ranking") return shared(tasks::Ranking{});
    if (name == "empty-heatmap") return shared(tasks::Heatmap{});
    return shared(tasks::Curves{});
}

// A view in a window of its own, laid out.
struct Shown {
    explicit Shown(std::shared_ptr<const tasks::TaskResult> result, QSize size = {900, 620}, const QJsonObject &summary = {})
    {
        view = ui::makeResultView(
            {"Knock out genes", "2,638 cells, scGPT (demo), baseline: differential expression", result, {}, summary}, &window);
        window.resize(size);
        view->setGeometry(window.rect());
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        if (auto *network = qobject_cast<ui::GraphView *>(view); network && network->findChild<ui::NetworkPage *>())
            QTRY_VERIFY_WITH_TIMEOUT(network->isLaidOut(), 30000);
        QTest::qWait(30);
    }
    template <class Widget> Widget *child(const QString &name) const { return view->findChild<Widget *>(name); }

    QWidget window;
    View *view = nullptr;
};

inline QByteArray contentOf(const QString &file)
{
    QFile opened(file);
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

inline QString tipText() { return QTextDocumentFragment::fromHtml(QToolTip::text()).toPlainText(); }

inline void pointAt(QWidget *widget, const QPoint &at)
{
    QTest::mouseMove(widget, at + QPoint(40, 40));
    QTest::mouseMove(widget, at);
}

inline void keepPicture(const QString &name, const QImage &image)
{
    const QString scale = qApp->devicePixelRatio() > 1 ? "@2x" : "";
    QVERIFY(image.save(pictureFolder() + "/result-" + name + (ui::isDarkTheme() ? "-dark" : "-light") + scale + ".png"));
    std::set<QRgb> colors;
    for (int y = 0; y < image.height(); y += 3)
        for (int x = 0; x < image.width(); x += 3) colors.insert(image.pixel(x, y));
    QVERIFY2(colors.size() > 8, qPrintable(name + " is nearly blank"));
}
inline void results(const QStringList &names)
{
    QTest::addColumn<QString>("name");
    for (const QString &name : names) QTest::newRow(qPrintable(name)) << name;
}

inline void lightAndWithoutTip()
{
    ui::applyTheme(*qApp, ui::ThemeMode::Light);
    QToolTip::hideText();
    QTRY_VERIFY(QToolTip::text().isEmpty());
}

}  // namespace lexicell::test

// The workspace runs in a program without widgets: neither Qt Widgets nor VTK is loaded with it.
#include "ui/workspace/session.h"
#include "ui/workspace/workbench.h"

#include <QTest>

#include <link.h>

using namespace lexicell::ui;

class TestWorkspaceLinks : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void noWidgetsAndNoVtk()
    {
        Session session;
        JobRunner jobs;
        Notices notices;
        Results results;
        const Workbench bench{session, jobs, notices, results};
        QVERIFY(!bench.session.data().hasDataset() && bench.tasks.find("umap"));
        QStringList loaded;
        dl_iterate_phdr(
            [](dl_phdr_info *info, std::size_t, void *list) {
                *static_cast<QStringList *>(list) << QString::fromLocal8Bit(info->dlpi_name);
                return 0;
            },
            &loaded);
        QVERIFY2(!loaded.filter("libQt6Core").isEmpty(), qPrintable(loaded.join(' ')));  // the list is one of libraries
        for (const char *library : {"libQt6Widgets", "libQt6OpenGL", "libQt6Charts", "libvtk", "libtorch"})
            QVERIFY2(loaded.filter(library).isEmpty(), library);
    }
};

QTEST_GUILESS_MAIN(TestWorkspaceLinks)
#include "tst_workspace_links.moc"

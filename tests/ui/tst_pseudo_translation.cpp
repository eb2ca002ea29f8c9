// The whole path with every translatable text altered: nothing but text changes, for nothing is decided by what is read on
// screen.
#include "tests/ui/window_fixture.h"
#include "ui/shell/path_steps.h"
#include "ui/views/view_pane.h"
#include "ui/views/views_area.h"

#include <QDialog>
#include <QDockWidget>
#include <QMenuBar>
#include <QTranslator>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

// Every tr() and translate() of the program gives brackets around the source text; placeholders stay.
class Brackets : public QTranslator {
  public:
    bool isEmpty() const override { return false; }
    QString translate(const char *context, const char *source, const char *, int) const override
    {
        // Qt's own texts have other contexts: they are not the program's.
        return QByteArray(context).startsWith("QPlatform")
                   ? QString()
                   : QStringLiteral("⟦") + QString::fromUtf8(source) + QStringLiteral("⟧");
    }
};

// What a run leaves that is no text for people.
QStringList traceOf(MainWindow &window)
{
    Session &session = window.bench().session;
    const data::Dataset saved = session.datasetToSave();
    QStringList trace;
    for (const auto &[part, dict] :
         {std::pair{"obs", &saved.obs.columns}, std::pair{"var", &saved.var.columns}, std::pair{"obsm", &saved.obsm},
          std::pair{"obsp", &saved.obsp}, std::pair{"uns", &saved.uns}})
        for (const auto &[key, element] : dict->entries) trace << QString("%1/%2").arg(part, QString::fromStdString(key));
    for (const JobInfo &job : window.bench().jobs.jobs())
        trace << QString("job %1 %2").arg(QString::fromStdString(job.kind)).arg(int(job.state));
    for (const ViewPane *pane : window.views()->panes()) trace << "view " + pane->embedding() + " " + pane->colorKey();
    for (const auto &step : pathSteps(window.bench(), !window.views()->panes().empty()))
        trace << QString("path %1 %2").arg(int(step.state)).arg(step.enabled);
    for (const QAction *action : window.actions().all())
        trace << QString("action %1 %2").arg(action->objectName()).arg(action->isEnabled());
    for (const QDockWidget *dock : window.findChildren<QDockWidget *>())
        trace << QString("dock %1 %2").arg(dock->objectName()).arg(dock->isVisible());
    if (const LabelFieldPtr field = session.labels().field(session.labels().activeField()))
        for (const Label &label : field->labels) trace << "label " + label.name + " " + label.color.name();
    trace << QString("selected %1, undo %2").arg(session.selection().count()).arg(session.journal().undoStack()->count());
    return trace;
}

}  // namespace

class TestPseudoTranslation : public QObject, private WindowFixture {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { prepare(); }

    void nothingButTextChanges()
    {
        const QStringList plain = walk();
        Brackets brackets;
        QVERIFY(QCoreApplication::installTranslator(&brackets));
        const QStringList bracketed = walk();
        QCoreApplication::removeTranslator(&brackets);
        QVERIFY(m_sawBrackets);  // the translator was in force
        QCOMPARE(bracketed.size(), plain.size());
        for (qsizetype i = 0; i < plain.size(); ++i) QCOMPARE(bracketed[i], plain[i]);
    }

    // A map is under way while one of its tasks runs, whatever the job is called.
    void thePathFollowsKindsOfJobs()
    {
        openWindow();
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
        bool running = false;
        connect(&m_window->bench().jobs, &JobRunner::jobAdded, this, [&](int) {
            const auto steps = pathSteps(m_window->bench(), false);
            running = running || steps[2].state == PathBar::State::Running;
        });
        Brackets brackets;
        QCoreApplication::installTranslator(&brackets);
        runScript({QJsonObject{{"do", "pca"}, {"n-top-genes", 60}, {"n-pcs", 5}}});
        QCoreApplication::removeTranslator(&brackets);
        QVERIFY(running);
        m_window.reset();
    }

  private:
    QStringList walk()
    {
        openWindow();
        for (const QAction *menu : m_window->menuBar()->actions()) m_sawBrackets = m_sawBrackets || menu->text().contains("⟦");
        QJsonArray steps{QJsonObject{{"do", "open"}, {"file", m_data}}};
        if (!m_model.isEmpty()) steps.append(QJsonObject{{"do", "load-model"}, {"path", m_model}});
        for (const QJsonObject &step :
             {QJsonObject{{"do", "map"}, {"n-top-genes", 60}, {"n-pcs", 5}},
              QJsonObject{{"do", "neighbors"}, {"n-neighbors", 8}},  // replaces its own graph
              QJsonObject{{"do", "umap"}},
              QJsonObject{{"do", "gene-network"}, {"source", "coexpression"}, {"k", 3}, {"max-cells", 50}},
              QJsonObject{{"do", "select"}, {"query", "leiden == '0'"}},
              QJsonObject{{"do", "label"}, {"name", "T cell"}, {"field", "mine"}},
              QJsonObject{{"do", "color-by"}, {"key", "mine"}}, QJsonObject{{"do", "undo"}}, QJsonObject{{"do", "redo"}}})
            steps.append(step);
        runScript(steps);
        waitIdle(*m_window);
        const QStringList trace = traceOf(*m_window);
        m_window.reset();
        return trace;
    }

    bool m_sawBrackets = false;
};

QTEST_MAIN(TestPseudoTranslation)
#include "tst_pseudo_translation.moc"

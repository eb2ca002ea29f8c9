// A model that goes while a job works with it: taken from the list, replaced by another, or removed from memory. The job keeps
// its network to its end, and its result is kept with the name of the model that made it.
#include "models/tasks/knock_out/knock_out_options.h"
#include "tests/ui/window_fixture.h"
#include "ui/commands/load_model.h"
#include "ui/commands/run_task.h"
#include "ui/panels/model_card_view.h"
#include "ui/panels/models_panel.h"
#include "ui/workspace/models/model_memory.h"

#include <QDockWidget>
#include <QPushButton>

#include <algorithm>

using namespace lexicell;
using namespace lexicell::ui;

class TestModelDuringJob : public QObject, private WindowFixture {
    Q_OBJECT

    QString m_other;     // the same checkpoint in another folder, so another model
    std::string m_name;  // of the model that the knock-out works with

    Session &session() { return m_window->bench().session; }
    ModelShelf &shelf() { return m_window->models()->shelf(); }
    QPushButton *unloadButton(int card)
    {
        return m_window->models()->cards()[card]->findChild<QPushButton *>(QStringLiteral("unloadModel"));
    }
    QString inUse() { return QString::fromStdString(session().models().outline()->card.path.parent_path().string()); }
    void load(const QString &path)
    {
        loadModel(m_window->bench(), path);
        waitIdle(*m_window);
        QCOMPARE(inUse(), path);
    }
    QString states()
    {
        QStringList all;
        for (const JobInfo &job : m_window->bench().jobs.jobs())
            all << QString("%1: state %2, %3").arg(QString::fromStdString(job.kind)).arg(int(job.state)).arg(job.fraction);
        return all.join("; ");
    }
    // A knock-out by the model in use, which has begun to work with the network.
    void startKnockOut()
    {
        m_name = session().models().outline()->card.name;
        models::tasks::KnockOutOptions options;
        options.genes = {"CST3", "LYZ"};
        options.groupby = "cell_type";  // few cells, since the null changes many genes
        options.from = "Dendritic";
        runTask(m_window->bench(), "knock-out", options);
        const auto atWork = [this] {
            for (const JobInfo &job : m_window->bench().jobs.jobs())
                if (job.kind == "knock-out" && job.state == JobInfo::State::Running && job.fraction > 0.05) return true;
            return false;
        };
        QTRY_VERIFY2_WITH_TIMEOUT(atWork(), qPrintable(states()), longTime);
    }
    const StoredResult &onlyResult()
    {
        const auto &results = m_window->bench().results.all();
        if (results.size() != 1) qFatal("there are %zu results", results.size());
        return results.front();
    }
    // It is there, on the screen, and says which model made it.
    void resultIsKept()
    {
        waitIdle(*m_window);
        QCOMPARE(onlyResult().model, m_name);
        QVERIFY(!valueOf(onlyResult().record.inputs, "model").empty());
        const auto *dock = m_window->findChild<QDockWidget *>("dock.result.1");
        QTRY_VERIFY(dock && dock->isVisible());
    }

  private Q_SLOTS:
    void initTestCase()
    {
        prepare();
        if (m_model.isEmpty()) QSKIP("no checkpoint: set LEXICELL_FIXTURES");
        m_other = m_folder.filePath("other_model");
        QVERIFY(QDir().mkpath(m_other));
        for (const QString &file : QDir(m_model).entryList(QDir::Files))
            QVERIFY(QFile::copy(m_model + "/" + file, m_other + "/" + file));
    }
    void init()
    {
        openWindow();
        m_window->openSample();
        QTRY_VERIFY_WITH_TIMEOUT(session().models().coverage() && !inUse().isEmpty(), longTime);
        waitIdle(*m_window);
    }
    void cleanup() { m_window.reset(); }

    // In memory, it stays there while a job may need it, and the button says so.
    void aNetworkInMemoryIsNotUnloadedDuringAJob()
    {
        runScript({QJsonObject{{"do", "embed"}}});  // opens the network
        QVERIFY(shelf().models()[0].network);
        QVERIFY2(unloadButton(0)->isEnabled(), qPrintable(unloadButton(0)->toolTip()));
        startKnockOut();
        QVERIFY(!unloadButton(0)->isEnabled());
        QVERIFY2(unloadButton(0)->toolTip().startsWith("Wait until the jobs are done"), qPrintable(unloadButton(0)->toolTip()));
        shelf().unload(0);  // as a script or a queued click would
        QVERIFY(shelf().models()[0].network);
        resultIsKept();
        QVERIFY(unloadButton(0)->isEnabled());
        unloadButton(0)->click();
        QTRY_VERIFY(!shelf().models()[0].network);
        QVERIFY(!session().models().model());
    }

    // Another model is loaded and used, and the first is taken from the list: the network lives in the job alone.
    void aModelTakenFromTheListFinishesItsJob()
    {
        startKnockOut();
        loadModel(m_window->bench(), m_other);
        QTRY_COMPARE_WITH_TIMEOUT(inUse(), m_other, longTime);
        QVERIFY(!shelf().models()[0].network);  // the job has opened it for itself
        QVERIFY2(shelf().whyNotUnload(0).isEmpty(), qPrintable(shelf().whyNotUnload(0)));
        shelf().unload(0);
        QCOMPARE(shelf().models().size(), std::size_t{1});
        QVERIFY(!m_window->bench().jobs.idle());
        resultIsKept();
        QCOMPARE(inUse(), m_other);
        QVERIFY(!session().models().model());  // that of the job is not taken for the other model
        QCOMPARE(shelf().models().size(), std::size_t{1});
    }

    // The budget removes a network that a job works with: it goes when the job has ended.
    void aNetworkRemovedForRoomFinishesItsJob()
    {
        runScript({QJsonObject{{"do", "embed"}}});
        const std::weak_ptr<const models::LoadedModel> network = shelf().models()[0].network;
        const qint64 before = modelBudget();
        startKnockOut();
        loadModel(m_window->bench(), m_other);
        QTRY_COMPARE_WITH_TIMEOUT(inUse(), m_other, longTime);
        shelf().setBudget(1);
        QVERIFY(!shelf().models()[0].network);
        QVERIFY(!network.expired() && !m_window->bench().jobs.idle());
        resultIsKept();
        QTRY_VERIFY(network.expired());
        shelf().setBudget(before);
    }

    // Its files are deleted: what is read is read.
    void filesDeletedDuringTheJob()
    {
        const QString copy = m_folder.filePath("demo_scgpt");
        QVERIFY(QDir().mkpath(copy));
        for (const QString &file : QDir(m_model).entryList(QDir::Files))
            QVERIFY(QFile::copy(m_model + "/" + file, copy + "/" + file));
        load(copy);
        startKnockOut();
        QVERIFY(QDir(copy).removeRecursively());
        resultIsKept();
    }

    // The data are closed: the result belongs to no data, and that is said.
    void closedDataAreSaidToHaveChanged()
    {
        startKnockOut();
        session().close();
        waitIdle(*m_window);
        QVERIFY(m_window->bench().results.all().empty());
        QStringList said;
        for (const Banner *banner : m_window->findChildren<Banner *>()) said << banner->message();
        QVERIFY2(!said.filter("the open data set has changed; the result was discarded").isEmpty(), qPrintable(said.join('\n')));
    }
};

QTEST_MAIN(TestModelDuringJob)
#include "tst_model_during_job.moc"

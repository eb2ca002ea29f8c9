// Places that a task may write to, and those that are protected.
#include "models/tasks/output_place.h"
#include "tests/support/fixtures.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace lexicell;
using namespace lexicell::models::tasks;

class TestOutputPlace : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path path(const char *name) const { return m_folder.filePath(name).toStdString(); }
    void make(const char *name)
    {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("x") == 1);
    }
    static QString classOf(const Result<void> &result)
    {
        return result.ok() ? QString() : QString::fromStdString(result.error().errorClass);
    }

  private Q_SLOTS:
    void initTestCase()
    {
        make("file");
        QVERIFY(QDir(m_folder.path()).mkpath("empty"));
        QVERIFY(QDir(m_folder.path()).mkpath("full"));
        make("full/file");
    }

    void files()
    {
        QCOMPARE(classOf(checkFilePlace(path("new"), false)), QString());
        QCOMPARE(classOf(checkFilePlace(path("file"), false)), QString("output_exists"));
        QCOMPARE(classOf(checkFilePlace(path("file"), true)), QString());
        QCOMPARE(classOf(checkFilePlace(path("empty"), true)), QString("output_exists"));
        QCOMPARE(classOf(checkFilePlace("/dev/null", true)), QString("not_a_file"));
        QCOMPARE(classOf(checkFilePlace(path("nowhere/new"), true)), QString("not_writable"));
    }

    void folders()
    {
        QCOMPARE(classOf(checkFolderPlace(path("new"), false)), QString());
        QCOMPARE(classOf(checkFolderPlace(path("empty"), false)), QString());
        QCOMPARE(classOf(checkFolderPlace(path("full"), false)), QString("output_exists"));
        QCOMPARE(classOf(checkFolderPlace(path("full"), true)), QString());
        QCOMPARE(classOf(checkFolderPlace(path("file"), true)), QString("output_exists"));
    }

    // The record beside a CSV file is protected like the file itself.
    void byWhatATaskWrites()
    {
        TaskSpec task;
        task.writes = Writes::Csv;
        make("edges.csv.json");
        QCOMPARE(classOf(checkPlace(task, {}, path("edges.csv"), false)), QString("output_exists"));
        QCOMPARE(classOf(checkPlace(task, {}, path("edges.csv"), true)), QString());
        task.writes = Writes::Change;
        QCOMPARE(classOf(checkPlace(task, {}, path("edges.csv"), false)), QString());
        task.writes = Writes::Folder;
        QCOMPARE(classOf(checkPlace(task, {}, path("full"), false)), QString("output_exists"));
        task.continues = [](const OptionValues &) { return true; };
        QCOMPARE(classOf(checkPlace(task, {}, path("full"), false)), QString());
    }

    void inputsAreNoOutputs()
    {
        QCOMPARE(classOf(checkNotRead(path("new"), {path("file")})), QString());
        QCOMPARE(classOf(checkNotRead(path("full/../file"), {path("file")})), QString("output_is_input"));
        QCOMPARE(classOf(checkNotRead(path("full"), {path("full/file")})), QString("output_is_input"));
        QCOMPARE(classOf(checkNotRead(path("empty"), {path("full/file"), path("file")})), QString());
    }
};

QTEST_GUILESS_MAIN(TestOutputPlace)
#include "tst_output_place.moc"

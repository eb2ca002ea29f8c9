// The OpenMP library reads its policy when it is mapped: what counts is the environment a program was begun with.
#include "ui/idle_threads.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <cstdio>

namespace {

const QByteArray variable = "OMP_WAIT_POLICY=";

// Prints the policy this program was begun with.
int show(char **argv)
{
    lexicell::ui::letIdleThreadsSleep(argv);
    QFile environment("/proc/self/environ");
    if (!environment.open(QIODevice::ReadOnly)) return 1;
    for (const QByteArray &entry : environment.readAll().split('\0'))
        if (entry.startsWith(variable)) std::printf("%s", entry.mid(variable.size()).constData());
    return 0;
}

}  // namespace

class TestIdleThreads : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void sleepUnlessToldOtherwise_data()
    {
        QTest::addColumn<QString>("set");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("nothing said") << QString() << QByteArray("PASSIVE");
        QTest::newRow("told to spin") << QString("ACTIVE") << QByteArray("ACTIVE");
    }
    void sleepUnlessToldOtherwise()
    {
#ifdef Q_OS_LINUX
        QFETCH(QString, set);
        QFETCH(QByteArray, expected);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove("OMP_WAIT_POLICY");
        if (!set.isEmpty()) environment.insert("OMP_WAIT_POLICY", set);
        QProcess program;
        program.setProcessEnvironment(environment);
        program.start(QCoreApplication::applicationFilePath(), {"--show", "an argument"});
        QVERIFY(program.waitForFinished());
        QCOMPARE(program.exitCode(), 0);
        QCOMPARE(program.readAllStandardOutput(), expected);
#else
        QSKIP("begins the program once more on Linux only");
#endif
    }
};

int main(int argc, char **argv)
{
    if (argc == 3 && qstrcmp(argv[1], "--show") == 0) return show(argv);
    QCoreApplication application(argc, argv);
    TestIdleThreads test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_idle_threads.moc"

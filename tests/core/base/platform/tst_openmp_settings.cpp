// The OpenMP library reads its settings when it is mapped: what counts is the environment a program was begun with.
#include "core/base/platform/openmp_settings.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <cstdio>
#include <cstdlib>

namespace {

// Prints the settings this program was begun with: "PASSIVE 3".
int show(char **argv)
{
    lexicell::applyOpenMpSettings(std::atoi(argv[2]), argv);
    QFile environment("/proc/self/environ");
    if (!environment.open(QIODevice::ReadOnly)) return 1;
    QByteArray policy, threads;
    for (const QByteArray &entry : environment.readAll().split('\0')) {
        if (entry.startsWith("OMP_WAIT_POLICY=")) policy = entry.mid(16);
        if (entry.startsWith("OMP_NUM_THREADS=")) threads = entry.mid(16);
    }
    std::printf("%s %s", policy.constData(), threads.constData());
    return 0;
}

}  // namespace

class TestOpenMpSettings : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void settings_data()
    {
        QTest::addColumn<QString>("set");
        QTest::addColumn<QString>("threads");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("nothing said") << QString() << "0" << QByteArray("PASSIVE 7");
        QTest::newRow("told to spin") << "ACTIVE"
                                      << "0" << QByteArray("ACTIVE 7");
        QTest::newRow("told how many") << QString() << "3" << QByteArray("PASSIVE 3");
        QTest::newRow("told both") << "ACTIVE"
                                   << "3" << QByteArray("ACTIVE 3");
    }
    void settings()
    {
#ifdef Q_OS_LINUX
        QFETCH(QString, set);
        QFETCH(QString, threads);
        QFETCH(QByteArray, expected);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove("OMP_WAIT_POLICY");
        environment.insert("OMP_NUM_THREADS", "7");
        if (!set.isEmpty()) environment.insert("OMP_WAIT_POLICY", set);
        QProcess program;
        program.setProcessEnvironment(environment);
        program.start(QCoreApplication::applicationFilePath(), {"--show", threads});
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
    TestOpenMpSettings test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_openmp_settings.moc"

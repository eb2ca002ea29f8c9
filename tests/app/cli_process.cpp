#include "tests/app/cli_process.h"

#include <QDir>
#include <QFile>

namespace lexicell::test {

QString Outcome::text() const
{
    return QString("exit status %1\nstdout: %2\nstderr: %3")
        .arg(status)
        .arg(QString::fromUtf8(out.left(2000)), QString::fromUtf8(err.left(2000)));
}

QStringList Outcome::warningClasses() const
{
    QStringList classes;
    for (const auto &warning : json["warnings"].toArray()) classes << warning.toObject()["class"].toString();
    return classes;
}

QString cliProgram() { return qEnvironmentVariable("LEXICELL_BINARY_DIR") + "/bin/lexicell-cli"; }

namespace {

Outcome run(QProcess &process, const QString &program, const QStringList &arguments, const Environment &extra, int timeoutMs)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const auto &[name, value] : extra) environment.insert(name, value);
    process.setProcessEnvironment(environment);
    process.start(program, arguments, QIODevice::ReadOnly);
    Outcome outcome;
    const bool ended = process.waitForFinished(timeoutMs);
    outcome.out = process.readAllStandardOutput();
    outcome.err = process.readAllStandardError();
    if (!ended) outcome.err += process.errorString().toUtf8();
    else outcome.status = process.exitStatus() == QProcess::CrashExit ? -2 : process.exitCode();
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(outcome.out, &error);
    if (error.error == QJsonParseError::NoError && document.isObject()) outcome.json = document.object();
    return outcome;
}

}  // namespace

Outcome runProgram(const QString &program, const QStringList &arguments, const Environment &extra, int timeoutMs)
{
    QProcess process;
    return run(process, program, arguments, extra, timeoutMs);
}

Outcome limited(const QStringList &arguments, rlim_t bytes)
{
    QProcess process;
    process.setChildProcessModifier([bytes] {
        const rlimit limit{bytes, bytes};
        setrlimit(RLIMIT_AS, &limit);
    });
    return run(process, cliProgram(), QStringList(arguments) << "--json", {}, 120'000);
}

Outcome cli(const QStringList &arguments, const Environment &extra)
{
    return runProgram(cliProgram(), QStringList(arguments) << "--json", extra);
}

QString python()
{
    const QString program = QString::fromStdString((sourceRoot() / ".deps/python/bin/python").string());
    return QFile::exists(program) ? program : QString();
}

QByteArray fileBytes(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool writeText(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

QStringList filesIn(const QString &folder)
{
    return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
}

bool copyFolder(const QString &from, const QString &to, const QStringList &without)
{
    if (!QDir().mkpath(to)) return false;
    for (const QString &name : QDir(from).entryList(QDir::Files))
        if (!without.contains(name) && !QFile::copy(from + "/" + name, to + "/" + name)) return false;
    return true;
}

QString demoModel() { return QString::fromStdString((sourceRoot() / "resources/sample/demo_scgpt").string()); }

}  // namespace lexicell::test

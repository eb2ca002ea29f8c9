// Runs the built lexicell-cli as a user would, and a Python of the tests' own environment.
#pragma once

#include "tests/support/fixtures.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>

#include <sys/resource.h>

namespace lexicell::test {

struct Outcome {
    int status = -1;  // exit status; -1: did not start or did not end in time, -2: crashed
    QByteArray out, err;
    QJsonObject json;      // stdout, when it is exactly one JSON object
    QString text() const;  // all of it, for messages of failed tests

    QString errorClass() const { return json["error"]["class"].toString(); }
    QString message() const { return json["error"]["message"].toString(); }
    QStringList warningClasses() const;
};

QString cliProgram();
using Environment = QList<std::pair<QString, QString>>;
Outcome runProgram(const QString &program, const QStringList &arguments, const Environment &extra = {}, int timeoutMs = 600'000);
Outcome cli(const QStringList &arguments, const Environment &extra = {});  // adds --json
// The same with so many bytes of address space; what does not fit is refused by the system, as when memory runs out.
Outcome limited(const QStringList &arguments, rlim_t bytes);

// The interpreter of the interop tests; empty when ./test has not made it.
QString python();

QByteArray fileBytes(const QString &path);
bool writeText(const QString &path, const QByteArray &text);
QStringList filesIn(const QString &folder);
// A copy of a folder's files without those named.
bool copyFolder(const QString &from, const QString &to, const QStringList &without = {});

// Folder of a small scGPT checkpoint whose vocabulary holds real gene symbols: the bundled one.
QString demoModel();

}  // namespace lexicell::test

// Exit status 0 and a JSON object, or the test fails with everything the program said.
#define VERIFY_DONE(expression)                                                                                                  \
    do {                                                                                                                         \
        const lexicell::test::Outcome done = (expression);                                                                       \
        QVERIFY2(done.status == 0 && !done.json.isEmpty(), qPrintable(done.text()));                                             \
    } while (false)

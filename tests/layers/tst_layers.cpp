// Reads every #include of the project and holds it to the layer rules of README, section Architecture.
#include "tests/support/fixtures.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QStringList>

// Only declared here: the tool that reads Q_OBJECT classes stumbles over the patterns in the bodies.
class TestLayers : public QObject {
    Q_OBJECT

  private slots:
    void includesKeepTheLayers_data();
    void includesKeepTheLayers();
    void oneParserReadsAllJson_data();
    void oneParserReadsAllJson();
    void everyHeaderHasAUser();
};

// What models/CMakeLists.txt lists under lexicell_networks, "nn/attention|…|scgpt/network", and those that are no .cpp of it.
static QString networkFiles()
{
    QFile list(QString::fromStdString((lexicell::test::sourceRoot() / "models/CMakeLists.txt").string()));
    if (!list.open(QIODevice::ReadOnly)) return {};
    const QString text = QString::fromUtf8(list.readAll());
    const QString sources = text.section("add_library(lexicell_networks", 1).section(')', 0, 0);
    QStringList stems{"families", R"(\w+/parameters)"};
    auto matches = QRegularExpression(R"((\w+/\w+)\.cpp)").globalMatch(sources);
    while (matches.hasNext()) stems << matches.next().captured(1);
    return "models/(" + stems.join('|') + ")";
}

void TestLayers::includesKeepTheLayers_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("forbidden");
    QTest::addColumn<QString>("except");
    QTest::newRow("core knows no Qt, LibTorch or upper layer") << "core"
                                                               << R"(^(Q[A-Z]|Qt|torch/|ATen/|c10/|vtk|models/|ui/|app/))"
                                                               << "";
    QTest::newRow("models knows no Qt or upper layer") << "models"
                                                       << R"(^(Q[A-Z]|Qt|vtk|ui/|app/))"
                                                       << "";
    QTest::newRow("LibTorch stays in the networks") << "models"
                                                    << "^(torch/|ATen/|c10/|" + networkFiles() + R"(\.h))"
                                                    << "^" + networkFiles() + R"(\.(h|cpp)$)";
    QTest::newRow("the window knows no LibTorch") << "ui"
                                                  << "^(torch/|ATen/|c10/|app/|" + networkFiles() + R"(\.h))"
                                                  << "";
    QTest::newRow("the programs know no LibTorch") << "app"
                                                   << "^(torch/|ATen/|c10/|" + networkFiles() + R"(\.h))"
                                                   << "";
    QTest::newRow("the command line knows neither Qt nor VTK") << "app/lexicell-cli"
                                                               << R"(^(Q[A-Z]|Qt|vtk|ui/))"
                                                               << "";
}

void TestLayers::includesKeepTheLayers()
{
    QFETCH(QString, folder);
    QFETCH(QString, forbidden);
    QFETCH(QString, except);
    const QRegularExpression include(R"(^\s*#\s*include\s*[<"]([^">]+)[">])", QRegularExpression::MultilineOption);
    const QRegularExpression bad(forbidden), allowed(except);
    const QString root = QString::fromStdString(lexicell::test::sourceRoot().string());
    int files = 0;
    QStringList offences;
    QDirIterator it(root + "/" + folder, {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString path = it.next();
        ++files;
        if (!except.isEmpty() && allowed.match(path.mid(root.size() + 1)).hasMatch()) continue;
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto matches = include.globalMatch(QString::fromUtf8(file.readAll()));
        while (matches.hasNext()) {
            const QString name = matches.next().captured(1);
            if (bad.match(name).hasMatch()) offences << path.mid(root.size() + 1) + " includes " + name;
        }
    }
    QVERIFY(files > 0);
    QVERIFY2(offences.isEmpty(), qPrintable(offences.join('\n')));
}

void TestLayers::oneParserReadsAllJson_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("forbidden");
    // parse(…, nullptr, false), Json::parse(…), accept(), the parsers beneath them, and reading from a stream
    const QString nlohmann =
        R"((\b\w*[Jj]son|\bPlainValue)::(parse|sax_parse|accept|from_\w+)\s*\(|nlohmann::detail|>>\s*json\b)";
    for (const char *folder : {"core", "models", "ui", "app"}) QTest::newRow(folder) << folder << nlohmann;
    // Qt's own parser knows a limit of its own, which tst_layers holds it to below.
    for (const char *folder : {"core", "models", "app/lexicell-cli"})
        QTest::addRow("Qt in %s", folder) << folder << R"(QJsonDocument|QJsonParse)";
}

// Text that nests without end kills whatever walks it; core/base/json_text.cpp alone guards against that.
void TestLayers::oneParserReadsAllJson()
{
    QFETCH(QString, folder);
    QFETCH(QString, forbidden);
    const QRegularExpression bad(forbidden);
    QVERIFY(bad.isValid());
    const QString root = QString::fromStdString(lexicell::test::sourceRoot().string());
    QStringList offences;
    QDirIterator it(root + "/" + folder, {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString path = it.next();
        if (path.endsWith("core/base/json_text.cpp")) continue;
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto match = bad.match(QString::fromUtf8(file.readAll()));
        if (match.hasMatch()) offences << path.mid(root.size() + 1) + ": " + match.captured();
    }
    QVERIFY2(offences.isEmpty(), qPrintable(offences.join('\n')));
    if (folder != "core") return;
    QFile parser(root + "/core/base/json_text.cpp");
    QVERIFY(parser.open(QIODevice::ReadOnly));
    QVERIFY(parser.readAll().contains("json::parse("));  // the pattern still finds what it looks for
    for (const char bracket : {'[', '{'}) QVERIFY(QJsonDocument::fromJson(QByteArray(200'000, bracket)).isNull());
    QVERIFY(QJsonDocument::fromJson(QByteArray(100'000, '[') + QByteArray(100'000, ']')).isNull());
}

// What only tests use is either waiting for the task that wires it, and then listed with it, or dead.
void TestLayers::everyHeaderHasAUser()
{
    const QString root = QString::fromStdString(lexicell::test::sourceRoot().string());
    const QRegularExpression include(R"(^\s*#\s*include\s*"([^"]+)") ", QRegularExpression::MultilineOption);
        QSet<QString>
            headers, used;
    for (const char *folder : {"core", "models", "ui", "app"}) {
        QDirIterator it(root + "/" + folder, {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString path = it.next(), name = path.mid(root.size() + 1);
            if (name.endsWith(".h")) headers << name;
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            auto matches = include.globalMatch(QString::fromUtf8(file.readAll()));
            while (matches.hasNext()) {
                const QString header = matches.next().captured(1);
                if (header.chopped(2) + ".cpp" != name) used << header;
            }
        }
    }
    QVERIFY(headers.size() > 100);

    QFile list(root + "/tests/layers/waiting_headers.txt");
    QVERIFY(list.open(QIODevice::ReadOnly));
    QSet<QString> waiting;
    for (const QString &line : QString::fromUtf8(list.readAll()).split('\n', Qt::SkipEmptyParts)) {
        if (line.startsWith('#')) continue;
        const QString header = line.section("  ", 0, 0);
        QVERIFY2(!line.section("  ", 1).trimmed().isEmpty(), qPrintable(header + ": say which task will use it"));
        QVERIFY2(headers.contains(header), qPrintable(header + " is gone: take it off the list"));
        QVERIFY2(!used.contains(header), qPrintable(header + " has a user now: take it off the list"));
        waiting << header;
    }
    QStringList unused;
    for (const QString &header : headers)
        if (!used.contains(header) && !waiting.contains(header)) unused << header;
    unused.sort();
    QVERIFY2(unused.isEmpty(), qPrintable("no product file includes:\n" + unused.join('\n')));
}

QTEST_GUILESS_MAIN(TestLayers)
#include "tst_layers.moc"

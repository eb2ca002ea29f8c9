// Checks every #include of the project against the layer rules of README, section Architecture.
#include "tests/support/fixtures.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QStringList>

// The bodies stand below the class, because moc cannot parse the patterns in them.
class TestLayers : public QObject {
    Q_OBJECT

  private slots:
    void includesKeepTheLayers_data();
    void includesKeepTheLayers();
    void oneParserReadsAllJson_data();
    void oneParserReadsAllJson();
    void everyHeaderHasAUser();
    void errorsComeFromTheTable();
    void noFileIsLongerThanFourHundredLines();
};

// Only these files may include LibTorch: the folders of networks, and the file that makes the networks.
static const QString networkFiles = R"(models/(nn/|families/\w+/network/|families/families\b))";

void TestLayers::includesKeepTheLayers_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("forbidden");
    QTest::addColumn<QString>("except");
    const auto row = [](const char *name, const char *folder, const QString &forbidden, const QString &except = {}) {
        QTest::newRow(name) << folder << forbidden << except;
    };
    const QString torch = "^(torch/|ATen/|c10/|" + networkFiles + ")",
                  widgets =
                      R"(^(QApplication|QWidget|QDialog|Q\w*(View|Widget|Button|Box|Edit|Menu|Label|Layout)\b|vtk|Qt\w*Widgets))";
    row("core knows no Qt, LibTorch or upper layer", "core", R"(^(Q[A-Z]|Qt|torch/|ATen/|c10/|vtk|models/|ui/|app/))");
    row("models knows no Qt or upper layer", "models", R"(^(Q[A-Z]|Qt|vtk|ui/|app/))");
    row("LibTorch stays in the networks", "models", torch, "^" + networkFiles);
    row("contracts know no task, family or input", "models/contracts", R"(^models/(tasks|families|input|nn|baselines)/)");
    row("checkpoint formats know no model", "models/checkpoint", R"(^models/(?!checkpoint/))");
    row("input knows no task or family", "models/input", R"(^models/(tasks|families|nn|baselines)/)");
    row("training knows no task or family", "models/training", R"(^models/(tasks|families|input|nn|baselines)/)");
    row("families know no task", "models/families", R"(^models/tasks/)");
    row("the window knows no LibTorch", "ui", "^app/|" + torch);
    row("the workspace knows no widget", "ui/workspace", widgets);
    row("the workspace knows no other room but the colors", "ui/workspace", R"(^ui/(?!workspace/|look/))");
    const QString loose = R"(|^ui/workspace/\w+\.h)";  // the session and what works with several of its parts
    row("the project knows no label, fact or session", "ui/workspace/project",
        "^ui/workspace/(labels|facts|models|jobs)/" + loose);
    row("results know no label, fact or session", "ui/workspace/results", "^ui/workspace/(labels|facts|models|jobs)/" + loose);
    row("labels know no fact or session", "ui/workspace/labels", "^ui/workspace/(facts|models|jobs)/" + loose);
    row("facts know no job or session", "ui/workspace/facts", "^ui/workspace/(models|jobs)/" + loose);
    row("jobs know no session", "ui/workspace/jobs", "^ui/workspace/models/" + loose);
    row("what is drawn knows no workspace", "ui/views/scatter", R"(^ui/(workspace|panels|forms|commands|shell|script)/)");
    row("widgets know no workspace", "ui/widgets", R"(^ui/(?!widgets/|look/))");
    row("commands know no form, panel or view", "ui/commands", R"(^ui/(?!commands/|workspace/|look/))");
    row("panels and forms know no shell", "ui/panels", R"(^ui/(shell|script|forms)/)");
    row("forms know no shell or panel", "ui/forms", R"(^ui/(shell|script|panels|views)/)");
    row("views know no shell, panel or command", "ui/views", R"(^ui/(shell|script|panels|commands)/)");
    row("the programs know no LibTorch", "app", torch);
    row("the command line knows neither Qt nor VTK", "app/lexicell-cli", R"(^(Q[A-Z]|Qt|vtk|ui/))",
        R"(^app/lexicell-cli/export_labels\.cpp$)");  // one header of the workspace, which names no Qt
}

void TestLayers::includesKeepTheLayers()
{
    QFETCH(QString, folder);
    QFETCH(QString, forbidden);
    QFETCH(QString, except);
    const QRegularExpression include(R"(^\s*#\s*include\s*[<"]([^">]+)[">])", QRegularExpression::MultilineOption);
    const QRegularExpression bad(forbidden), allowed(except);
    QVERIFY2(bad.isValid() && allowed.isValid(), qPrintable(bad.errorString() + allowed.errorString()));
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
    // Qt's parser limits the depth itself; oneParserReadsAllJson() checks this limit.
    for (const char *folder : {"core", "models", "app/lexicell-cli"})
        QTest::addRow("Qt in %s", folder) << folder << R"(QJsonDocument|QJsonParse)";
}

// Deeply nested JSON overflows the stack of a parser. Only core/base/json_text.cpp limits the depth.
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
    QVERIFY(parser.readAll().contains("json::parse("));  // the call that the pattern forbids still has this name
    for (const char bracket : {'[', '{'}) QVERIFY(QJsonDocument::fromJson(QByteArray(200'000, bracket)).isNull());
    QVERIFY(QJsonDocument::fromJson(QByteArray(100'000, '[') + QByteArray(100'000, ']')).isNull());
}

// A header that only tests include is dead code, unless waiting_headers.txt names the task that will use it.
void TestLayers::everyHeaderHasAUser()
{
    const QString root = QString::fromStdString(lexicell::test::sourceRoot().string());
    const QRegularExpression include(R"re(^\s*#\s*include\s*"([^"]+)")re", QRegularExpression::MultilineOption);
    QSet<QString> headers, used;
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

static QStringList sourcesOf(const QString &root)
{
    QStringList files;
    for (const char *folder : {"core", "models", "ui", "app"}) {
        QDirIterator it(root + "/" + folder, {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) files << it.next();
    }
    return files;
}

// Error classes are constants of core/base/error_classes.h. No other file spells their words.
void TestLayers::errorsComeFromTheTable()
{
    const QString root = QString::fromStdString(lexicell::test::sourceRoot().string());
    const QRegularExpression spelled(R"re(ErrorKind::\w+,\s*"|(?<!spdlog::)\bwarn\(\s*"|errorClass\s*[!=]=\s*")re");
    QStringList offences;
    for (const QString &path : sourcesOf(root)) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto match = spelled.match(QString::fromUtf8(file.readAll()));
        if (match.hasMatch()) offences << path.mid(root.size() + 1) + ": " + match.captured();
    }
    QVERIFY2(offences.isEmpty(), qPrintable(offences.join('\n')));
}

void TestLayers::noFileIsLongerThanFourHundredLines()
{
    const QString root = QString::fromStdString(lexicell::test::sourceRoot().string());
    QStringList offences;
    for (const QString &path : sourcesOf(root)) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        if (const auto lines = file.readAll().count('\n'); lines > 400)
            offences << QString("%1: %2 lines").arg(path.mid(root.size() + 1)).arg(lines);
    }
    QVERIFY2(offences.isEmpty(), qPrintable(offences.join('\n')));
}

QTEST_GUILESS_MAIN(TestLayers)
#include "tst_layers.moc"

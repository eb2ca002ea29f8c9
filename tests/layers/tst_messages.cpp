// A text in the window contains no flag of the command line, because a person cannot type one there. Checks every string
// literal of core, models and ui, whose errors and texts the window shows.
#include "tests/support/fixtures.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QStringList>

// The bodies stand below the class, because moc cannot parse the patterns in them.
class TestMessages : public QObject {
    Q_OBJECT

  private slots:
    void literalsAreFound();
    void noneSpellsAFlag_data();
    void noneSpellsAFlag();
    void theListOfModelsSpellsNone();
};

// The string literals of a source file, comments left out.
static QStringList literalsOf(const QString &source)
{
    static const QRegularExpression token(
        R"x((//[^\n]*)|(/\*.*?\*/)|R"(\w*)\((.*?)\)\3"|"((?:[^"\\\n]|\\.)*)"|'(?:[^'\\\n]|\\.)+')x",
        QRegularExpression::DotMatchesEverythingOption);
    QStringList literals;
    auto matches = token.globalMatch(source);
    while (matches.hasNext()) {
        const auto match = matches.next();
        const QString text = match.captured(4) + match.captured(5);
        if (!text.isEmpty()) literals << text;
    }
    return literals;
}

void TestMessages::literalsAreFound()
{
    const QString source = R"x(f("one"); // "a comment"
        /* "another" */ g('"', "two \"quoted\"", R"(raw)") + "--flag";)x";
    QCOMPARE(literalsOf(source), (QStringList{"one", R"(two \"quoted\")", "raw", "--flag"}));
}

void TestMessages::noneSpellsAFlag_data()
{
    QTest::addColumn<QString>("folder");
    for (const char *folder : {"core", "models", "ui"}) QTest::newRow(folder) << folder;
}

void TestMessages::noneSpellsAFlag()
{
    QFETCH(QString, folder);
    const QString root = QString::fromStdString(lexicell::test::sourceRoot().string());
    QStringList offences;
    int literals = 0;
    QDirIterator it(root + "/" + folder, {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString path = it.next(), name = path.mid(root.size() + 1);
        if (name == "core/base/error.cpp") continue;  // where the command line's messages get their flags
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        for (const QString &text : literalsOf(QString::fromUtf8(file.readAll()))) {
            ++literals;
            if (text == "--rationale") continue;  // the ending of a column's name, from the Cell Annotation Platform
            if (text.contains("--")) offences << name + ": " + text;
        }
    }
    QVERIFY(literals > 100);
    QVERIFY2(offences.isEmpty(), qPrintable(offences.join('\n')));
}

// It is shown in the Models panel.
void TestMessages::theListOfModelsSpellsNone()
{
    QFile file(QString::fromStdString((lexicell::test::sourceRoot() / "resources/models/catalog.json").string()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(text.contains("scemb"));
    QVERIFY(!text.contains("--"));
}

QTEST_GUILESS_MAIN(TestMessages)
#include "tst_messages.moc"

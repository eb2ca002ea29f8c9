// Every file of the format fixtures through `convert`, the judge of a file: the outcome and, when refused, the class and the
// words that the manifest asks for. What the written files hold is looked at by real anndata in tst_cli_interop.
#include "tests/app/cli_process.h"

#include <QFile>
#include <QTemporaryDir>

using namespace lexicell::test;

class TestCliFormats : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    static QList<QJsonObject> entriesOf(const QString &folder)
    {
        QList<QJsonObject> entries;
        const auto manifest = QJsonDocument::fromJson(fileBytes(folder + "/manifest.json")).object()["files"].toArray();
        for (const auto &item : manifest) entries << item.toObject();
        return entries;
    }

    static QStringList orientation(const QJsonObject &entry)
    {
        const QString rows = entry["orientation"].toString();
        return rows.isEmpty() ? QStringList() : QStringList{"--orientation", QString(rows).replace('_', '-')};
    }

    void checkRefusal(const QJsonObject &entry, const Outcome &outcome, const QString &out)
    {
        const QJsonObject error = entry["error"].toObject();
        QVERIFY2(outcome.status == 3, qPrintable(outcome.text()));
        QVERIFY2(outcome.errorClass() == error["class"].toString(),
                 qPrintable("expected " + error["class"].toString() + "\n" + outcome.text()));
        for (const auto &word : error["mention"].toArray())
            QVERIFY2(outcome.message().contains(word.toString()),
                     qPrintable("must mention " + word.toString() + "\n" + outcome.text()));
        QVERIFY(!QFile::exists(out));
    }

    void checkContents(const QJsonObject &expected, const Outcome &outcome)
    {
        for (const char *key : {"n_obs", "n_vars"})
            if (expected.contains(key))
                QVERIFY2(outcome.json[key].toInt() == expected[key].toInt(), qPrintable(QString(key) + "\n" + outcome.text()));
        const QJsonObject x = expected["X"].toObject();
        if (x.contains("nnz")) QVERIFY2(outcome.json["nnz"].toInt() == x["nnz"].toInt(), qPrintable(outcome.text()));
    }

  private slots:
    void convertDecides_data()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "formats");
        QTest::addColumn<QString>("file");
        QTest::addColumn<QJsonObject>("entry");
        const QString folder = QString::fromStdString(root.string());
        const auto entries = entriesOf(folder);
        QVERIFY(!entries.isEmpty());
        for (const QJsonObject &entry : entries) {
            const QString file = entry["file"].toString();
            QTest::newRow(qPrintable(file)) << folder + "/" + file << entry;
        }
    }

    void convertDecides()
    {
        QFETCH(QString, file);
        QFETCH(QJsonObject, entry);
        const QString out = m_folder.filePath("out.h5ad");
        QFile::remove(out);
        const Outcome outcome = cli(QStringList{"convert", file, out} + orientation(entry));
        const QString expected = entry["outcome"].toString();
        if (expected == "reject" || (expected == "open_or_reject" && outcome.status != 0)) {
            checkRefusal(entry, outcome, out);
            return;
        }
        VERIFY_DONE(outcome);
        QVERIFY(QFile::exists(out));
        checkContents(entry["expect"].toObject(), outcome);
        if (expected == "warn") {
            QVERIFY2(!outcome.warningClasses().isEmpty(), qPrintable(outcome.text()));
            const QString warning = entry["error"].toObject()["class"].toString();
            QVERIFY2(warning.isEmpty() || outcome.warningClasses().contains(warning),
                     qPrintable("expected a warning " + warning + "\n" + outcome.text()));
        }
        if (expected == "open" && !entry.contains("counts")) return;
        if (entry.contains("counts"))
            QVERIFY2(outcome.json["counts"].toBool() == entry["counts"].toBool(), qPrintable(outcome.text()));
    }

    void featureTypesLeftOutAreNamed()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "formats");
        const QString folder = QString::fromStdString(root.string());
        int files = 0;
        for (const QJsonObject &entry : entriesOf(folder)) {
            const QJsonObject types = entry["expect"]["feature_types"].toObject();
            if (types.size() < 2) continue;
            ++files;
            const QString file = folder + "/" + entry["file"].toString(), out = m_folder.filePath("types.h5ad");
            for (const auto &command : {QStringList{"info", file}, QStringList{"convert", file, out, "--force"}}) {
                const Outcome outcome = cli(command);
                VERIFY_DONE(outcome);
                const QJsonObject others = outcome.json["other_feature_types"].toObject();
                QVERIFY2(others.size() == types.size() - 1, qPrintable(outcome.text()));
                for (const QString &type : others.keys()) QCOMPARE(others[type].toInt(), types[type].toInt());
            }
            QVERIFY(!cli({"info", file, "--feature-type", "all"}).json.contains("other_feature_types"));
        }
        if (files == 0) QSKIP("this set of fixtures has no file with several feature types");
    }

    // The message names what there is to choose from, and each choice opens the file.
    void aChoiceSettlesWhatWasOpen()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "formats");
        const QString folder = QString::fromStdString(root.string());
        int files = 0;
        for (const QJsonObject &entry : entriesOf(folder)) {
            if (entry["error"]["class"].toString() != "choice_needed" || entry["kind"].toString() != "10x_h5") continue;
            ++files;
            const QString file = folder + "/" + entry["file"].toString(), out = m_folder.filePath("genome.h5ad");
            QFile::remove(out);
            const Outcome asked = cli({"convert", file, out});
            QCOMPARE(asked.errorClass(), QString("choice_needed"));
            QVERIFY2(asked.message().contains("(--genome)"), qPrintable(asked.message()));
            const QJsonArray choices = entry["error"]["mention"].toArray();
            QVERIFY(!choices.isEmpty());
            for (const auto &genome : choices) VERIFY_DONE(cli({"convert", file, out, "--genome", genome.toString(), "--force"}));
            const Outcome wrong = cli({"convert", file, out, "--genome", "no such genome", "--force"});
            QCOMPARE(wrong.status, 3);
            for (const auto &genome : choices) QVERIFY2(wrong.message().contains(genome.toString()), qPrintable(wrong.text()));
        }
        if (files == 0) QSKIP("this set of fixtures has no file with two genomes");
    }
};

QTEST_GUILESS_MAIN(TestCliFormats)
#include "tst_cli_formats.moc"

// Every file of the format fixtures through `convert`, the judge of a file: the outcome and, when refused, the class and the
// words that the manifest asks for. What the written files hold is looked at by real anndata in tst_cli_interop.
#include "tests/app/cli_process.h"

#include <QFile>
#include <QTemporaryDir>

using namespace lexicell::test;

class TestCliFormats : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

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
        const auto manifest = QJsonDocument::fromJson(fileBytes(folder + "/manifest.json")).object()["files"].toArray();
        QVERIFY(!manifest.isEmpty());
        for (const auto &item : manifest) {
            const QJsonObject entry = item.toObject();
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
        const QString file = QString::fromStdString((root / "10x/v3_multi_feature.h5").string());
        if (!QFile::exists(file)) QSKIP("this set of fixtures has no file with several feature types");
        for (const auto &command : {QStringList{"info", file}, QStringList{"convert", file, m_folder.filePath("types.h5ad")}}) {
            const Outcome outcome = cli(command);
            VERIFY_DONE(outcome);
            QVERIFY2(outcome.json["other_feature_types"].toObject()["Antibody Capture"].toInt() > 0, qPrintable(outcome.text()));
        }
        QVERIFY(!cli({"info", file, "--feature-type", "all"}).json.contains("other_feature_types"));
    }

    void aChoiceSettlesWhatWasOpen()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "formats");
        const QString file = QString::fromStdString((root / "10x/v2_two_genomes.h5").string());
        if (!QFile::exists(file)) QSKIP("this set of fixtures has no file with two genomes");
        const QString out = m_folder.filePath("genome.h5ad");
        const Outcome asked = cli({"convert", file, out});
        QCOMPARE(asked.errorClass(), QString("choice_needed"));
        QVERIFY2(asked.message().contains("(--genome)"), qPrintable(asked.message()));
        VERIFY_DONE(cli({"convert", file, out, "--genome", "hg19"}));
        const Outcome wrong = cli({"convert", file, out, "--genome", "dm6", "--force"});
        QCOMPARE(wrong.status, 3);
        QVERIFY2(wrong.message().contains("mm10"), qPrintable(wrong.text()));
    }
};

QTEST_GUILESS_MAIN(TestCliFormats)
#include "tst_cli_formats.moc"

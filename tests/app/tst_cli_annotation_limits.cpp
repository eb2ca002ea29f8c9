// annotation-limits from the command line: the columns of its table, the summary, the record, refusals.
#include "tests/app/cli_process.h"

#include <QFile>
#include <QJsonArray>
#include <QSet>
#include <QTemporaryDir>

using namespace lexicell::test;

class TestCliAnnotationLimits : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const QString &name) const { return m_folder.filePath(name); }

  private Q_SLOTS:
    void initTestCase()
    {
        VERIFY_DONE(cli({"simulate", path("cells.h5ad"), "--cells", "240", "--genes", "300", "--batches", "3"}));
    }

    void theTable()
    {
        const QStringList command{"annotation-limits", path("cells.h5ad"), path("limits.csv"), "--label", "cell_type"};
        const QStringList options{"--batch",           "batch", "--sizes", "5,20", "--imbalance", "10",
                                  "--without-markers", "5",     "--seeds", "2",    "--rounds",    "20"};
        const Outcome made = cli(command + options);
        VERIFY_DONE(made);
        QCOMPARE(made.json["batches_left_out"].toInt(), 3);
        QVERIFY(made.json["deleted_genes"].toObject()["5"].toInt() > 5);
        for (const auto &setting : made.json["settings"].toArray())
            QVERIFY(setting.toObject()["baseline"].toObject()["macro_f1"].toDouble() > 0.0);
        const auto lines = fileBytes(path("limits.csv")).trimmed().split('\n');
        QCOMPARE(lines.first(), QByteArray("test,setting,method,kind,runs,trained_cells,scored_cells,accuracy,accuracy_low,"
                                           "accuracy_high,macro_f1,macro_f1_low,macro_f1_high,best_baseline,"
                                           "macro_f1_difference,macro_f1_difference_low,macro_f1_difference_high"));
        QSet<QByteArray> places;
        for (qsizetype i = 1; i < lines.size(); ++i) {
            const auto fields = lines[i].split(',');
            places.insert(fields[0] + " " + fields[1]);
            QCOMPARE(fields[3], QByteArray("baseline"));
        }
        for (const char *place : {"cells_of_label 5", "cells_of_label 20", "cells_of_label all", "imbalance 10",
                                  "markers_deleted 0", "markers_deleted 5", "batch_left_out mean of batches"})
            QVERIFY2(places.contains(place), place);
        QCOMPARE(lines.size(), 1 + 4 * places.size());  // four methods at each place
        QVERIFY(QFile::exists(path("limits.csv.json")));
        VERIFY_DONE(cli(QStringList(command).replaceInStrings("limits.csv", "again.csv") + options));
        QCOMPARE(fileBytes(path("again.csv")), fileBytes(path("limits.csv")));
    }

    void refusals()
    {
        const QStringList command{"annotation-limits", path("cells.h5ad"), path("none.csv")};
        QCOMPARE(cli(command).errorClass(), QString("bad_option"));
        const Outcome wrong = cli(command + QStringList{"--label", "cell_type", "--sizes", "few"});
        QCOMPARE(wrong.errorClass(), QString("bad_option"));
        QVERIFY(wrong.message().contains("--sizes"));
        QCOMPARE(cli(command + QStringList{"--label", "kind"}).errorClass(), QString("missing_column"));
        QVERIFY(!QFile::exists(path("none.csv")));
    }

    void modelsStandBesideTheBaselines()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const Outcome made = cli({"annotation-limits", path("cells.h5ad"), path("model.csv"), "--label", "cell_type", "--sizes",
                                  "10", "--imbalance", "", "--without-markers", "", "--seeds", "2", "--model", demoModel()});
        VERIFY_DONE(made);
        const QJsonObject first = made.json["settings"][0].toObject();
        QVERIFY(first["model"]["method"].toString().startsWith("model-"));
        QVERIFY(first["model"].toObject().contains("difference"));
    }
};

QTEST_GUILESS_MAIN(TestCliAnnotationLimits)
#include "tst_cli_annotation_limits.moc"

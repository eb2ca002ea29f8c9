// A task that is only a value in the table is a command: in the help, with its options, its refusals and its output.
#include "app/lexicell-cli/task_command.h"
#include "core/base/option_json.h"
#include "core/io/h5ad/h5ad_reader.h"
#include "core/steps/step_output.h"
#include "tests/app/cli_process.h"
#include "tests/app/throw_away_task.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <cstdlib>

using namespace lexicell;
using namespace lexicell::test;

class TestTaskCommand : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_mapped;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    // This program is the command line with one more task. Not by an argument: the command line may start itself anew with its
    // own.
    static Outcome asCli(const QStringList &arguments)
    {
        return runProgram(QCoreApplication::applicationFilePath(), arguments, {{"LEXICELL_TEST_AS_CLI", "1"}});
    }
    static std::string hashOf(const QString &file)
    {
        return QCryptographicHash::hash(fileBytes(file), QCryptographicHash::Sha256).toHex().toStdString();
    }
    static std::vector<ProvenanceStep> stepsIn(const QString &file)
    {
        JobContext context;
        const auto dataset = io::readH5ad(file.toStdString(), {}, context);
        return dataset.ok() ? recordedSteps(steps::recordOf(*dataset)) : std::vector<ProvenanceStep>();
    }
    static Outcome run(const QStringList &arguments) { return asCli(arguments + QStringList{"--json"}); }

  private Q_SLOTS:
    void initTestCase()
    {
        VERIFY_DONE(test::cli({"simulate", path("cells.h5ad"), "--cells", "90", "--genes", "120"}));
        m_mapped = path("mapped.h5ad");
        VERIFY_DONE(test::cli({"analyze", path("cells.h5ad"), m_mapped, "--n-top-genes", "60", "--n-pcs", "5"}));
    }

    void helpNamesIt()
    {
        const QByteArray all = asCli({"--help"}).out.simplified();
        QVERIFY(all.contains("seen") && all.contains("The share of cells in which each gene is seen."));
        const QByteArray own = asCli({"seen", "--help"}).out.simplified();
        for (const char *word : {"--at-least", "stricter", "Unit: counts", "CSV: gene, share.", "--layer", "--gene-column"})
            QVERIFY2(own.contains(word), word);
        QVERIFY(!own.contains("--model"));
    }

    void itRuns()
    {
        const Outcome made = run({"seen", m_mapped, path("seen.csv"), "--at-least", "2"});
        VERIFY_DONE(made);
        QCOMPARE(made.json["genes"].toInt(), 120);
        const auto lines = fileBytes(path("seen.csv")).trimmed().split('\n');
        QCOMPARE(lines.first(), QByteArray("gene,share"));
        QCOMPARE(lines.size(), qsizetype{121});
        for (qsizetype i = 1; i < lines.size(); ++i) {
            const double share = lines[i].split(',').at(1).toDouble();
            QVERIFY(share >= 0.0 && share <= 1.0);
        }
    }

    // The sentence is whyNot()'s: tst_task_window compares the window's with the same.
    void itIsRefusedInTheTablesWords()
    {
        const Outcome refused = run({"seen", path("cells.h5ad"), path("none.csv")});
        QCOMPARE(refused.errorClass(), QString("missing_neighbors"));
        const data::Dataset empty;
        const auto why = whyNot(seenTask(), {&empty, nullptr});
        QVERIFY(why);
        QCOMPARE(refused.message(), QString::fromStdString(why->message));
        QVERIFY(!QFile::exists(path("none.csv")));
    }

    // As in the window: the file, every option.
    void aTableHasItsRecordBesideIt()
    {
        VERIFY_DONE(run({"seen", m_mapped, path("told.csv"), "--at-least", "3"}));
        const auto steps = recordedSteps(fileBytes(path("told.csv.json")).toStdString());
        QCOMPARE(steps.size(), std::size_t{1});
        QCOMPARE(steps.front().step, std::string("seen"));
        QCOMPARE(valueOf(steps.front().options, "at-least"), std::string("3"));
        QCOMPARE(valueOf(steps.front().inputs, "file"), hashOf(m_mapped));
        QVERIFY(writeText(path("other.csv.json"), "precious"));
        QCOMPARE(run({"seen", m_mapped, path("other.csv")}).errorClass(), QString("output_exists"));
        QCOMPARE(fileBytes(path("other.csv.json")), QByteArray("precious"));
        QVERIFY(!QFile::exists(path("other.csv")));
    }

    void aNewDataSetHoldsItsRecord()
    {
        VERIFY_DONE(test::cli({"simulate", path("few.h5ad"), "--cells", "300", "--genes", "400", "--seed", "4"}));
        const auto simulated = stepsIn(path("few.h5ad"));
        QCOMPARE(simulated.size(), std::size_t{1});
        QCOMPARE(simulated.front().step, std::string("simulate"));
        QCOMPARE(valueOf(simulated.front().options, "cells"), std::string("300"));
        QCOMPARE(valueOf(simulated.front().options, "seed"), std::string("4"));
        QVERIFY(simulated.front().inputs.empty());

        VERIFY_DONE(test::cli({"convert", path("few.h5ad"), path("same.h5ad"), "--gzip", "9"}));
        const auto converted = stepsIn(path("same.h5ad"));
        QCOMPARE(converted.size(), std::size_t{2});
        QCOMPARE(converted.back().step, std::string("convert"));
        QCOMPARE(valueOf(converted.back().options, "gzip"), std::string("9"));
        QCOMPARE(valueOf(converted.back().inputs, "file"), hashOf(path("few.h5ad")));
        QVERIFY(QFileInfo(path("same.h5ad")).size() < QFileInfo(path("few.h5ad")).size());
        QCOMPARE(test::cli({"convert", path("few.h5ad"), path("x.h5ad"), "--gzip", "10"}).errorClass(), QString("usage"));
    }

    void aConvertedModelHoldsItsRecord()
    {
        const Outcome converted = test::cli({"convert-model", demoModel(), path("half"), "--dtype", "fp16"});
        VERIFY_DONE(converted);
        QStringList files;
        for (const auto &file : converted.json["files"].toArray()) files << file.toString();
        files.sort();
        QCOMPARE(files, filesIn(path("half")));
        const auto steps = recordedSteps(fileBytes(path("half/lexicell.json")).toStdString());
        QCOMPARE(steps.size(), std::size_t{1});
        QCOMPARE(steps.front().step, std::string("convert-model"));
        QCOMPARE(valueOf(steps.front().options, "dtype"), std::string("fp16"));
        QCOMPARE(valueOf(steps.front().inputs, "model"),
                 test::cli({"info", demoModel()}).json["sha256"].toString().toStdString());
        // The record is no stranger in the folder of a checkpoint.
        VERIFY_DONE(test::cli({"convert-model", demoModel(), path("half"), "--force"}));
    }

    // Of two data sets: the hash of each. Steps and size are those that the window said before the start.
    void aPretrainedModelHoldsItsRecord()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        QCOMPARE(test::cli({"pretrain", path("cells.h5ad")}).errorClass(), QString("usage"));
        const QStringList small{"--epochs", "2", "--layers", "1", "--heads", "2", "--embedding-size", "32", "--max-length", "40"};
        VERIFY_DONE(test::cli(QStringList{"pretrain", path("cells.h5ad"), m_mapped, path("two")} + small));
        const auto two = recordedSteps(fileBytes(path("two/lexicell.json")).toStdString());
        QCOMPARE(two.size(), std::size_t{1});
        QCOMPARE(two.front().step, std::string("pretrain"));
        QCOMPARE(two.front().inputs,
                 (models::tasks::RecordInputs{{"file", hashOf(path("cells.h5ad"))}, {"file_2", hashOf(m_mapped)}}));
        QCOMPARE(valueOf(two.front().options, "epochs"), std::string("2"));
        QCOMPARE(valueOf(two.front().options, "seed"), std::string("0"));

        const Outcome one = test::cli(QStringList{"pretrain", path("cells.h5ad"), path("one")} + small);
        VERIFY_DONE(one);
        const auto steps = recordedSteps(fileBytes(path("one/lexicell.json")).toStdString());
        QCOMPARE(steps.size(), std::size_t{2});
        QCOMPARE(steps.front().step, std::string("simulate"));
        // How a checkpoint came to be goes with it.
        VERIFY_DONE(test::cli({"convert-model", path("one"), path("one half"), "--dtype", "fp16"}));
        const auto converted = recordedSteps(fileBytes(path("one half/lexicell.json")).toStdString());
        QCOMPARE(converted.size(), std::size_t{3});
        QCOMPARE(converted[1].step, std::string("pretrain"));
        QCOMPARE(converted.back().step, std::string("convert-model"));

        JobContext context;
        const auto dataset = io::readH5ad(path("cells.h5ad").toStdString(), {}, context);
        VERIFY_OK(dataset);
        const auto *task = models::tasks::TaskTable::builtIn().find("pretrain");
        OptionValues options = task->options;
        VERIFY_OK(optionsFromJson(R"({"epochs": 2, "layers": 1, "heads": 2, "embedding-size": 32, "max-length": 40})", options));
        const auto expected = task->estimate({.dataset = &*dataset}, options);
        QVERIFY(expected.passes && expected.resultBytes && expected.memoryBytes && !expected.seconds);
        QCOMPARE(qint64{*expected.passes}, one.json["steps"].toInteger());
        const auto written = static_cast<double>(QFileInfo(path("one/best_model.pt")).size());
        const auto bytes = static_cast<double>(*expected.resultBytes);
        QVERIFY2(bytes <= written && bytes > 0.6 * written, qPrintable(QString("%1 of %2").arg(bytes).arg(written)));
        QCOMPARE(*expected.memoryBytes, 4 * *expected.resultBytes);
        QVERIFY(!task->estimate({}, options).passes);
    }

    void outputsAreProtectedLikeAllOthers()
    {
        QVERIFY(writeText(path("there.csv"), "precious"));
        QCOMPARE(run({"seen", m_mapped, path("there.csv")}).errorClass(), QString("output_exists"));
        QCOMPARE(run({"seen", m_mapped, m_mapped, "--force"}).errorClass(), QString("output_is_input"));
        QCOMPARE(fileBytes(path("there.csv")), QByteArray("precious"));
    }

    // A layout is no representation that a menu offers, but it may be named.
    void aNamedRepresentationCounts()
    {
        data::Dataset dataset;
        dataset.obsm.set("X_mine", data::makeElement(data::Array(data::DType::Float32, {4, 2})));
        const auto *neighbors = models::tasks::TaskTable::builtIn().find("neighbors");
        QVERIFY(whyNot(*neighbors, {.dataset = &dataset})->is(errors::missingEmbedding));
        QVERIFY(!whyNot(*neighbors, {.dataset = &dataset, .representation = "X_mine"}));
        QVERIFY(whyNot(*neighbors, {.dataset = &dataset, .representation = "X_other"}));
    }

    void everyTaskOfTheTableIsACommand()
    {
        const QByteArray help = runProgram(cliProgram(), {"--help"}).out;
        for (const auto &task : models::tasks::TaskTable::builtIn().all())
            QVERIFY2(help.contains(task.id.c_str()), task.id.c_str());
    }
};

int main(int argc, char **argv)
{
    if (std::getenv("LEXICELL_TEST_AS_CLI")) {
        static const models::tasks::TaskTable tasks = tableWithSeen();
        cli::CommandLine line;
        cli::addTasks(line, tasks);
        return line.run(argc, argv);
    }
    QCoreApplication application(argc, argv);
    TestTaskCommand test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_task_command.moc"

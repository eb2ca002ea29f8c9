// A run that several machines share, from the command line: what is in a part, that the merged file is the file of one run but
// for the record, for any number of shares and for several families, refusals, and the example scripts of docs/many-machines.md.
#include "core/io/h5ad/h5ad_reader.h"
#include "core/io/write_dataset.h"
#include "tests/app/cli_process.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace lexicell;
using namespace lexicell::test;

class TestCliShards : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    // The file without its record.
    QByteArray withoutRecord(const QString &file)
    {
        JobContext context;
        auto dataset = io::readH5ad(file.toStdString(), {}, context);
        if (!dataset.ok()) return {};
        auto &entries = dataset->uns.entries;
        std::erase_if(entries, [](const auto &entry) { return entry.first == "lexicell"; });
        const QString bare = path("bare.h5ad");
        const auto written = io::writeDataset(*dataset, bare.toStdString(), {.overwrite = true}, context);
        return written.ok() ? fileBytes(bare) : QByteArray();
    }
    // The script below a heading of the page, with its fence.
    static QByteArray scriptOf(const QByteArray &heading)
    {
        const QByteArray page = fileBytes(QString::fromStdString((sourceRoot() / "docs/many-machines.md").string()));
        const qsizetype at = page.indexOf("\n## " + heading + "\n");
        const qsizetype begin = page.indexOf('\n', page.indexOf("```", at)) + 1;
        return at < 0 ? QByteArray() : page.mid(begin, page.indexOf("```", begin) - begin);
    }

  private Q_SLOTS:
    void initTestCase() { VERIFY_DONE(cli({"simulate", path("cells.h5ad"), "--cells", "150", "--genes", "400"})); }

    void mergedIsTheFileOfOneRun_data()
    {
        QTest::addColumn<QString>("input");
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QList<int>>("shares");
        // Cells are longer than the model takes, so genes are drawn.
        QTest::newRow("scgpt") << path("cells.h5ad")
                               << QStringList{"--model", demoModel(), "--max-length", "60", "--batch-size", "16"}
                               << QList<int>{1, 2, 3, 7};
        const auto family = [](const char *name, const char *prefix, const char *file, const QStringList &options) {
            const auto root = fixtures(name);
            const auto cases = root ? caseFolders(*root, "input.h5ad", {prefix}) : std::vector<std::filesystem::path>();
            if (cases.empty()) return;
            const QString folder = QString::fromStdString(cases.front().string());
            QTest::newRow(name) << folder + "/input.h5ad" << QStringList{"--model", folder + file, "--batch-size", "2"} + options
                                << QList<int>{3};
        };
        // What is fitted to all cells must be the same in every share.
        family("exceiver", "base_", "/model.ckpt", {"--scaler", "refit"});
        family("scbert", "lm_", "", {});
    }

    void mergedIsTheFileOfOneRun()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        QFETCH(QString, input);
        QFETCH(QStringList, options);
        QFETCH(QList<int>, shares);
        const QStringList seed{"--seed", "5", "--device", "cpu", "--force"};
        VERIFY_DONE(cli(QStringList{"embed", input, path("once.h5ad")} + options + seed));
        const QByteArray once = withoutRecord(path("once.h5ad"));
        QVERIFY(!once.isEmpty());
        for (const int of : shares) {
            QStringList parts;
            for (int index = 1; index <= of; ++index) {
                parts.prepend(path(QString("part_%1.h5ad").arg(index)));
                const Outcome part = cli(QStringList{"embed", input, parts.front(), "--shard"} +
                                         QStringList{QString("%1/%2").arg(index).arg(of)} + options + seed);
                VERIFY_DONE(part);
                QCOMPARE(part.json["shard"].toInt(), index);
                QCOMPARE(part.json["shards"].toInt(), of);
            }
            const Outcome merged = cli(QStringList{"merge", input} + parts + QStringList{path("merged.h5ad"), "--force"});
            VERIFY_DONE(merged);
            QCOMPARE(merged.json["parts"].toInt(), of);
            QVERIFY(withoutRecord(path("merged.h5ad")) == once);
        }
    }

    void refusals()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const QStringList embed{"embed", path("cells.h5ad"), path("p1.h5ad"), "--model", demoModel(), "--max-length", "60"};
        QCOMPARE(cli(embed + QStringList{"--shard", "3/2"}).errorClass(), QString("bad_option"));
        QVERIFY(cli(embed + QStringList{"--shard", "3/2"}).message().contains("--shard"));
        QVERIFY(!QFile::exists(path("p1.h5ad")));
        VERIFY_DONE(cli(embed + QStringList{"--shard", "1/2"}));
        // A part can be read on its own.
        const Outcome part = cli({"info", path("p1.h5ad")});
        VERIFY_DONE(part);
        QVERIFY(part.json["n_obs"].toInt() > 0 && part.json["n_obs"].toInt() < 150);
        QVERIFY(part.json["obsm"].toArray().contains("X_scGPT"));
        QCOMPARE(cli({"merge", path("cells.h5ad"), path("p1.h5ad"), path("m.h5ad")}).errorClass(), QString("missing_part"));
        QCOMPARE(cli({"merge", path("cells.h5ad"), path("cells.h5ad"), path("m.h5ad")}).errorClass(), QString("unsupported"));
        QCOMPARE(cli({"merge", path("cells.h5ad")}).errorClass(), QString("usage"));
        QCOMPARE(cli({"merge", path("cells.h5ad"), path("p1.h5ad"), path("p1.h5ad")}).errorClass(), QString("output_is_input"));
        QVERIFY(!QFile::exists(path("m.h5ad")));
    }

    // The scripts of the page, with the variables that a scheduler sets.
    void theExampleScriptsRun()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const QByteArray array = scriptOf("Slurm"), merge = scriptOf("Merge");
        QVERIFY(array.startsWith("#!/bin/bash\n#SBATCH"));
        QVERIFY(writeText(path("embed.sbatch"), array) && writeText(path("merge.sh"), merge));
        const auto bash = [&](const QString &script, const Environment &extra) {
            const QString program = QFileInfo(cliProgram()).absolutePath();
            Environment all{{"PATH", program + ":" + qEnvironmentVariable("PATH")},
                            {"MODEL", demoModel()},
                            {"CELLS", path("cells.h5ad")},
                            {"OUT", path("array")}};
            return runProgram("bash", {path(script)}, all + extra);
        };
        for (int task = 1; task <= 4; ++task) {
            const Outcome ran = bash(
                "embed.sbatch",
                {{"SLURM_ARRAY_TASK_ID", QString::number(task)}, {"SLURM_ARRAY_TASK_COUNT", "4"}, {"SLURM_CPUS_PER_TASK", "1"}});
            QVERIFY2(ran.status == 0, qPrintable(ran.text()));
        }
        const Outcome merged = bash("merge.sh", {});
        QVERIFY2(merged.status == 0, qPrintable(merged.text()));
        QVERIFY(cli({"info", path("array/merged.h5ad")}).json["obsm"].toArray().contains("X_scGPT"));
    }

    // The command lines in the module's script blocks, with the values that Nextflow would put in.
    void theNextflowModuleRuns()
    {
#ifndef LEXICELL_WITH_TORCH
        QSKIP("built without LibTorch");
#endif
        const QString module = QString::fromUtf8(scriptOf("Nextflow"));
        static const QRegularExpression block(QStringLiteral("\"\"\"\n(.*?)\"\"\""),
                                              QRegularExpression::DotMatchesEverythingOption);
        QStringList blocks;
        for (auto found = block.globalMatch(module); found.hasNext();) blocks << found.next().captured(1);
        QCOMPARE(blocks.size(), qsizetype{2});
        QVERIFY(QDir().mkpath(path("flow")));
        const auto run = [&](QString script, const QList<std::pair<QString, QString>> &values) {
            for (const auto &[name, value] : values) script.replace("${" + name + "}", value).replace("$" + name, value);
            if (script.contains('$')) return Outcome{};
            const QString program = QFileInfo(cliProgram()).absolutePath();
            return runProgram("bash", {"-c", "cd '" + path("flow") + "'\n" + script},
                              {{"PATH", program + ":" + qEnvironmentVariable("PATH")}});
        };
        for (const char *index : {"1", "2"})
            QCOMPARE(run(blocks[0], {{"cells", path("cells.h5ad")},
                                     {"model", demoModel()},
                                     {"index", index},
                                     {"params.shards", "2"},
                                     {"task.cpus", "1"}})
                         .status,
                     0);
        const Outcome merged = run(blocks[1], {{"cells", path("cells.h5ad")}, {"parts", "part_1.h5ad part_2.h5ad"}});
        QVERIFY2(merged.status == 0, qPrintable(merged.text()));
        QVERIFY(QFile::exists(path("flow/merged.h5ad")));
    }
};

QTEST_GUILESS_MAIN(TestCliShards)
#include "tst_cli_shards.moc"

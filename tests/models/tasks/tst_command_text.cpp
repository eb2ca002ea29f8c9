// The command that repeats a run, and the script that a queue of jobs takes.
#include "models/tasks/command_text.h"
#include "models/tasks/registry.h"
#include "tests/support/fixtures.h"

using namespace lexicell::models::tasks;

namespace {

const TaskSpec &taskNamed(const char *id) { return *TaskTable::builtIn().find(id); }

}  // namespace

class TestCommandText : public QObject {
    Q_OBJECT
  private slots:
    void onlyWhatIsNotTheDefault()
    {
        QCOMPARE(
            commandText(taskNamed("umap"), {{"min-dist", "0.5"}, {"rep", "X_scGPT"}, {"seed", "0"}}, {{"a.h5ad"}, "b.h5ad", {}}),
            std::string("lexicell-cli umap a.h5ad b.h5ad --rep X_scGPT"));
        QCOMPARE(commandText(taskNamed("embed"), {{"seed", "3"}}, {{"my cells.h5ad"}, "b.h5ad", "it's"}),
                 std::string("lexicell-cli embed 'my cells.h5ad' b.h5ad --model 'it'\\''s' --seed 3"));
    }

    // A switch that is on by default can be off.
    void switchesAreTurnedOff()
    {
        QCOMPARE(commandText(taskNamed("annotate"), {{"singler", "false"}}, {{"a.h5ad"}, "b.h5ad", {}}),
                 std::string("lexicell-cli annotate a.h5ad b.h5ad --no-singler"));
        QCOMPARE(commandText(taskNamed("knock-out"), {{"pairs", "true"}}, {{"a.h5ad"}, "b.csv", {}}),
                 std::string("lexicell-cli knock-out a.h5ad b.csv --pairs"));
    }

    void inputsInTheirOrder()
    {
        QCOMPARE(commandText(taskNamed("merge"), {}, {{"a.h5ad", "p1.h5ad", "p2.h5ad"}, "b.h5ad", {}}),
                 std::string("lexicell-cli merge a.h5ad p1.h5ad p2.h5ad b.h5ad"));
        QCOMPARE(commandText(taskNamed("enrich"), {{"genes", R"(["CD3D","CD3E"])"}, {"gmt", "sets.gmt"}}, {{}, "b.csv", {}}),
                 std::string("lexicell-cli enrich CD3D,CD3E b.csv --gmt sets.gmt"));
        QCOMPARE(commandText(taskNamed("simulate"), {}, {{}, "b.h5ad", {}}), std::string("lexicell-cli simulate b.h5ad"));
    }

    void wordsAreQuotedWhereTheyMust()
    {
        QCOMPARE(quotedWord("a/b_c-1.h5ad"), std::string("a/b_c-1.h5ad"));
        QCOMPARE(quotedWord(""), std::string("''"));
        QCOMPARE(quotedWord("$HOME"), std::string("'$HOME'"));
        QCOMPARE(quotedWord("a b"), std::string("'a b'"));
    }

    void aScriptForSlurm()
    {
        const std::string script = batchScript(taskNamed("umap"), {}, {{"a.h5ad"}, "b.h5ad", {}},
                                               {.slurm = true, .cores = 4, .gigabytes = 16, .hours = 2, .card = true});
        QCOMPARE(script, std::string("#!/bin/bash\n#SBATCH --job-name=lexicell-umap\n#SBATCH --cpus-per-task=4\n"
                                     "#SBATCH --mem=16G\n#SBATCH --time=2:00:00\n#SBATCH --gres=gpu:1\nset -euo pipefail\n"
                                     "lexicell-cli umap a.h5ad b.h5ad --threads \"${SLURM_CPUS_PER_TASK:-4}\"\n"));
    }

    void aScriptForBash()
    {
        QCOMPARE(batchScript(taskNamed("umap"), {}, {{"a.h5ad"}, "b.h5ad", {}}, {.slurm = false, .shards = 3, .cores = 2}),
                 std::string("#!/bin/bash\nset -euo pipefail\nlexicell-cli umap a.h5ad b.h5ad --threads 2\n"));
    }

    void sharesAndTheirMerging()
    {
        const CommandFiles files{{"/data/a.h5ad"}, "/out/a b.h5ad", "model"};
        const std::string script = batchScript(taskNamed("embed"), {{"seed", "1"}}, files, {.shards = 4});
        for (const char *part :
             {"sbatch --parsable --array=1-4 FILE", "if [ -n \"${SLURM_ARRAY_TASK_ID:-}\" ]",
              "lexicell-cli embed /data/a.h5ad '/out/a b_part_'\"$SHARD\".h5ad --model model --seed 1 --shard \"$SHARD/4\"",
              "lexicell-cli merge /data/a.h5ad '/out/a b_part_'{1..4}.h5ad '/out/a b.h5ad'"})
            QVERIFY2(script.find(part) != std::string::npos, script.c_str());
        const std::string local = batchScript(taskNamed("embed"), {}, files, {.slurm = false, .shards = 2});
        QVERIFY(local.find("#SBATCH") == std::string::npos && local.find("for SHARD in $(seq 1 2); do") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestCommandText)
#include "tst_command_text.moc"

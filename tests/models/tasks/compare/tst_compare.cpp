// Runs of several tasks, models and seeds in one table: what is put together and what is not, the report, refusals.
#include "core/files/atomic_file.h"
#include "core/files/csv.h"
#include "core/io/h5ad/h5ad_writer.h"
#include "core/steps/step_output.h"
#include "models/tasks/annotate/score_table.h"
#include "models/tasks/compare/compare.h"
#include "models/tasks/compare/compare_task.h"
#include "models/tasks/compare/interval_figure.h"
#include "models/tasks/compare/report_page.h"
#include "tests/models/counting_model.h"

#include <QDir>
#include <QTemporaryDir>
#include <QXmlStreamReader>

#include <cmath>

using namespace lexicell;
using namespace lexicell::models::tasks;

namespace {

using models::warned;

const std::string scgptHash(64, 'a'), scbertHash(64, 'b'), dataHash(64, 'd');

const Comparison *named(const Comparisons &all, const std::string &name)
{
    for (const Comparison &comparison : all.comparisons)
        if (comparison.name == name) return &comparison;
    return nullptr;
}

const ComparedScore &scoreOf(const ModelComparison &model, const std::string &method, std::size_t metric)
{
    for (const ComparedMethod &compared : model.methods)
        if (compared.method == method) return compared.scores[metric];
    throw std::runtime_error("no method " + method);
}

}  // namespace

class TestCompare : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string path(const std::string &name) const { return m_folder.filePath(QString::fromStdString(name)).toStdString(); }

    std::string tuned(const std::string &name, const std::string &model, std::int64_t seed, const std::string &scores,
                      const std::string &validation = "0.1", const std::string &data = dataHash)
    {
        const std::string folder = path(name);
        QDir().mkpath(QString::fromStdString(folder));
        const ProvenanceStep step{
            "fine-tune",
            "",
            {{"task", "annotation"}, {"label", "cell_type"}, {"validation", validation}, {"seed", std::to_string(seed)}},
            {{"file", data}, {"model", model}}};
        const bool written = writeRecord(step, recordInside(folder)).ok() &&
                             files::writeTextFile(folder + "/validation.csv", "method,accuracy,macro_f1\n" + scores).ok();
        return written ? folder : std::string();
    }

    std::string evaluated(const std::string &name, const std::string &key, std::int64_t seed, const std::string &rows,
                          const std::string &data = dataHash)
    {
        const std::string file = path(name);
        const ProvenanceStep step{
            "evaluate", "", {{"embedding", key}, {"label", "cell_type"}, {"seed", std::to_string(seed)}}, {{"file", data}}};
        const bool written =
            writeRecord(step, recordBeside(file)).ok() &&
            files::writeTextFile(file, "score," + key + "," + key + "_low," + key + "_high,pca,pca_low,pca_high,random\n" + rows)
                .ok();
        return written ? file : std::string();
    }

    std::string annotated(const std::string &name, std::int64_t seed, double accuracy)
    {
        data::Dataset dataset = models::staircase(4, 4);
        MethodScores model{"model-logistic", false, {}, {}}, baseline{"logistic-l2", true, {}, {}};
        model.scores.accuracy = accuracy;
        baseline.scores.accuracy = 0.5;
        dataset.uns.set("lexicell_annotation", steps::dictElement({{"scores", methodScoresFrame({model, baseline})}}));
        steps::record(dataset, {"annotate",
                                "obs/lexicell_label",
                                {{"label", "cell_type"}, {"threshold", "0.5"}, {"seed", std::to_string(seed)}},
                                {{"reference", dataHash}, {"model", scgptHash}, {"file", dataHash}}});
        steps::record(dataset, {"umap", "obsm/X_umap", {}, {}});  // later steps do not matter
        JobContext context;
        const std::string file = path(name);
        return io::writeH5ad(dataset, file, {}, context).ok() ? file : std::string();
    }

    Result<Comparisons> compared(std::vector<std::string> runs, JobContext &context)
    {
        CompareOptions options;
        options.runs = std::move(runs);
        options.rounds = 200;
        return compareRuns(options, context);
    }

    std::vector<std::string> threeSeeds()
    {
        return {tuned("a2", scgptHash, 2, "fine_tuned,0.90,0.80\nlogistic-l2,0.85,0.78\nmajority,0.4,0.1\n"),
                tuned("a0", scgptHash, 0, "fine_tuned,0.70,0.60\nlogistic-l2,0.66,0.57\nmajority,0.4,0.1\n"),
                tuned("a1", scgptHash, 1, "fine_tuned,0.80,0.70\nlogistic-l2,0.75,0.68\nmajority,0.4,0.1\n")};
    }

  private Q_SLOTS:
    void seedsArePutTogether()
    {
        JobContext context;
        const auto result = compared(threeSeeds(), context);
        VERIFY_OK(result);
        QCOMPARE(result->comparisons.size(), std::size_t{1});
        const Comparison &comparison = result->comparisons.front();
        QCOMPARE(comparison.name, std::string("fine-tune annotation"));
        QCOMPARE(comparison.metrics, (std::vector<std::string>{"accuracy", "macro_f1"}));
        QCOMPARE(comparison.models.size(), std::size_t{1});
        const ModelComparison &model = comparison.models.front();
        QCOMPARE(model.model, std::string(12, 'a'));
        QCOMPARE(model.seeds, (std::vector<std::int64_t>{0, 1, 2}));
        QVERIFY(model.kinds.front() == MethodKind::Model && model.kinds.back() == MethodKind::Baseline);
        const ComparedScore &score = scoreOf(model, "fine_tuned", 0);
        QVERIFY(std::abs(score.mean.mean - 0.8) < 1e-9);
        QCOMPARE(score.bestBaseline, std::string("logistic-l2"));
        QVERIFY(std::abs(score.difference.mean - 0.14 / 3.0) < 1e-9);
        QVERIFY(score.difference.interval.low > 0.03 && score.mean.interval.low < 0.75);
        QVERIFY(verdictOf(score, "accuracy").ends_with("better over the seeds."));
        QVERIFY(!warned(context, "reduced") && !warned(context, "dataset_changed"));
    }

    void otherOptionsAndDataAreOtherComparisons()
    {
        JobContext context;
        auto runs = threeSeeds();
        runs.push_back(tuned("other", scgptHash, 0, "fine_tuned,0.5,0.5\nlogistic-l2,0.5,0.5\n", "0.3"));
        runs.push_back(tuned("data", scgptHash, 0, "fine_tuned,0.5,0.5\nlogistic-l2,0.5,0.5\n", "0.1", std::string(64, 'e')));
        const auto result = compared(runs, context);
        VERIFY_OK(result);
        QCOMPARE(result->comparisons.size(), std::size_t{3});
        QVERIFY(named(*result, "fine-tune annotation (validation = 0.3; SHA-256 of the file = dddddddddddd)"));
        QVERIFY(warned(context, "reduced"));
    }

    void modelsStandSideBySide()
    {
        JobContext context;
        auto runs = threeSeeds();
        runs.push_back(tuned("b0", scbertHash, 0, "fine_tuned,0.60,0.50\nlogistic-l2,0.66,0.57\n"));
        runs.push_back(tuned("b1", scbertHash, 1, "fine_tuned,0.70,0.60\nlogistic-l2,0.75,0.68\n"));
        CompareOptions options;
        options.runs = runs;
        options.names = {"aaaa=scGPT", "bbbb=scBERT"};
        const auto result = compareRuns(options, context);
        VERIFY_OK(result);
        QCOMPARE(result->comparisons.size(), std::size_t{1});
        const auto &models = result->comparisons.front().models;
        QCOMPARE(models.size(), std::size_t{2});
        QCOMPARE(models[0].model, std::string("scBERT"));
        QCOMPARE(models[1].model, std::string("scGPT"));
        QVERIFY(verdictOf(scoreOf(models[0], "fine_tuned", 0), "accuracy").ends_with("worse over the seeds."));
    }

    void evaluationsKnowTheirModelByItsKey()
    {
        JobContext context;
        const auto result = compared({evaluated("e0.csv", "X_scGPT", 0, "nmi,0.7,0.6,0.8,0.6,0.5,0.7,0.01\n"),
                                      evaluated("e1.csv", "X_scGPT", 1, "nmi,0.72,0.6,0.8,0.62,0.5,0.7,0.99\n"),
                                      evaluated("x0.csv", "X_scBERT", 0, "nmi,0.5,0.4,0.6,0.6,0.5,0.7,\n", std::string(64, 'e'))},
                                     context);
        VERIFY_OK(result);
        QVERIFY(warned(context, "dataset_changed"));
        const auto *comparison = named(*result, "evaluate");
        QVERIFY(comparison);
        QCOMPARE(comparison->models.size(), std::size_t{2});
        const ModelComparison &model = comparison->models[1];
        QCOMPARE(model.model, std::string("X_scGPT"));
        QVERIFY(std::abs(scoreOf(model, "representation", 0).mean.mean - 0.71) < 1e-9);
        // Random numbers are no baseline to beat, however good they are by chance.
        QCOMPARE(scoreOf(model, "representation", 0).bestBaseline, std::string("pca"));
        QVERIFY(model.kinds.back() == MethodKind::Null);
        QVERIFY(std::isnan(scoreOf(comparison->models[0], "random", 0).mean.mean));
    }

    void annotationsAreReadFromTheirDataSets()
    {
        JobContext context;
        const auto result = compared({annotated("n0.h5ad", 0, 0.8), annotated("n1.h5ad", 1, 0.9)}, context);
        VERIFY_OK(result);
        const auto *comparison = named(*result, "annotate");
        QVERIFY(comparison);
        QCOMPARE(comparison->metrics.front(), std::string("accuracy"));
        QVERIFY(std::find(comparison->metrics.begin(), comparison->metrics.end(), "accuracy_low") == comparison->metrics.end());
        QVERIFY(std::abs(scoreOf(comparison->models.front(), "model-logistic", 0).mean.mean - 0.85) < 1e-9);
    }

    void theTableAndTheReport()
    {
        CompareOptions options;
        options.runs = threeSeeds();
        options.report = path("report.html");
        JobContext context;
        const auto outcome = compareTask().run({}, OptionValues(options), context);
        VERIFY_OK(outcome);
        const auto &table = std::get<Table>(outcome->result);
        QCOMPARE(table.rows(), std::size_t{6});
        QCOMPARE(table.columns.back().name, std::string("by_seed"));
        QCOMPARE(std::get<std::vector<std::string>>(table.columns.back().values).front(), std::string("0=0.7 1=0.8 2=0.9"));
        QCOMPARE(outcome->files.size(), std::size_t{1});
        const std::string &page = outcome->files.front().text;
        for (const char *part : {"<svg ", "Provenance", "DATA_1: SHA-256 dddd", "lexicell-cli fine-tune DATA_1", "MODEL_1",
                                 "percentile bootstraps", "better over the seeds.", "lexicell-cli compare"})
            QVERIFY2(page.find(part) != std::string::npos, part);
        for (const char *outside : {"http-equiv", "<script", "<link", "src="})
            QVERIFY2(page.find(outside) == std::string::npos, outside);
        JobContext again;
        QCOMPARE(compareTask().run({}, OptionValues(options), again)->files.front().text, page);
    }

    void figuresAreWellFormed()
    {
        const std::string svg = intervalFigure(
            "a < b & c", {{"<m>", MethodKind::Model, {3, 0.5, {0.4, 0.6}}}, {"none", MethodKind::Null, {0, std::nan(""), {}}}},
            0.45);
        QXmlStreamReader reader(QString::fromStdString(svg));
        int circles = 0;
        while (!reader.atEnd()) circles += reader.readNext() == QXmlStreamReader::StartElement && reader.name() == u"circle";
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QCOMPARE(circles, 1);
    }

    void recordsOfCsv()
    {
        const auto records = files::csvRecords("a,\"b, \"\"c\"\"\"\r\n\n1,\"two\nlines\"\n,");
        QCOMPARE(records.size(), std::size_t{3});
        QCOMPARE(records[0], (std::vector<std::string>{"a", "b, \"c\""}));
        QCOMPARE(records[1], (std::vector<std::string>{"1", "two\nlines"}));
        QCOMPARE(records[2], (std::vector<std::string>{"", ""}));
    }

    void refusals()
    {
        JobContext context;
        const auto errorOf = [&](const std::vector<std::string> &runs) {
            const auto result = compared(runs, context);
            return result.ok() ? std::string() : result.error().errorClass;
        };
        QCOMPARE(errorOf({}), std::string("bad_option"));
        QCOMPARE(errorOf({path("absent.csv")}), std::string("not_found"));
        const std::string run = tuned("once", scgptHash, 0, "fine_tuned,0.5,0.5\n");
        QCOMPARE(errorOf({run, run}), std::string("bad_option"));
        QDir().mkpath(QString::fromStdString(path("empty")));
        QCOMPARE(errorOf({path("empty")}), std::string("unsupported"));
        VERIFY_OK(files::writeTextFile(path("lone.csv"), "score,X\nnmi,1\n"));
        QCOMPARE(errorOf({path("lone.csv")}), std::string("unsupported"));
        QCOMPARE(errorOf({tuned("bad", scgptHash, 0, "fine_tuned,much,0.5\n")}), std::string("parse_error"));
        QCOMPARE(errorOf({tuned("uneven", scgptHash, 0, "fine_tuned,0.5\n")}), std::string("parse_error"));
        const data::Dataset plain = models::staircase(3, 3);
        VERIFY_OK(io::writeH5ad(plain, path("plain.h5ad"), {}, context));
        QCOMPARE(errorOf({path("plain.h5ad")}), std::string("unsupported"));
        CompareOptions options;
        options.runs = {run};
        options.names = {"scGPT"};
        QCOMPARE(compareRuns(options, context).error().errorClass, std::string("bad_option"));
    }
};

QTEST_GUILESS_MAIN(TestCompare)
#include "tst_compare.moc"

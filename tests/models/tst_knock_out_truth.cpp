// Knock-outs beside genes that are known to matter: really knocked-out genes of the same file, and the targets of a list.
#include "models/tasks/knock_out/known_genes.h"
#include "models/tasks/knock_out/measured_truth.h"
#include "models/tasks/knock_out/opposite_change.h"
#include "models/tasks/knock_out/protein_partners.h"
#include "models/tasks/knock_out/target_hits.h"
#include "tests/support/fixtures.h"

#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

using Genes = std::vector<std::int64_t>;

const GeneFinder &finder()
{
    static const GeneFinder made({"", {"STAT1", "IRF9", "HLA_A", "CSF1R"}, {}}, true);
    return made;
}

// Two numbers a cell: control cells about (1, 0), changed cells about (1, `second`).
std::vector<CellVector> vectorsOf(const PerturbedCells &cells, double second)
{
    std::vector<CellVector> vectors;
    for (const std::int64_t cell : cells.all()) {
        const bool changed = !cells.genes.empty() && std::ranges::binary_search(cells.genes.front().cells, cell);
        vectors.push_back({1.0, (changed ? second : 0.0) + 0.1 * static_cast<double>(cell % 5 - 2)});
    }
    return vectors;
}

// 30 cells of the control and 15 in which gene 1 was knocked out, of 45 cells x 2 genes with 100 counts each.
PerturbedCells fortyFiveCells()
{
    PerturbedCells cells;
    for (std::int64_t cell = 0; cell < 30; ++cell) cells.control.push_back(cell);
    cells.genes.push_back({1, {}});
    for (std::int64_t cell = 30; cell < 45; ++cell) cells.genes.front().cells.push_back(cell);
    return cells;
}
data::CsrBlock countsOf(const PerturbedCells &cells)
{
    data::CsrBlock counts;
    counts.columns = 2;
    for (const std::int64_t cell : cells.all()) {
        const float own = cell < 30 ? 40.0F : 10.0F;
        counts.indices.insert(counts.indices.end(), {0, 1});
        counts.values.insert(counts.values.end(), {100.0F - own, own});
        counts.indptr.push_back(static_cast<std::int64_t>(counts.indices.size()));
        ++counts.rows;
    }
    return counts;
}

std::vector<MeasuredGene> measured(double second)
{
    const PerturbedCells cells = fortyFiveCells();
    JobContext context;
    auto found = measuredGenes(cells, vectorsOf(cells, second), countsOf(cells), {"A", "B"}, 0, context);
    return found.ok() ? *found : std::vector<MeasuredGene>();
}

// A gene for each number, expressed the more the larger it is.
KnockOut rankedBy(const std::vector<double> &z)
{
    KnockOut result;
    for (std::size_t i = 0; i < z.size(); ++i) {
        KnockOutGene gene;
        gene.gene = {"GENE" + std::to_string(i), static_cast<std::int64_t>(i), GeneStatus::Ok};
        gene.meanExpression = static_cast<double>(i);
        MetricNumbers &numbers = gene.in(ShiftMetric::Shift);
        numbers.effect.value = 0.01 * z[i];
        numbers.null.z = z[i];
        numbers.adjustedP = 0.5;
        numbers.pca = std::nan("");
        result.genes.push_back(gene);
    }
    return result;
}

}  // namespace

class TestKnockOutTruth : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string written(const char *name, const QByteArray &text) const
    {
        QFile file(m_folder.filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) qFatal("cannot write");
        return file.fileName().toStdString();
    }

  private Q_SLOTS:
    void labelsOfPerturbations_data()
    {
        QTest::addColumn<QString>("label");
        QTest::addColumn<Genes>("genes");
        const auto row = [](const char *label, Genes genes) { QTest::newRow(label) << label << genes; };
        row("unperturbed", {});
        row("ctrl", {});
        row("control+ctrl", {});
        row("STAT1", {0});
        row("STAT1+ctrl", {0});
        row("ctrl + STAT1", {0});
        row("STAT1_ctrl", {0});
        row("STAT1+unperturbed", {0});
        row("STAT1_2", {0});
        row("sgCSF1R-1", {3});
        row("HLA_A", {2});
        row("HLA_A+ctrl", {2});
        row("IRF9+STAT1", {0, 1});
        row("STAT1_IRF9", {0, 1});
        row("TP53+ctrl", {-1});
        row("TP53+STAT1", {-1, 0});
        row("+STAT1", {-1, 0});
    }
    void labelsOfPerturbations()
    {
        QFETCH(QString, label);
        QFETCH(Genes, genes);
        QCOMPARE(genesOfLabel(label.toStdString(), "unperturbed", finder()), genes);
    }

    void aRealEffectIsMeasured()
    {
        const auto found = measured(0.5);
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].cells, std::int64_t{15});
        // The mean vectors are (1, 0.5) and (1, 0).
        QVERIFY(std::abs(found[0].shift - (1.0 - 1.0 / std::sqrt(1.25))) < 1e-12);
        QCOMPARE(found[0].p, 1.0 / (1.0 + measuredDraws));
        QVERIFY(std::abs(found[0].logFoldChange - std::log2(1000.0 / 4000.0)) < 1e-9);
    }

    void noEffectIsNotMeasured()
    {
        const auto found = measured(0.01);
        QCOMPARE(found.size(), std::size_t{1});
        QVERIFY2(found[0].p > measuredP, qPrintable(QString::number(found[0].p)));
        QCOMPARE(measured(0.01)[0].p, found[0].p);
        const PerturbedCells cells = fortyFiveCells();
        JobContext context;
        context.cancel();
        const auto stopped = measuredGenes(cells, vectorsOf(cells, 0.01), countsOf(cells), {"A", "B"}, 0, context);
        QVERIFY(!stopped.ok() && stopped.error().is(errors::cancelled));
    }

    void measuredGenesAreTheTruth()
    {
        KnockOut result = rankedBy({5, 4, 3, 2, 1, 0});
        for (std::size_t i = 0; i < 4; ++i) {
            result.genes[i].measured.shift = 0.4 - 0.1 * static_cast<double>(i);
            result.genes[i].measured.p = i < 2 ? 0.005 : 0.5;
        }
        const MeasuredScores found = findingMeasuredGenes(result);
        QCOMPARE(found.genes, std::int64_t{4});
        QCOMPARE(found.effective, (std::vector<std::string>{"GENE0", "GENE1"}));
        QCOMPARE(found.spearman, 1.0);
        QCOMPARE(found.spearmanMeanExpression, -1.0);
        QCOMPARE(found.scores.model.auroc, 1.0);
        QCOMPARE(found.scores.meanExpression.auroc, 0.0);
        QCOMPARE(found.scores.model.baseRate, 0.5);
        QVERIFY(std::isnan(found.scores.differential.auroc));
    }

    // A ranking by expression finds well expressed targets, but not more than other genes of like expression.
    void expressionAloneFindsNothing()
    {
        std::vector<double> z;
        for (int i = 0; i < 100; ++i) z.push_back(i);
        JobContext context;
        const auto hits = targetHits(rankedBy(z), {81, 84, 86, 89, 90, 93, 95, 98}, 0, context);
        VERIFY_OK(hits);
        QCOMPARE(hits->tested, std::int64_t{8});
        QVERIFY(hits->model.found.auroc > 0.9);
        QVERIFY(std::abs(hits->model.expectedAuroc - hits->model.found.auroc) < 0.03);
        QVERIFY2(hits->model.p > 0.1, qPrintable(QString::number(hits->model.p)));
        QCOMPARE(hits->meanExpression.p, hits->model.p);
        QCOMPARE(hits->hits.front().gene, std::string("GENE98"));
        QCOMPARE(hits->hits.front().rank, std::int64_t{2});
        QVERIFY(std::isnan(hits->pca.p) && std::isnan(hits->differential.p));
    }

    void targetsAtTheTopAreFound()
    {
        const Genes targets{3, 25, 44, 61, 88};
        std::vector<double> z;
        for (int i = 0; i < 100; ++i) z.push_back((i * 37) % 100 + (std::ranges::binary_search(targets, i) ? 200.0 : 0.0));
        z[50] = std::nan("");  // without a z: not ranked
        JobContext context;
        const auto hits = targetHits(rankedBy(z), targets, 0, context);
        VERIFY_OK(hits);
        QCOMPARE(hits->model.found.auroc, 1.0);
        QCOMPARE(hits->model.found.genes, std::int64_t{99});
        QVERIFY(hits->model.p < 0.001);
        QVERIFY(std::abs(hits->model.expectedAuroc - 0.5) < 0.1);
        QVERIFY(hits->meanExpression.p > 0.05);
        QCOMPARE(hits->model.counts.size(), std::size_t{99});
        QCOMPARE(hits->model.targets[4], std::int64_t{5});
        QCOMPARE(hits->model.counts.back(), std::int64_t{99});
        const auto again = targetHits(rankedBy(z), targets, 0, context);
        QCOMPARE(again->model.p, hits->model.p);
        context.cancel();
        QVERIFY(targetHits(rankedBy(z), targets, 0, context).error().is(errors::cancelled));
    }

    // Partners count by their pairs, whether the data set has them or not; a gene that is in no pair has none.
    void partnersOfProteins()
    {
        const io::GenePairs pairs{{"STAT1", "IRF9", "ELSEWHERE"}, {{0, 1, 0.5}, {0, 2, 0.25}}, true};
        const auto partners = proteinPartners(pairs, finder());
        VERIFY_OK(partners);
        QCOMPARE(partners->degree, (std::vector<double>{0.75, 0.5, 0.0, 0.0}));
        QCOMPARE(partners->pairs, std::int64_t{2});
        QCOMPARE(partners->genesInData, std::int64_t{2});
        const auto foreign = proteinPartners({{"9606.ENSP0001", "9606.ENSP0002"}, {{0, 1, 1.0}}, false}, finder());
        QVERIFY(!foreign.ok() && foreign.error().is(errors::unknownGene));
        QVERIFY(foreign.error().message.find("9606.ENSP0001") != std::string::npos);
    }

    // Well-studied genes are known targets: their number of partners finds them, where the model does not.
    void partnersAsABaseline()
    {
        const Genes targets{3, 25, 44, 61, 88};
        std::vector<double> z, degree;
        for (int i = 0; i < 100; ++i) {
            z.push_back((i * 37) % 100);
            degree.push_back((i * 53) % 20 + (std::ranges::binary_search(targets, i) ? 40.0 : 0.0));
        }
        JobContext context;
        const auto hits = targetHits(rankedBy(z), targets, 0, context, &degree);
        VERIFY_OK(hits);
        QVERIFY(hits->degree.has_value());
        QCOMPARE(hits->degree->found.auroc, 1.0);
        QCOMPARE(hits->degree->targets[4], std::int64_t{5});
        QVERIFY(hits->degree->p < 0.001 && hits->model.p > 0.05);
        QVERIFY(!targetHits(rankedBy(z), targets, 0, context)->degree.has_value());
    }

    void signsOfOverExpressionAndRemoval()
    {
        const auto cells = [](Genes places, const std::vector<double> &along) {
            TargetShifts target{std::move(places), {}, {}};
            for (const double value : along) target.shifts.push_back({0.1, 0.0, value});
            return target;
        };
        ChangedCells raised, removed;
        raised.targets = {cells({0, 1, 2, 3}, {0.5, 0.5, -0.9, 0.5}), cells({0, 1}, {0.2, 0.4}), cells({0, 1}, {0.2, 0.0}),
                          cells({}, {}), cells({0, 1}, {0.3, 0.3})};
        // Opposite in the cells of both (the third cell alone is not); the same; no cell with both directions; in no cell; NaN.
        removed.targets = {cells({1, 3}, {-0.1, -0.3}), cells({1}, {0.7}), cells({1}, {-0.5}), cells({}, {}),
                           cells({0}, {std::nan("")})};
        const OppositeChange found = oppositeSigns(raised, removed);
        QCOMPARE(found.genes, std::int64_t{2});
        QCOMPARE(found.opposite, std::int64_t{1});
        QCOMPARE(found.share(), 0.5);
        QVERIFY(std::isnan(OppositeChange().share()));
    }

    void theOrderOfGenesDoesNotMatter()
    {
        std::vector<double> z;
        for (int i = 0; i < 100; ++i) z.push_back((i * 37) % 100);
        KnockOut result = rankedBy(z);
        for (KnockOutGene &gene : result.genes) gene.meanExpression = static_cast<double>(gene.gene.column / 10);  // with equals
        const Genes targets{5, 17, 23, 38, 41, 56, 62, 79, 84, 93};
        JobContext context;
        const auto hits = targetHits(result, targets, 0, context);
        std::ranges::reverse(result.genes);
        const auto reversed = targetHits(result, targets, 0, context);
        VERIFY_OK(hits);
        VERIFY_OK(reversed);
        QCOMPARE(reversed->model.expectedAuroc, hits->model.expectedAuroc);
        QCOMPARE(reversed->model.p, hits->model.p);
        QCOMPARE(reversed->meanExpression.targets, hits->meanExpression.targets);
    }

    void filesOfTargets()
    {
        JobContext context;
        KnockOutOptions options;
        options.targets = {"STAT1", "TP53"};
        auto targets = readTargets(options, context);
        VERIFY_OK(targets);
        QCOMPARE(targets->name, std::string("genes"));
        const auto columns = targetColumns(*targets, finder(), context);
        VERIFY_OK(columns);
        QCOMPARE(*columns, Genes{0});
        QVERIFY(context.warnings().back().is(warnings::unknownGenes));
        options.targets = {written("risk.txt", "STAT1\nIRF9\n")};
        QCOMPARE(readTargets(options, context)->name, std::string("risk"));
        QCOMPARE(readTargets(options, context)->genes.size(), std::size_t{2});
        options.targets = {written("one.gmt", "ONLY\t\tCSF1R\n")};
        QCOMPARE(readTargets(options, context)->name, std::string("ONLY"));
        options.targets = {written("two.gmt", "FIRST\t\tSTAT1\nSECOND\tabout\tCSF1R\tIRF9\n")};
        options.targetSet = "SECOND";
        QCOMPARE(readTargets(options, context)->genes.size(), std::size_t{2});
        options.targets = {written("two.txt", "FIRST\t\tSTAT1\nSECOND\t\tCSF1R\tIRF9\n")};
        QCOMPARE(readTargets(options, context)->name, std::string("SECOND"));
    }

    void badFilesOfTargets()
    {
        const auto refused = [this](const std::string &file, const char *set) {
            KnockOutOptions options;
            options.targets = {file};
            options.targetSet = set;
            JobContext context;
            const auto targets = readTargets(options, context);
            return targets.ok() ? std::string("read") : targets.error().errorClass;
        };
        QCOMPARE(refused("/nowhere/risk.txt", ""), std::string("not_found"));
        QCOMPARE(refused("/nowhere/risk.gmt", ""), std::string("not_found"));
        QCOMPARE(refused(written("empty.txt", ""), ""), std::string("empty_file"));
        QCOMPARE(refused(written("empty.gmt", "\n"), ""), std::string("empty_file"));
        QCOMPARE(refused(written("bad.gmt", "NO TABS AT ALL\n"), ""), std::string("parse_error"));
        const std::string two = written("several.gmt", "FIRST\t\tSTAT1\nSECOND\t\tCSF1R\n");
        QCOMPARE(refused(two, ""), std::string("choice_needed"));
        QCOMPARE(refused(two, "THIRD"), std::string("bad_option"));
        JobContext context;
        const auto none = targetColumns({"set", {"TP53", "MYC"}}, finder(), context);
        QVERIFY(!none.ok() && none.error().is(errors::unknownGene));
        QVERIFY(none.error().message.find("TP53, MYC") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestKnockOutTruth)
#include "tst_knock_out_truth.moc"

// Labels from a reference and from a model's own classes: scores beside baselines, unknown cells, held-out parts, refusals.
#include "core/genes/gene_table.h"
#include "core/io/h5ad/h5ad_writer.h"
#include "core/simulate/simulate.h"
#include "models/tasks/annotate/annotate.h"
#include "models/tasks/annotate/annotation_output.h"
#include "models/tasks/annotate/labeled_reference.h"
#include "models/tasks/annotate/own_classes.h"
#include "tests/models/counting_model.h"

#include <QTemporaryDir>

#include <cmath>
#include <set>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

// Says class 1 of cells with more than five tokens, the cell token included.
class LengthClassifier : public CellClassifier {
  public:
    std::int64_t classes() const override { return 2; }
    Result<std::vector<float>> classify(const TokenBatch &batch, JobContext &) const override
    {
        std::vector<float> logits;
        for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
            int tokens = 0;
            for (auto i = static_cast<std::size_t>(cell * batch.tokens); i < static_cast<std::size_t>((cell + 1) * batch.tokens);
                 ++i)
                tokens += batch.padding[i] ? 0 : 1;
            logits.insert(logits.end(), {tokens > 5 ? -1.0F : 1.0F, tokens > 5 ? 1.0F : -1.0F});
        }
        return logits;
    }
};

const MethodScores &scoresNamed(const Annotation &annotation, const std::string &name)
{
    const auto found = std::find_if(annotation.scores.begin(), annotation.scores.end(),
                                    [&](const MethodScores &scores) { return scores.name == name; });
    if (found == annotation.scores.end()) throw std::runtime_error("no scores of " + name);
    return *found;
}

}  // namespace

class TestAnnotate : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    data::Dataset m_cells, m_reference;
    std::string m_type;  // a type of the reference

    AnnotateOptions options() const
    {
        AnnotateOptions options;
        options.reference = m_folder.filePath("reference.h5ad").toStdString();
        options.label = "cell_type";
        options.rounds = 50;
        return options;
    }

  private Q_SLOTS:
    void initTestCase()
    {
        JobContext context;
        auto all = simulate::simulate({.cells = 400, .genes = 300, .batches = 2, .knockouts = 1, .seed = 3}, context);
        VERIFY_OK(all);
        std::vector<std::int64_t> first, second;
        for (std::int64_t cell = 0; cell < all->cells(); ++cell) (cell % 4 == 0 ? second : first).push_back(cell);
        auto reference = data::subset(*all, &first, nullptr), cells = data::subset(*all, &second, nullptr);
        VERIFY_OK(reference);
        VERIFY_OK(cells);
        m_reference = *reference;
        m_cells = *cells;
        VERIFY_OK(io::writeH5ad(m_reference, options().reference, {}, context));
        const auto labels = m_reference.labels("cell_type");
        VERIFY_OK(labels);
        m_type = labels->categoryNames()[static_cast<std::size_t>(labels->codes[0])];
    }

    void everyMethodIsScoredOnTheTruth()
    {
        JobContext context;
        const auto found = annotate(m_cells, nullptr, options(), context);
        VERIFY_OK(found);
        QCOMPARE(found->source, std::string("truth"));
        QCOMPARE(found->methods.front().name, std::string("logistic-l2"));
        QCOMPARE(found->scoredCells, m_cells.cells());
        QCOMPARE(found->newCells, std::int64_t{0});
        std::set<std::string> names;
        for (const MethodScores &scores : found->scores) names.insert(scores.name);
        QCOMPARE(names, (std::set<std::string>{"logistic-l2", "logistic-l1", "knn-pca", "singler", "majority"}));
        const MethodScores &best = scoresNamed(*found, "logistic-l2"), &majority = scoresNamed(*found, "majority");
        QVERIFY(best.scores.accuracy > majority.scores.accuracy);
        QVERIFY(best.intervals.accuracy.low <= best.scores.accuracy && best.scores.accuracy <= best.intervals.accuracy.high);
        for (const MethodLabels &labels : found->methods) {
            QCOMPARE(static_cast<std::int64_t>(labels.best.size()), m_cells.cells());
            QCOMPARE(labels.graded(), labels.name != "singler");
        }
        for (const TradeOff &tradeOff : found->tradeOffs) {
            QVERIFY(std::isnan(tradeOff.newFound.front()) && std::isnan(tradeOff.auroc));
            QVERIFY(std::is_sorted(tradeOff.labeled.rbegin(), tradeOff.labeled.rend()));
            QCOMPARE(tradeOff.labeled.front(), 1.0);
        }
    }

    // Genes that the data set calls by other names than the reference are found by their Ensembl ids, as for models.
    void genesByOtherNames()
    {
        const auto table = genes::GeneTable::ofSpecies("human");
        VERIFY_OK(table);
        data::Dataset renamed = m_cells;
        std::int64_t other = 0;
        for (std::size_t gene = 0; gene < renamed.var.index.values.size(); gene += 3) {
            std::string &name = renamed.var.index.values[gene];
            const genes::GeneMeaning meaning = (*table)->meaning(name);
            if (meaning.kind != genes::MatchKind::Exact || meaning.genes.size() != 1) continue;
            const std::string &id = (*table)->genes()[static_cast<std::size_t>(meaning.genes.front())].ensembl;
            if (id.empty()) continue;
            name = id;
            ++other;
        }
        QVERIFY(other > 50);
        AnnotateOptions given = options();
        given.singleR = false;
        JobContext same, context, exact;
        const auto before = annotate(m_cells, nullptr, given, same);
        const auto after = annotate(renamed, nullptr, given, context);
        VERIFY_OK(before);
        VERIFY_OK(after);
        QVERIFY(!warned(same, "matched_names") && warned(context, "matched_names"));
        QCOMPARE(after->genes, m_cells.genes());
        QCOMPARE(after->genesByKind.size(), std::size_t{2});
        QVERIFY(after->genesByKind[0] == std::pair(genes::MatchKind::Exact, m_cells.genes() - other));
        QVERIFY(after->genesByKind[1] == std::pair(genes::MatchKind::Ensembl, other));
        QVERIFY(after->methods.front().best == before->methods.front().best);
        given.geneMatching = "exact";
        const auto equal = annotate(renamed, nullptr, given, exact);
        VERIFY_OK(equal);
        QCOMPARE(equal->genes, m_cells.genes() - other);
        QVERIFY(!warned(exact, "matched_names"));
    }

    // Cells of a type that the reference lacks are new; a larger threshold finds more of them.
    void newTypes()
    {
        AnnotateOptions without = options();
        without.leaveOut = m_type;
        without.singleR = false;
        JobContext context;
        const auto found = annotate(m_cells, nullptr, without, context);
        VERIFY_OK(found);
        QVERIFY(std::find(found->classes.begin(), found->classes.end(), m_type) == found->classes.end());
        QVERIFY(found->newCells > 0 && found->scoredCells + found->newCells == m_cells.cells());
        const TradeOff &tradeOff = found->tradeOffs.front();
        QCOMPARE(tradeOff.newFound.front(), 0.0);
        QVERIFY(std::is_sorted(tradeOff.newFound.begin(), tradeOff.newFound.end()));
        QVERIFY(tradeOff.auroc > 0.5);
        // Without true labels, the cells that are left out of the reference are the new ones.
        data::Dataset unlabeled = m_cells;
        unlabeled.obs.columns.erase("cell_type");
        const auto labels = m_reference.labels("cell_type");
        VERIFY_OK(labels);
        const auto names = labels->categoryNames();
        const auto leftOut = std::count_if(labels->codes.begin(), labels->codes.end(), [&](std::int32_t code) {
            return code >= 0 && names[static_cast<std::size_t>(code)] == m_type;
        });
        for (const char *batch : {"", "batch"}) {
            without.batch = batch;
            const auto held = annotate(unlabeled, nullptr, without, context);
            VERIFY_OK(held);
            QCOMPARE(held->newCells, static_cast<std::int64_t>(leftOut));
            QCOMPARE(held->referenceCells, m_reference.cells() - static_cast<std::int64_t>(leftOut));
            QVERIFY(held->methods.front().best == found->methods.front().best);  // nothing was learned from them
        }
        without.leaveOut = "no such type";
        QCOMPARE(annotate(m_cells, nullptr, without, context).error().errorClass, std::string("bad_option"));
    }

    void withoutTruthAPartIsHeldOut()
    {
        data::Dataset unlabeled = m_cells;
        unlabeled.obs.columns.erase("cell_type");
        AnnotateOptions own = options();
        own.singleR = false;
        JobContext atRandom;
        const auto cells = annotate(unlabeled, nullptr, own, atRandom);
        VERIFY_OK(cells);
        QCOMPARE(cells->source, std::string("held-out cells"));
        QVERIFY(warned(atRandom, "leaky_split"));
        QVERIFY(std::abs(static_cast<double>(cells->scoredCells) - 0.2 * static_cast<double>(m_reference.cells())) < 10.0);
        own.batch = "batch";
        JobContext byBatch;
        const auto batches = annotate(unlabeled, nullptr, own, byBatch);
        VERIFY_OK(batches);
        QCOMPARE(batches->source, std::string("held-out batches"));
        QVERIFY(!warned(byBatch, "leaky_split"));
        QVERIFY(batches->methods.front().best == cells->methods.front().best);  // the split is for the scores alone
    }

    void noBatchIsOnBothSides()
    {
        JobContext context;
        const auto reference = readReference({options().reference, "cell_type", "batch", {}}, context);
        VERIFY_OK(reference);
        const HeldOut held = holdOut(*reference, 0.2, 0, context);
        std::set<std::string> train, test;
        for (const auto cell : held.train) train.insert(reference->batches[static_cast<std::size_t>(cell)]);
        for (const auto cell : held.test) test.insert(reference->batches[static_cast<std::size_t>(cell)]);
        QVERIFY(!train.empty() && !test.empty());
        for (const std::string &batch : test) QVERIFY(!train.contains(batch));
        QCOMPARE(held.train.size() + held.test.size(), reference->codes.size());
    }

    void threadsDoNotMatter()
    {
        JobContext one, two;
        one.threads = 1;
        two.threads = 2;
        const auto first = annotate(m_cells, nullptr, options(), one), second = annotate(m_cells, nullptr, options(), two);
        VERIFY_OK(first);
        VERIFY_OK(second);
        for (std::size_t i = 0; i < first->methods.size(); ++i) {
            QVERIFY(first->methods[i].probabilities == second->methods[i].probabilities);
            QVERIFY(first->methods[i].confidence == second->methods[i].confidence);
        }
    }

    void modelVectorsStandBesideGenes()
    {
        const CountingModel model(m_reference.var.index.values);
        JobContext context;
        AnnotateOptions own = options();
        own.geneMatching = "exact";
        const auto found = annotate(m_cells, &model.loaded, own, context);
        VERIFY_OK(found);
        QCOMPARE(found->methods.front().name, std::string("model-logistic"));
        for (const char *name : {"model-logistic", "model-knn", "model-prototype"}) QVERIFY(!scoresNamed(*found, name).baseline);
        QVERIFY(scoresNamed(*found, "logistic-l1").baseline);
        own.method = "knn-pca";
        const auto other = annotate(m_cells, &model.loaded, own, context);
        VERIFY_OK(other);
        QCOMPARE(other->methods.front().name, std::string("knn-pca"));
    }

    void aModelsOwnClasses()
    {
        auto cells = staircase(20, 10);
        std::vector<std::string> truth;
        for (std::int64_t cell = 0; cell < 20; ++cell) truth.emplace_back((7 * cell) % 10 + 2 > 5 ? "long" : "short");
        cells.obs.columns.set("type", textColumn(truth));
        CountingModel model(numbered("GENE", 10));
        AnnotateOptions own;
        own.geneMatching = "exact";
        own.truth = "type";
        JobContext context;
        QCOMPARE(annotate(cells, &model.loaded, own, context).error().errorClass, std::string("unsupported_model"));
        model.loaded.classifier = std::make_shared<LengthClassifier>();
        QCOMPARE(annotate(cells, &model.loaded, own, context).error().errorClass, std::string("no_labels"));
        model.loaded.card.labels = {"short", "long"};
        const auto found = annotate(cells, &model.loaded, own, context);
        VERIFY_OK(found);
        QCOMPARE(found->methods.front().name, std::string("model-classes"));
        QCOMPARE(scoresNamed(*found, "model-classes").scores.accuracy, 1.0);
        QVERIFY(std::abs(found->methods.front().confidence[0] - 1.0 / (1.0 + std::exp(-2.0))) < 1e-6);
        QVERIFY(scoresNamed(*found, "majority").scores.accuracy < 1.0);
        own.truth.clear();
        JobContext untold;
        const auto alone = annotate(cells, &model.loaded, own, untold);
        VERIFY_OK(alone);
        QVERIFY(alone->scores.empty() && warned(untold, "no_baseline"));
    }

    void itIsWrittenIntoTheDataSet()
    {
        JobContext context;
        const auto found = annotate(m_cells, nullptr, options(), context);
        VERIFY_OK(found);
        std::string column;
        const auto strict = withAnnotation(m_cells, *found, 1.0, nullptr, context, column);
        QCOMPARE(column, std::string("lexicell_label"));
        const auto labels = strict.labels(column);
        VERIFY_OK(labels);
        QCOMPARE(labels->categoryNames().back(), std::string(unknownLabel));
        const auto best = strict.labels("lexicell_label_best");
        VERIFY_OK(best);
        for (const std::string &name : best->categoryNames()) QVERIFY(name != unknownLabel);
        for (const char *name : {"lexicell_confidence", "lexicell_label_singler", "lexicell_label_logistic_l1"})
            QVERIFY2(strict.obs.columns.find(name), name);
        const auto probabilities = strict.embedding("lexicell_probabilities");
        VERIFY_OK(probabilities);
        QCOMPARE(probabilities->dim(1), static_cast<std::int64_t>(found->classes.size()));
        QVERIFY(strict.uns.find("lexicell_annotation"));
        // A reference may have a label of that name itself.
        auto alike = *found;
        alike.classes.front() = unknownLabel;
        const auto merged = withAnnotation(m_cells, alike, 0.9, nullptr, context, column).labels(column);
        VERIFY_OK(merged);
        const auto mergedNames = merged->categoryNames();
        QCOMPARE(std::count(mergedNames.begin(), mergedNames.end(), std::string(unknownLabel)), std::ptrdiff_t{1});
        // In the window nothing that the file brought is replaced.
        const auto again = withAnnotation(strict, *found, 0.0, &strict, context, column);
        QVERIFY(column != "lexicell_label" && again.obs.columns.find(column));
        QVERIFY(again.obs.columns.get("lexicell_label") == strict.obs.columns.get("lexicell_label"));
    }

    void refusals()
    {
        JobContext context;
        QCOMPARE(annotate(m_cells, nullptr, {}, context).error().errorClass, std::string("bad_option"));
        AnnotateOptions bad = options();
        bad.label.clear();
        QCOMPARE(annotate(m_cells, nullptr, bad, context).error().errorClass, std::string("bad_option"));
        bad = options();
        bad.label = "nothing";
        QCOMPARE(annotate(m_cells, nullptr, bad, context).error().errorClass, std::string("missing_column"));
        bad = options();
        bad.method = "model-knn";
        QCOMPARE(annotate(m_cells, nullptr, bad, context).error().errorClass, std::string("bad_option"));
        bad = options();
        bad.reference = m_folder.filePath("absent.h5ad").toStdString();
        QCOMPARE(annotate(m_cells, nullptr, bad, context).error().errorClass, std::string("not_found"));
        data::Dataset strangers = m_cells;
        for (std::string &name : strangers.var.index.values) name += "_other";
        strangers.var.columns.entries.clear();  // no Ensembl ids either
        QCOMPARE(annotate(strangers, nullptr, options(), context).error().errorClass, std::string("too_few_genes"));
        context.cancel();
        QCOMPARE(annotate(m_cells, nullptr, options(), context).error().kind, ErrorKind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestAnnotate)
#include "tst_annotate.moc"

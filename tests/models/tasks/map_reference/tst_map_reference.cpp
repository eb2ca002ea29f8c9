// Mapping to a reference: votes beside baselines, cells out of the reference, the placed map, the kept index, refusals.
#include "core/io/h5ad/h5ad_writer.h"
#include "core/simulate/simulate.h"
#include "core/steps/step_output.h"
#include "models/tasks/map_reference/map_reference.h"
#include "models/tasks/map_reference/map_reference_task.h"
#include "models/tasks/map_reference/mapping_output.h"
#include "tests/models/counting_model.h"

#include <QTemporaryDir>

#include <cmath>
#include <fstream>
#include <map>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

class TestMapReference : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    data::Dataset m_cells, m_reference;
    std::unique_ptr<CountingModel> m_model;

    std::string path(const char *name) const { return m_folder.filePath(name).toStdString(); }
    MapReferenceOptions options() const
    {
        MapReferenceOptions options;
        options.reference = path("reference.h5ad");
        options.label = "cell_type";
        options.rounds = 50;
        options.geneMatching = "exact";
        return options;
    }
    Result<ReferenceMapping> map(const data::Dataset &cells, const MapReferenceOptions &options)
    {
        JobContext context;
        return mapReference(cells, m_model->loaded, options, context);
    }
    std::string classOfError(const MapReferenceOptions &options)
    {
        const auto found = map(m_cells, options);
        return found.ok() ? std::string() : found.error().errorClass;
    }

  private Q_SLOTS:
    void initTestCase()
    {
        JobContext context;
        auto all = simulate::simulate({.cells = 240, .genes = 200, .batches = 2, .knockouts = 1, .seed = 3}, context);
        VERIFY_OK(all);
        std::vector<std::int64_t> first, second;
        for (std::int64_t cell = 0; cell < all->cells(); ++cell) (cell % 4 == 0 ? second : first).push_back(cell);
        auto reference = data::subset(*all, &first, nullptr), cells = data::subset(*all, &second, nullptr);
        VERIFY_OK(reference);
        VERIFY_OK(cells);
        m_reference = *reference;
        m_cells = *cells;
        std::vector<double> places;  // in float64, as other programs write them
        for (std::int64_t cell = 0; cell < m_reference.cells(); ++cell)
            places.insert(places.end(), {static_cast<double>(cell), static_cast<double>(-cell)});
        m_reference.obsm.set("X_umap", steps::matrixElement(places, m_reference.cells(), 2));
        VERIFY_OK(io::writeH5ad(m_reference, options().reference, {}, context));
        m_model = std::make_unique<CountingModel>(m_reference.var.index.values);
    }

    void labelsBesideBaselines()
    {
        const auto found = map(m_cells, options());
        VERIFY_OK(found);
        QCOMPARE(found->methods.size(), std::size_t{3});
        QCOMPARE(found->methods[0].name, std::string("model-knn"));
        QCOMPARE(found->methods[1].name, std::string("knn-pca"));
        QCOMPARE(found->methods[2].name, std::string("logistic-l2"));
        QVERIFY(!found->methods[0].baseline && found->methods[1].baseline && found->methods[2].baseline);
        QCOMPARE(found->scores.size(), std::size_t{3});
        QCOMPARE(found->scoredCells, m_cells.cells());
        QCOMPARE(found->referenceCells, m_reference.cells());
        for (const MethodScores &scores : found->scores) {
            QVERIFY(scores.intervals.accuracy.low <= scores.scores.accuracy);
            QVERIFY(scores.intervals.macroF1.high >= scores.intervals.macroF1.low);
        }
        for (const double share : found->methods[0].confidence) QVERIFY(share >= 0.1 - 1e-12 && share <= 1.0);
        QCOMPARE(found->rows.size(), static_cast<std::size_t>(m_cells.cells() * 10));
        // The labels are those of the neighbors, and the map is their mean place: cell r of the reference lies at (r, -r).
        const auto labels = m_reference.labels("cell_type");
        VERIFY_OK(labels);
        for (std::size_t cell = 0; cell < static_cast<std::size_t>(m_cells.cells()); ++cell) {
            double mean = 0.0;
            std::map<std::int32_t, int> votes;
            for (std::size_t i = 0; i < 10; ++i) {
                const std::int64_t row = found->rows[cell * 10 + i];
                mean += static_cast<double>(row) / 10.0;
                ++votes[labels->codes[static_cast<std::size_t>(row)]];
            }
            int most = 0;
            for (const auto &[code, count] : votes) most = std::max(most, count);
            QVERIFY(std::abs(found->methods[0].confidence[cell] - most / 10.0) < 1e-12);
            QVERIFY(std::abs(static_cast<double>(found->layout[2 * cell]) - mean) < 1e-3);
            QVERIFY(std::abs(static_cast<double>(found->layout[2 * cell + 1]) + mean) < 1e-3);
            QCOMPARE(static_cast<bool>(found->outside[cell]), found->distances[cell] > found->limit);
        }
    }

    // Cells unlike all of the reference are out of it; a cell of the reference lies at a distance of 0.
    void outOfTheReference()
    {
        const auto own = map(m_reference, options());
        VERIFY_OK(own);
        QCOMPARE(std::count(own->outside.begin(), own->outside.end(), true), std::ptrdiff_t{0});
        const std::int64_t genes = m_cells.genes();
        data::CsrBlock dense;
        dense.rows = 2;
        dense.columns = genes;
        for (int cell = 0; cell < 2; ++cell) {
            for (std::int64_t gene = 0; gene < (cell == 0 ? genes : 0); ++gene) {
                dense.indices.push_back(static_cast<std::int32_t>(gene));
                dense.values.push_back(5.0F);
            }
            dense.indptr.push_back(static_cast<std::int64_t>(dense.indices.size()));
        }
        const auto found = map(datasetOf(std::move(dense), m_cells.var.index.values), options());
        VERIFY_OK(found);
        QVERIFY(found->outside[0] && found->distances[0] > found->limit);
        // The second cell has no gene at all.
        QVERIFY(found->outside[1] && std::isnan(found->distances[1]) && std::isnan(found->layout[2]));
        QCOMPARE(found->methods[0].confidence[1], 0.0);
        QCOMPARE(found->methods[0].best[1], static_cast<std::int32_t>(found->classes.size()));
        QCOMPARE(found->rows[10], std::int64_t{-1});
        QVERIFY(found->scores.empty());
    }

    void theIndexIsKept()
    {
        MapReferenceOptions kept = options();
        kept.index = path("atlas.index");
        for (const char *search : {"exact", "hnsw"}) {
            std::filesystem::remove(kept.index);
            kept.search = search;
            const auto made = map(m_cells, kept);
            VERIFY_OK(made);
            QCOMPARE(made->index, std::string("made"));
            const std::size_t passes = m_model->encoder->batches.size();
            const auto read = map(m_cells, kept);
            VERIFY_OK(read);
            QCOMPARE(read->index, std::string("read"));
            std::int64_t embedded = 0;
            for (std::size_t i = passes; i < m_model->encoder->batches.size(); ++i)
                embedded += m_model->encoder->batches[i].first;
            QCOMPARE(embedded, m_cells.cells());  // the reference is not embedded again
            QVERIFY(read->rows == made->rows && read->distances == made->distances && read->layout == made->layout);
            QVERIFY(read->methods[0].best == made->methods[0].best && read->limit == made->limit);
        }
        // Of another model: refused, and replaced only when that is allowed.
        const std::string hash = m_model->loaded.card.sha256;
        m_model->loaded.card.sha256 = "beef";
        QCOMPARE(classOfError(kept), std::string("stale_index"));
        kept.replaceIndex = true;
        JobContext context;
        const auto again = mapReference(m_cells, m_model->loaded, kept, context);
        m_model->loaded.card.sha256 = hash;
        VERIFY_OK(again);
        QCOMPARE(again->index, std::string("made"));
        QVERIFY(warned(context, "replaced"));
        // A file that is no index is never replaced.
        kept.index = options().reference;
        QCOMPARE(classOfError(kept), std::string("not_a_checkpoint"));
        kept.index = path("words.txt");
        std::ofstream(kept.index) << "precious";
        QVERIFY(!classOfError(kept).empty());
        std::ifstream words(kept.index);
        std::string word;
        words >> word;
        QCOMPARE(word, std::string("precious"));
    }

    void threadsDoNotMatter()
    {
        JobContext one, two;
        one.threads = 1;
        two.threads = 2;
        for (const char *search : {"exact", "hnsw"}) {
            MapReferenceOptions own = options();
            own.search = search;
            const auto first = mapReference(m_cells, m_model->loaded, own, one);
            const auto second = mapReference(m_cells, m_model->loaded, own, two);
            VERIFY_OK(first);
            VERIFY_OK(second);
            QVERIFY(first->rows == second->rows && first->distances == second->distances && first->layout == second->layout);
            for (std::size_t i = 0; i < first->methods.size(); ++i)
                QVERIFY(first->methods[i].best == second->methods[i].best &&
                        first->methods[i].confidence == second->methods[i].confidence);
        }
    }

    void itIsWrittenIntoTheDataSet()
    {
        const TaskSpec task = mapReferenceTask();
        OptionValues values{options()};
        JobContext context;
        TaskInput input{.dataset = &m_cells, .model = &m_model->loaded};
        const auto outcome = task.run(input, values, context);
        VERIFY_OK(outcome);
        const auto &result = std::get<DatasetChange>(outcome->result).dataset;
        for (const char *name :
             {"lexicell_mapped_label", "lexicell_mapped_confidence", "lexicell_mapped_distance", "lexicell_out_of_reference",
              "lexicell_mapped_label_knn_pca", "lexicell_mapped_label_logistic_l2"})
            QVERIFY2(result.obs.columns.find(name), name);
        for (const char *name : {"X_scGPT", "X_umap_reference", "lexicell_reference_neighbors"})
            QVERIFY2(result.obsm.find(name), name);
        QVERIFY(result.uns.find("lexicell_reference_mapping"));
        QCOMPARE(outcome->beside.size(), std::size_t{2});
        QCOMPARE(outcome->summary["methods"].size(), std::size_t{3});
        // In the window nothing that the file brought is replaced.
        input.dataset = &result;
        input.brought = &result;
        const auto again = task.run(input, values, context);
        VERIFY_OK(again);
        const auto &beside = std::get<DatasetChange>(again->result).dataset;
        QVERIFY(beside.obs.columns.get("lexicell_mapped_label") == result.obs.columns.get("lexicell_mapped_label"));
        QVERIFY(again->summary["label_column"] != "lexicell_mapped_label");
    }

    void refusals()
    {
        MapReferenceOptions bad = options();
        bad.reference.clear();
        QCOMPARE(classOfError(bad), std::string("bad_option"));
        bad = options();
        bad.label.clear();
        QCOMPARE(classOfError(bad), std::string("bad_option"));
        bad = options();
        bad.label = "nothing";
        QCOMPARE(classOfError(bad), std::string("missing_column"));
        bad = options();
        bad.truth = "nothing";
        QCOMPARE(classOfError(bad), std::string("missing_column"));
        bad = options();
        bad.layout = "X_nothing";
        QCOMPARE(classOfError(bad), std::string("missing_embedding"));
        bad = options();
        bad.neighbors = static_cast<int>(m_reference.cells()) + 1;
        QCOMPARE(classOfError(bad), std::string("bad_option"));
        bad = options();
        bad.quantile = 0.0;
        QCOMPARE(classOfError(bad), std::string("bad_option"));
        data::Dataset strangers = m_cells;
        for (std::string &name : strangers.var.index.values) name += "_other";
        QVERIFY(map(strangers, options()).error().is(errors::tooFewGenes));
        data::Dataset itself = m_reference;
        itself.file = options().reference;
        QVERIFY(map(itself, options()).error().is(errors::badOption));
        JobContext context;
        context.cancel();
        QCOMPARE(mapReference(m_cells, m_model->loaded, options(), context).error().kind, ErrorKind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestMapReference)
#include "tst_map_reference.moc"

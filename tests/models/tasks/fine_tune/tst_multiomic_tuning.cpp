// Fine-tuning on genes together with proteins: what it learns and writes, that the reopened model gives the same vectors by the
// kinds of its tokens, cells that lack a kind, a run that goes on to the same bytes, and refusals.
#include "core/data/csr_block.h"
#include "core/data/feature_types.h"
#include "models/families/open_model.h"
#include "models/families/scgpt/format/config.h"
#include "models/input/other_kinds.h"
#include "models/input/prepared_cells.h"
#include "models/tasks/embed/embed.h"
#include "tests/models/small_fine_tuning.h"
#include "tests/support/fixtures.h"
#include "tests/support/plain_files.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <regex>
#include <set>

using namespace lexicell;
using namespace lexicell::test;
using models::tasks::FineTuneJob;
using models::tasks::FineTuneSummary;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t cellCount = 180;
constexpr std::int64_t proteinCount = 9;

// The labeled cells with nine proteins, three of which are high in each kind; the first one has the name of a gene. In `mosaic`
// data each sixth of the cells lacks the proteins, and another sixth the genes.
data::Dataset cellsWithProteins(bool mosaic)
{
    data::Dataset dataset = labeledCells(cellCount);
    const auto genes = dataset.genes();
    auto rna = dataset.x.all();
    if (!rna.ok()) qFatal("%s", rna.error().message.c_str());
    data::CsrBlock joined;
    joined.rows = cellCount;
    joined.columns = genes + proteinCount;
    for (std::int64_t cell = 0; cell < cellCount; ++cell) {
        const bool lacksProteins = mosaic && cell / 3 % 6 == 0, lacksGenes = mosaic && cell / 3 % 6 == 4;
        for (auto i = rna->indptr[static_cast<std::size_t>(cell)];
             !lacksGenes && i < rna->indptr[static_cast<std::size_t>(cell) + 1]; ++i) {
            joined.indices.push_back(rna->indices[static_cast<std::size_t>(i)]);
            joined.values.push_back(rna->values[static_cast<std::size_t>(i)]);
        }
        for (std::int64_t protein = 0; !lacksProteins && protein < proteinCount; ++protein) {
            joined.indices.push_back(static_cast<std::int32_t>(genes + protein));
            joined.values.push_back(static_cast<float>((protein % 3 == cell % 3 ? 60 : 4) + (7 * cell + protein) % 5));
        }
        joined.indptr.push_back(static_cast<std::int64_t>(joined.values.size()));
    }
    dataset.x = data::ExpressionMatrix::ofCsr(std::move(joined));
    dataset.layers = {};
    data::Table var;
    var.index = dataset.var.index;
    data::StringArray types;
    types.values.assign(static_cast<std::size_t>(genes), "Gene Expression");
    for (std::int64_t protein = 0; protein < proteinCount; ++protein) {
        var.index.values.push_back(protein == 0 ? dataset.var.index.values.front() : "AB" + std::to_string(protein));
        types.values.emplace_back("Antibody Capture");
    }
    var.index.shape = types.shape = {genes + proteinCount};
    var.columns.set(data::featureTypesColumn, data::makeElement(std::move(types)));
    dataset.var = std::move(var);
    dataset.varm = {};
    dataset.varp = {};
    return dataset;
}

Result<FineTuneSummary> tuneKinds(const FineTuneJob &job, JobContext &context)
{
    context.threads = 1;
    return models::tasks::fineTune(job, context);
}

const models::tasks::ScoreRow *scoresOf(const models::tasks::ScoreTable &table, const std::string &method)
{
    const auto found = std::find_if(table.rows.begin(), table.rows.end(), [&](const auto &row) { return row.method == method; });
    return found == table.rows.end() ? nullptr : &*found;
}

std::int64_t countNamed(const FineTuneSummary &summary, const std::string &name)
{
    for (const auto &[key, count] : summary.counts)
        if (key == name) return count;
    return -1;
}

}  // namespace

class TestMultiomicTuning : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase()
    {
        auto made = smallModel(m_root);
        VERIFY_OK(made);
        m_model.emplace(std::move(*made));
        m_cells = cellsWithProteins(false);
        m_mosaic = cellsWithProteins(true);
        FineTuneJob job = this->job("learned", m_cells);
        job.options.epochs = 8;
        JobContext context;
        auto summary = tuneKinds(job, context);
        VERIFY_OK(summary);
        m_summary = std::move(*summary);
        m_folder = job.folder;
        auto opened = models::openModel(m_folder, {"cpu", "fp32", 1}, context);
        VERIFY_OK(opened);
        m_tuned.emplace(std::move(*opened));
    }

    void learnsBesideItsBaselines()
    {
        std::vector<std::string> methods;
        for (const auto &row : m_summary.table.rows) methods.push_back(row.method);
        QCOMPARE(methods, (std::vector<std::string>{"fine_tuned", "zero_shot", "pca_rna", "pca_prot", "concatenated", "scaled",
                                                    "wnn", "random"}));
        const auto *own = scoresOf(m_summary.table, "fine_tuned"), *random = scoresOf(m_summary.table, "random");
        QVERIFY2(own->values[0] > random->values[0] + 0.1, qPrintable(QString::number(own->values[0])));
        QVERIFY(scoresOf(m_summary.table, "pca_prot")->values[0] > 0.8);  // the proteins alone tell the kinds
        const auto *weighted = scoresOf(m_summary.table, "wnn");
        QVERIFY(std::isnan(weighted->values[0]));  // neighbors alone have no silhouettes
        QVERIFY2(weighted->values[2] > 0.8, qPrintable(QString::number(weighted->values[2])));
        const std::string history = bytesOf(m_folder / "history.csv");
        QVERIFY2(history.starts_with("step,epoch,gep_mse,gepc_mse,dab_ce,total,learning_rate,validation_gep_mse,"
                                     "validation_gepc_mse,validation_dab_ce,validation_asw_label,validation_asw_batch\n"),
                 history.c_str());
        const auto &rows = m_summary.history.rows;
        const auto meanOf = [&](std::size_t begin) {  // of a minibatch's squared errors
            double sum = 0.0;
            for (std::size_t i = begin; i < begin + 10; ++i) sum += rows[i].terms.front();
            return sum;
        };
        QVERIFY2(meanOf(rows.size() - 10) < meanOf(0), qPrintable(QString("%1 %2").arg(meanOf(0)).arg(meanOf(rows.size() - 10))));
        QCOMPARE(countNamed(m_summary, "prot_fed"), proteinCount);
        QCOMPARE(countNamed(m_summary, "rna_fed"), smallGeneCount);
        QCOMPARE(countNamed(m_summary, "new_tokens"), proteinCount);
    }

    void genesKeepTheirNumbersAndProteinsFollow()
    {
        const auto &before = m_model->model.tokenizer->vocabulary(), &after = m_tuned->tokenizer->vocabulary();
        QCOMPARE(after.size(), before.size() + proteinCount);
        QVERIFY(std::equal(before.begin(), before.end(), after.begin()));
        QCOMPARE(after[before.size()], "p_" + m_cells.var.index.values.front());
        QCOMPARE(after.back(), std::string("p_AB8"));
        QCOMPARE(m_tuned->card.modalities, 5);
        QVERIFY(bytesOf(m_folder / "vocab_mod.json").find("\"Protein\": 0") != std::string::npos);
    }

    // Upstream's class with batches, kinds and discriminator, in the fixtures.
    void tensorsAreThoseOfUpstreamsClass()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        if (!fs::exists(root / "multiomic" / "best_model.pt")) QSKIP("this set of fixtures has no multi-omic model");
        const auto namesIn = [](const fs::path &folder) {
            JobContext context;
            const auto bundle = models::openModelBundle(folder, context);
            std::set<std::string> names;
            if (!bundle.ok()) return names;
            static const std::regex layer("layers\\.[0-9]+");
            for (const auto &[name, tensor] : bundle->tensors.entries)
                names.insert(std::regex_replace(models::scgpt::releasedName(name), layer, "layers.N") + " " +
                             std::to_string(tensor.shape.size()));
            return names;
        };
        const std::set<std::string> theirs = namesIn(root / "multiomic");
        QVERIFY(!theirs.empty());
        QVERIFY(namesIn(m_folder) == theirs);
    }

    // A gene and a protein of one name are two tokens, each with its kind; zeros are not fed.
    void tokensHaveTheirKind()
    {
        JobContext context;
        const auto prepared = models::input::prepareCells(m_cells, m_tuned->card, m_tuned->tokenizer, embedOptions(), context);
        VERIFY_OK(prepared);
        const auto &ids = prepared->coverage.geneIds;
        QCOMPARE(m_tuned->tokenizer->vocabulary()[static_cast<std::size_t>(ids.front())], m_cells.var.index.values.front());
        QCOMPARE(ids[static_cast<std::size_t>(smallGeneCount)],
                 static_cast<std::int64_t>(m_model->model.tokenizer->vocabulary().size()));
        const auto block = prepared->matrix.rows(0, 1);
        VERIFY_OK(block);
        const auto tokens = m_tuned->tokenizer->tokenize(*block, ids, {"cell0"}, prepared->tokens);
        VERIFY_OK(tokens);
        QCOMPARE(tokens->tokens, block->indptr[1] + 1);
        QCOMPARE(std::count(tokens->modalities.begin(), tokens->modalities.end(), 0), proteinCount);
        QCOMPARE(tokens->modalities.front(), 3);  // <cls>
        QCOMPARE(tokens->values.front(), 0.0F);
    }

    // By the files alone, also without the batches: a cell vector does not depend on them.
    void reopensToTheSameVectors()
    {
        JobContext context;
        context.threads = 1;
        const auto all = models::tasks::embed(m_cells, *m_tuned, embedOptions(), context);
        VERIFY_OK(all);
        std::vector<std::int64_t> few{3, 50, 179};
        const auto alone = data::subset(m_cells, &few, nullptr, &context);
        VERIFY_OK(alone);
        const auto part = models::tasks::embed(*alone, *m_tuned, embedOptions(), context);
        VERIFY_OK(part);
        for (std::size_t i = 0; i < few.size(); ++i)
            for (std::int64_t at = 0; at < part->embedding.dimensions; ++at)
                QVERIFY(std::abs(part->embedding.row(static_cast<std::int64_t>(i))[at] - all->embedding.row(few[i])[at]) < 1e-5F);
    }

    void cellsMayLackAKind()
    {
        FineTuneJob job = this->job("mosaic", m_mosaic);
        job.options.epochs = 2;
        JobContext context;
        const auto summary = tuneKinds(job, context);
        VERIFY_OK(summary);
        QCOMPARE(countNamed(*summary, "cells_rna"), cellCount / 6);
        QCOMPARE(countNamed(*summary, "cells_prot"), cellCount / 6);
        QCOMPARE(countNamed(*summary, "cells_rna+prot"), cellCount * 4 / 6);
        for (const char *method : {"fine_tuned", "fine_tuned:prot", "fine_tuned:rna", "fine_tuned:rna+prot", "pca_rna:rna",
                                   "pca_prot:prot", "concatenated", "scaled", "wnn"})
            QVERIFY2(scoresOf(summary->table, method), method);
        QVERIFY(!scoresOf(summary->table, "pca_rna:prot"));
        auto opened = models::openModel(job.folder, {"cpu", "fp32", 1}, context);
        VERIFY_OK(opened);
        const auto embedded = models::tasks::embed(m_mosaic, *opened, embedOptions(), context);
        VERIFY_OK(embedded);
        QCOMPARE(embedded->emptyCells, 0);
        for (const float value : embedded->embedding.values) QVERIFY(std::isfinite(value));
    }

    // A plain model does not take the protein for the gene of its name.
    void aPlainModelSeesGenesAlone()
    {
        JobContext context;
        const auto &plain = m_model->model;
        const auto prepared = models::input::prepareCells(m_cells, plain.card, plain.tokenizer, embedOptions(), context);
        VERIFY_OK(prepared);
        QCOMPARE(prepared->coverage.genesMatched, smallGeneCount);
        QCOMPARE(prepared->coverage.geneIds[static_cast<std::size_t>(smallGeneCount)], models::input::otherKindOfFeature);
        QCOMPARE(prepared->coverage.countsShare, 1.0);
        data::Dataset biotypes = labeledCells(cellCount);  // a column of another meaning
        data::StringArray types;
        types.values.assign(static_cast<std::size_t>(biotypes.genes()), "protein_coding");
        types.shape = {biotypes.genes()};
        biotypes.var.columns.set(data::featureTypesColumn, data::makeElement(std::move(types)));
        const auto all = models::input::prepareCells(biotypes, plain.card, plain.tokenizer, embedOptions(), context);
        VERIFY_OK(all);
        QCOMPARE(all->coverage.genesMatched, smallGeneCount);
    }

    void batchesAreOptional()
    {
        FineTuneJob job = this->job("unbatched", m_cells);
        job.options.batch.clear();
        job.options.epochs = 1;
        job.options.inherit = "genes";
        JobContext context;
        const auto summary = tuneKinds(job, context);
        VERIFY_OK(summary);
        QVERIFY(bytesOf(job.folder / "history.csv").starts_with("step,epoch,gep_mse,gepc_mse,total,"));
        auto opened = models::openModel(job.folder, {"cpu", "fp32", 1}, context);
        VERIFY_OK(opened);
        QCOMPARE(opened->card.batches, 0);
    }

    void aCancelledRunGoesOnToTheSameBytes()
    {
        const FineTuneJob straight = this->job("straight", m_mosaic);
        JobContext undisturbed;
        VERIFY_OK(tuneKinds(straight, undisturbed));
        FineTuneJob job = this->job("cancelled", m_mosaic);
        JobContext context;
        job.onStep = [&](const models::training::History &history) {
            if (history.rows.size() == 14) context.cancel();
        };
        QCOMPARE(tuneKinds(job, context).error().kind, ErrorKind::Cancelled);
        job.onStep = {};
        job.options.resume = true;
        JobContext again;
        VERIFY_OK(tuneKinds(job, again));
        for (const char *file :
             {"best_model.pt", "history.csv", "validation.csv", "batches.json", "vocab.json", "vocab_mod.json"})
            QVERIFY2(bytesOf(job.folder / file) == bytesOf(straight.folder / file), file);
    }

    void refusals()
    {
        const auto classOf = [&](const FineTuneJob &job) {
            JobContext context;
            const auto summary = tuneKinds(job, context);
            return QString::fromStdString(summary.ok() ? "done" : summary.error().errorClass);
        };
        const data::Dataset genesAlone = labeledCells(cellCount);
        QCOMPARE(classOf(this->job("refused", genesAlone)), QString("missing_feature_type"));
        FineTuneJob job = this->job("refused", m_cells);
        job.options.losses = "cce";
        QCOMPARE(classOf(job), QString("bad_option"));
        job.options.losses = "dab";
        job.options.batch.clear();
        QCOMPARE(classOf(job), QString("bad_option"));
        job.options.losses = "gep";
        job.options.batch = "lane";
        QCOMPARE(classOf(job), QString("missing_column"));
        QVERIFY(!fs::exists(job.folder));
        FineTuneJob again{m_cells, *m_tuned, models::ModelSource(m_folder), fs::path(m_root.path().toStdString()) / "again"};
        again.options = this->job("again", m_cells).options;
        QCOMPARE(classOf(again), QString("unsupported_model"));
    }

  private:
    FineTuneJob job(const std::string &name, const data::Dataset &cells)
    {
        FineTuneJob job = smallFineTuning(cells, *m_model, m_root, name);
        job.options.task = "multiomic";
        job.options.batch = "donor";
        job.options.epochs = 3;
        return job;
    }

    models::tasks::EmbedOptions embedOptions() const
    {
        models::tasks::EmbedOptions options;
        options.geneMatching = "exact";
        return options;
    }

    QTemporaryDir m_root;
    std::optional<SmallModel> m_model;
    data::Dataset m_cells, m_mosaic;
    FineTuneSummary m_summary;
    fs::path m_folder;
    std::optional<models::LoadedModel> m_tuned;
};

QTEST_APPLESS_MAIN(TestMultiomicTuning)
#include "tst_multiomic_tuning.moc"

// Predictions of perturbations through the task: upstream's mean profiles, baselines and refusals.
#include "models/families/open_model.h"
#include "models/tasks/perturb/perturb.h"
#include "models/tasks/perturb/perturbation_minibatches.h"
#include "tests/models/counting_model.h"
#include "tests/support/hdf5_values.h"

#include <algorithm>
#include <cmath>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

// Cells of one condition as controls, and one further cell that carries the condition.
data::Dataset controlsOf(const test::Hdf5File &file, const std::string &condition)
{
    const auto values = file.floats("control_values");
    const auto conditions = file.strings("conditions").values;
    data::CsrBlock block;
    block.columns = values.columns();
    std::vector<std::string> labels;
    const auto add = [&](std::int64_t row, const std::string &label) {
        for (std::int64_t gene = 0; gene < values.columns(); ++gene) {
            if (values.at(row, gene) == 0.0F) continue;
            block.indices.push_back(static_cast<std::int32_t>(gene));
            block.values.push_back(values.at(row, gene));
        }
        block.indptr.push_back(static_cast<std::int64_t>(block.values.size()));
        ++block.rows;
        labels.push_back(label);
    };
    for (std::int64_t row = 0; row < values.rows(); ++row)
        if (conditions[static_cast<std::size_t>(row)] == condition) add(row, "ctrl");
    add(0, condition);
    data::Dataset dataset = datasetOf(std::move(block), file.strings("genes").values);
    dataset.obs.columns.set("condition", textColumn(std::move(labels)));
    return dataset;
}

PerturbOptions optionsFor(const std::string &condition)
{
    PerturbOptions options;
    options.conditions = {condition};
    options.geneMatching = "exact";
    options.nTopGenes = 0;
    options.pool = 0;
    return options;
}

}  // namespace

class TestPerturb : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void meanProfilesOfUpstream()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        const auto folders = test::caseFolders(root, "expected.h5", {"perturb"});
        if (folders.empty()) QSKIP("no such case in this folder");
        for (const auto &folder : folders) {
            const test::Hdf5File file(folder / "expected.h5");
            JobContext context;
            const auto model = openModel(folder, {"cpu", "fp32", 1}, context);
            VERIFY_OK(model);
            const auto wanted = file.strings("pool/conditions").values;
            const auto means = file.doubles("pool/mean_pred");
            for (std::size_t i = 0; i < wanted.size(); ++i) {
                const auto made = perturb(controlsOf(file, wanted[i]), *model, optionsFor(wanted[i]), context);
                VERIFY_OK(made);
                QCOMPARE(made->rows.front().method, std::string(modelMethod));
                const auto &profile = made->rows.front().profile;
                for (std::size_t gene = 0; gene < profile.size(); ++gene) {
                    const double want = means.at(static_cast<std::int64_t>(i), static_cast<std::int64_t>(gene));
                    QVERIFY2(std::abs(profile[gene] - want) < 1e-5 * std::max(1.0, std::abs(want)), wanted[i].c_str());
                }
                QCOMPARE(made->rows.back().method, std::string(measuredMethod));
            }
        }
    }

    void aModelWithoutThatAbilityIsRefused()
    {
        JobContext context;
        const CountingModel model(numbered("GENE", 4));
        const auto made = perturb(staircase(4, 4), model.loaded, optionsFor("GENE1+ctrl"), context);
        QVERIFY(!made.ok() && made.error().is(errors::unsupportedModel));
    }

    void refusesOptions()
    {
        PerturbOptions options = optionsFor("A+B");
        options.pool = -1;
        QVERIFY(check(options).error().is(errors::badOption));
        options = PerturbOptions();
        QVERIFY(check(options).error().is(errors::badOption));
    }

    void pairsAndSplit()
    {
        PerturbationCells cells;
        cells.genes = numbered("GENE", 6);
        cells.tokens = {0, 1, 2, 3, 4, -1};
        cells.values.columns = 6;
        for (std::int64_t cell = 0; cell < 12; ++cell) {
            cells.values.indices.push_back(static_cast<std::int32_t>(cell % 6));
            cells.values.values.push_back(static_cast<float>(cell + 1));
            cells.values.indptr.push_back(cell + 1);
        }
        cells.values.rows = 12;
        cells.measured.control = {0, 1, 2, 3};
        cells.measured.conditions = {
            {"A", {"GENE0"}, {0}, {4, 5, 6}}, {"B", {"GENE1"}, {1}, {7, 8, 9}}, {"C", {"GENE0", "GENE1"}, {0, 1}, {10, 11}}};
        const auto split = splitPerturbations(cells, {PerturbationSplitOptions::By::Gene, 0.1, {}, 0});
        VERIFY_OK(split);
        // A double is held out with its gene.
        QVERIFY(!split->validation[2].empty() && split->training[2].empty());
        QCOMPARE(split->validationConditions() + split->trainingConditions(), std::int64_t{3});
        PerturbationMinibatches::Rules rules;
        rules.batchSize = 4;
        rules.genesPerStep = 3;
        const PerturbationMinibatches minibatches(cells, *split, cells.tokensWith(9), rules);
        for (const auto &batch : minibatches.trainingBatches(1)) {
            const auto views = minibatches.views(batch, 1);
            VERIFY_OK(views);
            const auto &examples = views->front();
            QCOMPARE(examples.tokens.tokens, std::int64_t{3});
            for (std::size_t row = 0; row < batch.size(); ++row) {
                const std::int64_t cell = batch[row], condition = minibatches.conditionOf(cell);
                QVERIFY(minibatches.controlOf(cell) <= 3);
                if (condition < 0) QCOMPARE(minibatches.controlOf(cell), cell);
                const auto begin = examples.tokens.perturbed.begin() + static_cast<std::ptrdiff_t>(row * 3);
                const auto &genes = condition < 0 ? std::vector<std::int64_t>()
                                                  : cells.measured.conditions[static_cast<std::size_t>(condition)].genes;
                QCOMPARE(static_cast<std::size_t>(std::count(begin, begin + 3, 1)), genes.size());  // always among the step's
            }
        }
        cells.measured.conditions.resize(1);
        QVERIFY(splitPerturbations(cells, {PerturbationSplitOptions::By::Gene, 0.1, {}, 0}).error().is(errors::tooFewCells));
        VERIFY_OK(splitPerturbations(cells, {PerturbationSplitOptions::By::WithinCondition, 0.3, {}, 0}));
    }
};

QTEST_APPLESS_MAIN(TestPerturb)
#include "tst_perturb.moc"

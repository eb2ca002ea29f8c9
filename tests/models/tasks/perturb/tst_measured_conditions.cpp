// Which genes were perturbed in which cells: usual columns, columns that do not agree, controls, and conditions asked for.
#include "models/tasks/perturb/measured_conditions.h"
#include "tests/models/counting_model.h"
#include "tests/support/fixtures.h"

#include <algorithm>

using namespace lexicell;
using namespace lexicell::models;
using namespace lexicell::models::tasks;

namespace {

using Labels = std::vector<std::string>;

data::Dataset cellsWith(const std::vector<std::pair<std::string, Labels>> &columns)
{
    data::CsrBlock block;
    block.rows = static_cast<std::int64_t>(columns.front().second.size());
    block.columns = 4;
    block.indptr.assign(static_cast<std::size_t>(block.rows) + 1, 0);
    data::Dataset dataset = datasetOf(std::move(block), {"STAT1", "JAK2", "IRF1", "CD86"});
    for (const auto &[name, values] : columns) dataset.obs.columns.set(name, textColumn(values));
    return dataset;
}

Result<MeasuredConditions> read(const data::Dataset &dataset, JobContext &context, const PerturbationOptions &options = {})
{
    const GeneFinder finder({{}, dataset.var.index.values, {}}, true);
    return measuredConditions(dataset, finder, options, context);
}

Labels namesOf(const std::vector<Condition> &conditions)
{
    Labels names;
    for (const Condition &condition : conditions) names.push_back(condition.name);
    return names;
}

bool names(const Error &error, const std::string &option, const std::string &value)
{
    return std::any_of(error.choices.begin(), error.choices.end(), [&](const Choice &choice) {
        return choice.option == option && std::find(choice.values.begin(), choice.values.end(), value) != choice.values.end();
    });
}

}  // namespace

class TestMeasuredConditions : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void readsTheUsualColumn()
    {
        JobContext context;
        const auto found = read(cellsWith({{"cell_type", {"T", "T", "B", "B", "T", "B"}},
                                           {"condition", {"ctrl", "STAT1+ctrl", "ctrl+STAT1", "JAK2+STAT1", "", "FOXP3+ctrl"}}}),
                                context);
        VERIFY_OK(found);
        QCOMPARE(found->column, std::string("condition"));
        QCOMPARE(found->control, (std::vector<std::int64_t>{0}));
        QCOMPARE(namesOf(found->conditions), (Labels{"FOXP3+ctrl", "JAK2+STAT1", "STAT1+ctrl"}));
        QVERIFY(!found->conditions[0].measured());  // no such gene in the data
        QCOMPARE(found->conditions[1].genes, (std::vector<std::int64_t>{0, 1}));
        QCOMPARE(found->conditions[2].cells, (std::vector<std::int64_t>{1, 2}));
        QCOMPARE(context.warnings().size(), std::size_t{1});
        QVERIFY(context.warnings().front().is(warnings::cellsLeftOut));
    }

    // As in the data of Papalexi et al. 2021: a column of genes, one of targets and one of guides.
    void takesTheFirstOfColumnsThatAgree()
    {
        JobContext context;
        const auto found = read(cellsWith({{"guide", {"NTg1", "STAT1g2", "JAK2g1", "IFNGR1g3"}},
                                           {"target_gene", {"non-targeting", "STAT1", "JAK2", "IFNGR1"}},
                                           {"perturbation", {"control", "STAT1", "JAK2", "IFNGR1"}}}),
                                context);
        VERIFY_OK(found);
        QCOMPARE(found->column, std::string("perturbation"));
        QCOMPARE(namesOf(found->conditions), (Labels{"IFNGR1+ctrl", "JAK2+ctrl", "STAT1+ctrl"}));
    }

    void asksWhenColumnsDisagree()
    {
        JobContext context;
        const auto dataset = cellsWith({{"perturbation", {"control", "STAT1", "JAK2"}}, {"gene", {"control", "JAK2", "JAK2"}}});
        const auto found = read(dataset, context);
        QVERIFY(!found.ok() && found.error().is(errors::choiceNeeded));
        QVERIFY(names(found.error(), "perturbation", "perturbation") && names(found.error(), "perturbation", "gene"));
        PerturbationOptions options;
        options.perturbation = "gene";
        const auto chosen = read(dataset, context, options);
        VERIFY_OK(chosen);
        QCOMPARE(namesOf(chosen->conditions), (Labels{"JAK2+ctrl"}));
    }

    void asksWhereNothingIsKnown()
    {
        JobContext context;
        const auto column = read(cellsWith({{"treatment", {"control", "STAT1"}}}), context);
        QVERIFY(!column.ok() && column.error().is(errors::choiceNeeded) && names(column.error(), "perturbation", "treatment"));
        PerturbationOptions options;
        options.perturbation = "treatment";
        const auto control = read(cellsWith({{"treatment", {"mock", "STAT1"}}}), context, options);
        QVERIFY(!control.ok() && control.error().is(errors::choiceNeeded) && names(control.error(), "control", "mock"));
        options.control = "mock";
        const auto found = read(cellsWith({{"treatment", {"mock", "STAT1"}}}), context, options);
        VERIFY_OK(found);
        QCOMPARE(found->control.size(), std::size_t{1});
    }

    void refuses()
    {
        JobContext context;
        const auto dataset = cellsWith({{"condition", {"ctrl", "STAT1"}}, {"type", {"ctrl", "other"}}});
        PerturbationOptions options;
        options.perturbation = "absent";
        QVERIFY(read(dataset, context, options).error().is(errors::missingColumn));
        options.perturbation = "type";
        QVERIFY(read(dataset, context, options).error().is(errors::badOption));  // no gene
        options.perturbation = "condition";
        options.control = "none such";
        QVERIFY(read(dataset, context, options).error().is(errors::badOption));
    }

    void conditionsAskedFor()
    {
        const GeneFinder finder({{}, {"STAT1", "JAK2"}, {}}, true);
        const auto asked = askedConditions({"STAT1", "STAT1+JAK2", "ctrl+STAT1"}, finder, {});
        VERIFY_OK(asked);
        QCOMPARE(namesOf(*asked), (Labels{"STAT1+ctrl", "JAK2+STAT1"}));
        const auto unknown = askedConditions({"STAT1+FOXP3"}, finder, {});
        QVERIFY(!unknown.ok() && unknown.error().is(errors::noGeneMatches));
        QVERIFY(unknown.error().message.find("FOXP3") != std::string::npos);
        QVERIFY(askedConditions({"ctrl"}, finder, {}).error().is(errors::badOption));
        QVERIFY(askedConditions({}, finder, {}).error().is(errors::badOption));
    }
};

QTEST_APPLESS_MAIN(TestMeasuredConditions)
#include "tst_measured_conditions.moc"

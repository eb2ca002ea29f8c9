// The step of marker genes: groups by name, the entry in uns, pseudobulk of donors, what it refuses and what it warns of.
#include "core/steps/markers.h"
#include "tests/core/small_steps.h"

#include <algorithm>
#include <cmath>

using namespace lexicell;
using namespace lexicell::test;
using data::Dataset;
using steps::MarkersOptions;

namespace {

data::ElementPtr labels(std::int64_t cells, const std::vector<std::string> &names, std::int64_t every = 1)
{
    data::StringArray values;
    values.shape = {cells};
    for (std::int64_t cell = 0; cell < cells; ++cell)
        values.values.push_back(names[static_cast<std::size_t>(cell / every) % names.size()]);
    return data::makeElement(std::move(values));
}

// 240 cells of three types; genes 30 t to 30 t + 29 belong to type t. Four donors with all types.
Dataset typed()
{
    Dataset dataset = sample(240);
    dataset.obs.columns.set("type", labels(240, {"A", "B", "C"}));
    dataset.obs.columns.set("donor", labels(240, {"d1", "d2", "d3", "d4"}, 60));
    return dataset;
}

MarkersOptions by(const std::string &column)
{
    MarkersOptions options;
    options.groupby = column;
    return options;
}

const data::Dict &entry(const Dataset &dataset, const std::string &key = "rank_genes_groups")
{
    return *dataset.uns.find(key)->as<data::Dict>();
}

const data::RecordArray &record(const Dataset &dataset, const char *name)
{
    return *entry(dataset).find(name)->as<data::RecordArray>();
}

}  // namespace

class TestMarkersStep : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void findsTheGenesOfEachGroup_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("pseudobulk");
        for (const char *method : {"wilcoxon", "t-test", "t-test_overestim_var"}) QTest::newRow(method) << method << "";
        QTest::newRow("pseudobulk") << "wilcoxon"
                                    << "donor";
    }
    void findsTheGenesOfEachGroup()
    {
        QFETCH(QString, method);
        QFETCH(QString, pseudobulk);
        MarkersOptions options = by("type");
        options.method = method.toStdString();
        options.pseudobulk = pseudobulk.toStdString();
        JobContext context;
        const auto made = steps::markers(typed(), options, context);
        VERIFY_OK(made);
        QCOMPARE(made->tests.size(), std::size_t{3});
        for (std::size_t type = 0; type < 3; ++type) {
            const auto &test = made->tests[type];
            QCOMPARE(test.cells, std::int64_t{80});
            QCOMPARE(test.referenceCells, std::int64_t{160});
            for (std::size_t best = 0; best < 25; ++best) QCOMPARE(test.order[best] / 30, type);
            QVERIFY(test.genes.adjusted[test.order[0]] < 0.01 && test.genes.logFoldChange[test.order[0]] > 1.0);
        }
        QCOMPARE(warned(context, "cells_as_replicates"), pseudobulk.isEmpty());
        QCOMPARE(made->tests[0].samples, std::int64_t{pseudobulk.isEmpty() ? 0 : 4});
        QCOMPARE(made->tests[0].paired, !pseudobulk.isEmpty());
    }

    void writesTheEntryOfScanpy()
    {
        JobContext context;
        const auto made = steps::markers(typed(), by("type"), context);
        VERIFY_OK(made);
        const auto &dict = entry(made->dataset);
        const auto *params = dict.find("params")->as<data::Dict>();
        QCOMPARE(textAt(*params, "groupby"), std::string("type"));
        QCOMPARE(textAt(*params, "reference"), std::string("rest"));
        QCOMPARE(textAt(*params, "method"), std::string("wilcoxon"));
        for (const char *name : {"names", "scores", "pvals", "pvals_adj", "logfoldchanges"}) {
            const auto &array = record(made->dataset, name);
            QCOMPARE(array.shape, (std::vector<std::int64_t>{120}));
            QCOMPARE(array.fields.entries.size(), std::size_t{3});
            QCOMPARE(array.fields.entries[2].first, std::string("C"));
        }
        const auto scores = record(made->dataset, "scores").fields.find("B")->as<data::Array>()->toDouble();
        QVERIFY(std::is_sorted(scores.rbegin(), scores.rend()));
        QVERIFY(record(made->dataset, "scores").fields.find("B")->as<data::Array>()->dtype() == data::DType::Float32);
        const auto &names = record(made->dataset, "names").fields.find("B")->as<data::StringArray>()->values;
        QCOMPARE(names[0], made->dataset.var.index.values[made->tests[1].order[0]]);
        for (const char *name : {"pts", "pts_rest"}) QCOMPARE(dict.find(name)->as<data::Table>()->rows(), std::int64_t{120});
        QVERIFY(textAt(made->dataset.uns, "lexicell").find("\"markers\"") != std::string::npos);
        QVERIFY(made->dataset.x.all()->values == typed().x.all()->values);
    }

    void comparesTwoGroups()
    {
        MarkersOptions options = by("type");
        options.group = "A";
        options.reference = "C";
        options.keyAdded = "A_C";
        JobContext context;
        const auto made = steps::markers(typed(), options, context);
        VERIFY_OK(made);
        QCOMPARE(made->tests.size(), std::size_t{1});
        QCOMPARE(made->tests[0].referenceCells, std::int64_t{80});
        QCOMPARE(made->tests[0].order.front() / 30, std::size_t{0});
        QCOMPARE(made->tests[0].order.back() / 30, std::size_t{2});
        QVERIFY(!entry(made->dataset, "A_C").find("pts_rest"));
        QVERIFY(!made->dataset.uns.find("rank_genes_groups"));
        JobContext again;
        VERIFY_OK(steps::markers(made->dataset, options, again));
        QVERIFY(warned(again, "replaced"));
    }

    // Cells without a label are part of the rest, as in scanpy. A group of one cell is left out, or refused by name.
    void cellsWithoutAGroupAndGroupsOfOne()
    {
        Dataset dataset = typed();
        data::Categorical column;
        data::StringArray names;
        names.shape = {4};
        names.values = {"A", "lonely", "B", "unused"};
        column.categories = data::makeElement(std::move(names));
        for (std::int32_t cell = 0; cell < 240; ++cell)
            column.codes.push_back(cell == 5 ? 1 : cell % 3 == 0 ? 0 : cell % 3 == 1 ? 2 : -1);
        dataset.obs.columns.set("type", data::makeElement(std::move(column)));
        JobContext context;
        const auto made = steps::markers(dataset, by("type"), context);
        VERIFY_OK(made);
        QCOMPARE(made->tests.size(), std::size_t{2});
        QCOMPARE(made->tests[1].group, std::string("B"));
        QCOMPARE(made->tests[0].referenceCells, std::int64_t{160});
        QVERIFY(warned(context, "left_out"));
        MarkersOptions options = by("type");
        options.group = "lonely";
        VERIFY_CLASS(steps::markers(dataset, options, context), "too_few_cells");
        options.group = "A";
        options.reference = "lonely";
        VERIFY_CLASS(steps::markers(dataset, options, context), "too_few_cells");
        options.reference = "unused";
        VERIFY_CLASS(steps::markers(dataset, options, context), "bad_option");
    }

    void pseudobulkLeavesOutSmallSamples()
    {
        Dataset dataset = typed();
        data::StringArray donors;
        donors.shape = {240};
        for (int cell = 0; cell < 240; ++cell) donors.values.push_back(cell < 9 ? "d0" : cell < 120 ? "d1" : "d2");
        dataset.obs.columns.set("donor", data::makeElement(std::move(donors)));
        MarkersOptions options = by("type");
        options.pseudobulk = "donor";
        JobContext context;
        const auto made = steps::markers(dataset, options, context);
        VERIFY_OK(made);
        QCOMPARE(made->tests[0].samples, std::int64_t{2});
        QVERIFY(warned(context, "cells_left_out"));
        options.minCells = 100;
        VERIFY_CLASS(steps::markers(dataset, options, context), "too_small");
        options.minCells = 1;
        options.design = "unpaired";
        const auto unpaired = steps::markers(dataset, options, context);
        VERIFY_OK(unpaired);
        QCOMPARE(unpaired->tests[0].samples, std::int64_t{3});
        QVERIFY(!unpaired->tests[0].paired);
    }

    void genesWithFewCountsAreNotTested()
    {
        Dataset dataset = typed();
        auto block = *dataset.x.all();
        for (std::size_t k = 0; k < block.values.size(); ++k)
            if (block.indices[k] == 100) block.values[k] = 0.0f;
        dataset.x = data::ExpressionMatrix::ofCsr(std::move(block));
        MarkersOptions options = by("type");
        options.pseudobulk = "donor";
        options.normalization = "none";
        JobContext context;
        const auto made = steps::markers(dataset, options, context);
        VERIFY_OK(made);
        QVERIFY(std::isnan(made->tests[0].genes.score[100]) && std::isnan(made->tests[0].genes.adjusted[100]));
        QVERIFY(std::isnan(made->tests[0].genes.score[made->tests[0].order.back()]));
        QVERIFY(std::isfinite(made->tests[0].genes.score[made->tests[0].order.front()]));
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("groupby");
        QTest::addColumn<QString>("group");
        QTest::addColumn<QString>("reference");
        QTest::addColumn<QString>("pseudobulk");
        QTest::addColumn<QString>("errorClass");
        QTest::newRow("no column") << ""
                                   << ""
                                   << "rest"
                                   << ""
                                   << "bad_option";
        QTest::newRow("missing column") << "kind"
                                        << ""
                                        << "rest"
                                        << ""
                                        << "missing_column";
        QTest::newRow("one level") << "one"
                                   << ""
                                   << "rest"
                                   << ""
                                   << "too_small";
        QTest::newRow("unknown group") << "type"
                                       << "D"
                                       << "rest"
                                       << ""
                                       << "bad_option";
        QTest::newRow("unknown reference") << "type"
                                           << ""
                                           << "D"
                                           << ""
                                           << "bad_option";
        QTest::newRow("against itself") << "type"
                                        << "A"
                                        << "A"
                                        << ""
                                        << "bad_option";
        QTest::newRow("no donors") << "type"
                                   << ""
                                   << "rest"
                                   << "people"
                                   << "missing_column";
        QTest::newRow("one donor") << "type"
                                   << ""
                                   << "rest"
                                   << "one"
                                   << "too_small";
        QTest::newRow("groups as donors") << "type"
                                          << ""
                                          << "rest"
                                          << "type"
                                          << "bad_option";
    }
    void refusals()
    {
        QFETCH(QString, groupby);
        QFETCH(QString, group);
        QFETCH(QString, reference);
        QFETCH(QString, pseudobulk);
        QFETCH(QString, errorClass);
        Dataset dataset = typed();
        dataset.obs.columns.set("one", labels(240, {"all"}));
        MarkersOptions options = by(groupby.toStdString());
        options.group = group.toStdString();
        options.reference = reference.toStdString();
        options.pseudobulk = pseudobulk.toStdString();
        JobContext context;
        VERIFY_CLASS(steps::markers(dataset, options, context), errorClass);
    }

    void wrongValuesAreNamed()
    {
        const auto logs = mapped(typed(), [](float value) { return std::log1p(value); });
        MarkersOptions options = by("type");
        JobContext context;
        VERIFY_CLASS(steps::markers(logs, options, context), "counts_needed");
        options.logNormalized = true;
        VERIFY_OK(steps::markers(logs, options, context));
        VERIFY_CLASS(steps::markers(typed(), options, context), "log_values_needed");
        options.pseudobulk = "donor";
        VERIFY_CLASS(steps::markers(logs, options, context), "counts_needed");
        options.logNormalized = false;
        VERIFY_CLASS(steps::markers(logs, options, context), "counts_needed");
        const auto broken = mapped(typed(), [](float value) { return value > 4.0f ? std::nanf("") : value; });
        VERIFY_CLASS(steps::markers(broken, by("type"), context), "non_finite");
        context.cancel();
        VERIFY_CLASS(steps::markers(typed(), by("type"), context), "cancelled");
        VERIFY_CLASS(steps::markers(
                         typed(),
                         [] {
                             MarkersOptions o = by("type");
                             o.pseudobulk = "donor";
                             return o;
                         }(),
                         context),
                     "cancelled");
    }
};

QTEST_GUILESS_MAIN(TestMarkersStep)
#include "tst_markers_step.moc"

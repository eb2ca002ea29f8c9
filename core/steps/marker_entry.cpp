#include "core/steps/marker_entry.h"

#include "core/steps/step_output.h"

namespace lexicell::steps {

namespace {

// A record array with a field for each test.
template <class Field> data::ElementPtr records(const std::vector<MarkerTest> &tests, std::size_t genes, Field &&field)
{
    data::RecordArray array;
    array.shape = {static_cast<std::int64_t>(genes)};
    for (const MarkerTest &test : tests) array.fields.set(test.group, field(test));
    return data::makeElement(std::move(array));
}

template <class T> data::ElementPtr ordered(const std::vector<double> &values, const std::vector<std::size_t> &order)
{
    std::vector<T> sorted;
    sorted.reserve(order.size());
    for (const std::size_t gene : order) sorted.push_back(static_cast<T>(values[gene]));
    return column(sorted);
}

data::ElementPtr namesOf(const std::vector<std::size_t> &order, const data::StringArray &genes)
{
    data::StringArray names;
    names.shape = {static_cast<std::int64_t>(order.size())};
    for (const std::size_t gene : order) names.values.push_back(genes.values[gene]);
    return data::makeElement(std::move(names));
}

data::ElementPtr frame(const std::vector<MarkerTest> &tests, const data::StringArray &genes,
                       std::vector<double> analysis::GroupTest::*values)
{
    data::Table table;
    table.index = genes;
    for (const MarkerTest &test : tests) table.columns.set(test.group, column(test.genes.*values));
    return data::makeElement(std::move(table));
}

}  // namespace

data::ElementPtr markersEntry(const std::vector<MarkerTest> &tests, const std::string &test, const MarkersOptions &options,
                              const data::StringArray &genes)
{
    const bool chosenLayer = !options.layer.empty() && options.layer != "X" && options.layer != "raw";
    auto params = dictElement({{"groupby", textElement(options.groupby)},
                               {"reference", textElement(options.reference)},
                               {"method", textElement(test)},
                               {"use_raw", boolElement(options.layer == "raw")},
                               {"layer", chosenLayer ? textElement(options.layer) : data::makeElement(data::Null{})},
                               {"corr_method", textElement("benjamini-hochberg")}});
    const std::size_t count = genes.values.size();
    const auto names = records(tests, count, [&](const MarkerTest &of) { return namesOf(of.order, genes); });
    const auto sorted32 = [&](auto values) {
        return records(tests, count, [&](const MarkerTest &of) { return ordered<float>(of.genes.*values, of.order); });
    };
    const auto sorted64 = [&](auto values) {
        return records(tests, count, [&](const MarkerTest &of) { return ordered<double>(of.genes.*values, of.order); });
    };
    using analysis::GroupTest;
    std::vector<std::pair<std::string, data::ElementPtr>> entries{{"params", std::move(params)},
                                                                  {"pts", frame(tests, genes, &GroupTest::share)}};
    if (options.reference == "rest") entries.emplace_back("pts_rest", frame(tests, genes, &GroupTest::shareReference));
    entries.emplace_back("names", names);
    entries.emplace_back("scores", sorted32(&GroupTest::score));
    entries.emplace_back("pvals", sorted64(&GroupTest::pValue));
    entries.emplace_back("pvals_adj", sorted64(&GroupTest::adjusted));
    entries.emplace_back("logfoldchanges", sorted32(&GroupTest::logFoldChange));
    return dictElement(std::move(entries));
}

}  // namespace lexicell::steps

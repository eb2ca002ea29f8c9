// Enrichment beside recorded numbers: lists of marker genes against Hallmark sets, the background all genes of the data.
#include "models/tasks/enrich/enrich.h"
#include "tests/support/analysis_cases.h"

#include <map>

using namespace lexicell;
using namespace lexicell::models::tasks;
using namespace lexicell::test;

class TestEnrichReference : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void recorded_data() { LEXICELL_ADD_ANALYSIS_CASES("de/groups") }
    void recorded()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "de/groups");
        const std::string group = "enrichment/" + which.name;
        if (!which.expected->has(group)) QSKIP("no enrichment was recorded for this data set");
        LEXICELL_DATA_OR_SKIP(gmt, "gene_sets/" + which.expected->textAttribute(group, "gmt"));
        if (which.dataFile.empty()) QSKIP("the data file is absent: set LEXICELL_DATA");
        JobContext context;
        const auto sets = io::readGeneSets(gmt, context);
        VERIFY_OK(sets);
        const auto genes = which.expected->strings(group + "/genes");
        const auto groups = which.expected->strings(group + "/groups").values;
        std::vector<GeneList> lists;
        for (std::size_t list = 0; list < groups.size(); ++list) {
            lists.push_back({groups[list], {}});
            for (std::int64_t i = 0; i < genes.columns(); ++i)
                lists.back().genes.push_back(genes.at(static_cast<std::int64_t>(list), i));
        }
        EnrichOptions options;
        options.geneMatching = "exact";
        const auto made = enrich(lists, which.geneNames(), *sets, options, context);
        VERIFY_OK(made);

        const auto names = which.expected->strings(group + "/sets").values;
        std::map<std::string, std::int64_t> column;
        for (std::size_t i = 0; i < names.size(); ++i) column[names[i]] = static_cast<std::int64_t>(i);
        QCOMPARE(made->results.size(), names.size() * groups.size());
        const auto size = which.expected->ints(group + "/set_size"), overlap = which.expected->ints(group + "/overlap");
        const auto p = which.expected->doubles(group + "/pvalue"), adjusted = which.expected->doubles(group + "/padj");
        const auto fold = which.expected->doubles(group + "/fold");
        for (const auto &result : made->results) {
            const std::int64_t set = column.at(sets->sets[static_cast<std::size_t>(result.set)].name);
            QCOMPARE(result.setSize, size.values[static_cast<std::size_t>(set)]);
            QCOMPARE(static_cast<std::int64_t>(result.overlap.size()), overlap.at(result.list, set));
            VERIFY_SAME(difference(std::vector<double>{result.p}, std::vector<double>{p.at(result.list, set)}, 1e-8));
            VERIFY_SAME(
                difference(std::vector<double>{result.adjustedP}, std::vector<double>{adjusted.at(result.list, set)}, 1e-8));
            VERIFY_SAME(difference(std::vector<double>{result.fold}, std::vector<double>{fold.at(result.list, set)}, 1e-12));
        }
    }
};

QTEST_APPLESS_MAIN(TestEnrichReference)
#include "tst_enrich_reference.moc"

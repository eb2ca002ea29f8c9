// Enrichment of lists of genes: names in any spelling, backgrounds, and the table.
#include "models/tasks/enrich/enrich.h"
#include "tests/models/counting_model.h"

#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

using namespace lexicell;
using namespace lexicell::models::tasks;
using lexicell::models::numbered;

namespace {

// Two sets of five of ten genes, and a small one.
io::GeneSets tenGenes()
{
    return {numbered("G", 10), {{"first", "d", {0, 1, 2, 3, 4}}, {"second", "", {5, 6, 7, 8, 9}}, {"small", "", {0}}}};
}

EnrichOptions exactly()
{
    EnrichOptions options;
    options.geneMatching = "exact";
    return options;
}

std::vector<double> numbersOf(const Table &table, const char *name)
{
    for (const Column &column : table.columns)
        if (column.name == name) {
            if (const auto *whole = std::get_if<std::vector<std::int64_t>>(&column.values)) return {whole->begin(), whole->end()};
            return std::get<std::vector<double>>(column.values);
        }
    return {};
}

std::string errorOf(const Result<Enrichment> &made) { return made.ok() ? "ok" : made.error().errorClass; }

}  // namespace

class TestEnrich : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aList()
    {
        JobContext context;
        const io::GeneSets sets = tenGenes();
        const auto made = enrich({{"mine", {"G0", "G1", "G2", "G0"}}}, {}, sets, exactly(), context);
        VERIFY_OK(made);
        QCOMPARE(made->testedSets, std::int64_t{2});
        QCOMPARE(made->background.size(), std::size_t{10});
        const Table table = enrichmentTable(*made, sets);
        QCOMPARE(table.rows(), std::size_t{1});
        QCOMPARE(numbersOf(table, "overlap"), std::vector<double>{3});
        QCOMPARE(numbersOf(table, "list_size"), std::vector<double>{3});
        QVERIFY(std::abs(numbersOf(table, "pvals")[0] - 10.0 / 120.0) < 1e-12);
        QVERIFY(std::abs(numbersOf(table, "pvals_adj")[0] - 20.0 / 120.0) < 1e-12);
        QCOMPARE(std::get<std::vector<std::string>>(table.columns.back().values)[0], std::string("G0;G1;G2"));
    }

    // A gene that no set holds could have been drawn all the same.
    void theBackgroundCounts()
    {
        JobContext context;
        const io::GeneSets sets = tenGenes();
        std::vector<std::string> background = numbered("G", 10), others = numbered("OTHER", 10);
        background.insert(background.end(), others.begin(), others.end());
        const auto made = enrich({{"mine", {"G0", "G1", "NOBODY"}}}, background, sets, exactly(), context);
        VERIFY_OK(made);
        QCOMPARE(made->backgroundInSets, std::int64_t{10});
        QCOMPARE(made->results.front().expected, 2.0 * 5.0 / 20.0);
        QCOMPARE(context.warnings().size(), std::size_t{1});
        QVERIFY(context.warnings().front().is(warnings::unknownGenes));
    }

    void theOrderOfGenesDoesNotMatter()
    {
        JobContext context;
        const io::GeneSets sets = tenGenes();
        const auto one = enrich({{"a", {"G0", "G7", "G3"}}}, {}, sets, exactly(), context);
        const auto two = enrich({{"a", {"G3", "G0", "G7"}}}, {}, sets, exactly(), context);
        VERIFY_OK(one);
        VERIFY_OK(two);
        for (std::size_t i = 0; i < one->results.size(); ++i) {
            QCOMPARE(one->results[i].p, two->results[i].p);
            QCOMPARE(one->results[i].overlap, two->results[i].overlap);
        }
    }

    void aliasesAndSpecies()
    {
        JobContext context;
        const io::GeneSets sets{{"TP53", "PTPRC", "CD3E", "CD4", "CD8A"}, {{"human", "", {0, 1, 2, 3, 4}}}};
        EnrichOptions options;
        const auto human =
            enrich({{"a", {"CD45", "CD4"}}}, {"TP53", "PTPRC", "CD3E", "CD4", "CD8A", "LYZ"}, sets, options, context);
        VERIFY_OK(human);
        QCOMPARE(human->results.front().overlap.size(), std::size_t{2});
        QVERIFY(context.warnings().empty());
        const auto mouse = enrich({{"a", {"Cd4"}}}, {"Cd3e", "Cd4", "Cd8a", "Ptprc", "Lyz2", "TP53"}, sets, options, context);
        VERIFY_OK(mouse);
        QCOMPARE(mouse->results.front().setSize, std::int64_t{5});
        QVERIFY(context.warnings().back().is(warnings::otherSpecies));
    }

    void refusals()
    {
        JobContext context;
        const io::GeneSets sets = tenGenes();
        EnrichOptions options = exactly();
        QCOMPARE(errorOf(enrich({{"a", {"NOBODY"}}}, {}, sets, options, context)), std::string("unknown_gene"));
        QCOMPARE(errorOf(enrich({{"a", {}}}, {}, sets, options, context)), std::string("unknown_gene"));
        QCOMPARE(errorOf(enrich({{"a", {"X"}}}, {"X"}, sets, options, context)), std::string("no_gene_matches"));
        options.minSize = 6;
        QCOMPARE(errorOf(enrich({{"a", {"G0"}}}, {}, sets, options, context)), std::string("too_small"));
        options.minSize = 0;
        QCOMPARE(errorOf(enrich({{"a", {"G0"}}}, {}, sets, options, context)), std::string("bad_option"));
        context.cancel();
        QCOMPARE(errorOf(enrich({{"a", {"G0"}}}, {}, sets, exactly(), context)), std::string("cancelled"));
    }

    void listsInFiles()
    {
        QTemporaryDir folder;
        const auto written = [&folder](const char *name, const QByteArray &text) {
            QFile file(folder.filePath(name));
            if (file.open(QIODevice::WriteOnly)) file.write(text);
            return file.fileName().toStdString();
        };
        const auto plain = geneLists({written("mine.txt", "A\r\nB\n\n")});
        VERIFY_OK(plain);
        QCOMPARE(plain->size(), std::size_t{1});
        QCOMPARE(plain->front().name, std::string("mine"));
        QCOMPARE(plain->front().genes, (std::vector<std::string>{"A", "B"}));
        const auto modules = geneLists({written("edges.nodes.csv", "gene,module,asked\nA,1,0\n\"B,2\",0,1\nC,-1,0\nD,1,0\n")});
        VERIFY_OK(modules);
        QCOMPARE(modules->size(), std::size_t{2});
        QCOMPARE(modules->at(0).genes, std::vector<std::string>{"B,2"});
        QCOMPARE(modules->at(1).name, std::string("module 1"));
        QCOMPARE(modules->at(1).genes, (std::vector<std::string>{"A", "D"}));
        QCOMPARE(geneLists({written("bad.csv", "gene,module\nA\n")}).error().errorClass, std::string("bad_list"));
        QCOMPARE(geneLists({written("none.txt", "\n")}).error().errorClass, std::string("empty_file"));
        QCOMPARE(geneLists({"A", "B"})->front().genes.size(), std::size_t{2});
    }

    // A path is never the name of a gene.
    void listsThatAreNotThere()
    {
        for (const char *name : {"/nowhere.txt", "nowhere.txt", "nowhere.csv", "nowhere.gmt", "./nowhere", "lists/mine"}) {
            QVERIFY2(looksLikeFile(name), name);
            QCOMPARE(geneNames({name}).error().errorClass, std::string("not_found"));
            QCOMPARE(geneLists({name}).error().errorClass, std::string("not_found"));
        }
        QCOMPARE(geneNames({"A", "more.txt"}).error().errorClass, std::string("bad_option"));
        QCOMPARE(checkGeneSets("/nowhere.gmt").error().errorClass, std::string("not_found"));
        VERIFY_OK(checkGeneSets("reactome"));
        for (const char *gene : {"HLA-A", "RP11-34P13.7", "AC004556.3", "MT-CO1", "Gt(ROSA)26Sor", "TXT"}) {
            QVERIFY2(!looksLikeFile(gene), gene);
            QCOMPARE(*geneNames({gene}), std::vector<std::string>{gene});
        }
    }

    // A file of all sets that anyone has made: nothing is compared with every set.
    void aHundredThousandSets()
    {
        io::GeneSets sets{numbered("G", 20'000), {}};
        for (int set = 0; set < 100'000; ++set) {
            io::GeneSet made{"set " + std::to_string(set), "", {}};
            for (int gene = 0; gene < 20; ++gene) made.genes.push_back((set * 7 + gene * 997) % 20'000);
            std::sort(made.genes.begin(), made.genes.end());
            sets.sets.push_back(std::move(made));
        }
        std::vector<GeneList> lists;
        for (int list = 0; list < 5; ++list) {
            lists.push_back({"list " + std::to_string(list), {}});
            for (const std::int32_t gene : sets.sets[static_cast<std::size_t>(list) * 1000].genes)
                lists.back().genes.push_back(sets.genes[static_cast<std::size_t>(gene)]);
        }
        JobContext context;
        const auto made = enrich(lists, {}, sets, exactly(), context);
        VERIFY_OK(made);
        QCOMPARE(made->testedSets, std::int64_t{100'000});
        QCOMPARE(made->results.front().overlap.size(), std::size_t{20});
        QVERIFY(made->results.front().adjustedP < 1e-20);
        QVERIFY(enrichmentTable(*made, sets).rows() < 5 * 20'000);
    }
};

QTEST_APPLESS_MAIN(TestEnrich)
#include "tst_enrich.moc"

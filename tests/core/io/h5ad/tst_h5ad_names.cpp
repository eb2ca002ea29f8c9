// Names with slashes: the element is offered under its full name, and saved under one that anndata can store.

#include "core/data/value_summary.h"
#include "core/io/dataset_summary.h"
#include "tests/core/siblings.h"

using namespace lexicell;
using namespace lexicell::test;
using Names = std::vector<std::string>;

namespace {

Names keysOf(const data::Dict &dict)
{
    Names keys;
    for (const auto &[key, element] : dict.entries) keys.push_back(key);
    return keys;
}

Names keysOf(const data::NamedMatrices &matrices)
{
    Names keys;
    for (const auto &[key, matrix] : matrices.entries) keys.push_back(key);
    return keys;
}

double sumOf(const data::ExpressionMatrix *matrix) { return matrix ? data::summarize(*matrix)->sum : -1.0; }

}  // namespace

class TestH5adNames : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void fullNamesAreOffered()
    {
        const auto read = readFile(sibling("names.h5ad"));
        VERIFY_OK(read);
        QVERIFY2(read->warnings.empty(), read->allWarnings().c_str());
        const auto &dataset = read->dataset;
        QCOMPARE(keysOf(dataset.layers), (Names{"a/b", "a_b", "raw", "raw/counts"}));
        QCOMPARE(keysOf(dataset.obsm), (Names{"..", ".hidden", "X_tsne/v2", "X_tsne_v2", "deep/er/still", "tab", "tab/inner"}));
        QCOMPARE(keysOf(dataset.varm), Names{"PCs/all"});
        QCOMPARE(keysOf(dataset.obsp), Names{"graph/near"});
        QCOMPARE(keysOf(dataset.varp), Names{"cor/r"});
        QCOMPARE(keysOf(dataset.raw->varm), Names{"PCs/raw"});
        VERIFY_OK(dataset.matrix("raw/counts"));
        QCOMPARE(sumOf(&*dataset.matrix("raw/counts")), 2 * sumOf(&dataset.x));
    }

    void infoNamesThemToo()
    {
        JobContext context;
        const auto summary = io::describeDataset(sibling("names.h5ad"), {}, context);
        VERIFY_OK(summary);
        QCOMPARE(summary->layers, (Names{"a/b", "a_b", "raw", "raw/counts"}));
        QCOMPARE(summary->varp, Names{"cor/r"});
    }

    void savedUnderNamesThatCanBeStored()
    {
        const auto read = readFile(sibling("names.h5ad"));
        VERIFY_OK(read);
        const auto saved = writtenAndRead(read->dataset);
        VERIFY_OK(saved);
        const auto &before = read->dataset, &after = saved->dataset;
        QCOMPARE(keysOf(after.layers), (Names{"a_b", "a_b-1", "raw", "raw_counts"}));
        QCOMPARE(sumOf(after.layers.find("a_b")), sumOf(before.layers.find("a_b")));  // one that can be stored keeps its name
        QCOMPARE(sumOf(after.layers.find("a_b-1")), sumOf(before.layers.find("a/b")));
        QCOMPARE(sumOf(after.layers.find("raw_counts")), sumOf(before.layers.find("raw/counts")));
        QCOMPARE(keysOf(after.obsm), (Names{".hidden", "X_tsne_v2", "X_tsne_v2-1", "_", "deep_er_still", "tab", "tab_inner"}));
        QCOMPARE(numbersOf(after.obsm.find("X_tsne_v2-1")), numbersOf(before.obsm.find("X_tsne/v2")));
        QCOMPARE(keysOf(after.varm), Names{"PCs_all"});
        QCOMPARE(keysOf(after.obsp), Names{"graph_near"});
        QCOMPARE(keysOf(after.varp), Names{"cor_r"});
        QCOMPARE(keysOf(after.raw->varm), Names{"PCs_raw"});
        QCOMPARE(numbersOf(after.obs.columns.find("CD4_CD8 ratio")), numbersOf(before.obs.columns.find("CD4_CD8 ratio")));
        QCOMPARE(numbersOf(after.obs.columns.find("CD4_CD8 ratio-1")), numbersOf(before.obs.columns.find("CD4/CD8 ratio")));
        for (const char *name : {"a/b", "raw/counts", "X_tsne/v2", "..", "deep/er/still", "tab/inner", "PCs/all", "graph/near",
                                 "cor/r", "PCs/raw", "CD4/CD8 ratio"})
            QVERIFY2(saved->warned("renamed", "\"" + std::string(name) + "\""), (name + ("\n" + saved->allWarnings())).c_str());
        QCOMPARE(saved->warnings.size(), std::size_t{11});
    }

    // What lies beside X, obs and var may be wrong: the file opens without it, and says so.
    void brokenElementsAreLeftOut()
    {
        const auto read = readFile(sibling("broken_elements.h5ad"));
        VERIFY_OK(read);
        const auto &dataset = read->dataset;
        QCOMPARE(keysOf(dataset.layers), Names{"good"});
        QCOMPARE(keysOf(dataset.obsm), Names{"good"});
        QCOMPARE(keysOf(dataset.varm), Names{"good"});
        QCOMPARE(keysOf(dataset.obsp), Names{"good"});
        QCOMPARE(keysOf(dataset.varp), Names{"good"});
        QVERIFY(!dataset.raw);
        for (const char *name :
             {"layers/index", "layers/shape", "layers/words", "layers/future", "layers/no_encoding", "layers/nowhere",
              "obsm/short", "obsm/index", "obsm/elsewhere", "varm/short", "obsp/narrow", "varp/flat", "So raw is "}) {
            bool named = false;
            for (const auto &warning : read->warnings)
                named = named || (warning.message.find(name) != std::string::npos &&
                                  warning.message.find("left out.") != std::string::npos);
            QVERIFY2(named, (name + ("\n" + read->allWarnings())).c_str());
        }
        QCOMPARE(read->warnings.size(), std::size_t{13});
    }
};

QTEST_APPLESS_MAIN(TestH5adNames)
#include "tst_h5ad_names.moc"

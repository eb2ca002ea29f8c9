#include "core/preprocess/quality.h"
#include "tests/support/analysis_cases.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::test;

class TestQuality : public QObject {
    Q_OBJECT

  private slots:
    void matchesReference_data() { LEXICELL_ADD_ANALYSIS_CASES("qc/total_counts"); }
    void matchesReference()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, "qc/total_counts");
        const auto counts = which.counts();
        const auto cells = preprocess::cellMetrics(counts, preprocess::mitochondrialGenes(which.geneNames()), 0);
        VERIFY_SAME(difference(cells.totalCounts, which.doubles("qc/total_counts"), 0));
        VERIFY_SAME(difference(cells.genesByCounts, which.ints("qc/n_genes"), 0));
        VERIFY_SAME(difference(cells.totalCountsMt, which.doubles("qc/total_counts_mt"), 0));
        VERIFY_SAME(difference(cells.pctCountsMt, which.doubles("qc/pct_counts_mt"), 1e-6));
        VERIFY_SAME(difference(cells.pctCountsInTop50Genes, which.doubles("qc/pct_counts_in_top_50_genes"), 1e-6));
        VERIFY_SAME(difference(preprocess::geneMetrics(counts).cellsByCounts, which.ints("qc/n_cells_by_counts"), 0));
    }

    void knowsMitochondrialGenesOfManAndMouse()
    {
        const auto mt = preprocess::mitochondrialGenes({"MT-CO1", "mt-Nd1", "MTOR", "Mt1", "CD3E"});
        QCOMPARE(mt, (std::vector<bool>{true, true, false, false, false}));
    }

    void knowsThemInNamesOfEveryKind()
    {
        for (const char *name : {"Mt-nd1", "mt:ND1", "MT.ND1", "GRCh38_MT-ND1", "mm10___mt-Nd1", "ENSG00000198888|MT-ND1",
                                 "MT-ND1_ENSG00000198888", "hg19-MT.ND1"})
            QVERIFY2(preprocess::mitochondrialGenes({"CD3E", name})[1], name);
        // NCBI's names have no prefix; one of them alone may be another gene
        QCOMPARE(preprocess::mitochondrialGenes({"COX1", "CD3E"}), (std::vector<bool>{false, false}));
        QCOMPARE(preprocess::mitochondrialGenes({"COX1", "ND1", "CD3E", "CYTB", "ATP6", "ND5"}),
                 (std::vector<bool>{true, true, false, true, true, true}));
    }

    void hasNoPercentageForACellWithoutCounts()
    {
        const data::CsrBlock counts{2, 2, {0, 0, 2}, {0, 1}, {3, 1}};
        const auto cells = preprocess::cellMetrics(counts, {true, false}, 1);
        QVERIFY(std::isnan(cells.pctCountsMt[0]) && std::isnan(cells.pctCountsInTop50Genes[0]));
        QCOMPARE(cells.pctCountsMt[1], 75.0);
        QCOMPARE(cells.pctCountsInTop50Genes[1], 100.0);
    }

    void describesGenes()
    {
        const data::CsrBlock counts{4, 2, {0, 1, 2, 2, 2}, {0, 0}, {3, 1}};
        const auto genes = preprocess::geneMetrics(counts);
        QCOMPARE(genes.cellsByCounts, (std::vector<std::int32_t>{2, 0}));
        QCOMPARE(genes.meanCounts, (std::vector<double>{1.0, 0.0}));
        QCOMPARE(genes.pctDropoutByCounts, (std::vector<double>{50.0, 100.0}));
    }
};

QTEST_GUILESS_MAIN(TestQuality)
#include "tst_quality.moc"

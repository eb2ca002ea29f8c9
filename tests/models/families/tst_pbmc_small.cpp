// The checkpoint of blood cells that comes with the program: it opens, is small, and its gene neighborhoods are those of blood.
#include "models/families/open_model.h"
#include "tests/support/fixtures.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

using namespace lexicell;
using namespace lexicell::models;
namespace fs = std::filesystem;

namespace {

fs::path shippedModel() { return test::sourceRoot() / "resources/models/pbmc_small"; }

}  // namespace

class TestPbmcSmall : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void comesWithItsCardAndIsSmall()
    {
        std::uintmax_t bytes = 0;
        for (const auto &entry : fs::directory_iterator(shippedModel())) bytes += entry.file_size();
        QVERIFY2(bytes < 8'000'000, qPrintable(QString::number(bytes)));
        QVERIFY(fs::exists(shippedModel() / "README.md") && fs::exists(shippedModel() / "make_pbmc_small.sh"));
    }

    void neighborsOfMarkersAreOfTheirCells_data()
    {
        QTest::addColumn<QString>("marker");
        QTest::addColumn<QStringList>("company");  // genes of the same cells, from textbooks
        QTest::newRow("T cells") << "CD3D"
                                 << QStringList{"CD3E", "CD3G", "CD247", "LCK", "IL7R", "CD2", "CD7", "TRAT1", "GIMAP7"};
        QTest::newRow("NK cells") << "NKG7" << QStringList{"GZMA", "GZMB", "GZMK",   "GNLY", "PRF1",
                                                           "CST7", "CCL5", "FGFBP2", "XCL2", "KLRD1"};
        QTest::newRow("B cells") << "CD79A"
                                 << QStringList{"CD79B", "MS4A1", "CD19", "CD72", "FCRLA", "VPREB3", "PNOC", "TCL1A", "BANK1"};
        QTest::newRow("class II") << "HLA-DRA"
                                  << QStringList{"HLA-DRB1", "HLA-DPA1", "HLA-DPB1", "HLA-DQA1", "HLA-DQB1", "HLA-DMA", "CD74"};
    }
    void neighborsOfMarkersAreOfTheirCells()
    {
        QFETCH(QString, marker);
        QFETCH(QStringList, company);
        JobContext context;
        const auto model = openModel(shippedModel(), {"cpu", "fp32", 1}, context);
        VERIFY_OK(model);
        const auto &names = model->tokenizer->vocabulary();
        std::vector<std::int64_t> ids(names.size());
        std::iota(ids.begin(), ids.end(), std::int64_t{0});
        const auto vectors = model->genes->geneVectors(ids, context);
        VERIFY_OK(vectors);
        const auto width = static_cast<std::size_t>(model->genes->width());
        const auto cosine = [&](std::size_t a, std::size_t b) {
            double product = 0.0, first = 0.0, second = 0.0;
            for (std::size_t i = 0; i < width; ++i) {
                const double x = static_cast<double>((*vectors)[a * width + i]),
                             y = static_cast<double>((*vectors)[b * width + i]);
                product += x * y;
                first += x * x;
                second += y * y;
            }
            return product / std::sqrt(first * second);
        };
        const auto own = static_cast<std::size_t>(std::find(names.begin(), names.end(), marker.toStdString()) - names.begin());
        QVERIFY(own < names.size());
        std::vector<std::pair<double, std::string>> ranked;
        for (std::size_t gene = 0; gene < names.size(); ++gene)
            if (gene != own) ranked.emplace_back(-cosine(own, gene), names[gene]);
        std::partial_sort(ranked.begin(), ranked.begin() + 20, ranked.end());
        int found = 0;
        QStringList nearest;
        for (std::size_t i = 0; i < 20; ++i) {
            nearest << QString::fromStdString(ranked[i].second);
            found += company.contains(nearest.back()) ? 1 : 0;
        }
        // By chance 20 of 13,180 genes hold less than a fiftieth of one of these.
        QVERIFY2(found >= 3, qPrintable(nearest.join(' ')));
    }
};

QTEST_APPLESS_MAIN(TestPbmcSmall)
#include "tst_pbmc_small.moc"

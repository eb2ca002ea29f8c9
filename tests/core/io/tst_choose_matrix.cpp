#include "core/io/choose_matrix.h"
#include "tests/support/fixtures.h"

using namespace lexicell;
using namespace lexicell::io;
using namespace lexicell::data;

namespace {

template <class T> std::string classOf(const Result<T> &result) { return result.ok() ? "ok" : result.error().errorClass; }

ExpressionMatrix matrixOf(std::int64_t genes, float value)
{
    CsrBlock block;
    block.rows = 2;
    block.columns = genes;
    for (int row = 0; row < 2; ++row) {
        block.indices.push_back(row);
        block.values.push_back(value);
        block.indptr.push_back(row + 1);
    }
    return ExpressionMatrix::ofCsr(std::move(block));
}

StringArray namesOf(std::vector<std::string> values)
{
    StringArray names;
    names.shape = {static_cast<std::int64_t>(values.size())};
    names.values = std::move(values);
    return names;
}

// X of threes, layers["counts"] of ones, raw of sevens with `rawGenes`.
Dataset sample(std::vector<std::string> rawGenes)
{
    Dataset dataset;
    dataset.x = matrixOf(2, 3.0F);
    dataset.obs.index = namesOf({"c1", "c2"});
    dataset.var.index = namesOf({"ENSG1", "ENSG2"});
    dataset.var.columns.set("symbol", makeElement(namesOf({"CD3E", "CD4"})));
    dataset.layers.set("counts", matrixOf(2, 1.0F));
    Raw raw;
    raw.x = matrixOf(static_cast<std::int64_t>(rawGenes.size()), 7.0F);
    raw.var.index = namesOf(std::move(rawGenes));
    dataset.raw = std::move(raw);
    return dataset;
}

float valueOf(const ExpressionMatrix &matrix)
{
    const auto block = matrix.all();
    return block.ok() && !block->values.empty() ? block->values.front() : -1.0F;
}

}  // namespace

class TestChooseMatrix : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aLayerBecomesX()
    {
        for (const FormerX former : {FormerX::Kept, FormerX::Dropped}) {
            Dataset dataset = sample({"ENSG1", "ENSG2"});
            const auto lost = chooseMatrix(dataset, "counts", former);
            VERIFY_OK(lost);
            QVERIFY(lost->empty());
            QCOMPARE(valueOf(dataset.x), 1.0F);
            QCOMPARE(dataset.layers.find("former_X") != nullptr, former == FormerX::Kept);
            QVERIFY(dataset.layers.find("counts"));
        }
    }

    void rawOfTheSameGenesLosesNothing()
    {
        Dataset dataset = sample({"ENSG1", "ENSG2"});
        const auto lost = chooseMatrix(dataset, "raw", FormerX::Kept);
        VERIFY_OK(lost);
        QVERIFY(lost->empty());
        QCOMPARE(valueOf(dataset.x), 7.0F);
        QCOMPARE(valueOf(*dataset.layers.find("former_X")), 3.0F);
        QVERIFY(dataset.layers.find("counts") && dataset.raw);
    }

    void rawOfOtherGenesChangesPlaces()
    {
        Dataset dataset = sample({"ENSG1", "ENSG2", "ENSG3"});
        const auto lost = chooseMatrix(dataset, "raw", FormerX::Kept);
        VERIFY_OK(lost);
        QCOMPARE(*lost, std::vector<std::string>{"counts"});
        QCOMPARE(dataset.genes(), std::int64_t{3});
        QCOMPARE(valueOf(dataset.x), 7.0F);
        QVERIFY(dataset.raw && dataset.raw->var.index.values.size() == 2);
        QCOMPARE(valueOf(dataset.raw->x), 3.0F);
        Dataset alone = sample({"ENSG1", "ENSG2", "ENSG3"});
        VERIFY_OK(chooseMatrix(alone, "raw", FormerX::Dropped));
        QVERIFY(!alone.raw);
    }

    void genesTakeTheNamesOfAColumn()
    {
        Dataset dataset = sample({"ENSG1"});
        VERIFY_OK(chooseGeneNames(dataset, "symbol"));
        QCOMPARE(dataset.var.index.values, (std::vector<std::string>{"CD3E", "CD4"}));
        const Element *former = dataset.var.columns.find("index_before");
        QVERIFY(former && former->as<StringArray>()->values.front() == "ENSG1");
        VERIFY_OK(chooseGeneNames(dataset, "index_before"));  // and back: neither list is lost
        QCOMPARE(dataset.var.index.values.front(), std::string("ENSG1"));
        QVERIFY(dataset.var.columns.find("symbol"));
    }

    void whatIsNotThereIsRefused()
    {
        Dataset dataset = sample({"ENSG1"});
        QCOMPARE(classOf(chooseMatrix(dataset, "nothing", FormerX::Kept)), std::string("missing_layer"));
        QCOMPARE(classOf(chooseGeneNames(dataset, "nothing")), std::string("missing_column"));
        VERIFY_OK(chooseMatrix(dataset, "X", FormerX::Kept));
        QCOMPARE(valueOf(dataset.x), 3.0F);
    }
};

QTEST_APPLESS_MAIN(TestChooseMatrix)
#include "tst_choose_matrix.moc"

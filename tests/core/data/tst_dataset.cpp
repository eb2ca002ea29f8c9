// A data set's parts by name, its subsets along every axis, and unique names by anndata's rule.
#include "core/data/dataset.h"
#include "tests/support/fixtures.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::data;

namespace {

using Texts = std::vector<std::string>;

StringArray list(Texts values) { return {{std::ssize(values)}, std::move(values), {}, false}; }

ElementPtr grid(std::int64_t rows, std::int64_t columns)
{
    Array array(DType::Float32, {rows, columns});
    for (std::int64_t i = 0; i < array.size(); ++i) array.as<float>()[i] = static_cast<float>(i + 1);
    return makeElement(std::move(array));
}

ElementPtr diagonal(std::int64_t size)
{
    SparseMatrix matrix;
    matrix.rows = matrix.columns = size;
    std::vector<double> values;
    for (std::int64_t i = 0; i < size; ++i) {
        values.push_back(static_cast<double>(i + 1));
        matrix.indices.push_back(static_cast<std::int32_t>(i));
        matrix.indptr.push_back(i + 1);
    }
    matrix.indptr.insert(matrix.indptr.begin(), 0);
    matrix.values = Array::of(values);
    return makeElement(std::move(matrix));
}

Dataset sample()
{
    Dataset dataset;
    dataset.x = ExpressionMatrix::inMemory(grid(4, 3));
    dataset.layers.set("counts", ExpressionMatrix::inMemory(grid(4, 3)));
    dataset.obs.index = list({"c0", "c1", "c2", "c3"});
    dataset.var.index = list({"g0", "g1", "g2"});
    dataset.obs.columns.set("type", makeElement(Categorical{{1, 0, -1, 1}, makeElement(list({"b", "a"})), false}));
    dataset.obs.columns.set("text", makeElement(list({"y", "x", "y", "z"})));
    StringArray gaps = list({"p", "", "q", "p"});
    gaps.nullable = true;
    gaps.missing = {false, true, false, false};
    dataset.obs.columns.set("gaps", makeElement(gaps));
    dataset.obs.columns.set("number", makeElement(Array::of(std::vector<std::int64_t>{10, 9, 10, -1})));
    dataset.obs.columns.set("score", makeElement(Array::of(std::vector<double>{0.5, std::nan(""), 0.25, 0.5})));
    dataset.obs.columns.set("flag", makeElement(Array::ofBool({true, false, true, true})));
    dataset.obs.columns.set(
        "maybe", makeElement(NullableArray{Array::of(std::vector<std::int64_t>{1, 2, 3, 4}), {false, true, false, false}}));
    dataset.obsm.set("X_pca", grid(4, 2));
    dataset.obsm.set("graph", diagonal(4));
    Table frame;
    frame.index = dataset.obs.index;
    frame.columns.set("u", makeElement(Array::of(std::vector<double>{1, 2, 3, 4})));
    dataset.obsm.set("frame", makeElement(frame));
    dataset.obsm.set("future", makeElement(Opaque{"f", "obsm/future", "hyper"}));
    dataset.varm.set("PCs", grid(3, 2));
    dataset.obsp.set("distances", diagonal(4));
    dataset.obsp.set("dense", grid(4, 4));
    dataset.varp.set("corr", grid(3, 3));
    dataset.uns.set("title", makeElement(list({"kept"})));
    dataset.raw = Raw{ExpressionMatrix::inMemory(grid(4, 5)), {}, {}};
    dataset.raw->var.index = list({"r0", "r1", "r2", "r3", "r4"});
    return dataset;
}

std::vector<float> valuesOf(const ExpressionMatrix &matrix) { return (*matrix.load())->as<Array>()->toFloat(); }

}  // namespace

class TestDataset : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void matricesByName();
    void labels();
    void embeddings();
    void subsetOfCells();
    void subsetOfGenes();
    void subsetOfNothing();
    void uniqueNames_data();
    void uniqueNames();
};

void TestDataset::matricesByName()
{
    const auto dataset = sample();
    for (const auto *name : {"", "X", "raw", "counts"}) VERIFY_OK(dataset.matrix(name));
    QCOMPARE(dataset.matrix("raw")->genes(), std::int64_t{5});
    const auto missing = dataset.matrix("spliced");
    QVERIFY(!missing.ok());
    QCOMPARE(missing.error().errorClass, std::string("missing_layer"));
    QVERIFY(missing.error().message.find("X, raw, counts") != std::string::npos);
    QVERIFY(!Dataset{}.matrix("").ok());
}

void TestDataset::labels()
{
    const auto dataset = sample();
    const auto check = [&](const char *column, const Texts &names, const std::vector<std::int32_t> &codes) {
        const auto labels = dataset.labels(column);
        VERIFY_OK(labels);
        QCOMPARE(labels->categoryNames(), names);
        QCOMPARE(labels->codes, codes);
        QVERIFY(labels->categories->as<StringArray>());
    };
    check("type", {"b", "a"}, {1, 0, -1, 1});
    check("text", {"x", "y", "z"}, {1, 0, 1, 2});
    check("gaps", {"p", "q"}, {0, -1, 1, 0});
    check("number", {"-1", "9", "10"}, {2, 1, 2, 0});
    check("score", {"0.25", "0.5"}, {1, -1, 0, 1});
    check("flag", {"False", "True"}, {1, 0, 1, 1});
    check("maybe", {"1", "3", "4"}, {0, -1, 1, 2});
    QCOMPARE(dataset.labels("gaps")->texts(), (Texts{"p", "", "q", "p"}));
    QCOMPARE(dataset.labels("score")->texts(), (Texts{"0.5", "", "0.25", "0.5"}));
    auto odd = sample();
    odd.obs.columns.set("odd", makeElement(Opaque{"f", "obs/odd", "hyper"}));
    for (const char *column : {"nope", "odd"}) {
        const auto asked = odd.labels(column, "batch");
        QVERIFY(!asked.ok());
        QCOMPARE(asked.error().choices.size(), std::size_t{1});
        QCOMPARE(asked.error().choices.front().option, std::string("batch"));
    }
    const auto missing = dataset.labels("nope");
    QVERIFY(!missing.ok());
    QCOMPARE(missing.error().errorClass, std::string("missing_column"));
    QCOMPARE(exitStatus(missing.error()), 3);
}

void TestDataset::embeddings()
{
    const auto dataset = sample();
    const auto pca = dataset.embedding("X_pca");
    VERIFY_OK(pca);
    QCOMPARE(pca->shape(), (std::vector<std::int64_t>{4, 2}));
    QCOMPARE(pca->toFloat(), (std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8}));
    QCOMPARE(dataset.embedding("frame")->toFloat(), (std::vector<float>{1, 2, 3, 4}));
    QCOMPARE(dataset.embedding("graph")->toFloat()[5], 2.0f);
    QCOMPARE(dataset.embedding("nope").error().errorClass, std::string("missing_embedding"));
    QCOMPARE(dataset.embedding("future").error().errorClass, std::string("missing_embedding"));
}

void TestDataset::subsetOfCells()
{
    const auto dataset = sample();
    const std::vector<std::int64_t> cells{3, 1};
    const auto part = subset(dataset, &cells, nullptr);
    VERIFY_OK(part);
    QCOMPARE(part->obs.index.values, (Texts{"c3", "c1"}));
    QCOMPARE(part->var.index.values, dataset.var.index.values);
    const std::vector<float> rows{10, 11, 12, 4, 5, 6};
    QCOMPARE(valuesOf(part->x), rows);
    QCOMPARE(valuesOf(*part->layers.find("counts")), rows);
    QCOMPARE(part->obs.columns.find("type")->as<Categorical>()->codes, (std::vector<std::int32_t>{1, 0}));
    QCOMPARE(part->obs.columns.find("gaps")->as<StringArray>()->missing, (std::vector<bool>{false, true}));
    QCOMPARE(part->obs.columns.find("maybe")->as<NullableArray>()->mask, (std::vector<bool>{false, true}));
    QCOMPARE(part->obs.columns.find("number")->as<Array>()->intAt(0), std::int64_t{-1});
    QCOMPARE(part->obsm.find("X_pca")->as<Array>()->toFloat(), (std::vector<float>{7, 8, 3, 4}));
    QCOMPARE(part->obsm.find("frame")->as<Table>()->index.values, (Texts{"c3", "c1"}));
    QCOMPARE(*part->obsm.find("future")->as<Opaque>()->rows, cells);  // what is not understood is cut where it lies
    QCOMPARE(part->obsp.find("dense")->as<Array>()->toFloat(), (std::vector<float>{16, 14, 8, 6}));
    const auto *distances = part->obsp.find("distances")->as<SparseMatrix>();
    QCOMPARE(distances->rows, std::int64_t{2});
    QCOMPARE(distances->values.toDouble(), (std::vector<double>{4, 2}));
    QCOMPARE(distances->indices, (std::vector<std::int32_t>{0, 1}));
    QCOMPARE(part->varm.find("PCs")->as<Array>()->toFloat(), dataset.varm.find("PCs")->as<Array>()->toFloat());
    QVERIFY(part->uns.find("title"));
    QCOMPARE(part->raw->x.cells(), std::int64_t{2});
    QCOMPARE(part->raw->x.genes(), std::int64_t{5});
}

void TestDataset::subsetOfGenes()
{
    const auto dataset = sample();
    const std::vector<std::int64_t> genes{0, 2};
    const auto part = subset(dataset, nullptr, &genes);
    VERIFY_OK(part);
    QCOMPARE(part->var.index.values, (Texts{"g0", "g2"}));
    QCOMPARE(valuesOf(part->x), (std::vector<float>{1, 3, 4, 6, 7, 9, 10, 12}));
    QCOMPARE(part->varm.find("PCs")->as<Array>()->toFloat(), (std::vector<float>{1, 2, 5, 6}));
    QCOMPARE(part->varp.find("corr")->as<Array>()->toFloat(), (std::vector<float>{1, 3, 7, 9}));
    QCOMPARE(part->raw->x.genes(), std::int64_t{5});  // raw keeps its genes
    QCOMPARE(part->raw->var.rows(), std::int64_t{5});
    QVERIFY(part->obsm.find("future"));
}

void TestDataset::subsetOfNothing()
{
    const std::vector<std::int64_t> none;
    const auto part = subset(sample(), &none, &none);
    VERIFY_OK(part);
    QCOMPARE(part->cells(), std::int64_t{0});
    QCOMPARE(part->genes(), std::int64_t{0});
    QCOMPARE(part->x.cells(), std::int64_t{0});
}

void TestDataset::uniqueNames_data()
{
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QStringList>("unique");
    QTest::newRow("unique already") << QStringList{"a", "b"} << QStringList{"a", "b"};
    QTest::newRow("repeated") << QStringList{"a", "a", "a"} << QStringList{"a", "a-1", "a-2"};
    QTest::newRow("the new name exists") << QStringList{"a", "a", "a-1", "a"} << QStringList{"a", "a-2", "a-1", "a-3"};
    QTest::newRow("the new name is repeated, too")
        << QStringList{"a", "a-1", "a-1", "a"} << QStringList{"a", "a-1", "a-1-1", "a-2"};
    QTest::newRow("empty names") << QStringList{"", ""} << QStringList{"", "-1"};
}

void TestDataset::uniqueNames()
{
    QFETCH(QStringList, names);
    QFETCH(QStringList, unique);
    Texts input;
    for (const auto &name : names) input.push_back(name.toStdString());
    QStringList result;
    for (const auto &name : makeUnique(input)) result << QString::fromStdString(name);
    QCOMPARE(result, unique);
}

QTEST_APPLESS_MAIN(TestDataset)
#include "tst_dataset.moc"

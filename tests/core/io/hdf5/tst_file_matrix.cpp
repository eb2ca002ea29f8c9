// Genes of a matrix that stays in its file by row: the first makes a copy by column, a cancelled copy is continued, and without
// room each gene is a pass of its own.
#include "core/io/h5ad/h5ad_reader.h"
#include "core/io/h5ad/h5ad_writer.h"
#include "core/io/hdf5/column_copy.h"
#include "tests/core/reading.h"

#include <QTest>

using namespace lexicell;

namespace {

constexpr std::int64_t cells = 300, genes = 40;

float valueAt(std::int64_t cell, std::int64_t gene)
{
    return (cell * 7 + gene * 5) % 11 < 4 ? static_cast<float>(1 + cell % 9) : 0.0F;
}

data::Dataset dataset(bool dense, data::SparseMatrix::Layout layout = data::SparseMatrix::Layout::Csr)
{
    data::Dataset result;
    data::Array values(data::DType::Float32, {cells, genes});
    data::SparseMatrix sparse;
    std::vector<float> stored;
    const bool csr = layout == data::SparseMatrix::Layout::Csr;
    sparse.layout = layout;
    sparse.rows = cells;
    sparse.columns = genes;
    sparse.indptr.assign(1, 0);
    for (std::int64_t major = 0; major < (csr ? cells : genes); ++major) {
        for (std::int64_t minor = 0; minor < (csr ? genes : cells); ++minor) {
            const float value = csr ? valueAt(major, minor) : valueAt(minor, major);
            values.as<float>()[csr ? major * genes + minor : minor * genes + major] = value;
            if (value == 0.0F) continue;
            sparse.indices.push_back(static_cast<std::int32_t>(minor));
            stored.push_back(value);
        }
        sparse.indptr.push_back(static_cast<std::int64_t>(stored.size()));
    }
    sparse.values = data::Array::of(stored);
    result.x =
        data::ExpressionMatrix::inMemory(dense ? data::makeElement(std::move(values)) : data::makeElement(std::move(sparse)));
    for (std::int64_t i = 0; i < cells; ++i) result.obs.index.values.push_back("c" + std::to_string(i));
    for (std::int64_t i = 0; i < genes; ++i) result.var.index.values.push_back("g" + std::to_string(i));
    result.obs.index.shape = {cells};
    result.var.index.shape = {genes};
    return result;
}

std::vector<float> expected(std::int64_t gene)
{
    std::vector<float> column;
    for (std::int64_t cell = 0; cell < cells; ++cell) column.push_back(valueAt(cell, gene));
    return column;
}

}  // namespace

class TestFileMatrix : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void cleanup() { qunsetenv("TMPDIR"); }

    void onlyTheFirstGeneNeedsAPass_data() { storages(); }
    void onlyTheFirstGeneNeedsAPass()
    {
        QFETCH(int, storage);
        const auto matrix = open(storage);
        QCOMPARE(matrix.source().columnNeedsPass(), storage != 2);  // csc is stored by column
        for (const std::int64_t gene : {std::int64_t{3}, std::int64_t{0}, genes - 1}) {
            JobContext context;
            const auto column = matrix.column(gene, &context);
            VERIFY_OK(column);
            QCOMPARE(*column, expected(gene));
            QVERIFY(!matrix.source().columnNeedsPass());
        }
    }

    void aCancelledPassIsContinued()
    {
        const auto matrix = open(0);
        JobContext stopped;
        stopped.cancel();
        QCOMPARE(matrix.column(1, &stopped).error().kind, ErrorKind::Cancelled);
        QVERIFY(matrix.source().columnNeedsPass());
        const auto column = matrix.column(1);
        VERIFY_OK(column);
        QCOMPARE(*column, expected(1));
    }

    void withoutRoomEachGeneIsAPass_data() { storages(); }
    void withoutRoomEachGeneIsAPass()
    {
        QFETCH(int, storage);
        qputenv("TMPDIR", m_folder.path().c_str() + QByteArray("/absent"));
        const auto matrix = open(storage);
        for (const std::int64_t gene : {std::int64_t{3}, std::int64_t{0}}) {
            const auto column = matrix.column(gene);
            VERIFY_OK(column);
            QCOMPARE(*column, expected(gene));
            QCOMPARE(matrix.source().columnNeedsPass(), storage != 2);
        }
    }

    void theCopyLeavesNoFile()
    {
        const auto place = m_folder.path() / "place";
        std::filesystem::create_directory(place);
        qputenv("TMPDIR", place.c_str());
        const auto matrix = open(0);
        VERIFY_OK(matrix.column(0));
        QVERIFY(!matrix.source().columnNeedsPass());
        QVERIFY(std::filesystem::is_empty(place));
    }

    // Several blocks: rows continue where the block before ended, and a block may hold nothing.
    void blocksFollowEachOther()
    {
        const auto copy = io::ColumnCopy::make(3, 10);
        QVERIFY(copy);
        QVERIFY(copy->append({2, 3, {0, 2, 3}, {0, 2, 2}, {1, 2, 3}}));
        QVERIFY(copy->append({1, 3, {0, 0}, {}, {}}));
        QVERIFY(copy->append({1, 3, {0, 2}, {0, 1}, {4, 5}}));
        QCOMPARE(copy->rows(), std::int64_t{4});
        QCOMPARE(copy->column(0), (std::vector<float>{1, 0, 0, 4}));
        QCOMPARE(copy->column(1), (std::vector<float>{0, 0, 0, 5}));
        QCOMPARE(copy->column(2), (std::vector<float>{2, 3, 0, 0}));
    }

    void moreThanTheDiskHoldsIsNotCopied() { QVERIFY(!io::ColumnCopy::make(3, std::int64_t{1} << 56)); }

  private:
    static void storages()
    {
        QTest::addColumn<int>("storage");
        QTest::newRow("csr") << 0;
        QTest::newRow("dense") << 1;
        QTest::newRow("csc") << 2;
    }

    // Backed by a file of the test.
    data::ExpressionMatrix open(int storage)
    {
        const auto file = m_folder.path() / ("data" + std::to_string(storage) + ".h5ad");
        JobContext context;
        const auto layout = storage == 2 ? data::SparseMatrix::Layout::Csc : data::SparseMatrix::Layout::Csr;
        const auto written = io::writeH5ad(dataset(storage == 1, layout), file, {.overwrite = true}, context);
        io::ReadOptions options;
        options.backed = true;
        const auto read = io::readH5ad(file, options, context);
        if (!written.ok() || !read.ok()) return {};
        return read->x;
    }

    test::ScratchFolder m_folder;
};

QTEST_APPLESS_MAIN(TestFileMatrix)
#include "tst_file_matrix.moc"

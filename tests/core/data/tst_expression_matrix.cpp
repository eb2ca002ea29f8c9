// One matrix stored as csr, csc and dense, in every number type, must answer every question alike.
#include "core/data/expression_matrix.h"
#include "tests/support/fixtures.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::data;

namespace {

constexpr std::int64_t kRows = 9, kColumns = 7;

// Small whole numbers, a third of them zero; one row and one column empty.
int valueAt(std::int64_t row, std::int64_t column)
{
    if (row == 4 || column == 2) return 0;
    return static_cast<int>((row * 5 + column * 3) % 3 ? (row * 7 + column) % 11 : 0);
}

ElementPtr dense(DType type)
{
    Array array(type, {kRows, kColumns});
    visitType(type, [&](auto *tag) {
        using T = std::remove_cv_t<std::remove_pointer_t<decltype(tag)>>;
        for (std::int64_t i = 0; i < array.size(); ++i) array.as<T>()[i] = static_cast<T>(valueAt(i / kColumns, i % kColumns));
    });
    return makeElement(std::move(array));
}

ElementPtr sparse(DType type, SparseMatrix::Layout layout, bool keepZeros)
{
    const bool csr = layout == SparseMatrix::Layout::Csr;
    SparseMatrix matrix{layout, kRows, kColumns, Array(type, {0}), {}, {0}};
    std::vector<int> values;
    for (std::int64_t major = 0; major < (csr ? kRows : kColumns); ++major) {
        for (std::int64_t minor = 0; minor < (csr ? kColumns : kRows); ++minor) {
            const int value = csr ? valueAt(major, minor) : valueAt(minor, major);
            if (value == 0 && !(keepZeros && minor % 2)) continue;
            matrix.indices.push_back(static_cast<std::int32_t>(minor));
            values.push_back(value);
        }
        matrix.indptr.push_back(std::ssize(values));
    }
    matrix.values = Array(type, {std::ssize(values)});
    visitType(type, [&](auto *tag) {
        using T = std::remove_cv_t<std::remove_pointer_t<decltype(tag)>>;
        for (std::size_t i = 0; i < values.size(); ++i) matrix.values.as<T>()[i] = static_cast<T>(values[i]);
    });
    return makeElement(std::move(matrix));
}

float expected(DType type, std::int64_t row, std::int64_t column)
{
    const int value = valueAt(row, column);
    return type == DType::Bool ? static_cast<float>(value != 0) : static_cast<float>(value);
}

void compareRows(const CsrBlock &block, DType type, const std::vector<std::int64_t> &rows,
                 const std::vector<std::int64_t> &columns)
{
    QCOMPARE(block.rows, std::ssize(rows));
    QCOMPARE(block.columns, std::ssize(columns));
    QCOMPARE(std::ssize(block.indptr), std::ssize(rows) + 1);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        std::vector<float> line(columns.size(), 0.0f);
        std::int32_t before = -1;
        for (auto i = block.indptr[r]; i < block.indptr[r + 1]; ++i) {
            const auto column = block.indices[static_cast<std::size_t>(i)];
            QVERIFY(column > before);
            QVERIFY(block.values[static_cast<std::size_t>(i)] != 0.0f);
            before = column;
            line[static_cast<std::size_t>(column)] = block.values[static_cast<std::size_t>(i)];
        }
        for (std::size_t c = 0; c < columns.size(); ++c) QCOMPARE(line[c], expected(type, rows[r], columns[c]));
    }
}

std::vector<std::int64_t> range(std::int64_t begin, std::int64_t end)
{
    std::vector<std::int64_t> numbers;
    for (auto i = begin; i < end; ++i) numbers.push_back(i);
    return numbers;
}

}  // namespace

class TestExpressionMatrix : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void answersAlike_data();
    void answersAlike();
    void noMatrix();
    void ofCsrKeepsTheBlock();
};

void TestExpressionMatrix::answersAlike_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("form");
    for (const auto type : {DType::Bool, DType::Int8, DType::Int16, DType::Int32, DType::Int64, DType::UInt8, DType::UInt16,
                            DType::UInt32, DType::UInt64, DType::Float32, DType::Float64})
        for (int form = 0; form < 5; ++form) QTest::addRow("%s %d", toString(type), form) << static_cast<int>(type) << form;
}

void TestExpressionMatrix::answersAlike()
{
    QFETCH(int, type);
    QFETCH(int, form);
    const auto dtype = static_cast<DType>(type);
    const auto element =
        form == 0 ? dense(dtype) : sparse(dtype, form % 2 ? SparseMatrix::Layout::Csr : SparseMatrix::Layout::Csc, form > 2);
    const auto matrix = ExpressionMatrix::inMemory(element);
    QCOMPARE(matrix.cells(), kRows);
    QCOMPARE(matrix.genes(), kColumns);
    QCOMPARE(matrix.source().dtype(), dtype);
    for (const auto &[begin, end] : {std::pair<std::int64_t, std::int64_t>{0, kRows}, {0, 0}, {3, 6}, {8, 9}, {4, 5}}) {
        const auto block = matrix.rows(begin, end);
        VERIFY_OK(block);
        compareRows(*block, dtype, range(begin, end), range(0, kColumns));
    }
    for (std::int64_t column = 0; column < kColumns; ++column) {
        const auto values = matrix.column(column);
        VERIFY_OK(values);
        for (std::int64_t row = 0; row < kRows; ++row)
            QCOMPARE((*values)[static_cast<std::size_t>(row)], expected(dtype, row, column));
    }
    const std::vector<std::int64_t> rows{7, 0, 4, 7}, columns{6, 1, 2, 0};
    const std::vector<std::int64_t> allRows = range(0, kRows), allColumns = range(0, kColumns);
    for (const auto *keepRows : {static_cast<const std::vector<std::int64_t> *>(nullptr), &rows})
        for (const auto *keepColumns : {static_cast<const std::vector<std::int64_t> *>(nullptr), &columns}) {
            const auto part = matrix.subset(keepRows, keepColumns);
            VERIFY_OK(part);
            QCOMPARE(part->source().dtype(), dtype);
            QCOMPARE(part->source().storage(), matrix.source().storage());
            const auto block = part->all();
            VERIFY_OK(block);
            compareRows(*block, dtype, keepRows ? rows : allRows, keepColumns ? columns : allColumns);
        }
    const bool byColumn = matrix.source().storage() == Storage::Csc;
    const auto slice = matrix.source().loadSlice(2, 5);
    VERIFY_OK(slice);
    const auto sliced = ExpressionMatrix::inMemory(*slice).all();
    VERIFY_OK(sliced);
    compareRows(*sliced, dtype, byColumn ? allRows : range(2, 5), byColumn ? range(2, 5) : allColumns);
}

void TestExpressionMatrix::noMatrix()
{
    const ExpressionMatrix none;
    QVERIFY(!none);
    QCOMPARE(none.cells(), std::int64_t{0});
    VERIFY_OK(none.subset(nullptr, nullptr));
}

void TestExpressionMatrix::ofCsrKeepsTheBlock()
{
    const auto matrix = ExpressionMatrix::ofCsr({2, 3, {0, 1, 3}, {2, 0, 1}, {5.0f, 1.0f, 2.0f}});
    const auto block = matrix.all();
    VERIFY_OK(block);
    QCOMPARE(block->indices, (std::vector<std::int32_t>{2, 0, 1}));
    QCOMPARE(block->values, (std::vector<float>{5.0f, 1.0f, 2.0f}));
    QCOMPARE(matrix.source().storage(), Storage::Csr);
}

QTEST_APPLESS_MAIN(TestExpressionMatrix)
#include "tst_expression_matrix.moc"

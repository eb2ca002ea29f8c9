// What is written comes back, in the same bytes each time, or not at all: a full disk, a cancel and an existing file leave
// what was there.
#include "core/io/h5ad/h5ad_writer.h"

#include "core/io/h5ad/h5ad_reader.h"
#include "tests/support/describe.h"
#include "tests/support/fixtures.h"
#include "tests/support/manifest.h"
#include "tests/support/plain_files.h"

#include <QTemporaryDir>

#include <csignal>
#include <fstream>
#include <sstream>
#include <sys/resource.h>

using namespace lexicell;
using namespace lexicell::data;
namespace fs = std::filesystem;
using test::bytesOf;

namespace {

StringArray list(std::vector<std::string> values) { return {{std::ssize(values)}, std::move(values), {}, false}; }

SparseMatrix counts(std::int64_t rows, std::int64_t columns)
{
    SparseMatrix matrix;
    matrix.rows = rows;
    matrix.columns = columns;
    matrix.indptr = {0};
    std::vector<float> values;
    for (std::int64_t row = 0; row < rows; ++row) {
        for (std::int64_t column = row % 3; column < columns; column += 3) {
            matrix.indices.push_back(static_cast<std::int32_t>(column));
            values.push_back(static_cast<float>(1 + (row * 7 + column) % 13));
        }
        matrix.indptr.push_back(std::ssize(values));
    }
    matrix.values = Array::of(values);
    return matrix;
}

Table names(const std::string &prefix, std::int64_t count)
{
    Table table;
    for (std::int64_t i = 0; i < count; ++i) table.index.values.push_back(prefix + std::to_string(i));
    table.index.shape = {count};
    return table;
}

Dataset small(std::int64_t cells = 12, std::int64_t genes = 7)
{
    Dataset dataset;
    dataset.x = ExpressionMatrix::inMemory(makeElement(counts(cells, genes)));
    dataset.obs = names("cell", cells);
    dataset.var = names("gene", genes);
    return dataset;
}

// One element of every sort, everywhere.
Dataset everything()
{
    Dataset dataset = small(6, 4);
    Categorical type{{0, 1, -1, 1, 0, 0}, makeElement(list({"B", "T zelle ü"})), true};
    dataset.obs.columns.set("type", makeElement(type));
    dataset.obs.columns.set(
        "batch", makeElement(Categorical{{0, 1, 0, 1, 0, 1}, makeElement(Array::of(std::vector<std::int64_t>{7, -2})), false}));
    dataset.obs.columns.set("flag", makeElement(Array::ofBool({true, false, true, false, false, true})));
    dataset.obs.columns.set("n", makeElement(NullableArray{Array::of(std::vector<std::int16_t>{1, 2, 3, 4, 5, 6}),
                                                           {false, true, false, false, false, true}}));
    dataset.obs.columns.set("text", makeElement(list({"", "a", "naïve\n", "\"q\"", "x,y", "日本"})));
    StringArray gaps = list({"p", "", "q", "r", "", "s"});
    gaps.nullable = true;
    gaps.missing = {false, true, false, false, true, false};
    dataset.obs.columns.set("gaps", makeElement(gaps));
    Array half = Array::of(std::vector<float>{0.5f, 1.0f, -2.0f, 65504.0f, 0.0f, 0.25f});
    half.markHalf();
    dataset.obs.columns.set("half", makeElement(half));
    dataset.obs.columns.set("big", makeElement(Array::of(std::vector<std::uint64_t>{1, 2, ~0ull, 4, 5, 6})));
    Array dense(DType::Float64, {6, 4});
    for (std::int64_t i = 0; i < 24; ++i) dense.as<double>()[i] = 0.1 * static_cast<double>(i);
    dataset.layers.set("dense", ExpressionMatrix::inMemory(makeElement(dense)));
    SparseMatrix csc = counts(4, 6);
    csc.layout = SparseMatrix::Layout::Csc;
    std::swap(csc.rows, csc.columns);
    dataset.layers.set("csc", ExpressionMatrix::inMemory(makeElement(csc)));
    Array tensor(DType::Float32, {6, 2, 3});
    for (std::int64_t i = 0; i < 36; ++i) tensor.as<float>()[i] = static_cast<float>(i);
    dataset.obsm.set("tensor", makeElement(tensor));
    Table frame = names("cell", 6);
    frame.columns.set("u", makeElement(Array::of(std::vector<double>{1, 2, 3, 4, 5, 6})));
    dataset.obsm.set("frame", makeElement(frame));
    dataset.obsp.set("graph", makeElement(counts(6, 6)));
    RecordArray records{{2}, {}};
    records.fields.set("A", makeElement(list({"g1", "g2"})));
    records.fields.set("B cell", makeElement(Array::of(std::vector<float>{1.5f, 2.5f})));
    Dict deep;
    deep.set("nothing", makeElement(Null{}));
    deep.set("records", makeElement(records));
    deep.set("empty", makeElement(Dict{}));
    dataset.uns.set("deep", makeElement(deep));
    dataset.uns.set("title", makeElement(StringArray{{}, {"tïtle"}, {}, false}));
    dataset.uns.set("number", makeElement(Array::scalarInt(3)));
    dataset.uns.set("yes", makeElement(Array::scalarBool(true)));
    dataset.uns.set("no_text", makeElement(list({})));
    dataset.raw = Raw{ExpressionMatrix::inMemory(makeElement(counts(6, 9))), names("raw", 9), {}};
    return dataset;
}

std::size_t filesIn(const fs::path &folder)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// No write beyond `bytes` while it lives: the same failure as a full disk, without filling one.
struct FullDisk {
    explicit FullDisk(rlim_t bytes)
    {
        getrlimit(RLIMIT_FSIZE, &before);
        former = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit now{bytes, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &now);
    }
    ~FullDisk()
    {
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, former);
    }
    rlimit before{};
    void (*former)(int) = nullptr;
};

}  // namespace

class TestH5adWriter : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void everythingComesBack_data();
    void everythingComesBack();
    void sameDataSameBytes();
    void manifestComesBack_data();
    void manifestComesBack();
    void fileBackedComesBack();
    void replacesTheFileItReadsFrom();
    void existingFileIsKept();
    void fullDiskKeepsTheOldFile_data();
    void fullDiskKeepsTheOldFile();
    void cancelLeavesNothing();
    void missingFolder();
    void namesThatCannotBeStored();
    void manyColumns();
    void unknownIsLeftOutWithAWarning();
    void rightsOfTheOldFileStay();

  private:
    fs::path path(const char *name) const { return fs::path(m_folder->path().toStdString()) / name; }
    Dataset read(const fs::path &file, bool backed = false)
    {
        JobContext context;
        io::ReadOptions options;
        options.backed = backed;
        auto result = io::readH5ad(file, options, context);
        if (!result.ok()) qFatal("%s", result.error().message.c_str());
        return *result;
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestH5adWriter::everythingComesBack_data()
{
    QTest::addColumn<int>("gzip");
    QTest::newRow("uncompressed") << 0;
    QTest::newRow("gzip") << 4;
}

void TestH5adWriter::everythingComesBack()
{
    QFETCH(int, gzip);
    const auto dataset = everything();
    JobContext context;
    VERIFY_OK(io::writeH5ad(dataset, path("out.h5ad"), {false, gzip}, context));
    QVERIFY(context.warnings().empty());
    const auto again = read(path("out.h5ad"));
    const auto want = test::describe(dataset), got = test::describe(again);
    const auto bad = test::differences(want, got);
    QVERIFY2(bad.empty(), test::joined(bad).c_str());
    const auto extra = test::differences(got, want);
    QVERIFY2(extra.empty(), test::joined(extra).c_str());
    QCOMPARE(*again.uns.find("deep")->as<Dict>()->find("records")->as<RecordArray>()->fields.find("A")->as<StringArray>(),
             list({"g1", "g2"}));
    QCOMPARE(*again.obsm.find("tensor")->as<Array>(), *dataset.obsm.find("tensor")->as<Array>());
    QVERIFY(again.obs.columns.find("half")->as<Array>()->half());
}

void TestH5adWriter::sameDataSameBytes()
{
    JobContext context;
    VERIFY_OK(io::writeH5ad(everything(), path("a.h5ad"), {}, context));
    QTest::qSleep(1100);  // object times have a resolution of a second
    VERIFY_OK(io::writeH5ad(everything(), path("b.h5ad"), {}, context));
    QVERIFY(bytesOf(path("a.h5ad")) == bytesOf(path("b.h5ad")));
}

void TestH5adWriter::manifestComesBack_data()
{
    QTest::addColumn<QString>("file");
    const auto folder = test::fixtures("formats");
    if (!folder) QSKIP("no fixtures of this family: set LEXICELL_FIXTURES");
    for (const auto &entry : test::readManifest(*folder / "manifest.json", {"h5ad"}))
        if (entry.outcome == "open" || entry.outcome == "warn")
            QTest::newRow(entry.file.c_str()) << QString::fromStdString((*folder / entry.file).string());
}

void TestH5adWriter::manifestComesBack()
{
    QFETCH(QString, file);
    auto dataset = read(file.toStdString());
    JobContext context;
    VERIFY_OK(io::writeH5ad(dataset, path("out.h5ad"), {}, context));
    for (const auto &warning : context.warnings()) QCOMPARE(warning.warningClass, std::string("left_out"));
    for (const auto *name : {"future"}) dataset.uns.erase(name);  // the one element that anndata cannot read
    const auto want = test::describe(dataset), got = test::describe(read(path("out.h5ad")));
    const auto bad = test::differences(want, got), extra = test::differences(got, want);
    QVERIFY2(bad.empty() && extra.empty(), (test::joined(bad) + test::joined(extra)).c_str());
}

void TestH5adWriter::fileBackedComesBack()
{
    JobContext context;
    VERIFY_OK(io::writeH5ad(everything(), path("a.h5ad"), {}, context));
    VERIFY_OK(io::writeH5ad(read(path("a.h5ad"), true), path("b.h5ad"), {}, context));
    const auto bad = test::differences(test::describe(everything()), test::describe(read(path("b.h5ad"))));
    QVERIFY2(bad.empty(), test::joined(bad).c_str());
}

void TestH5adWriter::replacesTheFileItReadsFrom()
{
    JobContext context;
    VERIFY_OK(io::writeH5ad(everything(), path("a.h5ad"), {}, context));
    auto backed = read(path("a.h5ad"), true);
    backed.obs.columns.set("new", makeElement(list({"1", "2", "3", "4", "5", "6"})));
    VERIFY_OK(io::writeH5ad(backed, path("a.h5ad"), {true, 0}, context));
    VERIFY_OK(backed.x.all());  // what was open stays readable
    auto again = read(path("a.h5ad"));
    QVERIFY(again.obs.columns.erase("new"));
    const auto bad = test::differences(test::describe(everything()), test::describe(again));
    QVERIFY2(bad.empty(), test::joined(bad).c_str());
}

void TestH5adWriter::existingFileIsKept()
{
    std::ofstream(path("out.h5ad")) << "mine";
    JobContext context;
    const auto result = io::writeH5ad(small(), path("out.h5ad"), {}, context);
    QVERIFY(!result.ok());
    QCOMPARE(result.error().errorClass, std::string("output_exists"));
    QCOMPARE(result.error().kind, ErrorKind::Usage);
    QCOMPARE(bytesOf(path("out.h5ad")), std::string("mine"));
    VERIFY_OK(io::writeH5ad(small(), path("out.h5ad"), {true, 0}, context));
    QCOMPARE(read(path("out.h5ad")).cells(), std::int64_t{12});
}

void TestH5adWriter::fullDiskKeepsTheOldFile_data()
{
    QTest::addColumn<int>("bytes");
    for (const int bytes : {0, 100, 5000, 20000, 100000, 400000}) QTest::newRow(std::to_string(bytes).c_str()) << bytes;
}

void TestH5adWriter::fullDiskKeepsTheOldFile()
{
    QFETCH(int, bytes);
    std::ofstream(path("out.h5ad")) << "mine";
    const auto dataset = small(3000, 90);  // about 720 KB
    JobContext context;
    Result<void> result;
    {
        const FullDisk full(static_cast<rlim_t>(bytes));
        result = io::writeH5ad(dataset, path("out.h5ad"), {true, 0}, context);
    }
    QVERIFY(!result.ok());
    QCOMPARE(result.error().errorClass, std::string("disk_full"));
    QCOMPARE(result.error().kind, ErrorKind::Resource);
    QCOMPARE(exitStatus(result.error()), 4);
    QCOMPARE(bytesOf(path("out.h5ad")), std::string("mine"));
    QCOMPARE(filesIn(path("")), std::size_t{1});
    VERIFY_OK(io::writeH5ad(dataset, path("out.h5ad"), {true, 0}, context));  // and HDF5 is none the worse
    QCOMPARE(read(path("out.h5ad")).cells(), std::int64_t{3000});
}

void TestH5adWriter::cancelLeavesNothing()
{
    JobContext context;
    context.cancel();
    const auto result = io::writeH5ad(small(), path("out.h5ad"), {}, context);
    QVERIFY(!result.ok());
    QCOMPARE(result.error().kind, ErrorKind::Cancelled);
    QCOMPARE(filesIn(path("")), std::size_t{0});
}

void TestH5adWriter::missingFolder()
{
    JobContext context;
    const auto result = io::writeH5ad(small(), path("no/such/folder/out.h5ad"), {}, context);
    QVERIFY(!result.ok());
    QCOMPARE(result.error().errorClass, std::string("not_writable"));
}

void TestH5adWriter::namesThatCannotBeStored()
{
    auto dataset = small(2, 2);
    dataset.obs.indexName = "index";
    dataset.obs.columns.set("index", makeElement(list({"a", "b"})));
    dataset.obs.columns.set("CD4/CD8", makeElement(list({"x", "y"})));
    dataset.obs.columns.set("CD4_CD8", makeElement(list({"u", "v"})));
    dataset.uns.set("CD4/CD8_colors", makeElement(list({"#ff0000", "#00ff00"})));
    dataset.obs.columns.set("", makeElement(list({"e", "f"})));
    JobContext context;
    VERIFY_OK(io::writeH5ad(dataset, path("out.h5ad"), {}, context));
    QCOMPARE(context.warnings().size(), std::size_t{2});
    const auto again = read(path("out.h5ad"));
    QCOMPARE(again.obs.index.values, dataset.obs.index.values);
    QCOMPARE(again.obs.columns.find("index")->as<StringArray>()->values, (std::vector<std::string>{"a", "b"}));
    QCOMPARE(again.obs.columns.find("CD4_CD8")->as<StringArray>()->values, (std::vector<std::string>{"u", "v"}));
    QCOMPARE(again.obs.columns.find("CD4_CD8-1")->as<StringArray>()->values, (std::vector<std::string>{"x", "y"}));
    QVERIFY(again.uns.find("CD4_CD8-1_colors"));  // which follow their column
    QCOMPARE(again.obs.columns.find("unnamed")->as<StringArray>()->values, (std::vector<std::string>{"e", "f"}));
}

void TestH5adWriter::manyColumns()
{
    auto dataset = small(2, 2);
    for (int i = 0; i < 5000; ++i)
        dataset.obs.columns.entries.emplace_back("column" + std::to_string(i),
                                                 makeElement(Array::of(std::vector<float>{1.0f, 2.0f})));
    JobContext context;
    VERIFY_OK(io::writeH5ad(dataset, path("out.h5ad"), {}, context));
    QCOMPARE(read(path("out.h5ad")).obs.columns.entries.size(), std::size_t{5000});
}

void TestH5adWriter::unknownIsLeftOutWithAWarning()
{
    auto dataset = small();
    dataset.uns.set("future", makeElement(Opaque{"/nowhere.h5ad", "uns/future", "hyper-table"}));
    dataset.uns.set("gone", makeElement(Opaque{"/nowhere.h5ad", "uns/gone", "array"}));
    dataset.unknown.set("my_app", makeElement(Opaque{"/nowhere.h5ad", "my_app", ""}));
    JobContext context;
    VERIFY_OK(io::writeH5ad(dataset, path("out.h5ad"), {}, context));
    QCOMPARE(context.warnings().size(), std::size_t{3});
    for (const auto &warning : context.warnings()) QCOMPARE(warning.warningClass, std::string("left_out"));
    QVERIFY(read(path("out.h5ad")).uns.entries.empty());
}

void TestH5adWriter::rightsOfTheOldFileStay()
{
    JobContext context;
    VERIFY_OK(io::writeH5ad(small(), path("out.h5ad"), {}, context));
    fs::permissions(path("out.h5ad"), fs::perms(0640));
    VERIFY_OK(io::writeH5ad(small(), path("out.h5ad"), {true, 0}, context));
    QCOMPARE(static_cast<int>(fs::status(path("out.h5ad")).permissions()), 0640);
}

QTEST_APPLESS_MAIN(TestH5adWriter)
#include "tst_h5ad_writer.moc"

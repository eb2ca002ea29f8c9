// The tests' own reader of cells, which parity tests trust: every h5ad file of the format fixtures that opens without complaint,
// whatever its layout and filters, against what the manifest says of it.
#include "tests/support/h5ad_cells.h"
#include "tests/support/fixtures.h"
#include "tests/support/manifest.h"

using namespace lexicell;
using namespace lexicell::test;

class TestH5adCells : public QObject {
    Q_OBJECT
  private slots:
    void manifest_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("expect");
        LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
        int rows = 0;
        for (const auto &entry : readManifest(folder / "manifest.json", {"h5ad"})) {
            if (entry.outcome != "open" || entry.json.at("expect").at("X").is_null()) continue;
            ++rows;
            QTest::newRow(entry.file.c_str()) << QString::fromStdString((folder / entry.file).string())
                                              << QString::fromStdString(entry.json.at("expect").dump());
        }
        if (rows == 0) QFAIL("the manifest lists no h5ad file that opens");
    }
    void manifest()
    {
        QFETCH(QString, path);
        QFETCH(QString, expect);
        const auto wanted = nlohmann::json::parse(expect.toStdString());
        const H5adCells found = readCells(path.toStdString());
        QCOMPARE(found.cells.rows, wanted.at("n_obs").get<std::int64_t>());
        QCOMPARE(found.cells.columns, wanted.at("n_vars").get<std::int64_t>());
        const auto first = [](const std::vector<std::string> &names) {
            return std::vector<std::string>(names.begin(), names.begin() + std::min<std::ptrdiff_t>(3, std::ssize(names)));
        };
        QCOMPARE(first(found.names), wanted.at("obs_names").at("first").get<std::vector<std::string>>());
        QCOMPARE(first(found.genes), wanted.at("var_names").at("first").get<std::vector<std::string>>());
        double sum = 0.0, checksum = 0.0;
        for (std::int64_t row = 0; row < found.cells.rows; ++row)
            for (auto i = static_cast<std::size_t>(found.cells.indptr[static_cast<std::size_t>(row)]);
                 i < static_cast<std::size_t>(found.cells.indptr[static_cast<std::size_t>(row) + 1]); ++i) {
                const auto value = static_cast<double>(found.cells.values[i]);
                sum += value;
                checksum += value * static_cast<double>(1 + (31 * row + 17 * found.cells.indices[i]) % 1009);
            }
        const auto &x = wanted.at("X");
        QCOMPARE(static_cast<std::int64_t>(found.cells.values.size()), x.at("nnz").get<std::int64_t>());
        const auto near = [&](double value, const char *key) {  // values as float32
            return std::abs(value - x.at(key).get<double>()) <= 1e-6 * std::abs(x.at(key).get<double>()) + 1e-6;
        };
        QVERIFY2(near(sum, "sum"), qPrintable(QString::number(sum)));
        QVERIFY2(near(checksum, "checksum"), qPrintable(QString::number(checksum)));
    }

    void categoriesOfEveryLayout_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("expect");
        LEXICELL_FIXTURES_OR_SKIP(folder, "formats");
        for (const auto &entry : readManifest(folder / "manifest.json", {"h5ad"})) {
            if (entry.outcome != "open") continue;
            for (const auto &[name, column] : entry.json.at("expect").at("obs").items())
                if (column.value("kind", "") == "categorical" && column.value("categories_type", "") == "string" &&
                    name.find('/') == std::string::npos)
                    QTest::addRow("%s %s", entry.file.c_str(), name.c_str())
                        << QString::fromStdString((folder / entry.file).string()) << QString::fromStdString(name)
                        << QString::fromStdString(column.dump());
        }
    }
    void categoriesOfEveryLayout()
    {
        QFETCH(QString, path);
        QFETCH(QString, column);
        QFETCH(QString, expect);
        const auto wanted = nlohmann::json::parse(expect.toStdString());
        const auto found = readCategorical(Hdf5File(path.toStdString()), "obs", column.toStdString());
        auto names = found.categoryNames();
        names.resize(std::min<std::size_t>(names.size(), 40));
        QCOMPARE(names, wanted.at("categories").get<std::vector<std::string>>());
        std::int64_t sum = 0;
        for (const auto code : found.codes) sum += code;
        QCOMPARE(sum, wanted.at("codes_sum").get<std::int64_t>());
    }
};

QTEST_APPLESS_MAIN(TestH5adCells)
#include "tst_h5ad_cells.moc"

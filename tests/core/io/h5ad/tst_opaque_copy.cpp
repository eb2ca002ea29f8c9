// Elements that are not understood: kept whole, cut with the cells and genes, or left out with a warning that says so.

#include "tests/core/siblings.h"
#include "tests/support/hdf5_values.h"

using namespace lexicell;
using namespace lexicell::test;
using Positions = std::vector<std::int64_t>;
using Numbers = std::vector<std::int64_t>;

class TestOpaqueCopy : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    // The file that holds these cells and genes of a sibling; warnings of the cut and the writing.
    std::filesystem::path cut(const std::string &name, const Positions *cells, const Positions *genes, ReadFile &result)
    {
        const auto read = readFile(sibling(name));
        if (!read.ok()) qFatal("%s", read.error().message.c_str());
        JobContext context;
        auto part = data::subset(read->dataset, cells, genes, &context);
        if (!part.ok()) qFatal("%s", part.error().message.c_str());
        const std::filesystem::path file = m_folder.filePath("cut.h5ad").toStdString();
        if (auto written = io::writeH5ad(*part, file, {true, 0}, context); !written.ok())
            qFatal("%s", written.error().message.c_str());
        result = {std::move(*part), context.warnings()};
        return file;
    }

    static Numbers integers(const std::filesystem::path &file, const std::string &name)
    {
        return Hdf5File(file).ints(name).values;
    }

  private Q_SLOTS:
    // Cells 7, 2, 5, 0 of an awkward array: lists of 1, 2, 2 and 0 chains.
    void awkwardRowsAreCut()
    {
        const Positions cells{7, 2, 5, 0};
        ReadFile result;
        const auto file = cut("awkward.h5ad", &cells, nullptr, result);
        QVERIFY2(result.warnings.empty(), result.allWarnings().c_str());
        // chains before the cut: cell i has i % 3, so cell 7 has chain 6, cell 2 has 1, 2 and cell 5 has 4, 5
        QCOMPARE(integers(file, "obsm/airr/node0-offsets"), (Numbers{0, 1, 3, 5, 5}));
        // chain c has a text of c % 4 letters: 2, 1, 2, 0, 1
        QCOMPARE(integers(file, "obsm/airr/node3-offsets"), (Numbers{0, 2, 3, 5, 5, 6}));
        const auto letters = integers(file, "obsm/airr/node4-data");
        QCOMPARE(std::string(letters.begin(), letters.end()), std::string("HHCDDG"));
        // chain c has the number 10 c, and none where c % 5 is 4
        QCOMPARE(integers(file, "obsm/airr/node5-index"), (Numbers{0, 1, 2, -1, 3}));
        QCOMPARE(integers(file, "obsm/airr/node6-data"), (Numbers{60, 10, 20, 50}));
        const auto again = readFile(file);
        VERIFY_OK(again);
        QVERIFY(again->dataset.obsm.find("airr"));
    }

    void cutTwiceIsCutOnce()
    {
        const auto read = readFile(sibling("awkward.h5ad"));
        VERIFY_OK(read);
        const Positions first{1, 2, 3, 4, 5, 6, 7}, second{6, 1, 4}, both{7, 2, 5};
        const auto once = data::subset(read->dataset, &both, nullptr);
        const auto half = data::subset(read->dataset, &first, nullptr);
        const auto twice = data::subset(*half, &second, nullptr);
        VERIFY_OK(twice);
        QCOMPARE(*twice->obsm.find("airr")->as<data::Opaque>()->rows, both);
        QCOMPARE(*once->obsm.find("airr")->as<data::Opaque>()->rows, both);
    }

    void typesThatAreNotKnownAreCut()
    {
        const Positions cells{3, 1};
        ReadFile result;
        const auto file = cut("columns.h5ad", &cells, nullptr, result);
        const auto again = readFile(file);
        VERIFY_OK(again);
        for (const char *column : {"c16", "void", "date"}) QVERIFY2(again->dataset.obs.columns.find(column), column);
        QVERIFY(again->dataset.obsm.find("complex"));
        QVERIFY(again->dataset.obsp.find("complex_pairs"));
        QVERIFY(result.warned("left_out", "obsp/words_pairs"));
        QVERIFY(!again->dataset.obsp.find("words_pairs"));
    }

    // anndata refuses a file that holds them: left out of every file, and said so.
    void unknownEncodingsAreNotCalledKept()
    {
        const auto read = readFile(sibling("unknown.h5ad"));
        VERIFY_OK(read);
        QVERIFY2(!read->warned("bad_encoding", "it is kept"), read->allWarnings().c_str());
        for (const Positions &cells : {Positions{0, 1, 2}, Positions{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}}) {
            ReadFile result;
            cut("unknown.h5ad", &cells, nullptr, result);
            for (const char *place : {"obs/odd", "obsm/odd", "varm/odd", "obsp/odd", "uns/odd"})
                QVERIFY2(result.warned("left_out", place), (place + ("\n" + result.allWarnings())).c_str());
        }
    }

    void whatIsNoArrayIsLeftOut()
    {
        const auto read = readFile(sibling("columns.h5ad"));
        VERIFY_OK(read);
        const auto saved = writtenAndRead(read->dataset);
        VERIFY_OK(saved);
        QVERIFY2(saved->warned("left_out", "uns/datatype"), saved->allWarnings().c_str());
    }
};

QTEST_APPLESS_MAIN(TestOpaqueCopy)
#include "tst_opaque_copy.moc"

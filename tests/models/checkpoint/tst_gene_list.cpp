// Lists of genes and names beside a checkpoint, and NumPy's files, written here byte by byte as Python writes them.
#include "models/checkpoint/gene_list.h"
#include "models/checkpoint/npy/npy_reader.h"
#include "models/checkpoint/pickle/pickled_list.h"
#include "tests/support/fixtures.h"

#include <QTemporaryDir>

#include <cstring>
#include <fstream>

using namespace lexicell;
using namespace lexicell::models::checkpoint;
namespace fs = std::filesystem;
using namespace std::string_literals;

namespace {

using Names = std::vector<std::string>;

std::string npy(const std::string &header, const std::string &data)
{
    std::string text = header;
    text.resize((text.size() + 11 + 63) / 64 * 64 - 11, ' ');
    text += '\n';
    return "\x93NUMPY\x01\x00"s + static_cast<char>(text.size() & 0xFFU) + static_cast<char>(text.size() >> 8U) + text + data;
}

std::string header(const std::string &type, const std::string &shape, bool fortran = false)
{
    return "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape + ", }";
}

template <class T> std::string bytesOf(const std::vector<T> &values)
{
    return {reinterpret_cast<const char *>(values.data()), values.size() * sizeof(T)};
}

// Two names as array(['B', 'NK'], dtype=…): protocol 2, elements as given.
std::string arrayPickle(const std::string &type, const std::string &order, const std::string &elements)
{
    return "\x80\x02"s + "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01"s + "b\x87R(K\x01K\x02\x85"s +
           "cnumpy\ndtype\nU"s + static_cast<char>(type.size()) + type + "\x89\x88\x87R(K\x03U\x01"s + order +
           "NNNK\x00K\x00K\x00tb\x89"s + elements + "tb."s;
}

}  // namespace

class TestGeneList : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    JobContext m_context;

    fs::path write(const std::string &name, const std::string &text) const
    {
        const fs::path path = fs::path(m_folder.path().toStdString()) / name;
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }

  private slots:
    void textLists_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("lines") << QByteArray("A1BG\nA1CF\nMT-CO1\n");
        QTest::newRow("no line end") << QByteArray("A1BG\nA1CF\nMT-CO1");
        QTest::newRow("Windows") << QByteArray("\xEF\xBB\xBF"
                                               "A1BG\r\nA1CF\r\nMT-CO1\r\n\r\n");
        QTest::newRow("table") << QByteArray("gene,mean\n\"A1BG\",1\n\"A1CF\",2\nMT-CO1,3\n");
        QTest::newRow("tabs") << QByteArray("Symbol\tid\nA1BG\t1\nA1CF\t2\nMT-CO1\t3\n");
        QTest::newRow("pickle") << QByteArray("\x80\x02]q\x00(X\x04\x00\x00\x00"
                                              "A1BGX\x04\x00\x00\x00"
                                              "A1CFX\x06\x00\x00\x00MT-CO1e.",
                                              37);
    }
    void textLists()
    {
        QFETCH(QByteArray, text);
        const auto genes = readGeneList(write("genes", text.toStdString()), m_context);
        VERIFY_OK(genes);
        QCOMPARE(*genes, (Names{"A1BG", "A1CF", "MT-CO1"}));
    }

    void badLists_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("errorClass");
        const auto bytes = [](const std::string &text) { return QByteArray::fromStdString(text); };
        QTest::newRow("twice") << QByteArray("A\nB\nA\n") << "bad_vocabulary";
        QTest::newRow("a gap") << QByteArray("A\n\nB\n") << "bad_vocabulary";
        QTest::newRow("header alone") << QByteArray("gene\n") << "bad_vocabulary";
        QTest::newRow("nothing") << QByteArray("") << "empty_file";
        QTest::newRow("binary") << QByteArray("A\n\x00\x01", 4) << "parse_error";
        QTest::newRow("numbers") << bytes("\x80\x02](K\x01K\x02"
                                          "e."s)
                                 << "bad_list";
        QTest::newRow("a call") << bytes("\x80\x02"
                                         "cos\nsystem\nX\x02\x00\x00\x00ls\x85R."s)
                                << "forbidden_global";
        QTest::newRow("cut pickle") << bytes("\x80\x02](X\x04\x00\x00\x00"
                                             "A1"s)
                                    << "truncated";
        QTest::newRow("no data set") << QByteArray("\x89HDF\r\n\x1a\nrest") << "truncated";
    }
    void badLists()
    {
        QFETCH(QByteArray, text);
        const auto genes = readGeneList(write("genes", text.toStdString()), m_context);
        QVERIFY(!genes.ok());
        QTEST(QString::fromStdString(genes.error().errorClass), "errorClass");
        QVERIFY(genes.error().message.find("genes") != std::string::npos);
        QCOMPARE(readGeneList(write("genes", "A\n").parent_path() / "none", m_context).error().errorClass,
                 std::string("not_found"));
    }

    void pickledArrays()
    {
        const std::string list = "](X\x01\x00\x00\x00"
                                 "BX\x02\x00\x00\x00NKe"s;
        const auto objects = readPickledNames(write("label_dict", arrayPickle("O8", "|", list)));
        VERIFY_OK(objects);
        QCOMPARE(*objects, (Names{"B", "NK"}));
        // Fixed-length text as UCS-4 in bytes (protocol 3), and as latin-1 text through _codecs.encode (protocol 2).
        const std::string wide = "B\0\0\0\0\0\0\0N\0\0\0K\0\0\0"s;
        const auto text = readPickledNames(write("label_dict", arrayPickle("U2", "<", "C\x10"s + wide)));
        VERIFY_OK(text);
        QCOMPARE(*text, (Names{"B", "NK"}));
        const std::string codecs = "c_codecs\nencode\nX\x04\x00\x00\x00"
                                   "B\0NKU\x06latin1\x86R"s;
        const auto bytes = readPickledNames(write("label_dict", arrayPickle("S2", "|", codecs)));
        VERIFY_OK(bytes);
        QCOMPARE(*bytes, (Names{"B", "NK"}));
        const auto numbers = readPickledIntegers(write("label", arrayPickle("i2", ">", "C\x04\x00\x05\xFF\xFF"s)));
        VERIFY_OK(numbers);
        QCOMPARE(*numbers, (std::vector<std::int64_t>{5, -1}));
    }

    void pickledArraysThatLie()
    {
        const std::string list = "](X\x01\x00\x00\x00"
                                 "Be"s;  // one name where two are declared
        QCOMPARE(readPickledNames(write("l", arrayPickle("O8", "|", list))).error().errorClass, std::string("bad_list"));
        QCOMPARE(readPickledNames(write("l", arrayPickle("U9", "<",
                                                         "C\x02"
                                                         "ab"s)))
                     .error()
                     .errorClass,
                 std::string("bad_list"));
        QCOMPARE(readPickledNames(write("l", arrayPickle("V8", "|",
                                                         "C\x02"
                                                         "ab"s)))
                     .error()
                     .errorClass,
                 std::string("bad_list"));
        QCOMPARE(readPickledIntegers(write("l", arrayPickle("f8", "<",
                                                            "C\x02"
                                                            "ab"s)))
                     .error()
                     .errorClass,
                 std::string("bad_list"));
    }

    void npyFiles()
    {
        const auto plain = readNpy(write("a.npy", npy(header("<f4", "(2, 3)"), bytesOf<float>({1, 2, 3, 4, 5, 6}))));
        VERIFY_OK(plain);
        QCOMPARE(plain->shape, (std::vector<std::int64_t>{2, 3}));
        QCOMPARE(plain->toFloat(), (std::vector<float>{1, 2, 3, 4, 5, 6}));
        const auto columns = readNpy(write("a.npy", npy(header("<f8", "(2, 3)", true), bytesOf<double>({1, 4, 2, 5, 3, 6}))));
        VERIFY_OK(columns);
        QCOMPARE(columns->toFloat(), (std::vector<float>{1, 2, 3, 4, 5, 6}));
        const auto big = readNpy(write("a.npy", npy(header(">i2", "(2,)"), "\x01\x00\xFF\xFE"s)));
        VERIFY_OK(big);
        QCOMPARE(big->toFloat(), (std::vector<float>{256, -2}));
        const auto wide = readNpy(write("a.npy", npy(header("<u2", "(1,)"), "\xFF\xFF"s)));
        VERIFY_OK(wide);
        QCOMPARE(wide->toFloat(), (std::vector<float>{65535}));
        const auto scalar = readNpy(write("a.npy", npy(header("<f8", "()"), bytesOf<double>({7}))));
        VERIFY_OK(scalar);
        QVERIFY(scalar->shape.empty());
        QCOMPARE(scalar->toFloat(), std::vector<float>{7});
        const auto none = readNpy(write("a.npy", npy(header("<f8", "(0, 3)"), "")));
        VERIFY_OK(none);
        QCOMPARE(none->size(), std::int64_t{0});
    }

    void badNpyFiles_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("errorClass");
        const auto row = [](const char *name, const std::string &text, const char *errorClass) {
            QTest::newRow(name) << QByteArray::fromStdString(text) << errorClass;
        };
        row("empty", "", "empty_file");
        row("another file", "no numbers here", "parse_error");
        row("cut header", npy(header("<f8", "(2,)"), "").substr(0, 40), "truncated");
        row("cut data", npy(header("<f8", "(2,)"), "12345678"), "truncated");
        row("huge", npy(header("<f8", "(9223372036854775807, 3)"), "12345678"), "parse_error");
        row("huge but possible", npy(header("<f8", "(1000000000000,)"), "12345678"), "truncated");
        row("negative", npy(header("<f8", "(-2,)"), "12345678"), "parse_error");
        row("objects",
            npy(header("|O", "(1,)"), "\x80\x02"
                                      "cos\nsystem\n."),
            "unsupported_dtype");
        row("complex", npy(header("<c16", "(1,)"), std::string(16, ' ')), "unsupported_dtype");
        row("text", npy(header("<U1", "(1,)"), "A\0\0\0"s), "unsupported_dtype");
        row("too large", npy(header("<u8", "(1,)"), std::string(8, '\xFF')), "too_large");
        row("no width", npy(header("<U0", "(5,)"), ""), "parse_error");
    }
    void badNpyFiles()
    {
        QFETCH(QByteArray, text);
        const auto tensor = readNpy(write("a.npy", text.toStdString()));
        QVERIFY(!tensor.ok());
        QTEST(QString::fromStdString(tensor.error().errorClass), "errorClass");
        QVERIFY(tensor.error().message.find("a.npy") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestGeneList)
#include "tst_gene_list.moc"

// What the fuzzers found worth keeping, through the same functions: every reader answers or refuses with a reason.
#include "tests/fuzz/inputs.h"
#include "tests/support/fixtures.h"

#include <QDir>
#include <QFile>

using namespace lexicell;

namespace {

using Input = std::string (*)(fuzz::Bytes);

struct Format {
    const char *name;
    Input input;
};
constexpr Format formats[] = {{"zip", fuzz::zipInput},   {"pickle", fuzz::pickleInput}, {"safetensors", fuzz::safetensorsInput},
                              {"json", fuzz::jsonInput}, {"npy", fuzz::npyInput},       {"h5ad", fuzz::h5adInput}};

QDir corpus() { return QDir(QString::fromStdString((test::sourceRoot() / "tests/fuzz/corpus").string())); }

}  // namespace

class TestFuzzCorpus : public QObject {
    Q_OBJECT
  private slots:
    void everyFormatHasOne()
    {
        for (const Format &format : formats)
            QVERIFY2(!QDir(corpus().filePath(format.name)).entryList(QDir::Files).isEmpty(), format.name);
    }

    void readersAnswerOrRefuse_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("format");
        for (int i = 0; i < static_cast<int>(std::size(formats)); ++i) {
            const QDir folder(corpus().filePath(formats[i].name));
            for (const QString &name : folder.entryList(QDir::Files))
                QTest::newRow(qPrintable(QString(formats[i].name) + "/" + name)) << folder.filePath(name) << i;
        }
    }

    void readersAnswerOrRefuse()
    {
        QFETCH(QString, path);
        QFETCH(int, format);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        const auto complaint = formats[format].input(
            {reinterpret_cast<const std::byte *>(bytes.constData()), static_cast<std::size_t>(bytes.size())});
        QVERIFY2(complaint.empty(), complaint.c_str());
    }
};

QTEST_GUILESS_MAIN(TestFuzzCorpus)
#include "tst_fuzz_corpus.moc"

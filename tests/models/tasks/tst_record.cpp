// Records of results: complete, beside their CSV file, and never over a file of somebody else.
#include "models/tasks/record.h"
#include "core/base/options.h"
#include "models/tasks/result_files.h"
#include "tests/support/fixtures.h"

#include <QFile>
#include <QTemporaryDir>

using namespace lexicell;
using namespace lexicell::models::tasks;

namespace {

struct SomeOptions {
    double k = 20.5;
    std::string layer;
    std::int64_t seed = 7;
};
template <class V> void describe(SomeOptions &o, V &&visit)
{
    visit(Option{"k", "How many.", "", {}}, o.k);
    visit(Option{"layer", "Which.", "", {}}, o.layer);
}

}  // namespace

class TestRecord : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    const ProvenanceStep m_record = recordOf("some-task", OptionValues(SomeOptions{}), {{"file", "abc"}});
    const TaskResult m_result = Table{{{"n", std::vector<double>{1.5}}}};

    std::filesystem::path path(const char *name) const { return m_folder.filePath(name).toStdString(); }
    static QByteArray bytes(const std::filesystem::path &path)
    {
        QFile file(QString::fromStdString(path.string()));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

  private Q_SLOTS:
    void everyOptionAndTheSeed()
    {
        QCOMPARE(m_record.step, std::string("some-task"));
        QCOMPARE(valueOf(m_record.options, "k"), std::string("20.5"));
        QCOMPARE(m_record.options.size(), std::size_t{3});
        QCOMPARE(valueOf(m_record.options, "seed"), std::string("7"));
        QCOMPARE(valueOf(m_record.inputs, "file"), std::string("abc"));
    }

    void severalFiles()
    {
        QCOMPARE(fileInputs({"a", "b", "c"}), (RecordInputs{{"file", "a"}, {"file_2", "b"}, {"file_3", "c"}}));
        QVERIFY(fileInputs({}).empty());
    }

    void besideACsvFile()
    {
        const auto csv = path("edges.csv");
        VERIFY_OK(writeResult(m_result, m_record, csv, false));
        QCOMPARE(bytes(csv), QByteArray("n\n1.5\n"));
        const auto steps = recordedSteps(bytes(path("edges.csv.json")).toStdString());
        QCOMPARE(steps.size(), std::size_t{1});
        QCOMPARE(steps.front().options, m_record.options);
        QCOMPARE(steps.front().inputs, m_record.inputs);
        VERIFY_OK(writeResult(m_result, m_record, csv, false));  // its own record may be replaced
        QCOMPARE(recordedSteps(bytes(path("edges.csv.json")).toStdString()).size(), std::size_t{1});
    }

    void neverOverAnotherFile()
    {
        QFile other(QString::fromStdString(path("other.csv.json").string()));
        QVERIFY(other.open(QIODevice::WriteOnly) && other.write("{\"precious\": true}") > 0);
        other.close();
        QVERIFY(!isRecord(path("other.csv.json")));
        const auto refused = writeResult(m_result, m_record, path("other.csv"), false);
        QVERIFY(!refused.ok() && refused.error().is(errors::outputExists));
        QVERIFY(!QFile::exists(QString::fromStdString(path("other.csv").string())));
        QCOMPARE(bytes(path("other.csv.json")), QByteArray("{\"precious\": true}"));
        VERIFY_OK(writeResult(m_result, m_record, path("other.csv"), true));
        QVERIFY(isRecord(path("other.csv.json")));
    }

    // A result that could not be written leaves no record.
    void noRecordAlone()
    {
        QVERIFY(QDir().mkpath(m_folder.filePath("folder.csv")));
        QVERIFY(!writeResult(m_result, m_record, path("folder.csv"), false).ok());
        QVERIFY(!QFile::exists(m_folder.filePath("folder.csv.json")));
    }

    void afterEarlierSteps()
    {
        VERIFY_OK(writeRecord(m_record, path("lexicell.json"), appendProvenance({}, {"qc", "X", {}, {}})));
        const auto steps = recordedSteps(bytes(path("lexicell.json")).toStdString());
        QCOMPARE(steps.size(), std::size_t{2});
        QCOMPARE(steps.front().step, std::string("qc"));
        QCOMPARE(steps.back().step, std::string("some-task"));
    }
};

QTEST_GUILESS_MAIN(TestRecord)
#include "tst_record.moc"

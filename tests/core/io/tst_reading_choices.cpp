#include "core/io/reading_choices.h"
#include "tests/support/fixtures.h"

#include <QFile>
#include <QTemporaryDir>

#include <algorithm>

using namespace lexicell;

namespace {

template <class T> std::string classOf(const Result<T> &result) { return result.ok() ? "ok" : result.error().errorClass; }

}  // namespace

class TestReadingChoices : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void matricesOf10x_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<bool>("genomes");
        QTest::addColumn<bool>("types");
        QTest::newRow("one of each") << "10x/v2.h5" << false << false;
        QTest::newRow("a matrix per genome") << "10x/v2_two_genomes.h5" << true << false;
        QTest::newRow("two genomes in one matrix") << "10x/v3_two_genomes.h5" << true << false;
        QTest::newRow("several kinds of features") << "10x/v3_multi_feature.h5" << false << true;
    }
    void matricesOf10x()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "formats");
        QFETCH(QString, file);
        QFETCH(bool, genomes);
        QFETCH(bool, types);
        const std::filesystem::path path = root / file.toStdString();
        if (!std::filesystem::exists(path)) QSKIP("this set of fixtures has no such file");
        JobContext context;
        const auto choices = io::readingChoices(path, context);
        VERIFY_OK(choices);
        QCOMPARE(choices->genomes.size() > 1, genomes);
        QCOMPARE(choices->featureTypes.size() > 1, types);
        QVERIFY(!choices->table);
    }

    void aTableMayBeTurnedRound()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath("cells.csv"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(",a,b\nx,1,2\n");
        file.close();
        JobContext context;
        const auto choices = io::readingChoices(file.fileName().toStdString(), context);
        VERIFY_OK(choices);
        QVERIFY(choices->table);
    }

    void whatCannotBeReadSaysWhy()
    {
        QTemporaryDir folder;
        JobContext context;
        QCOMPARE(classOf(io::readingChoices(folder.filePath("nothing.h5").toStdString(), context)), std::string("not_found"));
        QVERIFY(!io::readingChoices(folder.path().toStdString(), context).ok());
    }
};

QTEST_APPLESS_MAIN(TestReadingChoices)
#include "tst_reading_choices.moc"

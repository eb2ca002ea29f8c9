// Several files are there together or not at all.
#include "core/files/pending_files.h"
#include "tests/support/fixtures.h"

#include <QTemporaryDir>

#include <csignal>
#include <fstream>
#include <iterator>

#include <sys/resource.h>

using namespace lexicell;
using namespace lexicell::files;
namespace fs = std::filesystem;

class TestPendingFiles : public QObject {
    Q_OBJECT

    QTemporaryDir m_temporary;
    fs::path m_folder;

    static std::string textOf(const fs::path &path)
    {
        std::ifstream file(path);
        return std::string(std::istreambuf_iterator<char>(file), {});
    }
    std::ptrdiff_t entries() const { return std::distance(fs::directory_iterator(m_folder), fs::directory_iterator()); }

  private slots:
    void init()
    {
        m_folder = fs::path(m_temporary.path().toStdString()) / "here";
        fs::remove_all(m_folder);
        fs::create_directory(m_folder);
    }

    void appearTogether()
    {
        PendingFiles files;
        VERIFY_OK(files.add(m_folder / "nodes.csv", "nodes"));
        VERIFY_OK(files.add(m_folder / "edges.csv", "edges"));
        QVERIFY(!fs::exists(m_folder / "nodes.csv") && !fs::exists(m_folder / "edges.csv"));
        VERIFY_OK(files.commit());
        QCOMPARE(textOf(m_folder / "nodes.csv"), std::string("nodes"));
        QCOMPARE(textOf(m_folder / "edges.csv"), std::string("edges"));
        QCOMPARE(entries(), std::ptrdiff_t{2});
    }

    void leaveNothingWithoutCommit()
    {
        {
            PendingFiles files;
            VERIFY_OK(files.add(m_folder / "nodes.csv", "nodes"));
        }
        QCOMPARE(entries(), std::ptrdiff_t{0});
    }

    // The first file fits on the disk, the second does not.
    void aFullDiskLeavesTheOldFiles()
    {
        std::ofstream(m_folder / "nodes.csv") << "old";
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit small{50'000, before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        {
            PendingFiles files;
            VERIFY_OK(files.add(m_folder / "nodes.csv", "new"));
            const auto refused = files.add(m_folder / "edges.csv", std::string(100'000, 'x'));
            QVERIFY(!refused.ok());
            QVERIFY2(refused.error().is(errors::diskFull), refused.error().message.c_str());
        }
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        QCOMPARE(textOf(m_folder / "nodes.csv"), std::string("old"));
        QCOMPARE(entries(), std::ptrdiff_t{1});
    }

    // The name of the last file is taken by a folder after it was written.
    void aNameThatIsLostTakesTheOthersBack()
    {
        PendingFiles files;
        VERIFY_OK(files.add(m_folder / "nodes.csv", "nodes"));
        VERIFY_OK(files.add(m_folder / "edges.csv", "edges"));
        fs::create_directory(m_folder / "edges.csv");
        QVERIFY(!files.commit().ok());
        QVERIFY(!fs::exists(m_folder / "nodes.csv"));
        QCOMPARE(entries(), std::ptrdiff_t{1});
    }
};

QTEST_APPLESS_MAIN(TestPendingFiles)
#include "tst_pending_files.moc"

// A file is there completely or not at all.
#include "core/files/atomic_file.h"
#include "tests/support/fixtures.h"

#include <QTemporaryDir>

#include <csignal>
#include <fstream>

#include <sys/resource.h>
#include <unistd.h>

using namespace lexicell;
using namespace lexicell::files;
namespace fs = std::filesystem;

class TestAtomicFile : public QObject {
    Q_OBJECT
  private slots:
    void appearsOnlyWhenComplete()
    {
        QTemporaryDir temporary;
        const fs::path path = fs::path(temporary.path().toStdString()) / "x.pt";
        auto file = AtomicFile::create(path);
        VERIFY_OK(file);
        file->write("all of it");
        QCOMPARE(file->position(), std::uint64_t{9});
        QVERIFY(!fs::exists(path));
        const auto committed = file->commit();
        VERIFY_OK(committed);
        QCOMPARE(fs::file_size(path), std::uintmax_t{9});
        QCOMPARE(std::distance(fs::directory_iterator(path.parent_path()), fs::directory_iterator()), std::ptrdiff_t{1});
    }

    void leavesNothingBehindWithoutCommit()
    {
        QTemporaryDir temporary;
        const fs::path folder = temporary.path().toStdString();
        {
            auto file = AtomicFile::create(folder / "x.pt");
            VERIFY_OK(file);
            file->write("half");
        }
        QVERIFY(fs::is_empty(folder));
    }

    // A limit on file sizes fails in the middle of writing, as a full disk does.
    void aFullDiskLeavesTheOldFile()
    {
        QTemporaryDir temporary;
        const fs::path path = fs::path(temporary.path().toStdString()) / "x.pt";
        std::ofstream(path) << "old";
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit small{50'000, before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        {
            auto file = AtomicFile::create(path);
            VERIFY_OK(file);
            file->write(std::string(100'000, 'x'));
            const auto committed = file->commit();
            ::setrlimit(RLIMIT_FSIZE, &before);
            QVERIFY(!committed.ok());
            QCOMPARE(committed.error().errorClass, std::string("disk_full"));
            QCOMPARE(exitStatus(committed.error()), 4);
        }
        QCOMPARE(fs::file_size(path), std::uintmax_t{3});
        QCOMPARE(std::distance(fs::directory_iterator(path.parent_path()), fs::directory_iterator()), std::ptrdiff_t{1});
    }

    // The name that was made from the target's and the process id before: anybody may have a file of that name.
    void filesOfOthersStay()
    {
        QTemporaryDir temporary;
        const fs::path path = fs::path(temporary.path().toStdString()) / "x.pt";
        const fs::path other = path.string() + ".part" + std::to_string(::getpid());
        std::ofstream(other) << "precious";
        VERIFY_OK(writeTextFile(path, "new"));
        QCOMPARE(fs::file_size(other), std::uintmax_t{8});
    }

    void aLinkStaysAndADeviceIsRefused()
    {
        QTemporaryDir temporary;
        const fs::path folder = temporary.path().toStdString();
        std::ofstream(folder / "file") << "old";
        fs::create_symlink("file", folder / "link");
        VERIFY_OK(writeTextFile(folder / "link", "newer"));
        QVERIFY(fs::is_symlink(folder / "link"));
        QCOMPARE(fs::file_size(folder / "file"), std::uintmax_t{5});
        fs::create_symlink("/dev/null", folder / "null");
        for (const fs::path &path : {folder / "null", folder})
            QCOMPARE(writeTextFile(path, "x").error().errorClass, std::string("not_a_file"));
    }

    void saysWhereItCannotWrite()
    {
        const auto nowhere = AtomicFile::create("/nowhere/x.pt");
        QVERIFY(!nowhere.ok());
        QCOMPARE(nowhere.error().errorClass, std::string("not_writable"));
        QCOMPARE(exitStatus(nowhere.error()), 4);
        QVERIFY(nowhere.error().message.find("/nowhere/x.pt") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestAtomicFile)
#include "tst_atomic_file.moc"
